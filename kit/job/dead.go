package job

import (
	"context"
	"time"

	"qunli/kit/db"
)

// Open gives when the oldest job entered that is neither done nor given up, unix ms; now when there is none. What such jobs
// name must not be pruned.
func Open(ctx context.Context, q db.Q, now int64) (int64, error) {
	return db.One[int64](ctx, q, `SELECT CAST(COALESCE(MIN(created_at), $1) AS BIGINT) FROM job WHERE state <> 'done'`, now)
}

// Dead gives the failed jobs: how many, and when the last attempt of the oldest ended, unix ms, 0 none.
func Dead(ctx context.Context, q db.Q) (number, since int64, err error) {
	type dead struct{ Number, Since int64 }
	d, err := db.One[dead](ctx, q, `SELECT COUNT(*) AS number, CAST(COALESCE(MIN(finished_at), 0) AS BIGINT) AS since FROM job WHERE state = 'failed'`)
	return d.Number, d.Since, err
}

// Prunable counts the jobs that Prune with the same age would delete.
func (q *Queue) Prunable(ctx context.Context, age time.Duration) (int64, error) {
	return db.One[int64](ctx, q.db.Read(), `SELECT COUNT(*) FROM job WHERE state = 'done' AND finished_at < $1`, q.pruneBefore(age))
}

// pruneBefore is before when a job must have ended to be pruned, unix ms.
func (q *Queue) pruneBefore(age time.Duration) int64 {
	return q.db.Clock().Now().Add(-max(age, 2*q.longest())).UnixMilli()
}

// Newest gives when the youngest job entered, unix ms, 0 none: a clock that shows less has gone back.
func Newest(ctx context.Context, q db.Q) (int64, error) {
	return db.One[int64](ctx, q, `SELECT CAST(COALESCE(MAX(created_at), 0) AS BIGINT) FROM job`)
}
