package commerce

import (
	"context"
	"errors"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/org"
)

// Service is the room's verbs for people at a screen and callers of the API.
type Service struct {
	db        *db.DB
	bus       *event.Bus
	customers *customer.Service
}

// New gives the verbs on d; facts go to bus.
func New(d *db.DB, bus *event.Bus, customers *customer.Service) *Service {
	return &Service{d, bus, customers}
}

// The refusals of the verbs.
var (
	ErrMissing = fault.New(fault.Missing, "commerce.order.missing", "没有这笔订单", "No such order")
	ErrTooMany = fault.New(fault.Invalid, "commerce.too_many", "一次最多 %d 条", "At most %d at a time")
	ErrMatched = fault.New(fault.Conflict, "commerce.order.matched",
		"这笔订单已有买家", "The order has a buyer already")
	ErrNotSale = fault.New(fault.Invalid, "commerce.order.not_sale",
		"只有未取消的销售单可以这样处理", "Only a sale that is not cancelled allows this")
	ErrUnknownSale = fault.New(fault.Missing, "commerce.refund.unknown_sale",
		"退款指明的订单 %s 还不在这里，请先登记订单", "The sale that the refund names, %s, is not here yet; place the sale first")
	ErrOverRefund = fault.New(fault.Exhausted, "commerce.refund.over",
		"退款超过可退金额 %s", "The refund exceeds what is left to refund, %s")
	ErrRefundTaken = fault.New(fault.Conflict, "commerce.refund.taken",
		"这个退款单号已用于金额 %s 的另一张单", "This refund number is taken by another document of %s")
)

// change runs f on one order of the actor's scope, under the lock of its source, and stores, audits and tells what f did.
// f reports false when there is nothing to do.
func (s *Service) change(ctx context.Context, id OrderID, how string, after any, f func(d *draft) (bool, error)) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return s.changeIn(ctx, tx, id, how, after, f)
	})
}

// changeIn is change in a transaction that has begun.
func (s *Service) changeIn(ctx context.Context, tx *db.Tx, id OrderID, how string, after any, f func(d *draft) (bool, error)) error {
	b := newBook(0)
	d, err := openOrder(ctx, tx, b, id)
	if err != nil {
		return err
	}
	before := d.State
	did, err := f(d)
	if err != nil || !did {
		return err
	}
	d.seen.OrderID = d.ID
	b.link()
	b.grow()
	if err := b.write(ctx, tx); err != nil {
		return err
	}
	if err := b.writeSeen(ctx, tx); err != nil {
		return err
	}
	if err := org.Audit(ctx, tx, org.Change{Verb: "order." + how, Object: "order", ID: int64(id),
		Before: map[string]any{"state": before, "version": d.before.Version}, After: after}); err != nil {
		return err
	}
	return s.bus.Publish(ctx, tx, OrdersChanged{Orders: []OrderID{id}, Customers: buyers(&d.Order), How: how})
}

// openOrder locks the source of an order of the actor's scope and reads it, with what hangs on it, into the book.
func openOrder(ctx context.Context, tx *db.Tx, b *book, id OrderID) (*draft, error) {
	source, err := db.One[string](ctx, tx, `SELECT source FROM commerce_order WHERE id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return nil, ErrMissing
	}
	if err != nil {
		return nil, err
	}
	if err := lockDocuments(ctx, tx, source); err != nil {
		return nil, err
	}
	if err := b.readByID(ctx, tx, []OrderID{id}); err != nil {
		return nil, err
	}
	d := b.byID[id]
	if d == nil { // undone meanwhile
		return nil, ErrMissing
	}
	if err := org.Scope(ctx).Check(d.StoreID, d.StaffID); err != nil {
		return nil, err
	}
	if err := b.readSales(ctx, tx); err != nil {
		return nil, err
	}
	return d, b.readSeen(ctx, tx)
}

func buyers(orders ...*Order) []customer.ID {
	var out []customer.ID
	for _, o := range orders {
		if o.CustomerID != 0 {
			out = append(out, o.CustomerID)
		}
	}
	return out
}

// Cancel takes a document out of every count; a refund that is cancelled gives the sale its amount back. Cancelling twice
// is cancelling once.
func (s *Service) Cancel(ctx context.Context, id OrderID, reason string) error {
	if err := org.Must(ctx, org.OrderEdit); err != nil {
		return err
	}
	return s.change(ctx, id, "cancelled", map[string]any{"state": Cancelled, "reason": reason}, (*draft).cancel)
}

// CancelNo is Cancel, in the caller's transaction, of a document that another room brought, by its number there; it tells bus. What is not
// there (yet) is not cancelled.
func CancelNo(ctx context.Context, tx *db.Tx, bus *event.Bus, source, no, reason string) error {
	id, err := db.One[OrderID](ctx, tx, `SELECT id FROM commerce_order WHERE source = $1 AND order_no = $2`, source, no)
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	return (&Service{bus: bus}).changeIn(ctx, tx, id, "cancelled", map[string]any{"state": Cancelled, "reason": reason}, (*draft).cancel)
}

func (d *draft) cancel() (bool, error) {
	if d.State == Cancelled {
		return false, nil
	}
	d.State, d.seen.Cancelled = Cancelled, true
	return true, nil
}

// Assign names the buyer of an order that has none.
func (s *Service) Assign(ctx context.Context, id OrderID, buyer customer.ID) error {
	if err := org.Must(ctx, org.OrderEdit); err != nil {
		return err
	}
	if _, err := s.customers.Get(ctx, buyer); err != nil { // exists, and in the actor's scope
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := customer.Join(ctx, tx, buyer); err != nil {
			return err
		}
		return s.changeIn(ctx, tx, id, "assigned", map[string]any{"customer": buyer}, func(d *draft) (bool, error) {
			if d.CustomerID == buyer {
				return false, nil
			}
			if d.CustomerID != 0 {
				return false, ErrMatched
			}
			d.CustomerID, d.seen.CustomerID, d.touch = buyer, buyer, true
			return true, nil
		})
	})
}
