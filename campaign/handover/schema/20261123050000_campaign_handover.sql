-- +goose Up
-- How the goods of a seat come to whoever bought them.
CREATE TABLE campaign_handover (
    seat_id     BIGINT PRIMARY KEY,
    campaign_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    how         TEXT   NOT NULL CHECK (how IN ('delivery', 'pickup')),
    state       TEXT   NOT NULL CHECK (state IN ('waiting', 'ready', 'shipped', 'received', 'fetched', 'withdrawn')), -- waiting: the game has not let them go
    title       TEXT   NOT NULL, -- as the buyer reads it
    address     TEXT   NOT NULL, -- encrypted; '' not said, or forgotten
    store_id    BIGINT NOT NULL, -- where they are fetched, 0 not said
    code        TEXT   NOT NULL, -- that the buyer shows there, '' none
    carrier     TEXT   NOT NULL,
    parcel      TEXT   NOT NULL, -- the carrier's number
    ended_at    BIGINT NOT NULL, -- ms when they were received, fetched or withdrawn; 0 not yet
    version     BIGINT NOT NULL,
    created_at  BIGINT NOT NULL
);
CREATE INDEX campaign_handover_customer ON campaign_handover (customer_id, seat_id);
CREATE INDEX campaign_handover_campaign ON campaign_handover (campaign_id, seat_id);
CREATE INDEX campaign_handover_code ON campaign_handover (code) WHERE code <> '';
CREATE INDEX campaign_handover_address ON campaign_handover (ended_at) WHERE address <> '';
-- Where somebody wants things sent next time, with their consent.
CREATE TABLE campaign_handover_kept (
    customer_id BIGINT PRIMARY KEY,
    address     TEXT   NOT NULL, -- encrypted
    at          BIGINT NOT NULL  -- ms
);
