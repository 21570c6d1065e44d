-- +goose Up
-- A proof that pages may show: a certificate, a qualification, an expert, what a customer said (LND-03, SHP-10). What it says never changes.
CREATE TABLE page_proof (
    id          BIGINT PRIMARY KEY,
    kind        TEXT   NOT NULL CHECK (kind IN ('certificate', 'qualification', 'expert', 'customer')),
    title       TEXT   NOT NULL,
    text        TEXT   NOT NULL,
    picture     TEXT   NOT NULL, -- key of the file that proves it, '' none (what a customer said)
    alt         TEXT   NOT NULL, -- what it shows
    holder      TEXT   NOT NULL, -- whose it is, as pages name them
    until       TEXT   NOT NULL, -- the last day on which it holds, '' always
    customer_id BIGINT NOT NULL, -- who said it, 0 nobody
    order_id    BIGINT NOT NULL, -- what they had bought, 0 nothing
    state       TEXT   NOT NULL CHECK (state IN ('waiting', 'approved', 'withdrawn')),
    added_by    BIGINT NOT NULL,
    added_at    BIGINT NOT NULL, -- ms
    approved_by BIGINT NOT NULL, -- staff, 0 nobody yet
    approved_at BIGINT NOT NULL, -- ms, 0 not yet
    ended_by    BIGINT NOT NULL,
    ended_at    BIGINT NOT NULL, -- ms, 0 not withdrawn
    why         TEXT   NOT NULL  -- why it was withdrawn
);
CREATE INDEX page_proof_customer ON page_proof (customer_id) WHERE customer_id <> 0;
