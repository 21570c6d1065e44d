package db

import "slices"

// ListSize is how many keys one IN list carries well: SQLite's parser takes time with the square of the placeholders,
// PostgreSQL's with their number.
func ListSize(q Q) int {
	if q.Engine() == Postgres {
		return 8192
	}
	return 512
}

// Lists calls f with pieces of keys that fit one IN list, in their order, until it fails.
func Lists[K any](q Q, keys []K, f func(part []K) error) error {
	for part := range slices.Chunk(keys, ListSize(q)) {
		if err := f(part); err != nil {
			return err
		}
	}
	return nil
}
