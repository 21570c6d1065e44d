-- +goose Up
-- A game that is offered. A batch of commands begins by adding one to its version: that is its lock, order and fence.
CREATE TABLE campaign (
    id         BIGINT PRIMARY KEY,
    model      TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('draft', 'live', 'paused', 'ended')),
    why        TEXT   NOT NULL, -- why it is paused
    revision   BIGINT NOT NULL, -- whose rules new instances follow, 0 none yet
    draft      BIGINT NOT NULL, -- the revision being edited, 0 none
    version    BIGINT NOT NULL,
    now_at     BIGINT NOT NULL, -- ms: the latest moment that any batch saw; its clock never goes back
    burst_at   BIGINT NOT NULL, -- ms: the minute of the last entry
    burst      BIGINT NOT NULL, -- entries in that minute
    store_id   BIGINT NOT NULL,
    staff_id   BIGINT NOT NULL, -- who made it
    created_at BIGINT NOT NULL
);
CREATE INDEX campaign_store ON campaign (store_id, id);

-- The rules of a campaign, version by version. A published one never changes.
CREATE TABLE campaign_revision (
    campaign_id  BIGINT NOT NULL,
    number       BIGINT NOT NULL, -- from 1
    terms        TEXT   NOT NULL, -- JSON: what every model has
    settings     TEXT   NOT NULL, -- JSON of the model
    page         TEXT   NOT NULL, -- JSON of what the page shows
    edits        BIGINT NOT NULL, -- how many times it was saved
    staff_id     BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    published_at BIGINT NOT NULL, -- ms, 0 a draft
    PRIMARY KEY (campaign_id, number)
);

-- What people gather in: a team, a packet, a referrer's account.
CREATE TABLE campaign_instance (
    id          BIGINT PRIMARY KEY,
    campaign_id BIGINT NOT NULL,
    revision    BIGINT NOT NULL,
    owner_id    BIGINT NOT NULL, -- customer who opened it, 0 the brand
    state       TEXT   NOT NULL,
    held        BIGINT NOT NULL CHECK (held >= 0),
    done        BIGINT NOT NULL CHECK (done >= 0),
    fill        BIGINT NOT NULL CHECK (fill >= 0), -- places that the brand filled
    size        BIGINT NOT NULL,                   -- 0 no bound
    amount      BIGINT NOT NULL,                   -- fen
    seed        TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    deadline    BIGINT NOT NULL, -- ms, 0 none
    due_at      BIGINT NOT NULL, -- ms when time next changes it, 0 never
    CHECK (size = 0 OR held + done + fill <= size)
);
CREATE INDEX campaign_instance_state ON campaign_instance (campaign_id, state, id);
CREATE INDEX campaign_instance_owner ON campaign_instance (campaign_id, owner_id);
CREATE INDEX campaign_instance_due ON campaign_instance (due_at) WHERE due_at > 0;

-- One contribution of one person: a seat, a claim, a share, an invitee.
CREATE TABLE campaign_seat (
    id          BIGINT PRIMARY KEY,
    campaign_id BIGINT NOT NULL,
    instance_id BIGINT NOT NULL, -- 0: in the campaign itself
    person_id   BIGINT NOT NULL, -- customer, 0 the brand's own
    entry       TEXT   NOT NULL CHECK (entry IN ('', 'open', 'join')), -- the command that brought it, '' none did
    into_id     BIGINT NOT NULL, -- the instance that the command named; its own id where entry is ''
    number      BIGINT NOT NULL, -- the person's n-th such command; of what none brought, the model's
    reply       TEXT   NOT NULL, -- JSON: what was replied to it
    state       TEXT   NOT NULL,
    standing    TEXT   NOT NULL CHECK (standing IN ('', 'held', 'spent')),
    takes       TEXT   NOT NULL, -- of which buckets how many, while it stands
    note        TEXT   NOT NULL, -- of the model
    amount      BIGINT NOT NULL CHECK (amount >= 0), -- fen
    paid        BIGINT NOT NULL CHECK (paid >= 0),   -- fen received
    back        BIGINT NOT NULL CHECK (back >= 0 AND back <= paid),       -- fen sent back
    arrived     BIGINT NOT NULL CHECK (arrived >= 0 AND arrived <= back), -- fen of them that arrived
    asked       BIGINT NOT NULL, -- refunds, transfers and gifts asked for
    place       BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    paid_at     BIGINT NOT NULL, -- ms, 0 not yet
    due_at      BIGINT NOT NULL, -- ms when time next changes it, 0 never
    because     TEXT   NOT NULL  -- JSON: what the eligibility rule said, '' no rule
);
-- No command has its effect twice, and nobody stands twice in one place (R3), whatever the program does.
CREATE UNIQUE INDEX campaign_seat_key ON campaign_seat (campaign_id, person_id, into_id, number, entry); -- what no command brought has its own id as into_id
CREATE UNIQUE INDEX campaign_seat_once ON campaign_seat (campaign_id, instance_id, person_id) WHERE standing <> '' AND entry <> '' AND instance_id <> 0;
CREATE INDEX campaign_seat_instance ON campaign_seat (campaign_id, instance_id) WHERE instance_id <> 0;
CREATE INDEX campaign_seat_due ON campaign_seat (due_at) WHERE due_at > 0;

-- Something scarce. Its counts follow from the seats.
CREATE TABLE campaign_bucket (
    campaign_id BIGINT NOT NULL,
    name        TEXT   NOT NULL, -- a path: what is taken of stock/red is taken of stock too
    total       BIGINT NOT NULL,
    free        BIGINT NOT NULL CHECK (free >= 0),
    held        BIGINT NOT NULL CHECK (held >= 0),
    spent       BIGINT NOT NULL CHECK (spent >= 0),
    PRIMARY KEY (campaign_id, name),
    CHECK (free + held + spent = total)
);

-- The reply of every command that had an effect and brought no seat, under its natural key, for ever.
CREATE TABLE campaign_reply (
    campaign_id BIGINT NOT NULL,
    subject     BIGINT NOT NULL, -- the seat or the instance; the person of an entry without a seat
    kind        TEXT   NOT NULL,
    instance_id BIGINT NOT NULL,
    number      BIGINT NOT NULL,
    ref         TEXT   NOT NULL, -- a number of ours, or the provider's transaction
    reply       TEXT   NOT NULL, -- JSON
    PRIMARY KEY (campaign_id, subject, kind, instance_id, number, ref)
);

-- How much of what happened on a day.
CREATE TABLE campaign_day (
    campaign_id BIGINT NOT NULL,
    day         TEXT   NOT NULL,
    what        TEXT   NOT NULL, -- the state that seats entered; of instances, instance:state
    n           BIGINT NOT NULL,
    amount      BIGINT NOT NULL, -- fen
    PRIMARY KEY (campaign_id, day, what)
);
