package commerce

import (
	"cmp"
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/org"
)

// The rollups are sums over documents and lines: what a document adds to them is fold, and every change writes
// fold(after) − fold(before). Nothing else writes them, so they always equal a rebuild from the facts; Check compares.

type dayKey struct {
	Day     string
	StoreID org.StoreID
	StaffID org.StaffID
	Scene   Scene
}

// dayRow is a row of commerce_day. Net sales are Amount − Refunded − Unnamed + Adjusted.
type dayRow struct {
	dayKey
	Orders, Unmatched, Cancelled        int64
	Unpriced                            int64 // orders of unknown amount: in none of the others
	Amount, Refunded, Unnamed, Adjusted money.Fen
}

type buyerKey struct {
	CustomerID customer.ID
	Day        string
	StoreID    org.StoreID
	StaffID    org.StaffID
}

type buyerRow struct {
	buyerKey
	Orders int64
	Amount money.Fen
}

type skuKey struct {
	Month   string
	SKU     string
	StoreID org.StoreID
	StaffID org.StaffID
}

type skuRow struct {
	skuKey
	Quantity money.Micro
	Amount   money.Fen
}

// rollup collects changes of the three tables.
type rollup struct {
	days   map[dayKey]dayRow
	buyers map[buyerKey]buyerRow
	skus   map[skuKey]*skuRow
}

func newRollup() *rollup {
	return &rollup{map[dayKey]dayRow{}, map[buyerKey]buyerRow{}, map[skuKey]*skuRow{}}
}

// head folds the head of a document in (sign 1) or out (-1).
func (r *rollup) head(o *Order, sign int64) {
	k := dayKey{o.Day, o.StoreID, o.StaffID, o.Scene}
	d := r.days[k]
	d.dayKey = k
	fen := money.Fen(sign)
	switch {
	case o.State == Cancelled && o.Kind == Sale:
		d.Cancelled += sign
	case o.State == Cancelled:
	case o.Kind == Sale:
		d.Amount += fen * o.Amount
		d.Refunded += fen * o.Refunded
		r.order(o, &d, sign)
	case o.Kind == Refund && o.RefundOf == 0:
		d.Unnamed += fen * o.Amount
	case o.Kind == Adjustment:
		d.Adjusted += fen * o.Amount
	}
	r.days[k] = d
}

// order counts a kept sale, in its day and for its buyer.
func (r *rollup) order(o *Order, d *dayRow, sign int64) {
	if !o.Kept() {
		if o.Stands() {
			d.Unpriced += sign
		}
		return
	}
	d.Orders += sign
	if o.CustomerID == 0 {
		d.Unmatched += sign
		return
	}
	k := buyerKey{o.CustomerID, o.Day, o.StoreID, o.StaffID}
	b := r.buyers[k]
	b.buyerKey = k
	b.Orders += sign
	b.Amount += money.Fen(sign) * o.net()
	r.buyers[k] = b
}

// skuGroup is where the goods lines of a document are counted; the zero group is nowhere.
type skuGroup struct {
	month   string
	storeID org.StoreID
	staffID org.StaffID
}

func (o *Order) skuGroup() skuGroup {
	if o.ID == 0 || o.Kind != Sale || o.State != Kept {
		return skuGroup{}
	}
	return skuGroup{o.Day[:7], o.StoreID, o.StaffID}
}

// goods folds goods lines of one SKU in or out of a group.
func (r *rollup) goods(g skuGroup, sku string, quantity money.Micro, amount money.Fen, sign int64) {
	if g.month == "" || sku == "" {
		return
	}
	k := skuKey{g.month, sku, g.storeID, g.staffID}
	s := r.skus[k]
	if s == nil {
		s = &skuRow{skuKey: k}
		r.skus[k] = s
	}
	s.Quantity += money.Micro(sign) * quantity
	s.Amount += money.Fen(sign) * amount
}

// skuSum is what an order holds of one SKU in goods lines.
type skuSum struct {
	OrderID  OrderID
	SKU      string
	Quantity money.Micro
	Amount   money.Fen
}

// change writes fold(after) − fold(before) of one document. before.ID is 0 for a new one, after.ID 0 for one that goes.
// stored are its goods lines before the change: needed only when the skuGroup changes.
func (r *rollup) change(before, after *Order, stored []skuSum, added, removed []Line) {
	if before.ID != 0 {
		r.head(before, -1)
	}
	if after.ID != 0 {
		r.head(after, 1)
	}
	from, to := before.skuGroup(), after.skuGroup()
	if from != to {
		for _, s := range stored {
			r.goods(from, s.SKU, s.Quantity, s.Amount, -1)
			r.goods(to, s.SKU, s.Quantity, s.Amount, 1)
		}
	}
	r.lines(to, added, 1)
	r.lines(to, removed, -1)
}

func (r *rollup) lines(g skuGroup, lines []Line, sign int64) {
	for i := range lines {
		if l := &lines[i]; l.Class == Goods {
			r.goods(g, l.SKU, l.Quantity, l.Amount, sign)
		}
	}
}

// write adds the collected changes to the tables and deletes rows that became zero. Rows are written in the order of
// their keys, so that two transactions do not wait for each other in a circle.
func (r *rollup) write(ctx context.Context, tx *db.Tx) error {
	if err := r.writeDays(ctx, tx); err != nil {
		return err
	}
	if err := r.writeBuyers(ctx, tx); err != nil {
		return err
	}
	return r.writeSKUs(ctx, tx)
}

func (r *rollup) writeDays(ctx context.Context, tx *db.Tx) error {
	var rows []dayRow
	var days []string
	for k, d := range r.days {
		if d != (dayRow{dayKey: k}) {
			rows, days = append(rows, d), append(days, k.Day)
		}
	}
	slices.SortFunc(rows, func(a, b dayRow) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.StoreID, b.StoreID), cmp.Compare(a.StaffID, b.StaffID),
			cmp.Compare(a.Scene, b.Scene))
	})
	if _, err := db.Insert(ctx, tx, "commerce_day", rows, `
		ON CONFLICT (day, store_id, staff_id, scene) DO UPDATE SET
			orders = commerce_day.orders + excluded.orders,
			unmatched = commerce_day.unmatched + excluded.unmatched,
			cancelled = commerce_day.cancelled + excluded.cancelled,
			unpriced = commerce_day.unpriced + excluded.unpriced,
			amount = commerce_day.amount + excluded.amount,
			refunded = commerce_day.refunded + excluded.refunded,
			unnamed = commerce_day.unnamed + excluded.unnamed,
			adjusted = commerce_day.adjusted + excluded.adjusted`); err != nil {
		return err
	}
	slices.Sort(days)
	return db.Lists(tx, slices.Compact(days), func(part []string) error {
		c := db.Where(`orders = 0 AND unmatched = 0 AND cancelled = 0 AND unpriced = 0 AND amount = 0 AND refunded = 0 AND unnamed = 0
			AND adjusted = 0`).In("day", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM commerce_day WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

func (r *rollup) writeBuyers(ctx context.Context, tx *db.Tx) error {
	var rows []buyerRow
	var fewer []customer.ID // only these can become zero
	for k, b := range r.buyers {
		if b != (buyerRow{buyerKey: k}) {
			rows = append(rows, b)
		}
		if b.Orders < 0 {
			fewer = append(fewer, k.CustomerID)
		}
	}
	slices.SortFunc(rows, func(a, b buyerRow) int {
		return cmp.Or(cmp.Compare(a.CustomerID, b.CustomerID), cmp.Compare(a.Day, b.Day),
			cmp.Compare(a.StoreID, b.StoreID), cmp.Compare(a.StaffID, b.StaffID))
	})
	if _, err := db.Insert(ctx, tx, "commerce_buyer_day", rows, `
		ON CONFLICT (customer_id, day, store_id, staff_id) DO UPDATE SET
			orders = commerce_buyer_day.orders + excluded.orders,
			amount = commerce_buyer_day.amount + excluded.amount`); err != nil {
		return err
	}
	return db.Lists(tx, fewer, func(part []customer.ID) error {
		c := db.Where("orders = 0 AND amount = 0").In("customer_id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM commerce_buyer_day WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

func (r *rollup) writeSKUs(ctx context.Context, tx *db.Tx) error {
	rows := make([]skuRow, 0, len(r.skus))
	var fewer []string // only these can become zero: what goods lines sum to is never negative
	for _, s := range r.skus {
		if s.Quantity != 0 || s.Amount != 0 {
			rows = append(rows, *s)
		}
		if s.Quantity < 0 || s.Amount < 0 {
			fewer = append(fewer, s.SKU)
		}
	}
	slices.SortFunc(rows, func(a, b skuRow) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.SKU, b.SKU),
			cmp.Compare(a.StoreID, b.StoreID), cmp.Compare(a.StaffID, b.StaffID))
	})
	if _, err := db.Insert(ctx, tx, "commerce_sku_month", rows, `
		ON CONFLICT (month, sku, store_id, staff_id) DO UPDATE SET
			quantity = commerce_sku_month.quantity + excluded.quantity,
			amount = commerce_sku_month.amount + excluded.amount`); err != nil || len(fewer) == 0 {
		return err
	}
	months := map[string]bool{}
	for k := range r.skus {
		months[k.Month] = true
	}
	return db.Lists(tx, fewer, func(part []string) error {
		c := db.Where("quantity = 0 AND amount = 0").In("sku", part).In("month", keys(months))
		_, err := db.Exec(ctx, tx, `DELETE FROM commerce_sku_month WHERE `+c.SQL(), c.Args()...)
		return err
	})
}
