-- +goose Up
-- A touch may have happened in a group, be about goods or a page, and be owed to somebody's share, link or code.
ALTER TABLE customer_touch ADD COLUMN community_id BIGINT NOT NULL DEFAULT 0; -- 0 none
ALTER TABLE customer_touch ADD COLUMN item TEXT NOT NULL DEFAULT ''; -- SKU, page or poll, '' none
ALTER TABLE customer_touch ADD COLUMN by_id BIGINT NOT NULL DEFAULT 0; -- the person whose share, link or code led here, 0 none
CREATE INDEX customer_touch_community ON customer_touch (community_id, at) WHERE community_id <> 0;
CREATE INDEX customer_touch_by ON customer_touch (by_id, at) WHERE by_id <> 0;
-- Rollup: everything a person is known to have done, by day and kind: touches, messages, orders, valid referrals, ceremonies.
-- Later rooms fold theirs in (customer.Acted) in the transaction of the fact. Rows of zero are deleted.
CREATE TABLE customer_act_day (
    customer_id BIGINT NOT NULL,
    day         TEXT   NOT NULL, -- in the organisation's zone
    kind        TEXT   NOT NULL, -- view, click, scan, share, vote, checkin, speak, order, referral, ugc, ceremony, partner, …
    acts        BIGINT NOT NULL,
    PRIMARY KEY (customer_id, day, kind)
);
CREATE INDEX customer_act_day_day ON customer_act_day (day, kind);
-- Where a person stands (CUS-06, CUS-07, CUS-08, CUS-12, CUS-13): derived from customer_act_day, the card and what was
-- decided by hand; no row: nothing is known.
CREATE TABLE customer_standing (
    customer_id BIGINT NOT NULL PRIMARY KEY,
    ladder      BIGINT NOT NULL, -- 0 none, 1 交易, 2 粉丝, 3 铁粉, 4 合伙人, 5 股东
    ladder_at   BIGINT NOT NULL,
    depth       BIGINT NOT NULL, -- 0 无, 1 信任感, 2 参与感, 3 仪式感, 4 归属感
    depth_at    BIGINT NOT NULL,
    tie         DOUBLE PRECISION NOT NULL, -- score on tie_day; it halves every half-life from then on
    tie_day     TEXT   NOT NULL,
    band        BIGINT NOT NULL, -- 0 没关联, 1 弱关联, 2 强关联
    band_at     BIGINT NOT NULL,
    tier        TEXT   NOT NULL, -- A B C D, '' not tiered yet
    tier_at     BIGINT NOT NULL,
    seed        TEXT   NOT NULL CHECK (seed IN ('', 'candidate', 'invited', 'training', 'active', 'retired')),
    seed_at     BIGINT NOT NULL,
    pinned      BIGINT NOT NULL, -- ladder level held by hand whatever the evidence, 0 none
    due_at      BIGINT NOT NULL  -- ms when depth or band changes by time alone, 0 never
);
CREATE INDEX customer_standing_due ON customer_standing (due_at) WHERE due_at <> 0;
CREATE INDEX customer_standing_ladder ON customer_standing (ladder);
CREATE INDEX customer_standing_tier ON customer_standing (tier) WHERE tier <> '';
CREATE INDEX customer_standing_seed ON customer_standing (seed) WHERE seed <> '';
-- The history of a standing: one row a change.
CREATE TABLE customer_move (
    id          BIGINT  PRIMARY KEY,
    customer_id BIGINT  NOT NULL,
    aspect      TEXT    NOT NULL CHECK (aspect IN ('ladder', 'depth', 'band', 'tier', 'seed')),
    from_value  TEXT    NOT NULL,
    to_value    TEXT    NOT NULL,
    at          BIGINT  NOT NULL, -- when it became so
    evidence    TEXT    NOT NULL, -- JSON: kinds, days and counts that carry it; no personal data
    forced      BOOLEAN NOT NULL, -- by hand, without the evidence
    reason      TEXT    NOT NULL, -- said by who forced it; erased with the person
    staff_id    BIGINT  NOT NULL  -- 0: the rule
);
CREATE INDEX customer_move_customer ON customer_move (customer_id, aspect, at);
CREATE INDEX customer_move_at ON customer_move (aspect, at);
-- What changed of whom: an append-only feed, taken in order by segment.Fold, which deletes what it has taken. Attributes
-- that nobody watches are not written (customer.Changed).
CREATE TABLE customer_change (
    id          BIGINT  PRIMARY KEY,
    customer_id BIGINT  NOT NULL,
    what        TEXT    NOT NULL, -- names of attributes, space-separated; '*' anything
    at          BIGINT  NOT NULL,
    history     BOOLEAN NOT NULL
);
CREATE TABLE customer_watch (
    attribute TEXT   PRIMARY KEY,
    rules     BIGINT NOT NULL -- live rules that read it
);
-- The figures of the list on which somebody was last named as a seed user (CUS-13).
CREATE TABLE customer_seed (
    customer_id BIGINT NOT NULL PRIMARY KEY,
    score       DOUBLE PRECISION NOT NULL, -- 0 … 1
    reach       BIGINT NOT NULL, -- people reached at the second level
    activity    BIGINT NOT NULL, -- acts
    own         BIGINT NOT NULL, -- fen
    reasons     TEXT   NOT NULL, -- JSON list of codes
    at          BIGINT NOT NULL
);
-- Which imports said again what another had filled in: its undo passes the field to them instead of emptying it. import_id 0
-- is a person or a caller.
CREATE TABLE customer_refill (
    customer_id BIGINT NOT NULL,
    field       TEXT   NOT NULL CHECK (field IN ('name', 'store_id', 'staff_id', 'channel', 'added_at')),
    import_id   BIGINT NOT NULL,
    PRIMARY KEY (customer_id, field, import_id)
);
CREATE INDEX customer_refill_import ON customer_refill (import_id) WHERE import_id <> 0;
-- What is on the timeline already counts from the start; everybody is stood once.
INSERT INTO customer_act_day (customer_id, day, kind, acts)
    SELECT customer_id, day, kind, COUNT(*) FROM customer_touch
    WHERE customer_id <> 0 AND kind IN ('add', 'view', 'click', 'scan', 'share', 'forward', 'vote', 'checkin', 'grab', 'favorite', 'cart',
        'impression', 'material', 'review', 'ugc', 'distribute', 'ceremony', 'partner', 'shareholder')
    GROUP BY customer_id, day, kind;
INSERT INTO customer_change (id, customer_id, what, at, history)
    SELECT id, id, '*', created_at, TRUE FROM customer WHERE erased_at = 0;
