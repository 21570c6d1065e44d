package cashier

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/kit/db"
	"qunli/kit/job"
	"qunli/kit/money"
	"qunli/org"
)

// answering is what a game is told: the payload of answerJob.
type answering struct {
	Campaign campaign.ID      `json:"campaign"`
	Command  campaign.Command `json:"command"`
}

// ofSeat and ofReward are the causes by which games ask: of the payment of a seat, and of its n-th reward.
func ofSeat(seat campaign.SeatID) pay.Cause {
	return pay.Cause{Kind: campaign.SeatCause, ID: int64(seat)}
}

func ofReward(seat campaign.SeatID, n int64) pay.Cause {
	return pay.Cause{Kind: rewardCause + strconv.FormatInt(n, 10), ID: int64(seat)}
}

func forfeited(seat campaign.SeatID, n int64) pay.Cause {
	return pay.Cause{Kind: forfeitedBy + strconv.FormatInt(n, 10), ID: int64(seat)}
}

// PaymentOf gives the payment of a seat; pay.ErrMissing while nobody has asked for one.
func PaymentOf(ctx context.Context, q db.Q, seat campaign.SeatID) (pay.Payment, error) {
	return pay.OfCause(ctx, q, ofSeat(seat))
}

// PayoutOf gives the payout of a seat's n-th reward; pay.ErrMissing while nobody has asked for one.
func PayoutOf(ctx context.Context, q db.Q, seat campaign.SeatID, n int64) (pay.Payout, error) {
	return pay.PayoutOfCause(ctx, q, ofReward(seat, n))
}

// rewardOf gives which reward of its seat a cause is of, 0 of a payment's.
func rewardOf(c pay.Cause) int64 {
	n, _ := strconv.ParseInt(strings.TrimPrefix(c.Kind, rewardCause), 10, 64) // of other kinds 0
	return n
}

// ours tells a cause that a game asked by.
func ours(c pay.Cause) bool { return c.Kind == campaign.SeatCause || rewardOf(c) > 0 }

// tell enqueues what games are told of facts, those of other causes left out.
func tell[F any](ctx context.Context, tx *db.Tx, s *Service, facts []F, command func(F) (pay.Cause, campaign.Command)) error {
	var specs []job.Spec
	for _, f := range facts {
		cause, c := command(f)
		if !ours(cause) {
			continue
		}
		c.Seat = campaign.SeatID(cause.ID)
		of, err := campaign.Of(ctx, tx, c.Seat)
		if err != nil {
			return err
		}
		specs = append(specs, job.Spec{Kind: answerJob, Payload: answering{of, c}})
	}
	if len(specs) == 0 {
		return nil
	}
	_, err := s.jobs.Enqueue(ctx, tx, specs...)
	return err
}

// refunded tells games which of their refunds arrived, and what somebody gave back by hand, which is taken off the order too; what went
// back by itself (late, twice) is none of theirs.
func (s *Service) refunded(ctx context.Context, tx *db.Tx, facts []pay.Refunded) error {
	var told []pay.Refunded
	commands := map[pay.RefundID]campaign.Command{}
	for _, f := range facts {
		if !ours(f.Cause) {
			continue
		}
		r, err := pay.GetRefund(ctx, tx, f.Refund)
		if err != nil {
			return err
		}
		c, amount := campaign.Command{Kind: campaign.Refunded, Ref: r.NaturalKey}, money.Fen(0)
		switch {
		case campaign.IsRefund(campaign.SeatID(f.Cause.ID), r.NaturalKey):
			amount, err = s.gross(ctx, tx, f, r.NaturalKey)
		case f.Reason == pay.ByHand:
			c.Kind, c.Ref = campaign.AfterSale, r.Number
			amount, err = s.grossByHand(ctx, tx, f, r.Number)
			err = errors.Join(err, s.undone(ctx, tx, r, f.Cause), s.backWhole(ctx, tx, f.Payment, campaign.SeatID(f.Cause.ID)))
		}
		if err != nil {
			return err
		}
		if c.Amount = int64(amount); amount > 0 {
			told, commands[f.Refund] = append(told, f), c
		}
	}
	return tell(ctx, tx, s, told, func(f pay.Refunded) (pay.Cause, campaign.Command) { return f.Cause, commands[f.Refund] })
}

// answer tells a game; a refusal is tried again, and stands among the failed jobs in the end.
func (s *Service) answer(ctx context.Context, a answering) error {
	reply, err := s.campaigns.Do(org.Owner(ctx, "cashier"), a.Campaign, a.Command)
	if err != nil {
		return err
	}
	if a.Command.Kind == campaign.AfterSale && reply.Code == campaign.Wrong {
		m, _, err := s.campaigns.Why(org.Owner(ctx, "cashier"), a.Campaign, a.Command.Seat)
		if err != nil || m.Back == m.Paid { // the game had asked for all of it meanwhile
			return err
		}
	}
	return reply.Err()
}
