-- +goose Up
-- A saved rule. While it is live its members are kept as facts arrive.
CREATE TABLE segment (
    id         BIGINT  PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE,
    rule       TEXT    NOT NULL, -- canonical text of the rule tree
    reads      TEXT    NOT NULL, -- attributes it reads, space-separated
    tag        TEXT    NOT NULL, -- "family/name" put on members and taken off again, '' none (CUS-02)
    state      TEXT    NOT NULL CHECK (state IN ('building', 'live', 'paused')),
    members    BIGINT  NOT NULL, -- open stays
    staff_id   BIGINT  NOT NULL, -- who saved it
    version    BIGINT  NOT NULL, -- grows with every change by hand
    zone       TEXT    NOT NULL, -- in which its days were counted when it was built; another one builds it again
    built_to   BIGINT  NOT NULL, -- people up to this id are kept; those after it are still to be built
    built_at   BIGINT  NOT NULL, -- when the last build ended, ms, 0 none yet
    created_at BIGINT  NOT NULL
);
CREATE UNIQUE INDEX segment_tag ON segment (tag) WHERE tag <> '';
-- One membership: since when, until when, because of what. Never deleted but with its segment or its person.
CREATE TABLE segment_stay (
    id          BIGINT PRIMARY KEY,
    segment_id  BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    since       BIGINT NOT NULL,
    until       BIGINT NOT NULL, -- 0: still in
    entered_by  TEXT   NOT NULL, -- the attributes whose change brought it, 'time' or 'build'
    left_by     TEXT   NOT NULL
);
CREATE UNIQUE INDEX segment_stay_open ON segment_stay (segment_id, customer_id) WHERE until = 0;
CREATE INDEX segment_stay_customer ON segment_stay (customer_id);
-- When a person's membership will change by time alone, in or out of it.
CREATE TABLE segment_due (
    segment_id  BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    due_at      BIGINT NOT NULL, -- ms
    PRIMARY KEY (segment_id, customer_id)
);
CREATE INDEX segment_due_at ON segment_due (due_at);
CREATE INDEX segment_due_customer ON segment_due (customer_id);
-- At most one row: who folds, and whether some process keeps an index in memory, for which every change is told.
CREATE TABLE segment_keeper (
    id      BIGINT  PRIMARY KEY CHECK (id = 1),
    token   TEXT    NOT NULL, -- the process that folded last
    epoch   BIGINT  NOT NULL, -- grows whenever another process begins to fold
    indexed BOOLEAN NOT NULL
);
