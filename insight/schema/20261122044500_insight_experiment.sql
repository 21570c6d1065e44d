-- +goose Up
-- An experiment (INS-15): people of whom a share is left alone, chosen by a keyed hash of seed and person, and a metric
-- that is compared. The arm of a person is computed, never stored.
CREATE TABLE insight_experiment (
    id          BIGINT PRIMARY KEY,
    name        TEXT   NOT NULL UNIQUE,
    mode        TEXT   NOT NULL CHECK (mode IN ('holdout', 'before_after')),
    metric      TEXT   NOT NULL CHECK (metric IN ('conversion', 'repurchase', 'spend')),
    target      TEXT   NOT NULL CHECK (target IN ('rule', 'list', 'everybody')),
    rule        TEXT   NOT NULL, -- canonical text of the rule that picked the people, '' none
    holdout     DOUBLE PRECISION NOT NULL, -- share of the control, 0 in mode before_after
    seed        TEXT   NOT NULL, -- key of the hash
    starts_on   TEXT   NOT NULL, -- first day that counts, YYYY-MM-DD
    ends_on     TEXT   NOT NULL, -- last one, '' open
    state       TEXT   NOT NULL CHECK (state IN ('enrolling', 'ready')),
    enrolled_to BIGINT NOT NULL, -- people up to this id were looked at
    stopped_at  BIGINT NOT NULL, -- ms, 0 not stopped by hand
    staff_id    BIGINT NOT NULL, -- who made it
    created_at  BIGINT NOT NULL
);
CREATE INDEX insight_experiment_open ON insight_experiment (id) WHERE state = 'enrolling';
-- Who takes part: the people of the target when the experiment was made, whatever becomes of the target later.
CREATE TABLE insight_experiment_person (
    experiment_id BIGINT NOT NULL,
    customer_id   BIGINT NOT NULL,
    PRIMARY KEY (experiment_id, customer_id)
);
CREATE INDEX insight_experiment_person_customer ON insight_experiment_person (customer_id);
-- A cost beside the advertising of commerce_spend (INS-11): of a kind, a channel and some days, over which it is spread evenly.
CREATE TABLE insight_cost (
    id       BIGINT PRIMARY KEY,
    kind     TEXT   NOT NULL CHECK (kind IN ('ad', 'screening', 'bait', 'reward', 'subsidy', 'red_packet', 'staff', 'service', 'delivery',
        'payment', 'refund')),
    channel  TEXT   NOT NULL, -- '' of no one channel
    store_id BIGINT NOT NULL, -- 0 of the whole company
    from_day TEXT   NOT NULL,
    to_day   TEXT   NOT NULL,
    amount   BIGINT NOT NULL CHECK (amount >= 0), -- fen; 0 says that there was none
    minutes  BIGINT NOT NULL, -- of work, 0 where the cost is no work
    rate     BIGINT NOT NULL, -- fen an hour of it
    source   TEXT   NOT NULL, -- where the figure comes from: a bill, a task log, payroll
    ref      TEXT   NOT NULL, -- its number there, '' none: the same again changes nothing
    staff_id BIGINT NOT NULL, -- who entered it
    at       BIGINT NOT NULL,
    CHECK (from_day <= to_day)
);
CREATE UNIQUE INDEX insight_cost_once ON insight_cost (source, ref) WHERE ref <> '';
CREATE INDEX insight_cost_day ON insight_cost (to_day, from_day);
