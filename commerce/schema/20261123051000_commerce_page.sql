-- +goose Up
-- What the page of a product shows to customers: JSON, opaque here.
CREATE TABLE commerce_product_page (
    product_id BIGINT PRIMARY KEY,
    page       TEXT   NOT NULL,
    edits      BIGINT NOT NULL -- how many times it was saved
);
