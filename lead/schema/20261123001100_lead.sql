-- +goose Up
-- Somebody who left a phone number to be called (LND-05): the number itself is the customer's.
CREATE TABLE lead (
    id          BIGINT PRIMARY KEY,
    origin      TEXT   NOT NULL CHECK (origin IN ('code', 'landing')), -- what kind of page it was left on
    origin_id   BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    day         TEXT   NOT NULL,
    source      TEXT   NOT NULL, -- the acquisition channel of the page
    campaign    TEXT   NOT NULL, -- its campaign tag, '' none
    place       TEXT   NOT NULL, -- where they are, as typed; '' not said
    store_id    BIGINT NOT NULL, -- the page's, 0 none
    staff_id    BIGINT NOT NULL, -- who was asked to call, 0 nobody
    visitor     TEXT   NOT NULL, -- hash of the browser's mark
    address     TEXT   NOT NULL, -- hash of the network address and the day
    at          BIGINT NOT NULL, -- ms
    UNIQUE (origin, origin_id, customer_id, day)
);
CREATE INDEX lead_customer ON lead (customer_id);
CREATE INDEX lead_origin ON lead (origin, origin_id, at);
CREATE INDEX lead_address ON lead (address, at);
