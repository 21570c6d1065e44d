package cashier

import (
	"context"
	"strings"

	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/kit/money"
)

// seatCause is the kind of the cause of a seat's payment. That of a seat's n-th reward is rewardCause and n.
const (
	seatCause   = "campaign.seat"
	rewardCause = "campaign.reward."
)

// hearing is the name under which facts are heard, answerJob the kind of the job that tells a game.
const (
	hearing   = "cashier"
	answerJob = "campaign.answer"
)

// errGift keeps a game from promising what nobody hands out.
var errGift = fault.New(fault.Conflict, "cashier.gift", "还没有礼品库，礼品奖励发不出去：请把奖励改成现金", "There is no stock of gifts yet, so a gift cannot be handed out: make the reward money")

// Service stands between games and money.
type Service struct {
	db        *db.DB
	jobs      *job.Queue
	campaigns *campaign.Service
	money     *pay.Service
}

// New has the cashier hear both sides of bus.
func New(d *db.DB, bus *event.Bus, jobs *job.Queue, campaigns *campaign.Service, money *pay.Service) *Service {
	s := &Service{d, jobs, campaigns, money}
	campaign.Hear(bus, hearing, s.asked)
	job.HandleOutside(jobs, answerJob, s.answer)
	event.Subscribe(bus, hearing, func(ctx context.Context, tx *db.Tx, facts []pay.Paid) error {
		return tell(ctx, tx, s, facts, func(f pay.Paid) (pay.Cause, campaign.Command) {
			return f.Cause, campaign.Command{Kind: campaign.Paid, Amount: int64(f.Amount), Ref: f.Payment.String()}
		})
	})
	event.Subscribe(bus, hearing, func(ctx context.Context, tx *db.Tx, facts []pay.Closed) error {
		return tell(ctx, tx, s, facts, func(f pay.Closed) (pay.Cause, campaign.Command) {
			return f.Cause, campaign.Command{Kind: campaign.PayClosed}
		})
	})
	event.Subscribe(bus, hearing, s.refunded)
	event.Subscribe(bus, hearing, func(ctx context.Context, tx *db.Tx, facts []pay.PayoutEnded) error {
		return tell(ctx, tx, s, facts, func(f pay.PayoutEnded) (pay.Cause, campaign.Command) {
			kind := campaign.Returned
			if f.State == pay.PayoutReceived {
				kind = campaign.Sent
			}
			seat := campaign.SeatID(f.Cause.ID)
			return f.Cause, campaign.Command{Kind: kind, Ref: campaign.TransferNumber(seat, rewardOf(f.Cause))}
		})
	})
	return s
}

// asked does what games ask for.
func (s *Service) asked(ctx context.Context, tx *db.Tx, asked []campaign.Asked) error {
	for _, a := range asked {
		if err := s.one(ctx, tx, a.Message); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) one(ctx context.Context, tx *db.Tx, m campaign.Message) error {
	seat := pay.Cause{Kind: seatCause, ID: int64(m.Seat)}
	switch m.Kind {
	case campaign.RequestPayment:
		title, err := campaign.TitleOf(ctx, tx, m.Campaign)
		if err != nil {
			return err
		}
		_, err = s.money.Ask(ctx, tx, pay.Asking{Customer: m.Person, Cause: seat, Title: short(title), Amount: money.Fen(m.Amount), Deadline: m.Until})
		return err
	case campaign.Transfer:
		return s.reward(ctx, tx, m)
	case campaign.Grant:
		return errGift
	}
	p, err := pay.OfCause(ctx, tx, seat)
	if err != nil {
		return err
	}
	switch m.Kind {
	case campaign.ClosePayment:
		return s.money.Cancel(ctx, tx, p.ID)
	case campaign.Refund:
		_, err = s.money.Refund(ctx, tx, p.ID, money.Fen(m.Amount), "campaign "+m.Reason, m.Number)
		return err
	case campaign.Fulfil:
		return s.money.Settle(ctx, tx, p.ID)
	}
	return nil
}

// reward books what is owed to somebody and pays it out.
func (s *Service) reward(ctx context.Context, tx *db.Tx, m campaign.Message) error {
	_, n, _ := strings.Cut(m.Number, "N")
	cause, amount := pay.Cause{Kind: rewardCause + n, ID: int64(m.Seat)}, money.Fen(m.Amount)
	if _, err := pay.Owe(ctx, tx, pay.Owing{Customer: m.Person, Amount: amount, From: pay.MarketingCost(), Cause: cause}); err != nil {
		return err
	}
	title, err := campaign.TitleOf(ctx, tx, m.Campaign)
	if err != nil {
		return err
	}
	_, err = s.money.PayOut(ctx, tx, pay.Paying{Customer: m.Person, Cause: cause, Title: short(title), Amount: amount})
	return err
}

// short cuts a title to what a payer may be shown.
func short(title string) string {
	if r := []rune(title); len(r) > 40 {
		return string(r[:40])
	}
	return title
}
