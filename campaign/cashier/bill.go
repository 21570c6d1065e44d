package cashier

import (
	"context"
	"errors"
	"math/bits"

	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/ledger"
	"qunli/kit/money"
)

// BillState is where a bill stands.
type BillState string

// The states of a bill. Returned: all of it went back, the money and the coupons.
const (
	BillAsked    BillState = "asked"
	BillPaid     BillState = "paid"
	BillClosed   BillState = "closed"
	BillReturned BillState = "returned"
)

// Bill is what a seat is paid with of which coupons pay a part: discount + cash = price. The game sees the price alone.
type Bill struct {
	SeatID     campaign.SeatID
	CampaignID campaign.ID
	CustomerID customer.ID
	Price      money.Fen
	Discount   money.Fen
	Cash       money.Fen
	State      BillState
	Earned     money.Fen // of the discount, booked when the goods went
	At         int64     // unix ms
}

// part is what of a bill went back at once.
type part struct {
	SeatID campaign.SeatID
	Number string
	Gross  money.Fen // of the price
	Cash   money.Fen // of that, in money
	At     int64
}

const (
	billColumns = `seat_id, campaign_id, customer_id, price, discount, cash, state, earned, at`
	partColumns = `seat_id, number, gross, cash, at`
)

// cashOf gives how much of the money is back once so much of the price is: in proportion, rounded down, and all of it in the end.
func (b *Bill) cashOf(gross money.Fen) money.Fen {
	gross = max(min(gross, b.Price), 0)
	high, low := bits.Mul64(uint64(b.Cash), uint64(gross))
	q, _ := bits.Div64(high, low, uint64(b.Price)) // cash ≤ price, so the quotient is at most gross
	return money.Fen(q)
}

// grossOf gives how much of the price goes back with so much of the money, in proportion, rounded down.
func (b *Bill) grossOf(cash money.Fen) money.Fen {
	if b.Cash == 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(b.Price), uint64(max(min(cash, b.Cash), 0)))
	q, _ := bits.Div64(high, low, uint64(b.Cash)) // at most the price
	return money.Fen(q)
}

// share gives the money in a refund of gross of the price, when before of it went back already. However a price is parted, the shares of
// its parts are together exactly the money of all of them.
func (b *Bill) share(before, gross money.Fen) money.Fen {
	return b.cashOf(before+gross) - b.cashOf(before)
}

// BillOf gives the bill of a seat; ok is false of one that coupons pay nothing of.
func BillOf(ctx context.Context, q db.Q, seat campaign.SeatID) (b Bill, ok bool, err error) {
	b, err = db.One[Bill](ctx, q, `SELECT `+billColumns+` FROM campaign_cashier_bill WHERE seat_id = $1`, seat)
	if errors.Is(err, db.ErrNone) {
		return b, false, nil
	}
	return b, err == nil, err
}

// Bills gives the bills of seats, by seat.
func Bills(ctx context.Context, q db.Q, seats []campaign.SeatID) (map[campaign.SeatID]Bill, error) {
	out := map[campaign.SeatID]Bill{}
	return out, db.Lists(q, seats, func(some []campaign.SeatID) error {
		c := db.Where("").In("seat_id", some)
		return db.Each(ctx, q, func(b Bill) error { out[b.SeatID] = b; return nil }, `SELECT `+billColumns+` FROM campaign_cashier_bill WHERE `+c.SQL(), c.Args()...)
	})
}

// lockBill reads a bill and keeps everybody else from changing it until the transaction ends.
func lockBill(ctx context.Context, tx *db.Tx, seat campaign.SeatID) (b Bill, ok bool, err error) {
	b, err = db.One[Bill](ctx, tx, `UPDATE campaign_cashier_bill SET state = state WHERE seat_id = $1 RETURNING `+billColumns, seat)
	if errors.Is(err, db.ErrNone) {
		return b, false, nil
	}
	return b, err == nil, err
}

// turn brings a locked bill to a state.
func (b *Bill) turn(ctx context.Context, tx *db.Tx, to BillState) error {
	b.State = to
	return db.MustAffect(ctx, tx, errBill, `UPDATE campaign_cashier_bill SET state = $1, earned = $2 WHERE seat_id = $3`, b.State, b.Earned, b.SeatID)
}

// errBill means that a locked bill is gone: a defect.
var errBill = errors.New("cashier: a bill is gone")

// parts lists what of a bill went back.
func (b *Bill) parts(ctx context.Context, q db.Q) ([]part, error) {
	return db.All[part](ctx, q, `SELECT `+partColumns+` FROM campaign_cashier_part WHERE seat_id = $1 ORDER BY at, number`, b.SeatID)
}

// The accounts and causes of discounts in the book: what coupons paid is sold at its price, and the discount is what it cost.
const (
	discountEarned = "campaign.discount"
	discountUndone = "campaign.discount_undone"
)

// CouponDiscounts is what coupons cost the brand.
func CouponDiscounts() ledger.Account { return ledger.Account{Kind: "coupon_discounts"} }

// earn books the discount of what is sold for gross of its price, once, and gives the money that was paid for that.
func (b *Bill) earn(ctx context.Context, tx *db.Tx, gross money.Fen) (money.Fen, error) {
	cash := b.Cash - b.cashOf(b.Price-gross)
	if b.Earned = gross - cash; b.Earned == 0 || b.State != BillPaid {
		return cash, nil
	}
	if _, err := ledger.Post(ctx, tx, ledger.Entry{Debit: CouponDiscounts(), Credit: pay.Sales(), Amount: b.Earned, Cause: discountEarned, CauseID: int64(b.SeatID)}); err != nil {
		return 0, err
	}
	return cash, b.turn(ctx, tx, b.State)
}

// undo takes the discount out of the book again: what was sold came back whole.
func (b *Bill) undo(ctx context.Context, tx *db.Tx) error {
	if b.Earned > 0 {
		_, err := ledger.Post(ctx, tx, ledger.Entry{Debit: pay.Sales(), Credit: CouponDiscounts(), Amount: b.Earned, Cause: discountUndone, CauseID: int64(b.SeatID)})
		if err != nil {
			return err
		}
	}
	return b.turn(ctx, tx, BillReturned)
}

// Check compares bills with their parts and with the book: no more went back than was paid, and every discount stands there once.
func Check(ctx context.Context, q db.Q) ([]db.Difference, error) {
	out, err := db.CompareAll(ctx, q, []db.Comparison{
		{Table: "campaign_cashier_part", // more than the whole of a bill went back
			Stored: `SELECT CAST(b.seat_id AS TEXT) AS k, CAST(SUM(p.gross) AS TEXT) AS v FROM campaign_cashier_bill b JOIN campaign_cashier_part p ON p.seat_id = b.seat_id
				GROUP BY b.seat_id, b.price, b.cash HAVING SUM(p.gross) > b.price OR SUM(p.cash) > b.cash`,
			Rebuilt: `SELECT CAST(seat_id AS TEXT) AS k, CAST(price AS TEXT) AS v FROM campaign_cashier_bill WHERE price < 0`}})
	if err != nil {
		return nil, err
	}
	have, err := ledger.Posted(ctx, q, discountEarned, discountUndone)
	if err != nil {
		return nil, err
	}
	posted, want := map[string]money.Fen{}, map[string]money.Fen{}
	for k, t := range have {
		posted[k] = t.Amount
	}
	err = db.Each(ctx, q, func(b Bill) error {
		want[ledger.CauseKey(discountEarned, int64(b.SeatID))] = b.Earned
		if b.State == BillReturned {
			want[ledger.CauseKey(discountUndone, int64(b.SeatID))] = b.Earned
		}
		return nil
	}, `SELECT `+billColumns+` FROM campaign_cashier_bill WHERE earned > 0`)
	return append(out, db.CompareMaps("ledger_transfer", posted, want)...), err
}
