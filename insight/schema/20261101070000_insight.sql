-- +goose Up
-- Answers computed in the background for pages: one per metric, data scope and parameters.
CREATE TABLE insight_result (
    name    TEXT   NOT NULL,
    view    TEXT   NOT NULL, -- data scope: all, store:ID, staff:ID
    params  TEXT   NOT NULL, -- canonical JSON
    version BIGINT NOT NULL, -- of the metric's definition
    as_of   BIGINT NOT NULL,
    body    TEXT   NOT NULL, -- JSON answer
    PRIMARY KEY (name, view, params)
);
