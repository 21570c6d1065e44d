-- +goose Up
-- That a member of staff and a person have, or had, each other as contacts of a channel. One row a bond, from its beginning
-- to its end; nothing is deleted.
CREATE TABLE customer_bond (
    id          BIGINT PRIMARY KEY,
    customer_id BIGINT NOT NULL,
    channel     TEXT   NOT NULL, -- wecom, …
    member      TEXT   NOT NULL, -- the channel's key of the member of staff
    staff_id    BIGINT NOT NULL, -- 0: nobody here is known by that key
    since       BIGINT NOT NULL, -- ms
    until       BIGINT NOT NULL, -- ms, 0: still
    ended_by    TEXT   NOT NULL CHECK (ended_by IN ('', 'staff', 'person', 'transfer')), -- '' still, or not known
    state       TEXT   NOT NULL, -- of the code by which they met, '' none
    way         TEXT   NOT NULL, -- how they met, the channel's own word
    remark      TEXT   NOT NULL, -- as the channel has it
    description TEXT   NOT NULL,
    UNIQUE (customer_id, channel, member, since)
);
CREATE UNIQUE INDEX customer_bond_open ON customer_bond (customer_id, channel, member) WHERE until = 0;
CREATE INDEX customer_bond_staff ON customer_bond (staff_id, until);
CREATE INDEX customer_bond_state ON customer_bond (state, since) WHERE state <> '';
