-- +goose Up
-- A reading of a whole channel from end to end, the first or a reconcile; one of a channel at a time.
CREATE TABLE channel_sync (
    id          BIGINT  PRIMARY KEY,
    channel     TEXT    NOT NULL, -- wecom, …
    history     BOOLEAN NOT NULL, -- what it brings is the past: nobody is greeted or reminded for it
    state       TEXT    NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    strikes     BIGINT  NOT NULL, -- times in a row that it had to rest and nothing was read in between
    rest_until  BIGINT  NOT NULL, -- ms; the channel wants to be left alone until then
    reason      TEXT    NOT NULL, -- JSON of why it rests or failed, '' neither
    begun_at    BIGINT  NOT NULL, -- ms
    finished_at BIGINT  NOT NULL  -- ms, 0 not yet
);
CREATE UNIQUE INDEX channel_sync_running ON channel_sync (channel) WHERE state = 'running';
CREATE INDEX channel_sync_last ON channel_sync (channel, id);
-- What such a reading goes through, each by its pages: how far it is stands in the transaction of what a page brought.
CREATE TABLE channel_sync_item (
    sync_id BIGINT NOT NULL,
    step    TEXT   NOT NULL, -- tags, members, lists, persons, groups, rosters
    key     TEXT   NOT NULL, -- the channel's key of a member or group, '' the whole channel
    state   TEXT   NOT NULL CHECK (state IN ('new', 'done', 'failed')),
    cursor  TEXT   NOT NULL, -- where its next page begins, '' at its beginning
    done    BIGINT NOT NULL, -- how many it brought so far
    total   BIGINT NOT NULL, -- how many there are, 0 not known before
    reason  TEXT   NOT NULL, -- JSON of why it cannot be read
    PRIMARY KEY (sync_id, step, key)
);
CREATE INDEX channel_sync_item_new ON channel_sync_item (sync_id, step) WHERE state = 'new';
