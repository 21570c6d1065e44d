-- +goose Up
-- An idempotency key seen, written in the request's own first transaction; the answer is kept afterwards.
CREATE TABLE serve_idempotency (
    actor   TEXT   NOT NULL,
    route   TEXT   NOT NULL,
    key     TEXT   NOT NULL,
    hash    TEXT   NOT NULL, -- sha256 of the request body
    status  BIGINT NOT NULL, -- 0 until the answer is kept
    body    TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (actor, route, key)
);
CREATE INDEX serve_idempotency_at ON serve_idempotency (at);
