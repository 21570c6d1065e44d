-- +goose Up
CREATE TABLE job (
    id          BIGINT  PRIMARY KEY,
    kind        TEXT    NOT NULL,
    payload     TEXT    NOT NULL, -- JSON
    state       TEXT    NOT NULL CHECK (state IN ('ready', 'running', 'done', 'failed')),
    run_at      BIGINT  NOT NULL, -- ms
    attempts    BIGINT  NOT NULL,
    lease_until BIGINT  NOT NULL, -- ms; of a running job
    lane        TEXT    NOT NULL, -- '' or one running job per lane
    unique_key  TEXT    NOT NULL, -- '' or at most one job ever, until pruned
    history     BOOLEAN NOT NULL, -- from an import, the demo or a rebuild: nothing outward, no reward
    last_error  TEXT    NOT NULL,
    created_at  BIGINT  NOT NULL,
    finished_at BIGINT  NOT NULL
);
CREATE INDEX job_due ON job (run_at, id) WHERE state = 'ready';
CREATE INDEX job_leased ON job (lease_until) WHERE state = 'running';
CREATE INDEX job_queued ON job (lane, run_at, id) WHERE state = 'ready' AND lane <> '';
CREATE UNIQUE INDEX job_once ON job (unique_key) WHERE unique_key <> '';
CREATE UNIQUE INDEX job_lane ON job (lane) WHERE state = 'running' AND lane <> '';
CREATE INDEX job_failed ON job (id) WHERE state = 'failed';
