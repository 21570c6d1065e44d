-- +goose Up
CREATE TABLE customer (
    id         BIGINT PRIMARY KEY,
    name       TEXT   NOT NULL,
    remark     TEXT   NOT NULL,
    folded     TEXT   NOT NULL DEFAULT '', -- name and remark as they are searched, one a line
    store_id   BIGINT NOT NULL, -- home store, 0 if none: data scope
    staff_id   BIGINT NOT NULL, -- who looks after the person, 0 if nobody
    channel    TEXT   NOT NULL, -- where the person was acquired, '' unknown
    added_at   BIGINT NOT NULL, -- first contact by which we could reach the person, 0 unknown
    import_id  BIGINT NOT NULL, -- the import that brought the person, 0 if none
    erased_at  BIGINT NOT NULL, -- 0 while the personal data stand
    version    BIGINT NOT NULL, -- grows with every change made after the person entered
    created_at BIGINT NOT NULL
);
CREATE INDEX customer_store ON customer (store_id, id);
CREATE INDEX customer_staff ON customer (staff_id, id);
CREATE INDEX customer_import ON customer (import_id) WHERE import_id <> 0;
-- One account of a person. space narrows the kind: the shop system of an account, the app of an openid, '' otherwise.
CREATE TABLE customer_identity (
    id          BIGINT PRIMARY KEY,
    customer_id BIGINT NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind IN ('unionid', 'phone', 'external_userid', 'openid', 'account')),
    space       TEXT   NOT NULL,
    value       TEXT   NOT NULL,
    badge       TEXT   NOT NULL DEFAULT '' CHECK (badge IN ('', 'registration', 'social', 'content')),
    import_id   BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    UNIQUE (value, kind, space)
);
CREATE INDEX customer_identity_customer ON customer_identity (customer_id);
CREATE INDEX customer_identity_import ON customer_identity (import_id) WHERE import_id <> 0;
-- Merging rewrites no fact: from_id is read as to_id. to_id is never itself an alias: where parent_id, the person merged
-- into, was merged later on, it is the end of that chain. Un-merge deletes the row.
CREATE TABLE customer_alias (
    from_id   BIGINT PRIMARY KEY,
    to_id     BIGINT NOT NULL,
    parent_id BIGINT NOT NULL,
    reason    TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    CHECK (from_id <> to_id)
);
CREATE INDEX customer_alias_to ON customer_alias (to_id);
-- Two people that evidence says are one (a unionid of the one with a phone of the other): for a person to decide.
CREATE TABLE customer_twin (
    one_id   BIGINT NOT NULL,
    other_id   BIGINT NOT NULL,
    reason TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    PRIMARY KEY (one_id, other_id),
    CHECK (one_id < other_id)
);
CREATE TABLE customer_tag (
    id         BIGINT PRIMARY KEY,
    family     TEXT   NOT NULL, -- tag group, '' if none
    name       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (family, name)
);
CREATE TABLE customer_tagging (
    customer_id BIGINT NOT NULL,
    tag_id      BIGINT NOT NULL,
    origin      TEXT   NOT NULL CHECK (origin IN ('hand', 'import', 'rule')),
    import_id   BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (customer_id, tag_id)
);
CREATE INDEX customer_tagging_tag ON customer_tagging (tag_id, customer_id);
CREATE INDEX customer_tagging_import ON customer_tagging (import_id) WHERE import_id <> 0;
-- Consent is a log; the latest row of (customer, channel, topic) holds.
CREATE TABLE customer_consent (
    id          BIGINT  PRIMARY KEY,
    customer_id BIGINT  NOT NULL,
    channel     TEXT    NOT NULL,
    topic       TEXT    NOT NULL, -- '' is every topic
    agreed      BOOLEAN NOT NULL,
    evidence    TEXT    NOT NULL, -- how it was given: form, chat, counter, import
    import_id   BIGINT  NOT NULL,
    at          BIGINT  NOT NULL
);
CREATE INDEX customer_consent_customer ON customer_consent (customer_id, channel, topic, id);
CREATE UNIQUE INDEX customer_consent_once ON customer_consent (customer_id, channel, topic, at, agreed);
CREATE INDEX customer_consent_import ON customer_consent (import_id) WHERE import_id <> 0;
-- The timeline: one dated contact with its cause. It holds no personal data.
CREATE TABLE customer_touch (
    id          BIGINT PRIMARY KEY,
    customer_id BIGINT NOT NULL,
    kind        TEXT   NOT NULL, -- add, order, refund, view, click, share, scan, …
    at          BIGINT NOT NULL,
    day         TEXT   NOT NULL, -- in the organisation's zone
    channel     TEXT   NOT NULL, -- '' none
    cost        BIGINT NOT NULL, -- fen paid for this contact; > 0 means it was bought
    cause       TEXT   NOT NULL, -- campaign or code behind it, '' none
    ref_id      BIGINT NOT NULL, -- the order, message, … it speaks of, 0 none
    store_id    BIGINT NOT NULL,
    staff_id    BIGINT NOT NULL,
    ref         TEXT   NOT NULL, -- natural key within (import source): '' none
    import_id   BIGINT NOT NULL
);
CREATE INDEX customer_touch_customer ON customer_touch (customer_id, at);
CREATE INDEX customer_touch_ref ON customer_touch (ref_id) WHERE ref_id <> 0;
CREATE UNIQUE INDEX customer_touch_once ON customer_touch (ref) WHERE ref <> '';
CREATE INDEX customer_touch_import ON customer_touch (import_id) WHERE import_id <> 0;
CREATE TABLE customer_term (
    term        TEXT   NOT NULL, -- folded bigram, word start or pinyin initials
    customer_id BIGINT NOT NULL,
    PRIMARY KEY (term, customer_id)
);
CREATE INDEX customer_term_customer ON customer_term (customer_id);
-- What an import brought that an earlier one had brought already: undoing the earlier one gives it to this one.
-- object_id is the identity, the tag, the consent or the touch; import_id 0 is a person or a caller.
CREATE TABLE customer_seen (
    customer_id BIGINT NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind IN ('identity', 'tagging', 'consent', 'touch')),
    object_id   BIGINT NOT NULL,
    import_id   BIGINT NOT NULL,
    PRIMARY KEY (customer_id, kind, object_id, import_id)
);
CREATE INDEX customer_seen_import ON customer_seen (import_id) WHERE import_id <> 0;
-- Which import filled in an empty field of a person brought by something else: its undo empties the field again.
CREATE TABLE customer_fill (
    customer_id BIGINT NOT NULL,
    field       TEXT   NOT NULL CHECK (field IN ('name', 'store_id', 'staff_id', 'channel', 'added_at')),
    import_id   BIGINT NOT NULL,
    PRIMARY KEY (customer_id, field)
);
CREATE INDEX customer_fill_import ON customer_fill (import_id);
