package conversation

import (
	"context"

	"qunli/community"
	"qunli/kit/db"
)

// SaidIn gives how many messages people wrote in a group from a moment until before another (ms); notices, actions and bots are none.
func SaidIn(ctx context.Context, q db.Q, group community.ID, from, until int64) (int64, error) {
	return db.One[int64](ctx, q, `SELECT COUNT(*) FROM conversation_message WHERE community_id = $1 AND at >= $2 AND at < $3 AND customer_id <> 0
		AND kind NOT IN ('notice', 'action')`, group, from, until)
}

// FirstSaid gives the moment of the first message known of a group (ms), 0 none is.
func FirstSaid(ctx context.Context, q db.Q, group community.ID) (int64, error) {
	return db.One[int64](ctx, q, `SELECT COALESCE((SELECT at FROM conversation_message WHERE community_id = $1 ORDER BY at LIMIT 1), 0)`, group)
}
