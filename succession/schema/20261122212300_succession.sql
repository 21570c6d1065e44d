-- +goose Up
-- That what somebody looks after is handed to others.
CREATE TABLE succession (
    id         BIGINT PRIMARY KEY,
    channel    TEXT    NOT NULL,
    from_id    BIGINT  NOT NULL, -- member of staff
    member     TEXT    NOT NULL, -- the channel's key of them
    resigned   BOOLEAN NOT NULL, -- has resigned in the channel; otherwise works on
    message    TEXT    NOT NULL, -- said to customers once they are handed on, '' nothing; only of somebody who works on
    tasks      BIGINT  NOT NULL, -- open tasks that went along
    staff_id   BIGINT  NOT NULL, -- who began it
    at         BIGINT  NOT NULL, -- ms
    ended_at   BIGINT  NOT NULL  -- ms, 0: something is not decided yet
);
CREATE UNIQUE INDEX succession_open ON succession (from_id) WHERE ended_at = 0;
-- One thing that is handed on, with its explicit result.
CREATE TABLE succession_object (
    succession_id BIGINT NOT NULL,
    kind          TEXT   NOT NULL CHECK (kind IN ('customer', 'group')),
    object_id     BIGINT NOT NULL, -- customer (as booked) or community
    heir_id       BIGINT NOT NULL, -- member of staff
    state         TEXT   NOT NULL CHECK (state IN ('planned', 'asked', 'waiting', 'done', 'refused', 'full', 'failed')),
    reason        TEXT   NOT NULL, -- why it is not done, in both languages, '' none
    until_at      BIGINT NOT NULL, -- ms when it is done unless the customer refuses, 0 not waiting
    due_at        BIGINT NOT NULL, -- ms when it is looked at next
    attempts      BIGINT NOT NULL,
    at            BIGINT NOT NULL, -- ms of the last change
    PRIMARY KEY (succession_id, kind, object_id)
);
CREATE INDEX succession_object_due ON succession_object (due_at) WHERE state IN ('planned', 'asked', 'waiting');
CREATE INDEX succession_object_id ON succession_object (object_id) WHERE state IN ('asked', 'waiting');
