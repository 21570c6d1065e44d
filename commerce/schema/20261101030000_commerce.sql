-- +goose Up
CREATE TABLE commerce_product (
    id         BIGINT  PRIMARY KEY,
    sku        TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    line       TEXT    NOT NULL, -- product line, '' none
    role       TEXT    NOT NULL CHECK (role IN ('', 'traffic', 'low', 'high', 'premium')), -- 吸粉 低客单 高客单 超高客单
    price      BIGINT  NOT NULL, -- fen, 0 unknown
    on_sale    BOOLEAN NOT NULL,
    import_id  BIGINT  NOT NULL,
    version    BIGINT  NOT NULL,
    created_at BIGINT  NOT NULL
);
CREATE INDEX commerce_product_import ON commerce_product (import_id) WHERE import_id <> 0;
-- Which import listed which product: an undo gives what another import also listed to that import.
CREATE TABLE commerce_product_seen (
    import_id  BIGINT NOT NULL,
    product_id BIGINT NOT NULL,
    PRIMARY KEY (import_id, product_id)
);
CREATE INDEX commerce_product_seen_product ON commerce_product_seen (product_id);
-- A document of the order book: a sale, a refund, or an adjustment that belongs to no order. Amounts are fen, positive
-- for a sale and for a refund; an adjustment has its own sign.
CREATE TABLE commerce_order (
    id          BIGINT PRIMARY KEY,
    source      TEXT   NOT NULL, -- the system it came from
    order_no    TEXT   NOT NULL, -- its number there
    kind        TEXT   NOT NULL CHECK (kind IN ('sale', 'refund', 'adjustment')),
    refund_of   BIGINT NOT NULL, -- the sale a refund names, 0 while it names none or one not yet here
    refund_no   TEXT   NOT NULL, -- order_no of the sale a refund names, '' none
    customer_id BIGINT NOT NULL, -- 0: buyer unknown
    buyer_import BIGINT NOT NULL, -- the import that named the buyer, 0 none
    store_id    BIGINT NOT NULL,
    staff_id    BIGINT NOT NULL,
    scene       TEXT   NOT NULL, -- SHP-04, 'unknown' when nobody said
    channel     TEXT   NOT NULL, -- where the visit came from, '' unknown
    at          BIGINT NOT NULL,
    day         TEXT   NOT NULL, -- in the organisation's zone
    amount      BIGINT NOT NULL, -- goods + discounts + returns within it
    refunded    BIGINT NOT NULL, -- by refunds that name it
    goods       BIGINT NOT NULL, -- goods lines (quantity > 0, price > 0)
    state       TEXT   NOT NULL CHECK (state IN ('kept', 'cancelled')),
    import_id   BIGINT NOT NULL,
    version     BIGINT NOT NULL, -- grows with every change by hand or API after it entered
    created_at  BIGINT NOT NULL,
    UNIQUE (source, order_no)
);
CREATE INDEX commerce_order_customer ON commerce_order (customer_id, at);
CREATE INDEX commerce_order_at ON commerce_order (at, id);
CREATE INDEX commerce_order_store ON commerce_order (store_id, at, id);
CREATE INDEX commerce_order_unmatched ON commerce_order (id) WHERE customer_id = 0 AND kind = 'sale';
CREATE INDEX commerce_order_refund ON commerce_order (refund_of) WHERE refund_of <> 0;
CREATE INDEX commerce_order_pending ON commerce_order (source, refund_no) WHERE refund_of = 0 AND refund_no <> '';
CREATE INDEX commerce_order_import ON commerce_order (import_id) WHERE import_id <> 0;
CREATE TABLE commerce_line (
    id        BIGINT PRIMARY KEY,
    order_id  BIGINT NOT NULL,
    ordinal   BIGINT NOT NULL, -- of the line in its order, from 0
    sku       TEXT   NOT NULL,
    quantity  BIGINT NOT NULL, -- micro
    price     BIGINT NOT NULL, -- micro of the currency unit
    amount    BIGINT NOT NULL, -- fen, quantity × price rounded half up; own sign
    class     TEXT   NOT NULL CHECK (class IN ('goods', 'free', 'return', 'discount')),
    import_id BIGINT NOT NULL,
    UNIQUE (order_id, ordinal)
);
CREATE INDEX commerce_line_import ON commerce_line (import_id) WHERE import_id <> 0;
-- What an import (0: API and hand) saw of which order: ordinals go on from here, and an undo gives what another import
-- also brought to that import.
CREATE TABLE commerce_seen (
    import_id   BIGINT  NOT NULL,
    order_id    BIGINT  NOT NULL,
    lines       BIGINT  NOT NULL, -- 1 + the largest ordinal
    customer_id BIGINT  NOT NULL, -- the buyer it named, 0 none
    cancelled   BOOLEAN NOT NULL, -- it said that the document is cancelled
    PRIMARY KEY (import_id, order_id)
);
CREATE INDEX commerce_seen_order ON commerce_seen (order_id);
-- One row a source system: locked by whoever changes its documents, so that they are changed by one transaction at a time.
CREATE TABLE commerce_source (
    source  TEXT   PRIMARY KEY,
    version BIGINT NOT NULL
);
-- Advertising cost per channel and day.
CREATE TABLE commerce_spend (
    id        BIGINT PRIMARY KEY,
    source    TEXT   NOT NULL,
    channel   TEXT   NOT NULL,
    campaign  TEXT   NOT NULL, -- the advertiser's own name for it, '' none
    store_id  BIGINT NOT NULL,
    day       TEXT   NOT NULL,
    amount    BIGINT NOT NULL CHECK (amount >= 0),
    import_id BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    UNIQUE (source, channel, day, store_id, campaign)
);
CREATE INDEX commerce_spend_day ON commerce_spend (day, channel);
CREATE INDEX commerce_spend_import ON commerce_spend (import_id) WHERE import_id <> 0;
-- Which import brought which cost: an undo gives what another import also brought to that import.
CREATE TABLE commerce_spend_seen (
    import_id BIGINT NOT NULL,
    spend_id  BIGINT NOT NULL,
    PRIMARY KEY (import_id, spend_id)
);
CREATE INDEX commerce_spend_seen_spend ON commerce_spend_seen (spend_id);
-- Rollups, folded in the transaction of the facts; `qunli check` rebuilds and compares them. Rows of zeros are deleted.
CREATE TABLE commerce_day (
    day         TEXT   NOT NULL,
    store_id    BIGINT NOT NULL,
    staff_id    BIGINT NOT NULL,
    scene       TEXT   NOT NULL,
    orders      BIGINT NOT NULL, -- kept sales with a goods line
    unmatched   BIGINT NOT NULL, -- of these, buyer unknown
    amount      BIGINT NOT NULL, -- of sales not cancelled, before refunds
    refunded    BIGINT NOT NULL, -- of these, by refunds that name the sale, on the sale's day
    unnamed     BIGINT NOT NULL, -- refunds that name no sale, on their own day
    adjusted    BIGINT NOT NULL, -- adjustments
    cancelled   BIGINT NOT NULL, -- sales cancelled
    PRIMARY KEY (day, store_id, staff_id, scene)
);
CREATE TABLE commerce_buyer_day (
    customer_id BIGINT NOT NULL,
    day         TEXT   NOT NULL,
    store_id    BIGINT NOT NULL,
    staff_id    BIGINT NOT NULL,
    orders      BIGINT NOT NULL, -- kept sales with a goods line
    amount      BIGINT NOT NULL, -- of these, net of refunds that name them
    PRIMARY KEY (customer_id, day, store_id, staff_id)
);
CREATE INDEX commerce_buyer_day_day ON commerce_buyer_day (day);
CREATE TABLE commerce_sku_month (
    month    TEXT   NOT NULL, -- YYYY-MM
    sku      TEXT   NOT NULL,
    store_id BIGINT NOT NULL,
    staff_id BIGINT NOT NULL,
    quantity BIGINT NOT NULL, -- micro, of goods lines with a SKU, of sales not cancelled, whatever was refunded later
    amount   BIGINT NOT NULL,
    PRIMARY KEY (month, sku, store_id, staff_id)
);
