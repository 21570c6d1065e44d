-- +goose Up
-- Every claim that one person brought another, and how it ended. Nobody is deleted; the winner is a bond.
CREATE TABLE referral_claim (
    id          BIGINT PRIMARY KEY,
    customer_id BIGINT NOT NULL, -- who was brought
    inviter_id  BIGINT NOT NULL, -- who is said to have brought them
    at          BIGINT NOT NULL, -- ms, 0 unknown
    source      TEXT   NOT NULL CHECK (source IN ('code', 'link', 'staff', 'import', 'counter', 'hand')),
    evidence    TEXT   NOT NULL, -- code, order, import line; no personal data
    community_id BIGINT NOT NULL, -- the group they were brought into, 0 none
    verdict     TEXT   NOT NULL CHECK (verdict IN ('bound', 'replaced', 'lost', 'void')),
    reason      TEXT   NOT NULL, -- of one that is not bound: earlier, later, protected, existing, self, cycle, dispute, withdrawn
    note        TEXT   NOT NULL, -- what was said when it was decided by hand; erased with either person
    forced      BOOLEAN NOT NULL, -- won a dispute, by hand: rules do not replace it
    standing    TEXT   NOT NULL CHECK (standing IN ('', 'valid', 'left', 'member', 'taken', 'unbound', 'excluded')), -- as an invitation (REF-01)
    store_id    BIGINT NOT NULL, -- of the person brought, when the claim came
    keeper_id   BIGINT NOT NULL, -- who looked after the person brought then
    staff_id    BIGINT NOT NULL, -- who entered it
    import_id   BIGINT NOT NULL,
    ref         TEXT   NOT NULL -- natural key in its source, '' none
);
CREATE INDEX referral_claim_customer ON referral_claim (customer_id, at);
CREATE INDEX referral_claim_inviter ON referral_claim (inviter_id, at);
CREATE INDEX referral_claim_community ON referral_claim (community_id, customer_id) WHERE community_id <> 0;
CREATE UNIQUE INDEX referral_claim_once ON referral_claim (ref) WHERE ref <> '';
CREATE INDEX referral_claim_import ON referral_claim (import_id) WHERE import_id <> 0;
-- Which later import (0: API and hand) brought a claim again: an undo gives it to the earliest of them.
CREATE TABLE referral_seen (
    claim_id  BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    PRIMARY KEY (claim_id, import_id)
);
CREATE INDEX referral_seen_import ON referral_seen (import_id) WHERE import_id <> 0;
-- The recorded referrer: at most one of a person. Facts stay as booked: merged people are read through referral_node.
CREATE TABLE referral_bond (
    customer_id BIGINT PRIMARY KEY,
    inviter_id  BIGINT NOT NULL,
    claim_id    BIGINT NOT NULL,
    at          BIGINT NOT NULL, -- ms, 0 unknown
    import_id   BIGINT NOT NULL,
    CHECK (customer_id <> inviter_id)
);
CREATE INDEX referral_bond_inviter ON referral_bond (inviter_id);
CREATE INDEX referral_bond_import ON referral_bond (import_id) WHERE import_id <> 0;
-- The influence forest over people as they are now (canonical): a row for everybody who has a parent or a child. Derived.
CREATE TABLE referral_node (
    customer_id BIGINT PRIMARY KEY,
    parent_id   BIGINT NOT NULL, -- 0: a root
    at          BIGINT NOT NULL, -- of the bond, 0 root or unknown
    children    BIGINT NOT NULL,
    subtree     BIGINT NOT NULL, -- people below, without the person
    own         BIGINT NOT NULL, -- fen: own net spend as last folded
    below       BIGINT NOT NULL, -- fen: own of everybody below
    buyers      BIGINT NOT NULL, -- people below with own <> 0
    dropped_id  BIGINT NOT NULL  -- the referrer on record whom a merge put below the person: left out, 0 none
);
CREATE INDEX referral_node_parent ON referral_node (parent_id, customer_id) WHERE parent_id <> 0;
CREATE INDEX referral_node_dropped ON referral_node (dropped_id) WHERE dropped_id <> 0;
-- Rollups. Rows of zeros are deleted. Day is '' where the claim has no date; store and staff are those of the person brought.
CREATE TABLE referral_day (
    day       TEXT   NOT NULL,
    store_id  BIGINT NOT NULL, -- of the person brought
    staff_id  BIGINT NOT NULL,
    source    TEXT   NOT NULL,
    bonds     BIGINT NOT NULL,
    PRIMARY KEY (day, store_id, staff_id, source)
);
CREATE TABLE referral_inviter_day (
    inviter_id   BIGINT NOT NULL, -- as booked
    day          TEXT   NOT NULL,
    community_id BIGINT NOT NULL, -- 0: into no group
    store_id     BIGINT NOT NULL,
    staff_id     BIGINT NOT NULL,
    invited      BIGINT NOT NULL, -- claims that are not void
    valid        BIGINT NOT NULL, -- of these, valid invitations
    pending      BIGINT NOT NULL, -- of these, into a group and not seen there
    PRIMARY KEY (inviter_id, day, community_id, store_id, staff_id)
);
CREATE INDEX referral_inviter_day_day ON referral_inviter_day (day);
CREATE INDEX referral_inviter_day_community ON referral_inviter_day (community_id, day) WHERE community_id <> 0;
-- A personal code (REF-03): the token is what stands in a link or picture; who follows it is brought by the owner.
CREATE TABLE referral_code (
    id           BIGINT PRIMARY KEY,
    token        TEXT   NOT NULL UNIQUE,
    customer_id  BIGINT NOT NULL,
    community_id BIGINT NOT NULL, -- 0 any
    cause        TEXT   NOT NULL, -- campaign, '' none
    created_at   BIGINT NOT NULL,
    ended_at     BIGINT NOT NULL
);
CREATE INDEX referral_code_customer ON referral_code (customer_id);
