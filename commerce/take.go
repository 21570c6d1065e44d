package commerce

import (
	"context"
	"time"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/org"
)

// Entry is one line as another system gives it, with the head of its document repeated.
type Entry struct {
	Source, OrderNo string
	Kind            Kind
	RefundOf        string // order number of the sale a refund names, in the same source; '' none
	Ordinal         int64  // of the line in its order; -1: the next that this import sees
	Customer        customer.ID
	Store           org.StoreID
	Staff           org.StaffID
	Scene           Scene // '' unknown
	Channel         string
	Community       community.ID // the group that guided the order, 0 none
	By              customer.ID  // the person whose link or code led to it, 0 none
	Act             Act          // of what kind that was; '' with By is a referral
	Unpriced        bool         // the source tells no amount: Price and Amount are not read, and it is no revenue
	At              int64        // unix ms
	Cancelled       bool
	SKU, Name       string
	Quantity, Price money.Micro
	Amount          money.Fen // used when AmountGiven, otherwise quantity × price
	AmountGiven     bool
}

// Marks says what an entry was: a set.
type Marks uint16

// The marks, in the order of their names.
const (
	MarkGoods Marks = 1 << iota
	MarkFree
	MarkReturn
	MarkDiscount
	MarkRefund
	MarkAdjustment
	MarkCancelled
	MarkNoCustomer
	MarkDuplicateLine
	MarkHeaderDiffers
	MarkUnpriced
)

// Names lists the marks of the set by their stable names.
func (m Marks) Names() []string {
	all := [...]string{"goods", "free", "return", "discount", "refund", "adjustment", "cancelled", "no_customer",
		"duplicate_line", "header_differs", "unpriced"}
	var out []string
	for i, name := range all {
		if m&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return out
}

// Fate is what became of an entry. With a Refusal nothing of it was taken; otherwise it was Added, or was the Same as
// what is there already.
type Fate struct {
	Order   OrderID     // its document, 0 when refused
	Buyer   customer.ID // whose purchases it is about: the document's buyer, or that of the sale it refunds; 0 unknown
	Added   bool
	Refusal *fault.Error
	Marks   Marks
}

// Counts adds up the marks of fates by name, for reports. Refused entries have none.
func Counts(fates []Fate) map[string]int64 {
	var bySet [MarkUnpriced << 1]int64
	for i := range fates {
		bySet[fates[i].Marks]++
	}
	out := map[string]int64{}
	for set, n := range bySet {
		if n == 0 {
			continue
		}
		for _, name := range Marks(set).Names() {
			out[name] += n
		}
	}
	return out
}

// The refusals of a single entry.
var (
	ErrNoNumber = fault.New(fault.Invalid, "commerce.order.number", "缺少来源或订单号", "The source or the order number is missing")
	ErrKind     = fault.New(fault.Invalid, "commerce.order.kind", "单据类型不对：%s", "Unknown kind of document: %s")
	ErrTime     = fault.New(fault.Invalid, "commerce.order.time_range",
		"下单时间 %d 不在 1970 到 2100 年之间；请写毫秒时间戳", "The time of the order, %d, lies outside 1970 to 2100; give unix milliseconds")
	ErrAct = fault.New(fault.Invalid, "commerce.order.act",
		"促成方式不对：%s；可写 partner、distribute、refer、share、forward（合伙人、分销、转介绍、分享、转发），且须写明是谁",
		"Unknown act that led to the order: %s; write partner, distribute, refer, share or forward, and whose it was")
	ErrNoTime = fault.New(fault.Invalid, "commerce.order.time", "缺少下单时间", "The time of the order is missing")
)

// Take brings lines of other systems into the order book, in the caller's transaction. Entries come in the order in
// which their source lists them, at most a few thousand a call; the lines of a document may be spread over calls.
//
// A line is known by (source, order no, ordinal): what is there already stays as it is and is the Same. The first entry
// of a document decides its head; later ones may name a buyer nobody named, and may cancel it. importID 0 means the API
// or a hand: ordinals are then given, or count the lines of the document within this call.
func Take(ctx context.Context, tx *db.Tx, importID int64, zone *time.Location, entries []Entry) ([]Fate, error) {
	t := newTaking(importID, zone, entries)
	if err := lockDocuments(ctx, tx, keys(t.numbers)...); err != nil {
		return nil, err
	}
	if err := t.read(ctx, tx); err != nil {
		return nil, err
	}
	t.ids = tx.NewIDs(2 * len(entries))
	for i := range entries {
		if t.fates[i].Refusal == nil {
			t.take(i, tx.Now)
		}
	}
	t.book.link()
	t.name()
	t.book.grow()
	if err := t.book.write(ctx, tx); err != nil {
		return nil, err
	}
	if err := t.book.writeSeen(ctx, tx); err != nil {
		return nil, err
	}
	return t.fates, addProducts(ctx, tx, importID, t.names)
}
