package cashier

import (
	"context"
	"slices"

	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/kit/db"
	"qunli/kit/money"
)

// byHand marks the part of a game's refund that somebody had given back by hand before the game asked.
const byHand = "H"

// back gives back what a game asks for. What somebody gave back by hand meanwhile does not go back twice: the game is told that this
// part has arrived.
func (s *Service) back(ctx context.Context, tx *db.Tx, p pay.Payment, m campaign.Message) error {
	had, err := pay.Refunds(ctx, tx, p.ID)
	if err != nil || slices.ContainsFunc(had, func(r pay.Refund) bool { return r.NaturalKey == m.Number }) {
		return err
	}
	amount := min(money.Fen(m.Amount), p.Left())
	if gone := money.Fen(m.Amount) - amount; gone > 0 && p.State == pay.Complete {
		err := tell(ctx, tx, s, []pay.Cause{p.Cause()}, func(c pay.Cause) (pay.Cause, campaign.Command) {
			return c, campaign.Command{Kind: campaign.Refunded, Amount: int64(gone), Ref: m.Number + byHand}
		})
		if err != nil || amount == 0 {
			return err
		}
	}
	_, err = s.money.Refund(ctx, tx, p.ID, amount, "campaign "+m.Reason, m.Number)
	return err
}

// forfeit books that a reward which did not arrive is not owed any more: the game has it back, and asks anew if it is to be given.
func forfeit(ctx context.Context, tx *db.Tx, facts []pay.PayoutEnded) error {
	for _, f := range facts {
		n := rewardOf(f.Cause)
		if n == 0 || f.State == pay.PayoutReceived {
			continue
		}
		_, err := pay.TakeBack(ctx, tx, pay.Owing{Customer: f.Customer, Amount: f.Amount, From: pay.MarketingCost(), Cause: forfeited(campaign.SeatID(f.Cause.ID), n)})
		if err != nil {
			return err
		}
	}
	return nil
}
