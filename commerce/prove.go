package commerce

import (
	"context"

	"qunli/kit/db"
)

// OrderOf gives a document by its id, for whoever asks whether it bears something out; db.ErrNone when there is none. Whoever calls it asked whether the
// actor may.
func OrderOf(ctx context.Context, q db.Q, i OrderID) (Order, error) {
	return db.One[Order](ctx, q, `SELECT `+orderColumns+` FROM commerce_order WHERE id = $1`, i)
}
