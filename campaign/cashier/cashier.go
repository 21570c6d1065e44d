package cashier

import (
	"context"
	"errors"
	"fmt"

	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/money"
	"qunli/reward"
)

// A seat's payment has the cause campaign.SeatCause, its n-th reward rewardCause and n, the loss of that forfeitedBy and n.
const (
	rewardCause = "campaign.reward."
	forfeitedBy = "campaign.forfeited." // of what is not owed any more, since it did not arrive
)

// hearing is the name under which facts are heard; askJob is the kind of the job that does what a game asks for, answerJob of the one
// that tells a game.
const (
	hearing   = "cashier"
	askJob    = "campaign.ask"
	answerJob = "campaign.answer"
)

// Service stands between games and what they hand out: money, gifts, coupons.
type Service struct {
	db        *db.DB
	bus       *event.Bus
	jobs      *job.Queue
	campaigns *campaign.Service
	money     *pay.Service
	gifts     *reward.Service
	waits     Waits
	withdraw  Withdraw
}

// New has the cashier hear all sides of bus.
func New(d *db.DB, bus *event.Bus, jobs *job.Queue, campaigns *campaign.Service, money *pay.Service, gifts *reward.Service) *Service {
	s := &Service{db: d, bus: bus, jobs: jobs, campaigns: campaigns, money: money, gifts: gifts}
	campaign.Hear(bus, hearing, s.asked)
	job.Handle(jobs, askJob, s.ask)
	job.HandleOutside(jobs, answerJob, s.answer)
	event.Subscribe(bus, hearing, s.paid)
	event.Subscribe(bus, hearing, s.closed)
	event.Subscribe(bus, hearing, s.refunded)
	s.hearGifts(bus)
	event.Subscribe(bus, hearing, func(ctx context.Context, tx *db.Tx, facts []pay.PayoutEnded) error {
		if err := forfeit(ctx, tx, facts); err != nil {
			return err
		}
		return tell(ctx, tx, s, facts, func(f pay.PayoutEnded) (pay.Cause, campaign.Command) {
			if f.State == pay.PayoutReceived {
				return answered(f.Cause, campaign.Sent)
			}
			return answered(f.Cause, campaign.Returned)
		})
	})
	return s
}

// asked has each thing that games ask for done by a job of its own: one that cannot be keeps no other back.
func (s *Service) asked(ctx context.Context, tx *db.Tx, asked []campaign.Asked) error {
	specs := make([]job.Spec, len(asked))
	for n, a := range asked {
		specs[n] = job.Spec{Kind: askJob, Payload: a.Message}
	}
	_, err := s.jobs.Enqueue(ctx, tx, specs...)
	return err
}

// ask does one thing that a game asks for.
func (s *Service) ask(ctx context.Context, tx *db.Tx, m campaign.Message) error {
	c, _, err := campaign.TermsOf(ctx, tx, m.Campaign)
	if err != nil {
		return err
	}
	if m.Kind == campaign.Transfer || m.Kind == campaign.Grant {
		if waits, err := s.hold(ctx, tx, m); waits || err != nil {
			return err
		}
	}
	switch title := short(c.Name); m.Kind {
	case campaign.RequestPayment:
		return s.request(ctx, tx, m, title)
	case campaign.Transfer:
		return s.reward(ctx, tx, m, title)
	case campaign.Grant:
		return s.give(ctx, tx, m, title)
	}
	p, err := pay.OfCause(ctx, tx, ofSeat(m.Seat))
	if err != nil && !errors.Is(err, pay.ErrMissing) {
		return err
	}
	switch m.Kind {
	case campaign.ClosePayment:
		if p.ID == 0 { // nobody has asked for it yet, or coupons paid it
			return nil
		}
		return s.money.Cancel(ctx, tx, p.ID)
	case campaign.Refund:
		return s.refund(ctx, tx, m, p)
	case campaign.Fulfil:
		if p.ID != 0 {
			if err := s.money.Settle(ctx, tx, p.ID); err != nil {
				return err
			}
		}
		return s.sold(ctx, tx, m, c)
	}
	return fmt.Errorf("cashier: nobody does %q", m.Kind)
}

// reward books what is owed to somebody and pays it out.
func (s *Service) reward(ctx context.Context, tx *db.Tx, m campaign.Message, title string) error {
	cause, amount := ofReward(m.Seat, campaign.Nth(m.Number)), money.Fen(m.Amount)
	if _, err := pay.Owe(ctx, tx, pay.Owing{Customer: m.Person, Amount: amount, From: pay.MarketingCost(), Cause: cause}); err != nil {
		return err
	}
	_, err := s.money.PayOut(ctx, tx, pay.Paying{Customer: m.Person, Cause: cause, Title: title, Amount: amount})
	return err
}

// short cuts a title to what a payer may be shown.
func short(title string) string {
	r := []rune(title)
	return string(r[:min(40, len(r))])
}
