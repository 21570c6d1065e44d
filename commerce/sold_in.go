package commerce

import (
	"context"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
)

// Placing is of a sale who bought it and which group guided it.
type Placing struct {
	CustomerID  customer.ID  // 0 unknown
	CommunityID community.ID // 0 none
}

// PlacedIn gives the sales kept that were placed from a moment until before another (ms).
func PlacedIn(ctx context.Context, q db.Q, from, until int64) ([]Placing, error) {
	return db.All[Placing](ctx, q, `SELECT customer_id, community_id FROM commerce_order WHERE at >= $1 AND at < $2 AND kind = 'sale' AND state = 'kept'`, from, until)
}
