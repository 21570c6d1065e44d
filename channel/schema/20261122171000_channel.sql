-- +goose Up
-- Payloads by kind, the last first; and those that may name people whom they are not about.
CREATE INDEX channel_inbox_kind ON channel_inbox (kind, id);
CREATE INDEX channel_inbox_shared ON channel_inbox (id) WHERE substr(subject, 1, 7) <> 'person:';
