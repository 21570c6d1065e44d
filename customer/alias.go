package customer

import (
	"context"

	"qunli/kit/db"
)

// sqliteList and postgresList are how many keys one IN list carries: SQLite's parser takes time with the square of the
// placeholders, PostgreSQL's with their number.
const (
	sqliteList   = 512
	postgresList = 8192
)

// chunks calls f with pieces of keys that fit one IN list.
func chunks[K any](q db.Q, keys []K, f func(part []K) error) error {
	step := sqliteList
	if q.Engine() == db.Postgres {
		step = postgresList
	}
	for start := 0; start < len(keys); start += step {
		if err := f(keys[start:min(start+step, len(keys))]); err != nil {
			return err
		}
	}
	return nil
}

type aliasRow struct{ FromID, ToID ID }

// Canonical tells for each of ids who that person is now: themselves, or the one they were merged into.
func Canonical(ctx context.Context, q db.Q, ids []ID) (map[ID]ID, error) {
	out := make(map[ID]ID, len(ids))
	for _, i := range ids {
		out[i] = i
	}
	err := chunks(q, ids, func(part []ID) error {
		c := db.Where("").In("from_id", part)
		return db.Each(ctx, q, func(a aliasRow) error { out[a.FromID] = a.ToID; return nil },
			`SELECT from_id, to_id FROM customer_alias WHERE `+c.SQL(), c.Args()...)
	})
	return out, err
}
