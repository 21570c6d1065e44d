package event

import (
	"context"

	"qunli/kit/db"
)

// Told counts the rows of facts published before a moment, unix ms. Whoever prunes them makes sure that no job still has to
// tell them (job.Open): numbers do not stand on them, but on what the rooms made of them.
func Told(ctx context.Context, q db.Q, before int64) (int64, error) {
	return db.One[int64](ctx, q, `SELECT COUNT(*) FROM event_fact WHERE at < $1`, before)
}

// ForgetTold deletes at most limit of these rows, in the caller's transaction.
func ForgetTold(ctx context.Context, tx *db.Tx, before int64, limit int) (int64, error) {
	return db.Exec(ctx, tx, `DELETE FROM event_fact WHERE id IN (SELECT id FROM event_fact WHERE at < $1 ORDER BY id LIMIT $2)`, before, limit)
}
