-- +goose Up
-- Whoever left a number may be asked to follow the official account, by the picture of its code (LND-02).
ALTER TABLE landing_page ADD COLUMN account TEXT NOT NULL DEFAULT ''; -- its name, '' none
ALTER TABLE landing_page ADD COLUMN account_picture TEXT NOT NULL DEFAULT ''; -- key of a picture
-- How far down somebody came, and how long they looked (LND-04): the most of all their visits.
ALTER TABLE landing_visitor ADD COLUMN depth BIGINT NOT NULL DEFAULT 0; -- 25, 50, 75 or 100 % of the page; 0 less, or nobody told
ALTER TABLE landing_visitor ADD COLUMN dwell BIGINT NOT NULL DEFAULT 0; -- ms in sight; 0 nobody told
