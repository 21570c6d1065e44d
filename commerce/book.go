package commerce

import (
	"context"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/money"
)

// docKey is the natural key of a document.
type docKey struct{ source, no string }

// draft is a document being changed.
type draft struct {
	Order              // as it will be; ID 0: it goes
	before     Order   // as it is stored; ID 0: it is new
	added      []Line  // lines to insert
	removed    []Line  // lines to delete
	ordinals   numbers // of its lines, stored and added
	seen       seenRow // by the import at work
	seenBefore seenRow
	placed     int64 // lines given in this call
	touch      bool  // its buyer became known
}

// numbers is a set of line ordinals, mostly 0…n-1.
type numbers struct {
	upTo int64 // 0…upTo-1 are in
	more map[int64]struct{}
}

func (n *numbers) has(i int64) bool {
	if i < n.upTo {
		return true
	}
	_, ok := n.more[i]
	return ok
}

func (n *numbers) add(i int64) {
	if i == n.upTo {
		n.upTo++
		return
	}
	if n.more == nil {
		n.more = map[int64]struct{}{}
	}
	n.more[i] = struct{}{}
}

// book is a set of documents read under the lock of their sources, changed in memory and written back together with
// what they change in the rollups.
type book struct {
	importID int64 // at work, 0 none
	drafts   []*draft
	byNo     map[docKey]*draft
	byID     map[OrderID]*draft
}

func newBook(importID int64) *book {
	return &book{importID: importID, byNo: map[docKey]*draft{}, byID: map[OrderID]*draft{}}
}

// put adds a document as it is stored, once.
func (b *book) put(o Order) *draft {
	if d := b.byID[o.ID]; d != nil {
		return d
	}
	d := &draft{Order: o, before: o}
	b.drafts = append(b.drafts, d)
	b.byID[o.ID] = d
	b.byNo[docKey{o.Source, o.OrderNo}] = d
	return d
}

// start adds a new document, whose ID is given already.
func (b *book) start(o Order) *draft {
	d := b.put(o)
	d.before = Order{}
	return d
}

// link names the sales of refunds that may name one, and lets the refunded sums of the sales follow. It runs once, after
// all other changes.
func (b *book) link() {
	for _, d := range b.drafts {
		if d.Kind != Refund && d.before.Kind != Refund {
			continue
		}
		if d.ID != 0 && d.RefundOf == 0 && d.RefundNo != "" {
			if sale := b.byNo[docKey{d.Source, d.RefundNo}]; sale != nil && sale.ID != 0 && sale.Kind == Sale {
				d.RefundOf = sale.ID
			}
		}
		b.refunded(d.before.RefundOf, -d.before.refunds())
		if d.ID != 0 {
			b.refunded(d.RefundOf, d.refunds())
		}
	}
}

func (b *book) refunded(sale OrderID, amount money.Fen) {
	if amount != 0 {
		b.byID[sale].Refunded += amount
	}
}

// grow counts a change by hand or API of what had entered before.
func (b *book) grow() {
	if b.importID != 0 {
		return
	}
	for _, d := range b.drafts {
		if d.before.ID != 0 && d.ID != 0 && (d.Order != d.before || len(d.added) > 0) {
			d.Version++
		}
	}
}

// write stores every change of the book.
func (b *book) write(ctx context.Context, tx *db.Tx) error {
	stored, err := b.storedGoods(ctx, tx)
	if err != nil {
		return err
	}
	r := newRollup()
	for _, d := range b.drafts {
		r.change(&d.before, &d.Order, stored[d.before.ID], d.added, d.removed)
	}
	buyers := b.buyers()
	for _, step := range []func(context.Context, *db.Tx) error{
		b.writeOrders, b.writeLines, b.writeTouches, r.write, buyers.write,
	} {
		if err := step(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// storedGoods reads what the documents whose lines move to another group hold, before anything is written.
func (b *book) storedGoods(ctx context.Context, q db.Q) (map[OrderID][]skuSum, error) {
	var moving []OrderID
	for _, d := range b.drafts {
		if d.before.ID != 0 && d.before.skuGroup() != d.skuGroup() {
			moving = append(moving, d.before.ID)
		}
	}
	out := map[OrderID][]skuSum{}
	err := db.Lists(q, moving, func(part []OrderID) error {
		c := db.Where("class = 'goods'").In("order_id", part)
		return db.Each(ctx, q, func(s skuSum) error {
			out[s.OrderID] = append(out[s.OrderID], s)
			return nil
		}, `SELECT order_id, sku, CAST(SUM(quantity) AS BIGINT) AS quantity, CAST(SUM(amount) AS BIGINT) AS amount
			FROM commerce_line WHERE `+c.SQL()+` GROUP BY order_id, sku`, c.Args()...)
	})
	return out, err
}

func (b *book) writeOrders(ctx context.Context, tx *db.Tx) error {
	var fresh, changed []Order
	var gone []OrderID
	for _, d := range b.drafts {
		switch {
		case d.before.ID == 0:
			fresh = append(fresh, d.Order)
		case d.ID == 0:
			gone = append(gone, d.before.ID)
		case d.Order != d.before:
			changed = append(changed, d.Order)
		}
	}
	if _, err := db.Insert(ctx, tx, "commerce_order", fresh, ""); err != nil {
		return err
	}
	if err := updateOrders(ctx, tx, changed); err != nil {
		return err
	}
	return deleteByID(ctx, tx, "commerce_order", gone)
}

func (b *book) writeLines(ctx context.Context, tx *db.Tx) error {
	var added []Line
	var removed []int64
	for _, d := range b.drafts {
		added = append(added, d.added...)
		for i := range d.removed {
			removed = append(removed, d.removed[i].ID)
		}
	}
	if _, err := db.Insert(ctx, tx, "commerce_line", added, ""); err != nil {
		return err
	}
	return deleteByID(ctx, tx, "commerce_line", removed)
}

// writeTouches puts documents whose buyer became known on the buyer's timeline.
func (b *book) writeTouches(ctx context.Context, tx *db.Tx) error {
	var touches []customer.Touch
	for _, d := range b.drafts {
		if !d.touch || d.ID == 0 || d.CustomerID == 0 || d.Kind == Adjustment {
			continue
		}
		kind := "order"
		if d.Kind == Refund {
			kind = "refund"
		}
		touches = append(touches, customer.Touch{CustomerID: d.CustomerID, Kind: kind, At: d.At, Day: d.Day,
			Channel: d.Channel, RefID: int64(d.ID), StoreID: d.StoreID, StaffID: d.StaffID, ImportID: d.BuyerImport})
	}
	_, err := customer.TouchAll(ctx, tx, touches)
	return err
}

// dayOf gives calendar days in one zone and remembers the last: lines of one document share their time.
type dayOf struct {
	zone *time.Location
	at   int64
	last string
}

func (d *dayOf) day(at int64) string {
	if d.last == "" || d.at != at {
		d.at, d.last = at, clock.Day(at, d.zone)
	}
	return d.last
}
