-- +goose Up
-- The demo brand of this database: one row from when it is begun. It stays as a mark when the brand is removed: a database
-- gets one demo in its life.
CREATE TABLE demo_brand (
    id         BIGINT PRIMARY KEY CHECK (id = 1),
    seed       TEXT   NOT NULL, -- an unsigned number
    size       TEXT   NOT NULL,
    last_day   TEXT   NOT NULL, -- YYYY-MM-DD, the last of the story
    state      TEXT   NOT NULL CHECK (state IN ('pouring', 'ready', 'removing', 'removed')),
    facts      BIGINT NOT NULL, -- records poured by finished chapters
    begun_at   BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
-- The chapters that have been poured in whole.
CREATE TABLE demo_chapter (
    name    TEXT   PRIMARY KEY,
    records BIGINT NOT NULL,
    at      BIGINT NOT NULL
);
-- What the demo made by verbs rather than by imports.
CREATE TABLE demo_made (
    kind      TEXT   NOT NULL CHECK (kind IN ('segment')),
    object_id BIGINT NOT NULL,
    PRIMARY KEY (kind, object_id)
);
