-- +goose Up
-- Who came last to a campaign, for the pages that show it: two short lists a batch instead of an index entry a seat.
DROP INDEX campaign_seat_last;
CREATE TABLE campaign_latest (
    campaign_id BIGINT PRIMARY KEY,
    came        TEXT   NOT NULL, -- seats of people, the last first: their ids with spaces between
    counted     TEXT   NOT NULL  -- likewise of those that were paid for, or got what they are for
);
INSERT INTO campaign_latest (campaign_id, came, counted)
SELECT came.campaign_id, came.ids, COALESCE(counted.ids, '')
FROM (SELECT campaign_id, string_agg(CAST(id AS TEXT), ' ' ORDER BY id DESC) AS ids
    FROM (SELECT campaign_id, id, ROW_NUMBER() OVER (PARTITION BY campaign_id ORDER BY id DESC) AS place FROM campaign_seat WHERE person_id <> 0) AS ranked
    WHERE place <= 50 GROUP BY campaign_id) AS came
LEFT JOIN (SELECT campaign_id, string_agg(CAST(id AS TEXT), ' ' ORDER BY id DESC) AS ids
    FROM (SELECT campaign_id, id, ROW_NUMBER() OVER (PARTITION BY campaign_id ORDER BY id DESC) AS place FROM campaign_seat
        WHERE person_id <> 0 AND (paid_at > 0 OR standing = 'spent')) AS ranked
    WHERE place <= 50 GROUP BY campaign_id) AS counted ON counted.campaign_id = came.campaign_id;
