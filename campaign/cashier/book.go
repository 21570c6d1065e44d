package cashier

import (
	"cmp"
	"context"
	"errors"
	"math/big"

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
func (s *Service) sold(ctx context.Context, tx *db.Tx, m campaign.Message, c campaign.Campaign) error {
	by, err := campaign.OwnerOf(ctx, tx, m.Instance)
	if err != nil {
		return err
	}
	e := commerce.Entry{Source: orderSource, OrderNo: m.Number, Kind: commerce.Sale, Customer: m.Person, Store: c.StoreID, Channel: c.ID.String(), At: m.At, AmountGiven: true}
	if same, err := customer.Canonical(ctx, tx, []customer.ID{by, m.Person}); err != nil {
		return err
	} else if by != 0 && same[by] != same[m.Person] {
		e.By = by
	}
	lines, err := s.lines(ctx, tx, e, m, short(c.Name))
	if err != nil {
		return err
	}
	b, some, err := lockBill(ctx, tx, m.Seat)
	switch {
	case err != nil:
		return err
	case !some:
		return s.take(ctx, tx, lines...)
	case b.Cash == 0 && b.State == BillReturned: // given back by hand before it was sold
		return nil
	}
	gross := money.Fen(m.Amount)
	paid, err := b.earn(ctx, tx, gross)
	if err != nil {
		return err
	}
	if off := gross - paid; off > 0 { // what coupons took off is a line of its own
		less := e
		less.Ordinal, less.Quantity, less.Amount = int64(len(lines)), money.MicroUnit, -off
		lines = append(lines, less)
	}
	return s.take(ctx, tx, lines...)
}

// lines lists what a seat bought as an order's lines, for what was paid in the end: the shop's products by their SKU, so that they count
// wherever products do.
func (s *Service) lines(ctx context.Context, tx *db.Tx, of commerce.Entry, m campaign.Message, title string) ([]commerce.Entry, error) {
	seat, err := campaign.SeatOf(ctx, tx, m.Seat)
	if err != nil {
		return nil, err
	}
	goods, err := s.campaigns.Models().Bought(ctx, tx, seat)
	if err != nil {
		return nil, err
	}
	if len(goods) == 0 {
		goods = []campaign.Good{{N: 1, Each: m.Amount}}
	}
	lines, amounts := make([]commerce.Entry, len(goods)), parted(money.Fen(m.Amount), goods)
	for n, g := range goods {
		l := of
		l.Ordinal, l.Name, l.Quantity, l.Amount = int64(n), cmp.Or(g.Name, title), money.Micro(g.N)*money.MicroUnit, amounts[n]
		if l.SKU, err = skuOf(ctx, tx, g.Product); err != nil {
			return nil, err
		}
		if each := int64(l.Amount) / g.N; each*g.N == int64(l.Amount) {
			l.Price = money.Micro(each) * fen
		}
		lines[n] = l
	}
	return lines, nil
}

// fen is a fen as a price of the order book has it.
const fen = money.MicroUnit / 100

// skuOf gives the SKU of a product of the shop; "" of none, and of one that is gone.
func skuOf(ctx context.Context, q db.Q, product string) (string, error) {
	var i commerce.ProductID
	if product == "" || i.UnmarshalText([]byte(product)) != nil {
		return "", nil
	}
	p, _, err := commerce.ShowProduct(ctx, q, i)
	if errors.Is(err, commerce.ErrNoProduct) {
		return "", nil
	}
	return p.SKU, err
}

// parted parts what was paid among goods by what they are by the rules, to the fen: together it is exactly what was paid.
func parted(paid money.Fen, goods []campaign.Good) []money.Fen {
	whole, out := new(big.Int), make([]money.Fen, len(goods))
	for _, g := range goods {
		whole.Add(whole, worth(g))
	}
	if whole.Sign() == 0 {
		out[0] = paid
		return out
	}
	before, sum := money.Fen(0), new(big.Int)
	for n, g := range goods {
		sum.Add(sum, worth(g))
		upTo := new(big.Int).Mul(sum, big.NewInt(int64(paid)))
		all := money.Fen(upTo.Div(upTo, whole).Int64())
		out[n], before = all-before, all
	}
	return out
}

// worth is what goods are by the rules, in fen.
func worth(g campaign.Good) *big.Int { return new(big.Int).Mul(big.NewInt(g.N), big.NewInt(g.Each)) }

// undone books what somebody gave back of a seat's order by hand (after-sale).
func (s *Service) undone(ctx context.Context, tx *db.Tx, r pay.Refund, of pay.Cause) error {
	seat := campaign.SeatID(of.ID)
	i, err := campaign.Of(ctx, tx, seat)
	if err != nil {
		return err
	}
	c, _, err := campaign.TermsOf(ctx, tx, i)
	if err != nil {
		return err
	}
	return s.take(ctx, tx, commerce.Entry{Source: orderSource, OrderNo: r.Number, Kind: commerce.Refund, RefundOf: campaign.PaymentNumber(seat), Customer: r.CustomerID,
		Store: c.StoreID, Channel: c.ID.String(), At: tx.Now, Quantity: money.MicroUnit, Amount: r.Amount, AmountGiven: true})
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
