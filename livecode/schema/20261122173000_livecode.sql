-- +goose Up
-- A code that is printed once and stays: what stands behind it changes (CHN-06).
CREATE TABLE livecode_code (
    id         BIGINT  PRIMARY KEY,
    key        TEXT    NOT NULL UNIQUE, -- what stands in the address and in the channel's state
    kind       TEXT    NOT NULL CHECK (kind IN ('person', 'group')),
    name       TEXT    NOT NULL, -- where it hangs
    state      TEXT    NOT NULL CHECK (state IN ('draft', 'live', 'paused', 'closed')),
    class      TEXT    NOT NULL CHECK (class IN ('internal', 'external', 'referral')),
    medium     TEXT    NOT NULL CHECK (medium IN ('store', 'package', 'table', 'platform', 'kol', 'partner', 'other')),
    source     TEXT    NOT NULL, -- the acquisition channel of those who come by it
    store_id   BIGINT  NOT NULL,
    staff_id   BIGINT  NOT NULL, -- who made it
    promise    TEXT    NOT NULL, -- JSON: the four answers (CHN-11)
    weekly     BIGINT  NOT NULL, -- the most messages a week that were promised, 0 no number was given
    tags       TEXT    NOT NULL, -- JSON list of "family/name" that those who come are given
    direct     BOOLEAN NOT NULL, -- the picture is the channel's own: no page of ours before it
    invite     TEXT    NOT NULL, -- hash of the word that the page asks for, '' none
    from_at    BIGINT  NOT NULL, -- ms, 0 at once
    until_at   BIGINT  NOT NULL, -- ms, 0 for ever
    version    BIGINT  NOT NULL,
    created_at BIGINT  NOT NULL
);
CREATE INDEX livecode_code_store ON livecode_code (store_id, id);
-- The ways a code leads: one for everybody, or one a district (COM-09). Each has a picture of the channel behind ours.
CREATE TABLE livecode_branch (
    code_id BIGINT NOT NULL,
    number  BIGINT NOT NULL, -- from 0
    area    TEXT   NOT NULL, -- the district it serves, '' everybody
    config  TEXT   NOT NULL, -- the channel's key of the way, '' none yet
    picture TEXT   NOT NULL, -- address of the channel's picture, '' none yet
    behind  TEXT   NOT NULL, -- JSON list of the channel's keys of who or what stands behind it
    asked   TEXT   NOT NULL, -- hash of what the channel was last asked for
    trouble TEXT   NOT NULL, -- code of the fault that the channel answered with, or why nobody stands behind it; '' none
    put_at  BIGINT NOT NULL, -- ms, when the channel last took it
    PRIMARY KEY (code_id, number)
);
-- Who may stand behind a code of people.
CREATE TABLE livecode_seat (
    code_id      BIGINT  NOT NULL,
    number       BIGINT  NOT NULL, -- of the branch
    staff_id     BIGINT  NOT NULL,
    from_minute  BIGINT  NOT NULL, -- of the day in the organisation's zone, from …
    until_minute BIGINT  NOT NULL, -- … to before; both 0: all day; from after until: over midnight
    days         BIGINT  NOT NULL, -- bits, 1 Monday … 64 Sunday; 0: every day
    day_cap      BIGINT  NOT NULL, -- the most additions a day, 0 any
    spare        BOOLEAN NOT NULL, -- only when nobody else can
    PRIMARY KEY (code_id, number, staff_id)
);
CREATE INDEX livecode_seat_staff ON livecode_seat (staff_id);
-- The groups behind a code of groups, in the order in which they are filled (COM-10).
CREATE TABLE livecode_group (
    code_id      BIGINT NOT NULL,
    number       BIGINT NOT NULL, -- of the branch
    community_id BIGINT NOT NULL,
    place        BIGINT NOT NULL,
    PRIMARY KEY (code_id, number, community_id)
);
CREATE INDEX livecode_group_community ON livecode_group (community_id);
-- Somebody who came by a code: a bond with a member, or a stay in a group. Once a bond or stay.
CREATE TABLE livecode_arrival (
    code_id      BIGINT  NOT NULL,
    customer_id  BIGINT  NOT NULL,
    member       TEXT    NOT NULL, -- the channel's key of the member, '' a group
    community_id BIGINT  NOT NULL, -- 0: a member
    staff_id     BIGINT  NOT NULL,
    at           BIGINT  NOT NULL, -- ms, of the bond or stay
    day          TEXT    NOT NULL,
    again        BOOLEAN NOT NULL, -- was in touch with another member, or in another group, already
    PRIMARY KEY (code_id, customer_id, member, community_id, at)
);
CREATE INDEX livecode_arrival_customer ON livecode_arrival (customer_id);
CREATE INDEX livecode_arrival_day ON livecode_arrival (staff_id, day);
-- Who opened the page of a code on a day: a random mark of the browser, and the person where the link says who it is.
CREATE TABLE livecode_visit (
    code_id     BIGINT NOT NULL,
    day         TEXT   NOT NULL,
    visitor     TEXT   NOT NULL,
    shown       BOOLEAN NOT NULL, -- the picture was shown, not only the page before it
    PRIMARY KEY (code_id, day, visitor)
);
