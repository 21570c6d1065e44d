-- +goose Up
-- What a seat is paid with of which coupons pay a part. A seat without a row is paid with money alone.
CREATE TABLE campaign_cashier_bill (
    seat_id     BIGINT PRIMARY KEY,
    campaign_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    price       BIGINT NOT NULL CHECK (price > 0), -- fen: as the game sees it
    discount    BIGINT NOT NULL CHECK (discount >= 0), -- fen that coupons pay
    cash        BIGINT NOT NULL CHECK (cash >= 0), -- fen that are asked for
    state       TEXT   NOT NULL CHECK (state IN ('asked', 'paid', 'closed', 'returned')), -- returned: all of it went back, and the coupons
    earned      BIGINT NOT NULL CHECK (earned >= 0 AND earned <= discount), -- fen of the discount booked when the goods went
    at          BIGINT NOT NULL, -- ms
    CHECK (discount + cash = price)
);
-- What of a bill went back, one row a refund that the game asked for.
CREATE TABLE campaign_cashier_part (
    seat_id BIGINT NOT NULL,
    number  TEXT   NOT NULL, -- of the refund, as the game numbered it
    gross   BIGINT NOT NULL CHECK (gross > 0), -- fen of the price, as the game sees it
    cash    BIGINT NOT NULL CHECK (cash >= 0 AND cash <= gross), -- fen of them in money
    at      BIGINT NOT NULL, -- ms
    PRIMARY KEY (seat_id, number)
);
