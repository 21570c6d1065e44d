package cashier

import (
	"context"

	"qunli/campaign"
	"qunli/commerce"
	"qunli/commerce/pay"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/org"
)

// orderSource is the source of the orders that games bring in the order book. Their channel is the campaign's id.
const orderSource = "campaign"

// SeatOf gives the campaign and the seat that a sale of the order book came of; ok is false of sales from elsewhere.
func SeatOf(o commerce.Order) (i campaign.ID, seat campaign.SeatID, ok bool) {
	if o.Source != orderSource || o.Kind != commerce.Sale {
		return 0, 0, false
	}
	seat, ok = campaign.SeatOfPayment(o.OrderNo)
	return i, seat, ok && i.UnmarshalText([]byte(o.Channel)) == nil
}

// sold books a seat whose goods may go as an order: from now on it is revenue, an act of its person, and of whoever's team it was.
func (s *Service) sold(ctx context.Context, tx *db.Tx, m campaign.Message, title string) error {
	by, err := campaign.OwnerOf(ctx, tx, m.Instance)
	if err != nil {
		return err
	}
	e := commerce.Entry{Source: orderSource, OrderNo: m.Number, Kind: commerce.Sale, Customer: m.Person, Channel: m.Campaign.String(), At: m.At, Name: title,
		Quantity: money.MicroUnit, Amount: money.Fen(m.Amount), AmountGiven: true}
	if same, err := customer.Canonical(ctx, tx, []customer.ID{by, m.Person}); err != nil {
		return err
	} else if by != 0 && same[by] != same[m.Person] {
		e.By = by
	}
	b, some, err := lockBill(ctx, tx, m.Seat)
	switch {
	case err != nil:
		return err
	case !some:
		return s.take(ctx, tx, e)
	case b.Cash == 0 && b.State == BillReturned: // given back by hand before it was sold
		return nil
	}
	paid, err := b.earn(ctx, tx, e.Amount)
	if err != nil {
		return err
	}
	if off := e.Amount - paid; off > 0 { // what coupons took off is a line of its own
		less := e
		less.Ordinal, less.Name, less.Amount = 1, "", -off
		return s.take(ctx, tx, e, less)
	}
	return s.take(ctx, tx, e)
}

// undone books what somebody gave back of a seat's order by hand (after-sale).
func (s *Service) undone(ctx context.Context, tx *db.Tx, r pay.Refund, of pay.Cause) error {
	return s.take(ctx, tx, commerce.Entry{Source: orderSource, OrderNo: r.Number, Kind: commerce.Refund, RefundOf: campaign.PaymentNumber(campaign.SeatID(of.ID)), Customer: r.CustomerID,
		At: tx.Now, Quantity: money.MicroUnit, Amount: r.Amount, AmountGiven: true})
}

// take brings the lines of an order into the order book and tells of it.
func (s *Service) take(ctx context.Context, tx *db.Tx, lines ...commerce.Entry) error {
	if err := customer.Hold(ctx, tx); err != nil {
		return err
	}
	zone, err := org.Zone(ctx, tx)
	if err != nil {
		return err
	}
	fates, err := commerce.Take(ctx, tx, 0, zone, lines)
	if err != nil {
		return err
	}
	for _, f := range fates {
		if f.Refusal != nil {
			return f.Refusal
		}
	}
	if fact, some := commerce.PlacedBy(0, fates); some {
		return s.bus.Publish(ctx, tx, fact)
	}
	return nil
}
