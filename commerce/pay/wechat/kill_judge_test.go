package wechat_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"qunli/commerce/pay"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/job"
	"qunli/kit/ledger"
	"qunli/kit/money"
	"qunli/sandbox"
)

// moved is all money as the world outside has it.
type moved struct {
	Orders    []sandbox.PayOrder
	Refunds   []sandbox.PayRefund
	Transfers []sandbox.PayBill
}

func (s *scene) money(query string) moved {
	s.Helper()
	answer, err := http.Get(s.outside.URL + "/admin/pay" + query)
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var out moved
	if err := json.NewDecoder(answer.Body).Decode(&out); err != nil {
		s.Fatal(err)
	}
	return out
}

// calm ends all faults of the world.
func (s *scene) calm() {
	s.Helper()
	err := s.world.Set(s.Context(), func(c *sandbox.Settings) error {
		c.DropReply, c.Loss, c.Duplicate, c.Reorder = 0, 0, 0, 0
		return nil
	}, new(sandbox.Settings))
	if err != nil {
		s.Fatal(err)
	}
}

// ahead is a clock that stands so far ahead of the real one.
type ahead struct{ by time.Duration }

func (a *ahead) Now() time.Time { return clock.System{}.Now().Add(a.by) }

// finish lets one more program live, unkilled, until nothing is left to be done: hours go by in jumps, for it and for the world.
func (s *scene) finish() {
	s.Helper()
	later := &ahead{}
	d, err := db.Open(s.Context(), s.address, db.Options{Clock: later, Owner: "last"})
	if err != nil {
		s.Fatal(err)
	}
	defer func() {
		if err := d.Close(); err != nil {
			s.Error(err)
		}
	}()
	if err := d.LeaseNode(s.Context()); err != nil {
		s.Fatal(err)
	}
	m := newMachine(d)
	m.pay.Schedule()
	for _, step := range []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 25 * time.Hour, 26 * time.Hour, 30 * time.Hour, 36 * time.Hour} {
		later.by = step
		if err := s.world.Travel(s.Context(), later.Now().UnixMilli(), false); err != nil {
			s.Fatal(err)
		}
		for range 3 {
			if err := m.jobs.Drain(s.Context()); err != nil {
				s.Logf("after %s: %v", step, err)
			}
		}
	}
}

// judge holds the provider, the rows and the book against each other.
func (s *scene) judge(asked map[string]bool) {
	s.Helper()
	d, err := db.Open(s.Context(), s.address, db.Options{Clock: clock.System{}, Owner: "judge"})
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	for _, check := range []func(context.Context, db.Q) ([]db.Difference, error){ledger.Check, pay.Check} {
		if found, err := check(s.Context(), d.Read()); err != nil || len(found) > 0 {
			s.Errorf("%v, %v", found, err)
		}
	}
	for cause := range asked {
		n, _ := strconv.ParseInt(cause, 10, 64)
		p, err := pay.OfCause(s.Context(), d.Read(), causeOf(n))
		if err != nil {
			s.Errorf("%s was acknowledged and is not there: %v", cause, err)
		} else if p.Open() {
			s.Errorf("%s is %s still: %s", cause, p.State, p.Problem)
		}
		if o, err := pay.PayoutOfCause(s.Context(), d.Read(), causeOf(n)); err != nil || o.State == pay.PayoutAsked || o.State == pay.PayoutWaiting {
			s.Errorf("the payout of %s is %s, %v", cause, o.State, err)
		}
	}
	s.balanced(d)
	s.once(d)
}

// balanced walks the book row by row.
func (s *scene) balanced(d *db.DB) {
	s.Helper()
	held, rows := map[string]money.Fen{}, 0
	err := ledger.Each(s.Context(), d.Read(), func(t ledger.Transfer) error {
		rows++
		held[t.DebitKind] -= t.Amount
		held[t.CreditKind] += t.Amount
		total := money.Fen(0)
		for _, h := range held {
			total += h
		}
		if total != 0 || held["refunds_payable"] < 0 || held["rewards_payable"] < 0 || held["payouts_under_way"] < 0 || held["sales_pending"] < 0 {
			s.Errorf("after row %d: %v", rows, held)
		}
		return nil
	})
	if err != nil || rows == 0 {
		s.Errorf("%d rows, %v", rows, err)
	}
	if held["refunds_payable"] != 0 || held["payouts_under_way"] != 0 || held["sales_pending"] != 0 {
		s.Errorf("money is under way still: %v", held)
	}
}

// once counts at the provider: all that was paid went back, each transaction once, and each payout was taken at most once.
func (s *scene) once(d *db.DB) {
	s.Helper()
	got := s.money("")
	back, late, paid := map[string]int{}, 0, 0
	for _, r := range got.Refunds {
		if r.State != "SUCCESS" {
			s.Errorf("refund %s is %s", r.No, r.State)
		}
		back[r.Transaction]++
	}
	for _, o := range got.Orders {
		for i, p := range o.Paid {
			paid++
			if o.Closed || i > 0 {
				late++
			}
			if back[p.ID] != 1 {
				s.Errorf("transaction %s of %s went back %d times", p.ID, o.No, back[p.ID])
			}
		}
	}
	taken := money.Fen(0)
	for _, b := range got.Transfers {
		if b.State == "SUCCESS" {
			taken += money.Fen(b.Amount)
		}
	}
	clearing, err := ledger.Of(s.Context(), d.Read(), pay.Clearing())
	if err != nil || clearing.Held() != taken {
		s.Errorf("%s went out at the provider, %s in the book, %v", taken, clearing.Held(), err)
	}
	if paid == 0 || late == 0 || taken == 0 {
		s.Errorf("the test saw %d payments, %d late or twice, %s taken", paid, late, taken)
	}
	failed, err := job.Waiting(s.Context(), d.Read(), "pay.look")
	s.Logf("%d payments, %d late or twice, %d refunds, %d transfers, %s taken; %d looks wait, %v", paid, late, len(got.Refunds), len(got.Transfers), taken, len(failed), err)
}
