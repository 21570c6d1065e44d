package pay

import (
	"context"
	"errors"
	"fmt"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/job"
)

// Hint says about what the provider has news; what the news is, it is asked.
type Hint struct {
	Kind       BillKind `json:"kind"`
	Number     string   `json:"number"`      // ours
	ProviderNo string   `json:"provider_no"` // of the transaction, of a payment
}

// Look has the provider asked about something soon, in the caller's transaction.
func (s *Service) Look(ctx context.Context, tx *db.Tx, hints ...Hint) error {
	specs := make([]job.Spec, len(hints))
	for i, h := range hints {
		specs[i] = job.Spec{Kind: lookJob, Payload: h}
	}
	_, err := s.jobs.Enqueue(ctx, tx, specs...)
	return err
}

// lookEvery is how often (ms) the pages of one payment have the provider asked.
const lookEvery = 2000

// LookAt is Look for a page to which a payer comes back. Anybody can press it again and again: a payment costs one question in each
// lookEvery, and who comes between two has the next one asked. It needs no permission, and says nothing.
func (s *Service) LookAt(ctx context.Context, id ID) error {
	p, err := Get(ctx, s.db.Read(), id)
	if err != nil || !p.Open() {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		turn := tx.Now / lookEvery
		for _, at := range []int64{0, (turn + 1) * lookEvery} {
			n, err := s.jobs.Enqueue(ctx, tx, job.Spec{Kind: lookJob, Payload: Hint{Kind: BillPayment, Number: p.Number}, RunAt: at,
				Unique: fmt.Sprint(lookJob, " ", p.Number, " ", max(turn, at/lookEvery))})
			if n > 0 || err != nil {
				return err
			}
		}
		return nil // the next one is to be asked already
	})
}

// look asks the provider. What is not ours is nobody's business here: the bill will show it.
func (s *Service) look(ctx context.Context, h Hint) error {
	err := s.ask(ctx, h)
	if errors.Is(err, ErrMissing) || errors.Is(err, ErrAbsent) {
		return nil
	}
	if err != nil && fault.Of(err).Kind == fault.Internal {
		return err
	}
	if err != nil {
		return ErrNoAnswer.Because(err) // tried again by the queue
	}
	return nil
}

func (s *Service) ask(ctx context.Context, h Hint) error {
	switch h.Kind {
	case BillRefund:
		id, err := found(db.One[RefundID](ctx, s.db.Read(), `SELECT id FROM commerce_pay_refund WHERE number = $1`, h.Number))
		if err != nil {
			return err
		}
		return s.stepRefund(ctx, id, true)
	case BillPayout:
		id, err := found(db.One[PayoutID](ctx, s.db.Read(), `SELECT id FROM commerce_pay_payout WHERE number = $1`, h.Number))
		if err != nil {
			return err
		}
		return s.stepPayout(ctx, id, true)
	}
	p, err := byNumber(ctx, s.db.Read(), h.Number)
	if err != nil {
		return err
	}
	if h.ProviderNo == "" {
		return s.stepPayment(ctx, p.ID, true)
	}
	stands, err := s.provider.Transaction(ctx, h.ProviderNo)
	if err != nil || stands.Number != p.Number {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.note(ctx, tx, p.ID, seen{stands: &stands}) })
}

// SheetOf signs what the payer's app needs to show the pay sheet of a payment. ErrSheet while there is none to show.
func (s *Service) SheetOf(ctx context.Context, id ID) (Sheet, error) {
	p, err := Get(ctx, s.db.Read(), id)
	if err != nil {
		return Sheet{}, err
	}
	if p.State != Pending || p.DeadlineAt-margin.Milliseconds() <= s.now() {
		return Sheet{}, ErrSheet.F(string(p.State))
	}
	return s.provider.Sheet(ctx, p.Prepay)
}

// ErrSheet refuses the pay sheet of a payment that cannot be paid, or not yet.
var ErrSheet = fault.New(fault.Conflict, "pay.sheet", "这笔付款现在不能支付（%s）", "The payment cannot be paid now (%s)")

// ConfirmOf gives what the receiver's app needs to take a payout that waits for them.
func (s *Service) ConfirmOf(ctx context.Context, id PayoutID) (Confirmation, error) {
	p, err := GetPayout(ctx, s.db.Read(), id)
	if err != nil {
		return Confirmation{}, err
	}
	if p.State != PayoutWaiting || p.Package == "" {
		return Confirmation{}, ErrSheet.F(string(p.State))
	}
	return s.provider.Confirm(ctx, p.Package)
}
