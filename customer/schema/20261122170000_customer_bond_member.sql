-- +goose Up
-- With whom a member has bonds: the channel's list of them is compared with it every night.
CREATE INDEX customer_bond_member ON customer_bond (channel, member) WHERE until = 0;
