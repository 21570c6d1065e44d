package insight

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/commerce"
	"qunli/customer"
)

// INS-01: R 300 of which 30 paid-touched, F 200 of which 20, A 500, natural 100 → SR 50.0 %, strict 45.0 %, all 1,100; the
// same again by visits, with unidentified ones apart.
func TestLoopWorked(t *testing.T) {
	eachShop(t, func(s *shop) {
		const before, on = "2025-06-01", "2026-02-10"
		people := s.people("", "", names("p", 1101)...)
		old, referred, bought, natural, inviter := people[:300], people[300:500], people[500:1000], people[1000:1100], people[1100]
		s.bring("2026-01-05", inviter, referred...)
		var sales []commerce.Entry
		for i, who := range old {
			sales = append(sales, s.sale(fmt.Sprintf("old%d", i), who, before, 9, 100))
		}
		for i, who := range people[:1100] {
			sales = append(sales, s.sale(fmt.Sprintf("new%d", i), who, on, 12, 1000))
		}
		s.take(sales...)
		var touches []customer.Touch
		touch := func(who customer.ID, kind, day string, cost int64) {
			touches = append(touches, customer.Touch{CustomerID: who, Kind: kind, At: s.at(day, 9), Channel: "x", Cost: 0})
			if cost > 0 {
				touches[len(touches)-1].Cost = 1
			}
		}
		for i, who := range people[:1100] {
			touch(who, "view", "2025-05-01", 0) // so that no paid touch is a first one
			switch {
			case i < 30, i >= 300 && i < 320:
				touch(who, "ad", "2026-02-08", 1)
			case i >= 500 && i < 1000:
				touch(who, "ad", "2026-01-20", 1)
			}
			touch(who, []string{"scan", "view", "click"}[i%3], on, 0)
		}
		for range 7 {
			touch(0, "view", on, 0)
		}
		s.touch(touches...)
		window := Params{From: "2026-02-01", To: "2026-02-28"}
		a := s.ask(s.root(), "loop", window)
		for _, basis := range []string{"orders", "revenue", "visits"} {
			if sr, strict := s.value(a, "sr_"+basis), s.value(a, "sr_strict_"+basis); sr != 0.5 || math.Abs(strict-0.45) > 1e-12 {
				s.Errorf("by %s: SR %v, strict %v", basis, sr, strict)
			}
			if lead := s.ask(s.root(), "loop", Params{From: window.From, To: window.To, By: basis}).Values[0].Name; lead != "sr_"+basis {
				s.Errorf("by %s: %s leads", basis, lead)
			}
		}
		for i, want := range []float64{300, 200, 500, 100} {
			row := a.Table("classes").Rows[i]
			if *row[1].Number != want || *row[5].Number != want {
				s.Errorf("%s: %v orders, %v visits, want %v", row[0].Text.En, *row[1].Number, *row[5].Number, want)
			}
		}
		if a.Denominators[0].Count != 1100 || a.Denominators[3].Count != 1100 || a.Denominators[4].Count != 7 {
			s.Errorf("%+v", a.Denominators)
		}
		if s.leftOut(a, "referrals") != int64(600) { // first orders of nobody's invitee
			s.Errorf("referrals %v", s.leftOut(a, "referrals"))
		}
		s.rowsMatch(s.root(), a)
		_ = natural
		_ = bought
	})
}

// A bond counts from its moment on, merged people are one, and a visit before the first order of its day is no repurchase's.
func TestLoopReferredAndVisits(t *testing.T) {
	eachShop(t, func(s *shop) {
		ids := s.people("", "", "inviter", "before", "after", "second", "visitor")
		inviter, before, after, second, visitor := ids[0], ids[1], ids[2], ids[3], ids[4]
		s.bring("2026-01-10", inviter, before)
		s.bring("2026-01-20", inviter, second, after)
		s.touch(customer.Touch{CustomerID: visitor, Kind: "view", At: s.at("2026-01-15", 9)},
			customer.Touch{CustomerID: visitor, Kind: "click", At: s.at("2026-01-15", 13)},
			customer.Touch{CustomerID: visitor, Kind: "add", At: s.at("2026-01-15", 14)}, // no visit
			customer.Touch{CustomerID: second, Kind: "scan", At: s.at("2026-01-19", 9)},
			customer.Touch{CustomerID: second, Kind: "scan", At: s.at("2026-01-21", 9)})
		s.take(s.sale("1", before, "2026-01-15", 9, 100), s.sale("2", after, "2026-01-19", 9, 100), s.sale("3", visitor, "2026-01-15", 12, 100))
		counts := func(column int) map[string]float64 {
			a := s.ask(s.root(), "loop", Params{From: "2026-01-01", To: "2026-01-31"})
			s.rowsMatch(s.root(), a)
			out := map[string]float64{}
			for i, c := range classes() {
				out[string(c)] = *a.Table("classes").Rows[i][column].Number
			}
			return out
		}
		if d := cmp.Diff(map[string]float64{"repurchase": 0, "referral": 1, "ad": 0, "natural": 2}, counts(1)); d != "" {
			s.Error("orders", d)
		}
		if d := cmp.Diff(map[string]float64{"repurchase": 1, "referral": 1, "ad": 0, "natural": 2}, counts(5)); d != "" {
			s.Error("visits", d)
		}
		s.merge(second, visitor) // who was brought on the 20th and had bought on the 15th
		if d := cmp.Diff(map[string]float64{"repurchase": 3, "referral": 0, "ad": 0, "natural": 1}, counts(5)); d != "" {
			s.Error("visits of merged people", d)
		}
	})
}

// A shop that only knows visits has a window and no rate of orders.
func TestLoopOfVisitsAlone(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.touch(customer.Touch{CustomerID: s.people("", "", "v")[0], Kind: "view", At: s.at("2026-01-15", 9), Cost: 5})
		a := s.ask(s.root(), "loop", Params{By: "visits"})
		if s.value(a, "sr_visits") != 0 || s.value(a, "sr_orders") != -1 || a.Window.From != "2026-01-15" {
			s.Errorf("%+v %+v", a.Window, a.Values)
		}
	})
}
