-- +goose Up
-- A node is a running process; its number is part of every id it makes.
CREATE TABLE node (
    id           BIGINT PRIMARY KEY,
    token        TEXT   NOT NULL,
    host         TEXT   NOT NULL,
    leased_until BIGINT NOT NULL
);
