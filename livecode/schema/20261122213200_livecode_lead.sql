-- +goose Up
-- Somebody whom a code does not serve and who left a phone number (COM-09): the number itself is the customer's.
CREATE TABLE livecode_lead (
    id          BIGINT PRIMARY KEY,
    code_id     BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    day         TEXT   NOT NULL,
    place       TEXT   NOT NULL, -- where they are, as typed; '' not said
    staff_id    BIGINT NOT NULL, -- who was asked to call, 0 nobody
    visitor     TEXT   NOT NULL, -- hash of the browser's mark
    address     TEXT   NOT NULL, -- hash of the network address and the day
    at          BIGINT NOT NULL, -- ms
    UNIQUE (code_id, customer_id, day)
);
CREATE INDEX livecode_lead_customer ON livecode_lead (customer_id);
CREATE INDEX livecode_lead_code ON livecode_lead (code_id, at);
CREATE INDEX livecode_lead_address ON livecode_lead (address, at);
