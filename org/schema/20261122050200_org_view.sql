-- +goose Up
-- A saved view: the address of a list under a name, somebody's own or everybody's.
CREATE TABLE org_view (
    id         BIGINT  PRIMARY KEY,
    staff_id   BIGINT  NOT NULL, -- whose
    page       TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    query      TEXT    NOT NULL,
    shared     BOOLEAN NOT NULL,
    changed_at BIGINT  NOT NULL,
    UNIQUE (staff_id, page, name)
);
CREATE INDEX org_view_shared ON org_view (page) WHERE shared = TRUE;
