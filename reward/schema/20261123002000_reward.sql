-- +goose Up
-- What can be given: codes that were bought, things that are sent, coupons (CAM-11).
CREATE TABLE reward_gift (
    id         BIGINT  PRIMARY KEY,
    kind       TEXT    NOT NULL CHECK (kind IN ('code', 'thing', 'coupon')),
    name       TEXT    NOT NULL, -- as its owner reads it
    words      TEXT    NOT NULL, -- how it is used, for its owner
    state      TEXT    NOT NULL CHECK (state IN ('open', 'closed')),
    cost       BIGINT  NOT NULL CHECK (cost >= 0), -- fen, of one
    worth      BIGINT  NOT NULL CHECK (worth >= 0), -- fen: what it is worth to its owner
    total      BIGINT  NOT NULL CHECK (total >= 0), -- how many there are: codes brought in, things, quota of coupons
    issued     BIGINT  NOT NULL CHECK (issued >= 0), -- how many were ever given
    tags       TEXT    NOT NULL, -- whom it suits: "family/name", one a line
    days       BIGINT  NOT NULL CHECK (days >= 0), -- for how long a coupon holds, or a thing may be claimed; 0 no end
    until_at   BIGINT  NOT NULL, -- ms when all of it ends, 0 never
    per_person BIGINT  NOT NULL CHECK (per_person >= 0), -- the most that one person is given, 0 any
    off        BIGINT  NOT NULL CHECK (off >= 0), -- fen taken off, of a coupon
    rate       BIGINT  NOT NULL CHECK (rate >= 0 AND rate <= 10000), -- basis points taken off, of a coupon
    most       BIGINT  NOT NULL CHECK (most >= 0), -- fen: the most that a rate takes off, 0 any
    minimum    BIGINT  NOT NULL CHECK (minimum >= 0), -- fen: from which price on
    stack      TEXT    NOT NULL, -- coupons of one name exclude each other; '' the gift itself
    stackable  BOOLEAN NOT NULL, -- it may be used beside others
    staff_id   BIGINT  NOT NULL,
    version    BIGINT  NOT NULL,
    created_at BIGINT  NOT NULL,
    CHECK (issued <= total)
);
-- Codes that were brought in: the n-th that is given is the one of place n.
CREATE TABLE reward_code (
    gift_id  BIGINT NOT NULL,
    place    BIGINT NOT NULL, -- from 1
    mark     TEXT   NOT NULL, -- keyed hash, by which the same code is known again
    sealed   TEXT   NOT NULL, -- the code, encrypted
    grant_id BIGINT NOT NULL, -- to which it went, 0 none
    PRIMARY KEY (gift_id, place),
    UNIQUE (gift_id, mark)
);
-- What was given to whom, and why.
CREATE TABLE reward_grant (
    id          BIGINT  PRIMARY KEY,
    gift_id     BIGINT  NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind IN ('code', 'thing', 'coupon')),
    customer_id BIGINT  NOT NULL,
    cause_kind  TEXT    NOT NULL, -- what it is for, room.what; told back in every fact
    cause_id    BIGINT  NOT NULL,
    title       TEXT    NOT NULL, -- why, as its owner reads it: the name of the campaign
    reason      TEXT    NOT NULL, -- word of the one who asked: step, welcome
    state       TEXT    NOT NULL CHECK (state IN ('issued', 'locked', 'used', 'expired', 'revoked', 'waiting', 'applied', 'shipped', 'received')),
    place       BIGINT  NOT NULL, -- of its code, 0 none
    until_at    BIGINT  NOT NULL, -- ms until which it holds or may be claimed, 0 no end
    due_at      BIGINT  NOT NULL, -- ms when time next changes it, 0 never
    order_kind  TEXT    NOT NULL, -- by which a coupon is locked or was used, '' none
    order_id    BIGINT  NOT NULL,
    returned    BOOLEAN NOT NULL, -- a used coupon came back once
    address     TEXT    NOT NULL, -- where a thing goes, encrypted; '' not said, or forgotten
    carrier     TEXT    NOT NULL,
    parcel      TEXT    NOT NULL, -- the carrier's number
    why         TEXT    NOT NULL, -- why it was revoked
    ended_at    BIGINT  NOT NULL, -- ms when it was used, expired, revoked or received; 0 not yet
    version     BIGINT  NOT NULL,
    created_at  BIGINT  NOT NULL,
    UNIQUE (cause_id, cause_kind),
    CHECK ((order_kind <> '') = (state IN ('locked', 'used')))
);
CREATE INDEX reward_grant_gift ON reward_grant (gift_id, id);
CREATE INDEX reward_grant_customer ON reward_grant (customer_id, gift_id, id);
CREATE INDEX reward_grant_state ON reward_grant (state, id);
CREATE INDEX reward_grant_due ON reward_grant (due_at) WHERE due_at <> 0;
CREATE INDEX reward_grant_order ON reward_grant (order_id) WHERE order_id <> 0;
CREATE INDEX reward_grant_address ON reward_grant (ended_at) WHERE address <> '';
