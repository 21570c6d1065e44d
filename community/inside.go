package community

import (
	"context"

	"qunli/customer"
	"qunli/kit/db"
)

// Inside gives since when (ms) people are in a group, the latest of their open stays, as booked; whoever is in none is not in it.
func Inside(ctx context.Context, q db.Q, people []customer.ID) (map[customer.ID]int64, error) {
	type stay struct {
		CustomerID customer.ID
		JoinedAt   int64
	}
	out := map[customer.ID]int64{}
	err := db.Lists(q, people, func(part []customer.ID) error {
		c := db.Where("left_at = 0").In("customer_id", part)
		return db.Each(ctx, q, func(s stay) error { out[s.CustomerID] = s.JoinedAt; return nil },
			`SELECT customer_id, MAX(joined_at) AS joined_at FROM community_stay WHERE `+c.SQL()+` GROUP BY customer_id`, c.Args()...)
	})
	return out, err
}
