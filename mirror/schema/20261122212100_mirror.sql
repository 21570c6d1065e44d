-- +goose Up
-- What our tags are called in a channel.
CREATE TABLE mirror_word (
    channel TEXT   NOT NULL,
    tag_id  BIGINT NOT NULL,
    key     TEXT   NOT NULL, -- the channel's, '' not made yet
    family  TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    gone_at BIGINT NOT NULL, -- ms when it was found deleted there, 0 not: it is not made anew
    trouble TEXT   NOT NULL, -- code of the fault for which it could not be made, '' none
    at      BIGINT NOT NULL, -- ms
    PRIMARY KEY (channel, tag_id)
);
-- Which tags a bond carries in the channel, as far as we know: what was put there by us, or seen there.
CREATE TABLE mirror_mark (
    bond_id     BIGINT NOT NULL,
    tag_id      BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('kept', 'off', 'adding', 'taking')), -- adding, taking: asked for, the answer is not known; off: was taken off
    at          BIGINT NOT NULL, -- ms when that became so
    PRIMARY KEY (bond_id, tag_id)
);
CREATE INDEX mirror_mark_tag ON mirror_mark (tag_id);
CREATE INDEX mirror_mark_customer ON mirror_mark (customer_id);
