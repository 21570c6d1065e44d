package cashier

import (
	"context"

	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/kit/money"
)

// GiveBack gives some of a seat's payment back by hand, with a reason, at most what is left of it (after-sale): the operator, and staff of
// the shop whose campaign it is. The game, the order book and the leader's bonus follow once the refund arrives. The same key is the
// same refund.
func (s *Service) GiveBack(ctx context.Context, i campaign.ID, seat campaign.SeatID, amount money.Fen, why, key string) (pay.Refund, error) {
	if _, err := s.campaigns.Get(ctx, i); err != nil { // asks for the scope
		return pay.Refund{}, err
	}
	if _, _, err := s.campaigns.Why(ctx, i, seat); err != nil { // it is a seat of this campaign
		return pay.Refund{}, err
	}
	return s.money.GiveBackOf(ctx, ofSeat(seat), amount, why, key)
}
