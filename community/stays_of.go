package community

import (
	"context"

	"qunli/customer"
	"qunli/kit/db"
)

// StaysOf gives the stays of people, as booked, in those communities.
func StaysOf(ctx context.Context, q db.Q, people []customer.ID, communities []ID) ([]Stay, error) {
	asked := make(map[ID]bool, len(communities))
	for _, i := range communities {
		asked[i] = true
	}
	var out []Stay
	err := db.Lists(q, people, func(part []customer.ID) error {
		c := db.Where("").In("customer_id", part)
		return db.Each(ctx, q, func(s Stay) error {
			if asked[s.CommunityID] {
				out = append(out, s)
			}
			return nil
		}, `SELECT `+stayColumns+` FROM community_stay WHERE `+c.SQL(), c.Args()...)
	})
	return out, err
}

// EachStay reads all stays there are.
func EachStay(ctx context.Context, q db.Q, f func(Stay) error) error {
	return db.Each(ctx, q, f, `SELECT `+stayColumns+` FROM community_stay`)
}

// StaysSince gives the stays in a community that began at a moment or later and before another.
func StaysSince(ctx context.Context, q db.Q, i ID, from, until int64) ([]Stay, error) {
	return db.All[Stay](ctx, q, `SELECT `+stayColumns+` FROM community_stay
		WHERE community_id = $1 AND joined_at >= $2 AND joined_at < $3`, i, from, until)
}
