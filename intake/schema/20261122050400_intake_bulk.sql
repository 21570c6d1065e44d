-- +goose Up
-- One act on many people at once: what is done, to whom, and how far it is.
CREATE TABLE intake_bulk (
    id          BIGINT PRIMARY KEY,
    act         TEXT   NOT NULL CHECK (act IN ('tag', 'untag', 'assign')),
    body        TEXT   NOT NULL, -- JSON of the request: the filter and what is given; '' once it has ended
    actor       TEXT   NOT NULL, -- JSON: who asked, with role and scope as they were
    state       TEXT   NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    total       BIGINT NOT NULL, -- people of the filter
    done        BIGINT NOT NULL, -- people reached
    missed      BIGINT NOT NULL, -- of these, gone or merged meanwhile
    error       TEXT   NOT NULL, -- JSON fault, '' none
    actor_kind  TEXT   NOT NULL,
    actor_id    BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    started_at  BIGINT NOT NULL,
    finished_at BIGINT NOT NULL
);
CREATE INDEX intake_bulk_open ON intake_bulk (id) WHERE state IN ('waiting', 'running');
