package cashier

import (
	"context"
	"slices"

	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/reward"
)

// paid tells games what was paid: the price of the seat, whatever of it was money.
func (s *Service) paid(ctx context.Context, tx *db.Tx, facts []pay.Paid) error {
	prices := map[pay.ID]money.Fen{}
	for _, f := range facts {
		prices[f.Payment] = f.Amount
		if !ours(f.Cause) {
			continue
		}
		b, some, err := lockBill(ctx, tx, campaign.SeatID(f.Cause.ID))
		if err != nil {
			return err
		}
		if some {
			prices[f.Payment] = b.Price
			if err := b.use(ctx, tx); err != nil {
				return err
			}
		}
	}
	return tell(ctx, tx, s, facts, func(f pay.Paid) (pay.Cause, campaign.Command) {
		return f.Cause, campaign.Command{Kind: campaign.Paid, Amount: int64(prices[f.Payment]), Ref: f.Payment.String()}
	})
}

// closed tells games which payments will not come. Their coupons can be used elsewhere.
func (s *Service) closed(ctx context.Context, tx *db.Tx, facts []pay.Closed) error {
	for _, f := range facts {
		if !ours(f.Cause) {
			continue
		}
		b, some, err := lockBill(ctx, tx, campaign.SeatID(f.Cause.ID))
		if err != nil {
			return err
		}
		if !some || b.State != BillAsked {
			continue
		}
		if _, err := reward.Unlock(ctx, tx, f.Cause); err != nil {
			return err
		}
		if err := b.turn(ctx, tx, BillClosed); err != nil {
			return err
		}
	}
	return tell(ctx, tx, s, facts, func(f pay.Closed) (pay.Cause, campaign.Command) {
		return f.Cause, campaign.Command{Kind: campaign.PayClosed}
	})
}

// refund sends back what a game asks for. Of a bill that coupons paid a part of, the money goes back in proportion: what somebody gave
// back by hand before is not sent twice. Where it is nothing, the game is told at once. When all of it is back, so are the coupons.
func (s *Service) refund(ctx context.Context, tx *db.Tx, m campaign.Message, p pay.Payment) error {
	b, some, err := lockBill(ctx, tx, m.Seat)
	if err != nil {
		return err
	}
	if !some {
		if p.ID == 0 {
			return pay.ErrMissing
		}
		return s.back(ctx, tx, p, m)
	}
	had, err := b.parts(ctx, tx)
	if err != nil || slices.ContainsFunc(had, func(o part) bool { return o.Number == m.Number }) {
		return err
	}
	before := money.Fen(0)
	for _, o := range had {
		before += o.Gross
	}
	one := part{m.Seat, m.Number, money.Fen(m.Amount), 0, tx.Now}
	if b.Cash == 0 && before >= b.Price { // somebody gave the coupons back by hand meanwhile
		return s.arrived(ctx, tx, one)
	}
	one.Cash = min(b.share(before, one.Gross), p.Left())
	if _, err := db.Insert(ctx, tx, "campaign_cashier_part", []part{one}, ""); err != nil {
		return err
	}
	if before+one.Gross >= b.Price {
		if err := b.giveBack(ctx, tx, m.Reason); err != nil {
			return err
		}
	}
	if one.Cash > 0 {
		_, err = s.money.Refund(ctx, tx, p.ID, one.Cash, "campaign "+m.Reason, m.Number)
		return err
	}
	return s.arrived(ctx, tx, one)
}

// arrived tells a game that what it asked for is back.
func (s *Service) arrived(ctx context.Context, tx *db.Tx, one part) error {
	return tell(ctx, tx, s, []part{one}, func(o part) (pay.Cause, campaign.Command) {
		return ofSeat(o.SeatID), campaign.Command{Kind: campaign.Refunded, Amount: int64(o.Gross), Ref: o.Number}
	})
}

// giveBack gives the coupons of a bill back of which all went back. What was paid too late they did not pay for.
func (b *Bill) giveBack(ctx context.Context, tx *db.Tx, reason string) error {
	if b.State == BillReturned {
		return nil
	}
	back := reward.Return
	if reason == campaign.LatePaid || reason == "wrong_amount" {
		back = reward.Undo
	}
	if _, err := back(ctx, tx, ofSeat(b.SeatID)); err != nil {
		return err
	}
	return b.undo(ctx, tx)
}

// backWhole gives the coupons of a seat back whose money somebody gave back by hand, all of it.
func (s *Service) backWhole(ctx context.Context, tx *db.Tx, i pay.ID, seat campaign.SeatID) error {
	b, some, err := lockBill(ctx, tx, seat)
	if err != nil || !some {
		return err
	}
	p, err := pay.Get(ctx, tx, i)
	if err != nil || p.Left() > 0 {
		return err
	}
	return b.giveBack(ctx, tx, pay.ByHand)
}

// gross gives what a refund that a game asked for is worth to it: of a bill the part of the price, otherwise the money.
func (s *Service) gross(ctx context.Context, q db.Q, f pay.Refunded, number string) (money.Fen, error) {
	had, err := (&Bill{SeatID: campaign.SeatID(f.Cause.ID)}).parts(ctx, q)
	if n := slices.IndexFunc(had, func(o part) bool { return o.Number == number }); n >= 0 {
		return had[n].Gross, err
	}
	return f.Amount, err
}

// grossByHand gives what a refund by hand is worth to a game, and keeps it with the parts of its bill: with the last of the money goes
// the rest of the price. It is nothing where the game has asked for all of it back itself.
func (s *Service) grossByHand(ctx context.Context, tx *db.Tx, f pay.Refunded, number string) (money.Fen, error) {
	seat := campaign.SeatID(f.Cause.ID)
	b, some, err := lockBill(ctx, tx, seat)
	if err != nil || !some {
		return f.Amount, err
	}
	had, err := b.parts(ctx, tx)
	if err != nil {
		return 0, err
	}
	p, err := pay.Get(ctx, tx, f.Payment)
	if err != nil {
		return 0, err
	}
	one := part{seat, number, b.Price, f.Amount, tx.Now}
	for _, o := range had {
		if o.Number == number {
			return o.Gross, nil
		}
		one.Gross -= o.Gross
	}
	if p.Left() > 0 {
		one.Gross = min(one.Gross, b.grossOf(f.Amount))
	}
	if one.Gross <= 0 {
		return 0, nil
	}
	_, err = db.Insert(ctx, tx, "campaign_cashier_part", []part{one}, "")
	return one.Gross, err
}
