package community

import (
	"cmp"
	"slices"

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
	for part := range slices.Chunk(keys, step) {
		if err := f(part); err != nil {
			return err
		}
	}
	return nil
}

// distinct gives the keys in order, once each.
func distinct[K cmp.Ordered](keys []K) []K {
	out := slices.Clone(keys)
	slices.Sort(out)
	return slices.Compact(out)
}
