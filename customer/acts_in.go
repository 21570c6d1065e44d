package customer

import (
	"context"

	"qunli/kit/db"
)

// ActsIn counts the two-way acts of people from one day to another, both included, those of everybody merged with them too.
// Who did nothing is not in it.
func ActsIn(ctx context.Context, q db.Q, people []ID, from, to string) (map[ID]int64, error) {
	families, err := FamiliesOf(ctx, q, people)
	if err != nil {
		return nil, err
	}
	var all []ID
	for _, i := range people {
		all = append(all, families.Members(families.Now(i))...)
	}
	var kinds []string
	for _, k := range ActKinds() {
		if k.TwoWay {
			kinds = append(kinds, k.Kind)
		}
	}
	sums := map[ID]int64{}
	err = db.Lists(q, distinct(all), func(part []ID) error {
		c := db.Where("day >= $1 AND day <= $2", from, to).In("customer_id", part).In("kind", kinds)
		return db.Each(ctx, q, func(a actDay) error { sums[families.Now(a.CustomerID)] += a.Acts; return nil },
			`SELECT customer_id, CAST(SUM(acts) AS BIGINT) AS acts FROM customer_act_day WHERE `+c.SQL()+`
			GROUP BY customer_id`, c.Args()...)
	})
	out := map[ID]int64{}
	for _, i := range people {
		if n := sums[families.Now(i)]; n > 0 {
			out[i] = n
		}
	}
	return out, err
}

// HasActs tells whether anything that people did has been booked on a calendar day.
func HasActs(ctx context.Context, q db.Q) (bool, error) {
	some, err := db.All[ID](ctx, q, `SELECT customer_id FROM customer_act_day LIMIT 1`)
	return len(some) > 0, err
}
