-- +goose Up
CREATE TABLE community (
    id          BIGINT PRIMARY KEY,
    source      TEXT   NOT NULL, -- the system it lives in or came from: wecom, irc, 'qunli' when opened here
    code        TEXT   NOT NULL, -- its key there
    name        TEXT   NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind IN ('', 'activity', 'service', 'sales', 'core', 'seed')), -- '' not decided yet (imported)
    state       TEXT   NOT NULL CHECK (state IN ('draft', 'open', 'harvest', 'closed', 'archived')),
    carrier     TEXT   NOT NULL, -- wecom, wechat, qq, irc, other: a community outlives it (COM-23)
    store_id    BIGINT NOT NULL,
    staff_id    BIGINT NOT NULL, -- group owner
    area        TEXT   NOT NULL, -- matrix cell (COM-08): '' none
    level       TEXT   NOT NULL,
    topic       TEXT   NOT NULL,
    series      TEXT   NOT NULL, -- naming template's fixed part, '' none
    purpose     TEXT   NOT NULL, -- the word of its name that says what it is for, '' none (COM-11)
    number      BIGINT NOT NULL, -- within the series, from 1; 0 none
    target_size BIGINT NOT NULL, -- next of the series opens here (COM-10)
    cap         BIGINT NOT NULL,
    starts_on   TEXT   NOT NULL, -- YYYY-MM-DD, '' none
    ends_on     TEXT   NOT NULL,
    members     BIGINT NOT NULL, -- open stays
    pause       BIGINT NOT NULL, -- ms: a leave followed by a return within it is no leave
    gate        TEXT   NOT NULL, -- rule that everybody who enters has to meet beside that of the kind, canonical text, '' none (COM-12)
    threshold   TEXT   NOT NULL CHECK (threshold IN ('', 'single', 'cumulative')), -- COM-06
    price       BIGINT NOT NULL, -- fen of that threshold
    promo_cap   BIGINT NOT NULL, -- promotional posts in 1,000 at most (COM-05)
    alternative_id BIGINT NOT NULL, -- the group offered to those whom the gate refuses, 0 one that fits is looked for
    brief       BIGINT NOT NULL, -- number of the current positioning brief, 0 none (COM-01)
    import_id   BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    opened_at   BIGINT NOT NULL,
    closed_at   BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    UNIQUE (source, code)
);
CREATE INDEX community_store ON community (store_id, id);
CREATE INDEX community_import ON community (import_id) WHERE import_id <> 0;
CREATE UNIQUE INDEX community_series ON community (series, number) WHERE series <> '' AND number <> 0;
-- By which keys a community is known: one, and another for every carrier it moved to (COM-23).
CREATE TABLE community_key (
    source       TEXT   NOT NULL,
    code         TEXT   NOT NULL,
    community_id BIGINT NOT NULL,
    PRIMARY KEY (source, code)
);
CREATE INDEX community_key_community ON community_key (community_id);
-- Which imports (0: the API and hands) brought things that stand on a community: it goes with the last of them.
CREATE TABLE community_seen (
    community_id BIGINT NOT NULL,
    import_id    BIGINT NOT NULL,
    PRIMARY KEY (community_id, import_id)
);
CREATE INDEX community_seen_import ON community_seen (import_id) WHERE import_id <> 0;
-- Whoever changes movements of a community takes its turn first: one transaction at a time, on both engines.
CREATE TABLE community_turn (
    community_id BIGINT PRIMARY KEY,
    turns        BIGINT NOT NULL
);
-- A raw movement, append-only: what a source said of a person and a group. Stays are derived from these alone.
CREATE TABLE community_move (
    id           BIGINT PRIMARY KEY,
    community_id BIGINT NOT NULL,
    customer_id  BIGINT NOT NULL,
    kind         TEXT   NOT NULL CHECK (kind IN ('join', 'leave', 'seen')), -- seen: gave a sign of life without a join on record
    at           BIGINT NOT NULL,
    ordinal      BIGINT NOT NULL, -- order among movements of one moment
    inviter_id   BIGINT NOT NULL, -- 0 unknown: never guessed (REF-01)
    scene        TEXT   NOT NULL, -- how: code, invite, link, import, rename, carrier; leave: left, removed, quit; '' unknown
    entrance_id  BIGINT NOT NULL,
    ref          TEXT   NOT NULL, -- natural key in its source, '' none
    pause        BIGINT NOT NULL, -- ms, of a leave: 0 the community's, below 0 none
    import_id    BIGINT NOT NULL
);
CREATE INDEX community_move_person ON community_move (community_id, customer_id, at);
CREATE INDEX community_move_customer ON community_move (customer_id);
CREATE UNIQUE INDEX community_move_once ON community_move (ref) WHERE ref <> '';
CREATE INDEX community_move_import ON community_move (import_id) WHERE import_id <> 0;
-- Which other imports (0: the API and hands) brought a movement too: undoing the first gives it to the earliest of them.
CREATE TABLE community_move_seen (
    move_id   BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    PRIMARY KEY (move_id, import_id)
);
CREATE INDEX community_move_seen_import ON community_move_seen (import_id) WHERE import_id <> 0;
-- A stay: reconnects within the community's pause are one stay. Derived from movements; nobody is ever deleted.
CREATE TABLE community_stay (
    id           BIGINT PRIMARY KEY,
    community_id BIGINT NOT NULL,
    customer_id  BIGINT NOT NULL,
    joined_at    BIGINT NOT NULL, -- first sign of life where certain is false
    certain      BOOLEAN NOT NULL, -- a join is on record
    left_at      BIGINT NOT NULL, -- 0: still here
    seen_at      BIGINT NOT NULL, -- its last movement
    inviter_id   BIGINT NOT NULL,
    scene        TEXT   NOT NULL,
    left_scene   TEXT   NOT NULL, -- left, removed, quit, '' unknown (SVC-07)
    entrance_id  BIGINT NOT NULL,
    reconnects   BIGINT NOT NULL, -- leaves followed by a return within the pause
    pause        BIGINT NOT NULL, -- ms, of the leave it ended by: a return within it continues the stay; 0 while open
    UNIQUE (community_id, customer_id, joined_at)
);
CREATE UNIQUE INDEX community_stay_open ON community_stay (community_id, customer_id) WHERE left_at = 0;
CREATE INDEX community_stay_customer ON community_stay (customer_id, joined_at);
CREATE INDEX community_stay_left ON community_stay (community_id, left_at) WHERE left_at <> 0;
CREATE INDEX community_stay_entrance ON community_stay (entrance_id, joined_at) WHERE entrance_id <> 0;
CREATE INDEX community_stay_inviter ON community_stay (inviter_id) WHERE inviter_id <> 0;
-- Rollup of movements (raw) and stays (debounced) by day.
CREATE TABLE community_day (
    community_id BIGINT NOT NULL,
    day          TEXT   NOT NULL,
    store_id     BIGINT NOT NULL,
    staff_id     BIGINT NOT NULL,
    raw_joins    BIGINT NOT NULL,
    raw_leaves   BIGINT NOT NULL,
    joins        BIGINT NOT NULL, -- stays that began, certain ones
    seen         BIGINT NOT NULL, -- stays that began without a join on record
    leaves       BIGINT NOT NULL, -- stays that ended
    PRIMARY KEY (community_id, day)
);
CREATE INDEX community_day_day ON community_day (day);
-- The positioning brief, one row a version (COM-01). No group opens without a whole one.
CREATE TABLE community_brief (
    community_id BIGINT NOT NULL,
    number       BIGINT NOT NULL, -- from 1
    purpose      TEXT   NOT NULL,
    goal         TEXT   NOT NULL, -- the shared goal, one sentence
    value        TEXT   NOT NULL, -- core value proposition
    persona      TEXT   NOT NULL,
    pains        TEXT   NOT NULL,
    advantage    TEXT   NOT NULL,
    product      TEXT   NOT NULL, -- product link
    staff_id     BIGINT NOT NULL, -- who wrote it, 0 the program
    at           BIGINT NOT NULL,
    PRIMARY KEY (community_id, number)
);
-- A code or link by which people come in, with its gate (COM-12). series: it serves the next group once one is full (COM-10).
CREATE TABLE community_entrance (
    id           BIGINT  PRIMARY KEY,
    community_id BIGINT  NOT NULL,
    code         TEXT    NOT NULL UNIQUE, -- what stands in the link
    name         TEXT    NOT NULL, -- where it hangs: counter poster, article, …
    gate         TEXT    NOT NULL CHECK (gate IN ('free', 'purchase', 'paid', 'code', 'questionnaire', 'level', 'tag')),
    rule         TEXT    NOT NULL, -- who may pass, canonical text, '' everybody
    secret       TEXT    NOT NULL, -- hash of the invite code, '' none
    questions    TEXT    NOT NULL, -- JSON list of texts
    approval     BOOLEAN NOT NULL, -- a person decides
    rolling      BOOLEAN NOT NULL, -- serves the next group of the series
    closed       BOOLEAN NOT NULL,
    staff_id     BIGINT  NOT NULL,
    version      BIGINT  NOT NULL,
    created_at   BIGINT  NOT NULL
);
CREATE INDEX community_entrance_community ON community_entrance (community_id, id);
-- Somebody at an entrance, and how it ended. Answers are personal data: emptied when the person is erased.
CREATE TABLE community_application (
    id             BIGINT PRIMARY KEY,
    entrance_id    BIGINT NOT NULL,
    community_id   BIGINT NOT NULL, -- the group it is for: of a rolling entrance the one being filled
    customer_id    BIGINT NOT NULL,
    state          TEXT   NOT NULL CHECK (state IN ('waiting', 'admitted', 'refused')),
    reason         TEXT   NOT NULL, -- of a refusal: rule, code, answers, full, closed, hand
    because        TEXT   NOT NULL, -- JSON: the clauses of the rule with what the person has; erased with the person
    answers        TEXT   NOT NULL, -- JSON list of texts
    alternative_id BIGINT NOT NULL, -- the group offered instead, 0 none
    staff_id       BIGINT NOT NULL, -- who decided, 0 the gate
    version        BIGINT NOT NULL,
    at             BIGINT NOT NULL,
    decided_at     BIGINT NOT NULL -- 0 while waiting
);
CREATE UNIQUE INDEX community_application_waiting ON community_application (community_id, customer_id) WHERE state = 'waiting';
CREATE INDEX community_application_queue ON community_application (community_id, state, id);
CREATE INDEX community_application_entrance ON community_application (entrance_id, state);
CREATE INDEX community_application_customer ON community_application (customer_id, community_id);
-- Somebody in a group whose gate does not admit them (COM-12): one open breach a stay.
CREATE TABLE community_breach (
    id           BIGINT PRIMARY KEY,
    community_id BIGINT NOT NULL,
    customer_id  BIGINT NOT NULL,
    joined_at    BIGINT NOT NULL, -- of the stay
    because      TEXT   NOT NULL, -- JSON, erased with the person
    state        TEXT   NOT NULL CHECK (state IN ('open', 'excused')),
    reason       TEXT   NOT NULL, -- why it was excused
    staff_id     BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    due_at       BIGINT NOT NULL,
    UNIQUE (community_id, customer_id, joined_at)
);
CREATE INDEX community_breach_customer ON community_breach (customer_id);
-- Who does what in a group (COM-13): a member of staff or a customer.
CREATE TABLE community_role (
    id           BIGINT PRIMARY KEY,
    community_id BIGINT NOT NULL,
    customer_id  BIGINT NOT NULL, -- 0: staff
    staff_id     BIGINT NOT NULL, -- 0: a customer
    role         TEXT   NOT NULL CHECK (role IN ('owner', 'manager', 'assistant', 'service', 'leader', 'seed', 'king', 'starter')),
    expertise    TEXT   NOT NULL, -- what somebody is good at, '' none
    since        BIGINT NOT NULL,
    until        BIGINT NOT NULL, -- 0: still
    CHECK ((customer_id = 0) <> (staff_id = 0))
);
CREATE UNIQUE INDEX community_role_held ON community_role (community_id, role, customer_id, staff_id) WHERE until = 0;
CREATE INDEX community_role_customer ON community_role (customer_id) WHERE customer_id <> 0;
-- What takes place for the members (COM-06).
CREATE TABLE community_event (
    id           BIGINT PRIMARY KEY,
    community_id BIGINT NOT NULL,
    title        TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    staff_id     BIGINT NOT NULL
);
CREATE INDEX community_event_community ON community_event (community_id, at);
-- Who goes on from which groups to which (COM-07). A group or a kind on either side.
CREATE TABLE community_flow_rule (
    id         BIGINT PRIMARY KEY,
    name       TEXT   NOT NULL UNIQUE,
    rule       TEXT   NOT NULL, -- canonical text
    from_id    BIGINT NOT NULL, -- 0: every open group of from_kind
    from_kind  TEXT   NOT NULL,
    to_id      BIGINT NOT NULL, -- 0: an open group of to_kind with room
    to_kind    TEXT   NOT NULL,
    days       BIGINT NOT NULL, -- a join within so many days of the suggestion is a flow
    store_id   BIGINT NOT NULL, -- 0: all
    staff_id   BIGINT NOT NULL,
    paused     BOOLEAN NOT NULL,
    ran_at     BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
-- One person suggested by such a rule. Whether they joined is read from the stays.
CREATE TABLE community_flow (
    id           BIGINT PRIMARY KEY,
    rule_id      BIGINT NOT NULL,
    customer_id  BIGINT NOT NULL,
    from_id      BIGINT NOT NULL,
    to_id        BIGINT NOT NULL,
    store_id     BIGINT NOT NULL, -- of the group they are in
    staff_id     BIGINT NOT NULL,
    suggested_at BIGINT NOT NULL,
    due_at       BIGINT NOT NULL, -- ms: later joins are not counted
    invited_at   BIGINT NOT NULL, -- 0 not yet
    invited_by   BIGINT NOT NULL,
    dropped_at   BIGINT NOT NULL  -- somebody decided against it, 0 nobody
);
CREATE INDEX community_flow_rule_at ON community_flow (rule_id, suggested_at);
CREATE INDEX community_flow_customer ON community_flow (customer_id, to_id);
CREATE INDEX community_flow_target ON community_flow (to_id, customer_id);
-- The matrix (COM-08): its dimensions with their values, and where groups stand beside their area and level.
CREATE TABLE community_axis (
    axis    TEXT   NOT NULL CHECK (axis IN ('attribute', 'spend', 'need', 'area', 'product', 'level')),
    value   TEXT   NOT NULL,
    place   BIGINT NOT NULL, -- of the dimension, from 1
    ordinal BIGINT NOT NULL, -- of the value, from 1
    PRIMARY KEY (axis, value)
);
CREATE TABLE community_coordinate (
    community_id BIGINT NOT NULL,
    axis         TEXT   NOT NULL,
    value        TEXT   NOT NULL,
    PRIMARY KEY (community_id, axis)
);
-- What a review proposes about a member (COM-15, COM-21). Nobody is removed without approval.
CREATE TABLE community_proposal (
    id           BIGINT PRIMARY KEY,
    community_id BIGINT NOT NULL,
    customer_id  BIGINT NOT NULL,
    kind         TEXT   NOT NULL CHECK (kind IN ('promote', 'prune', 'retire')),
    to_id        BIGINT NOT NULL, -- of a promotion
    because      TEXT   NOT NULL, -- JSON, erased with the person
    state        TEXT   NOT NULL CHECK (state IN ('proposed', 'approved', 'refused', 'done')),
    reason       TEXT   NOT NULL, -- said by who refused it; erased with the person
    staff_id     BIGINT NOT NULL, -- who decided
    at           BIGINT NOT NULL,
    decided_at   BIGINT NOT NULL,
    done_at      BIGINT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE UNIQUE INDEX community_proposal_open ON community_proposal (community_id, customer_id, kind) WHERE state IN ('proposed', 'approved');
CREATE INDEX community_proposal_queue ON community_proposal (community_id, state, id);
CREATE INDEX community_proposal_customer ON community_proposal (customer_id);
-- The active members of an activity group at its end, and what became of them (COM-03).
CREATE TABLE community_harvest (
    community_id BIGINT NOT NULL,
    customer_id  BIGINT NOT NULL,
    acts         BIGINT NOT NULL, -- while the group ran
    state        TEXT   NOT NULL CHECK (state IN ('waiting', 'handled', 'waived')),
    to_id        BIGINT NOT NULL, -- the deeper group, 0 none
    staff_id     BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (community_id, customer_id)
);
CREATE INDEX community_harvest_customer ON community_harvest (customer_id);
-- A move of a group to another carrier, and how far each of its people is (COM-23).
CREATE TABLE community_carrier (
    id           BIGINT PRIMARY KEY,
    community_id BIGINT NOT NULL,
    from_carrier TEXT   NOT NULL,
    to_carrier   TEXT   NOT NULL,
    to_source    TEXT   NOT NULL,
    to_code      TEXT   NOT NULL,
    started_at   BIGINT NOT NULL,
    ended_at     BIGINT NOT NULL, -- 0: under way
    staff_id     BIGINT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE UNIQUE INDEX community_carrier_open ON community_carrier (community_id) WHERE ended_at = 0;
CREATE TABLE community_carrier_member (
    carrier_id  BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('waiting', 'reminded', 'moved', 'lost')),
    at          BIGINT NOT NULL,
    PRIMARY KEY (carrier_id, customer_id)
);
CREATE INDEX community_carrier_member_customer ON community_carrier_member (customer_id);
-- What seed users see earlier than others (COM-21).
CREATE TABLE community_news (
    id        BIGINT PRIMARY KEY,
    title     TEXT   NOT NULL,
    link      TEXT   NOT NULL,
    seed_at   BIGINT NOT NULL, -- ms: seed groups see it from then on
    public_at BIGINT NOT NULL, -- the others
    staff_id  BIGINT NOT NULL
);
CREATE INDEX community_news_public ON community_news (public_at);
