package pay

import (
	"context"
	"errors"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/ledger"
	"qunli/kit/money"
)

// Ask asks a customer for money, in the caller's transaction. A cause that was asked for already gives its payment as it is.
// Paid or Closed tells how it ends.
func (s *Service) Ask(ctx context.Context, tx *db.Tx, a Asking) (Payment, error) {
	if err := a.check(); err != nil {
		return Payment{}, err
	}
	if had, err := OfCause(ctx, tx, a.Cause); !errors.Is(err, ErrMissing) {
		return had, err
	}
	id := ID(tx.NewID())
	p := Payment{ID: id, CustomerID: a.Customer, CauseKind: a.Cause.Kind, CauseID: a.Cause.ID, Title: a.Title, Amount: a.Amount, Number: number(id.String()),
		State: Created, DeadlineAt: a.Deadline, StepAt: tx.Now, Version: 1, CreatedAt: tx.Now}
	n, err := db.Insert(ctx, tx, "commerce_pay", []Payment{p}, `ON CONFLICT (cause_id, cause_kind) DO NOTHING`)
	if err != nil {
		return Payment{}, err
	}
	if n == 0 { // asked for at the same time
		return OfCause(ctx, tx, a.Cause)
	}
	return p, s.later(ctx, tx, BillPayment, int64(id), p.Version, p.StepAt)
}

// Cancel ends a payment before its deadline, in the caller's transaction: the provider is asked to close it at once. If the payer
// was faster, it is paid and Paid says so.
func (s *Service) Cancel(ctx context.Context, tx *db.Tx, id ID) error {
	p, err := lockPayment(ctx, tx, id)
	if err != nil || !p.Open() || p.DeadlineAt <= tx.Now {
		return err
	}
	err = one(db.Exec(ctx, tx, `UPDATE commerce_pay SET deadline_at = $1, step_at = $1, tries = 0 WHERE id = $2 AND version = $3`, tx.Now, id, p.Version))
	if err != nil {
		return err
	}
	return s.later(ctx, tx, BillPayment, int64(id), p.Version, tx.Now)
}

// Refund gives money of a paid payment back, in the caller's transaction. key is the caller's natural key: the same again gives
// the refund that there is. Refunded tells when it is done.
func (s *Service) Refund(ctx context.Context, tx *db.Tx, id ID, amount money.Fen, reason, key string) (Refund, error) {
	p, err := lockPayment(ctx, tx, id)
	if err != nil {
		return Refund{}, err
	}
	had, err := db.All[Refund](ctx, tx, `SELECT `+refundColumns+` FROM commerce_pay_refund WHERE payment_id = $1 AND natural_key = $2`, id, key)
	if err != nil {
		return Refund{}, err
	}
	if len(had) > 0 {
		if had[0].Amount != amount {
			return Refund{}, ErrTaken.F(had[0].Amount)
		}
		return had[0], nil
	}
	if p.State != Complete {
		return Refund{}, ErrNotPaid
	}
	if amount <= 0 || amount > p.Left() {
		return Refund{}, ErrOver.F(amount, p.Left())
	}
	receipt, err := db.One[ReceiptID](ctx, tx, `SELECT id FROM commerce_pay_receipt WHERE payment_id = $1 AND fate = 'accepted'`, id)
	if err != nil {
		return Refund{}, err
	}
	p.Refunded += amount
	if err := p.save(ctx, tx); err != nil {
		return Refund{}, err
	}
	from := SalesPending()
	if p.Settled {
		from = Sales()
	}
	return s.refund(ctx, tx, &p, receipt, amount, reason, key, &from)
}

// refund makes the row of a refund; from is where the money stands in the book, nil when it is owed to the payer already.
func (s *Service) refund(ctx context.Context, tx *db.Tx, p *Payment, of ReceiptID, amount money.Fen, reason, key string, from *ledger.Account) (Refund, error) {
	id := RefundID(tx.NewID())
	r := Refund{ID: id, PaymentID: p.ID, ReceiptID: of, CustomerID: p.CustomerID, Reason: reason, NaturalKey: key, Amount: amount, Number: number(id.String()),
		State: RefundAsked, StepAt: tx.Now, Version: 1, CreatedAt: tx.Now}
	if _, err := db.Insert(ctx, tx, "commerce_pay_refund", []Refund{r}, ""); err != nil {
		return r, err
	}
	if from != nil {
		_, err := ledger.Post(ctx, tx, ledger.Entry{Debit: *from, Credit: RefundsPayable(p.CustomerID), Amount: amount, Cause: byRefundAsked, CauseID: int64(id)})
		if err != nil {
			return r, err
		}
	}
	return r, s.later(ctx, tx, BillRefund, int64(id), r.Version, r.StepAt)
}

// Settle books what is left of a paid payment as earned, in the caller's transaction: what was paid for is delivered. Settling
// twice is settling once; refunds afterwards take from what was earned.
func (s *Service) Settle(ctx context.Context, tx *db.Tx, id ID) error {
	p, err := lockPayment(ctx, tx, id)
	if err != nil || p.Settled {
		return err
	}
	if p.State != Complete {
		return ErrNotPaid
	}
	p.Settled = true
	if err := p.save(ctx, tx); err != nil || p.Left() == 0 {
		return err
	}
	_, err = ledger.Post(ctx, tx, ledger.Entry{Debit: SalesPending(), Credit: Sales(), Amount: p.Left(), Cause: bySettled, CauseID: int64(id)})
	return err
}

// Owing is something that is owed to a customer from now on.
type Owing struct {
	Customer customer.ID
	Amount   money.Fen
	From     ledger.Account // what bears it: MarketingCost, PlatformFill, …
	Cause    Cause          // the natural key
}

// Owe books what customers are owed, in the caller's transaction, each cause once, and gives how many were new.
func Owe(ctx context.Context, tx *db.Tx, all ...Owing) (int64, error) {
	entries := make([]ledger.Entry, len(all))
	for i, o := range all {
		entries[i] = ledger.Entry{Debit: o.From, Credit: RewardsPayable(o.Customer), Amount: o.Amount, Cause: o.Cause.Kind, CauseID: o.Cause.ID}
	}
	return ledger.Post(ctx, tx, entries...)
}

// TakeBack books that something is not owed any more (claw-back), in the caller's transaction, each cause once.
// ledger.ErrOverdrawn when it was paid out already: nothing is taken then.
func TakeBack(ctx context.Context, tx *db.Tx, all ...Owing) (int64, error) {
	entries := make([]ledger.Entry, len(all))
	for i, o := range all {
		entries[i] = ledger.Entry{Debit: RewardsPayable(o.Customer), Credit: o.From, Amount: o.Amount, Cause: o.Cause.Kind, CauseID: o.Cause.ID}
	}
	return ledger.Post(ctx, tx, entries...)
}

// Owed is what a customer is owed and was not told to be paid out yet.
func Owed(ctx context.Context, q db.Q, of customer.ID) (money.Fen, error) {
	b, err := ledger.Of(ctx, q, RewardsPayable(of))
	return b.Held(), err
}

// Paying is a payout as a room asks for it.
type Paying struct {
	Customer customer.ID
	Cause    Cause // the natural key
	Title    string
	Amount   money.Fen
}

// PayOut pays out of what a customer is owed, in the caller's transaction; a cause is paid out once. ledger.ErrOverdrawn when less
// is owed. PayoutEnded tells how it ends; returned or failed, it is owed again and can be paid out under another cause.
func (s *Service) PayOut(ctx context.Context, tx *db.Tx, a Paying) (Payout, error) {
	asking := Asking{Customer: a.Customer, Cause: a.Cause, Title: a.Title, Amount: a.Amount}
	if err := asking.check(); err != nil {
		return Payout{}, err
	}
	id := PayoutID(tx.NewID())
	p := Payout{ID: id, CustomerID: a.Customer, CauseKind: a.Cause.Kind, CauseID: a.Cause.ID, Title: a.Title, Amount: a.Amount, Number: number(id.String()),
		State: PayoutAsked, StepAt: tx.Now, Version: 1, CreatedAt: tx.Now}
	n, err := db.Insert(ctx, tx, "commerce_pay_payout", []Payout{p}, `ON CONFLICT (cause_id, cause_kind) DO NOTHING`)
	if err != nil {
		return Payout{}, err
	}
	if n == 0 {
		return PayoutOfCause(ctx, tx, a.Cause)
	}
	_, err = ledger.Post(ctx, tx, ledger.Entry{Debit: RewardsPayable(a.Customer), Credit: PayoutsUnderWay(a.Customer), Amount: a.Amount,
		Cause: byPayoutAsked, CauseID: int64(id)})
	if err != nil {
		return Payout{}, err
	}
	return p, s.later(ctx, tx, BillPayout, int64(id), p.Version, p.StepAt)
}
