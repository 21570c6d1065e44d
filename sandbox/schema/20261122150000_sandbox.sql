-- +goose Up
-- Everything that is so in the world: one row a thing, its body as JSON. The world is kept in memory; this is its durable form.
CREATE TABLE sandbox_thing (
    kind TEXT   NOT NULL,
    name TEXT   NOT NULL,
    seq  BIGINT NOT NULL, -- order of entering
    body TEXT   NOT NULL,
    PRIMARY KEY (kind, name)
);
CREATE INDEX sandbox_thing_seq ON sandbox_thing (seq);
-- The bytes of uploaded files.
CREATE TABLE sandbox_file (
    id   TEXT  NOT NULL PRIMARY KEY,
    data BYTEA NOT NULL
);
