package insight

import (
	"context"

	"qunli/kit/db"
)

// Abandoned counts the stored answers that nobody has computed again since a moment, unix ms: of scopes, parameters or
// versions that are no more.
func Abandoned(ctx context.Context, q db.Q, before int64) (int64, error) {
	return db.One[int64](ctx, q, `SELECT COUNT(*) FROM insight_result WHERE as_of < $1`, before)
}

// ForgetAbandoned deletes at most limit of these answers, in the caller's transaction. They are computed again when asked for.
func ForgetAbandoned(ctx context.Context, tx *db.Tx, before int64, limit int) (int64, error) {
	return db.Exec(ctx, tx, `DELETE FROM insight_result WHERE (name, view, params) IN (
		SELECT name, view, params FROM insight_result WHERE as_of < $1 LIMIT $2)`, before, limit)
}
