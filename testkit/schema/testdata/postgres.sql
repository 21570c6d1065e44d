CREATE TABLE commerce_buyer_day (
    customer_id bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    orders bigint NOT NULL,
    amount bigint NOT NULL,
    CONSTRAINT commerce_buyer_day_pkey PRIMARY KEY (customer_id, day, store_id, staff_id)
);
CREATE INDEX commerce_buyer_day_day ON commerce_buyer_day USING btree (day);
CREATE TABLE commerce_day (
    day text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    scene text COLLATE "C" NOT NULL,
    orders bigint NOT NULL,
    unmatched bigint NOT NULL,
    amount bigint NOT NULL,
    refunded bigint NOT NULL,
    unnamed bigint NOT NULL,
    adjusted bigint NOT NULL,
    cancelled bigint NOT NULL,
    CONSTRAINT commerce_day_pkey PRIMARY KEY (day, store_id, staff_id, scene)
);
CREATE TABLE commerce_line (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    ordinal bigint NOT NULL,
    sku text COLLATE "C" NOT NULL,
    quantity bigint NOT NULL,
    price bigint NOT NULL,
    amount bigint NOT NULL,
    class text COLLATE "C" NOT NULL,
    import_id bigint NOT NULL,
    CONSTRAINT commerce_line_class_check CHECK ((class = ANY (ARRAY['goods'::text, 'free'::text, 'return'::text, 'discount'::text]))),
    CONSTRAINT commerce_line_order_id_ordinal_key UNIQUE (order_id, ordinal),
    CONSTRAINT commerce_line_pkey PRIMARY KEY (id)
);
CREATE INDEX commerce_line_import ON commerce_line USING btree (import_id) WHERE (import_id <> 0);
CREATE TABLE commerce_order (
    id bigint NOT NULL,
    source text COLLATE "C" NOT NULL,
    order_no text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    refund_of bigint NOT NULL,
    refund_no text COLLATE "C" NOT NULL,
    customer_id bigint NOT NULL,
    buyer_import bigint NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    scene text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    refunded bigint NOT NULL,
    goods bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    import_id bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT commerce_order_kind_check CHECK ((kind = ANY (ARRAY['sale'::text, 'refund'::text, 'adjustment'::text]))),
    CONSTRAINT commerce_order_pkey PRIMARY KEY (id),
    CONSTRAINT commerce_order_source_order_no_key UNIQUE (source, order_no),
    CONSTRAINT commerce_order_state_check CHECK ((state = ANY (ARRAY['kept'::text, 'cancelled'::text])))
);
CREATE INDEX commerce_order_at ON commerce_order USING btree (at, id);
CREATE INDEX commerce_order_customer ON commerce_order USING btree (customer_id, at);
CREATE INDEX commerce_order_import ON commerce_order USING btree (import_id) WHERE (import_id <> 0);
CREATE INDEX commerce_order_pending ON commerce_order USING btree (source, refund_no) WHERE ((refund_of = 0) AND (refund_no <> ''::text));
CREATE INDEX commerce_order_refund ON commerce_order USING btree (refund_of) WHERE (refund_of <> 0);
CREATE INDEX commerce_order_store ON commerce_order USING btree (store_id, at, id);
CREATE INDEX commerce_order_unmatched ON commerce_order USING btree (id) WHERE ((customer_id = 0) AND (kind = 'sale'::text));
CREATE TABLE commerce_product (
    id bigint NOT NULL,
    sku text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    line text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    price bigint NOT NULL,
    on_sale boolean NOT NULL,
    import_id bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT commerce_product_pkey PRIMARY KEY (id),
    CONSTRAINT commerce_product_role_check CHECK ((role = ANY (ARRAY[''::text, 'traffic'::text, 'low'::text, 'high'::text, 'premium'::text]))),
    CONSTRAINT commerce_product_sku_key UNIQUE (sku)
);
CREATE INDEX commerce_product_import ON commerce_product USING btree (import_id) WHERE (import_id <> 0);
CREATE TABLE commerce_product_seen (
    import_id bigint NOT NULL,
    product_id bigint NOT NULL,
    CONSTRAINT commerce_product_seen_pkey PRIMARY KEY (import_id, product_id)
);
CREATE INDEX commerce_product_seen_product ON commerce_product_seen USING btree (product_id);
CREATE TABLE commerce_seen (
    import_id bigint NOT NULL,
    order_id bigint NOT NULL,
    lines bigint NOT NULL,
    customer_id bigint NOT NULL,
    cancelled boolean NOT NULL,
    CONSTRAINT commerce_seen_pkey PRIMARY KEY (import_id, order_id)
);
CREATE INDEX commerce_seen_order ON commerce_seen USING btree (order_id);
CREATE TABLE commerce_sku_month (
    month text COLLATE "C" NOT NULL,
    sku text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    quantity bigint NOT NULL,
    amount bigint NOT NULL,
    CONSTRAINT commerce_sku_month_pkey PRIMARY KEY (month, sku, store_id, staff_id)
);
CREATE TABLE commerce_source (
    source text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT commerce_source_pkey PRIMARY KEY (source)
);
CREATE TABLE commerce_spend (
    id bigint NOT NULL,
    source text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    campaign text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    import_id bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT commerce_spend_amount_check CHECK ((amount >= 0)),
    CONSTRAINT commerce_spend_pkey PRIMARY KEY (id),
    CONSTRAINT commerce_spend_source_channel_day_store_id_campaign_key UNIQUE (source, channel, day, store_id, campaign)
);
CREATE INDEX commerce_spend_day ON commerce_spend USING btree (day, channel);
CREATE INDEX commerce_spend_import ON commerce_spend USING btree (import_id) WHERE (import_id <> 0);
CREATE TABLE commerce_spend_seen (
    import_id bigint NOT NULL,
    spend_id bigint NOT NULL,
    CONSTRAINT commerce_spend_seen_pkey PRIMARY KEY (import_id, spend_id)
);
CREATE INDEX commerce_spend_seen_spend ON commerce_spend_seen USING btree (spend_id);
CREATE TABLE customer (
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    remark text COLLATE "C" NOT NULL,
    folded text COLLATE "C" NOT NULL DEFAULT ''::text,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    channel text COLLATE "C" NOT NULL,
    added_at bigint NOT NULL,
    import_id bigint NOT NULL,
    erased_at bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT customer_pkey PRIMARY KEY (id)
);
CREATE INDEX customer_import ON customer USING btree (import_id) WHERE (import_id <> 0);
CREATE INDEX customer_staff ON customer USING btree (staff_id, id);
CREATE INDEX customer_store ON customer USING btree (store_id, id);
CREATE TABLE customer_alias (
    from_id bigint NOT NULL,
    to_id bigint NOT NULL,
    parent_id bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT customer_alias_check CHECK ((from_id <> to_id)),
    CONSTRAINT customer_alias_pkey PRIMARY KEY (from_id)
);
CREATE INDEX customer_alias_to ON customer_alias USING btree (to_id);
CREATE TABLE customer_consent (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    channel text COLLATE "C" NOT NULL,
    topic text COLLATE "C" NOT NULL,
    agreed boolean NOT NULL,
    evidence text COLLATE "C" NOT NULL,
    import_id bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT customer_consent_pkey PRIMARY KEY (id)
);
CREATE INDEX customer_consent_customer ON customer_consent USING btree (customer_id, channel, topic, id);
CREATE INDEX customer_consent_import ON customer_consent USING btree (import_id) WHERE (import_id <> 0);
CREATE UNIQUE INDEX customer_consent_once ON customer_consent USING btree (customer_id, channel, topic, at, agreed);
CREATE TABLE customer_fill (
    customer_id bigint NOT NULL,
    field text COLLATE "C" NOT NULL,
    import_id bigint NOT NULL,
    CONSTRAINT customer_fill_field_check CHECK ((field = ANY (ARRAY['name'::text, 'store_id'::text, 'staff_id'::text, 'channel'::text, 'added_at'::text]))),
    CONSTRAINT customer_fill_pkey PRIMARY KEY (customer_id, field)
);
CREATE INDEX customer_fill_import ON customer_fill USING btree (import_id);
CREATE TABLE customer_identity (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    space text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    badge text COLLATE "C" NOT NULL DEFAULT ''::text,
    import_id bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT customer_identity_badge_check CHECK ((badge = ANY (ARRAY[''::text, 'registration'::text, 'social'::text, 'content'::text]))),
    CONSTRAINT customer_identity_kind_check CHECK ((kind = ANY (ARRAY['unionid'::text, 'phone'::text, 'external_userid'::text, 'openid'::text, 'account'::text]))),
    CONSTRAINT customer_identity_pkey PRIMARY KEY (id),
    CONSTRAINT customer_identity_value_kind_space_key UNIQUE (value, kind, space)
);
CREATE INDEX customer_identity_customer ON customer_identity USING btree (customer_id);
CREATE INDEX customer_identity_import ON customer_identity USING btree (import_id) WHERE (import_id <> 0);
CREATE TABLE customer_seen (
    customer_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    object_id bigint NOT NULL,
    import_id bigint NOT NULL,
    CONSTRAINT customer_seen_kind_check CHECK ((kind = ANY (ARRAY['identity'::text, 'tagging'::text, 'consent'::text, 'touch'::text]))),
    CONSTRAINT customer_seen_pkey PRIMARY KEY (customer_id, kind, object_id, import_id)
);
CREATE INDEX customer_seen_import ON customer_seen USING btree (import_id) WHERE (import_id <> 0);
CREATE TABLE customer_tag (
    id bigint NOT NULL,
    family text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT customer_tag_family_name_key UNIQUE (family, name),
    CONSTRAINT customer_tag_pkey PRIMARY KEY (id)
);
CREATE TABLE customer_tagging (
    customer_id bigint NOT NULL,
    tag_id bigint NOT NULL,
    origin text COLLATE "C" NOT NULL,
    import_id bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT customer_tagging_origin_check CHECK ((origin = ANY (ARRAY['hand'::text, 'import'::text, 'rule'::text]))),
    CONSTRAINT customer_tagging_pkey PRIMARY KEY (customer_id, tag_id)
);
CREATE INDEX customer_tagging_import ON customer_tagging USING btree (import_id) WHERE (import_id <> 0);
CREATE INDEX customer_tagging_tag ON customer_tagging USING btree (tag_id, customer_id);
CREATE TABLE customer_term (
    term text COLLATE "C" NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT customer_term_pkey PRIMARY KEY (term, customer_id)
);
CREATE INDEX customer_term_customer ON customer_term USING btree (customer_id);
CREATE TABLE customer_touch (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    cost bigint NOT NULL,
    cause text COLLATE "C" NOT NULL,
    ref_id bigint NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    ref text COLLATE "C" NOT NULL,
    import_id bigint NOT NULL,
    CONSTRAINT customer_touch_pkey PRIMARY KEY (id)
);
CREATE INDEX customer_touch_customer ON customer_touch USING btree (customer_id, at);
CREATE INDEX customer_touch_import ON customer_touch USING btree (import_id) WHERE (import_id <> 0);
CREATE UNIQUE INDEX customer_touch_once ON customer_touch USING btree (ref) WHERE (ref <> ''::text);
CREATE INDEX customer_touch_ref ON customer_touch USING btree (ref_id) WHERE (ref_id <> 0);
CREATE TABLE customer_twin (
    one_id bigint NOT NULL,
    other_id bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    import_id bigint NOT NULL,
    CONSTRAINT customer_twin_check CHECK ((one_id < other_id)),
    CONSTRAINT customer_twin_pkey PRIMARY KEY (one_id, other_id)
);
CREATE TABLE event_fact (
    id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    history boolean NOT NULL,
    payload text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT event_fact_pkey PRIMARY KEY (id)
);
CREATE INDEX event_fact_kind ON event_fact USING btree (kind, id);
CREATE TABLE insight_result (
    name text COLLATE "C" NOT NULL,
    view text COLLATE "C" NOT NULL,
    params text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    as_of bigint NOT NULL,
    body text COLLATE "C" NOT NULL,
    CONSTRAINT insight_result_pkey PRIMARY KEY (name, view, params)
);
CREATE TABLE intake_import (
    id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    file_name text COLLATE "C" NOT NULL,
    file_hash text COLLATE "C" NOT NULL,
    file_bytes bigint NOT NULL,
    mapping text COLLATE "C" NOT NULL,
    zone text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    rows bigint NOT NULL,
    total bigint NOT NULL,
    added bigint NOT NULL,
    same bigint NOT NULL,
    rejected bigint NOT NULL,
    counts text COLLATE "C" NOT NULL,
    error text COLLATE "C" NOT NULL,
    actor_kind text COLLATE "C" NOT NULL,
    actor_id bigint NOT NULL,
    created_at bigint NOT NULL,
    started_at bigint NOT NULL,
    finished_at bigint NOT NULL,
    work_ms bigint NOT NULL,
    CONSTRAINT intake_import_pkey PRIMARY KEY (id),
    CONSTRAINT intake_import_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text, 'undoing'::text, 'undone'::text])))
);
CREATE INDEX intake_import_file ON intake_import USING btree (kind, source, file_hash);
CREATE TABLE intake_preset (
    name text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    changed_at bigint NOT NULL,
    CONSTRAINT intake_preset_pkey PRIMARY KEY (name)
);
CREATE TABLE intake_reject (
    import_id bigint NOT NULL,
    line bigint NOT NULL,
    code text COLLATE "C" NOT NULL,
    zh text COLLATE "C" NOT NULL,
    en text COLLATE "C" NOT NULL,
    record text COLLATE "C" NOT NULL,
    CONSTRAINT intake_reject_pkey PRIMARY KEY (import_id, line)
);
CREATE TABLE job (
    id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    payload text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    run_at bigint NOT NULL,
    attempts bigint NOT NULL,
    lease_until bigint NOT NULL,
    lane text COLLATE "C" NOT NULL,
    unique_key text COLLATE "C" NOT NULL,
    history boolean NOT NULL,
    last_error text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    finished_at bigint NOT NULL,
    CONSTRAINT job_pkey PRIMARY KEY (id),
    CONSTRAINT job_state_check CHECK ((state = ANY (ARRAY['ready'::text, 'running'::text, 'done'::text, 'failed'::text])))
);
CREATE INDEX job_due ON job USING btree (run_at, id) WHERE (state = 'ready'::text);
CREATE INDEX job_failed ON job USING btree (id) WHERE (state = 'failed'::text);
CREATE UNIQUE INDEX job_lane ON job USING btree (lane) WHERE ((state = 'running'::text) AND (lane <> ''::text));
CREATE INDEX job_leased ON job USING btree (lease_until) WHERE (state = 'running'::text);
CREATE UNIQUE INDEX job_once ON job USING btree (unique_key) WHERE (unique_key <> ''::text);
CREATE INDEX job_queued ON job USING btree (lane, run_at, id) WHERE ((state = 'ready'::text) AND (lane <> ''::text));
CREATE TABLE node (
    id bigint NOT NULL,
    token text COLLATE "C" NOT NULL,
    host text COLLATE "C" NOT NULL,
    leased_until bigint NOT NULL,
    CONSTRAINT node_pkey PRIMARY KEY (id)
);
CREATE TABLE org_audit (
    id bigint NOT NULL,
    at bigint NOT NULL,
    actor_kind text COLLATE "C" NOT NULL,
    actor_id bigint NOT NULL,
    verb text COLLATE "C" NOT NULL,
    object_kind text COLLATE "C" NOT NULL,
    object_id bigint NOT NULL,
    before text COLLATE "C" NOT NULL,
    after text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    CONSTRAINT org_audit_pkey PRIMARY KEY (id)
);
CREATE INDEX org_audit_actor ON org_audit USING btree (actor_kind, actor_id, id);
CREATE INDEX org_audit_object ON org_audit USING btree (object_kind, object_id, id);
CREATE TABLE org_link (
    id bigint NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    staff_id bigint NOT NULL,
    token_hash text COLLATE "C" NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint NOT NULL,
    CONSTRAINT org_link_pkey PRIMARY KEY (id),
    CONSTRAINT org_link_purpose_check CHECK ((purpose = ANY (ARRAY['setup'::text, 'password'::text]))),
    CONSTRAINT org_link_token_hash_key UNIQUE (token_hash)
);
CREATE TABLE org_session (
    id bigint NOT NULL,
    staff_id bigint NOT NULL,
    token_hash text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    agent text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    CONSTRAINT org_session_pkey PRIMARY KEY (id),
    CONSTRAINT org_session_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX org_session_staff ON org_session USING btree (staff_id);
CREATE TABLE org_setting (
    name text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    changed_at bigint NOT NULL,
    CONSTRAINT org_setting_pkey PRIMARY KEY (name)
);
CREATE TABLE org_staff (
    id bigint NOT NULL,
    login text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    scope text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    password_hash text COLLATE "C" NOT NULL,
    left_at bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT org_staff_login_key UNIQUE (login),
    CONSTRAINT org_staff_pkey PRIMARY KEY (id),
    CONSTRAINT org_staff_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'operator'::text, 'store'::text, 'reader'::text]))),
    CONSTRAINT org_staff_scope_check CHECK ((scope = ANY (ARRAY['own'::text, 'store'::text, 'all'::text])))
);
CREATE UNIQUE INDEX org_staff_code ON org_staff USING btree (code) WHERE (code <> ''::text);
CREATE TABLE org_store (
    id bigint NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    city text COLLATE "C" NOT NULL,
    closed boolean NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT org_store_code_key UNIQUE (code),
    CONSTRAINT org_store_pkey PRIMARY KEY (id)
);
CREATE TABLE org_throttle (
    subject text COLLATE "C" NOT NULL,
    failures bigint NOT NULL,
    started_at bigint NOT NULL,
    blocked_until bigint NOT NULL,
    CONSTRAINT org_throttle_pkey PRIMARY KEY (subject)
);
CREATE TABLE org_token (
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    token_hash text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    scope text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    created_by bigint NOT NULL,
    created_at bigint NOT NULL,
    last_used_at bigint NOT NULL,
    revoked_at bigint NOT NULL,
    CONSTRAINT org_token_pkey PRIMARY KEY (id),
    CONSTRAINT org_token_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'operator'::text, 'store'::text, 'reader'::text]))),
    CONSTRAINT org_token_scope_check CHECK ((scope = ANY (ARRAY['store'::text, 'all'::text]))),
    CONSTRAINT org_token_token_hash_key UNIQUE (token_hash)
);
CREATE TABLE serve_idempotency (
    actor text COLLATE "C" NOT NULL,
    route text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    hash text COLLATE "C" NOT NULL,
    status bigint NOT NULL,
    body text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT serve_idempotency_pkey PRIMARY KEY (actor, route, key)
);
CREATE INDEX serve_idempotency_at ON serve_idempotency USING btree (at);
