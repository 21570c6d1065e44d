package customer

import (
	"context"

	"qunli/kit/db"
)

// aliasRow is a row of customer_alias, as far as reading through it goes.
type aliasRow struct{ FromID, ToID ID }

// eachAlias calls f with the aliases of which a column, from_id or to_id, is one of ids, in order of from.
func eachAlias(ctx context.Context, q db.Q, column string, ids []ID, f func(from, to ID)) error {
	return db.Lists(q, ids, func(part []ID) error {
		c := db.Where("").In(column, part)
		return db.Each(ctx, q, func(a aliasRow) error { f(a.FromID, a.ToID); return nil },
			`SELECT from_id, to_id FROM customer_alias WHERE `+c.SQL()+` ORDER BY from_id`, c.Args()...)
	})
}

// Canonical tells for each of ids who that person is now: themselves, or the one they were merged into.
func Canonical(ctx context.Context, q db.Q, ids []ID) (map[ID]ID, error) {
	out := make(map[ID]ID, len(ids))
	for _, i := range ids {
		out[i] = i
	}
	return out, eachAlias(ctx, q, "from_id", ids, func(from, to ID) { out[from] = to })
}

// groupsOf gives for each person read as themselves them and everybody merged into them.
func groupsOf(ctx context.Context, q db.Q, ids []ID) (map[ID][]ID, error) {
	out := make(map[ID][]ID, len(ids))
	for _, i := range ids {
		out[i] = []ID{i}
	}
	return out, eachAlias(ctx, q, "to_id", ids, func(from, to ID) { out[to] = append(out[to], from) })
}

// Merges tells whether anybody is merged into anybody.
func Merges(ctx context.Context, q db.Q) (bool, error) {
	some, err := db.All[ID](ctx, q, `SELECT from_id FROM customer_alias LIMIT 1`)
	return len(some) > 0, err
}
