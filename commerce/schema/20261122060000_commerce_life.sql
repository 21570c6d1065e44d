-- +goose Up
-- Which group guided an order (INS-04, COM-05), and whose act of which kind led to it (CUS-11).
ALTER TABLE commerce_order ADD COLUMN community_id BIGINT NOT NULL DEFAULT 0; -- 0 none
ALTER TABLE commerce_order ADD COLUMN by_id BIGINT NOT NULL DEFAULT 0; -- the person whose share, referral or partner link led here, 0 none
ALTER TABLE commerce_order ADD COLUMN act TEXT NOT NULL DEFAULT ''; -- partner, distribute, refer, share, forward; '' none
-- Its source tells no amounts (browsing logs): an order of the funnel, no revenue, and its goods lines are none.
ALTER TABLE commerce_order ADD COLUMN unpriced BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE commerce_day ADD COLUMN unpriced BIGINT NOT NULL DEFAULT 0; -- orders of unknown amount, not cancelled: in no other column
-- What each import said of it: an undo decides it anew from what the others said.
ALTER TABLE commerce_seen ADD COLUMN community_id BIGINT NOT NULL DEFAULT 0; -- 0 none
ALTER TABLE commerce_seen ADD COLUMN by_id BIGINT NOT NULL DEFAULT 0; -- 0 none
ALTER TABLE commerce_seen ADD COLUMN act TEXT NOT NULL DEFAULT ''; -- '' none
CREATE INDEX commerce_order_community ON commerce_order (community_id, at) WHERE community_id <> 0;
CREATE INDEX commerce_order_by ON commerce_order (by_id) WHERE by_id <> 0;
-- Rollup: what a person bought in all. Kept orders with a goods line, net of refunds that name them. No row: nothing.
CREATE TABLE commerce_buyer (
    customer_id BIGINT PRIMARY KEY,
    orders      BIGINT NOT NULL,
    amount      BIGINT NOT NULL, -- fen, net
    largest     BIGINT NOT NULL, -- fen, net, of the largest single order (COM-06)
    first_at    BIGINT NOT NULL, -- ms
    last_at     BIGINT NOT NULL
);
INSERT INTO commerce_buyer (customer_id, orders, amount, largest, first_at, last_at)
SELECT customer_id, COUNT(*), CAST(SUM(amount - refunded) AS BIGINT), MAX(amount - refunded), MIN(at), MAX(at)
FROM commerce_order
WHERE customer_id <> 0 AND kind = 'sale' AND state = 'kept' AND goods > 0 AND (refunded < amount OR refunded <= 0)
GROUP BY customer_id;
-- The orders of before are things that people did (Order.Stands), which the customer room counts from this version on.
INSERT INTO customer_act_day (customer_id, day, kind, acts)
SELECT customer_id, day, 'order', COUNT(*) FROM commerce_order
WHERE customer_id <> 0 AND kind = 'sale' AND state = 'kept' AND goods > 0 AND NOT (refunded > 0 AND refunded >= amount)
GROUP BY customer_id, day;
