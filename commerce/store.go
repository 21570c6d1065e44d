package commerce

import (
	"context"
	"maps"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
)

func keys[K comparable, V any](m map[K]V) []K { return slices.Collect(maps.Keys(m)) }

type sourceRow struct {
	Source  string
	Version int64
}

// lockDocuments makes this transaction the only one that changes documents of the sources until it ends. Who changes
// documents changes what is known of people, and holds these first, in the order in which all rooms take locks.
func lockDocuments(ctx context.Context, tx *db.Tx, sources ...string) error {
	if err := customer.Hold(ctx, tx); err != nil {
		return err
	}
	return lockSources(ctx, tx, sources...)
}

// lockSources makes this transaction the only one that changes what the sources brought until it ends. What is read after
// it is current.
func lockSources(ctx context.Context, tx *db.Tx, sources ...string) error {
	slices.Sort(sources)
	rows := []sourceRow{}
	for _, s := range slices.Compact(sources) {
		rows = append(rows, sourceRow{s, 1})
	}
	_, err := db.Insert(ctx, tx, "commerce_source", rows,
		"ON CONFLICT (source) DO UPDATE SET version = commerce_source.version + 1")
	return err
}

const orderColumns = `id, source, order_no, kind, refund_of, refund_no, customer_id, buyer_import, store_id, staff_id, scene, channel,
	community_id, by_id, act, unpriced, at, day, amount, refunded, goods, state, import_id, version, created_at`

// readOrders reads the documents of a condition into the book.
func (b *book) readOrders(ctx context.Context, q db.Q, c *db.Cond) error {
	return db.Each(ctx, q, func(o Order) error { b.put(o); return nil },
		`SELECT `+orderColumns+` FROM commerce_order WHERE `+c.SQL(), c.Args()...)
}

// readByNo reads the documents of one source that have those numbers. Pairs are asked for, because a PostgreSQL without
// statistics would take "source = …" for the narrow part and read all of the source.
func (b *book) readByNo(ctx context.Context, q db.Q, source string, numbers []string) error {
	return db.Lists(q, pairs(source, numbers), func(part [][2]string) error {
		return b.readOrders(ctx, q, db.Where("").InRows("source, order_no", part))
	})
}

func pairs(source string, numbers []string) [][2]string {
	out := make([][2]string, len(numbers))
	for i, no := range numbers {
		out[i] = [2]string{source, no}
	}
	return out
}

// readPending reads the refunds that wait for sales of those numbers.
func (b *book) readPending(ctx context.Context, q db.Q, source string, numbers []string) error {
	return db.Lists(q, pairs(source, numbers), func(part [][2]string) error {
		return b.readOrders(ctx, q, db.Where("refund_of = 0 AND refund_no <> ''").InRows("source, refund_no", part))
	})
}

// readByID reads documents by id, those in the book already excepted.
func (b *book) readByID(ctx context.Context, q db.Q, ids []OrderID) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(i OrderID) bool { return i == 0 || b.byID[i] != nil })
	return db.Lists(q, ids, func(part []OrderID) error { return b.readOrders(ctx, q, db.Where("").In("id", part)) })
}

// readSales reads the sales that refunds of the book name.
func (b *book) readSales(ctx context.Context, q db.Q) error {
	var sales []OrderID
	for _, d := range b.drafts {
		sales = append(sales, d.RefundOf)
	}
	return b.readByID(ctx, q, sales)
}

// seenRow is a row of commerce_seen.
type seenRow struct {
	ImportID   int64
	OrderID    OrderID
	Lines      int64
	CustomerID customer.ID
	Cancelled  bool
	cause
}

const seenColumns = `import_id, order_id, lines, customer_id, cancelled, community_id, by_id, act`

// readSeen reads what the import at work has seen of the stored documents of the book. The + 0 keeps PostgreSQL from
// reading all that the import has seen.
func (b *book) readSeen(ctx context.Context, q db.Q) error {
	return db.Lists(q, b.stored(), func(part []OrderID) error {
		c := db.Where("import_id + 0 = $1", b.importID).In("order_id", part)
		return db.Each(ctx, q, func(s seenRow) error {
			d := b.byID[s.OrderID]
			d.seen, d.seenBefore = s, s
			return nil
		}, `SELECT `+seenColumns+` FROM commerce_seen WHERE `+c.SQL(), c.Args()...)
	})
}

func (b *book) stored() []OrderID {
	var ids []OrderID
	for _, d := range b.drafts {
		if d.before.ID != 0 {
			ids = append(ids, d.before.ID)
		}
	}
	return ids
}

func (b *book) writeSeen(ctx context.Context, tx *db.Tx) error {
	var rows []seenRow
	for _, d := range b.drafts {
		if d.seen != d.seenBefore {
			rows = append(rows, d.seen)
		}
	}
	_, err := db.Insert(ctx, tx, "commerce_seen", rows, `ON CONFLICT (import_id, order_id) DO UPDATE SET
		lines = excluded.lines, customer_id = excluded.customer_id, cancelled = excluded.cancelled,
		community_id = excluded.community_id, by_id = excluded.by_id, act = excluded.act`)
	return err
}

// lineHead is what tells whether a line is there.
type lineHead struct {
	OrderID OrderID
	Ordinal int64
}

// eachLine calls f with the lines of the orders from an ordinal on.
func eachLine(ctx context.Context, q db.Q, orders []OrderID, from int64, f func(lineHead) error) error {
	return db.Lists(q, orders, func(part []OrderID) error {
		c := db.Where("ordinal >= $1", from).In("order_id", part)
		return db.Each(ctx, q, f,
			`SELECT order_id, ordinal FROM commerce_line WHERE `+c.SQL()+` ORDER BY order_id, ordinal`, c.Args()...)
	})
}

// updateOrders writes whole heads over the stored ones: an upsert, because it is one statement for many rows.
func updateOrders(ctx context.Context, tx *db.Tx, orders []Order) error {
	_, err := db.Insert(ctx, tx, "commerce_order", orders, `ON CONFLICT (id) DO UPDATE SET
		refund_of = excluded.refund_of, refund_no = excluded.refund_no, customer_id = excluded.customer_id,
		buyer_import = excluded.buyer_import, community_id = excluded.community_id, by_id = excluded.by_id, act = excluded.act,
		unpriced = excluded.unpriced, amount = excluded.amount, refunded = excluded.refunded, goods = excluded.goods, state = excluded.state,
		import_id = excluded.import_id, version = excluded.version`)
	return err
}

func deleteByID[K ~int64](ctx context.Context, tx *db.Tx, table string, ids []K) error {
	return db.Lists(tx, ids, func(part []K) error {
		c := db.Where("").In("id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM `+table+` WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// HasFacts tells whether anything has been booked on a calendar day: from then on the zone of days must not change.
func HasFacts(ctx context.Context, q db.Q) (bool, error) {
	n, err := db.One[int64](ctx, q, `SELECT COUNT(*) FROM (SELECT id FROM commerce_order LIMIT 1) AS o`)
	return n > 0, err
}
