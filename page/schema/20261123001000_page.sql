-- +goose Up
-- A picture that was uploaded for pages, made small. It is named by its content: the same picture is kept once and never changes.
CREATE TABLE page_picture (
    key        TEXT   PRIMARY KEY,
    width      BIGINT NOT NULL, -- pixels
    height     BIGINT NOT NULL,
    body       BYTEA  NOT NULL, -- JPEG
    created_at BIGINT NOT NULL
);
