package db

import "context"

// ServerTime gives the clock of the database server, unix ms; ok is false on SQLite, which has none of its own.
func (d *DB) ServerTime(ctx context.Context) (ms int64, ok bool, err error) {
	if d.engine == SQLite {
		return 0, false, nil
	}
	ms, err = One[int64](ctx, d.Read(), `SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`)
	return ms, true, err
}
