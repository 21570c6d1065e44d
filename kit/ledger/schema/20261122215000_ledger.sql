-- +goose Up
-- The book: one row moves an amount from one account to another. Rows are facts: never changed, never deleted.
CREATE TABLE ledger_transfer (
    id          BIGINT PRIMARY KEY,
    debit_kind  TEXT   NOT NULL,
    debit_of    BIGINT NOT NULL, -- whose account of that kind, 0 there is one
    credit_kind TEXT   NOT NULL,
    credit_of   BIGINT NOT NULL,
    amount      BIGINT NOT NULL CHECK (amount > 0), -- fen
    cause_kind  TEXT   NOT NULL, -- what it was done for, room.what
    cause_id    BIGINT NOT NULL,
    at          BIGINT NOT NULL, -- ms
    UNIQUE (cause_id, cause_kind)
);
CREATE INDEX ledger_transfer_debit ON ledger_transfer (debit_kind, debit_of, id);
CREATE INDEX ledger_transfer_credit ON ledger_transfer (credit_kind, credit_of, id);
-- What the rows give for each account, folded in the transaction of the rows.
CREATE TABLE ledger_balance (
    kind    TEXT    NOT NULL,
    of_id   BIGINT  NOT NULL,
    bound   BOOLEAN NOT NULL, -- it never holds less than nothing
    debits  BIGINT  NOT NULL CHECK (debits >= 0),
    credits BIGINT  NOT NULL CHECK (credits >= 0),
    PRIMARY KEY (kind, of_id)
);
