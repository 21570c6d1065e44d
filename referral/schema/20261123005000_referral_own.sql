-- +goose Up
-- What people share themselves (CAM-20): their own code of a cause, as friends see it, ended by nobody but them.
ALTER TABLE referral_code ADD COLUMN own BOOLEAN NOT NULL DEFAULT FALSE; -- made by the person themselves
ALTER TABLE referral_code ADD COLUMN tone TEXT NOT NULL DEFAULT ''; -- of the words on the card, chosen by the person
ALTER TABLE referral_code ADD COLUMN named BOOLEAN NOT NULL DEFAULT FALSE; -- they agreed to their name on it
ALTER TABLE referral_code ADD COLUMN regretted BOOLEAN NOT NULL DEFAULT FALSE; -- they took it back
CREATE UNIQUE INDEX referral_code_own ON referral_code (customer_id, cause) WHERE own AND ended_at = 0;
CREATE INDEX referral_code_cause ON referral_code (cause) WHERE own;
