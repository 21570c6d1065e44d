package commerce

import (
	"context"
	"fmt"

	"qunli/customer"
	"qunli/kit/db"
)

// keptSale is Order.Kept in SQL.
const keptSale = `kind = 'sale' AND state = 'kept' AND goods > 0 AND NOT (refunded > 0 AND refunded >= amount)`

// standing is Order.Stands in SQL.
const standing = `kind = 'sale' AND state = 'kept' AND (goods > 0 OR unpriced) AND NOT (refunded > 0 AND refunded >= amount)`

// The rollups as the facts give them: fold in SQL.
const (
	rebuiltDay = `
		SELECT day, store_id, staff_id, scene,
			SUM(CASE WHEN ` + keptSale + ` THEN 1 ELSE 0 END) AS orders,
			SUM(CASE WHEN ` + keptSale + ` AND customer_id = 0 THEN 1 ELSE 0 END) AS unmatched,
			SUM(CASE WHEN kind = 'sale' AND state = 'kept' THEN amount ELSE 0 END) AS amount,
			SUM(CASE WHEN kind = 'sale' AND state = 'kept' THEN refunded ELSE 0 END) AS refunded,
			SUM(CASE WHEN kind = 'refund' AND state = 'kept' AND refund_of = 0 THEN amount ELSE 0 END) AS unnamed,
			SUM(CASE WHEN kind = 'adjustment' AND state = 'kept' THEN amount ELSE 0 END) AS adjusted,
			SUM(CASE WHEN kind = 'sale' AND state = 'cancelled' THEN 1 ELSE 0 END) AS cancelled,
			SUM(CASE WHEN ` + standing + ` AND goods <= 0 THEN 1 ELSE 0 END) AS unpriced
		FROM commerce_order GROUP BY day, store_id, staff_id, scene`
	someDay = `orders <> 0 OR unmatched <> 0 OR amount <> 0 OR refunded <> 0 OR unnamed <> 0 OR adjusted <> 0
		OR cancelled <> 0 OR unpriced <> 0`
	rebuiltBuyer = `
		SELECT customer_id, day, store_id, staff_id, COUNT(*) AS orders, SUM(amount - refunded) AS amount
		FROM commerce_order WHERE customer_id <> 0 AND ` + keptSale + ` GROUP BY customer_id, day, store_id, staff_id`
	rebuiltSKU = `
		SELECT SUBSTR(o.day, 1, 7) AS month, l.sku AS sku, o.store_id AS store_id, o.staff_id AS staff_id,
			SUM(l.quantity) AS quantity, SUM(l.amount) AS amount
		FROM commerce_line l JOIN commerce_order o ON o.id = l.order_id
		WHERE l.class = 'goods' AND l.sku <> '' AND o.kind = 'sale' AND o.state = 'kept'
		GROUP BY SUBSTR(o.day, 1, 7), l.sku, o.store_id, o.staff_id`
	rebuiltHead = `
		SELECT o.id AS id, SUM(CASE WHEN o.kind = 'refund' AND l.amount < 0 THEN -l.amount ELSE l.amount END) AS amount,
			SUM(CASE WHEN l.class = 'goods' THEN 1 ELSE 0 END) AS goods
		FROM commerce_order o JOIN commerce_line l ON l.order_id = o.id GROUP BY o.id`
	rebuiltRefunded = `
		SELECT refund_of AS id, SUM(amount) AS refunded
		FROM commerce_order WHERE refund_of <> 0 AND kind = 'refund' AND state = 'kept' GROUP BY refund_of`
)

// text joins columns into one text column, on both engines.
func text(columns ...string) string {
	out := ""
	for i, c := range columns {
		if i > 0 {
			out += ` || '|' || `
		}
		out += `CAST(` + c + ` AS TEXT)`
	}
	return out
}

func comparisons() []db.Comparison {
	dayKey, dayValue := text("day", "store_id", "staff_id", "scene"),
		text("orders", "unmatched", "amount", "refunded", "unnamed", "adjusted", "cancelled", "unpriced")
	buyerKey, skuKey := text("customer_id", "day", "store_id", "staff_id"), text("month", "sku", "store_id", "staff_id")
	buyerValue, skuValue := text("orders", "amount"), text("quantity", "amount")
	sumValue := text("orders", "amount", "largest", "first_at", "last_at")
	return []db.Comparison{
		{Table: "commerce_day",
			Stored:  `SELECT ` + dayKey + ` AS k, ` + dayValue + ` AS v FROM commerce_day`,
			Rebuilt: `SELECT ` + dayKey + ` AS k, ` + dayValue + ` AS v FROM (` + rebuiltDay + `) AS r WHERE ` + someDay},
		{Table: "commerce_buyer_day",
			Stored:  `SELECT ` + buyerKey + ` AS k, ` + buyerValue + ` AS v FROM commerce_buyer_day`,
			Rebuilt: `SELECT ` + buyerKey + ` AS k, ` + buyerValue + ` AS v FROM (` + rebuiltBuyer + `) AS r`},
		{Table: "commerce_buyer",
			Stored:  `SELECT ` + text("customer_id") + ` AS k, ` + sumValue + ` AS v FROM commerce_buyer`,
			Rebuilt: `SELECT ` + text("customer_id") + ` AS k, ` + sumValue + ` AS v FROM (` + buyerSums("") + `) AS r`},
		{Table: "commerce_sku_month",
			Stored:  `SELECT ` + skuKey + ` AS k, ` + skuValue + ` AS v FROM commerce_sku_month`,
			Rebuilt: `SELECT ` + skuKey + ` AS k, ` + skuValue + ` AS v FROM (` + rebuiltSKU + `) AS r`},
		{Table: "commerce_order.amount",
			Stored:  `SELECT ` + text("id") + ` AS k, ` + text("amount", "goods") + ` AS v FROM commerce_order`,
			Rebuilt: `SELECT ` + text("id") + ` AS k, ` + text("amount", "goods") + ` AS v FROM (` + rebuiltHead + `) AS r`},
		{Table: "commerce_order.refunded",
			Stored:  `SELECT ` + text("id") + ` AS k, ` + text("refunded") + ` AS v FROM commerce_order WHERE refunded <> 0`,
			Rebuilt: `SELECT ` + text("id") + ` AS k, ` + text("refunded") + ` AS v FROM (` + rebuiltRefunded + `) AS r WHERE refunded <> 0`},
		{Table: "commerce_order.refund_of", // a refund names the sale of its refund_no, once that is here
			Stored: `SELECT ` + text("id") + ` AS k, ` + text("refund_of") + ` AS v FROM commerce_order WHERE refund_of <> 0`,
			Rebuilt: `SELECT ` + text("r.id") + ` AS k, ` + text("s.id") + ` AS v FROM commerce_order r
				JOIN commerce_order s ON s.source = r.source AND s.order_no = r.refund_no AND s.kind = 'sale'
				WHERE r.kind = 'refund' AND r.refund_no <> ''`},
		{Table: "commerce_seen", // every line was seen by the import that brought it
			Stored: `SELECT '' AS k, '' AS v WHERE FALSE`,
			Rebuilt: `SELECT ` + text("l.order_id", "l.ordinal") + ` AS k, 'unseen' AS v FROM commerce_line l
				LEFT JOIN commerce_seen s ON s.import_id = l.import_id AND s.order_id = l.order_id AND s.lines > l.ordinal
				WHERE s.order_id IS NULL`},
		{Table: "commerce_line", // and belongs to a document
			Stored: `SELECT '' AS k, '' AS v WHERE FALSE`,
			Rebuilt: `SELECT ` + text("l.id") + ` AS k, ` + text("l.order_id") + ` AS v FROM commerce_line l
				LEFT JOIN commerce_order o ON o.id = l.order_id WHERE o.id IS NULL`},
	}
}

// Check rebuilds everything derived in this room from its facts and gives what differs: nothing when all is well.
// It reads whole tables.
func Check(ctx context.Context, q db.Q) ([]db.Difference, error) {
	out, err := db.CompareAll(ctx, q, comparisons())
	if err != nil {
		return nil, err
	}
	acts, err := checkActs(ctx, q)
	return append(out, acts...), err
}

// checkActs compares the orders among what people did.
func checkActs(ctx context.Context, q db.Q) ([]db.Difference, error) {
	want, err := db.All[customer.Act](ctx, q, `SELECT customer_id AS customer, day, 'order' AS kind, COUNT(*) AS acts
		FROM commerce_order WHERE customer_id <> 0 AND `+standing+` GROUP BY customer_id, day`)
	if err != nil {
		return nil, err
	}
	found, err := customer.CheckActs(ctx, q, customer.ActOrder, want)
	return db.FirstDifferences(found), err
}

// Rebuild writes everything derived in this room anew from its facts, in one transaction.
func Rebuild(ctx context.Context, tx *db.Tx) error {
	for _, statement := range []string{
		`UPDATE commerce_order SET amount = r.amount, goods = r.goods FROM (` + rebuiltHead + `) AS r
			WHERE r.id = commerce_order.id AND (commerce_order.amount <> r.amount OR commerce_order.goods <> r.goods)`,
		`UPDATE commerce_order SET refunded = 0 WHERE refunded <> 0`,
		`UPDATE commerce_order SET refunded = r.refunded FROM (` + rebuiltRefunded + `) AS r WHERE r.id = commerce_order.id`,
		`DELETE FROM commerce_day`,
		`DELETE FROM commerce_buyer_day`,
		`DELETE FROM commerce_buyer`,
		`DELETE FROM commerce_sku_month`,
		`INSERT INTO commerce_day (day, store_id, staff_id, scene, orders, unmatched, amount, refunded, unnamed, adjusted,
			cancelled, unpriced) SELECT * FROM (` + rebuiltDay + `) AS r WHERE ` + someDay,
		`INSERT INTO commerce_buyer_day (customer_id, day, store_id, staff_id, orders, amount) ` + rebuiltBuyer,
		`INSERT INTO commerce_buyer (` + buyerColumns + `) ` + buyerSums(""),
		`INSERT INTO commerce_sku_month (month, sku, store_id, staff_id, quantity, amount) ` + rebuiltSKU,
	} {
		if _, err := db.Exec(ctx, tx, statement); err != nil {
			return fmt.Errorf("rebuild: %w", err)
		}
	}
	return nil
}
