package commerce

import (
	"context"
	"fmt"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
)

// maxDependents bounds the list of one kind.
const maxDependents = 50

// lost is a line of order o that undoing import $1 takes away: no other import, nor the API, saw it too.
const lost = `SELECT 1 FROM commerce_line l WHERE l.order_id = o.id AND l.import_id = $1 AND NOT EXISTS (
	SELECT 1 FROM commerce_seen s WHERE s.order_id = l.order_id AND s.import_id <> $1 AND s.lines > l.ordinal)`

// vanishing is an order o that undoing import $1 takes away whole.
const vanishing = `EXISTS (SELECT 1 FROM commerce_seen v WHERE v.order_id = o.id AND v.import_id = $1)
	AND NOT EXISTS (SELECT 1 FROM commerce_seen v WHERE v.order_id = o.id AND v.import_id <> $1 AND v.lines > 0)`

// ImportDependents lists what came later and stands on what only this import brought: orders changed by hand or over
// the API since, and refunds of other origin. An undo is refused while there are any.
func ImportDependents(ctx context.Context, q db.Q, importID int64) ([]customer.Dependent, error) {
	var out []customer.Dependent
	for _, d := range []struct{ kind, zh, en, sql string }{
		{"order", "订单后来被人工或接口修改过", "the order was changed by hand or over the API since",
			`SELECT o.id FROM commerce_seen n JOIN commerce_order o ON o.id = n.order_id
				WHERE n.import_id = $1 AND o.version > 0 AND EXISTS (` + lost + `)`},
		{"refund", "后来另有退款单指向这笔订单", "a refund of other origin names the order",
			`SELECT o.id FROM commerce_seen n JOIN commerce_order o ON o.id = n.order_id
				JOIN commerce_order r ON r.refund_of = o.id AND r.import_id <> $1
				WHERE n.import_id = $1 AND ` + vanishing + ` GROUP BY o.id`},
	} {
		ids, err := db.All[OrderID](ctx, q, fmt.Sprintf("%s ORDER BY 1 LIMIT %d", d.sql, maxDependents), importID)
		if err != nil {
			return nil, err
		}
		for _, i := range ids {
			out = append(out, customer.Dependent{Kind: d.kind, ID: i.String(), Zh: d.zh, En: d.en})
		}
	}
	return out, nil
}

// StillUsed tells which of those people documents of the order book name.
func StillUsed(ctx context.Context, tx *db.Tx, ids []customer.ID) (map[customer.ID]bool, error) {
	out := map[customer.ID]bool{}
	err := db.Lists(tx, ids, func(part []customer.ID) error {
		for _, column := range []string{"customer_id", "by_id"} {
			c := db.Where(column+" <> 0").In(column, part)
			if err := db.Each(ctx, tx, func(i customer.ID) error { out[i] = true; return nil },
				`SELECT DISTINCT `+column+` FROM commerce_order WHERE `+c.SQL(), c.Args()...); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// ForgetImport takes away what only this import brought, at most about limit lines a call, in the caller's transaction;
// more is true when it has to be called again. What another import or the API saw too passes to the earliest of them,
// with the buyer they named. Every chunk leaves everything derived right. The fact of gone is the caller's to publish, when
// it names orders.
func ForgetImport(ctx context.Context, tx *db.Tx, importID int64, limit int) (gone OrdersChanged, more bool, err error) {
	u := &undo{book: newBook(importID), heirs: map[OrderID][]seenRow{}}
	if more, err = u.choose(ctx, tx, limit); err != nil || len(u.orders) == 0 {
		if err != nil || more {
			return gone, more, err
		}
		more, err = forgetOthers(ctx, tx, importID, limit)
		return gone, more, err
	}
	for _, step := range []func(context.Context, *db.Tx) error{u.read, u.shareLines, u.fold, u.unname, u.write} {
		if err := step(ctx, tx); err != nil {
			return gone, false, err
		}
	}
	people := keys(u.book.buyers().heard)
	slices.Sort(people)
	return OrdersChanged{Orders: u.orders, Customers: people, How: Undone}, true, nil
}

// undo is one chunk of ForgetImport.
type undo struct {
	book   *book
	orders []OrderID             // of this chunk
	heirs  map[OrderID][]seenRow // what others saw of them, earliest first
	handed map[int64][]int64     // by heir: the lines that pass to it
}

// choose takes the next orders that the import saw, with at most limit lines but at least one order.
func (u *undo) choose(ctx context.Context, tx *db.Tx, limit int) (more bool, err error) {
	rows, err := db.All[seenRow](ctx, tx, `SELECT `+seenColumns+` FROM commerce_seen
		WHERE import_id = $1 ORDER BY order_id LIMIT $2`, u.book.importID, limit)
	if err != nil {
		return false, err
	}
	left := int64(limit)
	for _, r := range rows {
		if left -= r.Lines; left < 0 && len(u.orders) > 0 {
			break
		}
		u.orders = append(u.orders, r.OrderID)
	}
	return len(rows) > 0, nil
}

// read locks the sources of the chunk and reads its documents, their sales and what was seen of them.
func (u *undo) read(ctx context.Context, tx *db.Tx) error {
	sources := map[string]bool{}
	err := db.Lists(tx, u.orders, func(part []OrderID) error {
		c := db.Where("").In("id", part)
		return db.Each(ctx, tx, func(s string) error { sources[s] = true; return nil },
			`SELECT DISTINCT source FROM commerce_order WHERE `+c.SQL(), c.Args()...)
	})
	if err != nil {
		return err
	}
	if err := lockDocuments(ctx, tx, keys(sources)...); err != nil {
		return err
	}
	if err := u.book.readByID(ctx, tx, u.orders); err != nil {
		return err
	}
	if err := u.book.readSales(ctx, tx); err != nil {
		return err
	}
	return u.readSeen(ctx, tx)
}

func (u *undo) readSeen(ctx context.Context, tx *db.Tx) error {
	return db.Lists(tx, u.orders, func(part []OrderID) error {
		c := db.Where("").In("order_id", part)
		return db.Each(ctx, tx, func(s seenRow) error {
			if d := u.book.byID[s.OrderID]; s.ImportID == u.book.importID {
				d.seenBefore = s
			} else {
				u.heirs[s.OrderID] = append(u.heirs[s.OrderID], s)
			}
			return nil
		}, `SELECT `+seenColumns+` FROM commerce_seen WHERE `+c.SQL()+`
			ORDER BY order_id, import_id`, c.Args()...)
	})
}

// heirOf gives the earliest other import that saw a line of the order; 0 is the API.
func (u *undo) heirOf(order OrderID, ordinal int64) (heir int64, ok bool) {
	for _, s := range u.heirs[order] {
		if s.Lines > ordinal {
			return s.ImportID, true
		}
	}
	return 0, false
}

// shareLines passes the import's lines to their heirs and takes the others out.
func (u *undo) shareLines(ctx context.Context, tx *db.Tx) error {
	u.handed = map[int64][]int64{}
	return db.Lists(tx, u.orders, func(part []OrderID) error {
		c := db.Where("import_id = $1", u.book.importID).In("order_id", part)
		return db.Each(ctx, tx, func(l Line) error {
			if heir, ok := u.heirOf(l.OrderID, l.Ordinal); ok {
				u.handed[heir] = append(u.handed[heir], l.ID)
				return nil
			}
			d := u.book.byID[l.OrderID]
			d.removed = append(d.removed, l)
			d.Order.add(&l, -1)
			return nil
		}, `SELECT id, order_id, ordinal, sku, quantity, price, amount, class, import_id FROM commerce_line
			WHERE `+c.SQL(), c.Args()...)
	})
}

// fold decides the heads anew from what the others saw.
func (u *undo) fold(ctx context.Context, tx *db.Tx) error {
	for _, id := range u.orders {
		d := u.book.byID[id]
		first, ok := u.heirOf(id, 0)
		if !ok {
			d.ID = 0
			continue
		}
		if d.ImportID == u.book.importID {
			d.ImportID = first
		}
		u.foldBuyer(d)
		d.cause = cause{}
		for _, s := range u.heirs[id] {
			d.hear(s.cause)
		}
		cancelled := slices.ContainsFunc(u.heirs[id], func(s seenRow) bool { return s.Cancelled })
		if d.State == Cancelled && d.seenBefore.Cancelled && !cancelled {
			d.State = Kept
		}
	}
	return nil
}

// foldBuyer gives a document whose buyer this import named the buyer that the others named, the same if one of them did.
// The place on the timeline goes with this import and is made anew for the heir.
func (u *undo) foldBuyer(d *draft) {
	if d.CustomerID == 0 || d.BuyerImport != u.book.importID {
		return
	}
	present := d.CustomerID
	d.CustomerID, d.BuyerImport = 0, 0
	for _, s := range u.heirs[d.ID] {
		if s.CustomerID == present || s.CustomerID != 0 && d.CustomerID == 0 {
			d.CustomerID, d.BuyerImport, d.touch = s.CustomerID, s.ImportID, true
		}
		if d.CustomerID == present {
			return
		}
	}
}

// unname lets refunds that stay forget the sales that go: they wait for them again.
func (u *undo) unname(ctx context.Context, tx *db.Tx) error {
	var gone []OrderID
	for _, d := range u.book.drafts {
		if d.ID == 0 && d.before.Kind == Sale {
			gone = append(gone, d.before.ID)
		}
	}
	err := db.Lists(tx, gone, func(part []OrderID) error {
		return u.book.readOrders(ctx, tx, db.Where("refund_of <> 0").In("refund_of", part))
	})
	for _, d := range u.book.drafts {
		if sale := u.book.byID[d.RefundOf]; d.ID != 0 && sale != nil && sale.ID == 0 {
			d.RefundOf = 0
		}
	}
	return err
}

func (u *undo) write(ctx context.Context, tx *db.Tx) error {
	u.book.link()
	if err := u.book.write(ctx, tx); err != nil {
		return err
	}
	for heir, lines := range u.handed {
		if err := handOver(ctx, tx, "commerce_line", heir, lines); err != nil {
			return err
		}
	}
	return db.Lists(tx, u.orders, func(part []OrderID) error {
		c := db.Where("import_id = $1", u.book.importID).In("order_id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM commerce_seen WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// handOver makes the heir the import that brought those rows.
func handOver[K ~int64](ctx context.Context, tx *db.Tx, table string, heir int64, ids []K) error {
	return db.Lists(tx, ids, func(part []K) error {
		c := db.Where("").In("id", part)
		_, err := db.Exec(ctx, tx, `UPDATE `+table+` SET import_id = `+c.Next(1)+` WHERE `+c.SQL(), c.Args(heir)...)
		return err
	})
}
