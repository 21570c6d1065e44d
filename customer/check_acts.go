package customer

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"qunli/kit/db"
)

// CheckActs compares the rollup of acts of a kind with what the room that counts them says it should be: acts of the same
// person and day are added up.
func CheckActs(ctx context.Context, q db.Q, kind string, want []Act) ([]db.Difference, error) {
	have, err := db.All[actDay](ctx, q, `SELECT customer_id, day, kind, acts FROM customer_act_day WHERE kind = $1`, kind)
	if err != nil {
		return nil, err
	}
	only := slices.Clone(want)
	for n := range only {
		only[n].Kind = kind
	}
	return compareActDays(have, sumActs(only)), nil
}

// compareActDays lists where two rollups differ.
func compareActDays(have, want []actDay) []db.Difference {
	type key struct {
		who       ID
		day, kind string
	}
	sums := make(map[key]int64, len(want))
	for _, w := range want {
		sums[key{w.CustomerID, w.Day, w.Kind}] = w.Acts
	}
	var out []db.Difference
	differ := func(k key, have, want int64) {
		out = append(out, db.Differs("customer_act_day", k.who.String()+" "+k.day+" "+k.kind, fmt.Sprint(have), fmt.Sprint(want)))
	}
	for _, h := range have {
		k := key{h.CustomerID, h.Day, h.Kind}
		if h.Acts != sums[k] || h.Acts == 0 {
			differ(k, h.Acts, sums[k])
		}
		delete(sums, k)
	}
	for k, n := range sums {
		differ(k, 0, n)
	}
	slices.SortFunc(out, func(x, y db.Difference) int { return cmp.Compare(x.Key, y.Key) })
	return out
}

// checkActs compares what touches count for with the rollup, so many people at a time.
func checkActs(ctx context.Context, q db.Q) ([]db.Difference, error) {
	var kinds []string
	for _, k := range ActKinds() {
		if k.Room == "" {
			kinds = append(kinds, k.Kind)
		}
	}
	var out []db.Difference
	err := eachPart(ctx, q, func(ids []ID) error {
		have := db.Where("").In("customer_id", ids).In("kind", kinds)
		stored, err := db.All[actDay](ctx, q, `SELECT customer_id, day, kind, acts FROM customer_act_day WHERE `+have.SQL(), have.Args()...)
		if err != nil {
			return err
		}
		counted, err := db.All[actDay](ctx, q, `SELECT customer_id, day, kind, COUNT(*) AS acts FROM customer_touch
			WHERE `+have.SQL()+` GROUP BY customer_id, day, kind`, have.Args()...)
		out = append(out, compareActDays(stored, counted)...)
		return err
	})
	return out, err
}

// checkOwners looks for acts of people who are not there, and names what they are.
func checkOwners(ctx context.Context, q db.Q) ([]db.Difference, error) {
	var out []db.Difference
	err := db.Each(ctx, q, func(a actDay) error {
		out = append(out, db.Differs("customer_act_day", fmt.Sprint(a.CustomerID, " ", a.Day, " ", a.Kind), fmt.Sprint(a.Acts, " of nobody"), "acts of a person"))
		return nil
	}, `SELECT g.customer_id, g.day, g.kind, g.acts FROM customer_act_day g LEFT JOIN customer c ON c.id = g.customer_id
		WHERE c.id IS NULL ORDER BY g.customer_id, g.day, g.kind`)
	return out, err
}

// eachPart calls f with the ids of all people, checkStep at a time.
func eachPart(ctx context.Context, q db.Q, f func(ids []ID) error) error {
	last := ID(0)
	for {
		ids, err := db.All[ID](ctx, q, `SELECT id FROM customer WHERE id > $1 ORDER BY id LIMIT $2`, last, checkStep)
		if err != nil || len(ids) == 0 {
			return err
		}
		last = ids[len(ids)-1]
		err = db.Lists(q, ids, func(part []ID) error { return f(part) })
		if err != nil {
			return err
		}
	}
}
