-- +goose Up
-- Lists of people by what they spent and by when they bought last.
CREATE INDEX commerce_buyer_amount ON commerce_buyer (amount, customer_id);
CREATE INDEX commerce_buyer_last ON commerce_buyer (last_at, customer_id);
