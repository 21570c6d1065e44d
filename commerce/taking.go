package commerce

import (
	"context"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/money"
)

// taking is one call of Take.
type taking struct {
	book    *book
	entries []Entry
	fates   []Fate
	weighed []weight
	numbers map[string]map[string]bool // by source: the order numbers that are brought (true) or only named (false)
	lines   map[exactLine]bool         // of documents given whole, in this call
	names   map[string]string          // of the SKUs of added lines
	days    dayOf
	last    *draft // entries of one document mostly follow each other
	ids     []int64
}

// exactLine is what two lines share when one is the exact duplicate of the other.
type exactLine struct {
	order           OrderID
	at              int64
	sku, name       string
	quantity, price money.Micro
	amount          money.Fen
}

type weight struct {
	amount money.Fen
	class  Class
}

func newTaking(importID int64, zone *time.Location, entries []Entry) *taking {
	t := &taking{book: newBook(importID), entries: entries, fates: make([]Fate, len(entries)),
		weighed: make([]weight, len(entries)), numbers: map[string]map[string]bool{},
		lines: map[exactLine]bool{}, names: map[string]string{}, days: dayOf{zone: zone}}
	for i := range entries {
		e := &entries[i]
		if err := t.check(e, &t.weighed[i]); err != nil {
			t.fates[i].Refusal = fault.Of(err)
			continue
		}
		of := t.numbers[e.Source]
		if of == nil {
			of = map[string]bool{}
			t.numbers[e.Source] = of
		}
		of[e.OrderNo] = true
		if e.RefundOf != "" && !of[e.RefundOf] {
			of[e.RefundOf] = false
		}
		t.fates[i].Marks = marksOf(e, t.weighed[i].class)
	}
	return t
}

// maxTime is the end of the year 2100 in every zone, unix ms: days after it would not be four digits of year for long.
const maxTime = 4_133_980_800_000

// check refuses what cannot be a line, fills in the scene and weighs it.
func (t *taking) check(e *Entry, w *weight) (err error) {
	if e.Scene == "" {
		e.Scene = SceneUnknown
	}
	switch {
	case e.Source == "" || e.OrderNo == "":
		return ErrNoNumber
	case !e.Kind.Valid():
		return ErrKind.F(e.Kind)
	case !e.Scene.Valid():
		return ErrScene.F(e.Scene)
	case e.At == 0:
		return ErrNoTime
	case e.At < 0 || e.At >= maxTime:
		return ErrTime.F(e.At)
	case !e.Act.Valid() || e.Act != "" && e.By == 0:
		return ErrAct.F(e.Act)
	}
	if e.By != 0 && e.Act == "" {
		e.Act = ActRefer
	}
	if e.Unpriced {
		e.Price, e.Amount, e.AmountGiven = 0, 0, false
	}
	w.amount, w.class, err = weigh(e.Quantity, e.Price, e.Amount, e.AmountGiven)
	return err
}

func marksOf(e *Entry, class Class) Marks {
	var m Marks
	switch class {
	case Goods:
		m = MarkGoods
	case Free:
		if m = MarkFree; e.Unpriced {
			m = MarkUnpriced
		}
	case Return:
		m = MarkReturn
	case Discount:
		if e.Kind == Sale { // an adjustment may be negative without being a discount
			m = MarkDiscount
		}
	}
	switch e.Kind {
	case Refund:
		m |= MarkRefund
	case Adjustment:
		m |= MarkAdjustment
	}
	if e.Cancelled {
		m |= MarkCancelled
	}
	if e.Customer == 0 {
		m |= MarkNoCustomer
	}
	return m
}

// read fills the book with what is stored of the documents in hand, of the sales they name and of the refunds that
// wait for them.
func (t *taking) read(ctx context.Context, q db.Q) error {
	b := t.book
	for source, brought := range t.numbers {
		if err := b.readByNo(ctx, q, source, keys(brought)); err != nil {
			return err
		}
		var fresh []string
		for no := range brought {
			if b.byNo[docKey{source, no}] == nil {
				fresh = append(fresh, no)
			}
		}
		if err := b.readPending(ctx, q, source, fresh); err != nil {
			return err
		}
	}
	if err := b.readSales(ctx, q); err != nil {
		return err
	}
	if err := b.readSeen(ctx, q); err != nil {
		return err
	}
	return t.readLines(ctx, q)
}

// longOrder is the ordinal from which a growing order's earlier lines are no longer read with each batch: an order of
// a million lines must not cost their square.
const longOrder = 2000

// readLines learns which lines the stored documents in hand have.
func (t *taking) readLines(ctx context.Context, q db.Q) error {
	var orders []OrderID
	from := int64(-1)
	for _, d := range t.book.drafts {
		if !t.numbers[d.Source][d.OrderNo] {
			continue
		}
		orders = append(orders, d.ID)
		if next := t.firstOrdinal(d); from < 0 || next < from {
			from = next
		}
	}
	if from < longOrder {
		from = 0
	}
	return eachLine(ctx, q, orders, from, func(l lineHead) error {
		t.book.byID[l.OrderID].ordinals.add(l.Ordinal)
		return nil
	})
}

// firstOrdinal is the least ordinal that entries of d can have in this call.
func (t *taking) firstOrdinal(d *draft) int64 {
	if t.book.importID == 0 {
		return 0
	}
	for i := range t.entries {
		if t.entries[i].Ordinal >= 0 {
			return 0 // given ordinals come in any order
		}
	}
	return d.seen.Lines
}

// duplicate reports whether the document has an exactly equal line before this one. Only of documents that are given
// whole: in files, equal records are found by who reads them, whatever the batches.
func (t *taking) duplicate(d *draft, e *Entry, amount money.Fen) bool {
	if t.book.importID != 0 {
		return false
	}
	key := exactLine{d.ID, e.At, e.SKU, e.Name, e.Quantity, e.Price, amount}
	again := t.lines[key]
	t.lines[key] = true
	return again
}

// take decides what becomes of entry i.
func (t *taking) take(i int, now int64) {
	e, f := &t.entries[i], &t.fates[i]
	d := t.find(e)
	if d == nil {
		d = t.open(e, now)
		f.Added = true
	}
	f.Order = d.ID
	t.meet(d, e, f)
	ordinal := t.ordinal(d, e)
	w := &t.weighed[i]
	if t.duplicate(d, e, w.amount) {
		f.Marks |= MarkDuplicateLine
	}
	if d.ordinals.has(ordinal) {
		return
	}
	f.Added = true
	d.ordinals.add(ordinal)
	d.added = append(d.added, Line{t.freshID(), d.ID, ordinal, e.SKU, e.Quantity, e.Price, w.amount, w.class, t.book.importID})
	d.Order.add(&d.added[len(d.added)-1], 1)
	if _, known := t.names[e.SKU]; !known && e.SKU != "" {
		t.names[e.SKU] = e.Name
	}
}

// name tells for what was added whose purchases it is about, once refunds are linked.
func (t *taking) name() {
	for i := range t.fates {
		f := &t.fates[i]
		if !f.Added {
			continue
		}
		d := t.book.byID[f.Order]
		if f.Buyer = d.CustomerID; d.RefundOf != 0 {
			f.Buyer = t.book.byID[d.RefundOf].CustomerID
		}
	}
}

func (t *taking) freshID() int64 {
	next := t.ids[0]
	t.ids = t.ids[1:]
	return next
}

// find gives the document of an entry, nil for a new one.
func (t *taking) find(e *Entry) *draft {
	if t.last == nil || t.last.OrderNo != e.OrderNo || t.last.Source != e.Source {
		t.last = t.book.byNo[docKey{e.Source, e.OrderNo}]
	}
	return t.last
}

// open starts the document that e is the first line of.
func (t *taking) open(e *Entry, now int64) *draft {
	d := t.book.start(Order{ID: OrderID(t.freshID()), Source: e.Source, OrderNo: e.OrderNo, Kind: e.Kind, RefundNo: e.RefundOf,
		CustomerID: e.Customer, StoreID: e.Store, StaffID: e.Staff, Scene: e.Scene, Channel: e.Channel,
		cause: cause{e.Community, e.By, e.Act}, Unpriced: e.Unpriced, At: e.At,
		Day: t.days.day(e.At), State: Kept, ImportID: t.book.importID, CreatedAt: now})
	if d.touch = e.Customer != 0; d.touch {
		d.BuyerImport = t.book.importID
	}
	t.last = d
	return d
}

// meet compares an entry with the head of its document: it may name a buyer or a sale nobody named, and may cancel.
func (t *taking) meet(d *draft, e *Entry, f *Fate) {
	if e.Kind != d.Kind || e.At != d.At && t.days.day(e.At) != d.Day ||
		e.Customer != 0 && d.CustomerID != 0 && e.Customer != d.CustomerID {
		f.Marks |= MarkHeaderDiffers
	}
	d.seen.ImportID, d.seen.OrderID = t.book.importID, d.ID
	if e.Customer != 0 && d.seen.CustomerID == 0 {
		d.seen.CustomerID = e.Customer
	}
	if e.Customer != 0 && d.CustomerID == 0 {
		d.CustomerID, f.Added = e.Customer, true
		d.touch, d.BuyerImport = true, t.book.importID
	}
	if e.RefundOf != "" && d.RefundNo == "" && d.Kind == Refund {
		d.RefundNo, f.Added = e.RefundOf, true
	}
	said := cause{e.Community, e.By, e.Act}
	d.seen.hear(said)
	f.Added = d.hear(said) || f.Added
	if e.Cancelled {
		d.seen.Cancelled = true
		f.Added = f.Added || d.State == Kept
		d.State = Cancelled
	}
}

// ordinal numbers the line of an entry: as given, or as the next one that this import (or this call of the API) sees.
func (t *taking) ordinal(d *draft, e *Entry) int64 {
	n := e.Ordinal
	if n < 0 && t.book.importID == 0 {
		n = d.placed
	} else if n < 0 {
		n = d.seen.Lines
	}
	d.placed++
	d.seen.Lines = max(d.seen.Lines, n+1)
	return n
}
