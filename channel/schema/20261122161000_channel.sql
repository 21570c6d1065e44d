-- +goose Up
-- What a channel told us, as it came and before anybody read it: acknowledged only once it stands here.
CREATE TABLE channel_inbox (
    id         BIGINT PRIMARY KEY,
    channel    TEXT   NOT NULL, -- wecom, …
    digest     TEXT   NOT NULL, -- hex SHA-256 of the whole payload: the same told twice is one
    kind       TEXT   NOT NULL, -- the channel's own word for it, '' unread
    subject    TEXT   NOT NULL, -- what it is about: person:KEY, group:KEY, tags:, '' nothing that is read again
    payload    TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('new', 'done', 'failed')),
    reason     TEXT   NOT NULL, -- why reading it failed, a fault's code
    at         BIGINT NOT NULL, -- ms when it came
    handled_at BIGINT NOT NULL, -- ms, 0 not yet
    UNIQUE (channel, digest)
);
CREATE INDEX channel_inbox_new ON channel_inbox (channel, id) WHERE state = 'new';
CREATE INDEX channel_inbox_failed ON channel_inbox (id) WHERE state = 'failed';
CREATE INDEX channel_inbox_subject ON channel_inbox (subject, id) WHERE subject <> '';
-- What has to be read again from a channel, each once however often it was told of.
CREATE TABLE channel_stale (
    channel  TEXT   NOT NULL,
    subject  TEXT   NOT NULL,
    told     BIGINT NOT NULL, -- grows each time: what was read before it is old
    looks    BIGINT NOT NULL, -- how many times it is still to be read: what changed may be seen late
    due_at   BIGINT NOT NULL, -- ms
    attempts BIGINT NOT NULL, -- in a row that failed
    reason   TEXT   NOT NULL, -- of the last failure, a fault's code
    PRIMARY KEY (channel, subject)
);
CREATE INDEX channel_stale_due ON channel_stale (channel, due_at);
-- Access tokens, one for all nodes, sealed.
CREATE TABLE channel_token (
    channel    TEXT   NOT NULL,
    name       TEXT   NOT NULL, -- which application or ticket
    sealed     TEXT   NOT NULL,
    fetched_at BIGINT NOT NULL,
    renew_at   BIGINT NOT NULL, -- ms: well before it ends
    ends_at    BIGINT NOT NULL,
    PRIMARY KEY (channel, name)
);
