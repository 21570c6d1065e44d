-- +goose Up
-- What waits without a lane, by kind: a claim looks at the oldest of each kind and never past what is not for it.
CREATE INDEX job_free ON job (kind, run_at, id) WHERE state = 'ready' AND lane = '';
DROP INDEX job_due;
