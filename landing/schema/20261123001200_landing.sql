-- +goose Up
-- A landing page: where people of one channel and campaign are led to, and leave a number (LND-01, LND-05).
CREATE TABLE landing_page (
    id         BIGINT  PRIMARY KEY,
    key        TEXT    NOT NULL UNIQUE, -- what stands in the address
    name       TEXT    NOT NULL, -- among colleagues
    state      TEXT    NOT NULL CHECK (state IN ('draft', 'live', 'paused', 'closed')),
    source     TEXT    NOT NULL, -- the acquisition channel of those who leave a number
    campaign   TEXT    NOT NULL, -- campaign tag, '' none
    follow     TEXT    NOT NULL, -- path of the code to which whoever left a number is led on, '' none
    callers    TEXT    NOT NULL, -- JSON list of the staff who call, empty: the store's
    split      BOOLEAN NOT NULL, -- half of the visitors see variant b
    store_id   BIGINT  NOT NULL,
    staff_id   BIGINT  NOT NULL, -- who made it
    version    BIGINT  NOT NULL,
    created_at BIGINT  NOT NULL
);
CREATE INDEX landing_page_store ON landing_page (store_id, id);
-- What a variant of a page says while it is being edited.
CREATE TABLE landing_variant (
    page_id  BIGINT NOT NULL,
    variant  TEXT   NOT NULL CHECK (variant IN ('a', 'b')),
    page     TEXT   NOT NULL, -- JSON
    edits    BIGINT NOT NULL, -- how many times it was saved
    revision BIGINT NOT NULL, -- which one is shown, 0 none yet
    PRIMARY KEY (page_id, variant)
);
-- What was published of a variant. It never changes.
CREATE TABLE landing_revision (
    page_id      BIGINT NOT NULL,
    variant      TEXT   NOT NULL,
    number       BIGINT NOT NULL, -- from 1
    page         TEXT   NOT NULL, -- JSON
    staff_id     BIGINT NOT NULL,
    published_at BIGINT NOT NULL, -- ms
    PRIMARY KEY (page_id, variant, number)
);
-- A browser on a page, and how far it came (LND-04). Each counts once, with the variant and the channel that it came to first.
CREATE TABLE landing_visitor (
    page_id     BIGINT NOT NULL,
    visitor     TEXT   NOT NULL, -- hash of a random mark
    variant     TEXT   NOT NULL,
    channel     TEXT   NOT NULL, -- of the address, '' none
    at          BIGINT NOT NULL, -- ms, first view
    seen_at     BIGINT NOT NULL, -- something to do came into view; 0 not, as all that follow
    clicked_at  BIGINT NOT NULL,
    begun_at    BIGINT NOT NULL, -- the form
    lead_at     BIGINT NOT NULL,
    customer_id BIGINT NOT NULL, -- who left a number, 0 nobody
    PRIMARY KEY (page_id, visitor)
);
CREATE INDEX landing_visitor_customer ON landing_visitor (customer_id) WHERE customer_id <> 0;
