-- +goose Up
-- From where a person was seen at a campaign: one row for each place, device and thing done, however often. No address and no
-- cookie stands here, only salted hashes of them.
CREATE TABLE campaign_risk_sight (
    campaign_id BIGINT  NOT NULL,
    person_id   BIGINT  NOT NULL, -- customer
    visitor     TEXT    NOT NULL, -- hash of the visitor cookie, '' none
    network     TEXT    NOT NULL, -- hash of the address's network (/24, /48), '' unknown
    entered     BOOLEAN NOT NULL, -- wanted in; otherwise looked at the page
    instance_id BIGINT  NOT NULL, -- that was looked at or entered, 0 none
    first_at    BIGINT  NOT NULL, -- ms
    last_at     BIGINT  NOT NULL,
    times       BIGINT  NOT NULL,
    PRIMARY KEY (campaign_id, person_id, visitor, network, entered, instance_id)
);
CREATE INDEX campaign_risk_sight_last ON campaign_risk_sight (last_at);
CREATE INDEX campaign_risk_sight_person ON campaign_risk_sight (person_id);

-- Whom a campaign holds, or held, with the signals. Who has no row was never held.
CREATE TABLE campaign_risk_score (
    campaign_id BIGINT NOT NULL,
    person_id   BIGINT NOT NULL,
    score       BIGINT NOT NULL,
    signals     TEXT   NOT NULL, -- JSON: name, points and evidence of each
    stand       TEXT   NOT NULL CHECK (stand IN ('hold', 'flagged', 'released', 'confirmed')),
    at          BIGINT NOT NULL, -- ms: when it was last scored
    reviewed_at BIGINT NOT NULL, -- ms, 0 not yet
    staff_id    BIGINT NOT NULL, -- who reviewed it
    note        TEXT   NOT NULL, -- what they wrote
    PRIMARY KEY (campaign_id, person_id)
);
CREATE INDEX campaign_risk_score_person ON campaign_risk_score (person_id);
CREATE INDEX campaign_risk_score_at ON campaign_risk_score (at);

-- From which scores on a campaign holds and flags; without a row, 30 and 70.
CREATE TABLE campaign_risk_policy (
    campaign_id BIGINT PRIMARY KEY,
    hold        BIGINT NOT NULL,
    flag        BIGINT NOT NULL,
    CHECK (0 < hold AND hold <= flag)
);
