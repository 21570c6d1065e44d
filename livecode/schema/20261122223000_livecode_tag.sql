-- +goose Up
-- Whom a way is for, besides where they are (COM-09): who has the tag "family/name"; '' everybody.
ALTER TABLE livecode_branch ADD COLUMN tag TEXT NOT NULL DEFAULT '';
