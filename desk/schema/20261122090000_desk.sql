-- +goose Up
-- Something a person has to do, and by when (ORG-11).
CREATE TABLE desk_task (
    id           BIGINT PRIMARY KEY,
    kind         TEXT   NOT NULL, -- contact, answer, invite, remove, review, rescue, harvest, winback
    customer_id  BIGINT NOT NULL, -- 0 none
    community_id BIGINT NOT NULL,
    subject_id   BIGINT NOT NULL, -- what it is about: message, flow, proposal; 0 none
    why          TEXT   NOT NULL, -- JSON: code and numbers for the sentence; no personal data
    store_id     BIGINT NOT NULL,
    staff_id     BIGINT NOT NULL, -- whose it is, 0 nobody's yet
    due_at       BIGINT NOT NULL,
    state        TEXT   NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
    outcome      TEXT   NOT NULL, -- code, '' while open
    key          TEXT   NOT NULL UNIQUE, -- natural key: the same reason makes one task
    created_at   BIGINT NOT NULL,
    closed_at    BIGINT NOT NULL
);
CREATE INDEX desk_task_open ON desk_task (staff_id, due_at) WHERE state = 'open';
CREATE INDEX desk_task_store ON desk_task (store_id, due_at) WHERE state = 'open';
CREATE INDEX desk_task_customer ON desk_task (customer_id) WHERE customer_id <> 0;
