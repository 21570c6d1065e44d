CREATE TABLE commerce_buyer_day (
    customer_id INTEGER NOT NULL,
    day         TEXT   NOT NULL,
    store_id    INTEGER NOT NULL,
    staff_id    INTEGER NOT NULL,
    orders      INTEGER NOT NULL, -- kept sales with a goods line
    amount      INTEGER NOT NULL, -- of these, net of refunds that name them
    PRIMARY KEY (customer_id, day, store_id, staff_id)
) STRICT;
CREATE INDEX commerce_buyer_day_day ON commerce_buyer_day (day);
CREATE TABLE commerce_day (
    day         TEXT   NOT NULL,
    store_id    INTEGER NOT NULL,
    staff_id    INTEGER NOT NULL,
    scene       TEXT   NOT NULL,
    orders      INTEGER NOT NULL, -- kept sales with a goods line
    unmatched   INTEGER NOT NULL, -- of these, buyer unknown
    amount      INTEGER NOT NULL, -- of sales not cancelled, before refunds
    refunded    INTEGER NOT NULL, -- of these, by refunds that name the sale, on the sale's day
    unnamed     INTEGER NOT NULL, -- refunds that name no sale, on their own day
    adjusted    INTEGER NOT NULL, -- adjustments
    cancelled   INTEGER NOT NULL, -- sales cancelled
    PRIMARY KEY (day, store_id, staff_id, scene)
) STRICT;
CREATE TABLE commerce_line (
    id        INTEGER PRIMARY KEY,
    order_id  INTEGER NOT NULL,
    ordinal   INTEGER NOT NULL, -- of the line in its order, from 0
    sku       TEXT   NOT NULL,
    quantity  INTEGER NOT NULL, -- micro
    price     INTEGER NOT NULL, -- micro of the currency unit
    amount    INTEGER NOT NULL, -- fen, quantity × price rounded half up; own sign
    class     TEXT   NOT NULL CHECK (class IN ('goods', 'free', 'return', 'discount')),
    import_id INTEGER NOT NULL,
    UNIQUE (order_id, ordinal)
) STRICT;
CREATE INDEX commerce_line_import ON commerce_line (import_id) WHERE import_id <> 0;
CREATE TABLE commerce_order (
    id          INTEGER PRIMARY KEY,
    source      TEXT   NOT NULL, -- the system it came from
    order_no    TEXT   NOT NULL, -- its number there
    kind        TEXT   NOT NULL CHECK (kind IN ('sale', 'refund', 'adjustment')),
    refund_of   INTEGER NOT NULL, -- the sale a refund names, 0 while it names none or one not yet here
    refund_no   TEXT   NOT NULL, -- order_no of the sale a refund names, '' none
    customer_id INTEGER NOT NULL, -- 0: buyer unknown
    buyer_import INTEGER NOT NULL, -- the import that named the buyer, 0 none
    store_id    INTEGER NOT NULL,
    staff_id    INTEGER NOT NULL,
    scene       TEXT   NOT NULL, -- SHP-04, 'unknown' when nobody said
    channel     TEXT   NOT NULL, -- where the visit came from, '' unknown
    at          INTEGER NOT NULL,
    day         TEXT   NOT NULL, -- in the organisation's zone
    amount      INTEGER NOT NULL, -- goods + discounts + returns within it
    refunded    INTEGER NOT NULL, -- by refunds that name it
    goods       INTEGER NOT NULL, -- goods lines (quantity > 0, price > 0)
    state       TEXT   NOT NULL CHECK (state IN ('kept', 'cancelled')),
    import_id   INTEGER NOT NULL,
    version     INTEGER NOT NULL, -- grows with every change by hand or API after it entered
    created_at  INTEGER NOT NULL,
    UNIQUE (source, order_no)
) STRICT;
CREATE INDEX commerce_order_at ON commerce_order (at, id);
CREATE INDEX commerce_order_customer ON commerce_order (customer_id, at);
CREATE INDEX commerce_order_import ON commerce_order (import_id) WHERE import_id <> 0;
CREATE INDEX commerce_order_pending ON commerce_order (source, refund_no) WHERE refund_of = 0 AND refund_no <> '';
CREATE INDEX commerce_order_refund ON commerce_order (refund_of) WHERE refund_of <> 0;
CREATE INDEX commerce_order_store ON commerce_order (store_id, at, id);
CREATE INDEX commerce_order_unmatched ON commerce_order (id) WHERE customer_id = 0 AND kind = 'sale';
CREATE TABLE commerce_product (
    id         INTEGER  PRIMARY KEY,
    sku        TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    line       TEXT    NOT NULL, -- product line, '' none
    role       TEXT    NOT NULL CHECK (role IN ('', 'traffic', 'low', 'high', 'premium')), -- 吸粉 低客单 高客单 超高客单
    price      INTEGER  NOT NULL, -- fen, 0 unknown
    on_sale    INTEGER NOT NULL,
    import_id  INTEGER  NOT NULL,
    version    INTEGER  NOT NULL,
    created_at INTEGER  NOT NULL
) STRICT;
CREATE INDEX commerce_product_import ON commerce_product (import_id) WHERE import_id <> 0;
CREATE TABLE commerce_product_seen (
    import_id  INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    PRIMARY KEY (import_id, product_id)
) STRICT;
CREATE INDEX commerce_product_seen_product ON commerce_product_seen (product_id);
CREATE TABLE commerce_seen (
    import_id   INTEGER  NOT NULL,
    order_id    INTEGER  NOT NULL,
    lines       INTEGER  NOT NULL, -- 1 + the largest ordinal
    customer_id INTEGER  NOT NULL, -- the buyer it named, 0 none
    cancelled   INTEGER NOT NULL, -- it said that the document is cancelled
    PRIMARY KEY (import_id, order_id)
) STRICT;
CREATE INDEX commerce_seen_order ON commerce_seen (order_id);
CREATE TABLE commerce_sku_month (
    month    TEXT   NOT NULL, -- YYYY-MM
    sku      TEXT   NOT NULL,
    store_id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    quantity INTEGER NOT NULL, -- micro, of goods lines with a SKU, of sales not cancelled, whatever was refunded later
    amount   INTEGER NOT NULL,
    PRIMARY KEY (month, sku, store_id, staff_id)
) STRICT;
CREATE TABLE commerce_source (
    source  TEXT   PRIMARY KEY,
    version INTEGER NOT NULL
) STRICT;
CREATE TABLE commerce_spend (
    id        INTEGER PRIMARY KEY,
    source    TEXT   NOT NULL,
    channel   TEXT   NOT NULL,
    campaign  TEXT   NOT NULL, -- the advertiser's own name for it, '' none
    store_id  INTEGER NOT NULL,
    day       TEXT   NOT NULL,
    amount    INTEGER NOT NULL CHECK (amount >= 0),
    import_id INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    UNIQUE (source, channel, day, store_id, campaign)
) STRICT;
CREATE INDEX commerce_spend_day ON commerce_spend (day, channel);
CREATE INDEX commerce_spend_import ON commerce_spend (import_id) WHERE import_id <> 0;
CREATE TABLE commerce_spend_seen (
    import_id INTEGER NOT NULL,
    spend_id  INTEGER NOT NULL,
    PRIMARY KEY (import_id, spend_id)
) STRICT;
CREATE INDEX commerce_spend_seen_spend ON commerce_spend_seen (spend_id);
CREATE TABLE customer (
    id         INTEGER PRIMARY KEY,
    name       TEXT   NOT NULL,
    remark     TEXT   NOT NULL,
    folded     TEXT   NOT NULL DEFAULT '', -- name and remark as they are searched, one a line
    store_id   INTEGER NOT NULL, -- home store, 0 if none: data scope
    staff_id   INTEGER NOT NULL, -- who looks after the person, 0 if nobody
    channel    TEXT   NOT NULL, -- where the person was acquired, '' unknown
    added_at   INTEGER NOT NULL, -- first contact by which we could reach the person, 0 unknown
    import_id  INTEGER NOT NULL, -- the import that brought the person, 0 if none
    erased_at  INTEGER NOT NULL, -- 0 while the personal data stand
    version    INTEGER NOT NULL, -- grows with every change made after the person entered
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX customer_import ON customer (import_id) WHERE import_id <> 0;
CREATE INDEX customer_staff ON customer (staff_id, id);
CREATE INDEX customer_store ON customer (store_id, id);
CREATE TABLE customer_alias (
    from_id   INTEGER PRIMARY KEY,
    to_id     INTEGER NOT NULL,
    parent_id INTEGER NOT NULL,
    reason    TEXT   NOT NULL,
    at        INTEGER NOT NULL,
    CHECK (from_id <> to_id)
) STRICT;
CREATE INDEX customer_alias_to ON customer_alias (to_id);
CREATE TABLE customer_consent (
    id          INTEGER  PRIMARY KEY,
    customer_id INTEGER  NOT NULL,
    channel     TEXT    NOT NULL,
    topic       TEXT    NOT NULL, -- '' is every topic
    agreed      INTEGER NOT NULL,
    evidence    TEXT    NOT NULL, -- how it was given: form, chat, counter, import
    import_id   INTEGER  NOT NULL,
    at          INTEGER  NOT NULL
) STRICT;
CREATE INDEX customer_consent_customer ON customer_consent (customer_id, channel, topic, id);
CREATE INDEX customer_consent_import ON customer_consent (import_id) WHERE import_id <> 0;
CREATE UNIQUE INDEX customer_consent_once ON customer_consent (customer_id, channel, topic, at, agreed);
CREATE TABLE customer_fill (
    customer_id INTEGER NOT NULL,
    field       TEXT   NOT NULL CHECK (field IN ('name', 'store_id', 'staff_id', 'channel', 'added_at')),
    import_id   INTEGER NOT NULL,
    PRIMARY KEY (customer_id, field)
) STRICT;
CREATE INDEX customer_fill_import ON customer_fill (import_id);
CREATE TABLE customer_identity (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind IN ('unionid', 'phone', 'external_userid', 'openid', 'account')),
    space       TEXT   NOT NULL,
    value       TEXT   NOT NULL,
    badge       TEXT   NOT NULL DEFAULT '' CHECK (badge IN ('', 'registration', 'social', 'content')),
    import_id   INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    UNIQUE (value, kind, space)
) STRICT;
CREATE INDEX customer_identity_customer ON customer_identity (customer_id);
CREATE INDEX customer_identity_import ON customer_identity (import_id) WHERE import_id <> 0;
CREATE TABLE customer_seen (
    customer_id INTEGER NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind IN ('identity', 'tagging', 'consent', 'touch')),
    object_id   INTEGER NOT NULL,
    import_id   INTEGER NOT NULL,
    PRIMARY KEY (customer_id, kind, object_id, import_id)
) STRICT;
CREATE INDEX customer_seen_import ON customer_seen (import_id) WHERE import_id <> 0;
CREATE TABLE customer_tag (
    id         INTEGER PRIMARY KEY,
    family     TEXT   NOT NULL, -- tag group, '' if none
    name       TEXT   NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (family, name)
) STRICT;
CREATE TABLE customer_tagging (
    customer_id INTEGER NOT NULL,
    tag_id      INTEGER NOT NULL,
    origin      TEXT   NOT NULL CHECK (origin IN ('hand', 'import', 'rule')),
    import_id   INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (customer_id, tag_id)
) STRICT;
CREATE INDEX customer_tagging_import ON customer_tagging (import_id) WHERE import_id <> 0;
CREATE INDEX customer_tagging_tag ON customer_tagging (tag_id, customer_id);
CREATE TABLE customer_term (
    term        TEXT   NOT NULL, -- folded bigram, word start or pinyin initials
    customer_id INTEGER NOT NULL,
    PRIMARY KEY (term, customer_id)
) STRICT;
CREATE INDEX customer_term_customer ON customer_term (customer_id);
CREATE TABLE customer_touch (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    kind        TEXT   NOT NULL, -- add, order, refund, view, click, share, scan, …
    at          INTEGER NOT NULL,
    day         TEXT   NOT NULL, -- in the organisation's zone
    channel     TEXT   NOT NULL, -- '' none
    cost        INTEGER NOT NULL, -- fen paid for this contact; > 0 means it was bought
    cause       TEXT   NOT NULL, -- campaign or code behind it, '' none
    ref_id      INTEGER NOT NULL, -- the order, message, … it speaks of, 0 none
    store_id    INTEGER NOT NULL,
    staff_id    INTEGER NOT NULL,
    ref         TEXT   NOT NULL, -- natural key within (import source): '' none
    import_id   INTEGER NOT NULL
) STRICT;
CREATE INDEX customer_touch_customer ON customer_touch (customer_id, at);
CREATE INDEX customer_touch_import ON customer_touch (import_id) WHERE import_id <> 0;
CREATE UNIQUE INDEX customer_touch_once ON customer_touch (ref) WHERE ref <> '';
CREATE INDEX customer_touch_ref ON customer_touch (ref_id) WHERE ref_id <> 0;
CREATE TABLE customer_twin (
    one_id   INTEGER NOT NULL,
    other_id   INTEGER NOT NULL,
    reason TEXT   NOT NULL,
    at     INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    PRIMARY KEY (one_id, other_id),
    CHECK (one_id < other_id)
) STRICT;
CREATE TABLE event_fact (
    id      INTEGER  PRIMARY KEY,
    kind    TEXT    NOT NULL,
    history INTEGER NOT NULL,
    payload TEXT    NOT NULL, -- JSON array
    at      INTEGER  NOT NULL
) STRICT;
CREATE INDEX event_fact_kind ON event_fact (kind, id);
CREATE TABLE insight_result (
    name    TEXT   NOT NULL,
    view    TEXT   NOT NULL, -- data scope: all, store:ID, staff:ID
    params  TEXT   NOT NULL, -- canonical JSON
    version INTEGER NOT NULL, -- of the metric's definition
    as_of   INTEGER NOT NULL,
    body    TEXT   NOT NULL, -- JSON answer
    PRIMARY KEY (name, view, params)
) STRICT;
CREATE TABLE intake_import (
    id          INTEGER  PRIMARY KEY,
    kind        TEXT    NOT NULL, -- orders, customers, products, spend, touches
    source      TEXT    NOT NULL, -- the system the file came from: half of every natural key
    file_name   TEXT    NOT NULL, -- base name only
    file_hash   TEXT    NOT NULL, -- sha256 of the bytes
    file_bytes  INTEGER  NOT NULL,
    mapping     TEXT    NOT NULL, -- JSON, complete: what was guessed and what was given
    zone        TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'undoing', 'undone')),
    rows        INTEGER  NOT NULL, -- records read so far: where a resumed run goes on
    total       INTEGER  NOT NULL, -- records in the file
    added       INTEGER  NOT NULL, -- records that brought something new
    same        INTEGER  NOT NULL, -- records that were already there
    rejected    INTEGER  NOT NULL,
    counts      TEXT    NOT NULL, -- JSON: what the rows were, by reason
    error       TEXT    NOT NULL, -- JSON fault, '' none
    actor_kind  TEXT    NOT NULL,
    actor_id    INTEGER  NOT NULL,
    created_at  INTEGER  NOT NULL,
    started_at  INTEGER  NOT NULL,
    finished_at INTEGER  NOT NULL,
    work_ms     INTEGER  NOT NULL  -- time spent working, over all runs
) STRICT;
CREATE INDEX intake_import_file ON intake_import (kind, source, file_hash);
CREATE TABLE intake_preset (
    name       TEXT   PRIMARY KEY,
    body       TEXT   NOT NULL, -- JSON
    version    INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE intake_reject (
    import_id INTEGER NOT NULL,
    line      INTEGER NOT NULL, -- physical line or sheet row, from 1
    code      TEXT   NOT NULL,
    zh        TEXT   NOT NULL,
    en        TEXT   NOT NULL,
    record    TEXT   NOT NULL, -- the record's cells as JSON
    PRIMARY KEY (import_id, line)
) STRICT;
CREATE TABLE job (
    id          INTEGER  PRIMARY KEY,
    kind        TEXT    NOT NULL,
    payload     TEXT    NOT NULL, -- JSON
    state       TEXT    NOT NULL CHECK (state IN ('ready', 'running', 'done', 'failed')),
    run_at      INTEGER  NOT NULL, -- ms
    attempts    INTEGER  NOT NULL,
    lease_until INTEGER  NOT NULL, -- ms; of a running job
    lane        TEXT    NOT NULL, -- '' or one running job per lane
    unique_key  TEXT    NOT NULL, -- '' or at most one job ever, until pruned
    history     INTEGER NOT NULL, -- from an import, the demo or a rebuild: nothing outward, no reward
    last_error  TEXT    NOT NULL,
    created_at  INTEGER  NOT NULL,
    finished_at INTEGER  NOT NULL
) STRICT;
CREATE INDEX job_due ON job (run_at, id) WHERE state = 'ready';
CREATE INDEX job_failed ON job (id) WHERE state = 'failed';
CREATE UNIQUE INDEX job_lane ON job (lane) WHERE state = 'running' AND lane <> '';
CREATE INDEX job_leased ON job (lease_until) WHERE state = 'running';
CREATE UNIQUE INDEX job_once ON job (unique_key) WHERE unique_key <> '';
CREATE INDEX job_queued ON job (lane, run_at, id) WHERE state = 'ready' AND lane <> '';
CREATE TABLE node (
    id           INTEGER PRIMARY KEY,
    token        TEXT   NOT NULL,
    host         TEXT   NOT NULL,
    leased_until INTEGER NOT NULL
) STRICT;
CREATE TABLE org_audit (
    id          INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    actor_kind  TEXT   NOT NULL,
    actor_id    INTEGER NOT NULL,
    verb        TEXT   NOT NULL,
    object_kind TEXT   NOT NULL,
    object_id   INTEGER NOT NULL,
    before      TEXT   NOT NULL, -- JSON or ''
    after       TEXT   NOT NULL,
    address     TEXT   NOT NULL
) STRICT;
CREATE INDEX org_audit_actor ON org_audit (actor_kind, actor_id, id);
CREATE INDEX org_audit_object ON org_audit (object_kind, object_id, id);
CREATE TABLE org_link (
    id         INTEGER PRIMARY KEY,
    purpose    TEXT   NOT NULL CHECK (purpose IN ('setup', 'password')),
    staff_id   INTEGER NOT NULL,
    token_hash TEXT   NOT NULL UNIQUE,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL
) STRICT;
CREATE TABLE org_session (
    id         INTEGER PRIMARY KEY,
    staff_id   INTEGER NOT NULL,
    token_hash TEXT   NOT NULL UNIQUE,
    address    TEXT   NOT NULL,
    agent      TEXT   NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX org_session_staff ON org_session (staff_id);
CREATE TABLE org_setting (
    name       TEXT   PRIMARY KEY, -- zone, brand, currency, …
    value      TEXT   NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE org_staff (
    id            INTEGER PRIMARY KEY,
    login         TEXT   NOT NULL UNIQUE, -- folded
    code          TEXT   NOT NULL,        -- number in the brand's other systems, '' if none
    name          TEXT   NOT NULL,
    role          TEXT   NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'store', 'reader')),
    scope         TEXT   NOT NULL CHECK (scope IN ('own', 'store', 'all')),
    store_id      INTEGER NOT NULL,
    password_hash TEXT   NOT NULL,        -- argon2id; '' until the person has set one
    left_at       INTEGER NOT NULL,        -- 0 while working here
    version       INTEGER NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX org_staff_code ON org_staff (code) WHERE code <> '';
CREATE TABLE org_store (
    id         INTEGER  PRIMARY KEY,
    code       TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    city       TEXT    NOT NULL,
    closed     INTEGER NOT NULL,
    version    INTEGER  NOT NULL,
    created_at INTEGER  NOT NULL
) STRICT;
CREATE TABLE org_throttle (
    subject     TEXT   PRIMARY KEY, -- hashed: account or address
    failures    INTEGER NOT NULL,
    started_at  INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL
) STRICT;
CREATE TABLE org_token (
    id           INTEGER PRIMARY KEY,
    name         TEXT   NOT NULL,
    token_hash   TEXT   NOT NULL UNIQUE,
    role         TEXT   NOT NULL CHECK (role IN ('admin', 'operator', 'store', 'reader')),
    scope        TEXT   NOT NULL CHECK (scope IN ('store', 'all')),
    store_id     INTEGER NOT NULL,
    created_by   INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    revoked_at   INTEGER NOT NULL
) STRICT;
CREATE TABLE serve_idempotency (
    actor   TEXT   NOT NULL,
    route   TEXT   NOT NULL,
    key     TEXT   NOT NULL,
    hash    TEXT   NOT NULL, -- sha256 of the request body
    status  INTEGER NOT NULL, -- 0 until the answer is kept
    body    TEXT   NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (actor, route, key)
) STRICT;
CREATE INDEX serve_idempotency_at ON serve_idempotency (at);
