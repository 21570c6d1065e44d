package pay

import (
	"context"
	"errors"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/ledger"
)

// stepRefund asks for a refund or after it.
func (s *Service) stepRefund(ctx context.Context, id RefundID, now bool) error {
	r, err := GetRefund(ctx, s.db.Read(), id)
	if err != nil || !r.open() && !(now && r.stuck()) || !now && r.StepAt > s.now() {
		return err
	}
	stands, problem := s.askRefund(ctx, &r)
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.noteRefund(ctx, tx, id, stands, problem) })
}

func (s *Service) askRefund(ctx context.Context, r *Refund) (RefundStanding, error) {
	if r.ProviderNo != "" {
		return s.provider.Refunded(ctx, r.Number)
	}
	receipt, err := db.One[Receipt](ctx, s.db.Read(), `SELECT `+receiptColumns+` FROM commerce_pay_receipt WHERE id = $1`, r.ReceiptID)
	if err != nil {
		return RefundStanding{}, err
	}
	order := RefundOrder{Number: r.Number, ProviderNo: receipt.ProviderNo, Reason: r.Reason, Amount: r.Amount, Total: receipt.Amount}
	stands, err := s.provider.Refund(ctx, order)
	if !errors.Is(err, ErrRefused) {
		return stands, err
	}
	known, asked := s.provider.Refunded(ctx, r.Number) // an earlier call may have got through
	if errors.Is(asked, ErrAbsent) {
		return RefundStanding{Number: r.Number, Failed: true, Problem: problemOf(err)}, nil
	}
	return known, asked
}

// noteRefund writes how a refund stands.
func (s *Service) noteRefund(ctx context.Context, tx *db.Tx, id RefundID, stands RefundStanding, problem error) error {
	r, err := lockRefund(ctx, tx, id)
	if err != nil || !r.open() && (!r.stuck() || !stands.Done) || problem == nil && stands.Number != r.Number {
		return err
	}
	r.Problem, r.Tries = problemOf(problem), r.Tries+1
	r.StepAt = tx.Now + wait(r.Tries)
	if problem == nil {
		if stands.ProviderNo != "" && r.ProviderNo == "" {
			r.ProviderNo, r.Day, r.State, r.Tries = stands.ProviderNo, billDay(stands.TakenAt), RefundProcessing, 0
		}
		switch {
		case stands.Done:
			r.State, r.StepAt, r.EndedAt = RefundDone, 0, tx.Now
			if err := s.refunded(ctx, tx, &r); err != nil {
				return err
			}
		case stands.Failed:
			r.State, r.StepAt, r.EndedAt, r.Problem = RefundFailed, 0, tx.Now, stands.Problem
		}
	}
	if err := r.save(ctx, tx); err != nil {
		return err
	}
	return s.later(ctx, tx, BillRefund, int64(id), r.Version, r.StepAt)
}

// refunded books that money went back, and tells so.
func (s *Service) refunded(ctx context.Context, tx *db.Tx, r *Refund) error {
	_, err := ledger.Post(ctx, tx, ledger.Entry{Debit: RefundsPayable(r.CustomerID), Credit: Clearing(), Amount: r.Amount, Cause: byRefundDone, CauseID: int64(r.ID)})
	if err != nil {
		return err
	}
	p, err := Get(ctx, tx, r.PaymentID)
	if err != nil {
		return err
	}
	return s.bus.Publish(ctx, tx, Refunded{r.ID, r.PaymentID, p.Cause(), r.CustomerID, r.Amount, r.Reason})
}

// stepPayout asks for a payout or after it.
func (s *Service) stepPayout(ctx context.Context, id PayoutID, now bool) error {
	p, err := GetPayout(ctx, s.db.Read(), id)
	if err != nil || !p.open() || !now && p.StepAt > s.now() {
		return err
	}
	stands, problem := s.askPayout(ctx, &p)
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.notePayout(ctx, tx, id, stands, problem) })
}

func (s *Service) askPayout(ctx context.Context, p *Payout) (PayoutStanding, error) {
	if p.ProviderNo != "" {
		return s.provider.PaidOut(ctx, p.Number)
	}
	openID, err := s.openID(ctx, p.CustomerID)
	if errors.Is(err, ErrNoOpenID) {
		if gone := customer.Present(ctx, s.db.Read(), []customer.ID{p.CustomerID}); errors.Is(gone, customer.ErrErased) { // nobody can ever take it
			return s.unless(ctx, p, err)
		}
	}
	if err != nil {
		return PayoutStanding{}, err
	}
	stands, err := s.provider.PayOut(ctx, PayoutOrder{Number: p.Number, Title: p.Title, OpenID: openID, Amount: p.Amount})
	if !errors.Is(err, ErrRefused) {
		return stands, err
	}
	return s.unless(ctx, p, err)
}

// unless gives that a payout failed, unless the provider knows it: an earlier call may have got through.
func (s *Service) unless(ctx context.Context, p *Payout, failed error) (PayoutStanding, error) {
	known, asked := s.provider.PaidOut(ctx, p.Number)
	if errors.Is(asked, ErrAbsent) {
		return PayoutStanding{Number: p.Number, State: PayoutFailed, Problem: problemOf(failed)}, nil
	}
	return known, asked
}

// notePayout writes how a payout stands.
func (s *Service) notePayout(ctx context.Context, tx *db.Tx, id PayoutID, stands PayoutStanding, problem error) error {
	p, err := lockPayout(ctx, tx, id)
	if err != nil || !p.open() || problem == nil && stands.Number != p.Number {
		return err
	}
	p.Problem, p.Tries = problemOf(problem), p.Tries+1
	p.StepAt = tx.Now + wait(p.Tries)
	if problem == nil {
		if stands.ProviderNo != "" && p.ProviderNo == "" {
			p.ProviderNo, p.Tries = stands.ProviderNo, 0
		}
		p.State, p.Package, p.Problem = stands.State, stands.Package, stands.Problem
		if !p.open() {
			p.StepAt, p.EndedAt, p.Package = 0, tx.Now, ""
			if p.State == PayoutReceived {
				p.Day = billDay(stands.At)
			}
			if err := s.paidOut(ctx, tx, &p); err != nil {
				return err
			}
		}
	}
	if err := p.save(ctx, tx); err != nil {
		return err
	}
	return s.later(ctx, tx, BillPayout, int64(id), p.Version, p.StepAt)
}

// paidOut books how a payout ended, and tells so: received, the money is gone; otherwise it is owed as before.
func (s *Service) paidOut(ctx context.Context, tx *db.Tx, p *Payout) error {
	e := ledger.Entry{Debit: PayoutsUnderWay(p.CustomerID), Credit: RewardsPayable(p.CustomerID), Amount: p.Amount, Cause: byPayoutUndone, CauseID: int64(p.ID)}
	if p.State == PayoutReceived {
		e.Credit, e.Cause = Clearing(), byPayoutDone
	}
	if _, err := ledger.Post(ctx, tx, e); err != nil {
		return err
	}
	return s.bus.Publish(ctx, tx, PayoutEnded{p.ID, p.Cause(), p.CustomerID, p.Amount, p.State})
}
