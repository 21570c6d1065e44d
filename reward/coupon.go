package reward

import (
	"context"

	"qunli/commerce/pay"
	"qunli/customer"
	"qunli/kit/db"
)

// Coupons gives the coupons that somebody could use now, those that end first before the others.
func Coupons(ctx context.Context, q db.Q, who []customer.ID, now int64) ([]Held, error) {
	c := db.Where("g.kind = 'coupon' AND g.state = 'issued' AND (g.until_at = 0 OR g.until_at > $1)", now).In("g.customer_id", who)
	return db.All[Held](ctx, q, `SELECT `+heldColumns+` WHERE `+c.SQL()+` ORDER BY CASE WHEN g.until_at = 0 THEN 1 ELSE 0 END, g.until_at, g.id LIMIT 200`, c.Args()...)
}

const heldColumns = `g.id, g.gift_id AS gift, t.off, t.rate, t.most, t.minimum, t.stack, t.stackable FROM reward_grant g JOIN reward_gift t ON t.id = g.gift_id`

// Lock keeps somebody's coupons for one order until it is paid or called off, in the caller's transaction, and gives what they
// take off. All of them or none: a coupon that is not theirs, was used, is over or of another order is ErrNotYours. The same order
// again is answered the same.
func Lock(ctx context.Context, tx *db.Tx, who []customer.ID, order pay.Cause, coupons []ID) ([]Held, error) {
	for _, i := range coupons {
		c := db.Where("id = $1 AND kind = 'coupon'", i).And("(state = 'issued' AND (until_at = 0 OR until_at > $1) OR state = 'locked' AND order_kind = $2 AND order_id = $3)",
			tx.Now, order.Kind, order.ID).In("customer_id", who)
		n, err := db.Exec(ctx, tx, `UPDATE reward_grant SET state = 'locked', order_kind = `+c.Next(1)+`, order_id = `+c.Next(2)+`, due_at = 0, version = version + 1
			WHERE `+c.SQL(), c.Args(order.Kind, order.ID)...)
		if err != nil {
			return nil, err
		}
		if n != 1 {
			return nil, ErrNotYours.F(i.String())
		}
	}
	if len(coupons) == 0 {
		return nil, nil
	}
	c := db.Where("").In("g.id", coupons)
	return db.All[Held](ctx, tx, `SELECT `+heldColumns+` WHERE `+c.SQL()+` ORDER BY g.id`, c.Args()...)
}

// Use ends the coupons of an order that was paid, in the caller's transaction, and gives how many there were; twice is once.
func Use(ctx context.Context, tx *db.Tx, order pay.Cause) (int64, error) {
	return db.Exec(ctx, tx, `UPDATE reward_grant SET state = 'used', due_at = 0, ended_at = $3, version = version + 1
		WHERE order_id = $1 AND order_kind = $2 AND state = 'locked'`, order.ID, order.Kind, tx.Now)
}

// Unlock gives the coupons of an order back that was called off, in the caller's transaction, and gives how many there were.
func Unlock(ctx context.Context, tx *db.Tx, order pay.Cause) (int64, error) {
	return db.Exec(ctx, tx, `UPDATE reward_grant SET state = 'issued', order_kind = '', order_id = 0, due_at = until_at, version = version + 1
		WHERE order_id = $1 AND order_kind = $2 AND state = 'locked'`, order.ID, order.Kind)
}

// Return gives the coupons of an order back that was refunded whole, in the caller's transaction, and gives how many came back: a
// coupon once in its life, and not when it is over.
func Return(ctx context.Context, tx *db.Tx, order pay.Cause) (int64, error) {
	return db.Exec(ctx, tx, `UPDATE reward_grant SET state = 'issued', order_kind = '', order_id = 0, due_at = until_at, ended_at = 0, returned = TRUE, version = version + 1
		WHERE order_id = $1 AND order_kind = $2 AND state = 'used' AND returned = FALSE AND (until_at = 0 OR until_at > $3)`, order.ID, order.Kind, tx.Now)
}

// Undo gives the coupons of an order back whose payment came for nothing (too late), in the caller's transaction, as if they had not been
// used, and gives how many came back.
func Undo(ctx context.Context, tx *db.Tx, order pay.Cause) (int64, error) {
	return db.Exec(ctx, tx, `UPDATE reward_grant SET state = 'issued', order_kind = '', order_id = 0, due_at = until_at, ended_at = 0, version = version + 1
		WHERE order_id = $1 AND order_kind = $2 AND state = 'used'`, order.ID, order.Kind)
}

// OfOrder gives the coupons that are locked or used by an order, with their names.
func OfOrder(ctx context.Context, q db.Q, order pay.Cause) ([]Choice, error) {
	return db.All[Choice](ctx, q, `SELECT g.id, g.gift_id AS gift, t.off, t.rate, t.most, t.minimum, t.stack, t.stackable, t.name, g.until_at
		FROM reward_grant g JOIN reward_gift t ON t.id = g.gift_id WHERE g.order_id = $1 AND g.order_kind = $2 ORDER BY g.id`, order.ID, order.Kind)
}
