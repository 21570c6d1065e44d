package intake

import (
	"context"

	"qunli/kit/db"
)

// Rejects counts the refused lines kept of imports that ended before a moment, unix ms. The counters of the imports stay when
// they are forgotten.
func Rejects(ctx context.Context, q db.Q, before int64) (int64, error) {
	return db.One[int64](ctx, q, `SELECT COUNT(*) FROM intake_reject r JOIN intake_import i ON i.id = r.import_id
		WHERE i.finished_at <> 0 AND i.finished_at < $1 AND i.state IN ('done', 'failed', 'undone')`, before)
}

// ForgetRejects deletes at most limit of these lines, in the caller's transaction.
func ForgetRejects(ctx context.Context, tx *db.Tx, before int64, limit int) (int64, error) {
	return db.Exec(ctx, tx, `DELETE FROM intake_reject WHERE (import_id, line) IN (
		SELECT r.import_id, r.line FROM intake_reject r JOIN intake_import i ON i.id = r.import_id
		WHERE i.finished_at <> 0 AND i.finished_at < $1 AND i.state IN ('done', 'failed', 'undone')
		ORDER BY r.import_id, r.line LIMIT $2)`, before, limit)
}

// Unfinished gives when the oldest import that has not come to its end was handed in, unix ms, 0 none, and how many there are.
func Unfinished(ctx context.Context, q db.Q) (since, number int64, err error) {
	type open struct{ Since, Number int64 }
	o, err := db.One[open](ctx, q, `SELECT CAST(COALESCE(MIN(created_at), 0) AS BIGINT) AS since, COUNT(*) AS number
		FROM intake_import WHERE state IN ('waiting', 'running', 'undoing')`)
	return o.Since, o.Number, err
}

// EndedBulks counts the acts on many people that ended before a moment, unix ms. What they did stays, and the audit of it.
func EndedBulks(ctx context.Context, q db.Q, before int64) (int64, error) {
	return db.One[int64](ctx, q, `SELECT COUNT(*) FROM intake_bulk WHERE finished_at <> 0 AND finished_at < $1`, before)
}

// ForgetBulks deletes at most limit of them, in the caller's transaction.
func ForgetBulks(ctx context.Context, tx *db.Tx, before int64, limit int) (int64, error) {
	return db.Exec(ctx, tx, `DELETE FROM intake_bulk WHERE id IN (
		SELECT id FROM intake_bulk WHERE finished_at <> 0 AND finished_at < $1 ORDER BY id LIMIT $2)`, before, limit)
}
