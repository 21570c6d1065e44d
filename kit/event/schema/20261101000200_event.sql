-- +goose Up
-- A fact: one row per kind and publishing call, holding a list.
CREATE TABLE event_fact (
    id      BIGINT  PRIMARY KEY,
    kind    TEXT    NOT NULL,
    history BOOLEAN NOT NULL,
    payload TEXT    NOT NULL, -- JSON array
    at      BIGINT  NOT NULL
);
CREATE INDEX event_fact_kind ON event_fact (kind, id);
