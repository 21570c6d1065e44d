-- +goose Up
-- Money asked of a customer for a cause: a product order, a seat in a team.
CREATE TABLE commerce_pay (
    id          BIGINT  PRIMARY KEY,
    customer_id BIGINT  NOT NULL,
    cause_kind  TEXT    NOT NULL, -- what it is for, room.what; told back in every fact
    cause_id    BIGINT  NOT NULL,
    title       TEXT    NOT NULL, -- as the payer reads it
    amount      BIGINT  NOT NULL CHECK (amount > 0), -- fen
    number      TEXT    NOT NULL UNIQUE, -- the provider's out_trade_no, made of the id
    state       TEXT    NOT NULL CHECK (state IN ('created', 'pending', 'paid', 'closed', 'held')),
    prepay      TEXT    NOT NULL, -- the provider's handle of the pay sheet, '' none yet
    deadline_at BIGINT  NOT NULL, -- ms from which it is closed
    ended_at    BIGINT  NOT NULL, -- ms when it was paid, closed or held; 0 not yet
    refunded    BIGINT  NOT NULL CHECK (refunded >= 0 AND refunded <= amount), -- fen asked back and not failed
    settled     BOOLEAN NOT NULL, -- it was earned
    problem     TEXT    NOT NULL, -- code of what the provider refused last, '' nothing
    step_at     BIGINT  NOT NULL, -- ms when something is to be done with the provider next, 0 never
    tries       BIGINT  NOT NULL, -- steps in a row that led nowhere
    version     BIGINT  NOT NULL,
    created_at  BIGINT  NOT NULL,
    UNIQUE (cause_id, cause_kind)
);
CREATE INDEX commerce_pay_step ON commerce_pay (step_at) WHERE step_at <> 0;
CREATE INDEX commerce_pay_state ON commerce_pay (state, id);
CREATE INDEX commerce_pay_customer ON commerce_pay (customer_id, id);
-- Money that came for a payment: one row a transaction of the provider, whatever became of it.
CREATE TABLE commerce_pay_receipt (
    id          BIGINT PRIMARY KEY,
    payment_id  BIGINT NOT NULL,
    provider_no TEXT   NOT NULL UNIQUE, -- the provider's number of the transaction
    amount      BIGINT NOT NULL CHECK (amount > 0), -- fen
    paid_at     BIGINT NOT NULL, -- ms by the provider's clock
    day         TEXT   NOT NULL, -- of paid_at in Shanghai: the provider's bill it stands in
    fate        TEXT   NOT NULL CHECK (fate IN ('accepted', 'late', 'twice', 'mismatch')),
    at          BIGINT NOT NULL  -- ms when we learnt of it
);
CREATE INDEX commerce_pay_receipt_payment ON commerce_pay_receipt (payment_id);
CREATE INDEX commerce_pay_receipt_day ON commerce_pay_receipt (day);
-- Money that goes back to a payer.
CREATE TABLE commerce_pay_refund (
    id          BIGINT PRIMARY KEY,
    payment_id  BIGINT NOT NULL,
    receipt_id  BIGINT NOT NULL, -- of which money
    customer_id BIGINT NOT NULL,
    reason      TEXT   NOT NULL, -- LATE_PAID, PAID_TWICE, MISMATCH, or the caller's
    natural_key TEXT   NOT NULL, -- with the payment: the same again is the same refund
    amount      BIGINT NOT NULL CHECK (amount > 0), -- fen
    number      TEXT   NOT NULL UNIQUE, -- the provider's out_refund_no, made of the id
    state       TEXT   NOT NULL CHECK (state IN ('asked', 'processing', 'done', 'failed')),
    provider_no TEXT   NOT NULL, -- '' not taken by the provider yet
    day         TEXT   NOT NULL, -- in Shanghai, on which the provider took it: the bill it stands in; '' not yet
    ended_at    BIGINT NOT NULL, -- ms, 0 not yet
    problem     TEXT   NOT NULL,
    step_at     BIGINT NOT NULL,
    tries       BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    UNIQUE (payment_id, natural_key)
);
CREATE INDEX commerce_pay_refund_step ON commerce_pay_refund (step_at) WHERE step_at <> 0;
CREATE INDEX commerce_pay_refund_state ON commerce_pay_refund (state, id);
CREATE INDEX commerce_pay_refund_day ON commerce_pay_refund (day) WHERE day <> '';
-- Money that goes out to somebody to whom it is owed.
CREATE TABLE commerce_pay_payout (
    id          BIGINT PRIMARY KEY,
    customer_id BIGINT NOT NULL,
    cause_kind  TEXT   NOT NULL,
    cause_id    BIGINT NOT NULL,
    title       TEXT   NOT NULL, -- as the receiver reads it
    amount      BIGINT NOT NULL CHECK (amount > 0), -- fen
    number      TEXT   NOT NULL UNIQUE, -- the provider's out_bill_no, made of the id
    state       TEXT   NOT NULL CHECK (state IN ('asked', 'waiting_user', 'received', 'returned', 'failed')),
    provider_no TEXT   NOT NULL,
    package     TEXT   NOT NULL, -- by which the receiver confirms, '' none
    day         TEXT   NOT NULL, -- in Shanghai, on which it was received: the bill it stands in; '' not yet
    ended_at    BIGINT NOT NULL,
    problem     TEXT   NOT NULL,
    step_at     BIGINT NOT NULL,
    tries       BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    UNIQUE (cause_id, cause_kind)
);
CREATE INDEX commerce_pay_payout_step ON commerce_pay_payout (step_at) WHERE step_at <> 0;
CREATE INDEX commerce_pay_payout_state ON commerce_pay_payout (state, id);
CREATE INDEX commerce_pay_payout_customer ON commerce_pay_payout (customer_id, id);
CREATE INDEX commerce_pay_payout_day ON commerce_pay_payout (day) WHERE day <> '';
