package pay

import (
	"context"
	"errors"

	"qunli/kit/db"
)

const (
	paymentColumns = `id, customer_id, cause_kind, cause_id, title, amount, number, state, prepay, deadline_at, ended_at, refunded, settled, problem,
		step_at, tries, version, created_at`
	receiptColumns = `id, payment_id, provider_no, amount, paid_at, day, fate, at`
	refundColumns  = `id, payment_id, receipt_id, customer_id, reason, natural_key, amount, number, state, provider_no, day, ended_at, problem, step_at, tries,
		version, created_at`
	payoutColumns = `id, customer_id, cause_kind, cause_id, title, amount, number, state, provider_no, package, day, ended_at, problem, step_at, tries,
		version, created_at`
)

// found turns a missing row into ErrMissing.
func found[T any](v T, err error) (T, error) {
	if errors.Is(err, db.ErrNone) {
		err = ErrMissing
	}
	return v, err
}

// Get reads a payment.
func Get(ctx context.Context, q db.Q, id ID) (Payment, error) {
	return found(db.One[Payment](ctx, q, `SELECT `+paymentColumns+` FROM commerce_pay WHERE id = $1`, id))
}

// OfCause reads the payment that was asked for a cause; ErrMissing when none was.
func OfCause(ctx context.Context, q db.Q, c Cause) (Payment, error) {
	return found(db.One[Payment](ctx, q, `SELECT `+paymentColumns+` FROM commerce_pay WHERE cause_id = $1 AND cause_kind = $2`, c.ID, c.Kind))
}

func byNumber(ctx context.Context, q db.Q, number string) (Payment, error) {
	return found(db.One[Payment](ctx, q, `SELECT `+paymentColumns+` FROM commerce_pay WHERE number = $1`, number))
}

// Receipts lists the money that came for a payment, the first first.
func Receipts(ctx context.Context, q db.Q, id ID) ([]Receipt, error) {
	return db.All[Receipt](ctx, q, `SELECT `+receiptColumns+` FROM commerce_pay_receipt WHERE payment_id = $1 ORDER BY id`, id)
}

// Refunds lists the refunds of a payment, the first first.
func Refunds(ctx context.Context, q db.Q, id ID) ([]Refund, error) {
	return db.All[Refund](ctx, q, `SELECT `+refundColumns+` FROM commerce_pay_refund WHERE payment_id = $1 ORDER BY id`, id)
}

// GetRefund reads a refund, GetPayout a payout.
func GetRefund(ctx context.Context, q db.Q, id RefundID) (Refund, error) {
	return found(db.One[Refund](ctx, q, `SELECT `+refundColumns+` FROM commerce_pay_refund WHERE id = $1`, id))
}

// GetPayout reads a payout.
func GetPayout(ctx context.Context, q db.Q, id PayoutID) (Payout, error) {
	return found(db.One[Payout](ctx, q, `SELECT `+payoutColumns+` FROM commerce_pay_payout WHERE id = $1`, id))
}

// PayoutOfCause reads the payout that was asked for a cause; ErrMissing when none was.
func PayoutOfCause(ctx context.Context, q db.Q, c Cause) (Payout, error) {
	return found(db.One[Payout](ctx, q, `SELECT `+payoutColumns+` FROM commerce_pay_payout WHERE cause_id = $1 AND cause_kind = $2`, c.ID, c.Kind))
}

// lockPayment reads a payment and keeps everybody else from changing it until the transaction ends.
func lockPayment(ctx context.Context, tx *db.Tx, id ID) (Payment, error) {
	return found(db.One[Payment](ctx, tx, `UPDATE commerce_pay SET version = version + 1 WHERE id = $1 RETURNING `+paymentColumns, id))
}

func lockRefund(ctx context.Context, tx *db.Tx, id RefundID) (Refund, error) {
	return found(db.One[Refund](ctx, tx, `UPDATE commerce_pay_refund SET version = version + 1 WHERE id = $1 RETURNING `+refundColumns, id))
}

func lockPayout(ctx context.Context, tx *db.Tx, id PayoutID) (Payout, error) {
	return found(db.One[Payout](ctx, tx, `UPDATE commerce_pay_payout SET version = version + 1 WHERE id = $1 RETURNING `+payoutColumns, id))
}

// errLost means that a row which this transaction holds is gone or was changed by another: a defect.
var errLost = errors.New("pay: a locked row was changed")

// one makes sure that a statement hit exactly one row.
func one(n int64, err error) error {
	if err == nil && n != 1 {
		err = errLost
	}
	return err
}

// save writes what may change of a payment that is locked.
func (p *Payment) save(ctx context.Context, tx *db.Tx) error {
	return one(db.Exec(ctx, tx, `UPDATE commerce_pay SET state = $1, prepay = $2, ended_at = $3, refunded = $4, settled = $5, problem = $6, step_at = $7, tries = $8
		WHERE id = $9 AND version = $10`, p.State, p.Prepay, p.EndedAt, p.Refunded, p.Settled, p.Problem, p.StepAt, p.Tries, p.ID, p.Version))
}

func (r *Refund) save(ctx context.Context, tx *db.Tx) error {
	return one(db.Exec(ctx, tx, `UPDATE commerce_pay_refund SET number = $1, state = $2, provider_no = $3, day = $4, ended_at = $5, problem = $6, step_at = $7, tries = $8
		WHERE id = $9 AND version = $10`, r.Number, r.State, r.ProviderNo, r.Day, r.EndedAt, r.Problem, r.StepAt, r.Tries, r.ID, r.Version))
}

func (p *Payout) save(ctx context.Context, tx *db.Tx) error {
	return one(db.Exec(ctx, tx, `UPDATE commerce_pay_payout SET state = $1, provider_no = $2, package = $3, day = $4, ended_at = $5, problem = $6, step_at = $7, tries = $8
		WHERE id = $9 AND version = $10`, p.State, p.ProviderNo, p.Package, p.Day, p.EndedAt, p.Problem, p.StepAt, p.Tries, p.ID, p.Version))
}
