package pay

import (
	"context"
	"strings"
	"unicode/utf8"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/ledger"
	"qunli/kit/money"
	"qunli/org"
)

// may asks for a permission and for the whole brand: money belongs to no store.
func may(ctx context.Context, p org.Permission) error {
	if err := org.Must(ctx, p); err != nil {
		return err
	}
	if !org.Scope(ctx).Whole() {
		return org.ErrScope
	}
	return nil
}

// GiveBack refunds part of a paid payment because a person says so. key makes the same click the same refund.
func (s *Service) GiveBack(ctx context.Context, id ID, amount money.Fen, why, key string) (Refund, error) {
	if err := may(ctx, org.PayRefund); err != nil {
		return Refund{}, err
	}
	return s.giveBack(ctx, id, amount, why, key)
}

// GiveBackOf is GiveBack of the payment of a cause, for shop staff too: whoever calls it has seen to it that the cause is within the
// actor's scope. It wants a reason.
func (s *Service) GiveBackOf(ctx context.Context, of Cause, amount money.Fen, why, key string) (Refund, error) {
	if err := org.Must(ctx, org.PayRefund); err != nil {
		return Refund{}, err
	}
	if err := CheckWhy(why); err != nil {
		return Refund{}, err
	}
	p, err := OfCause(ctx, s.db.Read(), of)
	if err != nil {
		return Refund{}, err
	}
	return s.giveBack(ctx, p.ID, amount, why, key)
}

// CheckWhy refuses to give anything back by hand without a reason.
func CheckWhy(why string) error {
	if why = strings.TrimSpace(why); why == "" || utf8.RuneCountInString(why) > 200 {
		return fault.InvalidField("why", why, "请写明退款原因，最多 200 个字", "give the reason in at most 200 characters")
	}
	return nil
}

func (s *Service) giveBack(ctx context.Context, id ID, amount money.Fen, why, key string) (Refund, error) {
	var r Refund
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if r, err = s.Refund(ctx, tx, id, amount, ByHand, "hand:"+key); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "pay.refund", Object: "payment", ID: int64(id),
			After: map[string]any{"refund": r.Number, "amount": amount, "why": strings.TrimSpace(why)}})
	})
	return r, err
}

// ReturnHeld gives the money of a payment back that came in another amount than was asked for. Twice is once.
func (s *Service) ReturnHeld(ctx context.Context, id ID) error {
	if err := may(ctx, org.PayRefund); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := lockPayment(ctx, tx, id)
		if err != nil || p.State == Shut {
			return err
		}
		if p.State != Held {
			return ErrNotHeld
		}
		came, err := db.All[Receipt](ctx, tx, `SELECT `+receiptColumns+` FROM commerce_pay_receipt WHERE payment_id = $1 AND fate = 'mismatch'`, id)
		if err != nil {
			return err
		}
		from := Unmatched()
		for _, r := range came {
			if _, err := s.refund(ctx, tx, &p, r.ID, r.Amount, WrongAmount, "receipt:"+r.ID.String(), &from); err != nil {
				return err
			}
		}
		p.end(Shut, p.EndedAt)
		if err := p.save(ctx, tx); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "pay.return_held", Object: "payment", ID: int64(id)})
	})
}

// AskAgain has a refund that failed asked for once more. The provider has ended the one before, so it gets a number of its own,
// made of the id too. Of one that is stuck at the payer's bank it is asked how it stands by now.
func (s *Service) AskAgain(ctx context.Context, id RefundID) error {
	if err := may(ctx, org.PayRefund); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := lockRefund(ctx, tx, id)
		if err != nil || r.open() {
			return err
		}
		if r.State != RefundFailed {
			return ErrNotOver
		}
		switch {
		case r.stuck():
			r.State, r.EndedAt, r.Problem, r.Tries, r.StepAt = RefundProcessing, 0, "", 0, tx.Now
			return s.askedAgain(ctx, tx, &r)
		case r.ProviderNo != "":
			r.Number += "r"
		}
		r.State, r.ProviderNo, r.Day, r.EndedAt, r.Problem, r.Tries, r.StepAt = RefundAsked, "", "", 0, "", 0, tx.Now
		return s.askedAgain(ctx, tx, &r)
	})
}

func (s *Service) askedAgain(ctx context.Context, tx *db.Tx, r *Refund) error {
	if err := r.save(ctx, tx); err != nil {
		return err
	}
	if err := org.Audit(ctx, tx, org.Change{Verb: "pay.ask_again", Object: "refund", ID: int64(r.ID)}); err != nil {
		return err
	}
	return s.later(ctx, tx, BillRefund, int64(r.ID), r.Version, r.StepAt)
}

// Filter narrows lists of this room; zero fields do not.
type Filter struct {
	Customer int64
	State    string
	Before   int64 // the id of the last of the page before
	Limit    int   // 50 unless told, at most 200
}

func (f Filter) cond() *db.Cond {
	return db.Where("").If(f.Customer != 0, "customer_id = $1", f.Customer).If(f.State != "", "state = $1", f.State).If(f.Before != 0, "id < $1", f.Before)
}

func (f Filter) limit() int {
	if f.Limit <= 0 {
		return 50
	}
	return min(f.Limit, 200)
}

// page reads one page of a table, the latest first.
func page[T any](ctx context.Context, s *Service, f Filter, table, columns string) ([]T, error) {
	if err := may(ctx, org.PayRead); err != nil {
		return nil, err
	}
	c := f.cond()
	return db.All[T](ctx, s.db.Read(), `SELECT `+columns+` FROM `+table+` WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(f.limit())...)
}

// Payments lists payments, the latest first.
func (s *Service) Payments(ctx context.Context, f Filter) ([]Payment, error) {
	return page[Payment](ctx, s, f, "commerce_pay", paymentColumns)
}

// Refunds lists refunds, the latest first.
func (s *Service) Refunds(ctx context.Context, f Filter) ([]Refund, error) {
	return page[Refund](ctx, s, f, "commerce_pay_refund", refundColumns)
}

// Payouts lists payouts, the latest first.
func (s *Service) Payouts(ctx context.Context, f Filter) ([]Payout, error) {
	return page[Payout](ctx, s, f, "commerce_pay_payout", payoutColumns)
}

// Detail is a payment with all that came and went for it.
type Detail struct {
	Payment  Payment
	Receipts []Receipt
	Refunds  []Refund
}

// One gives a payment with all that came and went for it.
func (s *Service) One(ctx context.Context, id ID) (Detail, error) {
	if err := may(ctx, org.PayRead); err != nil {
		return Detail{}, err
	}
	var d Detail
	var err error
	if d.Payment, err = Get(ctx, s.db.Read(), id); err != nil {
		return d, err
	}
	if d.Receipts, err = Receipts(ctx, s.db.Read(), id); err != nil {
		return d, err
	}
	d.Refunds, err = Refunds(ctx, s.db.Read(), id)
	return d, err
}

// Trial gives the trial balance of the book: all kinds of accounts with their sums.
func (s *Service) Trial(ctx context.Context) ([]ledger.Balance, error) {
	if err := may(ctx, org.PayRead); err != nil {
		return nil, err
	}
	return ledger.Trial(ctx, s.db.Read())
}
