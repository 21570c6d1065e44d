CREATE TABLE automation_greeting (
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    states text COLLATE "C" NOT NULL,
    from_minute bigint NOT NULL,
    until_minute bigint NOT NULL,
    rule text COLLATE "C" NOT NULL,
    variants text COLLATE "C" NOT NULL,
    place bigint NOT NULL,
    closed boolean NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT automation_greeting_pkey PRIMARY KEY (id)
);
CREATE TABLE automation_welcome (
    payload_id bigint NOT NULL,
    channel text COLLATE "C" NOT NULL,
    staff_id bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    greeting_id bigint NOT NULL,
    variant text COLLATE "C" NOT NULL,
    outcome text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    took bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT automation_welcome_outcome_check CHECK ((outcome = ANY (ARRAY['sent'::text, 'late'::text, 'taken'::text, 'refused'::text, 'failed'::text, 'none'::text]))),
    CONSTRAINT automation_welcome_pkey PRIMARY KEY (payload_id)
);
CREATE INDEX automation_welcome_at ON automation_welcome USING btree (at);
CREATE INDEX automation_welcome_greeting ON automation_welcome USING btree (greeting_id, variant, outcome);
CREATE TABLE campaign (
    id bigint NOT NULL,
    model text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    why text COLLATE "C" NOT NULL,
    revision bigint NOT NULL,
    draft bigint NOT NULL,
    version bigint NOT NULL,
    now_at bigint NOT NULL,
    burst_at bigint NOT NULL,
    burst bigint NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT campaign_pkey PRIMARY KEY (id),
    CONSTRAINT campaign_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'live'::text, 'paused'::text, 'ended'::text])))
);
CREATE INDEX campaign_store ON campaign USING btree (store_id, id);
CREATE TABLE campaign_bucket (
    campaign_id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    total bigint NOT NULL,
    free bigint NOT NULL,
    held bigint NOT NULL,
    spent bigint NOT NULL,
    CONSTRAINT campaign_bucket_check CHECK ((((free + held) + spent) = total)),
    CONSTRAINT campaign_bucket_free_check CHECK ((free >= 0)),
    CONSTRAINT campaign_bucket_held_check CHECK ((held >= 0)),
    CONSTRAINT campaign_bucket_pkey PRIMARY KEY (campaign_id, name),
    CONSTRAINT campaign_bucket_spent_check CHECK ((spent >= 0))
);
CREATE TABLE campaign_cashier_bill (
    seat_id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    price bigint NOT NULL,
    discount bigint NOT NULL,
    cash bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    earned bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT campaign_cashier_bill_cash_check CHECK ((cash >= 0)),
    CONSTRAINT campaign_cashier_bill_check CHECK (((earned >= 0) AND (earned <= discount))),
    CONSTRAINT campaign_cashier_bill_check1 CHECK (((discount + cash) = price)),
    CONSTRAINT campaign_cashier_bill_discount_check CHECK ((discount >= 0)),
    CONSTRAINT campaign_cashier_bill_pkey PRIMARY KEY (seat_id),
    CONSTRAINT campaign_cashier_bill_price_check CHECK ((price > 0)),
    CONSTRAINT campaign_cashier_bill_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'paid'::text, 'closed'::text, 'returned'::text])))
);
CREATE TABLE campaign_cashier_part (
    seat_id bigint NOT NULL,
    number text COLLATE "C" NOT NULL,
    gross bigint NOT NULL,
    cash bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT campaign_cashier_part_check CHECK (((cash >= 0) AND (cash <= gross))),
    CONSTRAINT campaign_cashier_part_gross_check CHECK ((gross > 0)),
    CONSTRAINT campaign_cashier_part_pkey PRIMARY KEY (seat_id, number)
);
CREATE TABLE campaign_day (
    campaign_id bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    what text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    amount bigint NOT NULL,
    CONSTRAINT campaign_day_pkey PRIMARY KEY (campaign_id, day, what)
);
CREATE TABLE campaign_fade (
    campaign_id bigint NOT NULL,
    revision bigint NOT NULL,
    why text COLLATE "C" NOT NULL,
    day text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    until bigint NOT NULL,
    CONSTRAINT campaign_fade_pkey PRIMARY KEY (campaign_id, revision),
    CONSTRAINT campaign_fade_why_check CHECK ((why = ANY (ARRAY['payoff'::text, 'half_life'::text])))
);
CREATE TABLE campaign_handover (
    seat_id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    how text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    code text COLLATE "C" NOT NULL,
    carrier text COLLATE "C" NOT NULL,
    parcel text COLLATE "C" NOT NULL,
    ended_at bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT campaign_handover_how_check CHECK ((how = ANY (ARRAY['delivery'::text, 'pickup'::text]))),
    CONSTRAINT campaign_handover_pkey PRIMARY KEY (seat_id),
    CONSTRAINT campaign_handover_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'ready'::text, 'shipped'::text, 'received'::text, 'fetched'::text, 'withdrawn'::text])))
);
CREATE INDEX campaign_handover_address ON campaign_handover USING btree (ended_at) WHERE (address <> ''::text);
CREATE INDEX campaign_handover_campaign ON campaign_handover USING btree (campaign_id, seat_id);
CREATE INDEX campaign_handover_code ON campaign_handover USING btree (code) WHERE (code <> ''::text);
CREATE INDEX campaign_handover_customer ON campaign_handover USING btree (customer_id, seat_id);
CREATE TABLE campaign_handover_kept (
    customer_id bigint NOT NULL,
    address text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT campaign_handover_kept_pkey PRIMARY KEY (customer_id)
);
CREATE TABLE campaign_instance (
    id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    revision bigint NOT NULL,
    owner_id bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    held bigint NOT NULL,
    done bigint NOT NULL,
    fill bigint NOT NULL,
    size bigint NOT NULL,
    amount bigint NOT NULL,
    seed text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    deadline bigint NOT NULL,
    due_at bigint NOT NULL,
    CONSTRAINT campaign_instance_check CHECK (((size = 0) OR (((held + done) + fill) <= size))),
    CONSTRAINT campaign_instance_done_check CHECK ((done >= 0)),
    CONSTRAINT campaign_instance_fill_check CHECK ((fill >= 0)),
    CONSTRAINT campaign_instance_held_check CHECK ((held >= 0)),
    CONSTRAINT campaign_instance_pkey PRIMARY KEY (id)
);
CREATE INDEX campaign_instance_due ON campaign_instance USING btree (due_at) WHERE (due_at > 0);
CREATE INDEX campaign_instance_near ON campaign_instance USING btree (campaign_id, revision, state, ((((size - held) - done) - fill)), id) WHERE ((due_at > 0) AND (size > 0));
CREATE INDEX campaign_instance_owner ON campaign_instance USING btree (campaign_id, owner_id);
CREATE INDEX campaign_instance_state ON campaign_instance USING btree (campaign_id, state, id);
CREATE TABLE campaign_latest (
    campaign_id bigint NOT NULL,
    came text COLLATE "C" NOT NULL,
    counted text COLLATE "C" NOT NULL,
    CONSTRAINT campaign_latest_pkey PRIMARY KEY (campaign_id)
);
CREATE TABLE campaign_load (
    campaign_id bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    ms bigint NOT NULL,
    n bigint NOT NULL,
    CONSTRAINT campaign_load_pkey PRIMARY KEY (campaign_id, day, ms)
);
CREATE INDEX campaign_load_day ON campaign_load USING btree (day);
CREATE TABLE campaign_reply (
    campaign_id bigint NOT NULL,
    subject bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    instance_id bigint NOT NULL,
    number bigint NOT NULL,
    ref text COLLATE "C" NOT NULL,
    reply text COLLATE "C" NOT NULL,
    CONSTRAINT campaign_reply_pkey PRIMARY KEY (campaign_id, subject, kind, instance_id, number, ref)
);
CREATE TABLE campaign_review (
    campaign_id bigint NOT NULL,
    well text COLLATE "C" NOT NULL,
    badly text COLLATE "C" NOT NULL,
    next text COLLATE "C" NOT NULL,
    staff_id bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT campaign_review_pkey PRIMARY KEY (campaign_id)
);
CREATE TABLE campaign_revision (
    campaign_id bigint NOT NULL,
    number bigint NOT NULL,
    terms text COLLATE "C" NOT NULL,
    settings text COLLATE "C" NOT NULL,
    page text COLLATE "C" NOT NULL,
    edits bigint NOT NULL,
    staff_id bigint NOT NULL,
    created_at bigint NOT NULL,
    published_at bigint NOT NULL,
    CONSTRAINT campaign_revision_pkey PRIMARY KEY (campaign_id, number)
);
CREATE TABLE campaign_risk_payout (
    number text COLLATE "C" NOT NULL,
    campaign_id bigint NOT NULL,
    seat_id bigint NOT NULL,
    person_id bigint NOT NULL,
    amount bigint NOT NULL,
    why text COLLATE "C" NOT NULL,
    message text COLLATE "C" NOT NULL,
    stand text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    reviewed_at bigint NOT NULL,
    staff_id bigint NOT NULL,
    note text COLLATE "C" NOT NULL,
    CONSTRAINT campaign_risk_payout_pkey PRIMARY KEY (number),
    CONSTRAINT campaign_risk_payout_stand_check CHECK ((stand = ANY (ARRAY['waiting'::text, 'approved'::text, 'rejected'::text]))),
    CONSTRAINT campaign_risk_payout_why_check CHECK ((why = ANY (ARRAY['person'::text, 'amount'::text, 'unscored'::text])))
);
CREATE INDEX campaign_risk_payout_person ON campaign_risk_payout USING btree (person_id);
CREATE INDEX campaign_risk_payout_stand ON campaign_risk_payout USING btree (campaign_id, stand, number);
CREATE TABLE campaign_risk_policy (
    campaign_id bigint NOT NULL,
    hold bigint NOT NULL,
    flag bigint NOT NULL,
    CONSTRAINT campaign_risk_policy_check CHECK (((0 < hold) AND (hold <= flag))),
    CONSTRAINT campaign_risk_policy_pkey PRIMARY KEY (campaign_id)
);
CREATE TABLE campaign_risk_score (
    campaign_id bigint NOT NULL,
    person_id bigint NOT NULL,
    score bigint NOT NULL,
    signals text COLLATE "C" NOT NULL,
    stand text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    reviewed_at bigint NOT NULL,
    staff_id bigint NOT NULL,
    note text COLLATE "C" NOT NULL,
    CONSTRAINT campaign_risk_score_pkey PRIMARY KEY (campaign_id, person_id),
    CONSTRAINT campaign_risk_score_stand_check CHECK ((stand = ANY (ARRAY['hold'::text, 'flagged'::text, 'released'::text, 'confirmed'::text])))
);
CREATE INDEX campaign_risk_score_at ON campaign_risk_score USING btree (at);
CREATE INDEX campaign_risk_score_person ON campaign_risk_score USING btree (person_id);
CREATE TABLE campaign_risk_sight (
    campaign_id bigint NOT NULL,
    person_id bigint NOT NULL,
    visitor text COLLATE "C" NOT NULL,
    network text COLLATE "C" NOT NULL,
    entered boolean NOT NULL,
    instance_id bigint NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    times bigint NOT NULL,
    CONSTRAINT campaign_risk_sight_pkey PRIMARY KEY (campaign_id, person_id, visitor, network, entered, instance_id)
);
CREATE INDEX campaign_risk_sight_last ON campaign_risk_sight USING btree (last_at);
CREATE INDEX campaign_risk_sight_person ON campaign_risk_sight USING btree (person_id);
CREATE TABLE campaign_seat (
    id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    instance_id bigint NOT NULL,
    person_id bigint NOT NULL,
    entry text COLLATE "C" NOT NULL,
    into_id bigint NOT NULL,
    number bigint NOT NULL,
    reply text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    standing text COLLATE "C" NOT NULL,
    takes text COLLATE "C" NOT NULL,
    note text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    paid bigint NOT NULL,
    back bigint NOT NULL,
    arrived bigint NOT NULL,
    asked bigint NOT NULL,
    place bigint NOT NULL,
    at bigint NOT NULL,
    paid_at bigint NOT NULL,
    due_at bigint NOT NULL,
    because text COLLATE "C" NOT NULL,
    CONSTRAINT campaign_seat_amount_check CHECK ((amount >= 0)),
    CONSTRAINT campaign_seat_check CHECK (((back >= 0) AND (back <= paid))),
    CONSTRAINT campaign_seat_check1 CHECK (((arrived >= 0) AND (arrived <= back))),
    CONSTRAINT campaign_seat_entry_check CHECK ((entry = ANY (ARRAY[''::text, 'open'::text, 'join'::text]))),
    CONSTRAINT campaign_seat_paid_check CHECK ((paid >= 0)),
    CONSTRAINT campaign_seat_pkey PRIMARY KEY (id),
    CONSTRAINT campaign_seat_standing_check CHECK ((standing = ANY (ARRAY[''::text, 'held'::text, 'spent'::text])))
);
CREATE INDEX campaign_seat_due ON campaign_seat USING btree (due_at) WHERE (due_at > 0);
CREATE INDEX campaign_seat_instance ON campaign_seat USING btree (campaign_id, instance_id) WHERE (instance_id <> 0);
CREATE UNIQUE INDEX campaign_seat_key ON campaign_seat USING btree (campaign_id, person_id, into_id, number, entry);
CREATE UNIQUE INDEX campaign_seat_once ON campaign_seat USING btree (campaign_id, instance_id, person_id) WHERE ((standing <> ''::text) AND (entry <> ''::text) AND (instance_id <> 0));
CREATE TABLE campaign_step (
    campaign_id bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    step text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    wrong bigint NOT NULL,
    CONSTRAINT campaign_step_pkey PRIMARY KEY (campaign_id, day, step)
);
CREATE INDEX campaign_step_day ON campaign_step USING btree (day);
CREATE TABLE channel_inbox (
    id bigint NOT NULL,
    channel text COLLATE "C" NOT NULL,
    digest text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    payload text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    urgent text COLLATE "C" NOT NULL,
    until_at bigint NOT NULL,
    at bigint NOT NULL,
    handled_at bigint NOT NULL,
    CONSTRAINT channel_inbox_channel_digest_key UNIQUE (channel, digest),
    CONSTRAINT channel_inbox_pkey PRIMARY KEY (id),
    CONSTRAINT channel_inbox_state_check CHECK ((state = ANY (ARRAY['new'::text, 'done'::text, 'failed'::text])))
);
CREATE INDEX channel_inbox_failed ON channel_inbox USING btree (id) WHERE (state = 'failed'::text);
CREATE INDEX channel_inbox_kind ON channel_inbox USING btree (kind, id);
CREATE INDEX channel_inbox_new ON channel_inbox USING btree (channel, id) WHERE (state = 'new'::text);
CREATE INDEX channel_inbox_shared ON channel_inbox USING btree (id) WHERE (substr(subject, 1, 7) <> 'person:'::text);
CREATE INDEX channel_inbox_subject ON channel_inbox USING btree (subject, id) WHERE (subject <> ''::text);
CREATE INDEX channel_inbox_urgent ON channel_inbox USING btree (until_at) WHERE (until_at <> 0);
CREATE TABLE channel_stale (
    channel text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    told bigint NOT NULL,
    looks bigint NOT NULL,
    due_at bigint NOT NULL,
    attempts bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    CONSTRAINT channel_stale_pkey PRIMARY KEY (channel, subject)
);
CREATE INDEX channel_stale_due ON channel_stale USING btree (channel, due_at);
CREATE TABLE channel_sync (
    id bigint NOT NULL,
    channel text COLLATE "C" NOT NULL,
    history boolean NOT NULL,
    state text COLLATE "C" NOT NULL,
    strikes bigint NOT NULL,
    rest_until bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    begun_at bigint NOT NULL,
    finished_at bigint NOT NULL,
    CONSTRAINT channel_sync_pkey PRIMARY KEY (id),
    CONSTRAINT channel_sync_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])))
);
CREATE INDEX channel_sync_last ON channel_sync USING btree (channel, id);
CREATE UNIQUE INDEX channel_sync_running ON channel_sync USING btree (channel) WHERE (state = 'running'::text);
CREATE TABLE channel_sync_item (
    sync_id bigint NOT NULL,
    step text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    cursor text COLLATE "C" NOT NULL,
    done bigint NOT NULL,
    total bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    CONSTRAINT channel_sync_item_pkey PRIMARY KEY (sync_id, step, key),
    CONSTRAINT channel_sync_item_state_check CHECK ((state = ANY (ARRAY['new'::text, 'done'::text, 'failed'::text])))
);
CREATE INDEX channel_sync_item_new ON channel_sync_item USING btree (sync_id, step) WHERE (state = 'new'::text);
CREATE TABLE channel_token (
    channel text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    sealed text COLLATE "C" NOT NULL,
    fetched_at bigint NOT NULL,
    renew_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    CONSTRAINT channel_token_pkey PRIMARY KEY (channel, name)
);
CREATE TABLE commerce_buyer (
    customer_id bigint NOT NULL,
    orders bigint NOT NULL,
    amount bigint NOT NULL,
    largest bigint NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    CONSTRAINT commerce_buyer_pkey PRIMARY KEY (customer_id)
);
CREATE INDEX commerce_buyer_amount ON commerce_buyer USING btree (amount, customer_id);
CREATE INDEX commerce_buyer_last ON commerce_buyer USING btree (last_at, customer_id);
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
    unpriced bigint NOT NULL DEFAULT 0,
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
    community_id bigint NOT NULL DEFAULT 0,
    by_id bigint NOT NULL DEFAULT 0,
    act text COLLATE "C" NOT NULL DEFAULT ''::text,
    unpriced boolean NOT NULL DEFAULT false,
    CONSTRAINT commerce_order_kind_check CHECK ((kind = ANY (ARRAY['sale'::text, 'refund'::text, 'adjustment'::text]))),
    CONSTRAINT commerce_order_pkey PRIMARY KEY (id),
    CONSTRAINT commerce_order_source_order_no_key UNIQUE (source, order_no),
    CONSTRAINT commerce_order_state_check CHECK ((state = ANY (ARRAY['kept'::text, 'cancelled'::text])))
);
CREATE INDEX commerce_order_at ON commerce_order USING btree (at, id);
CREATE INDEX commerce_order_by ON commerce_order USING btree (by_id) WHERE (by_id <> 0);
CREATE INDEX commerce_order_community ON commerce_order USING btree (community_id, at) WHERE (community_id <> 0);
CREATE INDEX commerce_order_customer ON commerce_order USING btree (customer_id, at);
CREATE INDEX commerce_order_import ON commerce_order USING btree (import_id) WHERE (import_id <> 0);
CREATE INDEX commerce_order_pending ON commerce_order USING btree (source, refund_no) WHERE ((refund_of = 0) AND (refund_no <> ''::text));
CREATE INDEX commerce_order_refund ON commerce_order USING btree (refund_of) WHERE (refund_of <> 0);
CREATE INDEX commerce_order_store ON commerce_order USING btree (store_id, at, id);
CREATE INDEX commerce_order_unmatched ON commerce_order USING btree (id) WHERE ((customer_id = 0) AND (kind = 'sale'::text));
CREATE TABLE commerce_pay (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    cause_kind text COLLATE "C" NOT NULL,
    cause_id bigint NOT NULL,
    title text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    number text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    prepay text COLLATE "C" NOT NULL,
    deadline_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    refunded bigint NOT NULL,
    settled boolean NOT NULL,
    problem text COLLATE "C" NOT NULL,
    step_at bigint NOT NULL,
    tries bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT commerce_pay_amount_check CHECK ((amount > 0)),
    CONSTRAINT commerce_pay_cause_id_cause_kind_key UNIQUE (cause_id, cause_kind),
    CONSTRAINT commerce_pay_check CHECK (((refunded >= 0) AND (refunded <= amount))),
    CONSTRAINT commerce_pay_number_key UNIQUE (number),
    CONSTRAINT commerce_pay_pkey PRIMARY KEY (id),
    CONSTRAINT commerce_pay_state_check CHECK ((state = ANY (ARRAY['created'::text, 'pending'::text, 'paid'::text, 'closed'::text, 'held'::text])))
);
CREATE INDEX commerce_pay_customer ON commerce_pay USING btree (customer_id, id);
CREATE INDEX commerce_pay_state ON commerce_pay USING btree (state, id);
CREATE INDEX commerce_pay_step ON commerce_pay USING btree (step_at) WHERE (step_at <> 0);
CREATE TABLE commerce_pay_day (
    day text COLLATE "C" NOT NULL,
    ours bigint NOT NULL,
    theirs bigint NOT NULL,
    differences bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT commerce_pay_day_pkey PRIMARY KEY (day)
);
CREATE TABLE commerce_pay_difference (
    id bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    what text COLLATE "C" NOT NULL,
    number text COLLATE "C" NOT NULL,
    provider_no text COLLATE "C" NOT NULL,
    ours bigint NOT NULL,
    theirs bigint NOT NULL,
    CONSTRAINT commerce_pay_difference_day_kind_provider_no_number_key UNIQUE (day, kind, provider_no, number),
    CONSTRAINT commerce_pay_difference_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'refund'::text, 'payout'::text]))),
    CONSTRAINT commerce_pay_difference_pkey PRIMARY KEY (id),
    CONSTRAINT commerce_pay_difference_what_check CHECK ((what = ANY (ARRAY['missing'::text, 'extra'::text, 'amount'::text])))
);
CREATE TABLE commerce_pay_payout (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    cause_kind text COLLATE "C" NOT NULL,
    cause_id bigint NOT NULL,
    title text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    number text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    provider_no text COLLATE "C" NOT NULL,
    package text COLLATE "C" NOT NULL,
    day text COLLATE "C" NOT NULL,
    ended_at bigint NOT NULL,
    problem text COLLATE "C" NOT NULL,
    step_at bigint NOT NULL,
    tries bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT commerce_pay_payout_amount_check CHECK ((amount > 0)),
    CONSTRAINT commerce_pay_payout_cause_id_cause_kind_key UNIQUE (cause_id, cause_kind),
    CONSTRAINT commerce_pay_payout_number_key UNIQUE (number),
    CONSTRAINT commerce_pay_payout_pkey PRIMARY KEY (id),
    CONSTRAINT commerce_pay_payout_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'waiting_user'::text, 'received'::text, 'returned'::text, 'failed'::text])))
);
CREATE INDEX commerce_pay_payout_customer ON commerce_pay_payout USING btree (customer_id, id);
CREATE INDEX commerce_pay_payout_day ON commerce_pay_payout USING btree (day) WHERE (day <> ''::text);
CREATE INDEX commerce_pay_payout_state ON commerce_pay_payout USING btree (state, id);
CREATE INDEX commerce_pay_payout_step ON commerce_pay_payout USING btree (step_at) WHERE (step_at <> 0);
CREATE TABLE commerce_pay_receipt (
    id bigint NOT NULL,
    payment_id bigint NOT NULL,
    provider_no text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    paid_at bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    fate text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT commerce_pay_receipt_amount_check CHECK ((amount > 0)),
    CONSTRAINT commerce_pay_receipt_fate_check CHECK ((fate = ANY (ARRAY['accepted'::text, 'late'::text, 'twice'::text, 'mismatch'::text]))),
    CONSTRAINT commerce_pay_receipt_pkey PRIMARY KEY (id),
    CONSTRAINT commerce_pay_receipt_provider_no_key UNIQUE (provider_no)
);
CREATE INDEX commerce_pay_receipt_day ON commerce_pay_receipt USING btree (day);
CREATE INDEX commerce_pay_receipt_payment ON commerce_pay_receipt USING btree (payment_id);
CREATE TABLE commerce_pay_refund (
    id bigint NOT NULL,
    payment_id bigint NOT NULL,
    receipt_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    natural_key text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    number text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    provider_no text COLLATE "C" NOT NULL,
    day text COLLATE "C" NOT NULL,
    ended_at bigint NOT NULL,
    problem text COLLATE "C" NOT NULL,
    step_at bigint NOT NULL,
    tries bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT commerce_pay_refund_amount_check CHECK ((amount > 0)),
    CONSTRAINT commerce_pay_refund_number_key UNIQUE (number),
    CONSTRAINT commerce_pay_refund_payment_id_natural_key_key UNIQUE (payment_id, natural_key),
    CONSTRAINT commerce_pay_refund_pkey PRIMARY KEY (id),
    CONSTRAINT commerce_pay_refund_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'processing'::text, 'done'::text, 'failed'::text])))
);
CREATE INDEX commerce_pay_refund_day ON commerce_pay_refund USING btree (day) WHERE (day <> ''::text);
CREATE INDEX commerce_pay_refund_state ON commerce_pay_refund USING btree (state, id);
CREATE INDEX commerce_pay_refund_step ON commerce_pay_refund USING btree (step_at) WHERE (step_at <> 0);
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
CREATE TABLE commerce_product_page (
    product_id bigint NOT NULL,
    page text COLLATE "C" NOT NULL,
    edits bigint NOT NULL,
    CONSTRAINT commerce_product_page_pkey PRIMARY KEY (product_id)
);
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
    community_id bigint NOT NULL DEFAULT 0,
    by_id bigint NOT NULL DEFAULT 0,
    act text COLLATE "C" NOT NULL DEFAULT ''::text,
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
CREATE TABLE community (
    id bigint NOT NULL,
    source text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    carrier text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    level text COLLATE "C" NOT NULL,
    topic text COLLATE "C" NOT NULL,
    series text COLLATE "C" NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    target_size bigint NOT NULL,
    cap bigint NOT NULL,
    starts_on text COLLATE "C" NOT NULL,
    ends_on text COLLATE "C" NOT NULL,
    members bigint NOT NULL,
    pause bigint NOT NULL,
    gate text COLLATE "C" NOT NULL,
    threshold text COLLATE "C" NOT NULL,
    price bigint NOT NULL,
    promo_cap bigint NOT NULL,
    alternative_id bigint NOT NULL,
    brief bigint NOT NULL,
    import_id bigint NOT NULL,
    version bigint NOT NULL,
    opened_at bigint NOT NULL,
    closed_at bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT community_kind_check CHECK ((kind = ANY (ARRAY[''::text, 'activity'::text, 'service'::text, 'sales'::text, 'core'::text, 'seed'::text]))),
    CONSTRAINT community_pkey PRIMARY KEY (id),
    CONSTRAINT community_source_code_key UNIQUE (source, code),
    CONSTRAINT community_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'open'::text, 'harvest'::text, 'closed'::text, 'archived'::text]))),
    CONSTRAINT community_threshold_check CHECK ((threshold = ANY (ARRAY[''::text, 'single'::text, 'cumulative'::text])))
);
CREATE INDEX community_import ON community USING btree (import_id) WHERE (import_id <> 0);
CREATE UNIQUE INDEX community_series ON community USING btree (series, number) WHERE ((series <> ''::text) AND (number <> 0));
CREATE INDEX community_store ON community USING btree (store_id, id);
CREATE INDEX community_total ON community USING btree (kind, state, store_id, staff_id, members);
CREATE TABLE community_application (
    id bigint NOT NULL,
    entrance_id bigint NOT NULL,
    community_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    because text COLLATE "C" NOT NULL,
    answers text COLLATE "C" NOT NULL,
    alternative_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    version bigint NOT NULL,
    at bigint NOT NULL,
    decided_at bigint NOT NULL,
    CONSTRAINT community_application_pkey PRIMARY KEY (id),
    CONSTRAINT community_application_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'admitted'::text, 'refused'::text])))
);
CREATE INDEX community_application_customer ON community_application USING btree (customer_id, community_id);
CREATE INDEX community_application_entrance ON community_application USING btree (entrance_id, state);
CREATE INDEX community_application_queue ON community_application USING btree (community_id, state, id);
CREATE UNIQUE INDEX community_application_waiting ON community_application USING btree (community_id, customer_id) WHERE (state = 'waiting'::text);
CREATE TABLE community_axis (
    axis text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    place bigint NOT NULL,
    ordinal bigint NOT NULL,
    CONSTRAINT community_axis_axis_check CHECK ((axis = ANY (ARRAY['attribute'::text, 'spend'::text, 'need'::text, 'area'::text, 'product'::text, 'level'::text]))),
    CONSTRAINT community_axis_pkey PRIMARY KEY (axis, value)
);
CREATE TABLE community_breach (
    id bigint NOT NULL,
    community_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    joined_at bigint NOT NULL,
    because text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    staff_id bigint NOT NULL,
    at bigint NOT NULL,
    due_at bigint NOT NULL,
    CONSTRAINT community_breach_community_id_customer_id_joined_at_key UNIQUE (community_id, customer_id, joined_at),
    CONSTRAINT community_breach_pkey PRIMARY KEY (id),
    CONSTRAINT community_breach_state_check CHECK ((state = ANY (ARRAY['open'::text, 'excused'::text])))
);
CREATE INDEX community_breach_customer ON community_breach USING btree (customer_id);
CREATE TABLE community_brief (
    community_id bigint NOT NULL,
    number bigint NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    goal text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    persona text COLLATE "C" NOT NULL,
    pains text COLLATE "C" NOT NULL,
    advantage text COLLATE "C" NOT NULL,
    product text COLLATE "C" NOT NULL,
    staff_id bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT community_brief_pkey PRIMARY KEY (community_id, number)
);
CREATE TABLE community_carrier (
    id bigint NOT NULL,
    community_id bigint NOT NULL,
    from_carrier text COLLATE "C" NOT NULL,
    to_carrier text COLLATE "C" NOT NULL,
    to_source text COLLATE "C" NOT NULL,
    to_code text COLLATE "C" NOT NULL,
    started_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    staff_id bigint NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT community_carrier_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX community_carrier_open ON community_carrier USING btree (community_id) WHERE (ended_at = 0);
CREATE TABLE community_carrier_member (
    carrier_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT community_carrier_member_pkey PRIMARY KEY (carrier_id, customer_id),
    CONSTRAINT community_carrier_member_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'reminded'::text, 'moved'::text, 'lost'::text])))
);
CREATE INDEX community_carrier_member_customer ON community_carrier_member USING btree (customer_id);
CREATE TABLE community_coordinate (
    community_id bigint NOT NULL,
    axis text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    CONSTRAINT community_coordinate_pkey PRIMARY KEY (community_id, axis)
);
CREATE TABLE community_day (
    community_id bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    raw_joins bigint NOT NULL,
    raw_leaves bigint NOT NULL,
    joins bigint NOT NULL,
    seen bigint NOT NULL,
    leaves bigint NOT NULL,
    CONSTRAINT community_day_pkey PRIMARY KEY (community_id, day)
);
CREATE INDEX community_day_day ON community_day USING btree (day);
CREATE TABLE community_entrance (
    id bigint NOT NULL,
    community_id bigint NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    gate text COLLATE "C" NOT NULL,
    rule text COLLATE "C" NOT NULL,
    secret text COLLATE "C" NOT NULL,
    questions text COLLATE "C" NOT NULL,
    approval boolean NOT NULL,
    rolling boolean NOT NULL,
    closed boolean NOT NULL,
    staff_id bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT community_entrance_code_key UNIQUE (code),
    CONSTRAINT community_entrance_gate_check CHECK ((gate = ANY (ARRAY['free'::text, 'purchase'::text, 'paid'::text, 'code'::text, 'questionnaire'::text, 'level'::text, 'tag'::text]))),
    CONSTRAINT community_entrance_pkey PRIMARY KEY (id)
);
CREATE INDEX community_entrance_community ON community_entrance USING btree (community_id, id);
CREATE TABLE community_event (
    id bigint NOT NULL,
    community_id bigint NOT NULL,
    title text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    staff_id bigint NOT NULL,
    CONSTRAINT community_event_pkey PRIMARY KEY (id)
);
CREATE INDEX community_event_community ON community_event USING btree (community_id, at);
CREATE TABLE community_flow (
    id bigint NOT NULL,
    rule_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    from_id bigint NOT NULL,
    to_id bigint NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    suggested_at bigint NOT NULL,
    due_at bigint NOT NULL,
    invited_at bigint NOT NULL,
    invited_by bigint NOT NULL,
    dropped_at bigint NOT NULL,
    CONSTRAINT community_flow_pkey PRIMARY KEY (id)
);
CREATE INDEX community_flow_customer ON community_flow USING btree (customer_id, to_id);
CREATE INDEX community_flow_rule_at ON community_flow USING btree (rule_id, suggested_at);
CREATE INDEX community_flow_target ON community_flow USING btree (to_id, customer_id);
CREATE TABLE community_flow_rule (
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    rule text COLLATE "C" NOT NULL,
    from_id bigint NOT NULL,
    from_kind text COLLATE "C" NOT NULL,
    to_id bigint NOT NULL,
    to_kind text COLLATE "C" NOT NULL,
    days bigint NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    paused boolean NOT NULL,
    ran_at bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT community_flow_rule_name_key UNIQUE (name),
    CONSTRAINT community_flow_rule_pkey PRIMARY KEY (id)
);
CREATE TABLE community_harvest (
    community_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    acts bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    to_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT community_harvest_pkey PRIMARY KEY (community_id, customer_id),
    CONSTRAINT community_harvest_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'handled'::text, 'waived'::text])))
);
CREATE INDEX community_harvest_customer ON community_harvest USING btree (customer_id);
CREATE TABLE community_key (
    source text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    community_id bigint NOT NULL,
    CONSTRAINT community_key_pkey PRIMARY KEY (source, code)
);
CREATE INDEX community_key_community ON community_key USING btree (community_id);
CREATE TABLE community_move (
    id bigint NOT NULL,
    community_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    ordinal bigint NOT NULL,
    inviter_id bigint NOT NULL,
    scene text COLLATE "C" NOT NULL,
    entrance_id bigint NOT NULL,
    ref text COLLATE "C" NOT NULL,
    pause bigint NOT NULL,
    import_id bigint NOT NULL,
    CONSTRAINT community_move_kind_check CHECK ((kind = ANY (ARRAY['join'::text, 'leave'::text, 'seen'::text]))),
    CONSTRAINT community_move_pkey PRIMARY KEY (id)
);
CREATE INDEX community_move_customer ON community_move USING btree (customer_id);
CREATE INDEX community_move_import ON community_move USING btree (import_id) WHERE (import_id <> 0);
CREATE UNIQUE INDEX community_move_once ON community_move USING btree (ref) WHERE (ref <> ''::text);
CREATE INDEX community_move_person ON community_move USING btree (community_id, customer_id, at);
CREATE TABLE community_move_seen (
    move_id bigint NOT NULL,
    import_id bigint NOT NULL,
    CONSTRAINT community_move_seen_pkey PRIMARY KEY (move_id, import_id)
);
CREATE INDEX community_move_seen_import ON community_move_seen USING btree (import_id) WHERE (import_id <> 0);
CREATE TABLE community_news (
    id bigint NOT NULL,
    title text COLLATE "C" NOT NULL,
    link text COLLATE "C" NOT NULL,
    seed_at bigint NOT NULL,
    public_at bigint NOT NULL,
    staff_id bigint NOT NULL,
    CONSTRAINT community_news_pkey PRIMARY KEY (id)
);
CREATE INDEX community_news_public ON community_news USING btree (public_at);
CREATE TABLE community_proposal (
    id bigint NOT NULL,
    community_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    to_id bigint NOT NULL,
    because text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    staff_id bigint NOT NULL,
    at bigint NOT NULL,
    decided_at bigint NOT NULL,
    done_at bigint NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT community_proposal_kind_check CHECK ((kind = ANY (ARRAY['promote'::text, 'prune'::text, 'retire'::text]))),
    CONSTRAINT community_proposal_pkey PRIMARY KEY (id),
    CONSTRAINT community_proposal_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'refused'::text, 'done'::text])))
);
CREATE INDEX community_proposal_customer ON community_proposal USING btree (customer_id);
CREATE UNIQUE INDEX community_proposal_open ON community_proposal USING btree (community_id, customer_id, kind) WHERE (state = ANY (ARRAY['proposed'::text, 'approved'::text]));
CREATE INDEX community_proposal_queue ON community_proposal USING btree (community_id, state, id);
CREATE TABLE community_role (
    id bigint NOT NULL,
    community_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    role text COLLATE "C" NOT NULL,
    expertise text COLLATE "C" NOT NULL,
    since bigint NOT NULL,
    until bigint NOT NULL,
    CONSTRAINT community_role_check CHECK (((customer_id = 0) <> (staff_id = 0))),
    CONSTRAINT community_role_pkey PRIMARY KEY (id),
    CONSTRAINT community_role_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'manager'::text, 'assistant'::text, 'service'::text, 'leader'::text, 'seed'::text, 'king'::text, 'starter'::text])))
);
CREATE INDEX community_role_customer ON community_role USING btree (customer_id) WHERE (customer_id <> 0);
CREATE UNIQUE INDEX community_role_held ON community_role USING btree (community_id, role, customer_id, staff_id) WHERE (until = 0);
CREATE TABLE community_seen (
    community_id bigint NOT NULL,
    import_id bigint NOT NULL,
    CONSTRAINT community_seen_pkey PRIMARY KEY (community_id, import_id)
);
CREATE INDEX community_seen_import ON community_seen USING btree (import_id) WHERE (import_id <> 0);
CREATE TABLE community_stay (
    id bigint NOT NULL,
    community_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    joined_at bigint NOT NULL,
    certain boolean NOT NULL,
    left_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    inviter_id bigint NOT NULL,
    scene text COLLATE "C" NOT NULL,
    left_scene text COLLATE "C" NOT NULL,
    entrance_id bigint NOT NULL,
    reconnects bigint NOT NULL,
    pause bigint NOT NULL,
    CONSTRAINT community_stay_community_id_customer_id_joined_at_key UNIQUE (community_id, customer_id, joined_at),
    CONSTRAINT community_stay_pkey PRIMARY KEY (id)
);
CREATE INDEX community_stay_customer ON community_stay USING btree (customer_id, joined_at);
CREATE INDEX community_stay_entrance ON community_stay USING btree (entrance_id, joined_at) WHERE (entrance_id <> 0);
CREATE INDEX community_stay_inviter ON community_stay USING btree (inviter_id) WHERE (inviter_id <> 0);
CREATE INDEX community_stay_left ON community_stay USING btree (community_id, left_at) WHERE (left_at <> 0);
CREATE UNIQUE INDEX community_stay_open ON community_stay USING btree (community_id, customer_id) WHERE (left_at = 0);
CREATE TABLE community_turn (
    community_id bigint NOT NULL,
    turns bigint NOT NULL,
    CONSTRAINT community_turn_pkey PRIMARY KEY (community_id)
);
CREATE TABLE conversation_address (
    message_id bigint NOT NULL,
    community_id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    prefix boolean NOT NULL,
    CONSTRAINT conversation_address_pkey PRIMARY KEY (message_id, name)
);
CREATE INDEX conversation_address_name ON conversation_address USING btree (community_id, name);
CREATE TABLE conversation_author (
    id bigint NOT NULL,
    community_id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    customer_id bigint NOT NULL,
    bot boolean NOT NULL,
    staff_id bigint NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    joins bigint NOT NULL,
    leaves bigint NOT NULL,
    notices bigint NOT NULL,
    import_id bigint NOT NULL,
    CONSTRAINT conversation_author_pkey PRIMARY KEY (id)
);
CREATE INDEX conversation_author_customer ON conversation_author USING btree (customer_id) WHERE (customer_id <> 0);
CREATE UNIQUE INDEX conversation_author_name ON conversation_author USING btree (community_id, name, customer_id, staff_id) WHERE (name <> ''::text);
CREATE TABLE conversation_author_day (
    community_id bigint NOT NULL,
    author_id bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    customer_id bigint NOT NULL,
    messages bigint NOT NULL,
    mentions bigint NOT NULL,
    CONSTRAINT conversation_author_day_pkey PRIMARY KEY (community_id, author_id, day)
);
CREATE INDEX conversation_author_day_customer ON conversation_author_day USING btree (customer_id, day) WHERE (customer_id <> 0);
CREATE INDEX conversation_author_day_day ON conversation_author_day USING btree (day, community_id);
CREATE TABLE conversation_day (
    community_id bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    messages bigint NOT NULL,
    bots bigint NOT NULL,
    notices bigint NOT NULL,
    promos bigint NOT NULL,
    mentions bigint NOT NULL,
    replies bigint NOT NULL,
    questions bigint NOT NULL,
    answered bigint NOT NULL,
    answer_ms bigint NOT NULL,
    joins bigint NOT NULL,
    leaves bigint NOT NULL,
    renames bigint NOT NULL,
    CONSTRAINT conversation_day_pkey PRIMARY KEY (community_id, day)
);
CREATE TABLE conversation_hour (
    community_id bigint NOT NULL,
    weekday bigint NOT NULL,
    hour bigint NOT NULL,
    messages bigint NOT NULL,
    bots bigint NOT NULL,
    CONSTRAINT conversation_hour_pkey PRIMARY KEY (community_id, weekday, hour)
);
CREATE TABLE conversation_mention (
    message_id bigint NOT NULL,
    author_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    prefix boolean NOT NULL,
    CONSTRAINT conversation_mention_pkey PRIMARY KEY (message_id, author_id)
);
CREATE INDEX conversation_mention_author ON conversation_mention USING btree (author_id);
CREATE TABLE conversation_message (
    id bigint NOT NULL,
    community_id bigint NOT NULL,
    author_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    at bigint NOT NULL,
    ordinal bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    hour bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    text text COLLATE "C" NOT NULL,
    promo boolean NOT NULL,
    reply_to bigint NOT NULL,
    linked bigint NOT NULL,
    question bigint NOT NULL,
    answered_at bigint NOT NULL,
    answered_by bigint NOT NULL,
    told boolean NOT NULL,
    ref text COLLATE "C" NOT NULL,
    import_id bigint NOT NULL,
    CONSTRAINT conversation_message_kind_check CHECK ((kind = ANY (ARRAY['text'::text, 'action'::text, 'notice'::text, 'picture'::text, 'link'::text, 'goods'::text, 'other'::text]))),
    CONSTRAINT conversation_message_pkey PRIMARY KEY (id)
);
CREATE INDEX conversation_message_answer ON conversation_message USING btree (answered_by) WHERE (answered_by <> 0);
CREATE INDEX conversation_message_community ON conversation_message USING btree (community_id, at, ordinal, id);
CREATE INDEX conversation_message_customer ON conversation_message USING btree (customer_id, at) WHERE (customer_id <> 0);
CREATE INDEX conversation_message_import ON conversation_message USING btree (import_id) WHERE (import_id <> 0);
CREATE UNIQUE INDEX conversation_message_once ON conversation_message USING btree (ref) WHERE (ref <> ''::text);
CREATE INDEX conversation_message_reply ON conversation_message USING btree (reply_to) WHERE (reply_to <> 0);
CREATE INDEX conversation_message_untold ON conversation_message USING btree (at) WHERE ((question = 1) AND (told = false));
CREATE INDEX conversation_message_waiting ON conversation_message USING btree (at) WHERE (question = 1);
CREATE TABLE conversation_presence (
    id bigint NOT NULL,
    community_id bigint NOT NULL,
    author_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    target_id bigint NOT NULL,
    at bigint NOT NULL,
    ordinal bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    ref text COLLATE "C" NOT NULL,
    import_id bigint NOT NULL,
    CONSTRAINT conversation_presence_kind_check CHECK ((kind = ANY (ARRAY['join'::text, 'leave'::text, 'rename'::text]))),
    CONSTRAINT conversation_presence_pkey PRIMARY KEY (id)
);
CREATE INDEX conversation_presence_author ON conversation_presence USING btree (author_id);
CREATE INDEX conversation_presence_community ON conversation_presence USING btree (community_id, at, ordinal, id);
CREATE INDEX conversation_presence_customer ON conversation_presence USING btree (customer_id) WHERE (customer_id <> 0);
CREATE INDEX conversation_presence_import ON conversation_presence USING btree (import_id) WHERE (import_id <> 0);
CREATE UNIQUE INDEX conversation_presence_once ON conversation_presence USING btree (ref) WHERE (ref <> ''::text);
CREATE INDEX conversation_presence_target ON conversation_presence USING btree (target_id) WHERE (target_id <> 0);
CREATE TABLE conversation_seen (
    import_id bigint NOT NULL,
    line_id bigint NOT NULL,
    CONSTRAINT conversation_seen_pkey PRIMARY KEY (import_id, line_id)
);
CREATE INDEX conversation_seen_line ON conversation_seen USING btree (line_id);
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
CREATE TABLE customer_act_day (
    customer_id bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    acts bigint NOT NULL,
    CONSTRAINT customer_act_day_pkey PRIMARY KEY (customer_id, day, kind)
);
CREATE INDEX customer_act_day_day ON customer_act_day USING btree (day, kind);
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
CREATE TABLE customer_bond (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    channel text COLLATE "C" NOT NULL,
    member text COLLATE "C" NOT NULL,
    staff_id bigint NOT NULL,
    since bigint NOT NULL,
    until bigint NOT NULL,
    ended_by text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    way text COLLATE "C" NOT NULL,
    remark text COLLATE "C" NOT NULL,
    description text COLLATE "C" NOT NULL,
    CONSTRAINT customer_bond_customer_id_channel_member_since_key UNIQUE (customer_id, channel, member, since),
    CONSTRAINT customer_bond_ended_by_check CHECK ((ended_by = ANY (ARRAY[''::text, 'staff'::text, 'person'::text, 'transfer'::text]))),
    CONSTRAINT customer_bond_pkey PRIMARY KEY (id)
);
CREATE INDEX customer_bond_begun ON customer_bond USING btree (channel, since);
CREATE INDEX customer_bond_member ON customer_bond USING btree (channel, member) WHERE (until = 0);
CREATE UNIQUE INDEX customer_bond_open ON customer_bond USING btree (customer_id, channel, member) WHERE (until = 0);
CREATE INDEX customer_bond_over ON customer_bond USING btree (channel, until) WHERE (until <> 0);
CREATE INDEX customer_bond_staff ON customer_bond USING btree (staff_id, until);
CREATE INDEX customer_bond_state ON customer_bond USING btree (state, since) WHERE (state <> ''::text);
CREATE TABLE customer_change (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    what text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    history boolean NOT NULL,
    CONSTRAINT customer_change_pkey PRIMARY KEY (id)
);
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
CREATE TABLE customer_echo (
    customer_id bigint NOT NULL,
    told bigint NOT NULL,
    due_at bigint NOT NULL,
    attempts bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    CONSTRAINT customer_echo_pkey PRIMARY KEY (customer_id)
);
CREATE INDEX customer_echo_due ON customer_echo USING btree (due_at);
CREATE TABLE customer_family (
    channel text COLLATE "C" NOT NULL,
    family text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT customer_family_pkey PRIMARY KEY (channel, family)
);
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
CREATE TABLE customer_move (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    aspect text COLLATE "C" NOT NULL,
    from_value text COLLATE "C" NOT NULL,
    to_value text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    evidence text COLLATE "C" NOT NULL,
    forced boolean NOT NULL,
    reason text COLLATE "C" NOT NULL,
    staff_id bigint NOT NULL,
    CONSTRAINT customer_move_aspect_check CHECK ((aspect = ANY (ARRAY['ladder'::text, 'depth'::text, 'band'::text, 'tier'::text, 'seed'::text]))),
    CONSTRAINT customer_move_pkey PRIMARY KEY (id)
);
CREATE INDEX customer_move_at ON customer_move USING btree (aspect, at);
CREATE INDEX customer_move_customer ON customer_move USING btree (customer_id, aspect, at);
CREATE TABLE customer_refill (
    customer_id bigint NOT NULL,
    field text COLLATE "C" NOT NULL,
    import_id bigint NOT NULL,
    CONSTRAINT customer_refill_field_check CHECK ((field = ANY (ARRAY['name'::text, 'store_id'::text, 'staff_id'::text, 'channel'::text, 'added_at'::text]))),
    CONSTRAINT customer_refill_pkey PRIMARY KEY (customer_id, field, import_id)
);
CREATE INDEX customer_refill_import ON customer_refill USING btree (import_id) WHERE (import_id <> 0);
CREATE TABLE customer_seed (
    customer_id bigint NOT NULL,
    score double precision NOT NULL,
    reach bigint NOT NULL,
    activity bigint NOT NULL,
    own bigint NOT NULL,
    reasons text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT customer_seed_pkey PRIMARY KEY (customer_id)
);
CREATE TABLE customer_seen (
    customer_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    object_id bigint NOT NULL,
    import_id bigint NOT NULL,
    CONSTRAINT customer_seen_kind_check CHECK ((kind = ANY (ARRAY['identity'::text, 'tagging'::text, 'consent'::text, 'touch'::text]))),
    CONSTRAINT customer_seen_pkey PRIMARY KEY (customer_id, kind, object_id, import_id)
);
CREATE INDEX customer_seen_import ON customer_seen USING btree (import_id) WHERE (import_id <> 0);
CREATE TABLE customer_standing (
    customer_id bigint NOT NULL,
    ladder bigint NOT NULL,
    ladder_at bigint NOT NULL,
    depth bigint NOT NULL,
    depth_at bigint NOT NULL,
    tie double precision NOT NULL,
    tie_day text COLLATE "C" NOT NULL,
    band bigint NOT NULL,
    band_at bigint NOT NULL,
    tier text COLLATE "C" NOT NULL,
    tier_at bigint NOT NULL,
    seed text COLLATE "C" NOT NULL,
    seed_at bigint NOT NULL,
    pinned bigint NOT NULL,
    due_at bigint NOT NULL,
    CONSTRAINT customer_standing_pkey PRIMARY KEY (customer_id),
    CONSTRAINT customer_standing_seed_check CHECK ((seed = ANY (ARRAY[''::text, 'candidate'::text, 'invited'::text, 'training'::text, 'active'::text, 'retired'::text])))
);
CREATE INDEX customer_standing_due ON customer_standing USING btree (due_at) WHERE (due_at <> 0);
CREATE INDEX customer_standing_ladder ON customer_standing USING btree (ladder);
CREATE INDEX customer_standing_seed ON customer_standing USING btree (seed) WHERE (seed <> ''::text);
CREATE INDEX customer_standing_tier ON customer_standing USING btree (tier) WHERE (tier <> ''::text);
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
    community_id bigint NOT NULL DEFAULT 0,
    item text COLLATE "C" NOT NULL DEFAULT ''::text,
    by_id bigint NOT NULL DEFAULT 0,
    CONSTRAINT customer_touch_pkey PRIMARY KEY (id)
);
CREATE INDEX customer_touch_by ON customer_touch USING btree (by_id, at) WHERE (by_id <> 0);
CREATE INDEX customer_touch_community ON customer_touch USING btree (community_id, at) WHERE (community_id <> 0);
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
CREATE TABLE customer_watch (
    attribute text COLLATE "C" NOT NULL,
    rules bigint NOT NULL,
    CONSTRAINT customer_watch_pkey PRIMARY KEY (attribute)
);
CREATE TABLE demo_brand (
    id bigint NOT NULL,
    seed text COLLATE "C" NOT NULL,
    size text COLLATE "C" NOT NULL,
    last_day text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    facts bigint NOT NULL,
    begun_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    CONSTRAINT demo_brand_id_check CHECK ((id = 1)),
    CONSTRAINT demo_brand_pkey PRIMARY KEY (id),
    CONSTRAINT demo_brand_state_check CHECK ((state = ANY (ARRAY['pouring'::text, 'ready'::text, 'removing'::text, 'removed'::text])))
);
CREATE TABLE demo_chapter (
    name text COLLATE "C" NOT NULL,
    records bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT demo_chapter_pkey PRIMARY KEY (name)
);
CREATE TABLE demo_made (
    kind text COLLATE "C" NOT NULL,
    object_id bigint NOT NULL,
    CONSTRAINT demo_made_kind_check CHECK ((kind = 'segment'::text)),
    CONSTRAINT demo_made_pkey PRIMARY KEY (kind, object_id)
);
CREATE TABLE desk_task (
    id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    customer_id bigint NOT NULL,
    community_id bigint NOT NULL,
    subject_id bigint NOT NULL,
    why text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    due_at bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    outcome text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    closed_at bigint NOT NULL,
    escalated_at bigint NOT NULL DEFAULT 0,
    escalated_by bigint NOT NULL DEFAULT 0,
    CONSTRAINT desk_task_key_key UNIQUE (key),
    CONSTRAINT desk_task_pkey PRIMARY KEY (id),
    CONSTRAINT desk_task_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'dropped'::text])))
);
CREATE INDEX desk_task_customer ON desk_task USING btree (customer_id) WHERE (customer_id <> 0);
CREATE INDEX desk_task_due ON desk_task USING btree (due_at, id) WHERE (state = 'open'::text);
CREATE INDEX desk_task_open ON desk_task USING btree (staff_id, due_at) WHERE (state = 'open'::text);
CREATE INDEX desk_task_store ON desk_task USING btree (store_id, due_at) WHERE (state = 'open'::text);
CREATE TABLE event_fact (
    id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    history boolean NOT NULL,
    payload text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT event_fact_pkey PRIMARY KEY (id)
);
CREATE INDEX event_fact_kind ON event_fact USING btree (kind, id);
CREATE TABLE insight_annotation (
    id bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    words text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT insight_annotation_pkey PRIMARY KEY (id)
);
CREATE INDEX insight_annotation_day ON insight_annotation USING btree (day);
CREATE TABLE insight_cost (
    id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    from_day text COLLATE "C" NOT NULL,
    to_day text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    minutes bigint NOT NULL,
    rate bigint NOT NULL,
    source text COLLATE "C" NOT NULL,
    ref text COLLATE "C" NOT NULL,
    staff_id bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT insight_cost_amount_check CHECK ((amount >= 0)),
    CONSTRAINT insight_cost_check CHECK ((from_day <= to_day)),
    CONSTRAINT insight_cost_kind_check CHECK ((kind = ANY (ARRAY['ad'::text, 'screening'::text, 'bait'::text, 'reward'::text, 'subsidy'::text, 'red_packet'::text, 'staff'::text, 'service'::text, 'delivery'::text, 'payment'::text, 'refund'::text]))),
    CONSTRAINT insight_cost_pkey PRIMARY KEY (id)
);
CREATE INDEX insight_cost_day ON insight_cost USING btree (to_day, from_day);
CREATE UNIQUE INDEX insight_cost_once ON insight_cost USING btree (source, ref) WHERE (ref <> ''::text);
CREATE TABLE insight_experiment (
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    mode text COLLATE "C" NOT NULL,
    metric text COLLATE "C" NOT NULL,
    target text COLLATE "C" NOT NULL,
    rule text COLLATE "C" NOT NULL,
    holdout double precision NOT NULL,
    seed text COLLATE "C" NOT NULL,
    starts_on text COLLATE "C" NOT NULL,
    ends_on text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    enrolled_to bigint NOT NULL,
    stopped_at bigint NOT NULL,
    staff_id bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT insight_experiment_metric_check CHECK ((metric = ANY (ARRAY['conversion'::text, 'repurchase'::text, 'spend'::text]))),
    CONSTRAINT insight_experiment_mode_check CHECK ((mode = ANY (ARRAY['holdout'::text, 'before_after'::text]))),
    CONSTRAINT insight_experiment_name_key UNIQUE (name),
    CONSTRAINT insight_experiment_pkey PRIMARY KEY (id),
    CONSTRAINT insight_experiment_state_check CHECK ((state = ANY (ARRAY['enrolling'::text, 'ready'::text]))),
    CONSTRAINT insight_experiment_target_check CHECK ((target = ANY (ARRAY['rule'::text, 'list'::text, 'everybody'::text])))
);
CREATE INDEX insight_experiment_open ON insight_experiment USING btree (id) WHERE (state = 'enrolling'::text);
CREATE TABLE insight_experiment_person (
    experiment_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT insight_experiment_person_pkey PRIMARY KEY (experiment_id, customer_id)
);
CREATE INDEX insight_experiment_person_customer ON insight_experiment_person USING btree (customer_id);
CREATE TABLE insight_fit (
    id bigint NOT NULL,
    as_of text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    version bigint NOT NULL,
    digest text COLLATE "C" NOT NULL,
    done boolean NOT NULL,
    body text COLLATE "C" NOT NULL,
    CONSTRAINT insight_fit_pkey PRIMARY KEY (id)
);
CREATE INDEX insight_fit_done ON insight_fit USING btree (id) WHERE (done = true);
CREATE TABLE insight_prediction (
    customer_id bigint NOT NULL,
    fit_id bigint NOT NULL,
    repeats bigint NOT NULL,
    last_days bigint NOT NULL,
    age_days bigint NOT NULL,
    spent bigint NOT NULL,
    alive bigint NOT NULL,
    expected bigint NOT NULL,
    value bigint NOT NULL,
    next_at bigint NOT NULL,
    CONSTRAINT insight_prediction_pkey PRIMARY KEY (customer_id)
);
CREATE INDEX insight_prediction_fit ON insight_prediction USING btree (fit_id);
CREATE TABLE insight_result (
    name text COLLATE "C" NOT NULL,
    view text COLLATE "C" NOT NULL,
    params text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    as_of bigint NOT NULL,
    body text COLLATE "C" NOT NULL,
    CONSTRAINT insight_result_pkey PRIMARY KEY (name, view, params)
);
CREATE TABLE intake_bulk (
    id bigint NOT NULL,
    act text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    actor text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    total bigint NOT NULL,
    done bigint NOT NULL,
    missed bigint NOT NULL,
    error text COLLATE "C" NOT NULL,
    actor_kind text COLLATE "C" NOT NULL,
    actor_id bigint NOT NULL,
    created_at bigint NOT NULL,
    started_at bigint NOT NULL,
    finished_at bigint NOT NULL,
    CONSTRAINT intake_bulk_act_check CHECK ((act = ANY (ARRAY['tag'::text, 'untag'::text, 'assign'::text]))),
    CONSTRAINT intake_bulk_pkey PRIMARY KEY (id),
    CONSTRAINT intake_bulk_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);
CREATE INDEX intake_bulk_open ON intake_bulk USING btree (id) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));
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
CREATE INDEX job_failed ON job USING btree (id) WHERE (state = 'failed'::text);
CREATE INDEX job_free ON job USING btree (kind, run_at, id) WHERE ((state = 'ready'::text) AND (lane = ''::text));
CREATE UNIQUE INDEX job_lane ON job USING btree (lane) WHERE ((state = 'running'::text) AND (lane <> ''::text));
CREATE INDEX job_leased ON job USING btree (lease_until) WHERE (state = 'running'::text);
CREATE UNIQUE INDEX job_once ON job USING btree (unique_key) WHERE (unique_key <> ''::text);
CREATE INDEX job_queued ON job USING btree (lane, run_at, id) WHERE ((state = 'ready'::text) AND (lane <> ''::text));
CREATE TABLE landing_page (
    id bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    campaign text COLLATE "C" NOT NULL,
    follow text COLLATE "C" NOT NULL,
    callers text COLLATE "C" NOT NULL,
    split boolean NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    account text COLLATE "C" NOT NULL DEFAULT ''::text,
    account_picture text COLLATE "C" NOT NULL DEFAULT ''::text,
    CONSTRAINT landing_page_key_key UNIQUE (key),
    CONSTRAINT landing_page_pkey PRIMARY KEY (id),
    CONSTRAINT landing_page_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'live'::text, 'paused'::text, 'closed'::text])))
);
CREATE INDEX landing_page_store ON landing_page USING btree (store_id, id);
CREATE TABLE landing_revision (
    page_id bigint NOT NULL,
    variant text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    page text COLLATE "C" NOT NULL,
    staff_id bigint NOT NULL,
    published_at bigint NOT NULL,
    CONSTRAINT landing_revision_pkey PRIMARY KEY (page_id, variant, number)
);
CREATE TABLE landing_variant (
    page_id bigint NOT NULL,
    variant text COLLATE "C" NOT NULL,
    page text COLLATE "C" NOT NULL,
    edits bigint NOT NULL,
    revision bigint NOT NULL,
    CONSTRAINT landing_variant_pkey PRIMARY KEY (page_id, variant),
    CONSTRAINT landing_variant_variant_check CHECK ((variant = ANY (ARRAY['a'::text, 'b'::text])))
);
CREATE TABLE landing_visitor (
    page_id bigint NOT NULL,
    visitor text COLLATE "C" NOT NULL,
    variant text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    seen_at bigint NOT NULL,
    clicked_at bigint NOT NULL,
    begun_at bigint NOT NULL,
    lead_at bigint NOT NULL,
    customer_id bigint NOT NULL,
    depth bigint NOT NULL DEFAULT 0,
    dwell bigint NOT NULL DEFAULT 0,
    CONSTRAINT landing_visitor_pkey PRIMARY KEY (page_id, visitor)
);
CREATE INDEX landing_visitor_customer ON landing_visitor USING btree (customer_id) WHERE (customer_id <> 0);
CREATE TABLE lead (
    id bigint NOT NULL,
    origin text COLLATE "C" NOT NULL,
    origin_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    campaign text COLLATE "C" NOT NULL,
    place text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    visitor text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT lead_origin_check CHECK ((origin = ANY (ARRAY['code'::text, 'landing'::text]))),
    CONSTRAINT lead_origin_origin_id_customer_id_day_key UNIQUE (origin, origin_id, customer_id, day),
    CONSTRAINT lead_pkey PRIMARY KEY (id)
);
CREATE INDEX lead_address ON lead USING btree (address, at);
CREATE INDEX lead_customer ON lead USING btree (customer_id);
CREATE INDEX lead_origin ON lead USING btree (origin, origin_id, at);
CREATE TABLE ledger_balance (
    kind text COLLATE "C" NOT NULL,
    of_id bigint NOT NULL,
    bound boolean NOT NULL,
    debits bigint NOT NULL,
    credits bigint NOT NULL,
    CONSTRAINT ledger_balance_credits_check CHECK ((credits >= 0)),
    CONSTRAINT ledger_balance_debits_check CHECK ((debits >= 0)),
    CONSTRAINT ledger_balance_pkey PRIMARY KEY (kind, of_id)
);
CREATE TABLE ledger_transfer (
    id bigint NOT NULL,
    debit_kind text COLLATE "C" NOT NULL,
    debit_of bigint NOT NULL,
    credit_kind text COLLATE "C" NOT NULL,
    credit_of bigint NOT NULL,
    amount bigint NOT NULL,
    cause_kind text COLLATE "C" NOT NULL,
    cause_id bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT ledger_transfer_amount_check CHECK ((amount > 0)),
    CONSTRAINT ledger_transfer_cause_id_cause_kind_key UNIQUE (cause_id, cause_kind),
    CONSTRAINT ledger_transfer_pkey PRIMARY KEY (id)
);
CREATE INDEX ledger_transfer_credit ON ledger_transfer USING btree (credit_kind, credit_of, id);
CREATE INDEX ledger_transfer_debit ON ledger_transfer USING btree (debit_kind, debit_of, id);
CREATE TABLE livecode_arrival (
    code_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    member text COLLATE "C" NOT NULL,
    community_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    at bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    again boolean NOT NULL,
    CONSTRAINT livecode_arrival_pkey PRIMARY KEY (code_id, customer_id, member, community_id, at)
);
CREATE INDEX livecode_arrival_customer ON livecode_arrival USING btree (customer_id);
CREATE INDEX livecode_arrival_day ON livecode_arrival USING btree (staff_id, day);
CREATE TABLE livecode_branch (
    code_id bigint NOT NULL,
    number bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    config text COLLATE "C" NOT NULL,
    picture text COLLATE "C" NOT NULL,
    behind text COLLATE "C" NOT NULL,
    asked text COLLATE "C" NOT NULL,
    trouble text COLLATE "C" NOT NULL,
    put_at bigint NOT NULL,
    tag text COLLATE "C" NOT NULL DEFAULT ''::text,
    CONSTRAINT livecode_branch_pkey PRIMARY KEY (code_id, number)
);
CREATE TABLE livecode_code (
    id bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    class text COLLATE "C" NOT NULL,
    medium text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    promise text COLLATE "C" NOT NULL,
    weekly bigint NOT NULL,
    tags text COLLATE "C" NOT NULL,
    direct boolean NOT NULL,
    invite text COLLATE "C" NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT livecode_code_class_check CHECK ((class = ANY (ARRAY['internal'::text, 'external'::text, 'referral'::text]))),
    CONSTRAINT livecode_code_key_key UNIQUE (key),
    CONSTRAINT livecode_code_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'group'::text]))),
    CONSTRAINT livecode_code_medium_check CHECK ((medium = ANY (ARRAY['store'::text, 'package'::text, 'table'::text, 'platform'::text, 'kol'::text, 'partner'::text, 'other'::text]))),
    CONSTRAINT livecode_code_pkey PRIMARY KEY (id),
    CONSTRAINT livecode_code_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'live'::text, 'paused'::text, 'closed'::text])))
);
CREATE INDEX livecode_code_store ON livecode_code USING btree (store_id, id);
CREATE TABLE livecode_group (
    code_id bigint NOT NULL,
    number bigint NOT NULL,
    community_id bigint NOT NULL,
    place bigint NOT NULL,
    CONSTRAINT livecode_group_pkey PRIMARY KEY (code_id, number, community_id)
);
CREATE INDEX livecode_group_community ON livecode_group USING btree (community_id);
CREATE TABLE livecode_seat (
    code_id bigint NOT NULL,
    number bigint NOT NULL,
    staff_id bigint NOT NULL,
    from_minute bigint NOT NULL,
    until_minute bigint NOT NULL,
    days bigint NOT NULL,
    day_cap bigint NOT NULL,
    spare boolean NOT NULL,
    CONSTRAINT livecode_seat_pkey PRIMARY KEY (code_id, number, staff_id)
);
CREATE INDEX livecode_seat_staff ON livecode_seat USING btree (staff_id);
CREATE TABLE livecode_visit (
    code_id bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    visitor text COLLATE "C" NOT NULL,
    shown boolean NOT NULL,
    CONSTRAINT livecode_visit_pkey PRIMARY KEY (code_id, day, visitor)
);
CREATE TABLE mirror_mark (
    bond_id bigint NOT NULL,
    tag_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT mirror_mark_pkey PRIMARY KEY (bond_id, tag_id),
    CONSTRAINT mirror_mark_state_check CHECK ((state = ANY (ARRAY['kept'::text, 'off'::text, 'adding'::text, 'taking'::text])))
);
CREATE INDEX mirror_mark_customer ON mirror_mark USING btree (customer_id);
CREATE INDEX mirror_mark_tag ON mirror_mark USING btree (tag_id);
CREATE TABLE mirror_remark (
    bond_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    revision bigint NOT NULL,
    remark text COLLATE "C" NOT NULL,
    asked text COLLATE "C" NOT NULL,
    about text COLLATE "C" NOT NULL,
    attempts bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    due_at bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT mirror_remark_pkey PRIMARY KEY (bond_id),
    CONSTRAINT mirror_remark_state_check CHECK ((state = ANY (ARRAY['due'::text, 'done'::text, 'own'::text, 'over'::text])))
);
CREATE INDEX mirror_remark_customer ON mirror_remark USING btree (customer_id);
CREATE INDEX mirror_remark_due ON mirror_remark USING btree (due_at) WHERE (state = 'due'::text);
CREATE TABLE mirror_word (
    channel text COLLATE "C" NOT NULL,
    tag_id bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    family text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    gone_at bigint NOT NULL,
    trouble text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT mirror_word_pkey PRIMARY KEY (channel, tag_id)
);
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
CREATE TABLE org_view (
    id bigint NOT NULL,
    staff_id bigint NOT NULL,
    page text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    query text COLLATE "C" NOT NULL,
    shared boolean NOT NULL,
    changed_at bigint NOT NULL,
    CONSTRAINT org_view_pkey PRIMARY KEY (id),
    CONSTRAINT org_view_staff_id_page_name_key UNIQUE (staff_id, page, name)
);
CREATE INDEX org_view_shared ON org_view USING btree (page) WHERE (shared = true);
CREATE TABLE outreach_batch (
    id bigint NOT NULL,
    broadcast_id bigint NOT NULL,
    member text COLLATE "C" NOT NULL,
    staff_id bigint NOT NULL,
    size bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    called_at bigint NOT NULL,
    made_at bigint NOT NULL,
    confirmed_at bigint NOT NULL,
    reminded_at bigint NOT NULL,
    reminders bigint NOT NULL,
    due_at bigint NOT NULL,
    attempts bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    CONSTRAINT outreach_batch_pkey PRIMARY KEY (id),
    CONSTRAINT outreach_batch_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'calling'::text, 'made'::text, 'failed'::text, 'ended'::text])))
);
CREATE INDEX outreach_batch_broadcast ON outreach_batch USING btree (broadcast_id);
CREATE UNIQUE INDEX outreach_batch_code ON outreach_batch USING btree (code) WHERE (code <> ''::text);
CREATE INDEX outreach_batch_due ON outreach_batch USING btree (due_at) WHERE (state = ANY (ARRAY['planned'::text, 'calling'::text, 'made'::text]));
CREATE TABLE outreach_broadcast (
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    topic text COLLATE "C" NOT NULL,
    grouped boolean NOT NULL,
    audience text COLLATE "C" NOT NULL,
    message text COLLATE "C" NOT NULL,
    sender text COLLATE "C" NOT NULL,
    planned_at bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    note text COLLATE "C" NOT NULL,
    scope text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    decided_by bigint NOT NULL,
    due_at bigint NOT NULL,
    decided_to bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    CONSTRAINT outreach_broadcast_pkey PRIMARY KEY (id),
    CONSTRAINT outreach_broadcast_sender_check CHECK ((sender = ANY (ARRAY['newest'::text, 'keeper'::text]))),
    CONSTRAINT outreach_broadcast_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'waiting'::text, 'refused'::text, 'approved'::text, 'deciding'::text, 'sending'::text, 'done'::text, 'cancelled'::text])))
);
CREATE INDEX outreach_broadcast_due ON outreach_broadcast USING btree (due_at) WHERE (state = ANY (ARRAY['approved'::text, 'deciding'::text]));
CREATE INDEX outreach_broadcast_store ON outreach_broadcast USING btree (store_id, id);
CREATE TABLE outreach_contact (
    customer_id bigint NOT NULL,
    broadcast_id bigint NOT NULL,
    community_id bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT outreach_contact_pkey PRIMARY KEY (customer_id, broadcast_id, community_id),
    CONSTRAINT outreach_contact_state_check CHECK ((state = ANY (ARRAY['held'::text, 'spent'::text, 'freed'::text])))
);
CREATE INDEX outreach_contact_broadcast ON outreach_contact USING btree (broadcast_id, community_id);
CREATE TABLE outreach_promise (
    state text COLLATE "C" NOT NULL,
    most bigint NOT NULL,
    CONSTRAINT outreach_promise_most_check CHECK ((most > 0)),
    CONSTRAINT outreach_promise_pkey PRIMARY KEY (state)
);
CREATE TABLE outreach_reach (
    broadcast_id bigint NOT NULL,
    target bigint NOT NULL,
    batch_id bigint NOT NULL,
    contact text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT outreach_reach_check CHECK (((state = 'left_out'::text) = (reason <> ''::text))),
    CONSTRAINT outreach_reach_pkey PRIMARY KEY (broadcast_id, target),
    CONSTRAINT outreach_reach_state_check CHECK ((state = ANY (ARRAY['left_out'::text, 'held'::text, 'sent'::text, 'not_contact'::text, 'over_limit'::text, 'failed'::text, 'lapsed'::text, 'cancelled'::text])))
);
CREATE INDEX outreach_reach_batch ON outreach_reach USING btree (batch_id, target) WHERE (batch_id <> 0);
CREATE INDEX outreach_reach_target ON outreach_reach USING btree (target, at) WHERE (batch_id <> 0);
CREATE TABLE page_picture (
    key text COLLATE "C" NOT NULL,
    width bigint NOT NULL,
    height bigint NOT NULL,
    body bytea NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT page_picture_pkey PRIMARY KEY (key)
);
CREATE TABLE page_proof (
    id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    text text COLLATE "C" NOT NULL,
    picture text COLLATE "C" NOT NULL,
    alt text COLLATE "C" NOT NULL,
    holder text COLLATE "C" NOT NULL,
    until text COLLATE "C" NOT NULL,
    customer_id bigint NOT NULL,
    order_id bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    added_by bigint NOT NULL,
    added_at bigint NOT NULL,
    approved_by bigint NOT NULL,
    approved_at bigint NOT NULL,
    ended_by bigint NOT NULL,
    ended_at bigint NOT NULL,
    why text COLLATE "C" NOT NULL,
    CONSTRAINT page_proof_kind_check CHECK ((kind = ANY (ARRAY['certificate'::text, 'qualification'::text, 'expert'::text, 'customer'::text]))),
    CONSTRAINT page_proof_pkey PRIMARY KEY (id),
    CONSTRAINT page_proof_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'approved'::text, 'withdrawn'::text])))
);
CREATE INDEX page_proof_customer ON page_proof USING btree (customer_id) WHERE (customer_id <> 0);
CREATE TABLE referral_bond (
    customer_id bigint NOT NULL,
    inviter_id bigint NOT NULL,
    claim_id bigint NOT NULL,
    at bigint NOT NULL,
    import_id bigint NOT NULL,
    CONSTRAINT referral_bond_check CHECK ((customer_id <> inviter_id)),
    CONSTRAINT referral_bond_pkey PRIMARY KEY (customer_id)
);
CREATE INDEX referral_bond_import ON referral_bond USING btree (import_id) WHERE (import_id <> 0);
CREATE INDEX referral_bond_inviter ON referral_bond USING btree (inviter_id);
CREATE TABLE referral_claim (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    inviter_id bigint NOT NULL,
    at bigint NOT NULL,
    source text COLLATE "C" NOT NULL,
    evidence text COLLATE "C" NOT NULL,
    community_id bigint NOT NULL,
    verdict text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    note text COLLATE "C" NOT NULL,
    forced boolean NOT NULL,
    standing text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    keeper_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    import_id bigint NOT NULL,
    ref text COLLATE "C" NOT NULL,
    CONSTRAINT referral_claim_pkey PRIMARY KEY (id),
    CONSTRAINT referral_claim_source_check CHECK ((source = ANY (ARRAY['code'::text, 'link'::text, 'staff'::text, 'import'::text, 'counter'::text, 'hand'::text]))),
    CONSTRAINT referral_claim_standing_check CHECK ((standing = ANY (ARRAY[''::text, 'valid'::text, 'left'::text, 'member'::text, 'taken'::text, 'unbound'::text, 'excluded'::text]))),
    CONSTRAINT referral_claim_verdict_check CHECK ((verdict = ANY (ARRAY['bound'::text, 'replaced'::text, 'lost'::text, 'void'::text])))
);
CREATE INDEX referral_claim_community ON referral_claim USING btree (community_id, customer_id) WHERE (community_id <> 0);
CREATE INDEX referral_claim_customer ON referral_claim USING btree (customer_id, at);
CREATE INDEX referral_claim_import ON referral_claim USING btree (import_id) WHERE (import_id <> 0);
CREATE INDEX referral_claim_inviter ON referral_claim USING btree (inviter_id, at);
CREATE UNIQUE INDEX referral_claim_once ON referral_claim USING btree (ref) WHERE (ref <> ''::text);
CREATE TABLE referral_code (
    id bigint NOT NULL,
    token text COLLATE "C" NOT NULL,
    customer_id bigint NOT NULL,
    community_id bigint NOT NULL,
    cause text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    own boolean NOT NULL DEFAULT false,
    tone text COLLATE "C" NOT NULL DEFAULT ''::text,
    named boolean NOT NULL DEFAULT false,
    regretted boolean NOT NULL DEFAULT false,
    CONSTRAINT referral_code_pkey PRIMARY KEY (id),
    CONSTRAINT referral_code_token_key UNIQUE (token)
);
CREATE INDEX referral_code_cause ON referral_code USING btree (cause) WHERE own;
CREATE INDEX referral_code_customer ON referral_code USING btree (customer_id);
CREATE UNIQUE INDEX referral_code_own ON referral_code USING btree (customer_id, cause) WHERE (own AND (ended_at = 0));
CREATE TABLE referral_day (
    day text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    source text COLLATE "C" NOT NULL,
    bonds bigint NOT NULL,
    CONSTRAINT referral_day_pkey PRIMARY KEY (day, store_id, staff_id, source)
);
CREATE TABLE referral_inviter_day (
    inviter_id bigint NOT NULL,
    day text COLLATE "C" NOT NULL,
    community_id bigint NOT NULL,
    store_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    invited bigint NOT NULL,
    valid bigint NOT NULL,
    pending bigint NOT NULL,
    CONSTRAINT referral_inviter_day_pkey PRIMARY KEY (inviter_id, day, community_id, store_id, staff_id)
);
CREATE INDEX referral_inviter_day_community ON referral_inviter_day USING btree (community_id, day) WHERE (community_id <> 0);
CREATE INDEX referral_inviter_day_day ON referral_inviter_day USING btree (day);
CREATE TABLE referral_node (
    customer_id bigint NOT NULL,
    parent_id bigint NOT NULL,
    at bigint NOT NULL,
    children bigint NOT NULL,
    subtree bigint NOT NULL,
    own bigint NOT NULL,
    below bigint NOT NULL,
    buyers bigint NOT NULL,
    dropped_id bigint NOT NULL,
    CONSTRAINT referral_node_pkey PRIMARY KEY (customer_id)
);
CREATE INDEX referral_node_dropped ON referral_node USING btree (dropped_id) WHERE (dropped_id <> 0);
CREATE INDEX referral_node_parent ON referral_node USING btree (parent_id, customer_id) WHERE (parent_id <> 0);
CREATE TABLE referral_seen (
    claim_id bigint NOT NULL,
    import_id bigint NOT NULL,
    CONSTRAINT referral_seen_pkey PRIMARY KEY (claim_id, import_id)
);
CREATE INDEX referral_seen_import ON referral_seen USING btree (import_id) WHERE (import_id <> 0);
CREATE TABLE reward_code (
    gift_id bigint NOT NULL,
    place bigint NOT NULL,
    mark text COLLATE "C" NOT NULL,
    sealed text COLLATE "C" NOT NULL,
    grant_id bigint NOT NULL,
    CONSTRAINT reward_code_gift_id_mark_key UNIQUE (gift_id, mark),
    CONSTRAINT reward_code_pkey PRIMARY KEY (gift_id, place)
);
CREATE TABLE reward_gift (
    id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    words text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    cost bigint NOT NULL,
    worth bigint NOT NULL,
    total bigint NOT NULL,
    issued bigint NOT NULL,
    tags text COLLATE "C" NOT NULL,
    days bigint NOT NULL,
    until_at bigint NOT NULL,
    per_person bigint NOT NULL,
    off bigint NOT NULL,
    rate bigint NOT NULL,
    most bigint NOT NULL,
    minimum bigint NOT NULL,
    stack text COLLATE "C" NOT NULL,
    stackable boolean NOT NULL,
    staff_id bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT reward_gift_check CHECK ((issued <= total)),
    CONSTRAINT reward_gift_cost_check CHECK ((cost >= 0)),
    CONSTRAINT reward_gift_days_check CHECK ((days >= 0)),
    CONSTRAINT reward_gift_issued_check CHECK ((issued >= 0)),
    CONSTRAINT reward_gift_kind_check CHECK ((kind = ANY (ARRAY['code'::text, 'thing'::text, 'coupon'::text]))),
    CONSTRAINT reward_gift_minimum_check CHECK ((minimum >= 0)),
    CONSTRAINT reward_gift_most_check CHECK ((most >= 0)),
    CONSTRAINT reward_gift_off_check CHECK ((off >= 0)),
    CONSTRAINT reward_gift_per_person_check CHECK ((per_person >= 0)),
    CONSTRAINT reward_gift_pkey PRIMARY KEY (id),
    CONSTRAINT reward_gift_rate_check CHECK (((rate >= 0) AND (rate <= 10000))),
    CONSTRAINT reward_gift_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text]))),
    CONSTRAINT reward_gift_total_check CHECK ((total >= 0)),
    CONSTRAINT reward_gift_worth_check CHECK ((worth >= 0))
);
CREATE TABLE reward_grant (
    id bigint NOT NULL,
    gift_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    customer_id bigint NOT NULL,
    cause_kind text COLLATE "C" NOT NULL,
    cause_id bigint NOT NULL,
    title text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    place bigint NOT NULL,
    until_at bigint NOT NULL,
    due_at bigint NOT NULL,
    order_kind text COLLATE "C" NOT NULL,
    order_id bigint NOT NULL,
    returned boolean NOT NULL,
    address text COLLATE "C" NOT NULL,
    carrier text COLLATE "C" NOT NULL,
    parcel text COLLATE "C" NOT NULL,
    why text COLLATE "C" NOT NULL,
    ended_at bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT reward_grant_cause_id_cause_kind_key UNIQUE (cause_id, cause_kind),
    CONSTRAINT reward_grant_check CHECK (((order_kind <> ''::text) = (state = ANY (ARRAY['locked'::text, 'used'::text])))),
    CONSTRAINT reward_grant_kind_check CHECK ((kind = ANY (ARRAY['code'::text, 'thing'::text, 'coupon'::text]))),
    CONSTRAINT reward_grant_pkey PRIMARY KEY (id),
    CONSTRAINT reward_grant_state_check CHECK ((state = ANY (ARRAY['issued'::text, 'locked'::text, 'used'::text, 'expired'::text, 'revoked'::text, 'waiting'::text, 'applied'::text, 'shipped'::text, 'received'::text])))
);
CREATE INDEX reward_grant_address ON reward_grant USING btree (ended_at) WHERE (address <> ''::text);
CREATE INDEX reward_grant_customer ON reward_grant USING btree (customer_id, gift_id, id);
CREATE INDEX reward_grant_due ON reward_grant USING btree (due_at) WHERE (due_at <> 0);
CREATE INDEX reward_grant_gift ON reward_grant USING btree (gift_id, id);
CREATE INDEX reward_grant_order ON reward_grant USING btree (order_id) WHERE (order_id <> 0);
CREATE INDEX reward_grant_state ON reward_grant USING btree (state, id);
CREATE TABLE segment (
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    rule text COLLATE "C" NOT NULL,
    reads text COLLATE "C" NOT NULL,
    tag text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    members bigint NOT NULL,
    staff_id bigint NOT NULL,
    version bigint NOT NULL,
    zone text COLLATE "C" NOT NULL,
    built_to bigint NOT NULL,
    built_at bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT segment_name_key UNIQUE (name),
    CONSTRAINT segment_pkey PRIMARY KEY (id),
    CONSTRAINT segment_state_check CHECK ((state = ANY (ARRAY['building'::text, 'live'::text, 'paused'::text])))
);
CREATE UNIQUE INDEX segment_tag ON segment USING btree (tag) WHERE (tag <> ''::text);
CREATE TABLE segment_due (
    segment_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    due_at bigint NOT NULL,
    CONSTRAINT segment_due_pkey PRIMARY KEY (segment_id, customer_id)
);
CREATE INDEX segment_due_at ON segment_due USING btree (due_at);
CREATE INDEX segment_due_customer ON segment_due USING btree (customer_id);
CREATE TABLE segment_keeper (
    id bigint NOT NULL,
    token text COLLATE "C" NOT NULL,
    epoch bigint NOT NULL,
    indexed boolean NOT NULL,
    CONSTRAINT segment_keeper_id_check CHECK ((id = 1)),
    CONSTRAINT segment_keeper_pkey PRIMARY KEY (id)
);
CREATE TABLE segment_stay (
    id bigint NOT NULL,
    segment_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    since bigint NOT NULL,
    until bigint NOT NULL,
    entered_by text COLLATE "C" NOT NULL,
    left_by text COLLATE "C" NOT NULL,
    CONSTRAINT segment_stay_pkey PRIMARY KEY (id)
);
CREATE INDEX segment_stay_customer ON segment_stay USING btree (customer_id);
CREATE UNIQUE INDEX segment_stay_open ON segment_stay USING btree (segment_id, customer_id) WHERE (until = 0);
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
CREATE TABLE succession (
    id bigint NOT NULL,
    channel text COLLATE "C" NOT NULL,
    from_id bigint NOT NULL,
    member text COLLATE "C" NOT NULL,
    resigned boolean NOT NULL,
    message text COLLATE "C" NOT NULL,
    tasks bigint NOT NULL,
    staff_id bigint NOT NULL,
    at bigint NOT NULL,
    ended_at bigint NOT NULL,
    CONSTRAINT succession_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX succession_open ON succession USING btree (from_id) WHERE (ended_at = 0);
CREATE TABLE succession_object (
    succession_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    object_id bigint NOT NULL,
    heir_id bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    until_at bigint NOT NULL,
    due_at bigint NOT NULL,
    attempts bigint NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT succession_object_kind_check CHECK ((kind = ANY (ARRAY['customer'::text, 'group'::text]))),
    CONSTRAINT succession_object_pkey PRIMARY KEY (succession_id, kind, object_id),
    CONSTRAINT succession_object_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'asked'::text, 'waiting'::text, 'done'::text, 'refused'::text, 'full'::text, 'failed'::text])))
);
CREATE INDEX succession_object_due ON succession_object USING btree (due_at) WHERE (state = ANY (ARRAY['planned'::text, 'asked'::text, 'waiting'::text]));
CREATE INDEX succession_object_id ON succession_object USING btree (object_id) WHERE (state = ANY (ARRAY['asked'::text, 'waiting'::text]));
CREATE TABLE webhook_delivery (
    id bigint NOT NULL,
    subscription_id bigint NOT NULL,
    fact_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    tries bigint NOT NULL,
    replays bigint NOT NULL,
    next_at bigint NOT NULL,
    tried_at bigint NOT NULL,
    status bigint NOT NULL,
    took bigint NOT NULL,
    trouble text COLLATE "C" NOT NULL,
    reply text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT webhook_delivery_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'given_up'::text])))
);
CREATE INDEX webhook_delivery_due ON webhook_delivery USING btree (subscription_id, next_at, id) WHERE (state = 'waiting'::text);
CREATE INDEX webhook_delivery_given_up ON webhook_delivery USING btree (subscription_id, id) WHERE (state = 'given_up'::text);
CREATE UNIQUE INDEX webhook_delivery_once ON webhook_delivery USING btree (subscription_id, fact_id);
CREATE TABLE webhook_subscription (
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    facts text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    secret text COLLATE "C" NOT NULL,
    old_secret text COLLATE "C" NOT NULL,
    old_until bigint NOT NULL,
    failing_since bigint NOT NULL,
    misses bigint NOT NULL,
    retry_at bigint NOT NULL,
    paused_at bigint NOT NULL,
    version bigint NOT NULL,
    created_by bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT webhook_subscription_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_subscription_state_check CHECK ((state = ANY (ARRAY['on'::text, 'off'::text, 'paused'::text, 'gone'::text])))
);
