package wechat_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"qunli/commerce/pay"
	"qunli/commerce/pay/wechat"
	"qunli/customer"
	"qunli/sandbox"
)

// front has the office reach the provider by way of f, which gives what answers a request.
func (s *shop) front(change func(*wechat.Account), f func(rw http.ResponseWriter, r *http.Request, on http.Handler)) {
	s.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { f(rw, r, s.world.Handler()) }))
	s.Cleanup(server.Close)
	s.connect(change, func(a *wechat.Account) { a.Base = server.URL })
}

// Whoever sends nonsense in the platform's name does not have us ask the platform each time.
func TestAnUnknownSerialAsksOnceAMinute(t *testing.T) {
	each(t, func(s *shop) {
		var asked atomic.Int64
		s.front(func(a *wechat.Account) { a.PublicID = "" }, func(rw http.ResponseWriter, r *http.Request, on http.Handler) {
			if r.URL.Path == "/v3/certificates" {
				asked.Add(1)
			}
			on.ServeHTTP(rw, r)
		})
		for n := range 20 {
			h := http.Header{}
			h.Set("Wechatpay-Serial", fmt.Sprint("ABCDEF", n))
			h.Set("Wechatpay-Timestamp", strconv.FormatInt(s.d.Clock.Now().Unix(), 10))
			if _, err := s.office.Open(s.Context(), h, []byte("{}")); err == nil {
				s.Error("it is believed")
			}
		}
		if n := asked.Load(); n != 1 {
			s.Errorf("asked %d times", n)
		}
		p := s.ask(1, 59*yuan)
		s.tap(p, "pay")
		if got := s.get(p.ID); got.State != pay.Complete {
			s.Errorf("%+v", got)
		}
	}, func(c *sandbox.Settings) { c.PayCertificates = true })
}

// A true answer about another payment pays nothing: what is told is of the number that was asked about.
func TestAnAnswerAboutAnotherPaymentIsNone(t *testing.T) {
	each(t, func(s *shop) {
		s.deaf.Store(true)
		one, two := s.ask(1, 59*yuan), s.ask(2, 59*yuan)
		if _, err := s.world.Act(s.Context(), sandbox.Act{Verb: "pay", ID: two.Number, Text: "pay"}); err != nil {
			s.Fatal(err)
		}
		s.delivered()
		kept := httptest.NewRecorder() // what the provider said of the second payment, signed
		s.front(func(*wechat.Account) {}, func(rw http.ResponseWriter, r *http.Request, on http.Handler) {
			switch {
			case strings.HasSuffix(r.URL.Path, one.Number):
				maps.Copy(rw.Header(), kept.Header())
				_, _ = rw.Write(kept.Body.Bytes())
			case strings.HasSuffix(r.URL.Path, two.Number) && kept.Body.Len() == 0:
				on.ServeHTTP(kept, r)
				maps.Copy(rw.Header(), kept.Header())
				_, _ = rw.Write(kept.Body.Bytes())
			default:
				on.ServeHTTP(rw, r)
			}
		})
		if stands, err := s.office.Payment(s.Context(), two.Number); err != nil || !stands.Paid {
			s.Fatal(stands, err)
		}
		for _, p := range []pay.Payment{one, two} {
			if err := s.pay.LookAt(s.Context(), p.ID); err != nil {
				s.Fatal(err)
			}
			s.settle()
		}
		if a, b := s.get(one.ID), s.get(two.ID); a.State == pay.Complete || b.State != pay.Complete {
			s.Errorf("%+v, %+v", a, b)
		}
	})
}

// Whoever reloads the page to which payers come back has the provider asked once in two seconds; who comes between two has the next one
// asked, so that nobody waits for what they paid meanwhile.
func TestAReloadedPageAsksOnceInTwoSeconds(t *testing.T) {
	each(t, func(s *shop) {
		p := s.ask(1, 59*yuan)
		s.deaf.Store(true)
		var asked atomic.Int64
		s.front(func(*wechat.Account) {}, func(rw http.ResponseWriter, r *http.Request, on http.Handler) {
			asked.Add(1)
			on.ServeHTTP(rw, r)
		})
		comes := func(want int64) {
			s.Helper()
			asked.Store(0)
			for range 20 {
				if err := s.pay.LookAt(s.Context(), p.ID); err != nil {
					s.Fatal(err)
				}
			}
			s.settle()
			if n := asked.Load(); n != want {
				s.Errorf("asked %d times, want %d", n, want)
			}
		}
		comes(1)
		if _, err := s.world.Act(s.Context(), sandbox.Act{Verb: "pay", ID: p.Number, Text: "pay"}); err != nil {
			s.Fatal(err)
		}
		comes(0)
		asked.Store(0)
		s.pass(2 * time.Second)
		if got := s.get(p.ID); got.State != pay.Complete || asked.Load() != 1 {
			s.Errorf("%+v, asked %d times", got, asked.Load())
		}
	})
}

// A payout to somebody who was erased before it left ends: nobody can ever take it.
func TestAPayoutToSomebodyErasedEnds(t *testing.T) {
	each(t, func(s *shop) {
		if err := customer.New(s.d.DB, s.bus).Erase(s.owner, s.buyer); err != nil {
			s.Fatal(err)
		}
		s.owe(1, 5*yuan)
		out, err := s.payOut(1, 5*yuan)
		if err != nil {
			s.Fatal(err)
		}
		if got := s.payout(out.ID); got.State != pay.PayoutFailed || len(heard[pay.PayoutEnded](s)) != 1 {
			s.Errorf("%+v", got)
		}
		s.sound()
	})
}
