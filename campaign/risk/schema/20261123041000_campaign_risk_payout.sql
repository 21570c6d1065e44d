-- +goose Up
-- Rewards that wait, or waited, for a review before they go out. What has no row went out at once.
CREATE TABLE campaign_risk_payout (
    number      TEXT   PRIMARY KEY, -- of the message by which the game asked: it never changes, so nothing goes out twice
    campaign_id BIGINT NOT NULL,
    seat_id     BIGINT NOT NULL,
    person_id   BIGINT NOT NULL,
    amount      BIGINT NOT NULL, -- fen, 0 a gift
    why         TEXT   NOT NULL CHECK (why IN ('person', 'amount', 'unscored')),
    message     TEXT   NOT NULL, -- JSON of what the game asked for
    stand       TEXT   NOT NULL CHECK (stand IN ('waiting', 'approved', 'rejected')),
    at          BIGINT NOT NULL, -- ms
    reviewed_at BIGINT NOT NULL, -- ms, 0 not yet
    staff_id    BIGINT NOT NULL, -- who reviewed it, 0 nobody had to
    note        TEXT   NOT NULL  -- what they wrote; of what was rejected its person is told
);
CREATE INDEX campaign_risk_payout_stand ON campaign_risk_payout (campaign_id, stand, number);
CREATE INDEX campaign_risk_payout_person ON campaign_risk_payout (person_id);
