package campaign

import (
	"context"
	"fmt"
	"maps"

	"qunli/kit/db"
)

// Check counts the buckets of every campaign anew from the seats, and what succeeded and was settled from what stands so.
func Check(ctx context.Context, q db.Q) ([]db.Difference, error) {
	out, err := checkBuckets(ctx, q)
	if err != nil {
		return nil, err
	}
	found, err := db.CompareAll(ctx, q, []db.Comparison{{Table: "campaign_day",
		Stored: `SELECT CAST(campaign_id AS TEXT) || ' ' || what AS k, CAST(SUM(n) AS TEXT) AS v FROM campaign_day WHERE what IN ('instance:succeeded', 'settled')
			GROUP BY campaign_id, what`,
		Rebuilt: `SELECT k, v FROM (SELECT CAST(campaign_id AS TEXT) || ' instance:succeeded' AS k, CAST(COUNT(*) AS TEXT) AS v FROM campaign_instance WHERE state = 'succeeded' GROUP BY campaign_id
			UNION ALL SELECT CAST(campaign_id AS TEXT) || ' settled' AS k, CAST(COUNT(*) AS TEXT) AS v FROM campaign_seat WHERE state = 'settled' GROUP BY campaign_id) AS r`}})
	return append(out, found...), err
}

// checkBuckets compares buckets with the fold of seats.
func checkBuckets(ctx context.Context, q db.Q) ([]db.Difference, error) {
	type row struct {
		CampaignID ID
		Standing   Standing
		Takes      Takes
		N          int64
	}
	want, have := map[string]string{}, map[string]string{}
	held, spent := map[string]int64{}, map[string]int64{}
	key := func(i ID, bucket string) string { return i.String() + " " + bucket }
	err := db.Each(ctx, q, func(r row) error {
		into := held
		if r.Standing == Spent {
			into = spent
		}
		r.Takes.each(func(bucket string, n int64) { into[key(r.CampaignID, bucket)] += n * r.N })
		return nil
	}, `SELECT campaign_id, standing, takes, COUNT(*) AS n FROM campaign_seat WHERE standing <> '' AND takes <> '' GROUP BY campaign_id, standing, takes`)
	if err != nil {
		return nil, err
	}
	for _, part := range []map[string]int64{held, spent} {
		for k := range maps.Keys(part) {
			want[k] = fmt.Sprintf("%d held, %d spent", held[k], spent[k])
		}
	}
	err = db.Each(ctx, q, func(b Bucket) error {
		k := key(b.CampaignID, b.Name)
		have[k] = fmt.Sprintf("%d held, %d spent", b.Held, b.Spent)
		if b.Held == 0 && b.Spent == 0 && want[k] == "" {
			delete(have, k)
		}
		return nil
	}, `SELECT campaign_id, name, total, free, held, spent FROM campaign_bucket`)
	return db.CompareMaps("campaign_bucket", have, want), err
}
