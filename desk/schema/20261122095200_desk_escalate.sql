-- +goose Up
-- Somebody passed the task on to whoever looks after more than they do.
ALTER TABLE desk_task ADD COLUMN escalated_at BIGINT NOT NULL DEFAULT 0; -- 0 never
ALTER TABLE desk_task ADD COLUMN escalated_by BIGINT NOT NULL DEFAULT 0; -- who did, 0 nobody
CREATE INDEX desk_task_due ON desk_task (due_at, id) WHERE state = 'open';
