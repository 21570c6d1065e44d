-- +goose Up
CREATE TABLE intake_import (
    id          BIGINT  PRIMARY KEY,
    kind        TEXT    NOT NULL, -- orders, customers, products, spend, touches
    source      TEXT    NOT NULL, -- the system the file came from: half of every natural key
    file_name   TEXT    NOT NULL, -- base name only
    file_hash   TEXT    NOT NULL, -- sha256 of the bytes
    file_bytes  BIGINT  NOT NULL,
    mapping     TEXT    NOT NULL, -- JSON, complete: what was guessed and what was given
    zone        TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'undoing', 'undone')),
    rows        BIGINT  NOT NULL, -- records read so far: where a resumed run goes on
    total       BIGINT  NOT NULL, -- records in the file
    added       BIGINT  NOT NULL, -- records that brought something new
    same        BIGINT  NOT NULL, -- records that were already there
    rejected    BIGINT  NOT NULL,
    counts      TEXT    NOT NULL, -- JSON: what the rows were, by reason
    error       TEXT    NOT NULL, -- JSON fault, '' none
    actor_kind  TEXT    NOT NULL,
    actor_id    BIGINT  NOT NULL,
    created_at  BIGINT  NOT NULL,
    started_at  BIGINT  NOT NULL,
    finished_at BIGINT  NOT NULL,
    work_ms     BIGINT  NOT NULL  -- time spent working, over all runs
);
CREATE INDEX intake_import_file ON intake_import (kind, source, file_hash);
-- A refused record: the only place its text is kept, erased with the import.
CREATE TABLE intake_reject (
    import_id BIGINT NOT NULL,
    line      BIGINT NOT NULL, -- physical line or sheet row, from 1
    code      TEXT   NOT NULL,
    zh        TEXT   NOT NULL,
    en        TEXT   NOT NULL,
    record    TEXT   NOT NULL, -- the record's cells as JSON
    PRIMARY KEY (import_id, line)
);
CREATE TABLE intake_preset (
    name       TEXT   PRIMARY KEY,
    body       TEXT   NOT NULL, -- JSON
    version    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
