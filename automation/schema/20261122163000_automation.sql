-- +goose Up
-- What is said to somebody who was just added: the first that fits, by place.
CREATE TABLE automation_greeting (
    id           BIGINT  PRIMARY KEY,
    name         TEXT    NOT NULL,
    states       TEXT    NOT NULL, -- JSON list of the codes it is for, [] any
    from_minute  BIGINT  NOT NULL, -- of the day in the organisation's zone, from …
    until_minute BIGINT  NOT NULL, -- … to before; both 0: all day; from after until: over midnight
    rule         TEXT    NOT NULL, -- whom it is for, canonical text, '' everybody; somebody unknown meets none
    variants     TEXT    NOT NULL, -- JSON: label, weight, text, attachments
    place        BIGINT  NOT NULL, -- the smallest is tried first
    closed       BOOLEAN NOT NULL,
    version      BIGINT  NOT NULL,
    created_at   BIGINT  NOT NULL
);
-- How a greeting went, one a payload.
CREATE TABLE automation_welcome (
    payload_id  BIGINT PRIMARY KEY, -- of channel's inbox
    channel     TEXT   NOT NULL,
    staff_id    BIGINT NOT NULL, -- who was added, 0 not known here
    state       TEXT   NOT NULL, -- of the code, '' none
    greeting_id BIGINT NOT NULL, -- 0: none fitted
    variant     TEXT   NOT NULL, -- label, '' none
    outcome     TEXT   NOT NULL CHECK (outcome IN ('sent', 'late', 'taken', 'refused', 'failed', 'none')),
    reason      TEXT   NOT NULL, -- a fault's code, '' sent
    took        BIGINT NOT NULL, -- ms from the callback to the answer
    at          BIGINT NOT NULL  -- ms of the callback
);
CREATE INDEX automation_welcome_at ON automation_welcome (at);
CREATE INDEX automation_welcome_greeting ON automation_welcome (greeting_id, variant, outcome);
