package pay

import (
	"context"
	"fmt"

	"qunli/kit/db"
	"qunli/kit/ledger"
)

// receive books money that came for a locked payment, once by the provider's number, and decides what becomes of it. The caller
// saves the payment.
func (s *Service) receive(ctx context.Context, tx *db.Tx, p *Payment, came Standing) error {
	if came.Amount <= 0 || came.ProviderNo == "" {
		return fmt.Errorf("pay: the provider says that %s is paid, by nobody or with nothing", p.Number)
	}
	fate := p.fate(came.Amount)
	r := Receipt{ID: ReceiptID(tx.NewID()), PaymentID: p.ID, ProviderNo: came.ProviderNo, Amount: came.Amount, PaidAt: came.PaidAt, Day: billDay(came.PaidAt),
		Fate: fate, At: tx.Now}
	n, err := db.Insert(ctx, tx, "commerce_pay_receipt", []Receipt{r}, `ON CONFLICT (provider_no) DO NOTHING`)
	if err != nil || n == 0 {
		return err
	}
	to := RefundsPayable(p.CustomerID)
	switch fate {
	case Accepted:
		to = SalesPending()
	case Mismatch:
		to = Unmatched()
	}
	_, err = ledger.Post(ctx, tx, ledger.Entry{Debit: Clearing(), Credit: to, Amount: r.Amount, Cause: byReceipt, CauseID: int64(r.ID)})
	if err != nil {
		return err
	}
	switch fate {
	case Accepted:
		p.end(Complete, tx.Now)
		return s.bus.Publish(ctx, tx, Paid{p.ID, p.Cause(), p.CustomerID, p.Amount, came.PaidAt})
	case Mismatch:
		p.end(Held, tx.Now)
		return s.bus.Publish(ctx, tx, Closed{p.ID, p.Cause(), p.CustomerID, "held"})
	}
	reason := LatePaid
	if fate == Twice {
		reason = PaidTwice
	}
	_, err = s.refund(ctx, tx, p, r.ID, r.Amount, reason, "receipt:"+r.ID.String(), nil)
	return err
}

// end brings an open payment to a final state; nothing more is to be done with it.
func (p *Payment) end(to State, now int64) {
	p.State, p.EndedAt, p.StepAt, p.Tries = to, now, 0, 0
}

// shut closes an open payment and tells so.
func (s *Service) shut(ctx context.Context, tx *db.Tx, p *Payment, why string) error {
	p.end(Shut, tx.Now)
	p.StepAt = tx.Now + looksAfter(0).Milliseconds()
	return s.bus.Publish(ctx, tx, Closed{p.ID, p.Cause(), p.CustomerID, why})
}
