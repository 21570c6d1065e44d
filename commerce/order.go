package commerce

import (
	"qunli/customer"
	"qunli/kit/id"
	"qunli/kit/money"
	"qunli/org"
)

type orderKind struct{}

func (orderKind) Prefix() string { return "ord" }

type productKind struct{}

func (productKind) Prefix() string { return "prd" }

type spendKind struct{}

func (spendKind) Prefix() string { return "spd" }

// The ids of this room.
type (
	OrderID   = id.Of[orderKind]
	ProductID = id.Of[productKind]
	SpendID   = id.Of[spendKind]
)

// Kind tells the documents of the order book apart.
type Kind string

// A sale, a refund (of a named sale or of none), or an adjustment that belongs to no order.
const (
	Sale       Kind = "sale"
	Refund     Kind = "refund"
	Adjustment Kind = "adjustment"
)

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool { return k == Sale || k == Refund || k == Adjustment }

// State of a document. A cancelled one counts for nothing but the number of cancellations.
type State string

// A document is kept until it is cancelled; it never comes back.
const (
	Kept      State = "kept"
	Cancelled State = "cancelled"
)

// Order is the head of a document. Amounts are fen: positive for a sale and for a refund, an adjustment has its own sign.
type Order struct {
	ID          OrderID
	Source      string // the system it came from
	OrderNo     string // its number there
	Kind        Kind
	RefundOf    OrderID // the sale a refund names, 0 while there is none
	RefundNo    string  // the number of the sale a refund names, '' none
	CustomerID  customer.ID
	BuyerImport int64 // the import that named the buyer, 0 none
	StoreID     org.StoreID
	StaffID     org.StaffID
	Scene       Scene
	Channel     string
	cause
	Unpriced  bool   // its source does not tell amounts: an order, but no revenue
	At        int64  // unix ms
	Day       string // of At in the organisation's zone
	Amount    money.Fen
	Refunded  money.Fen // by refunds that name it and are not cancelled
	Goods     int64     // goods lines
	State     State
	ImportID  int64 // the import that brought it, 0 none
	Version   int64 // grows with every change by hand or API after it entered
	CreatedAt int64
}

// Kept reports whether a sale counts as an order: it stands, holds a goods line and is not refunded whole.
func (o *Order) Kept() bool {
	return o.Kind == Sale && o.State == Kept && o.Goods > 0 && !o.refundedWhole()
}

// Stands reports whether a sale counts as something that its buyer did: a kept order, or one of unknown amount that is not
// cancelled. Only kept orders are revenue.
func (o *Order) Stands() bool {
	return o.Kept() || o.Unpriced && o.Kind == Sale && o.State == Kept && !o.refundedWhole()
}

// net is what a sale brings after the refunds that name it.
func (o *Order) net() money.Fen { return o.Amount - o.Refunded }

func (o *Order) refundedWhole() bool { return o.Refunded > 0 && o.Refunded >= o.Amount }

// add counts one more line into the head (sign 1), or takes it out again (sign -1).
func (o *Order) add(l *Line, sign int64) {
	amount := l.Amount
	if o.Kind == Refund && amount < 0 {
		amount = -amount
	}
	o.Amount += money.Fen(sign) * amount
	if l.Class == Goods {
		o.Goods += sign
	}
}

// refunds is what a document takes off the sale it names, in fen.
func (o *Order) refunds() money.Fen {
	if o.Kind != Refund || o.State != Kept || o.RefundOf == 0 {
		return 0
	}
	return o.Amount
}
