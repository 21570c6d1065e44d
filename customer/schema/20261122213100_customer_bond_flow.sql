-- +goose Up
-- What began and ended of late, by which the days until an account is full are told (CHN-04).
CREATE INDEX customer_bond_begun ON customer_bond (channel, since);
CREATE INDEX customer_bond_over ON customer_bond (channel, until) WHERE until <> 0;
