-- +goose Up
-- A name as it is written in a group, and whose it is. Personal data: the name is emptied when the person is erased.
CREATE TABLE conversation_author (
    id           BIGINT  PRIMARY KEY,
    community_id BIGINT  NOT NULL,
    name         TEXT    NOT NULL,
    customer_id  BIGINT  NOT NULL, -- 0: a bot or the system
    bot          BOOLEAN NOT NULL,
    staff_id     BIGINT  NOT NULL, -- the writer is one of the staff, 0 not
    first_at     BIGINT  NOT NULL, -- rollup: ms of the first and last message, notices apart; 0: never spoke
    last_at      BIGINT  NOT NULL,
    joins        BIGINT  NOT NULL, -- rollup: lines of the log under this name
    leaves       BIGINT  NOT NULL,
    notices      BIGINT  NOT NULL,
    import_id    BIGINT  NOT NULL
);
CREATE UNIQUE INDEX conversation_author_name ON conversation_author (community_id, name, customer_id, staff_id) WHERE name <> ''; -- two people of a group may have one name
CREATE INDEX conversation_author_customer ON conversation_author (customer_id) WHERE customer_id <> 0;
CREATE TABLE conversation_message (
    id           BIGINT PRIMARY KEY,
    community_id BIGINT NOT NULL,
    author_id    BIGINT NOT NULL,
    customer_id  BIGINT NOT NULL, -- 0: bot
    at           BIGINT NOT NULL,
    ordinal      BIGINT NOT NULL, -- order among messages of one moment
    day          TEXT   NOT NULL,
    hour         BIGINT NOT NULL, -- 0…23 in the organisation's zone
    kind         TEXT   NOT NULL CHECK (kind IN ('text', 'action', 'notice', 'picture', 'link', 'goods', 'other')),
    text         TEXT   NOT NULL, -- emptied when its author is erased
    promo        BOOLEAN NOT NULL,
    reply_to     BIGINT NOT NULL, -- the message it answers: said by the source or linked (conversation/reply), 0 none
    linked       BIGINT NOT NULL, -- how: 0 none, 1 by the source, 2 by the linker
    question     BIGINT NOT NULL, -- 0 no, 1 waiting for an answer, 2 answered
    answered_at  BIGINT NOT NULL, -- ms of the first answer by somebody else, 0 none
    answered_by  BIGINT NOT NULL, -- that answer, 0 none
    told         BOOLEAN NOT NULL, -- QuestionWaiting was published, or must not be: it is history
    ref          TEXT   NOT NULL,
    import_id    BIGINT NOT NULL
);
CREATE INDEX conversation_message_community ON conversation_message (community_id, at, ordinal, id);
CREATE INDEX conversation_message_customer ON conversation_message (customer_id, at) WHERE customer_id <> 0;
CREATE INDEX conversation_message_waiting ON conversation_message (at) WHERE question = 1;
CREATE INDEX conversation_message_untold ON conversation_message (at) WHERE question = 1 AND told = FALSE;
CREATE INDEX conversation_message_answer ON conversation_message (answered_by) WHERE answered_by <> 0;
CREATE INDEX conversation_message_reply ON conversation_message (reply_to) WHERE reply_to <> 0;
CREATE UNIQUE INDEX conversation_message_once ON conversation_message (ref) WHERE ref <> '';
CREATE INDEX conversation_message_import ON conversation_message (import_id) WHERE import_id <> 0;
CREATE TABLE conversation_mention (
    message_id  BIGINT NOT NULL,
    author_id   BIGINT NOT NULL, -- the name mentioned
    customer_id BIGINT NOT NULL,
    prefix      BOOLEAN NOT NULL, -- the message begins with it: "name: …"
    PRIMARY KEY (message_id, author_id)
);
CREATE INDEX conversation_mention_author ON conversation_mention (author_id);
-- A name that a message addresses and that nobody in the group has (yet): it becomes a mention when somebody comes under it.
CREATE TABLE conversation_address (
    message_id   BIGINT  NOT NULL,
    community_id BIGINT  NOT NULL,
    name         TEXT    NOT NULL,
    prefix       BOOLEAN NOT NULL,
    PRIMARY KEY (message_id, name)
);
CREATE INDEX conversation_address_name ON conversation_address (community_id, name);
-- A line of a log that is no message, as written: who came, left or took another name. Stays are community's; this is what
-- the figures by nicknames as written are counted from.
CREATE TABLE conversation_presence (
    id           BIGINT PRIMARY KEY,
    community_id BIGINT NOT NULL,
    author_id    BIGINT NOT NULL,
    customer_id  BIGINT NOT NULL, -- 0: bot
    kind         TEXT   NOT NULL CHECK (kind IN ('join', 'leave', 'rename')),
    target_id    BIGINT NOT NULL, -- the author of the new name, 0 not a rename
    at           BIGINT NOT NULL,
    ordinal      BIGINT NOT NULL, -- order among lines of one moment, messages included
    day          TEXT   NOT NULL,
    ref          TEXT   NOT NULL,
    import_id    BIGINT NOT NULL
);
CREATE INDEX conversation_presence_community ON conversation_presence (community_id, at, ordinal, id);
CREATE INDEX conversation_presence_author ON conversation_presence (author_id);
CREATE INDEX conversation_presence_customer ON conversation_presence (customer_id) WHERE customer_id <> 0;
CREATE INDEX conversation_presence_target ON conversation_presence (target_id) WHERE target_id <> 0;
CREATE UNIQUE INDEX conversation_presence_once ON conversation_presence (ref) WHERE ref <> '';
CREATE INDEX conversation_presence_import ON conversation_presence (import_id) WHERE import_id <> 0;
-- Another import, or the API (0), had this message or presence too: undoing one leaves it to the others.
CREATE TABLE conversation_seen (
    import_id BIGINT NOT NULL,
    line_id   BIGINT NOT NULL,
    PRIMARY KEY (import_id, line_id)
);
CREATE INDEX conversation_seen_line ON conversation_seen (line_id);
-- Rollups, folded in the transaction of the messages. People are as booked: read through customer_alias.
CREATE TABLE conversation_day (
    community_id BIGINT NOT NULL,
    day          TEXT   NOT NULL,
    store_id     BIGINT NOT NULL,
    staff_id     BIGINT NOT NULL,
    messages     BIGINT NOT NULL, -- text and action of people and of unmarked bots; notices apart
    bots         BIGINT NOT NULL, -- messages of marked bots
    notices      BIGINT NOT NULL,
    promos       BIGINT NOT NULL,
    mentions     BIGINT NOT NULL, -- messages that begin with the name of somebody else who speaks here, ever
    replies      BIGINT NOT NULL,
    questions    BIGINT NOT NULL,
    answered     BIGINT NOT NULL, -- of the day's questions
    answer_ms    BIGINT NOT NULL, -- sum over these
    joins        BIGINT NOT NULL, -- lines of the log, by names as written, bots included
    leaves       BIGINT NOT NULL,
    renames      BIGINT NOT NULL,
    PRIMARY KEY (community_id, day)
);
CREATE TABLE conversation_author_day (
    community_id BIGINT NOT NULL,
    author_id    BIGINT NOT NULL,
    day          TEXT   NOT NULL,
    customer_id  BIGINT NOT NULL,
    messages     BIGINT NOT NULL,
    mentions     BIGINT NOT NULL, -- prefix mentions written
    PRIMARY KEY (community_id, author_id, day)
);
CREATE INDEX conversation_author_day_day ON conversation_author_day (day, community_id);
CREATE INDEX conversation_author_day_customer ON conversation_author_day (customer_id, day) WHERE customer_id <> 0;
CREATE TABLE conversation_hour (
    community_id BIGINT NOT NULL,
    weekday      BIGINT NOT NULL, -- 1 Monday … 7 Sunday
    hour         BIGINT NOT NULL,
    messages     BIGINT NOT NULL,
    bots         BIGINT NOT NULL, -- messages of marked bots
    PRIMARY KEY (community_id, weekday, hour)
);
