-- +goose Up
-- The families of tags that stand in a channel too.
CREATE TABLE customer_family (
    channel TEXT   NOT NULL, -- wecom, …
    family  TEXT   NOT NULL,
    at      BIGINT NOT NULL, -- ms, since when
    PRIMARY KEY (channel, family)
);
-- Whose tags may differ from what stands in the channel: one row a person, until it has been compared.
CREATE TABLE customer_echo (
    customer_id BIGINT PRIMARY KEY, -- as booked, not read through aliases
    told        BIGINT NOT NULL,    -- how often
    due_at      BIGINT NOT NULL,    -- ms
    attempts    BIGINT NOT NULL,
    reason      TEXT   NOT NULL     -- code of the fault of the last attempt, '' none
);
CREATE INDEX customer_echo_due ON customer_echo (due_at);
