package pay

import (
	"context"
	"errors"
	"fmt"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
)

// seen is what a step learnt from the provider about a payment.
type seen struct {
	prepay  string
	stands  *Standing
	closed  bool   // the provider takes it no more
	why     string // it was closed
	problem error  // what kept the step from its end
}

// stepPayment orders, asks after or closes a payment, whichever is due. now: even if nothing is due.
func (s *Service) stepPayment(ctx context.Context, id ID, now bool) error {
	p, err := Get(ctx, s.db.Read(), id)
	if err != nil || !now && (p.StepAt == 0 || p.StepAt > s.now()) {
		return err
	}
	var got seen
	switch late := p.DeadlineAt <= s.now(); {
	case p.Open() && late:
		got = s.close(ctx, &p)
	case p.State == Created:
		got = s.order(ctx, &p)
	default:
		got.stands, got.problem = s.standing(ctx, p.Number)
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.note(ctx, tx, id, got) })
}

// order announces a payment.
func (s *Service) order(ctx context.Context, p *Payment) seen {
	openID, err := s.openID(ctx, p.CustomerID)
	if err != nil {
		return seen{problem: err}
	}
	prepay, err := s.provider.Order(ctx, Order{Number: p.Number, Title: p.Title, OpenID: openID, Amount: p.Amount, Expire: p.DeadlineAt - margin.Milliseconds()})
	switch {
	case errors.Is(err, ErrPaidThere):
		stands, err := s.standing(ctx, p.Number)
		return seen{stands: stands, problem: err}
	case errors.Is(err, ErrRefused):
		return seen{closed: true, why: "refused", problem: err}
	}
	return seen{prepay: prepay, problem: err}
}

// close has the provider take a payment no more. One that it never heard of, or whose pay sheet was never handed out, is closed.
func (s *Service) close(ctx context.Context, p *Payment) seen {
	err := s.provider.Close(ctx, p.Number)
	switch {
	case err == nil, errors.Is(err, ErrAbsent), errors.Is(err, ErrUnset) && p.Prepay == "":
		return seen{closed: true, why: "deadline"}
	case errors.Is(err, ErrPaidThere):
		stands, err := s.standing(ctx, p.Number)
		return seen{stands: stands, problem: err}
	}
	return seen{problem: err}
}

// standing asks how a payment stands; one that the provider does not know stands nowhere.
func (s *Service) standing(ctx context.Context, number string) (*Standing, error) {
	stands, err := s.provider.Payment(ctx, number)
	if errors.Is(err, ErrAbsent) {
		return &Standing{Number: number}, nil
	}
	if err == nil && stands.Number != number {
		err = ErrNoAnswer.Because(fmt.Errorf("pay: asked about %s, told of %s", number, stands.Number))
	}
	return &stands, err
}

// openID gives the name under which the provider knows a customer, under whatever name they came: their own before that of those who
// were merged with them.
func (s *Service) openID(ctx context.Context, of customer.ID) (string, error) {
	spaces, err := s.provider.Spaces(ctx)
	if err != nil {
		return "", err
	}
	q := s.db.Read()
	family, err := customer.FamiliesOf(ctx, q, []customer.ID{of})
	if err != nil {
		return "", err
	}
	people := append([]customer.ID{of}, family.Members(family.Now(of))...)
	for _, space := range spaces {
		keys, err := customer.KeysOf(ctx, q, customer.OpenID, space, people)
		if err != nil {
			return "", err
		}
		for _, i := range people {
			if keys[i] != "" {
				return keys[i], nil
			}
		}
	}
	return "", ErrNoOpenID
}

// note writes what was seen of a payment, and when to look again.
func (s *Service) note(ctx context.Context, tx *db.Tx, id ID, got seen) error {
	p, err := lockPayment(ctx, tx, id)
	if err != nil {
		return err
	}
	p.Problem = problemOf(got.problem)
	if got.prepay != "" && p.State == Created {
		p.State, p.Prepay, p.Tries = Pending, got.prepay, 0
	}
	was := p.State
	if got.stands != nil && got.problem == nil && got.stands.Paid {
		if err := s.receive(ctx, tx, &p, *got.stands); err != nil {
			return err
		}
	}
	if stood := got.stands != nil && got.problem == nil && got.stands.Closed; stood && p.Open() {
		got.closed, got.why = true, "deadline"
	}
	if got.closed && p.Open() {
		if err := s.shut(ctx, tx, &p, got.why); err != nil {
			return err
		}
	}
	if p.State == was {
		p.again(tx.Now)
	}
	if err := p.save(ctx, tx); err != nil {
		return err
	}
	return s.later(ctx, tx, BillPayment, int64(id), p.Version, p.StepAt)
}

// again says when a payment that is as it was is looked at next.
func (p *Payment) again(now int64) {
	p.Tries++
	switch {
	case p.Open():
		p.StepAt = now + wait(p.Tries)
		if p.StepAt > p.DeadlineAt && p.DeadlineAt > now {
			p.StepAt = p.DeadlineAt
		}
	case p.State == Shut && p.Problem != "":
		p.Tries--
		p.StepAt = now + wait(5)
	case p.State == Shut && looksAfter(p.Tries) > 0:
		p.StepAt = p.EndedAt + looksAfter(p.Tries).Milliseconds()
	default:
		p.StepAt, p.Tries = 0, 0
	}
}

// problemOf is what is kept of an error: its code.
func problemOf(err error) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Code
}
