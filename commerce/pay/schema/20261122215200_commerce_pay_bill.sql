-- +goose Up
-- Days whose bill of the provider was held against our book.
CREATE TABLE commerce_pay_day (
    day         TEXT   PRIMARY KEY, -- in Shanghai
    ours        BIGINT NOT NULL, -- rows of ours
    theirs      BIGINT NOT NULL, -- rows of the bill
    differences BIGINT NOT NULL,
    at          BIGINT NOT NULL  -- ms when it was compared last
);
CREATE TABLE commerce_pay_difference (
    id          BIGINT PRIMARY KEY,
    day         TEXT   NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind IN ('payment', 'refund', 'payout')),
    what        TEXT   NOT NULL CHECK (what IN ('missing', 'extra', 'amount')), -- in the bill, as against ours
    number      TEXT   NOT NULL, -- ours
    provider_no TEXT   NOT NULL,
    ours        BIGINT NOT NULL, -- fen, 0 none
    theirs      BIGINT NOT NULL, -- fen, 0 none
    UNIQUE (day, kind, provider_no, number)
);
