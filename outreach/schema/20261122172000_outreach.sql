-- +goose Up
-- A broadcast (CNT-09): one message to many, sent by members of staff who confirm it.
CREATE TABLE outreach_broadcast (
    id         BIGINT  PRIMARY KEY,
    name       TEXT    NOT NULL,
    channel    TEXT    NOT NULL,
    topic      TEXT    NOT NULL, -- of consents
    grouped    BOOLEAN NOT NULL, -- to groups, not to people
    audience   TEXT    NOT NULL, -- JSON: a rule, people or groups
    message    TEXT    NOT NULL, -- JSON
    sender     TEXT    NOT NULL CHECK (sender IN ('newest', 'keeper')),
    planned_at BIGINT  NOT NULL, -- ms, 0 as soon as it is approved
    state      TEXT    NOT NULL CHECK (state IN ('draft', 'waiting', 'refused', 'approved', 'deciding', 'sending', 'done', 'cancelled')),
    note       TEXT    NOT NULL, -- what whoever refused it wrote
    scope      TEXT    NOT NULL, -- whom the author may reach
    store_id   BIGINT  NOT NULL,
    staff_id   BIGINT  NOT NULL, -- the author
    decided_by BIGINT  NOT NULL, -- who approved or refused it, 0 nobody yet
    due_at     BIGINT  NOT NULL, -- ms when it is sent, 0 not approved
    decided_to BIGINT  NOT NULL, -- the last candidate decided about, 0 none yet
    version    BIGINT  NOT NULL,
    created_at BIGINT  NOT NULL,
    ended_at   BIGINT  NOT NULL -- ms, 0 not yet
);
CREATE INDEX outreach_broadcast_due ON outreach_broadcast (due_at) WHERE state IN ('approved', 'deciding');
CREATE INDEX outreach_broadcast_store ON outreach_broadcast (store_id, id);
-- What one member of staff is asked to send: one message of the channel.
CREATE TABLE outreach_batch (
    id           BIGINT PRIMARY KEY,
    broadcast_id BIGINT NOT NULL,
    member       TEXT   NOT NULL, -- the channel's key of the member
    staff_id     BIGINT NOT NULL,
    size         BIGINT NOT NULL, -- recipients
    state        TEXT   NOT NULL CHECK (state IN ('planned', 'calling', 'made', 'failed', 'ended')),
    code         TEXT   NOT NULL, -- the channel's key of the message, '' not known
    called_at    BIGINT NOT NULL, -- ms when the channel was (about to be) called last
    made_at      BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL, -- ms when the member confirmed, 0 not yet
    reminded_at  BIGINT NOT NULL,
    reminders    BIGINT NOT NULL,
    due_at       BIGINT NOT NULL, -- ms when it is looked at next
    attempts     BIGINT NOT NULL, -- failures in a row
    reason       TEXT   NOT NULL  -- a fault's code, '' none
);
CREATE INDEX outreach_batch_broadcast ON outreach_batch (broadcast_id);
CREATE INDEX outreach_batch_due ON outreach_batch (due_at) WHERE state IN ('planned', 'calling', 'made');
CREATE UNIQUE INDEX outreach_batch_code ON outreach_batch (code) WHERE code <> '';
-- Every candidate of a broadcast: a recipient and what became of it, or left out with one reason.
CREATE TABLE outreach_reach (
    broadcast_id BIGINT NOT NULL,
    target       BIGINT NOT NULL, -- a customer, or a community where the broadcast is to groups
    batch_id     BIGINT NOT NULL, -- 0 left out
    contact      TEXT   NOT NULL, -- the channel's key of the target, '' left out or erased
    state        TEXT   NOT NULL CHECK (state IN ('left_out', 'held', 'sent', 'not_contact', 'over_limit', 'failed', 'lapsed', 'cancelled')),
    reason       TEXT   NOT NULL, -- why it is left out, '' a recipient
    at           BIGINT NOT NULL, -- ms when it was decided, later when it arrived
    PRIMARY KEY (broadcast_id, target),
    CHECK ((state = 'left_out') = (reason <> ''))
);
CREATE INDEX outreach_reach_batch ON outreach_reach (batch_id, target) WHERE batch_id <> 0;
CREATE INDEX outreach_reach_target ON outreach_reach (target, at) WHERE batch_id <> 0;
-- The reach budget: what people are and were sent, also by way of their groups. What is held counts as if it had arrived.
CREATE TABLE outreach_contact (
    customer_id  BIGINT NOT NULL,
    broadcast_id BIGINT NOT NULL,
    community_id BIGINT NOT NULL, -- the group it was sent to, 0: to the person
    state        TEXT   NOT NULL CHECK (state IN ('held', 'spent', 'freed')),
    at           BIGINT NOT NULL, -- ms when it was decided, later when it arrived
    PRIMARY KEY (customer_id, broadcast_id, community_id)
);
CREATE INDEX outreach_contact_broadcast ON outreach_contact (broadcast_id, community_id);
-- How often a code promises to write at most (CHN-11): the cap of people who came by it, if it is smaller than the policy's.
CREATE TABLE outreach_promise (
    state TEXT   PRIMARY KEY, -- of the code
    most  BIGINT NOT NULL CHECK (most > 0)
);
