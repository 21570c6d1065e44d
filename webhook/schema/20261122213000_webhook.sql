-- +goose Up
-- Another system that is told facts.
CREATE TABLE webhook_subscription (
    id            BIGINT PRIMARY KEY,
    name          TEXT   NOT NULL,
    address       TEXT   NOT NULL,
    facts         TEXT   NOT NULL, -- JSON list of kinds
    state         TEXT   NOT NULL CHECK (state IN ('on', 'off', 'paused', 'gone')),
    secret        TEXT   NOT NULL, -- sealed; '' of one that is gone
    old_secret    TEXT   NOT NULL, -- sealed; '' none
    old_until     BIGINT NOT NULL, -- ms, until when the old one signs too
    failing_since BIGINT NOT NULL, -- ms of the first try that failed after the last that did not, 0 none
    misses        BIGINT NOT NULL, -- tries in a row to which nobody answered
    retry_at      BIGINT NOT NULL, -- ms; before it nothing is tried, because nobody answers
    paused_at     BIGINT NOT NULL, -- ms, 0 not
    version       BIGINT NOT NULL,
    created_by    BIGINT NOT NULL, -- staff, 0 none
    created_at    BIGINT NOT NULL
);
-- One publishing of facts for one subscription.
CREATE TABLE webhook_delivery (
    id              BIGINT PRIMARY KEY,
    subscription_id BIGINT NOT NULL,
    fact_id         BIGINT NOT NULL, -- the row of facts
    kind            TEXT   NOT NULL, -- of the facts
    state           TEXT   NOT NULL CHECK (state IN ('waiting', 'delivered', 'given_up')),
    tries           BIGINT NOT NULL, -- of this round
    replays         BIGINT NOT NULL, -- rounds after the first
    next_at         BIGINT NOT NULL, -- ms, of one that waits
    tried_at        BIGINT NOT NULL, -- ms, 0 never
    status          BIGINT NOT NULL, -- of the last answer, 0 none came
    took            BIGINT NOT NULL, -- ms of the last try
    trouble         TEXT   NOT NULL, -- code of why the last try failed, '' it did not
    reply           TEXT   NOT NULL, -- how the last answer began
    created_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX webhook_delivery_once ON webhook_delivery (subscription_id, fact_id);
CREATE INDEX webhook_delivery_due ON webhook_delivery (subscription_id, next_at, id) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_given_up ON webhook_delivery (subscription_id, id) WHERE state = 'given_up';
