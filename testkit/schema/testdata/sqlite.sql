CREATE TABLE automation_greeting (
    id           INTEGER  PRIMARY KEY,
    name         TEXT    NOT NULL,
    states       TEXT    NOT NULL, -- JSON list of the codes it is for, [] any
    from_minute  INTEGER  NOT NULL, -- of the day in the organisation's zone, from …
    until_minute INTEGER  NOT NULL, -- … to before; both 0: all day; from after until: over midnight
    rule         TEXT    NOT NULL, -- whom it is for, canonical text, '' everybody; somebody unknown meets none
    variants     TEXT    NOT NULL, -- JSON: label, weight, text, attachments
    place        INTEGER  NOT NULL, -- the smallest is tried first
    closed       INTEGER NOT NULL,
    version      INTEGER  NOT NULL,
    created_at   INTEGER  NOT NULL
) STRICT;
CREATE TABLE automation_welcome (
    payload_id  INTEGER PRIMARY KEY, -- of channel's inbox
    channel     TEXT   NOT NULL,
    staff_id    INTEGER NOT NULL, -- who was added, 0 not known here
    state       TEXT   NOT NULL, -- of the code, '' none
    greeting_id INTEGER NOT NULL, -- 0: none fitted
    variant     TEXT   NOT NULL, -- label, '' none
    outcome     TEXT   NOT NULL CHECK (outcome = 'sent' OR outcome = 'late' OR outcome = 'taken' OR outcome = 'refused' OR outcome = 'failed' OR outcome = 'none'),
    reason      TEXT   NOT NULL, -- a fault's code, '' sent
    took        INTEGER NOT NULL, -- ms from the callback to the answer
    at          INTEGER NOT NULL  -- ms of the callback
) STRICT;
CREATE INDEX automation_welcome_at ON automation_welcome (at);
CREATE INDEX automation_welcome_greeting ON automation_welcome (greeting_id, variant, outcome);
CREATE TABLE campaign (
    id         INTEGER PRIMARY KEY,
    model      TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state = 'draft' OR state = 'live' OR state = 'paused' OR state = 'ended'),
    why        TEXT   NOT NULL, -- why it is paused
    revision   INTEGER NOT NULL, -- whose rules new instances follow, 0 none yet
    draft      INTEGER NOT NULL, -- the revision being edited, 0 none
    version    INTEGER NOT NULL,
    now_at     INTEGER NOT NULL, -- ms: the latest moment that any batch saw; its clock never goes back
    burst_at   INTEGER NOT NULL, -- ms: the minute of the last entry
    burst      INTEGER NOT NULL, -- entries in that minute
    store_id   INTEGER NOT NULL,
    staff_id   INTEGER NOT NULL, -- who made it
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX campaign_store ON campaign (store_id, id);
CREATE TABLE campaign_bucket (
    campaign_id INTEGER NOT NULL,
    name        TEXT   NOT NULL, -- a path: what is taken of stock/red is taken of stock too
    total       INTEGER NOT NULL,
    free        INTEGER NOT NULL CHECK (free >= 0),
    held        INTEGER NOT NULL CHECK (held >= 0),
    spent       INTEGER NOT NULL CHECK (spent >= 0),
    PRIMARY KEY (campaign_id, name),
    CHECK (free + held + spent = total)
) STRICT;
CREATE TABLE campaign_cashier_bill (
    seat_id     INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    price       INTEGER NOT NULL CHECK (price > 0), -- fen: as the game sees it
    discount    INTEGER NOT NULL CHECK (discount >= 0), -- fen that coupons pay
    cash        INTEGER NOT NULL CHECK (cash >= 0), -- fen that are asked for
    state       TEXT   NOT NULL CHECK (state = 'asked' OR state = 'paid' OR state = 'closed' OR state = 'returned'), -- returned: all of it went back, and the coupons
    earned      INTEGER NOT NULL CHECK (earned >= 0 AND earned <= discount), -- fen of the discount booked when the goods went
    at          INTEGER NOT NULL, -- ms
    CHECK (discount + cash = price)
) STRICT;
CREATE TABLE campaign_cashier_part (
    seat_id INTEGER NOT NULL,
    number  TEXT   NOT NULL, -- of the refund, as the game numbered it
    gross   INTEGER NOT NULL CHECK (gross > 0), -- fen of the price, as the game sees it
    cash    INTEGER NOT NULL CHECK (cash >= 0 AND cash <= gross), -- fen of them in money
    at      INTEGER NOT NULL, -- ms
    PRIMARY KEY (seat_id, number)
) STRICT;
CREATE TABLE campaign_day (
    campaign_id INTEGER NOT NULL,
    day         TEXT   NOT NULL,
    what        TEXT   NOT NULL, -- the state that seats entered; of instances, instance:state
    n           INTEGER NOT NULL,
    amount      INTEGER NOT NULL, -- fen
    PRIMARY KEY (campaign_id, day, what)
) STRICT;
CREATE TABLE campaign_fade (
    campaign_id INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    why         TEXT   NOT NULL CHECK (why = 'payoff' OR why = 'half_life'),
    day         TEXT   NOT NULL, -- that told it
    at          INTEGER NOT NULL,
    until       INTEGER NOT NULL, -- ms: the last deadline of what was open, 0 nothing was
    PRIMARY KEY (campaign_id, revision)
) STRICT;
CREATE TABLE campaign_handover (
    seat_id     INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    how         TEXT   NOT NULL CHECK (how = 'delivery' OR how = 'pickup'),
    state       TEXT   NOT NULL CHECK (state = 'waiting' OR state = 'ready' OR state = 'shipped' OR state = 'received' OR state = 'fetched' OR state = 'withdrawn'), -- waiting: the game has not let them go
    title       TEXT   NOT NULL, -- as the buyer reads it
    address     TEXT   NOT NULL, -- encrypted; '' not said, or forgotten
    store_id    INTEGER NOT NULL, -- where they are fetched, 0 not said
    code        TEXT   NOT NULL, -- that the buyer shows there, '' none
    carrier     TEXT   NOT NULL,
    parcel      TEXT   NOT NULL, -- the carrier's number
    ended_at    INTEGER NOT NULL, -- ms when they were received, fetched or withdrawn; 0 not yet
    version     INTEGER NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX campaign_handover_address ON campaign_handover (ended_at) WHERE address <> '';
CREATE INDEX campaign_handover_campaign ON campaign_handover (campaign_id, seat_id);
CREATE INDEX campaign_handover_code ON campaign_handover (code) WHERE code <> '';
CREATE INDEX campaign_handover_customer ON campaign_handover (customer_id, seat_id);
CREATE TABLE campaign_handover_kept (
    customer_id INTEGER PRIMARY KEY,
    address     TEXT   NOT NULL, -- encrypted
    at          INTEGER NOT NULL  -- ms
) STRICT;
CREATE TABLE campaign_instance (
    id          INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    owner_id    INTEGER NOT NULL, -- customer who opened it, 0 the brand
    state       TEXT   NOT NULL,
    held        INTEGER NOT NULL CHECK (held >= 0),
    done        INTEGER NOT NULL CHECK (done >= 0),
    fill        INTEGER NOT NULL CHECK (fill >= 0), -- places that the brand filled
    size        INTEGER NOT NULL,                   -- 0 no bound
    amount      INTEGER NOT NULL,                   -- fen
    seed        TEXT   NOT NULL,
    at          INTEGER NOT NULL,
    deadline    INTEGER NOT NULL, -- ms, 0 none
    due_at      INTEGER NOT NULL, -- ms when time next changes it, 0 never
    CHECK (size = 0 OR held + done + fill <= size)
) STRICT;
CREATE INDEX campaign_instance_due ON campaign_instance (due_at) WHERE due_at > 0;
CREATE INDEX campaign_instance_near ON campaign_instance (campaign_id, revision, state, (size - held - done - fill), id) WHERE due_at > 0 AND size > 0;
CREATE INDEX campaign_instance_owner ON campaign_instance (campaign_id, owner_id);
CREATE INDEX campaign_instance_state ON campaign_instance (campaign_id, state, id);
CREATE TABLE campaign_latest (
    campaign_id INTEGER PRIMARY KEY,
    came        TEXT   NOT NULL, -- seats of people, the last first: their ids with spaces between
    counted     TEXT   NOT NULL  -- likewise of those that were paid for, or got what they are for
) STRICT;
CREATE TABLE campaign_load (
    campaign_id INTEGER NOT NULL,
    day         TEXT   NOT NULL,
    ms          INTEGER NOT NULL, -- at most so long, in steps of 50
    n           INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, day, ms)
) STRICT;
CREATE INDEX campaign_load_day ON campaign_load (day);
CREATE TABLE campaign_reply (
    campaign_id INTEGER NOT NULL,
    subject     INTEGER NOT NULL, -- the seat or the instance; the person of an entry without a seat
    kind        TEXT   NOT NULL,
    instance_id INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    ref         TEXT   NOT NULL, -- a number of ours, or the provider's transaction
    reply       TEXT   NOT NULL, -- JSON
    PRIMARY KEY (campaign_id, subject, kind, instance_id, number, ref)
) STRICT;
CREATE TABLE campaign_review (
    campaign_id INTEGER PRIMARY KEY,
    well        TEXT   NOT NULL,
    badly       TEXT   NOT NULL,
    next        TEXT   NOT NULL,
    staff_id    INTEGER NOT NULL,
    at          INTEGER NOT NULL
) STRICT;
CREATE TABLE campaign_revision (
    campaign_id  INTEGER NOT NULL,
    number       INTEGER NOT NULL, -- from 1
    terms        TEXT   NOT NULL, -- JSON: what every model has
    settings     TEXT   NOT NULL, -- JSON of the model
    page         TEXT   NOT NULL, -- JSON of what the page shows
    edits        INTEGER NOT NULL, -- how many times it was saved
    staff_id     INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    published_at INTEGER NOT NULL, -- ms, 0 a draft
    PRIMARY KEY (campaign_id, number)
) STRICT;
CREATE TABLE campaign_risk_payout (
    number      TEXT   PRIMARY KEY, -- of the message by which the game asked: it never changes, so nothing goes out twice
    campaign_id INTEGER NOT NULL,
    seat_id     INTEGER NOT NULL,
    person_id   INTEGER NOT NULL,
    amount      INTEGER NOT NULL, -- fen, 0 a gift
    why         TEXT   NOT NULL CHECK (why = 'person' OR why = 'amount' OR why = 'unscored'),
    message     TEXT   NOT NULL, -- JSON of what the game asked for
    stand       TEXT   NOT NULL CHECK (stand = 'waiting' OR stand = 'approved' OR stand = 'rejected'),
    at          INTEGER NOT NULL, -- ms
    reviewed_at INTEGER NOT NULL, -- ms, 0 not yet
    staff_id    INTEGER NOT NULL, -- who reviewed it, 0 nobody had to
    note        TEXT   NOT NULL  -- what they wrote; of what was rejected its person is told
) STRICT;
CREATE INDEX campaign_risk_payout_person ON campaign_risk_payout (person_id);
CREATE INDEX campaign_risk_payout_stand ON campaign_risk_payout (campaign_id, stand, number);
CREATE TABLE campaign_risk_policy (
    campaign_id INTEGER PRIMARY KEY,
    hold        INTEGER NOT NULL,
    flag        INTEGER NOT NULL,
    CHECK (0 < hold AND hold <= flag)
) STRICT;
CREATE TABLE campaign_risk_score (
    campaign_id INTEGER NOT NULL,
    person_id   INTEGER NOT NULL,
    score       INTEGER NOT NULL,
    signals     TEXT   NOT NULL, -- JSON: name, points and evidence of each
    stand       TEXT   NOT NULL CHECK (stand = 'hold' OR stand = 'flagged' OR stand = 'released' OR stand = 'confirmed'),
    at          INTEGER NOT NULL, -- ms: when it was last scored
    reviewed_at INTEGER NOT NULL, -- ms, 0 not yet
    staff_id    INTEGER NOT NULL, -- who reviewed it
    note        TEXT   NOT NULL, -- what they wrote
    PRIMARY KEY (campaign_id, person_id)
) STRICT;
CREATE INDEX campaign_risk_score_at ON campaign_risk_score (at);
CREATE INDEX campaign_risk_score_person ON campaign_risk_score (person_id);
CREATE TABLE campaign_risk_sight (
    campaign_id INTEGER  NOT NULL,
    person_id   INTEGER  NOT NULL, -- customer
    visitor     TEXT    NOT NULL, -- hash of the visitor cookie, '' none
    network     TEXT    NOT NULL, -- hash of the address's network (/24, /48), '' unknown
    entered     INTEGER NOT NULL, -- wanted in; otherwise looked at the page
    instance_id INTEGER  NOT NULL, -- that was looked at or entered, 0 none
    first_at    INTEGER  NOT NULL, -- ms
    last_at     INTEGER  NOT NULL,
    times       INTEGER  NOT NULL,
    PRIMARY KEY (campaign_id, person_id, visitor, network, entered, instance_id)
) STRICT;
CREATE INDEX campaign_risk_sight_last ON campaign_risk_sight (last_at);
CREATE INDEX campaign_risk_sight_person ON campaign_risk_sight (person_id);
CREATE TABLE campaign_seat (
    id          INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL,
    instance_id INTEGER NOT NULL, -- 0: in the campaign itself
    person_id   INTEGER NOT NULL, -- customer, 0 the brand's own
    entry       TEXT   NOT NULL CHECK (entry = '' OR entry = 'open' OR entry = 'join'), -- the command that brought it, '' none did
    into_id     INTEGER NOT NULL, -- the instance that the command named; its own id where entry is ''
    number      INTEGER NOT NULL, -- the person's n-th such command; of what none brought, the model's
    reply       TEXT   NOT NULL, -- JSON: what was replied to it
    state       TEXT   NOT NULL,
    standing    TEXT   NOT NULL CHECK (standing = '' OR standing = 'held' OR standing = 'spent'),
    takes       TEXT   NOT NULL, -- of which buckets how many, while it stands
    note        TEXT   NOT NULL, -- of the model
    amount      INTEGER NOT NULL CHECK (amount >= 0), -- fen
    paid        INTEGER NOT NULL CHECK (paid >= 0),   -- fen received
    back        INTEGER NOT NULL CHECK (back >= 0 AND back <= paid),       -- fen sent back
    arrived     INTEGER NOT NULL CHECK (arrived >= 0 AND arrived <= back), -- fen of them that arrived
    asked       INTEGER NOT NULL, -- refunds, transfers and gifts asked for
    place       INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    paid_at     INTEGER NOT NULL, -- ms, 0 not yet
    due_at      INTEGER NOT NULL, -- ms when time next changes it, 0 never
    because     TEXT   NOT NULL  -- JSON: what the eligibility rule said, '' no rule
) STRICT;
CREATE INDEX campaign_seat_due ON campaign_seat (due_at) WHERE due_at > 0;
CREATE INDEX campaign_seat_instance ON campaign_seat (campaign_id, instance_id) WHERE instance_id <> 0;
CREATE UNIQUE INDEX campaign_seat_key ON campaign_seat (campaign_id, person_id, into_id, number, entry);
CREATE UNIQUE INDEX campaign_seat_once ON campaign_seat (campaign_id, instance_id, person_id) WHERE standing <> '' AND entry <> '' AND instance_id <> 0;
CREATE TABLE campaign_step (
    campaign_id INTEGER NOT NULL,
    day         TEXT   NOT NULL,
    step        TEXT   NOT NULL, -- looked, pressed, entered, sheet, done, shared
    n           INTEGER NOT NULL, -- visitors
    wrong       INTEGER NOT NULL, -- visitors to whom something went wrong at it
    PRIMARY KEY (campaign_id, day, step)
) STRICT;
CREATE INDEX campaign_step_day ON campaign_step (day);
CREATE TABLE channel_inbox (
    id         INTEGER PRIMARY KEY,
    channel    TEXT   NOT NULL, -- wecom, …
    digest     TEXT   NOT NULL, -- hex SHA-256 of the whole payload: the same told twice is one
    kind       TEXT   NOT NULL, -- the channel's own word for it, '' unread
    subject    TEXT   NOT NULL, -- what it is about: person:KEY, group:KEY, tags:, '' nothing that is read again
    payload    TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state = 'new' OR state = 'done' OR state = 'failed'),
    reason     TEXT   NOT NULL, -- why reading it failed, a fault's code
    urgent     TEXT   NOT NULL, -- JSON of what has to be done at once, '' nothing
    until_at   INTEGER NOT NULL, -- ms by which, 0 nothing
    at         INTEGER NOT NULL, -- ms when it came
    handled_at INTEGER NOT NULL, -- ms, 0 not yet
    UNIQUE (channel, digest)
) STRICT;
CREATE INDEX channel_inbox_failed ON channel_inbox (id) WHERE state = 'failed';
CREATE INDEX channel_inbox_kind ON channel_inbox (kind, id);
CREATE INDEX channel_inbox_new ON channel_inbox (channel, id) WHERE state = 'new';
CREATE INDEX channel_inbox_shared ON channel_inbox (id) WHERE substr(subject, 1, 7) <> 'person:';
CREATE INDEX channel_inbox_subject ON channel_inbox (subject, id) WHERE subject <> '';
CREATE INDEX channel_inbox_urgent ON channel_inbox (until_at) WHERE until_at <> 0;
CREATE TABLE channel_stale (
    channel  TEXT   NOT NULL,
    subject  TEXT   NOT NULL,
    told     INTEGER NOT NULL, -- grows each time: what was read before it is old
    looks    INTEGER NOT NULL, -- how many times it is still to be read: what changed may be seen late
    due_at   INTEGER NOT NULL, -- ms
    attempts INTEGER NOT NULL, -- in a row that failed
    reason   TEXT   NOT NULL, -- of the last failure, a fault's code
    PRIMARY KEY (channel, subject)
) STRICT;
CREATE INDEX channel_stale_due ON channel_stale (channel, due_at);
CREATE TABLE channel_sync (
    id          INTEGER  PRIMARY KEY,
    channel     TEXT    NOT NULL, -- wecom, …
    history     INTEGER NOT NULL, -- what it brings is the past: nobody is greeted or reminded for it
    state       TEXT    NOT NULL CHECK (state = 'running' OR state = 'done' OR state = 'failed'),
    strikes     INTEGER  NOT NULL, -- times in a row that it had to rest and nothing was read in between
    rest_until  INTEGER  NOT NULL, -- ms; the channel wants to be left alone until then
    reason      TEXT    NOT NULL, -- JSON of why it rests or failed, '' neither
    begun_at    INTEGER  NOT NULL, -- ms
    finished_at INTEGER  NOT NULL  -- ms, 0 not yet
) STRICT;
CREATE INDEX channel_sync_last ON channel_sync (channel, id);
CREATE UNIQUE INDEX channel_sync_running ON channel_sync (channel) WHERE state = 'running';
CREATE TABLE channel_sync_item (
    sync_id INTEGER NOT NULL,
    step    TEXT   NOT NULL, -- tags, members, lists, persons, groups, rosters
    key     TEXT   NOT NULL, -- the channel's key of a member or group, '' the whole channel
    state   TEXT   NOT NULL CHECK (state = 'new' OR state = 'done' OR state = 'failed'),
    cursor  TEXT   NOT NULL, -- where its next page begins, '' at its beginning
    done    INTEGER NOT NULL, -- how many it brought so far
    total   INTEGER NOT NULL, -- how many there are, 0 not known before
    reason  TEXT   NOT NULL, -- JSON of why it cannot be read
    PRIMARY KEY (sync_id, step, key)
) STRICT;
CREATE INDEX channel_sync_item_new ON channel_sync_item (sync_id, step) WHERE state = 'new';
CREATE TABLE channel_token (
    channel    TEXT   NOT NULL,
    name       TEXT   NOT NULL, -- which application or ticket
    sealed     TEXT   NOT NULL,
    fetched_at INTEGER NOT NULL,
    renew_at   INTEGER NOT NULL, -- ms: well before it ends
    ends_at    INTEGER NOT NULL,
    PRIMARY KEY (channel, name)
) STRICT;
CREATE TABLE commerce_buyer (
    customer_id INTEGER PRIMARY KEY,
    orders      INTEGER NOT NULL,
    amount      INTEGER NOT NULL, -- fen, net
    largest     INTEGER NOT NULL, -- fen, net, of the largest single order (COM-06)
    first_at    INTEGER NOT NULL, -- ms
    last_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX commerce_buyer_amount ON commerce_buyer (amount, customer_id);
CREATE INDEX commerce_buyer_last ON commerce_buyer (last_at, customer_id);
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
    cancelled   INTEGER NOT NULL, unpriced INTEGER NOT NULL DEFAULT 0, -- sales cancelled
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
    class     TEXT   NOT NULL CHECK (class = 'goods' OR class = 'free' OR class = 'return' OR class = 'discount'),
    import_id INTEGER NOT NULL,
    UNIQUE (order_id, ordinal)
) STRICT;
CREATE INDEX commerce_line_import ON commerce_line (import_id) WHERE import_id <> 0;
CREATE TABLE commerce_order (
    id          INTEGER PRIMARY KEY,
    source      TEXT   NOT NULL, -- the system it came from
    order_no    TEXT   NOT NULL, -- its number there
    kind        TEXT   NOT NULL CHECK (kind = 'sale' OR kind = 'refund' OR kind = 'adjustment'),
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
    state       TEXT   NOT NULL CHECK (state = 'kept' OR state = 'cancelled'),
    import_id   INTEGER NOT NULL,
    version     INTEGER NOT NULL, -- grows with every change by hand or API after it entered
    created_at  INTEGER NOT NULL, community_id INTEGER NOT NULL DEFAULT 0, by_id INTEGER NOT NULL DEFAULT 0, act TEXT NOT NULL DEFAULT '', unpriced INTEGER NOT NULL DEFAULT FALSE,
    UNIQUE (source, order_no)
) STRICT;
CREATE INDEX commerce_order_at ON commerce_order (at, id);
CREATE INDEX commerce_order_by ON commerce_order (by_id) WHERE by_id <> 0;
CREATE INDEX commerce_order_community ON commerce_order (community_id, at) WHERE community_id <> 0;
CREATE INDEX commerce_order_customer ON commerce_order (customer_id, at);
CREATE INDEX commerce_order_import ON commerce_order (import_id) WHERE import_id <> 0;
CREATE INDEX commerce_order_pending ON commerce_order (source, refund_no) WHERE refund_of = 0 AND refund_no <> '';
CREATE INDEX commerce_order_refund ON commerce_order (refund_of) WHERE refund_of <> 0;
CREATE INDEX commerce_order_store ON commerce_order (store_id, at, id);
CREATE INDEX commerce_order_unmatched ON commerce_order (id) WHERE customer_id = 0 AND kind = 'sale';
CREATE TABLE commerce_pay (
    id          INTEGER  PRIMARY KEY,
    customer_id INTEGER  NOT NULL,
    cause_kind  TEXT    NOT NULL, -- what it is for, room.what; told back in every fact
    cause_id    INTEGER  NOT NULL,
    title       TEXT    NOT NULL, -- as the payer reads it
    amount      INTEGER  NOT NULL CHECK (amount > 0), -- fen
    number      TEXT    NOT NULL UNIQUE, -- the provider's out_trade_no, made of the id
    state       TEXT    NOT NULL CHECK (state = 'created' OR state = 'pending' OR state = 'paid' OR state = 'closed' OR state = 'held'),
    prepay      TEXT    NOT NULL, -- the provider's handle of the pay sheet, '' none yet
    deadline_at INTEGER  NOT NULL, -- ms from which it is closed
    ended_at    INTEGER  NOT NULL, -- ms when it was paid, closed or held; 0 not yet
    refunded    INTEGER  NOT NULL CHECK (refunded >= 0 AND refunded <= amount), -- fen asked back and not failed
    settled     INTEGER NOT NULL, -- it was earned
    problem     TEXT    NOT NULL, -- code of what the provider refused last, '' nothing
    step_at     INTEGER  NOT NULL, -- ms when something is to be done with the provider next, 0 never
    tries       INTEGER  NOT NULL, -- steps in a row that led nowhere
    version     INTEGER  NOT NULL,
    created_at  INTEGER  NOT NULL,
    UNIQUE (cause_id, cause_kind)
) STRICT;
CREATE INDEX commerce_pay_customer ON commerce_pay (customer_id, id);
CREATE INDEX commerce_pay_state ON commerce_pay (state, id);
CREATE INDEX commerce_pay_step ON commerce_pay (step_at) WHERE step_at <> 0;
CREATE TABLE commerce_pay_day (
    day         TEXT   PRIMARY KEY, -- in Shanghai
    ours        INTEGER NOT NULL, -- rows of ours
    theirs      INTEGER NOT NULL, -- rows of the bill
    differences INTEGER NOT NULL,
    at          INTEGER NOT NULL  -- ms when it was compared last
) STRICT;
CREATE TABLE commerce_pay_difference (
    id          INTEGER PRIMARY KEY,
    day         TEXT   NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind = 'payment' OR kind = 'refund' OR kind = 'payout'),
    what        TEXT   NOT NULL CHECK (what = 'missing' OR what = 'extra' OR what = 'amount'), -- in the bill, as against ours
    number      TEXT   NOT NULL, -- ours
    provider_no TEXT   NOT NULL,
    ours        INTEGER NOT NULL, -- fen, 0 none
    theirs      INTEGER NOT NULL, -- fen, 0 none
    UNIQUE (day, kind, provider_no, number)
) STRICT;
CREATE TABLE commerce_pay_payout (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    cause_kind  TEXT   NOT NULL,
    cause_id    INTEGER NOT NULL,
    title       TEXT   NOT NULL, -- as the receiver reads it
    amount      INTEGER NOT NULL CHECK (amount > 0), -- fen
    number      TEXT   NOT NULL UNIQUE, -- the provider's out_bill_no, made of the id
    state       TEXT   NOT NULL CHECK (state = 'asked' OR state = 'waiting_user' OR state = 'received' OR state = 'returned' OR state = 'failed'),
    provider_no TEXT   NOT NULL,
    package     TEXT   NOT NULL, -- by which the receiver confirms, '' none
    day         TEXT   NOT NULL, -- in Shanghai, on which it was received: the bill it stands in; '' not yet
    ended_at    INTEGER NOT NULL,
    problem     TEXT   NOT NULL,
    step_at     INTEGER NOT NULL,
    tries       INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    UNIQUE (cause_id, cause_kind)
) STRICT;
CREATE INDEX commerce_pay_payout_customer ON commerce_pay_payout (customer_id, id);
CREATE INDEX commerce_pay_payout_day ON commerce_pay_payout (day) WHERE day <> '';
CREATE INDEX commerce_pay_payout_state ON commerce_pay_payout (state, id);
CREATE INDEX commerce_pay_payout_step ON commerce_pay_payout (step_at) WHERE step_at <> 0;
CREATE TABLE commerce_pay_receipt (
    id          INTEGER PRIMARY KEY,
    payment_id  INTEGER NOT NULL,
    provider_no TEXT   NOT NULL UNIQUE, -- the provider's number of the transaction
    amount      INTEGER NOT NULL CHECK (amount > 0), -- fen
    paid_at     INTEGER NOT NULL, -- ms by the provider's clock
    day         TEXT   NOT NULL, -- of paid_at in Shanghai: the provider's bill it stands in
    fate        TEXT   NOT NULL CHECK (fate = 'accepted' OR fate = 'late' OR fate = 'twice' OR fate = 'mismatch'),
    at          INTEGER NOT NULL  -- ms when we learnt of it
) STRICT;
CREATE INDEX commerce_pay_receipt_day ON commerce_pay_receipt (day);
CREATE INDEX commerce_pay_receipt_payment ON commerce_pay_receipt (payment_id);
CREATE TABLE commerce_pay_refund (
    id          INTEGER PRIMARY KEY,
    payment_id  INTEGER NOT NULL,
    receipt_id  INTEGER NOT NULL, -- of which money
    customer_id INTEGER NOT NULL,
    reason      TEXT   NOT NULL, -- LATE_PAID, PAID_TWICE, MISMATCH, or the caller's
    natural_key TEXT   NOT NULL, -- with the payment: the same again is the same refund
    amount      INTEGER NOT NULL CHECK (amount > 0), -- fen
    number      TEXT   NOT NULL UNIQUE, -- the provider's out_refund_no, made of the id
    state       TEXT   NOT NULL CHECK (state = 'asked' OR state = 'processing' OR state = 'done' OR state = 'failed'),
    provider_no TEXT   NOT NULL, -- '' not taken by the provider yet
    day         TEXT   NOT NULL, -- in Shanghai, on which the provider took it: the bill it stands in; '' not yet
    ended_at    INTEGER NOT NULL, -- ms, 0 not yet
    problem     TEXT   NOT NULL,
    step_at     INTEGER NOT NULL,
    tries       INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    UNIQUE (payment_id, natural_key)
) STRICT;
CREATE INDEX commerce_pay_refund_day ON commerce_pay_refund (day) WHERE day <> '';
CREATE INDEX commerce_pay_refund_state ON commerce_pay_refund (state, id);
CREATE INDEX commerce_pay_refund_step ON commerce_pay_refund (step_at) WHERE step_at <> 0;
CREATE TABLE commerce_product (
    id         INTEGER  PRIMARY KEY,
    sku        TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    line       TEXT    NOT NULL, -- product line, '' none
    role       TEXT    NOT NULL CHECK (role = '' OR role = 'traffic' OR role = 'low' OR role = 'high' OR role = 'premium'), -- 吸粉 低客单 高客单 超高客单
    price      INTEGER  NOT NULL, -- fen, 0 unknown
    on_sale    INTEGER NOT NULL,
    import_id  INTEGER  NOT NULL,
    version    INTEGER  NOT NULL,
    created_at INTEGER  NOT NULL
) STRICT;
CREATE INDEX commerce_product_import ON commerce_product (import_id) WHERE import_id <> 0;
CREATE TABLE commerce_product_page (
    product_id INTEGER PRIMARY KEY,
    page       TEXT   NOT NULL,
    edits      INTEGER NOT NULL -- how many times it was saved
) STRICT;
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
    cancelled   INTEGER NOT NULL, community_id INTEGER NOT NULL DEFAULT 0, by_id INTEGER NOT NULL DEFAULT 0, act TEXT NOT NULL DEFAULT '', -- it said that the document is cancelled
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
CREATE TABLE community (
    id          INTEGER PRIMARY KEY,
    source      TEXT   NOT NULL, -- the system it lives in or came from: wecom, irc, 'qunli' when opened here
    code        TEXT   NOT NULL, -- its key there
    name        TEXT   NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind = '' OR kind = 'activity' OR kind = 'service' OR kind = 'sales' OR kind = 'core' OR kind = 'seed'), -- '' not decided yet (imported)
    state       TEXT   NOT NULL CHECK (state = 'draft' OR state = 'open' OR state = 'harvest' OR state = 'closed' OR state = 'archived'),
    carrier     TEXT   NOT NULL, -- wecom, wechat, qq, irc, other: a community outlives it (COM-23)
    store_id    INTEGER NOT NULL,
    staff_id    INTEGER NOT NULL, -- group owner
    area        TEXT   NOT NULL, -- matrix cell (COM-08): '' none
    level       TEXT   NOT NULL,
    topic       TEXT   NOT NULL,
    series      TEXT   NOT NULL, -- naming template's fixed part, '' none
    purpose     TEXT   NOT NULL, -- the word of its name that says what it is for, '' none (COM-11)
    number      INTEGER NOT NULL, -- within the series, from 1; 0 none
    target_size INTEGER NOT NULL, -- next of the series opens here (COM-10)
    cap         INTEGER NOT NULL,
    starts_on   TEXT   NOT NULL, -- YYYY-MM-DD, '' none
    ends_on     TEXT   NOT NULL,
    members     INTEGER NOT NULL, -- open stays
    pause       INTEGER NOT NULL, -- ms: a leave followed by a return within it is no leave
    gate        TEXT   NOT NULL, -- rule that everybody who enters has to meet beside that of the kind, canonical text, '' none (COM-12)
    threshold   TEXT   NOT NULL CHECK (threshold = '' OR threshold = 'single' OR threshold = 'cumulative'), -- COM-06
    price       INTEGER NOT NULL, -- fen of that threshold
    promo_cap   INTEGER NOT NULL, -- promotional posts in 1,000 at most (COM-05)
    alternative_id INTEGER NOT NULL, -- the group offered to those whom the gate refuses, 0 one that fits is looked for
    brief       INTEGER NOT NULL, -- number of the current positioning brief, 0 none (COM-01)
    import_id   INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    opened_at   INTEGER NOT NULL,
    closed_at   INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    UNIQUE (source, code)
) STRICT;
CREATE INDEX community_import ON community (import_id) WHERE import_id <> 0;
CREATE UNIQUE INDEX community_series ON community (series, number) WHERE series <> '' AND number <> 0;
CREATE INDEX community_store ON community (store_id, id);
CREATE INDEX community_total ON community (kind, state, store_id, staff_id, members);
CREATE TABLE community_application (
    id             INTEGER PRIMARY KEY,
    entrance_id    INTEGER NOT NULL,
    community_id   INTEGER NOT NULL, -- the group it is for: of a rolling entrance the one being filled
    customer_id    INTEGER NOT NULL,
    state          TEXT   NOT NULL CHECK (state = 'waiting' OR state = 'admitted' OR state = 'refused'),
    reason         TEXT   NOT NULL, -- of a refusal: rule, code, answers, full, closed, hand
    because        TEXT   NOT NULL, -- JSON: the clauses of the rule with what the person has; erased with the person
    answers        TEXT   NOT NULL, -- JSON list of texts
    alternative_id INTEGER NOT NULL, -- the group offered instead, 0 none
    staff_id       INTEGER NOT NULL, -- who decided, 0 the gate
    version        INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    decided_at     INTEGER NOT NULL -- 0 while waiting
) STRICT;
CREATE INDEX community_application_customer ON community_application (customer_id, community_id);
CREATE INDEX community_application_entrance ON community_application (entrance_id, state);
CREATE INDEX community_application_queue ON community_application (community_id, state, id);
CREATE UNIQUE INDEX community_application_waiting ON community_application (community_id, customer_id) WHERE state = 'waiting';
CREATE TABLE community_axis (
    axis    TEXT   NOT NULL CHECK (axis = 'attribute' OR axis = 'spend' OR axis = 'need' OR axis = 'area' OR axis = 'product' OR axis = 'level'),
    value   TEXT   NOT NULL,
    place   INTEGER NOT NULL, -- of the dimension, from 1
    ordinal INTEGER NOT NULL, -- of the value, from 1
    PRIMARY KEY (axis, value)
) STRICT;
CREATE TABLE community_breach (
    id           INTEGER PRIMARY KEY,
    community_id INTEGER NOT NULL,
    customer_id  INTEGER NOT NULL,
    joined_at    INTEGER NOT NULL, -- of the stay
    because      TEXT   NOT NULL, -- JSON, erased with the person
    state        TEXT   NOT NULL CHECK (state = 'open' OR state = 'excused'),
    reason       TEXT   NOT NULL, -- why it was excused
    staff_id     INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    UNIQUE (community_id, customer_id, joined_at)
) STRICT;
CREATE INDEX community_breach_customer ON community_breach (customer_id);
CREATE TABLE community_brief (
    community_id INTEGER NOT NULL,
    number       INTEGER NOT NULL, -- from 1
    purpose      TEXT   NOT NULL,
    goal         TEXT   NOT NULL, -- the shared goal, one sentence
    value        TEXT   NOT NULL, -- core value proposition
    persona      TEXT   NOT NULL,
    pains        TEXT   NOT NULL,
    advantage    TEXT   NOT NULL,
    product      TEXT   NOT NULL, -- product link
    staff_id     INTEGER NOT NULL, -- who wrote it, 0 the program
    at           INTEGER NOT NULL,
    PRIMARY KEY (community_id, number)
) STRICT;
CREATE TABLE community_carrier (
    id           INTEGER PRIMARY KEY,
    community_id INTEGER NOT NULL,
    from_carrier TEXT   NOT NULL,
    to_carrier   TEXT   NOT NULL,
    to_source    TEXT   NOT NULL,
    to_code      TEXT   NOT NULL,
    started_at   INTEGER NOT NULL,
    ended_at     INTEGER NOT NULL, -- 0: under way
    staff_id     INTEGER NOT NULL,
    version      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX community_carrier_open ON community_carrier (community_id) WHERE ended_at = 0;
CREATE TABLE community_carrier_member (
    carrier_id  INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    state       TEXT   NOT NULL CHECK (state = 'waiting' OR state = 'reminded' OR state = 'moved' OR state = 'lost'),
    at          INTEGER NOT NULL,
    PRIMARY KEY (carrier_id, customer_id)
) STRICT;
CREATE INDEX community_carrier_member_customer ON community_carrier_member (customer_id);
CREATE TABLE community_coordinate (
    community_id INTEGER NOT NULL,
    axis         TEXT   NOT NULL,
    value        TEXT   NOT NULL,
    PRIMARY KEY (community_id, axis)
) STRICT;
CREATE TABLE community_day (
    community_id INTEGER NOT NULL,
    day          TEXT   NOT NULL,
    store_id     INTEGER NOT NULL,
    staff_id     INTEGER NOT NULL,
    raw_joins    INTEGER NOT NULL,
    raw_leaves   INTEGER NOT NULL,
    joins        INTEGER NOT NULL, -- stays that began, certain ones
    seen         INTEGER NOT NULL, -- stays that began without a join on record
    leaves       INTEGER NOT NULL, -- stays that ended
    PRIMARY KEY (community_id, day)
) STRICT;
CREATE INDEX community_day_day ON community_day (day);
CREATE TABLE community_entrance (
    id           INTEGER  PRIMARY KEY,
    community_id INTEGER  NOT NULL,
    code         TEXT    NOT NULL UNIQUE, -- what stands in the link
    name         TEXT    NOT NULL, -- where it hangs: counter poster, article, …
    gate         TEXT    NOT NULL CHECK (gate = 'free' OR gate = 'purchase' OR gate = 'paid' OR gate = 'code' OR gate = 'questionnaire' OR gate = 'level' OR gate = 'tag'),
    rule         TEXT    NOT NULL, -- who may pass, canonical text, '' everybody
    secret       TEXT    NOT NULL, -- hash of the invite code, '' none
    questions    TEXT    NOT NULL, -- JSON list of texts
    approval     INTEGER NOT NULL, -- a person decides
    rolling      INTEGER NOT NULL, -- serves the next group of the series
    closed       INTEGER NOT NULL,
    staff_id     INTEGER  NOT NULL,
    version      INTEGER  NOT NULL,
    created_at   INTEGER  NOT NULL
) STRICT;
CREATE INDEX community_entrance_community ON community_entrance (community_id, id);
CREATE TABLE community_event (
    id           INTEGER PRIMARY KEY,
    community_id INTEGER NOT NULL,
    title        TEXT   NOT NULL,
    at           INTEGER NOT NULL,
    staff_id     INTEGER NOT NULL
) STRICT;
CREATE INDEX community_event_community ON community_event (community_id, at);
CREATE TABLE community_flow (
    id           INTEGER PRIMARY KEY,
    rule_id      INTEGER NOT NULL,
    customer_id  INTEGER NOT NULL,
    from_id      INTEGER NOT NULL,
    to_id        INTEGER NOT NULL,
    store_id     INTEGER NOT NULL, -- of the group they are in
    staff_id     INTEGER NOT NULL,
    suggested_at INTEGER NOT NULL,
    due_at       INTEGER NOT NULL, -- ms: later joins are not counted
    invited_at   INTEGER NOT NULL, -- 0 not yet
    invited_by   INTEGER NOT NULL,
    dropped_at   INTEGER NOT NULL  -- somebody decided against it, 0 nobody
) STRICT;
CREATE INDEX community_flow_customer ON community_flow (customer_id, to_id);
CREATE INDEX community_flow_rule_at ON community_flow (rule_id, suggested_at);
CREATE INDEX community_flow_target ON community_flow (to_id, customer_id);
CREATE TABLE community_flow_rule (
    id         INTEGER PRIMARY KEY,
    name       TEXT   NOT NULL UNIQUE,
    rule       TEXT   NOT NULL, -- canonical text
    from_id    INTEGER NOT NULL, -- 0: every open group of from_kind
    from_kind  TEXT   NOT NULL,
    to_id      INTEGER NOT NULL, -- 0: an open group of to_kind with room
    to_kind    TEXT   NOT NULL,
    days       INTEGER NOT NULL, -- a join within so many days of the suggestion is a flow
    store_id   INTEGER NOT NULL, -- 0: all
    staff_id   INTEGER NOT NULL,
    paused     INTEGER NOT NULL,
    ran_at     INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE community_harvest (
    community_id INTEGER NOT NULL,
    customer_id  INTEGER NOT NULL,
    acts         INTEGER NOT NULL, -- while the group ran
    state        TEXT   NOT NULL CHECK (state = 'waiting' OR state = 'handled' OR state = 'waived'),
    to_id        INTEGER NOT NULL, -- the deeper group, 0 none
    staff_id     INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    PRIMARY KEY (community_id, customer_id)
) STRICT;
CREATE INDEX community_harvest_customer ON community_harvest (customer_id);
CREATE TABLE community_key (
    source       TEXT   NOT NULL,
    code         TEXT   NOT NULL,
    community_id INTEGER NOT NULL,
    PRIMARY KEY (source, code)
) STRICT;
CREATE INDEX community_key_community ON community_key (community_id);
CREATE TABLE community_move (
    id           INTEGER PRIMARY KEY,
    community_id INTEGER NOT NULL,
    customer_id  INTEGER NOT NULL,
    kind         TEXT   NOT NULL CHECK (kind = 'join' OR kind = 'leave' OR kind = 'seen'), -- seen: gave a sign of life without a join on record
    at           INTEGER NOT NULL,
    ordinal      INTEGER NOT NULL, -- order among movements of one moment
    inviter_id   INTEGER NOT NULL, -- 0 unknown: never guessed (REF-01)
    scene        TEXT   NOT NULL, -- how: code, invite, link, import, rename, carrier; leave: left, removed, quit; '' unknown
    entrance_id  INTEGER NOT NULL,
    ref          TEXT   NOT NULL, -- natural key in its source, '' none
    pause        INTEGER NOT NULL, -- ms, of a leave: 0 the community's, below 0 none
    import_id    INTEGER NOT NULL
) STRICT;
CREATE INDEX community_move_customer ON community_move (customer_id);
CREATE INDEX community_move_import ON community_move (import_id) WHERE import_id <> 0;
CREATE UNIQUE INDEX community_move_once ON community_move (ref) WHERE ref <> '';
CREATE INDEX community_move_person ON community_move (community_id, customer_id, at);
CREATE TABLE community_move_seen (
    move_id   INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    PRIMARY KEY (move_id, import_id)
) STRICT;
CREATE INDEX community_move_seen_import ON community_move_seen (import_id) WHERE import_id <> 0;
CREATE TABLE community_news (
    id        INTEGER PRIMARY KEY,
    title     TEXT   NOT NULL,
    link      TEXT   NOT NULL,
    seed_at   INTEGER NOT NULL, -- ms: seed groups see it from then on
    public_at INTEGER NOT NULL, -- the others
    staff_id  INTEGER NOT NULL
) STRICT;
CREATE INDEX community_news_public ON community_news (public_at);
CREATE TABLE community_proposal (
    id           INTEGER PRIMARY KEY,
    community_id INTEGER NOT NULL,
    customer_id  INTEGER NOT NULL,
    kind         TEXT   NOT NULL CHECK (kind = 'promote' OR kind = 'prune' OR kind = 'retire'),
    to_id        INTEGER NOT NULL, -- of a promotion
    because      TEXT   NOT NULL, -- JSON, erased with the person
    state        TEXT   NOT NULL CHECK (state = 'proposed' OR state = 'approved' OR state = 'refused' OR state = 'done'),
    reason       TEXT   NOT NULL, -- said by who refused it; erased with the person
    staff_id     INTEGER NOT NULL, -- who decided
    at           INTEGER NOT NULL,
    decided_at   INTEGER NOT NULL,
    done_at      INTEGER NOT NULL,
    version      INTEGER NOT NULL
) STRICT;
CREATE INDEX community_proposal_customer ON community_proposal (customer_id);
CREATE UNIQUE INDEX community_proposal_open ON community_proposal (community_id, customer_id, kind) WHERE state IN ('proposed', 'approved');
CREATE INDEX community_proposal_queue ON community_proposal (community_id, state, id);
CREATE TABLE community_role (
    id           INTEGER PRIMARY KEY,
    community_id INTEGER NOT NULL,
    customer_id  INTEGER NOT NULL, -- 0: staff
    staff_id     INTEGER NOT NULL, -- 0: a customer
    role         TEXT   NOT NULL CHECK (role = 'owner' OR role = 'manager' OR role = 'assistant' OR role = 'service' OR role = 'leader' OR role = 'seed' OR role = 'king' OR role = 'starter'),
    expertise    TEXT   NOT NULL, -- what somebody is good at, '' none
    since        INTEGER NOT NULL,
    until        INTEGER NOT NULL, -- 0: still
    CHECK ((customer_id = 0) <> (staff_id = 0))
) STRICT;
CREATE INDEX community_role_customer ON community_role (customer_id) WHERE customer_id <> 0;
CREATE UNIQUE INDEX community_role_held ON community_role (community_id, role, customer_id, staff_id) WHERE until = 0;
CREATE TABLE community_seen (
    community_id INTEGER NOT NULL,
    import_id    INTEGER NOT NULL,
    PRIMARY KEY (community_id, import_id)
) STRICT;
CREATE INDEX community_seen_import ON community_seen (import_id) WHERE import_id <> 0;
CREATE TABLE community_stay (
    id           INTEGER PRIMARY KEY,
    community_id INTEGER NOT NULL,
    customer_id  INTEGER NOT NULL,
    joined_at    INTEGER NOT NULL, -- first sign of life where certain is false
    certain      INTEGER NOT NULL, -- a join is on record
    left_at      INTEGER NOT NULL, -- 0: still here
    seen_at      INTEGER NOT NULL, -- its last movement
    inviter_id   INTEGER NOT NULL,
    scene        TEXT   NOT NULL,
    left_scene   TEXT   NOT NULL, -- left, removed, quit, '' unknown (SVC-07)
    entrance_id  INTEGER NOT NULL,
    reconnects   INTEGER NOT NULL, -- leaves followed by a return within the pause
    pause        INTEGER NOT NULL, -- ms, of the leave it ended by: a return within it continues the stay; 0 while open
    UNIQUE (community_id, customer_id, joined_at)
) STRICT;
CREATE INDEX community_stay_customer ON community_stay (customer_id, joined_at);
CREATE INDEX community_stay_entrance ON community_stay (entrance_id, joined_at) WHERE entrance_id <> 0;
CREATE INDEX community_stay_inviter ON community_stay (inviter_id) WHERE inviter_id <> 0;
CREATE INDEX community_stay_left ON community_stay (community_id, left_at) WHERE left_at <> 0;
CREATE UNIQUE INDEX community_stay_open ON community_stay (community_id, customer_id) WHERE left_at = 0;
CREATE TABLE community_turn (
    community_id INTEGER PRIMARY KEY,
    turns        INTEGER NOT NULL
) STRICT;
CREATE TABLE conversation_address (
    message_id   INTEGER  NOT NULL,
    community_id INTEGER  NOT NULL,
    name         TEXT    NOT NULL,
    prefix       INTEGER NOT NULL,
    PRIMARY KEY (message_id, name)
) STRICT;
CREATE INDEX conversation_address_name ON conversation_address (community_id, name);
CREATE TABLE conversation_author (
    id           INTEGER  PRIMARY KEY,
    community_id INTEGER  NOT NULL,
    name         TEXT    NOT NULL,
    customer_id  INTEGER  NOT NULL, -- 0: a bot or the system
    bot          INTEGER NOT NULL,
    staff_id     INTEGER  NOT NULL, -- the writer is one of the staff, 0 not
    first_at     INTEGER  NOT NULL, -- rollup: ms of the first and last message, notices apart; 0: never spoke
    last_at      INTEGER  NOT NULL,
    joins        INTEGER  NOT NULL, -- rollup: lines of the log under this name
    leaves       INTEGER  NOT NULL,
    notices      INTEGER  NOT NULL,
    import_id    INTEGER  NOT NULL
) STRICT;
CREATE INDEX conversation_author_customer ON conversation_author (customer_id) WHERE customer_id <> 0;
CREATE UNIQUE INDEX conversation_author_name ON conversation_author (community_id, name, customer_id, staff_id) WHERE name <> '';
CREATE TABLE conversation_author_day (
    community_id INTEGER NOT NULL,
    author_id    INTEGER NOT NULL,
    day          TEXT   NOT NULL,
    customer_id  INTEGER NOT NULL,
    messages     INTEGER NOT NULL,
    mentions     INTEGER NOT NULL, -- prefix mentions written
    PRIMARY KEY (community_id, author_id, day)
) STRICT;
CREATE INDEX conversation_author_day_customer ON conversation_author_day (customer_id, day) WHERE customer_id <> 0;
CREATE INDEX conversation_author_day_day ON conversation_author_day (day, community_id);
CREATE TABLE conversation_day (
    community_id INTEGER NOT NULL,
    day          TEXT   NOT NULL,
    store_id     INTEGER NOT NULL,
    staff_id     INTEGER NOT NULL,
    messages     INTEGER NOT NULL, -- text and action of people and of unmarked bots; notices apart
    bots         INTEGER NOT NULL, -- messages of marked bots
    notices      INTEGER NOT NULL,
    promos       INTEGER NOT NULL,
    mentions     INTEGER NOT NULL, -- messages that begin with the name of somebody else who speaks here, ever
    replies      INTEGER NOT NULL,
    questions    INTEGER NOT NULL,
    answered     INTEGER NOT NULL, -- of the day's questions
    answer_ms    INTEGER NOT NULL, -- sum over these
    joins        INTEGER NOT NULL, -- lines of the log, by names as written, bots included
    leaves       INTEGER NOT NULL,
    renames      INTEGER NOT NULL,
    PRIMARY KEY (community_id, day)
) STRICT;
CREATE TABLE conversation_hour (
    community_id INTEGER NOT NULL,
    weekday      INTEGER NOT NULL, -- 1 Monday … 7 Sunday
    hour         INTEGER NOT NULL,
    messages     INTEGER NOT NULL,
    bots         INTEGER NOT NULL, -- messages of marked bots
    PRIMARY KEY (community_id, weekday, hour)
) STRICT;
CREATE TABLE conversation_mention (
    message_id  INTEGER NOT NULL,
    author_id   INTEGER NOT NULL, -- the name mentioned
    customer_id INTEGER NOT NULL,
    prefix      INTEGER NOT NULL, -- the message begins with it: "name: …"
    PRIMARY KEY (message_id, author_id)
) STRICT;
CREATE INDEX conversation_mention_author ON conversation_mention (author_id);
CREATE TABLE conversation_message (
    id           INTEGER PRIMARY KEY,
    community_id INTEGER NOT NULL,
    author_id    INTEGER NOT NULL,
    customer_id  INTEGER NOT NULL, -- 0: bot
    at           INTEGER NOT NULL,
    ordinal      INTEGER NOT NULL, -- order among messages of one moment
    day          TEXT   NOT NULL,
    hour         INTEGER NOT NULL, -- 0…23 in the organisation's zone
    kind         TEXT   NOT NULL CHECK (kind = 'text' OR kind = 'action' OR kind = 'notice' OR kind = 'picture' OR kind = 'link' OR kind = 'goods' OR kind = 'other'),
    text         TEXT   NOT NULL, -- emptied when its author is erased
    promo        INTEGER NOT NULL,
    reply_to     INTEGER NOT NULL, -- the message it answers: said by the source or linked (conversation/reply), 0 none
    linked       INTEGER NOT NULL, -- how: 0 none, 1 by the source, 2 by the linker
    question     INTEGER NOT NULL, -- 0 no, 1 waiting for an answer, 2 answered
    answered_at  INTEGER NOT NULL, -- ms of the first answer by somebody else, 0 none
    answered_by  INTEGER NOT NULL, -- that answer, 0 none
    told         INTEGER NOT NULL, -- QuestionWaiting was published, or must not be: it is history
    ref          TEXT   NOT NULL,
    import_id    INTEGER NOT NULL
) STRICT;
CREATE INDEX conversation_message_answer ON conversation_message (answered_by) WHERE answered_by <> 0;
CREATE INDEX conversation_message_community ON conversation_message (community_id, at, ordinal, id);
CREATE INDEX conversation_message_customer ON conversation_message (customer_id, at) WHERE customer_id <> 0;
CREATE INDEX conversation_message_import ON conversation_message (import_id) WHERE import_id <> 0;
CREATE UNIQUE INDEX conversation_message_once ON conversation_message (ref) WHERE ref <> '';
CREATE INDEX conversation_message_reply ON conversation_message (reply_to) WHERE reply_to <> 0;
CREATE INDEX conversation_message_untold ON conversation_message (at) WHERE question = 1 AND told = FALSE;
CREATE INDEX conversation_message_waiting ON conversation_message (at) WHERE question = 1;
CREATE TABLE conversation_presence (
    id           INTEGER PRIMARY KEY,
    community_id INTEGER NOT NULL,
    author_id    INTEGER NOT NULL,
    customer_id  INTEGER NOT NULL, -- 0: bot
    kind         TEXT   NOT NULL CHECK (kind = 'join' OR kind = 'leave' OR kind = 'rename'),
    target_id    INTEGER NOT NULL, -- the author of the new name, 0 not a rename
    at           INTEGER NOT NULL,
    ordinal      INTEGER NOT NULL, -- order among lines of one moment, messages included
    day          TEXT   NOT NULL,
    ref          TEXT   NOT NULL,
    import_id    INTEGER NOT NULL
) STRICT;
CREATE INDEX conversation_presence_author ON conversation_presence (author_id);
CREATE INDEX conversation_presence_community ON conversation_presence (community_id, at, ordinal, id);
CREATE INDEX conversation_presence_customer ON conversation_presence (customer_id) WHERE customer_id <> 0;
CREATE INDEX conversation_presence_import ON conversation_presence (import_id) WHERE import_id <> 0;
CREATE UNIQUE INDEX conversation_presence_once ON conversation_presence (ref) WHERE ref <> '';
CREATE INDEX conversation_presence_target ON conversation_presence (target_id) WHERE target_id <> 0;
CREATE TABLE conversation_seen (
    import_id INTEGER NOT NULL,
    line_id   INTEGER NOT NULL,
    PRIMARY KEY (import_id, line_id)
) STRICT;
CREATE INDEX conversation_seen_line ON conversation_seen (line_id);
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
CREATE TABLE customer_act_day (
    customer_id INTEGER NOT NULL,
    day         TEXT   NOT NULL, -- in the organisation's zone
    kind        TEXT   NOT NULL, -- view, click, scan, share, vote, checkin, speak, order, referral, ugc, ceremony, partner, …
    acts        INTEGER NOT NULL,
    PRIMARY KEY (customer_id, day, kind)
) STRICT;
CREATE INDEX customer_act_day_day ON customer_act_day (day, kind);
CREATE TABLE customer_alias (
    from_id   INTEGER PRIMARY KEY,
    to_id     INTEGER NOT NULL,
    parent_id INTEGER NOT NULL,
    reason    TEXT   NOT NULL,
    at        INTEGER NOT NULL,
    CHECK (from_id <> to_id)
) STRICT;
CREATE INDEX customer_alias_to ON customer_alias (to_id);
CREATE TABLE customer_bond (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    channel     TEXT   NOT NULL, -- wecom, …
    member      TEXT   NOT NULL, -- the channel's key of the member of staff
    staff_id    INTEGER NOT NULL, -- 0: nobody here is known by that key
    since       INTEGER NOT NULL, -- ms
    until       INTEGER NOT NULL, -- ms, 0: still
    ended_by    TEXT   NOT NULL CHECK (ended_by = '' OR ended_by = 'staff' OR ended_by = 'person' OR ended_by = 'transfer'), -- '' still, or not known
    state       TEXT   NOT NULL, -- of the code by which they met, '' none
    way         TEXT   NOT NULL, -- how they met, the channel's own word
    remark      TEXT   NOT NULL, -- as the channel has it
    description TEXT   NOT NULL,
    UNIQUE (customer_id, channel, member, since)
) STRICT;
CREATE INDEX customer_bond_begun ON customer_bond (channel, since);
CREATE INDEX customer_bond_member ON customer_bond (channel, member) WHERE until = 0;
CREATE UNIQUE INDEX customer_bond_open ON customer_bond (customer_id, channel, member) WHERE until = 0;
CREATE INDEX customer_bond_over ON customer_bond (channel, until) WHERE until <> 0;
CREATE INDEX customer_bond_staff ON customer_bond (staff_id, until);
CREATE INDEX customer_bond_state ON customer_bond (state, since) WHERE state <> '';
CREATE TABLE customer_change (
    id          INTEGER  PRIMARY KEY,
    customer_id INTEGER  NOT NULL,
    what        TEXT    NOT NULL, -- names of attributes, space-separated; '*' anything
    at          INTEGER  NOT NULL,
    history     INTEGER NOT NULL
) STRICT;
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
CREATE TABLE customer_echo (
    customer_id INTEGER PRIMARY KEY, -- as booked, not read through aliases
    told        INTEGER NOT NULL,    -- how often
    due_at      INTEGER NOT NULL,    -- ms
    attempts    INTEGER NOT NULL,
    reason      TEXT   NOT NULL     -- code of the fault of the last attempt, '' none
) STRICT;
CREATE INDEX customer_echo_due ON customer_echo (due_at);
CREATE TABLE customer_family (
    channel TEXT   NOT NULL, -- wecom, …
    family  TEXT   NOT NULL,
    at      INTEGER NOT NULL, -- ms, since when
    PRIMARY KEY (channel, family)
) STRICT;
CREATE TABLE customer_fill (
    customer_id INTEGER NOT NULL,
    field       TEXT   NOT NULL CHECK (field = 'name' OR field = 'store_id' OR field = 'staff_id' OR field = 'channel' OR field = 'added_at'),
    import_id   INTEGER NOT NULL,
    PRIMARY KEY (customer_id, field)
) STRICT;
CREATE INDEX customer_fill_import ON customer_fill (import_id);
CREATE TABLE customer_identity (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind = 'unionid' OR kind = 'phone' OR kind = 'external_userid' OR kind = 'openid' OR kind = 'account'),
    space       TEXT   NOT NULL,
    value       TEXT   NOT NULL,
    badge       TEXT   NOT NULL DEFAULT '' CHECK (badge = '' OR badge = 'registration' OR badge = 'social' OR badge = 'content'),
    import_id   INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    UNIQUE (value, kind, space)
) STRICT;
CREATE INDEX customer_identity_customer ON customer_identity (customer_id);
CREATE INDEX customer_identity_import ON customer_identity (import_id) WHERE import_id <> 0;
CREATE TABLE customer_move (
    id          INTEGER  PRIMARY KEY,
    customer_id INTEGER  NOT NULL,
    aspect      TEXT    NOT NULL CHECK (aspect = 'ladder' OR aspect = 'depth' OR aspect = 'band' OR aspect = 'tier' OR aspect = 'seed'),
    from_value  TEXT    NOT NULL,
    to_value    TEXT    NOT NULL,
    at          INTEGER  NOT NULL, -- when it became so
    evidence    TEXT    NOT NULL, -- JSON: kinds, days and counts that carry it; no personal data
    forced      INTEGER NOT NULL, -- by hand, without the evidence
    reason      TEXT    NOT NULL, -- said by who forced it; erased with the person
    staff_id    INTEGER  NOT NULL  -- 0: the rule
) STRICT;
CREATE INDEX customer_move_at ON customer_move (aspect, at);
CREATE INDEX customer_move_customer ON customer_move (customer_id, aspect, at);
CREATE TABLE customer_refill (
    customer_id INTEGER NOT NULL,
    field       TEXT   NOT NULL CHECK (field = 'name' OR field = 'store_id' OR field = 'staff_id' OR field = 'channel' OR field = 'added_at'),
    import_id   INTEGER NOT NULL,
    PRIMARY KEY (customer_id, field, import_id)
) STRICT;
CREATE INDEX customer_refill_import ON customer_refill (import_id) WHERE import_id <> 0;
CREATE TABLE customer_seed (
    customer_id INTEGER NOT NULL PRIMARY KEY,
    score       REAL NOT NULL, -- 0 … 1
    reach       INTEGER NOT NULL, -- people reached at the second level
    activity    INTEGER NOT NULL, -- acts
    own         INTEGER NOT NULL, -- fen
    reasons     TEXT   NOT NULL, -- JSON list of codes
    at          INTEGER NOT NULL
) STRICT;
CREATE TABLE customer_seen (
    customer_id INTEGER NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind = 'identity' OR kind = 'tagging' OR kind = 'consent' OR kind = 'touch'),
    object_id   INTEGER NOT NULL,
    import_id   INTEGER NOT NULL,
    PRIMARY KEY (customer_id, kind, object_id, import_id)
) STRICT;
CREATE INDEX customer_seen_import ON customer_seen (import_id) WHERE import_id <> 0;
CREATE TABLE customer_standing (
    customer_id INTEGER NOT NULL PRIMARY KEY,
    ladder      INTEGER NOT NULL, -- 0 none, 1 交易, 2 粉丝, 3 铁粉, 4 合伙人, 5 股东
    ladder_at   INTEGER NOT NULL,
    depth       INTEGER NOT NULL, -- 0 无, 1 信任感, 2 参与感, 3 仪式感, 4 归属感
    depth_at    INTEGER NOT NULL,
    tie         REAL NOT NULL, -- score on tie_day; it halves every half-life from then on
    tie_day     TEXT   NOT NULL,
    band        INTEGER NOT NULL, -- 0 没关联, 1 弱关联, 2 强关联
    band_at     INTEGER NOT NULL,
    tier        TEXT   NOT NULL, -- A B C D, '' not tiered yet
    tier_at     INTEGER NOT NULL,
    seed        TEXT   NOT NULL CHECK (seed = '' OR seed = 'candidate' OR seed = 'invited' OR seed = 'training' OR seed = 'active' OR seed = 'retired'),
    seed_at     INTEGER NOT NULL,
    pinned      INTEGER NOT NULL, -- ladder level held by hand whatever the evidence, 0 none
    due_at      INTEGER NOT NULL  -- ms when depth or band changes by time alone, 0 never
) STRICT;
CREATE INDEX customer_standing_due ON customer_standing (due_at) WHERE due_at <> 0;
CREATE INDEX customer_standing_ladder ON customer_standing (ladder);
CREATE INDEX customer_standing_seed ON customer_standing (seed) WHERE seed <> '';
CREATE INDEX customer_standing_tier ON customer_standing (tier) WHERE tier <> '';
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
    origin      TEXT   NOT NULL CHECK (origin = 'hand' OR origin = 'import' OR origin = 'rule'),
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
, community_id INTEGER NOT NULL DEFAULT 0, item TEXT NOT NULL DEFAULT '', by_id INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX customer_touch_by ON customer_touch (by_id, at) WHERE by_id <> 0;
CREATE INDEX customer_touch_community ON customer_touch (community_id, at) WHERE community_id <> 0;
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
CREATE TABLE customer_watch (
    attribute TEXT   PRIMARY KEY,
    rules     INTEGER NOT NULL -- live rules that read it
) STRICT;
CREATE TABLE demo_brand (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    seed       TEXT   NOT NULL, -- an unsigned number
    size       TEXT   NOT NULL,
    last_day   TEXT   NOT NULL, -- YYYY-MM-DD, the last of the story
    state      TEXT   NOT NULL CHECK (state = 'pouring' OR state = 'ready' OR state = 'removing' OR state = 'removed'),
    facts      INTEGER NOT NULL, -- records poured by finished chapters
    begun_at   INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE demo_chapter (
    name    TEXT   PRIMARY KEY,
    records INTEGER NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE TABLE demo_made (
    kind      TEXT   NOT NULL CHECK (kind = 'segment'),
    object_id INTEGER NOT NULL,
    PRIMARY KEY (kind, object_id)
) STRICT;
CREATE TABLE desk_task (
    id           INTEGER PRIMARY KEY,
    kind         TEXT   NOT NULL, -- contact, answer, invite, remove, review, rescue, harvest, winback
    customer_id  INTEGER NOT NULL, -- 0 none
    community_id INTEGER NOT NULL,
    subject_id   INTEGER NOT NULL, -- what it is about: message, flow, proposal; 0 none
    why          TEXT   NOT NULL, -- JSON: code and numbers for the sentence; no personal data
    store_id     INTEGER NOT NULL,
    staff_id     INTEGER NOT NULL, -- whose it is, 0 nobody's yet
    due_at       INTEGER NOT NULL,
    state        TEXT   NOT NULL CHECK (state = 'open' OR state = 'done' OR state = 'dropped'),
    outcome      TEXT   NOT NULL, -- code, '' while open
    key          TEXT   NOT NULL UNIQUE, -- natural key: the same reason makes one task
    created_at   INTEGER NOT NULL,
    closed_at    INTEGER NOT NULL
, escalated_at INTEGER NOT NULL DEFAULT 0, escalated_by INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX desk_task_customer ON desk_task (customer_id) WHERE customer_id <> 0;
CREATE INDEX desk_task_due ON desk_task (due_at, id) WHERE state = 'open';
CREATE INDEX desk_task_open ON desk_task (staff_id, due_at) WHERE state = 'open';
CREATE INDEX desk_task_store ON desk_task (store_id, due_at) WHERE state = 'open';
CREATE TABLE event_fact (
    id      INTEGER  PRIMARY KEY,
    kind    TEXT    NOT NULL,
    history INTEGER NOT NULL,
    payload TEXT    NOT NULL, -- JSON array
    at      INTEGER  NOT NULL
) STRICT;
CREATE INDEX event_fact_kind ON event_fact (kind, id);
CREATE TABLE insight_annotation (
    id       INTEGER PRIMARY KEY,
    day      TEXT   NOT NULL, -- YYYY-MM-DD
    words    TEXT   NOT NULL,
    store_id INTEGER NOT NULL, -- 0 of the whole company
    staff_id INTEGER NOT NULL, -- who wrote it
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX insight_annotation_day ON insight_annotation (day);
CREATE TABLE insight_cost (
    id       INTEGER PRIMARY KEY,
    kind     TEXT   NOT NULL CHECK (kind IN ('ad', 'screening', 'bait', 'reward', 'subsidy', 'red_packet', 'staff', 'service', 'delivery',
        'payment', 'refund')),
    channel  TEXT   NOT NULL, -- '' of no one channel
    store_id INTEGER NOT NULL, -- 0 of the whole company
    from_day TEXT   NOT NULL,
    to_day   TEXT   NOT NULL,
    amount   INTEGER NOT NULL CHECK (amount >= 0), -- fen; 0 says that there was none
    minutes  INTEGER NOT NULL, -- of work, 0 where the cost is no work
    rate     INTEGER NOT NULL, -- fen an hour of it
    source   TEXT   NOT NULL, -- where the figure comes from: a bill, a task log, payroll
    ref      TEXT   NOT NULL, -- its number there, '' none: the same again changes nothing
    staff_id INTEGER NOT NULL, -- who entered it
    at       INTEGER NOT NULL,
    CHECK (from_day <= to_day)
) STRICT;
CREATE INDEX insight_cost_day ON insight_cost (to_day, from_day);
CREATE UNIQUE INDEX insight_cost_once ON insight_cost (source, ref) WHERE ref <> '';
CREATE TABLE insight_experiment (
    id          INTEGER PRIMARY KEY,
    name        TEXT   NOT NULL UNIQUE,
    mode        TEXT   NOT NULL CHECK (mode = 'holdout' OR mode = 'before_after'),
    metric      TEXT   NOT NULL CHECK (metric = 'conversion' OR metric = 'repurchase' OR metric = 'spend'),
    target      TEXT   NOT NULL CHECK (target = 'rule' OR target = 'list' OR target = 'everybody'),
    rule        TEXT   NOT NULL, -- canonical text of the rule that picked the people, '' none
    holdout     REAL NOT NULL, -- share of the control, 0 in mode before_after
    seed        TEXT   NOT NULL, -- key of the hash
    starts_on   TEXT   NOT NULL, -- first day that counts, YYYY-MM-DD
    ends_on     TEXT   NOT NULL, -- last one, '' open
    state       TEXT   NOT NULL CHECK (state = 'enrolling' OR state = 'ready'),
    enrolled_to INTEGER NOT NULL, -- people up to this id were looked at
    stopped_at  INTEGER NOT NULL, -- ms, 0 not stopped by hand
    staff_id    INTEGER NOT NULL, -- who made it
    created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX insight_experiment_open ON insight_experiment (id) WHERE state = 'enrolling';
CREATE TABLE insight_experiment_person (
    experiment_id INTEGER NOT NULL,
    customer_id   INTEGER NOT NULL,
    PRIMARY KEY (experiment_id, customer_id)
) STRICT;
CREATE INDEX insight_experiment_person_customer ON insight_experiment_person (customer_id);
CREATE TABLE insight_fit (
    id      INTEGER  PRIMARY KEY,
    as_of   TEXT    NOT NULL, -- the last day read
    at      INTEGER  NOT NULL,
    version INTEGER  NOT NULL, -- of the metric's definition
    digest  TEXT    NOT NULL, -- of all that was read: the same digest, the same predictions
    done    INTEGER NOT NULL, -- its predictions stand, and none of an older fit
    body    TEXT    NOT NULL  -- JSON: models, calibration, warnings
) STRICT;
CREATE INDEX insight_fit_done ON insight_fit (id) WHERE done = TRUE;
CREATE TABLE insight_prediction (
    customer_id INTEGER PRIMARY KEY, -- who merged people are now; nobody erased
    fit_id      INTEGER NOT NULL,
    repeats     INTEGER NOT NULL, -- order-days after the first
    last_days   INTEGER NOT NULL, -- from the first order to the last
    age_days    INTEGER NOT NULL, -- from the first order to the fit's as_of
    spent       INTEGER NOT NULL, -- fen, on the repeat order-days
    alive       INTEGER NOT NULL, -- millionths: the probability of still being a customer
    expected    INTEGER NOT NULL, -- millionths of an order, within the fit's months
    value       INTEGER NOT NULL, -- fen: these orders discounted; -1 unknown
    next_at     INTEGER NOT NULL  -- ms: the day by which another order is more likely than not; 0 none
) STRICT;
CREATE INDEX insight_prediction_fit ON insight_prediction (fit_id);
CREATE TABLE insight_result (
    name    TEXT   NOT NULL,
    view    TEXT   NOT NULL, -- data scope: all, store:ID, staff:ID
    params  TEXT   NOT NULL, -- canonical JSON
    version INTEGER NOT NULL, -- of the metric's definition
    as_of   INTEGER NOT NULL,
    body    TEXT   NOT NULL, -- JSON answer
    PRIMARY KEY (name, view, params)
) STRICT;
CREATE TABLE intake_bulk (
    id          INTEGER PRIMARY KEY,
    act         TEXT   NOT NULL CHECK (act = 'tag' OR act = 'untag' OR act = 'assign'),
    body        TEXT   NOT NULL, -- JSON of the request: the filter and what is given; '' once it has ended
    actor       TEXT   NOT NULL, -- JSON: who asked, with role and scope as they were
    state       TEXT   NOT NULL CHECK (state = 'waiting' OR state = 'running' OR state = 'done' OR state = 'failed' OR state = 'cancelled'),
    total       INTEGER NOT NULL, -- people of the filter
    done        INTEGER NOT NULL, -- people reached
    missed      INTEGER NOT NULL, -- of these, gone or merged meanwhile
    error       TEXT   NOT NULL, -- JSON fault, '' none
    actor_kind  TEXT   NOT NULL,
    actor_id    INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER NOT NULL
) STRICT;
CREATE INDEX intake_bulk_open ON intake_bulk (id) WHERE state IN ('waiting', 'running');
CREATE TABLE intake_import (
    id          INTEGER  PRIMARY KEY,
    kind        TEXT    NOT NULL, -- orders, customers, products, spend, touches
    source      TEXT    NOT NULL, -- the system the file came from: half of every natural key
    file_name   TEXT    NOT NULL, -- base name only
    file_hash   TEXT    NOT NULL, -- sha256 of the bytes
    file_bytes  INTEGER  NOT NULL,
    mapping     TEXT    NOT NULL, -- JSON, complete: what was guessed and what was given
    zone        TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state = 'waiting' OR state = 'running' OR state = 'done' OR state = 'failed' OR state = 'undoing' OR state = 'undone'),
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
    state       TEXT    NOT NULL CHECK (state = 'ready' OR state = 'running' OR state = 'done' OR state = 'failed'),
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
CREATE INDEX job_failed ON job (id) WHERE state = 'failed';
CREATE INDEX job_free ON job (kind, run_at, id) WHERE state = 'ready' AND lane = '';
CREATE UNIQUE INDEX job_lane ON job (lane) WHERE state = 'running' AND lane <> '';
CREATE INDEX job_leased ON job (lease_until) WHERE state = 'running';
CREATE UNIQUE INDEX job_once ON job (unique_key) WHERE unique_key <> '';
CREATE INDEX job_queued ON job (lane, run_at, id) WHERE state = 'ready' AND lane <> '';
CREATE TABLE landing_page (
    id         INTEGER  PRIMARY KEY,
    key        TEXT    NOT NULL UNIQUE, -- what stands in the address
    name       TEXT    NOT NULL, -- among colleagues
    state      TEXT    NOT NULL CHECK (state = 'draft' OR state = 'live' OR state = 'paused' OR state = 'closed'),
    source     TEXT    NOT NULL, -- the acquisition channel of those who leave a number
    campaign   TEXT    NOT NULL, -- campaign tag, '' none
    follow     TEXT    NOT NULL, -- path of the code to which whoever left a number is led on, '' none
    callers    TEXT    NOT NULL, -- JSON list of the staff who call, empty: the store's
    split      INTEGER NOT NULL, -- half of the visitors see variant b
    store_id   INTEGER  NOT NULL,
    staff_id   INTEGER  NOT NULL, -- who made it
    version    INTEGER  NOT NULL,
    created_at INTEGER  NOT NULL
, account TEXT NOT NULL DEFAULT '', account_picture TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX landing_page_store ON landing_page (store_id, id);
CREATE TABLE landing_revision (
    page_id      INTEGER NOT NULL,
    variant      TEXT   NOT NULL,
    number       INTEGER NOT NULL, -- from 1
    page         TEXT   NOT NULL, -- JSON
    staff_id     INTEGER NOT NULL,
    published_at INTEGER NOT NULL, -- ms
    PRIMARY KEY (page_id, variant, number)
) STRICT;
CREATE TABLE landing_variant (
    page_id  INTEGER NOT NULL,
    variant  TEXT   NOT NULL CHECK (variant = 'a' OR variant = 'b'),
    page     TEXT   NOT NULL, -- JSON
    edits    INTEGER NOT NULL, -- how many times it was saved
    revision INTEGER NOT NULL, -- which one is shown, 0 none yet
    PRIMARY KEY (page_id, variant)
) STRICT;
CREATE TABLE landing_visitor (
    page_id     INTEGER NOT NULL,
    visitor     TEXT   NOT NULL, -- hash of a random mark
    variant     TEXT   NOT NULL,
    channel     TEXT   NOT NULL, -- of the address, '' none
    at          INTEGER NOT NULL, -- ms, first view
    seen_at     INTEGER NOT NULL, -- something to do came into view; 0 not, as all that follow
    clicked_at  INTEGER NOT NULL,
    begun_at    INTEGER NOT NULL, -- the form
    lead_at     INTEGER NOT NULL,
    customer_id INTEGER NOT NULL, depth INTEGER NOT NULL DEFAULT 0, dwell INTEGER NOT NULL DEFAULT 0, -- who left a number, 0 nobody
    PRIMARY KEY (page_id, visitor)
) STRICT;
CREATE INDEX landing_visitor_customer ON landing_visitor (customer_id) WHERE customer_id <> 0;
CREATE TABLE lead (
    id          INTEGER PRIMARY KEY,
    origin      TEXT   NOT NULL CHECK (origin = 'code' OR origin = 'landing'), -- what kind of page it was left on
    origin_id   INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    day         TEXT   NOT NULL,
    source      TEXT   NOT NULL, -- the acquisition channel of the page
    campaign    TEXT   NOT NULL, -- its campaign tag, '' none
    place       TEXT   NOT NULL, -- where they are, as typed; '' not said
    store_id    INTEGER NOT NULL, -- the page's, 0 none
    staff_id    INTEGER NOT NULL, -- who was asked to call, 0 nobody
    visitor     TEXT   NOT NULL, -- hash of the browser's mark
    address     TEXT   NOT NULL, -- hash of the network address and the day
    at          INTEGER NOT NULL, -- ms
    UNIQUE (origin, origin_id, customer_id, day)
) STRICT;
CREATE INDEX lead_address ON lead (address, at);
CREATE INDEX lead_customer ON lead (customer_id);
CREATE INDEX lead_origin ON lead (origin, origin_id, at);
CREATE TABLE ledger_balance (
    kind    TEXT    NOT NULL,
    of_id   INTEGER  NOT NULL,
    bound   INTEGER NOT NULL, -- it never holds less than nothing
    debits  INTEGER  NOT NULL CHECK (debits >= 0),
    credits INTEGER  NOT NULL CHECK (credits >= 0),
    PRIMARY KEY (kind, of_id)
) STRICT;
CREATE TABLE ledger_transfer (
    id          INTEGER PRIMARY KEY,
    debit_kind  TEXT   NOT NULL,
    debit_of    INTEGER NOT NULL, -- whose account of that kind, 0 there is one
    credit_kind TEXT   NOT NULL,
    credit_of   INTEGER NOT NULL,
    amount      INTEGER NOT NULL CHECK (amount > 0), -- fen
    cause_kind  TEXT   NOT NULL, -- what it was done for, room.what
    cause_id    INTEGER NOT NULL,
    at          INTEGER NOT NULL, -- ms
    UNIQUE (cause_id, cause_kind)
) STRICT;
CREATE INDEX ledger_transfer_credit ON ledger_transfer (credit_kind, credit_of, id);
CREATE INDEX ledger_transfer_debit ON ledger_transfer (debit_kind, debit_of, id);
CREATE TABLE livecode_arrival (
    code_id      INTEGER  NOT NULL,
    customer_id  INTEGER  NOT NULL,
    member       TEXT    NOT NULL, -- the channel's key of the member, '' a group
    community_id INTEGER  NOT NULL, -- 0: a member
    staff_id     INTEGER  NOT NULL,
    at           INTEGER  NOT NULL, -- ms, of the bond or stay
    day          TEXT    NOT NULL,
    again        INTEGER NOT NULL, -- was in touch with another member, or in another group, already
    PRIMARY KEY (code_id, customer_id, member, community_id, at)
) STRICT;
CREATE INDEX livecode_arrival_customer ON livecode_arrival (customer_id);
CREATE INDEX livecode_arrival_day ON livecode_arrival (staff_id, day);
CREATE TABLE livecode_branch (
    code_id INTEGER NOT NULL,
    number  INTEGER NOT NULL, -- from 0
    area    TEXT   NOT NULL, -- the district it serves, '' everybody
    config  TEXT   NOT NULL, -- the channel's key of the way, '' none yet
    picture TEXT   NOT NULL, -- address of the channel's picture, '' none yet
    behind  TEXT   NOT NULL, -- JSON list of the channel's keys of who or what stands behind it
    asked   TEXT   NOT NULL, -- hash of what the channel was last asked for
    trouble TEXT   NOT NULL, -- code of the fault that the channel answered with, or why nobody stands behind it; '' none
    put_at  INTEGER NOT NULL, tag TEXT NOT NULL DEFAULT '', -- ms, when the channel last took it
    PRIMARY KEY (code_id, number)
) STRICT;
CREATE TABLE livecode_code (
    id         INTEGER  PRIMARY KEY,
    key        TEXT    NOT NULL UNIQUE, -- what stands in the address and in the channel's state
    kind       TEXT    NOT NULL CHECK (kind = 'person' OR kind = 'group'),
    name       TEXT    NOT NULL, -- where it hangs
    state      TEXT    NOT NULL CHECK (state = 'draft' OR state = 'live' OR state = 'paused' OR state = 'closed'),
    class      TEXT    NOT NULL CHECK (class = 'internal' OR class = 'external' OR class = 'referral'),
    medium     TEXT    NOT NULL CHECK (medium = 'store' OR medium = 'package' OR medium = 'table' OR medium = 'platform' OR medium = 'kol' OR medium = 'partner' OR medium = 'other'),
    source     TEXT    NOT NULL, -- the acquisition channel of those who come by it
    store_id   INTEGER  NOT NULL,
    staff_id   INTEGER  NOT NULL, -- who made it
    promise    TEXT    NOT NULL, -- JSON: the four answers (CHN-11)
    weekly     INTEGER  NOT NULL, -- the most messages a week that were promised, 0 no number was given
    tags       TEXT    NOT NULL, -- JSON list of "family/name" that those who come are given
    direct     INTEGER NOT NULL, -- the picture is the channel's own: no page of ours before it
    invite     TEXT    NOT NULL, -- hash of the word that the page asks for, '' none
    from_at    INTEGER  NOT NULL, -- ms, 0 at once
    until_at   INTEGER  NOT NULL, -- ms, 0 for ever
    version    INTEGER  NOT NULL,
    created_at INTEGER  NOT NULL
) STRICT;
CREATE INDEX livecode_code_store ON livecode_code (store_id, id);
CREATE TABLE livecode_group (
    code_id      INTEGER NOT NULL,
    number       INTEGER NOT NULL, -- of the branch
    community_id INTEGER NOT NULL,
    place        INTEGER NOT NULL,
    PRIMARY KEY (code_id, number, community_id)
) STRICT;
CREATE INDEX livecode_group_community ON livecode_group (community_id);
CREATE TABLE livecode_seat (
    code_id      INTEGER  NOT NULL,
    number       INTEGER  NOT NULL, -- of the branch
    staff_id     INTEGER  NOT NULL,
    from_minute  INTEGER  NOT NULL, -- of the day in the organisation's zone, from …
    until_minute INTEGER  NOT NULL, -- … to before; both 0: all day; from after until: over midnight
    days         INTEGER  NOT NULL, -- bits, 1 Monday … 64 Sunday; 0: every day
    day_cap      INTEGER  NOT NULL, -- the most additions a day, 0 any
    spare        INTEGER NOT NULL, -- only when nobody else can
    PRIMARY KEY (code_id, number, staff_id)
) STRICT;
CREATE INDEX livecode_seat_staff ON livecode_seat (staff_id);
CREATE TABLE livecode_visit (
    code_id     INTEGER NOT NULL,
    day         TEXT   NOT NULL,
    visitor     TEXT   NOT NULL,
    shown       INTEGER NOT NULL, -- the picture was shown, not only the page before it
    PRIMARY KEY (code_id, day, visitor)
) STRICT;
CREATE TABLE mirror_mark (
    bond_id     INTEGER NOT NULL,
    tag_id      INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    state       TEXT   NOT NULL CHECK (state = 'kept' OR state = 'off' OR state = 'adding' OR state = 'taking'), -- adding, taking: asked for, the answer is not known; off: was taken off
    at          INTEGER NOT NULL, -- ms when that became so
    PRIMARY KEY (bond_id, tag_id)
) STRICT;
CREATE INDEX mirror_mark_customer ON mirror_mark (customer_id);
CREATE INDEX mirror_mark_tag ON mirror_mark (tag_id);
CREATE TABLE mirror_remark (
    bond_id     INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    state       TEXT   NOT NULL CHECK (state = 'due' OR state = 'done' OR state = 'own' OR state = 'over'), -- own: somebody wrote it by hand; over: in touch no more
    revision    INTEGER NOT NULL, -- of the template, 0 not written yet
    remark      TEXT   NOT NULL, -- hash of the remark that was written last, '' none
    asked       TEXT   NOT NULL, -- hash of the one that the channel was asked to write, '' none
    about       TEXT   NOT NULL, -- hash of the description that it was asked to write, '' none
    attempts    INTEGER NOT NULL,
    reason      TEXT   NOT NULL, -- code of the fault of the last attempt, '' none
    due_at      INTEGER NOT NULL, -- ms
    at          INTEGER NOT NULL  -- ms of the last change
) STRICT;
CREATE INDEX mirror_remark_customer ON mirror_remark (customer_id);
CREATE INDEX mirror_remark_due ON mirror_remark (due_at) WHERE state = 'due';
CREATE TABLE mirror_word (
    channel TEXT   NOT NULL,
    tag_id  INTEGER NOT NULL,
    key     TEXT   NOT NULL, -- the channel's, '' not made yet
    family  TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    gone_at INTEGER NOT NULL, -- ms when it was found deleted there, 0 not: it is not made anew
    trouble TEXT   NOT NULL, -- code of the fault for which it could not be made, '' none
    at      INTEGER NOT NULL, -- ms
    PRIMARY KEY (channel, tag_id)
) STRICT;
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
    purpose    TEXT   NOT NULL CHECK (purpose = 'setup' OR purpose = 'password'),
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
    role          TEXT   NOT NULL CHECK (role = 'owner' OR role = 'admin' OR role = 'operator' OR role = 'store' OR role = 'reader'),
    scope         TEXT   NOT NULL CHECK (scope = 'own' OR scope = 'store' OR scope = 'all'),
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
    role         TEXT   NOT NULL CHECK (role = 'admin' OR role = 'operator' OR role = 'store' OR role = 'reader'),
    scope        TEXT   NOT NULL CHECK (scope = 'store' OR scope = 'all'),
    store_id     INTEGER NOT NULL,
    created_by   INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    revoked_at   INTEGER NOT NULL
) STRICT;
CREATE TABLE org_view (
    id         INTEGER  PRIMARY KEY,
    staff_id   INTEGER  NOT NULL, -- whose
    page       TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    query      TEXT    NOT NULL,
    shared     INTEGER NOT NULL,
    changed_at INTEGER  NOT NULL,
    UNIQUE (staff_id, page, name)
) STRICT;
CREATE INDEX org_view_shared ON org_view (page) WHERE shared = TRUE;
CREATE TABLE outreach_batch (
    id           INTEGER PRIMARY KEY,
    broadcast_id INTEGER NOT NULL,
    member       TEXT   NOT NULL, -- the channel's key of the member
    staff_id     INTEGER NOT NULL,
    size         INTEGER NOT NULL, -- recipients
    state        TEXT   NOT NULL CHECK (state = 'planned' OR state = 'calling' OR state = 'made' OR state = 'failed' OR state = 'ended'),
    code         TEXT   NOT NULL, -- the channel's key of the message, '' not known
    called_at    INTEGER NOT NULL, -- ms when the channel was (about to be) called last
    made_at      INTEGER NOT NULL,
    confirmed_at INTEGER NOT NULL, -- ms when the member confirmed, 0 not yet
    reminded_at  INTEGER NOT NULL,
    reminders    INTEGER NOT NULL,
    due_at       INTEGER NOT NULL, -- ms when it is looked at next
    attempts     INTEGER NOT NULL, -- failures in a row
    reason       TEXT   NOT NULL  -- a fault's code, '' none
) STRICT;
CREATE INDEX outreach_batch_broadcast ON outreach_batch (broadcast_id);
CREATE UNIQUE INDEX outreach_batch_code ON outreach_batch (code) WHERE code <> '';
CREATE INDEX outreach_batch_due ON outreach_batch (due_at) WHERE state IN ('planned', 'calling', 'made');
CREATE TABLE outreach_broadcast (
    id         INTEGER  PRIMARY KEY,
    name       TEXT    NOT NULL,
    channel    TEXT    NOT NULL,
    topic      TEXT    NOT NULL, -- of consents
    grouped    INTEGER NOT NULL, -- to groups, not to people
    audience   TEXT    NOT NULL, -- JSON: a rule, people or groups
    message    TEXT    NOT NULL, -- JSON
    sender     TEXT    NOT NULL CHECK (sender = 'newest' OR sender = 'keeper'),
    planned_at INTEGER  NOT NULL, -- ms, 0 as soon as it is approved
    state      TEXT    NOT NULL CHECK (state = 'draft' OR state = 'waiting' OR state = 'refused' OR state = 'approved' OR state = 'deciding' OR state = 'sending' OR state = 'done' OR state = 'cancelled'),
    note       TEXT    NOT NULL, -- what whoever refused it wrote
    scope      TEXT    NOT NULL, -- whom the author may reach
    store_id   INTEGER  NOT NULL,
    staff_id   INTEGER  NOT NULL, -- the author
    decided_by INTEGER  NOT NULL, -- who approved or refused it, 0 nobody yet
    due_at     INTEGER  NOT NULL, -- ms when it is sent, 0 not approved
    decided_to INTEGER  NOT NULL, -- the last candidate decided about, 0 none yet
    version    INTEGER  NOT NULL,
    created_at INTEGER  NOT NULL,
    ended_at   INTEGER  NOT NULL -- ms, 0 not yet
) STRICT;
CREATE INDEX outreach_broadcast_due ON outreach_broadcast (due_at) WHERE state IN ('approved', 'deciding');
CREATE INDEX outreach_broadcast_store ON outreach_broadcast (store_id, id);
CREATE TABLE outreach_contact (
    customer_id  INTEGER NOT NULL,
    broadcast_id INTEGER NOT NULL,
    community_id INTEGER NOT NULL, -- the group it was sent to, 0: to the person
    state        TEXT   NOT NULL CHECK (state = 'held' OR state = 'spent' OR state = 'freed'),
    at           INTEGER NOT NULL, -- ms when it was decided, later when it arrived
    PRIMARY KEY (customer_id, broadcast_id, community_id)
) STRICT;
CREATE INDEX outreach_contact_broadcast ON outreach_contact (broadcast_id, community_id);
CREATE TABLE outreach_promise (
    state TEXT   PRIMARY KEY, -- of the code
    most  INTEGER NOT NULL CHECK (most > 0)
) STRICT;
CREATE TABLE outreach_reach (
    broadcast_id INTEGER NOT NULL,
    target       INTEGER NOT NULL, -- a customer, or a community where the broadcast is to groups
    batch_id     INTEGER NOT NULL, -- 0 left out
    contact      TEXT   NOT NULL, -- the channel's key of the target, '' left out or erased
    state        TEXT   NOT NULL CHECK (state = 'left_out' OR state = 'held' OR state = 'sent' OR state = 'not_contact' OR state = 'over_limit' OR state = 'failed' OR state = 'lapsed' OR state = 'cancelled'),
    reason       TEXT   NOT NULL, -- why it is left out, '' a recipient
    at           INTEGER NOT NULL, -- ms when it was decided, later when it arrived
    PRIMARY KEY (broadcast_id, target),
    CHECK ((state = 'left_out') = (reason <> ''))
) STRICT;
CREATE INDEX outreach_reach_batch ON outreach_reach (batch_id, target) WHERE batch_id <> 0;
CREATE INDEX outreach_reach_target ON outreach_reach (target, at) WHERE batch_id <> 0;
CREATE TABLE page_picture (
    key        TEXT   PRIMARY KEY,
    width      INTEGER NOT NULL, -- pixels
    height     INTEGER NOT NULL,
    body       BLOB  NOT NULL, -- JPEG
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE page_proof (
    id          INTEGER PRIMARY KEY,
    kind        TEXT   NOT NULL CHECK (kind = 'certificate' OR kind = 'qualification' OR kind = 'expert' OR kind = 'customer'),
    title       TEXT   NOT NULL,
    text        TEXT   NOT NULL,
    picture     TEXT   NOT NULL, -- key of the file that proves it, '' none (what a customer said)
    alt         TEXT   NOT NULL, -- what it shows
    holder      TEXT   NOT NULL, -- whose it is, as pages name them
    until       TEXT   NOT NULL, -- the last day on which it holds, '' always
    customer_id INTEGER NOT NULL, -- who said it, 0 nobody
    order_id    INTEGER NOT NULL, -- what they had bought, 0 nothing
    state       TEXT   NOT NULL CHECK (state = 'waiting' OR state = 'approved' OR state = 'withdrawn'),
    added_by    INTEGER NOT NULL,
    added_at    INTEGER NOT NULL, -- ms
    approved_by INTEGER NOT NULL, -- staff, 0 nobody yet
    approved_at INTEGER NOT NULL, -- ms, 0 not yet
    ended_by    INTEGER NOT NULL,
    ended_at    INTEGER NOT NULL, -- ms, 0 not withdrawn
    why         TEXT   NOT NULL  -- why it was withdrawn
) STRICT;
CREATE INDEX page_proof_customer ON page_proof (customer_id) WHERE customer_id <> 0;
CREATE TABLE referral_bond (
    customer_id INTEGER PRIMARY KEY,
    inviter_id  INTEGER NOT NULL,
    claim_id    INTEGER NOT NULL,
    at          INTEGER NOT NULL, -- ms, 0 unknown
    import_id   INTEGER NOT NULL,
    CHECK (customer_id <> inviter_id)
) STRICT;
CREATE INDEX referral_bond_import ON referral_bond (import_id) WHERE import_id <> 0;
CREATE INDEX referral_bond_inviter ON referral_bond (inviter_id);
CREATE TABLE referral_claim (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL, -- who was brought
    inviter_id  INTEGER NOT NULL, -- who is said to have brought them
    at          INTEGER NOT NULL, -- ms, 0 unknown
    source      TEXT   NOT NULL CHECK (source = 'code' OR source = 'link' OR source = 'staff' OR source = 'import' OR source = 'counter' OR source = 'hand'),
    evidence    TEXT   NOT NULL, -- code, order, import line; no personal data
    community_id INTEGER NOT NULL, -- the group they were brought into, 0 none
    verdict     TEXT   NOT NULL CHECK (verdict = 'bound' OR verdict = 'replaced' OR verdict = 'lost' OR verdict = 'void'),
    reason      TEXT   NOT NULL, -- of one that is not bound: earlier, later, protected, existing, self, cycle, dispute, withdrawn
    note        TEXT   NOT NULL, -- what was said when it was decided by hand; erased with either person
    forced      INTEGER NOT NULL, -- won a dispute, by hand: rules do not replace it
    standing    TEXT   NOT NULL CHECK (standing = '' OR standing = 'valid' OR standing = 'left' OR standing = 'member' OR standing = 'taken' OR standing = 'unbound' OR standing = 'excluded'), -- as an invitation (REF-01)
    store_id    INTEGER NOT NULL, -- of the person brought, when the claim came
    keeper_id   INTEGER NOT NULL, -- who looked after the person brought then
    staff_id    INTEGER NOT NULL, -- who entered it
    import_id   INTEGER NOT NULL,
    ref         TEXT   NOT NULL -- natural key in its source, '' none
) STRICT;
CREATE INDEX referral_claim_community ON referral_claim (community_id, customer_id) WHERE community_id <> 0;
CREATE INDEX referral_claim_customer ON referral_claim (customer_id, at);
CREATE INDEX referral_claim_import ON referral_claim (import_id) WHERE import_id <> 0;
CREATE INDEX referral_claim_inviter ON referral_claim (inviter_id, at);
CREATE UNIQUE INDEX referral_claim_once ON referral_claim (ref) WHERE ref <> '';
CREATE TABLE referral_code (
    id           INTEGER PRIMARY KEY,
    token        TEXT   NOT NULL UNIQUE,
    customer_id  INTEGER NOT NULL,
    community_id INTEGER NOT NULL, -- 0 any
    cause        TEXT   NOT NULL, -- campaign, '' none
    created_at   INTEGER NOT NULL,
    ended_at     INTEGER NOT NULL
, own INTEGER NOT NULL DEFAULT FALSE, tone TEXT NOT NULL DEFAULT '', named INTEGER NOT NULL DEFAULT FALSE, regretted INTEGER NOT NULL DEFAULT FALSE) STRICT;
CREATE INDEX referral_code_cause ON referral_code (cause) WHERE own;
CREATE INDEX referral_code_customer ON referral_code (customer_id);
CREATE UNIQUE INDEX referral_code_own ON referral_code (customer_id, cause) WHERE own AND ended_at = 0;
CREATE TABLE referral_day (
    day       TEXT   NOT NULL,
    store_id  INTEGER NOT NULL, -- of the person brought
    staff_id  INTEGER NOT NULL,
    source    TEXT   NOT NULL,
    bonds     INTEGER NOT NULL,
    PRIMARY KEY (day, store_id, staff_id, source)
) STRICT;
CREATE TABLE referral_inviter_day (
    inviter_id   INTEGER NOT NULL, -- as booked
    day          TEXT   NOT NULL,
    community_id INTEGER NOT NULL, -- 0: into no group
    store_id     INTEGER NOT NULL,
    staff_id     INTEGER NOT NULL,
    invited      INTEGER NOT NULL, -- claims that are not void
    valid        INTEGER NOT NULL, -- of these, valid invitations
    pending      INTEGER NOT NULL, -- of these, into a group and not seen there
    PRIMARY KEY (inviter_id, day, community_id, store_id, staff_id)
) STRICT;
CREATE INDEX referral_inviter_day_community ON referral_inviter_day (community_id, day) WHERE community_id <> 0;
CREATE INDEX referral_inviter_day_day ON referral_inviter_day (day);
CREATE TABLE referral_node (
    customer_id INTEGER PRIMARY KEY,
    parent_id   INTEGER NOT NULL, -- 0: a root
    at          INTEGER NOT NULL, -- of the bond, 0 root or unknown
    children    INTEGER NOT NULL,
    subtree     INTEGER NOT NULL, -- people below, without the person
    own         INTEGER NOT NULL, -- fen: own net spend as last folded
    below       INTEGER NOT NULL, -- fen: own of everybody below
    buyers      INTEGER NOT NULL, -- people below with own <> 0
    dropped_id  INTEGER NOT NULL  -- the referrer on record whom a merge put below the person: left out, 0 none
) STRICT;
CREATE INDEX referral_node_dropped ON referral_node (dropped_id) WHERE dropped_id <> 0;
CREATE INDEX referral_node_parent ON referral_node (parent_id, customer_id) WHERE parent_id <> 0;
CREATE TABLE referral_seen (
    claim_id  INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    PRIMARY KEY (claim_id, import_id)
) STRICT;
CREATE INDEX referral_seen_import ON referral_seen (import_id) WHERE import_id <> 0;
CREATE TABLE reward_code (
    gift_id  INTEGER NOT NULL,
    place    INTEGER NOT NULL, -- from 1
    mark     TEXT   NOT NULL, -- keyed hash, by which the same code is known again
    sealed   TEXT   NOT NULL, -- the code, encrypted
    grant_id INTEGER NOT NULL, -- to which it went, 0 none
    PRIMARY KEY (gift_id, place),
    UNIQUE (gift_id, mark)
) STRICT;
CREATE TABLE reward_gift (
    id         INTEGER  PRIMARY KEY,
    kind       TEXT    NOT NULL CHECK (kind = 'code' OR kind = 'thing' OR kind = 'coupon'),
    name       TEXT    NOT NULL, -- as its owner reads it
    words      TEXT    NOT NULL, -- how it is used, for its owner
    state      TEXT    NOT NULL CHECK (state = 'open' OR state = 'closed'),
    cost       INTEGER  NOT NULL CHECK (cost >= 0), -- fen, of one
    worth      INTEGER  NOT NULL CHECK (worth >= 0), -- fen: what it is worth to its owner
    total      INTEGER  NOT NULL CHECK (total >= 0), -- how many there are: codes brought in, things, quota of coupons
    issued     INTEGER  NOT NULL CHECK (issued >= 0), -- how many were ever given
    tags       TEXT    NOT NULL, -- whom it suits: "family/name", one a line
    days       INTEGER  NOT NULL CHECK (days >= 0), -- for how long a coupon holds, or a thing may be claimed; 0 no end
    until_at   INTEGER  NOT NULL, -- ms when all of it ends, 0 never
    per_person INTEGER  NOT NULL CHECK (per_person >= 0), -- the most that one person is given, 0 any
    off        INTEGER  NOT NULL CHECK (off >= 0), -- fen taken off, of a coupon
    rate       INTEGER  NOT NULL CHECK (rate >= 0 AND rate <= 10000), -- basis points taken off, of a coupon
    most       INTEGER  NOT NULL CHECK (most >= 0), -- fen: the most that a rate takes off, 0 any
    minimum    INTEGER  NOT NULL CHECK (minimum >= 0), -- fen: from which price on
    stack      TEXT    NOT NULL, -- coupons of one name exclude each other; '' the gift itself
    stackable  INTEGER NOT NULL, -- it may be used beside others
    staff_id   INTEGER  NOT NULL,
    version    INTEGER  NOT NULL,
    created_at INTEGER  NOT NULL,
    CHECK (issued <= total)
) STRICT;
CREATE TABLE reward_grant (
    id          INTEGER  PRIMARY KEY,
    gift_id     INTEGER  NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind = 'code' OR kind = 'thing' OR kind = 'coupon'),
    customer_id INTEGER  NOT NULL,
    cause_kind  TEXT    NOT NULL, -- what it is for, room.what; told back in every fact
    cause_id    INTEGER  NOT NULL,
    title       TEXT    NOT NULL, -- why, as its owner reads it: the name of the campaign
    reason      TEXT    NOT NULL, -- word of the one who asked: step, welcome
    state       TEXT    NOT NULL CHECK (state = 'issued' OR state = 'locked' OR state = 'used' OR state = 'expired' OR state = 'revoked' OR state = 'waiting' OR state = 'applied' OR state = 'shipped' OR state = 'received'),
    place       INTEGER  NOT NULL, -- of its code, 0 none
    until_at    INTEGER  NOT NULL, -- ms until which it holds or may be claimed, 0 no end
    due_at      INTEGER  NOT NULL, -- ms when time next changes it, 0 never
    order_kind  TEXT    NOT NULL, -- by which a coupon is locked or was used, '' none
    order_id    INTEGER  NOT NULL,
    returned    INTEGER NOT NULL, -- a used coupon came back once
    address     TEXT    NOT NULL, -- where a thing goes, encrypted; '' not said, or forgotten
    carrier     TEXT    NOT NULL,
    parcel      TEXT    NOT NULL, -- the carrier's number
    why         TEXT    NOT NULL, -- why it was revoked
    ended_at    INTEGER  NOT NULL, -- ms when it was used, expired, revoked or received; 0 not yet
    version     INTEGER  NOT NULL,
    created_at  INTEGER  NOT NULL,
    UNIQUE (cause_id, cause_kind),
    CHECK ((order_kind <> '') = (state IN ('locked', 'used')))
) STRICT;
CREATE INDEX reward_grant_address ON reward_grant (ended_at) WHERE address <> '';
CREATE INDEX reward_grant_customer ON reward_grant (customer_id, gift_id, id);
CREATE INDEX reward_grant_due ON reward_grant (due_at) WHERE due_at <> 0;
CREATE INDEX reward_grant_gift ON reward_grant (gift_id, id);
CREATE INDEX reward_grant_order ON reward_grant (order_id) WHERE order_id <> 0;
CREATE INDEX reward_grant_state ON reward_grant (state, id);
CREATE TABLE segment (
    id         INTEGER  PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE,
    rule       TEXT    NOT NULL, -- canonical text of the rule tree
    reads      TEXT    NOT NULL, -- attributes it reads, space-separated
    tag        TEXT    NOT NULL, -- "family/name" put on members and taken off again, '' none (CUS-02)
    state      TEXT    NOT NULL CHECK (state = 'building' OR state = 'live' OR state = 'paused'),
    members    INTEGER  NOT NULL, -- open stays
    staff_id   INTEGER  NOT NULL, -- who saved it
    version    INTEGER  NOT NULL, -- grows with every change by hand
    zone       TEXT    NOT NULL, -- in which its days were counted when it was built; another one builds it again
    built_to   INTEGER  NOT NULL, -- people up to this id are kept; those after it are still to be built
    built_at   INTEGER  NOT NULL, -- when the last build ended, ms, 0 none yet
    created_at INTEGER  NOT NULL
) STRICT;
CREATE UNIQUE INDEX segment_tag ON segment (tag) WHERE tag <> '';
CREATE TABLE segment_due (
    segment_id  INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    due_at      INTEGER NOT NULL, -- ms
    PRIMARY KEY (segment_id, customer_id)
) STRICT;
CREATE INDEX segment_due_at ON segment_due (due_at);
CREATE INDEX segment_due_customer ON segment_due (customer_id);
CREATE TABLE segment_keeper (
    id      INTEGER  PRIMARY KEY CHECK (id = 1),
    token   TEXT    NOT NULL, -- the process that folded last
    epoch   INTEGER  NOT NULL, -- grows whenever another process begins to fold
    indexed INTEGER NOT NULL
) STRICT;
CREATE TABLE segment_stay (
    id          INTEGER PRIMARY KEY,
    segment_id  INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    since       INTEGER NOT NULL,
    until       INTEGER NOT NULL, -- 0: still in
    entered_by  TEXT   NOT NULL, -- the attributes whose change brought it, 'time' or 'build'
    left_by     TEXT   NOT NULL
) STRICT;
CREATE INDEX segment_stay_customer ON segment_stay (customer_id);
CREATE UNIQUE INDEX segment_stay_open ON segment_stay (segment_id, customer_id) WHERE until = 0;
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
CREATE TABLE succession (
    id         INTEGER PRIMARY KEY,
    channel    TEXT    NOT NULL,
    from_id    INTEGER  NOT NULL, -- member of staff
    member     TEXT    NOT NULL, -- the channel's key of them
    resigned   INTEGER NOT NULL, -- has resigned in the channel; otherwise works on
    message    TEXT    NOT NULL, -- said to customers once they are handed on, '' nothing; only of somebody who works on
    tasks      INTEGER  NOT NULL, -- open tasks that went along
    staff_id   INTEGER  NOT NULL, -- who began it
    at         INTEGER  NOT NULL, -- ms
    ended_at   INTEGER  NOT NULL  -- ms, 0: something is not decided yet
) STRICT;
CREATE UNIQUE INDEX succession_open ON succession (from_id) WHERE ended_at = 0;
CREATE TABLE succession_object (
    succession_id INTEGER NOT NULL,
    kind          TEXT   NOT NULL CHECK (kind = 'customer' OR kind = 'group'),
    object_id     INTEGER NOT NULL, -- customer (as booked) or community
    heir_id       INTEGER NOT NULL, -- member of staff
    state         TEXT   NOT NULL CHECK (state = 'planned' OR state = 'asked' OR state = 'waiting' OR state = 'done' OR state = 'refused' OR state = 'full' OR state = 'failed'),
    reason        TEXT   NOT NULL, -- why it is not done, in both languages, '' none
    until_at      INTEGER NOT NULL, -- ms when it is done unless the customer refuses, 0 not waiting
    due_at        INTEGER NOT NULL, -- ms when it is looked at next
    attempts      INTEGER NOT NULL,
    at            INTEGER NOT NULL, -- ms of the last change
    PRIMARY KEY (succession_id, kind, object_id)
) STRICT;
CREATE INDEX succession_object_due ON succession_object (due_at) WHERE state IN ('planned', 'asked', 'waiting');
CREATE INDEX succession_object_id ON succession_object (object_id) WHERE state IN ('asked', 'waiting');
CREATE TABLE webhook_delivery (
    id              INTEGER PRIMARY KEY,
    subscription_id INTEGER NOT NULL,
    fact_id         INTEGER NOT NULL, -- the row of facts
    kind            TEXT   NOT NULL, -- of the facts
    state           TEXT   NOT NULL CHECK (state = 'waiting' OR state = 'delivered' OR state = 'given_up'),
    tries           INTEGER NOT NULL, -- of this round
    replays         INTEGER NOT NULL, -- rounds after the first
    next_at         INTEGER NOT NULL, -- ms, of one that waits
    tried_at        INTEGER NOT NULL, -- ms, 0 never
    status          INTEGER NOT NULL, -- of the last answer, 0 none came
    took            INTEGER NOT NULL, -- ms of the last try
    trouble         TEXT   NOT NULL, -- code of why the last try failed, '' it did not
    reply           TEXT   NOT NULL, -- how the last answer began
    created_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX webhook_delivery_due ON webhook_delivery (subscription_id, next_at, id) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_given_up ON webhook_delivery (subscription_id, id) WHERE state = 'given_up';
CREATE UNIQUE INDEX webhook_delivery_once ON webhook_delivery (subscription_id, fact_id);
CREATE TABLE webhook_subscription (
    id            INTEGER PRIMARY KEY,
    name          TEXT   NOT NULL,
    address       TEXT   NOT NULL,
    facts         TEXT   NOT NULL, -- JSON list of kinds
    state         TEXT   NOT NULL CHECK (state = 'on' OR state = 'off' OR state = 'paused' OR state = 'gone'),
    secret        TEXT   NOT NULL, -- sealed; '' of one that is gone
    old_secret    TEXT   NOT NULL, -- sealed; '' none
    old_until     INTEGER NOT NULL, -- ms, until when the old one signs too
    failing_since INTEGER NOT NULL, -- ms of the first try that failed after the last that did not, 0 none
    misses        INTEGER NOT NULL, -- tries in a row to which nobody answered
    retry_at      INTEGER NOT NULL, -- ms; before it nothing is tried, because nobody answers
    paused_at     INTEGER NOT NULL, -- ms, 0 not
    version       INTEGER NOT NULL,
    created_by    INTEGER NOT NULL, -- staff, 0 none
    created_at    INTEGER NOT NULL
) STRICT;
