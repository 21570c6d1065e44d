-- +goose Up
-- A campaign that stopped taking entries by itself: once under each version of its rules.
CREATE TABLE campaign_fade (
    campaign_id BIGINT NOT NULL,
    revision    BIGINT NOT NULL,
    why         TEXT   NOT NULL CHECK (why IN ('payoff', 'half_life')),
    day         TEXT   NOT NULL, -- that told it
    at          BIGINT NOT NULL,
    until       BIGINT NOT NULL, -- ms: the last deadline of what was open, 0 nothing was
    PRIMARY KEY (campaign_id, revision)
);

-- How many visitors of a day came to a step of a campaign's page. No visitor is kept.
CREATE TABLE campaign_step (
    campaign_id BIGINT NOT NULL,
    day         TEXT   NOT NULL,
    step        TEXT   NOT NULL, -- looked, pressed, entered, sheet, done, shared
    n           BIGINT NOT NULL, -- visitors
    wrong       BIGINT NOT NULL, -- visitors to whom something went wrong at it
    PRIMARY KEY (campaign_id, day, step)
);
CREATE INDEX campaign_step_day ON campaign_step (day);

-- How long the first screen took of a day's visitors whose browsers tell.
CREATE TABLE campaign_load (
    campaign_id BIGINT NOT NULL,
    day         TEXT   NOT NULL,
    ms          BIGINT NOT NULL, -- at most so long, in steps of 50
    n           BIGINT NOT NULL,
    PRIMARY KEY (campaign_id, day, ms)
);
CREATE INDEX campaign_load_day ON campaign_load (day);

-- What was learnt of a campaign that is over.
CREATE TABLE campaign_review (
    campaign_id BIGINT PRIMARY KEY,
    well        TEXT   NOT NULL,
    badly       TEXT   NOT NULL,
    next        TEXT   NOT NULL,
    staff_id    BIGINT NOT NULL,
    at          BIGINT NOT NULL
);
