-- +goose Up
CREATE TABLE org_setting (
    name       TEXT   PRIMARY KEY, -- zone, brand, currency, …
    value      TEXT   NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE TABLE org_store (
    id         BIGINT  PRIMARY KEY,
    code       TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    city       TEXT    NOT NULL,
    closed     BOOLEAN NOT NULL,
    version    BIGINT  NOT NULL,
    created_at BIGINT  NOT NULL
);
CREATE TABLE org_staff (
    id            BIGINT PRIMARY KEY,
    login         TEXT   NOT NULL UNIQUE, -- folded
    code          TEXT   NOT NULL,        -- number in the brand's other systems, '' if none
    name          TEXT   NOT NULL,
    role          TEXT   NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'store', 'reader')),
    scope         TEXT   NOT NULL CHECK (scope IN ('own', 'store', 'all')),
    store_id      BIGINT NOT NULL,
    password_hash TEXT   NOT NULL,        -- argon2id; '' until the person has set one
    left_at       BIGINT NOT NULL,        -- 0 while working here
    version       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL
);
CREATE UNIQUE INDEX org_staff_code ON org_staff (code) WHERE code <> '';
-- A one-time link: set-up of the first owner, a new password, an invitation.
CREATE TABLE org_link (
    id         BIGINT PRIMARY KEY,
    purpose    TEXT   NOT NULL CHECK (purpose IN ('setup', 'password')),
    staff_id   BIGINT NOT NULL,
    token_hash TEXT   NOT NULL UNIQUE,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL
);
CREATE TABLE org_session (
    id         BIGINT PRIMARY KEY,
    staff_id   BIGINT NOT NULL,
    token_hash TEXT   NOT NULL UNIQUE,
    address    TEXT   NOT NULL,
    agent      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX org_session_staff ON org_session (staff_id);
CREATE TABLE org_token (
    id           BIGINT PRIMARY KEY,
    name         TEXT   NOT NULL,
    token_hash   TEXT   NOT NULL UNIQUE,
    role         TEXT   NOT NULL CHECK (role IN ('admin', 'operator', 'store', 'reader')),
    scope        TEXT   NOT NULL CHECK (scope IN ('store', 'all')),
    store_id     BIGINT NOT NULL,
    created_by   BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    revoked_at   BIGINT NOT NULL
);
-- Failed attempts per account and per address.
CREATE TABLE org_throttle (
    subject     TEXT   PRIMARY KEY, -- hashed: account or address
    failures    BIGINT NOT NULL,
    started_at  BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL
);
-- Who changed what. before and after hold ids and masked values, never a name, a phone or a secret.
CREATE TABLE org_audit (
    id          BIGINT PRIMARY KEY,
    at          BIGINT NOT NULL,
    actor_kind  TEXT   NOT NULL,
    actor_id    BIGINT NOT NULL,
    verb        TEXT   NOT NULL,
    object_kind TEXT   NOT NULL,
    object_id   BIGINT NOT NULL,
    before      TEXT   NOT NULL, -- JSON or ''
    after       TEXT   NOT NULL,
    address     TEXT   NOT NULL
);
CREATE INDEX org_audit_object ON org_audit (object_kind, object_id, id);
CREATE INDEX org_audit_actor ON org_audit (actor_kind, actor_id, id);
