-- +goose Up
-- What was written about a person at a member's bond in the channel: hashes of it, so that it is known whether somebody changed it
-- since by hand.
CREATE TABLE mirror_remark (
    bond_id     BIGINT PRIMARY KEY,
    customer_id BIGINT NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('due', 'done', 'own', 'over')), -- own: somebody wrote it by hand; over: in touch no more
    revision    BIGINT NOT NULL, -- of the template, 0 not written yet
    remark      TEXT   NOT NULL, -- hash of the remark that was written last, '' none
    asked       TEXT   NOT NULL, -- hash of the one that the channel was asked to write, '' none
    about       TEXT   NOT NULL, -- hash of the description that it was asked to write, '' none
    attempts    BIGINT NOT NULL,
    reason      TEXT   NOT NULL, -- code of the fault of the last attempt, '' none
    due_at      BIGINT NOT NULL, -- ms
    at          BIGINT NOT NULL  -- ms of the last change
);
CREATE INDEX mirror_remark_due ON mirror_remark (due_at) WHERE state = 'due';
CREATE INDEX mirror_remark_customer ON mirror_remark (customer_id);
