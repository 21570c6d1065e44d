package commerce

import (
	"context"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// ErasePeople takes the words that staff wrote about those people's documents out of the audit, while they are being erased:
// the reason of a cancellation may well name them. What was done, when and by whom stays.
func ErasePeople(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	c := db.Where("state = 'cancelled'").In("customer_id", people)
	orders, err := db.All[int64](ctx, tx, `SELECT id FROM commerce_order WHERE `+c.SQL(), c.Args()...)
	if err != nil {
		return err
	}
	return db.Lists(tx, orders, func(part []int64) error { return org.Unsay(ctx, tx, "order.cancelled", "order", part) })
}
