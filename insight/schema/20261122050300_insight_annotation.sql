-- +goose Up
-- What happened on a day, for whoever looks at a chart.
CREATE TABLE insight_annotation (
    id       BIGINT PRIMARY KEY,
    day      TEXT   NOT NULL, -- YYYY-MM-DD
    words    TEXT   NOT NULL,
    store_id BIGINT NOT NULL, -- 0 of the whole company
    staff_id BIGINT NOT NULL, -- who wrote it
    at       BIGINT NOT NULL
);
CREATE INDEX insight_annotation_day ON insight_annotation (day);
