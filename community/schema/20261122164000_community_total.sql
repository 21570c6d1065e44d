-- +goose Up
-- What a list of groups shows in all is read from here and not from the rows.
CREATE INDEX community_total ON community (kind, state, store_id, staff_id, members);
