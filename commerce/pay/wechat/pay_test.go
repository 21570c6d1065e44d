package wechat_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"qunli/commerce/pay"
	"qunli/commerce/pay/wechat"
	"qunli/kit/db"
	"qunli/kit/ledger"
	"qunli/kit/money"
	"qunli/org"
	"qunli/sandbox"
)

func refunds(s *shop, p pay.Payment) []pay.Refund {
	s.Helper()
	all, err := pay.Refunds(s.Context(), s.d.Read(), p.ID)
	if err != nil {
		s.Fatal(err)
	}
	return all
}

func TestAPaymentIsAskedPaidAndToldOnce(t *testing.T) {
	each(t, func(s *shop) {
		p := s.ask(1, 59*yuan)
		if p.State != pay.Pending || p.Prepay == "" {
			s.Fatalf("%+v", p)
		}
		if again := s.ask(1, 70*yuan); again.ID != p.ID || again.Amount != 59*yuan {
			s.Errorf("asked again: %+v", again)
		}
		sheet, err := s.pay.SheetOf(s.Context(), p.ID)
		if err != nil || sheet.Package != "prepay_id="+p.Prepay || sheet.Address != s.outside.URL+"/pay/sheet" {
			s.Errorf("%+v, %v", sheet, err)
		}
		s.tap(p, "pay")
		if got := s.get(p.ID); got.State != pay.Complete || got.StepAt != 0 {
			s.Errorf("%+v", got)
		}
		if paid := heard[pay.Paid](s); len(paid) != 1 || paid[0].Cause != (pay.Cause{Kind: "test.order", ID: 1}) || paid[0].Amount != 59*yuan {
			s.Errorf("told %+v", paid)
		}
		s.pass(20 * time.Minute)
		if n := len(heard[pay.Closed](s)); n != 0 || s.held(pay.SalesPending()) != 59*yuan || s.held(pay.Clearing()) != -59*yuan {
			s.Errorf("closed %d, pending %d", n, s.held(pay.SalesPending()))
		}
		s.sound()
	}, func(c *sandbox.Settings) { c.Duplicate = 1 })
}

// Notifications may all be lost: asking finds the payment.
func TestALostNotificationIsMadeUpForByAsking(t *testing.T) {
	each(t, func(s *shop) {
		p := s.ask(1, 59*yuan)
		s.tap(p, "pay")
		if got := s.get(p.ID); got.State != pay.Pending {
			s.Fatalf("%+v", got)
		}
		s.pass(2 * time.Minute)
		if got := s.get(p.ID); got.State != pay.Complete || len(heard[pay.Paid](s)) != 1 {
			s.Errorf("%+v, told %v", got, heard[pay.Paid](s))
		}
		s.sound()
	}, func(c *sandbox.Settings) { c.Loss = 1 })
}

func TestAnUnpaidPaymentIsClosedAtItsDeadline(t *testing.T) {
	each(t, func(s *shop) {
		p := s.ask(1, 59*yuan)
		s.tap(p, "fail")
		s.pass(16 * time.Minute)
		if got := s.get(p.ID); got.State != pay.Shut {
			s.Errorf("%+v", got)
		}
		if closed := heard[pay.Closed](s); len(closed) != 1 || closed[0].Why != "deadline" {
			s.Errorf("told %+v", closed)
		}
		if _, err := s.pay.SheetOf(s.Context(), p.ID); !errors.Is(err, pay.ErrSheet) {
			s.Errorf("its sheet: %v", err)
		}
		s.pass(3 * time.Hour)
		if got := s.get(p.ID); got.StepAt != 0 || len(heard[pay.Closed](s)) != 1 {
			s.Errorf("still looked at: %+v", got)
		}
		s.sound()
	})
}

// What comes after the close goes back whole, once, told or found.
func TestALatePaymentGoesBack(t *testing.T) {
	for name, loss := range map[string]float64{"told": 0, "found": 1} {
		t.Run(name, func(t *testing.T) {
			each(t, func(s *shop) {
				p := s.ask(1, 59*yuan)
				s.tap(p, "late")
				s.pass(40 * time.Minute)
				all := refunds(s, p)
				if len(all) != 1 || all[0].Reason != pay.LatePaid || all[0].Amount != 59*yuan || all[0].State != pay.RefundDone {
					s.Errorf("%+v", all)
				}
				if s.get(p.ID).State != pay.Shut || len(heard[pay.Paid](s)) != 0 || len(heard[pay.Refunded](s)) != 1 {
					s.Errorf("%+v, told %v", s.get(p.ID), s.told)
				}
				if s.held(pay.Clearing()) != 0 || s.held(pay.RefundsPayable(s.buyer)) != 0 {
					s.Error("money is left")
				}
				s.sound()
			}, func(c *sandbox.Settings) { c.Loss, c.Duplicate = loss, 1 })
		})
	}
}

func TestWhatIsPaidTwiceGoesBackOnce(t *testing.T) {
	each(t, func(s *shop) {
		p := s.ask(1, 59*yuan)
		s.tap(p, "twice")
		s.pass(5 * time.Minute)
		all := refunds(s, p)
		if len(all) != 1 || all[0].Reason != pay.PaidTwice || all[0].State != pay.RefundDone {
			s.Errorf("%+v", all)
		}
		if got := s.get(p.ID); got.State != pay.Complete || got.Refunded != 0 || len(heard[pay.Paid](s)) != 1 || s.held(pay.SalesPending()) != 59*yuan {
			s.Errorf("%+v", got)
		}
		s.sound()
	}, func(c *sandbox.Settings) { c.Reorder = 0.5 })
}

func TestAWrongAmountIsHeldUntilSomebodyDecides(t *testing.T) {
	each(t, func(s *shop) {
		p := s.ask(1, 59*yuan)
		s.tap(p, "wrong")
		if got := s.get(p.ID); got.State != pay.Held || s.held(pay.Unmatched()) != 5901 || len(heard[pay.Paid](s)) != 0 || len(heard[pay.Closed](s)) != 1 {
			s.Fatalf("%+v, %d", got, s.held(pay.Unmatched()))
		}
		s.sound()
		for range 2 {
			if err := s.pay.ReturnHeld(s.owner, p.ID); err != nil {
				s.Fatal(err)
			}
		}
		s.pass(3 * time.Minute)
		if all := refunds(s, p); len(all) != 1 || all[0].Amount != 5901 || all[0].State != pay.RefundDone || s.held(pay.Unmatched()) != 0 {
			s.Errorf("%+v", all)
		}
		s.sound()
	})
}

func (s *shop) refund(p pay.Payment, amount money.Fen, key string) (pay.Refund, error) {
	var r pay.Refund
	err := s.d.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
		var err error
		r, err = s.pay.Refund(ctx, tx, p.ID, amount, "TEAM_FAILED", key)
		return err
	})
	s.settle()
	return r, err
}

func TestARefundIsAskedOnceAndNeverForMoreThanWasPaid(t *testing.T) {
	each(t, func(s *shop) {
		p := s.ask(1, 59*yuan)
		if _, err := s.refund(p, yuan, "a"); !errors.Is(err, pay.ErrNotPaid) {
			s.Errorf("before it is paid: %v", err)
		}
		s.tap(p, "pay")
		first, err := s.refund(p, 40*yuan, "a")
		if err != nil {
			s.Fatal(err)
		}
		if again, err := s.refund(p, 40*yuan, "a"); err != nil || again.ID != first.ID {
			s.Errorf("again: %+v, %v", again, err)
		}
		if _, err := s.refund(p, 41*yuan, "a"); !errors.Is(err, pay.ErrTaken) {
			s.Errorf("another amount under the same key: %v", err)
		}
		if _, err := s.refund(p, 20*yuan, "b"); !errors.Is(err, pay.ErrOver) {
			s.Errorf("too much: %v", err)
		}
		if err := s.d.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error { return s.pay.Settle(ctx, tx, p.ID) }); err != nil {
			s.Fatal(err)
		}
		if _, err := s.refund(p, 19*yuan, "b"); err != nil {
			s.Fatal(err)
		}
		s.pass(3 * time.Minute)
		if told := heard[pay.Refunded](s); len(told) != 2 || s.held(pay.Clearing()) != 0 || s.held(pay.Sales()) != 0 || s.held(pay.SalesPending()) != 0 {
			s.Errorf("%+v: %d at the provider", told, s.held(pay.Clearing()))
		}
		s.sound()
	})
}

func TestAFailedRefundIsAskedAgainUnderANumberOfItsOwn(t *testing.T) {
	each(t, func(s *shop) {
		p := s.ask(1, 59*yuan)
		s.tap(p, "refundlate")
		r, err := s.refund(p, 59*yuan, "a")
		if err != nil {
			s.Fatal(err)
		}
		if _, err := s.world.Act(s.Context(), sandbox.Act{Verb: "refunddone", ID: r.Number, Text: "closed"}); err != nil {
			s.Fatal(err)
		}
		s.settle()
		if got := refunds(s, p)[0]; got.State != pay.RefundFailed || got.Problem != "wechatpay.refund_closed" {
			s.Fatalf("%+v", got)
		}
		if err := s.pay.AskAgain(s.owner, r.ID); err != nil {
			s.Fatal(err)
		}
		s.settle()
		s.d.Clock.Advance(25 * time.Hour)
		s.pass(2 * time.Minute)
		if got := refunds(s, p)[0]; got.State != pay.RefundDone || got.Number == r.Number || len(heard[pay.Refunded](s)) != 1 {
			s.Errorf("%+v", got)
		}
		s.sound()
	})
}

// A refund that the payer's bank does not take has left us: asked again it is the same one, so that it leaves once, and once it is
// settled at the provider it is done, whether somebody asks or the provider tells.
func TestARefundStuckAtTheBankLeavesOnce(t *testing.T) {
	each(t, func(s *shop) {
		told := 0
		for n, asks := range []bool{true, false} {
			p := s.ask(int64(n+1), 59*yuan)
			s.tap(p, "refundlate")
			r, err := s.refund(p, 20*yuan, "a")
			if err != nil {
				s.Fatal(err)
			}
			act := func(on bool) {
				if _, err := s.world.Act(s.Context(), sandbox.Act{Verb: "refunddone", ID: r.Number, On: on}); err != nil {
					s.Fatal(err)
				}
				s.settle()
			}
			act(false)
			for range 2 {
				if got := refunds(s, p)[0]; got.State != pay.RefundFailed || got.Number != r.Number || got.Problem != "wechatpay.refund_abnormal" {
					s.Fatalf("%+v", got)
				}
				if err := s.pay.AskAgain(s.owner, r.ID); err != nil {
					s.Fatal(err)
				}
				s.settle()
			}
			s.deaf.Store(asks)
			act(true)
			if asks {
				if err := s.pay.AskAgain(s.owner, r.ID); err != nil {
					s.Fatal(err)
				}
				s.settle()
			}
			s.deaf.Store(false)
			if got := refunds(s, p)[0]; got.State != pay.RefundDone || got.Number != r.Number || len(heard[pay.Refunded](s)) != told+1 {
				s.Errorf("%+v", got)
			}
			told++
		}
		s.sound()
	})
}

// owe books a reward, payOut pays out of it.
func (s *shop) owe(cause int64, amount money.Fen) {
	s.Helper()
	err := s.d.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := pay.Owe(ctx, tx, pay.Owing{Customer: s.buyer, Amount: amount, From: pay.MarketingCost(), Cause: pay.Cause{Kind: "test.reward", ID: cause}})
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
}

func (s *shop) payOut(cause int64, amount money.Fen) (pay.Payout, error) {
	var p pay.Payout
	err := s.d.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
		var err error
		p, err = s.pay.PayOut(ctx, tx, pay.Paying{Customer: s.buyer, Amount: amount, Title: "红包", Cause: pay.Cause{Kind: "test.reward", ID: cause}})
		return err
	})
	s.settle()
	return p, err
}

func (s *shop) payout(id pay.PayoutID) pay.Payout {
	s.Helper()
	p, err := pay.GetPayout(s.Context(), s.d.Read(), id)
	if err != nil {
		s.Fatal(err)
	}
	return p
}

func TestAPayoutIsReceivedOrReturned(t *testing.T) {
	each(t, func(s *shop) {
		s.owe(1, 8*yuan)
		s.owe(1, 8*yuan)
		if _, err := s.payOut(1, 9*yuan); !errors.Is(err, ledger.ErrOverdrawn) {
			s.Errorf("more than is owed: %v", err)
		}
		one, err := s.payOut(1, 5*yuan)
		if err != nil {
			s.Fatal(err)
		}
		if again, err := s.payOut(1, 5*yuan); err != nil || again.ID != one.ID {
			s.Errorf("again: %+v, %v", again, err)
		}
		two, err := s.payOut(2, 3*yuan)
		if err != nil {
			s.Fatal(err)
		}
		if c, err := s.pay.ConfirmOf(s.Context(), one.ID); err != nil || c.Package == "" || !strings.HasSuffix(c.Address, "/pay/confirm") {
			s.Errorf("%+v, %v", c, err)
		}
		if _, err := s.world.Act(s.Context(), sandbox.Act{Verb: "receive", ID: one.Number}); err != nil {
			s.Fatal(err)
		}
		s.settle()
		s.d.Clock.Advance(25 * time.Hour)
		s.pass(2 * time.Minute)
		if a, b := s.payout(one.ID), s.payout(two.ID); a.State != pay.PayoutReceived || b.State != pay.PayoutReturned {
			s.Errorf("%+v %+v", a, b)
		}
		if owed, err := pay.Owed(s.Context(), s.d.Read(), s.buyer); err != nil || owed != 3*yuan || s.held(pay.Clearing()) != 5*yuan || len(heard[pay.PayoutEnded](s)) != 2 {
			s.Errorf("%d owed, %v, told %v", owed, err, heard[pay.PayoutEnded](s))
		}
		s.sound()
	})
}

// A call that is carried out and not answered is made again, and takes effect once.
func TestNoAnswerMeansAskingAgain(t *testing.T) {
	each(t, func(s *shop) {
		p := s.ask(1, 59*yuan)
		s.tap(p, "pay")
		s.owe(1, 8*yuan)
		drop := func(share float64) {
			if err := s.world.Set(s.Context(), func(c *sandbox.Settings) error { c.DropReply = share; return nil }, new(sandbox.Settings)); err != nil {
				s.Fatal(err)
			}
		}
		drop(1)
		if _, err := s.refund(p, 59*yuan, "a"); err != nil {
			s.Fatal(err)
		}
		out, err := s.payOut(1, 8*yuan)
		if err != nil {
			s.Fatal(err)
		}
		if r := refunds(s, p)[0]; r.State != pay.RefundAsked || r.Problem != "pay.no_answer" {
			s.Errorf("%+v", r)
		}
		drop(0)
		s.pass(5 * time.Minute)
		if r := refunds(s, p)[0]; r.State != pay.RefundDone || s.payout(out.ID).State != pay.PayoutWaiting {
			s.Errorf("%+v %+v", r, s.payout(out.ID))
		}
		s.sound()
	})
}

func TestARefusedPayoutFailsOnlyWhenTheProviderDoesNotKnowIt(t *testing.T) {
	each(t, func(s *shop) {
		s.owe(1, 8*yuan)
		const path = "/v3/fund-app/mch-transfer/transfer-bills"
		fail := func(code string) {
			err := s.world.Set(s.Context(), func(c *sandbox.Settings) error {
				c.PayFaults = map[string]*sandbox.PayFault{path: {Code: code, Left: 1}}
				return nil
			}, new(sandbox.Settings))
			if err != nil {
				s.Fatal(err)
			}
		}
		fail("NOT_ENOUGH")
		short, err := s.payOut(1, 4*yuan)
		if err != nil {
			s.Fatal(err)
		}
		if got := s.payout(short.ID); got.State != pay.PayoutAsked || got.Problem != "pay.short" {
			s.Errorf("%+v", got)
		}
		s.pass(2 * time.Minute)
		if got := s.payout(short.ID); got.State != pay.PayoutWaiting {
			s.Errorf("%+v", got)
		}
		fail("INVALID_REQUEST")
		refused, err := s.payOut(2, 4*yuan)
		if err != nil {
			s.Fatal(err)
		}
		if got := s.payout(refused.ID); got.State != pay.PayoutFailed || got.Problem != "pay.refused" {
			s.Errorf("%+v", got)
		}
		if owed, err := pay.Owed(s.Context(), s.d.Read(), s.buyer); err != nil || owed != 4*yuan {
			s.Errorf("%d owed, %v", owed, err)
		}
		s.sound()
	})
}

// One missing, one extra and one of another amount are exactly three differences.
func TestTheBillIsHeldAgainstTheBook(t *testing.T) {
	each(t, func(s *shop) {
		var all []pay.Payment
		for i := range int64(5) {
			p := s.ask(i+1, money.Fen(1000+i))
			s.tap(p, "pay")
			all = append(all, p)
		}
		r, err := s.refund(all[4], 4, "a")
		if err != nil {
			s.Fatal(err)
		}
		s.owe(1, 8*yuan)
		out, err := s.payOut(1, 8*yuan)
		if err != nil {
			s.Fatal(err)
		}
		if _, err := s.world.Act(s.Context(), sandbox.Act{Verb: "receive", ID: out.Number}); err != nil {
			s.Fatal(err)
		}
		s.pass(2 * time.Minute)
		const day = "2026-03-02"
		if err := s.pay.Reconcile(s.owner, day); err == nil {
			s.Error("a day that is not over was compared")
		}
		s.d.Clock.Advance(24 * time.Hour)
		s.settle()
		check := func(want ...pay.Difference) {
			s.Helper()
			if err := s.pay.Reconcile(s.owner, day); err != nil {
				s.Fatal(err)
			}
			got, err := s.pay.Differences(s.owner, day)
			if err != nil || len(got) != len(want) {
				s.Fatalf("%+v, %v", got, err)
			}
			for i := range got {
				got[i].ID, got[i].ProviderNo = 0, ""
				found := false
				for _, w := range want {
					found = found || got[i] == w
				}
				if !found {
					s.Errorf("%+v", got[i])
				}
			}
		}
		check()
		for _, a := range []sandbox.Act{{Text: "missing", ID: all[0].Number}, {Text: "extra", ID: "stranger1", Number: 777}, {Text: "amount", ID: r.Number, Number: 3}} {
			a.Verb, a.Name = "plant", day
			if _, err := s.world.Act(s.Context(), a); err != nil {
				s.Fatal(err)
			}
		}
		check(pay.Difference{Day: day, Kind: pay.BillPayment, What: pay.Missing, Number: all[0].Number, Ours: 1000},
			pay.Difference{Day: day, Kind: pay.BillPayment, What: pay.Extra, Number: "stranger1", Theirs: 777},
			pay.Difference{Day: day, Kind: pay.BillRefund, What: pay.OtherSum, Number: r.Number, Ours: 4, Theirs: 7})
		if days, err := s.pay.Days(s.owner, "", 0); err != nil || len(days) != 1 || days[0].Ours != 7 || days[0].Differences != 3 {
			s.Errorf("%+v, %v", days, err)
		}
		s.sound()
	})
}

// Certificates instead of the public key: they are fetched.
func TestThePlatformMaySignByCertificate(t *testing.T) {
	each(t, func(s *shop) {
		s.connect(func(a *wechat.Account) { a.PublicID = "" })
		p := s.ask(1, 59*yuan)
		s.tap(p, "pay")
		if got := s.get(p.ID); got.State != pay.Complete {
			s.Errorf("%+v", got)
		}
	}, func(c *sandbox.Settings) { c.PayCertificates = true })
}

func TestMoneyIsForThoseWhoMay(t *testing.T) {
	each(t, func(s *shop) {
		p := s.ask(1, 59*yuan)
		calls := map[string]func(ctx context.Context) error{
			"payments":    func(ctx context.Context) error { _, err := s.pay.Payments(ctx, pay.Filter{}); return err },
			"refunds":     func(ctx context.Context) error { _, err := s.pay.Refunds(ctx, pay.Filter{}); return err },
			"payouts":     func(ctx context.Context) error { _, err := s.pay.Payouts(ctx, pay.Filter{}); return err },
			"one":         func(ctx context.Context) error { _, err := s.pay.One(ctx, p.ID); return err },
			"trial":       func(ctx context.Context) error { _, err := s.pay.Trial(ctx); return err },
			"days":        func(ctx context.Context) error { _, err := s.pay.Days(ctx, "", 0); return err },
			"differences": func(ctx context.Context) error { _, err := s.pay.Differences(ctx, "2026-03-02"); return err },
			"reconcile":   func(ctx context.Context) error { return s.pay.Reconcile(ctx, "2026-03-02") },
			"give back":   func(ctx context.Context) error { _, err := s.pay.GiveBack(ctx, p.ID, 1, "", "k"); return err },
			"return held": func(ctx context.Context) error { return s.pay.ReturnHeld(ctx, p.ID) },
			"ask again":   func(ctx context.Context) error { return s.pay.AskAgain(ctx, 1) },
		}
		for name, call := range calls {
			if err := call(s.Context()); !errors.Is(err, org.ErrUnauthenticated) {
				s.Errorf("%s for nobody: %v", name, err)
			}
			for _, a := range []org.Actor{{Kind: org.ActorStaff, Role: org.RoleStore, Scope: org.ScopeStore}, {Kind: org.ActorStaff, Role: org.RoleReader, Scope: org.ScopeAll}} {
				if err := call(org.As(s.Context(), a)); !errors.Is(err, org.ErrDenied) {
					s.Errorf("%s for %s: %v", name, a.Role, err)
				}
			}
			if err := call(org.As(s.Context(), org.Actor{Kind: org.ActorStaff, Role: org.RoleAdmin, Scope: org.ScopeStore})); !errors.Is(err, org.ErrScope) {
				s.Errorf("%s in one store: %v", name, err)
			}
		}
	})
}
