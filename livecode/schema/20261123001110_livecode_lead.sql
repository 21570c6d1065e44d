-- +goose Up
-- Who leaves a number is taken down by the room lead, whatever page it was left on.
DROP TABLE livecode_lead;
