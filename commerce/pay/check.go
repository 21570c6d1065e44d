package pay

import (
	"context"
	"fmt"

	"qunli/kit/db"
	"qunli/kit/ledger"
	"qunli/kit/money"
)

// Check compares what this room keeps with its own facts, and these with the ledger: every receipt, refund and payout has its
// transfers there, of the same amount, and none is there without.
func Check(ctx context.Context, q db.Q) ([]db.Difference, error) {
	out, err := db.CompareAll(ctx, q, []db.Comparison{
		{Table: "commerce_pay.refunded",
			Stored: `SELECT CAST(id AS TEXT) AS k, CAST(refunded AS TEXT) AS v FROM commerce_pay WHERE refunded <> 0`,
			Rebuilt: `SELECT CAST(r.payment_id AS TEXT) AS k, CAST(SUM(r.amount) AS TEXT) AS v FROM commerce_pay_refund r
				JOIN commerce_pay_receipt c ON c.id = r.receipt_id WHERE c.fate = 'accepted' GROUP BY r.payment_id`},
		{Table: "commerce_pay.state", // paid: exactly one accepted receipt, of the amount asked for
			Stored: `SELECT CAST(id AS TEXT) AS k, CAST(amount AS TEXT) AS v FROM commerce_pay WHERE state = 'paid'`,
			Rebuilt: `SELECT CAST(payment_id AS TEXT) AS k, CAST(SUM(amount) AS TEXT) AS v FROM commerce_pay_receipt
				WHERE fate = 'accepted' GROUP BY payment_id`},
		{Table: "commerce_pay_receipt.refund", // what came late or twice goes back once
			Stored: `SELECT CAST(receipt_id AS TEXT) AS k, CAST(SUM(amount) AS TEXT) AS v FROM commerce_pay_refund
				WHERE reason IN ('LATE_PAID', 'PAID_TWICE') GROUP BY receipt_id`,
			Rebuilt: `SELECT CAST(id AS TEXT) AS k, CAST(amount AS TEXT) AS v FROM commerce_pay_receipt WHERE fate IN ('late', 'twice')`},
	})
	if err != nil {
		return nil, err
	}
	want, err := expected(ctx, q)
	if err != nil {
		return nil, err
	}
	have, err := ledger.Posted(ctx, q, byReceipt, byRefundAsked, byRefundDone, byPayoutAsked, byPayoutDone, byPayoutUndone)
	if err != nil {
		return nil, err
	}
	posted := make(map[string]money.Fen, len(have))
	for k, t := range have {
		posted[k] = t.Amount
	}
	return append(out, db.CompareMaps("ledger_transfer", posted, want)...), nil
}

// expected gives the amount of every transfer that this room's rows stand for.
func expected(ctx context.Context, q db.Q) (map[string]money.Fen, error) {
	type leg struct {
		ID     int64
		Amount money.Fen
	}
	out := map[string]money.Fen{}
	for _, c := range []struct{ cause, query string }{
		{byReceipt, `SELECT id, amount FROM commerce_pay_receipt`},
		{byRefundAsked, `SELECT id, amount FROM commerce_pay_refund WHERE reason NOT IN ('LATE_PAID', 'PAID_TWICE')`},
		{byRefundDone, `SELECT id, amount FROM commerce_pay_refund WHERE state = 'done'`},
		{byPayoutAsked, `SELECT id, amount FROM commerce_pay_payout`},
		{byPayoutDone, `SELECT id, amount FROM commerce_pay_payout WHERE state = 'received'`},
		{byPayoutUndone, `SELECT id, amount FROM commerce_pay_payout WHERE state IN ('returned', 'failed')`},
	} {
		err := db.Each(ctx, q, func(l leg) error { out[ledger.CauseKey(c.cause, l.ID)] = l.Amount; return nil }, c.query)
		if err != nil {
			return nil, fmt.Errorf("check %s: %w", c.cause, err)
		}
	}
	return out, nil
}
