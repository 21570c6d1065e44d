-- +goose Up
-- What was foretold when: the models fitted over everybody's orders up to a day, and how far they can be believed.
CREATE TABLE insight_fit (
    id      BIGINT  PRIMARY KEY,
    as_of   TEXT    NOT NULL, -- the last day read
    at      BIGINT  NOT NULL,
    version BIGINT  NOT NULL, -- of the metric's definition
    digest  TEXT    NOT NULL, -- of all that was read: the same digest, the same predictions
    done    BOOLEAN NOT NULL, -- its predictions stand, and none of an older fit
    body    TEXT    NOT NULL  -- JSON: models, calibration, warnings
);
CREATE INDEX insight_fit_done ON insight_fit (id) WHERE done = TRUE;
-- What is foretold of each buyer, from that buyer's history alone and the models of the fit.
CREATE TABLE insight_prediction (
    customer_id BIGINT PRIMARY KEY, -- who merged people are now; nobody erased
    fit_id      BIGINT NOT NULL,
    repeats     BIGINT NOT NULL, -- order-days after the first
    last_days   BIGINT NOT NULL, -- from the first order to the last
    age_days    BIGINT NOT NULL, -- from the first order to the fit's as_of
    spent       BIGINT NOT NULL, -- fen, on the repeat order-days
    alive       BIGINT NOT NULL, -- millionths: the probability of still being a customer
    expected    BIGINT NOT NULL, -- millionths of an order, within the fit's months
    value       BIGINT NOT NULL, -- fen: these orders discounted; -1 unknown
    next_at     BIGINT NOT NULL  -- ms: the day by which another order is more likely than not; 0 none
);
CREATE INDEX insight_prediction_fit ON insight_prediction (fit_id);
