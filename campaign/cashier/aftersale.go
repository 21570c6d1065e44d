package cashier

import (
	"context"
	"strings"

	"qunli/campaign"
	"qunli/commerce"
	"qunli/commerce/pay"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/org"
)

// Withdraw keeps the goods of a seat back that have not gone.
type Withdraw func(ctx context.Context, tx *db.Tx, seat campaign.SeatID) error

// WithdrawBy has goods kept back whose coupons, that paid all of them, went back by hand: no payment tells of it.
func (s *Service) WithdrawBy(w Withdraw) { s.withdraw = w }

// GiveBack gives some of a seat's payment back by hand, with a reason, at most what is left of it (after-sale): the operator, and staff of
// the shop whose campaign it is. The game, the order book and the leader's bonus follow once the refund arrives. The same key is the
// same refund. Of what coupons paid whole there is no money: the amount is 0, and the coupons go back, once, without a refund.
func (s *Service) GiveBack(ctx context.Context, i campaign.ID, seat campaign.SeatID, amount money.Fen, why, key string) (pay.Refund, error) {
	if err := org.Must(ctx, org.PayRefund); err != nil {
		return pay.Refund{}, err
	}
	if _, err := s.campaigns.Get(ctx, i); err != nil { // asks for the scope
		return pay.Refund{}, err
	}
	m, _, err := s.campaigns.Why(ctx, i, seat)
	if err != nil { // it is no seat of this campaign
		return pay.Refund{}, err
	}
	b, some, err := BillOf(ctx, s.db.Read(), seat)
	if err != nil {
		return pay.Refund{}, err
	}
	if some && b.Cash == 0 {
		if m.Paid == 0 { // its game has not heard of it yet
			return pay.Refund{}, pay.ErrNotPaid
		}
		return pay.Refund{}, s.giveCouponsBack(ctx, seat, amount, why)
	}
	return s.money.GiveBackOf(ctx, ofSeat(seat), amount, why, key)
}

// giveCouponsBack gives back what coupons paid whole: all of it, since there is nothing to part.
func (s *Service) giveCouponsBack(ctx context.Context, seat campaign.SeatID, amount money.Fen, why string) error {
	if err := pay.CheckWhy(why); err != nil {
		return err
	}
	if amount != 0 {
		return fault.InvalidField("amount", amount.String(), "这一单全部由优惠券支付，没有钱可退；金额填 0，退回优惠券", "coupons paid all of this order, so there is no money to give back: give 0, and the coupons go back")
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		b, _, err := lockBill(ctx, tx, seat)
		if err != nil || b.State == BillReturned {
			return err
		}
		if b.State != BillPaid {
			return pay.ErrNotPaid
		}
		had, err := b.parts(ctx, tx)
		if err != nil {
			return err
		}
		rest := part{seat, byCoupons, b.Price, 0, tx.Now}
		for _, o := range had {
			rest.Gross -= o.Gross
		}
		if _, err := db.Insert(ctx, tx, "campaign_cashier_part", []part{rest}, ""); err != nil {
			return err
		}
		if err := b.giveBack(ctx, tx, pay.ByHand); err != nil {
			return err
		}
		if err := s.unsold(ctx, tx, rest, strings.TrimSpace(why)); err != nil {
			return err
		}
		return tell(ctx, tx, s, []part{rest}, func(o part) (pay.Cause, campaign.Command) {
			return ofSeat(o.SeatID), campaign.Command{Kind: campaign.AfterSale, Amount: int64(o.Gross), Ref: o.Number}
		})
	})
}

// unsold keeps the goods back of what coupons had paid whole, and cancels its order: it is one of 0, of which nothing can be refunded.
func (s *Service) unsold(ctx context.Context, tx *db.Tx, rest part, why string) error {
	if s.withdraw != nil {
		if err := s.withdraw(ctx, tx, rest.SeatID); err != nil {
			return err
		}
	}
	if err := org.Audit(ctx, tx, org.Change{Verb: "cashier.coupons_back", Object: "seat", ID: int64(rest.SeatID), After: map[string]any{"price": rest.Gross, "why": why}}); err != nil {
		return err
	}
	// orders of before are of no shop: who may give back what was sold at theirs may have it cancelled
	return commerce.CancelNo(org.Owner(ctx, "cashier"), tx, s.bus, orderSource, campaign.PaymentNumber(rest.SeatID), "")
}
