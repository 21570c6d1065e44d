package insight

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/commerce"
	"qunli/customer"
	"qunli/org"
)

// small fills a brand of two stores: 8 orders of 4 known people and one of nobody.
func (s *shop) small() (a, b, c, d customer.ID) {
	s.open("S1", "S2")
	ids := s.people("", "", "a", "b", "c", "d")
	a, b, c, d = ids[0], ids[1], ids[2], ids[3]
	in := func(store string, entries ...commerce.Entry) {
		for i := range entries {
			entries[i].Store = s.stores[store]
		}
		s.take(entries...)
	}
	in("S1", s.sale("1", a, "2026-01-05", 9, 10_000), s.sale("2", a, "2026-01-05", 10, 5_000), s.sale("3", b, "2026-01-10", 9, 2_000),
		s.sale("4", 0, "2026-01-11", 9, 900))
	in("S2", s.sale("5", a, "2026-02-03", 9, 1_000), s.sale("6", c, "2026-02-10", 9, 3_000), s.sale("7", c, "2026-03-01", 23, 4_000),
		s.sale("8", d, "2026-02-11", 9, 7_000))
	gone := s.sale("9", d, "2026-02-12", 9, 100)
	gone.Cancelled = true
	in("S2", gone)
	return a, b, c, d
}

func TestMetricsNeverDisagree(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.small()
		r, f, c := s.ask(s.root(), "repurchase", Params{}), s.ask(s.root(), "rfm", Params{}), s.ask(s.root(), "cohorts", Params{})
		for what, got := range map[string]float64{"repurchase": s.value(r, "buyers"), "rfm": s.value(f, "customers"),
			"cohorts": s.value(c, "newcomers"), "concentration": s.value(s.ask(s.root(), "concentration", Params{}), "customers")} {
			if got != 4 {
				s.Errorf("%s counts %v customers, want 4", what, got)
			}
		}
		if got := [...]float64{s.value(r, "repeat_orders"), s.value(r, "repeat_days"), s.value(r, "order_days"), s.value(r, "frequency")}; got !=
			[...]float64{2, 2, 6, 1.5} {
			s.Errorf("repurchase %v", got)
		}
		if s.leftOut(r, "unmatched") != int64(1) || s.leftOut(r, "cancelled") != int64(1) || s.leftOut(r, "self_referral") != "unknown" {
			s.Errorf("left out: %+v", r.LeftOut)
		}
		want := Window{From: "2026-01-05", To: "2026-03-01", Days: 56, Default: true}
		if d := cmp.Diff(want, r.Window); d != "" {
			s.Error(d)
		}
		if r.AsOf != s.Clock.Now().UnixMilli() {
			s.Errorf("as of %d", r.AsOf)
		}
		for _, name := range NewBook().Names() {
			for _, p := range []Params{{}, {From: "2026-02-01", To: "2026-02-28"}} {
				s.rowsMatch(s.root(), s.ask(s.root(), name, p))
			}
		}
		k := s.ask(s.root(), "concentration", Params{By: "sku"})
		s.rowsMatch(s.root(), k)
		if got := k.Table("trend").Rows; len(got) != 3 || *got[0][4].Number != 17_900 { // nobody's order is a sale of its SKU too
			s.Errorf("trend by sku: %+v", got)
		}
	})
}

// A window that begins later leaves the earlier newcomers to "older", and counts add up.
func TestWindow(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.small()
		p := Params{From: "2026-02-01", To: "2026-02-28"}
		c := s.ask(s.root(), "cohorts", p)
		buyers := s.value(s.ask(s.root(), "repurchase", p), "buyers")
		if s.value(c, "newcomers") != 2 || s.leftOut(c, "older") != int64(1) || buyers != 3 || c.Window.Default {
			s.Errorf("newcomers %v older %v buyers %v", s.value(c, "newcomers"), s.leftOut(c, "older"), buyers)
		}
	})
}

// A store's person sees the store's totals and nothing of another's; people outside any role see nothing.
func TestScope(t *testing.T) {
	eachShop(t, func(s *shop) {
		a, _, _, _ := s.small()
		for store, want := range map[string][2]int64{"S1": {2, 17_000}, "S2": {3, 15_000}} {
			for _, name := range []string{"repurchase", "rfm", "concentration", "ltv"} {
				got := s.ask(s.keeper(store), name, Params{})
				i := slices.IndexFunc(got.Denominators, func(d Denominator) bool { return d.Name == "amount" })
				if got.Denominators[0].Count != want[0] || got.Denominators[i].Count != want[1] {
					s.Errorf("%s of %s: %+v, want %v", name, store, got.Denominators, want)
				}
				s.rowsMatch(s.keeper(store), got)
			}
		}
		l, err := s.Rows(s.keeper("S2"), "repurchase", Params{}, "buyers", Page{})
		if err != nil || l.Rows[0].Key != a.String() || *l.Rows[0].Cells[5].Number != 1_000 {
			s.Errorf("%+v %v", l, err)
		}
		if _, err := s.Ask(s.keeper("S2"), "rfm", Params{Where: map[string]string{"store": "S1"}}); !errors.Is(err, org.ErrScope) {
			s.Errorf("another store by its code: %v", err)
		}
		byOwner := s.ask(s.root(), "rfm", Params{Where: map[string]string{"store": "S1"}})
		if s.value(byOwner, "customers") != 2 {
			s.Errorf("filter by store: %v", s.value(byOwner, "customers"))
		}
		if _, err := s.Ask(s.Context(), "rfm", Params{}); !errors.Is(err, org.ErrUnauthenticated) {
			s.Errorf("nobody: %v", err)
		}
		own := org.As(s.Context(), org.Actor{Kind: org.ActorStaff, ID: 5, Role: org.RoleStore, Scope: org.ScopeOwn, Staff: 5})
		if got := s.ask(own, "repurchase", Params{}); got.Window.Days != 0 || s.value(got, "buyers") != 0 || s.value(got, "err_days") != -1 {
			s.Errorf("a person without customers: %+v", got.Values)
		}
	})
}

// Merged people are one in every metric, and two again after the merge is undone.
func TestMergedPeopleAreOne(t *testing.T) {
	eachShop(t, func(s *shop) {
		_, b, c, _ := s.small()
		people := customer.New(s.DB, s.bus())
		if err := people.Merge(s.root(), b, c, "same person"); err != nil {
			s.Fatal(err)
		}
		for _, x := range []struct{ metric, value string }{{"repurchase", "buyers"}, {"rfm", "customers"}, {"cohorts", "newcomers"}, {"concentration", "customers"}} {
			a := s.ask(s.root(), x.metric, Params{})
			if got := s.value(a, x.value); got != 3 {
				s.Errorf("%s %s = %v, want 3", x.metric, x.value, got)
			}
			s.rowsMatch(s.root(), a)
		}
		if got := s.value(s.ask(s.root(), "cycle", Params{}), "order_median"); got != 29 { // a 29 d, b+c 31 d, d open
			s.Errorf("cycle %v", got)
		}
		if err := people.Unmerge(s.root(), b); err != nil {
			s.Fatal(err)
		}
		if got := s.value(s.ask(s.root(), "repurchase", Params{}), "buyers"); got != 4 {
			s.Errorf("after un-merging %v buyers, want 4", got)
		}
	})
}

func TestNothingSoldYet(t *testing.T) {
	eachShop(t, func(s *shop) {
		for _, name := range NewBook().Names() {
			a := s.ask(s.root(), name, Params{})
			for _, lang := range []string{"zh", "en"} {
				if text := Text(a, lang); strings.Contains(text, "NaN") || strings.Contains(text, "%!") {
					s.Errorf("%s:\n%s", name, text)
				}
			}
			text, err := s.JSON(s.root(), name, Params{})
			if err != nil || !json.Valid(text) {
				s.Errorf("%s: %v %s", name, err, text)
			}
		}
	})
}

func TestRefusals(t *testing.T) {
	eachShop(t, func(s *shop) {
		for _, c := range []struct {
			name string
			p    Params
			want error
			says string
		}{
			{"rmf", Params{}, ErrUnknownMetric, "rfm, cohorts, repurchase, concentration, loop, cycle, ltv"},
			{"ltv", Params{By: "week"}, ErrUnknownBy, "month, quarter, year"},
			{"rfm", Params{By: "month"}, ErrUnknownBy, "—"},
			{"rfm", Params{Where: map[string]string{"shop": "1"}}, ErrUnknownFilter, "store, staff"},
			{"rfm", Params{Where: map[string]string{"store": "nowhere"}}, ErrUnknownCode, "nowhere"},
			{"rfm", Params{From: "2026-02-30"}, ErrWindow, "2026-02-30"},
			{"rfm", Params{From: "2026-02-02", To: "2026-02-01"}, ErrWindow, "2026-02-01"},
		} {
			_, err := s.Ask(s.root(), c.name, c.p)
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				s.Errorf("%s %+v: %v, want %v saying %q", c.name, c.p, err, c.want, c.says)
			}
		}
		if _, err := s.Rows(s.root(), "rfm", Params{}, "nobody", Page{}); !errors.Is(err, ErrUnknownSet) {
			s.Errorf("unknown set: %v", err)
		}
		if _, err := ParseWhere([]string{"store"}); !errors.Is(err, ErrUnknownFilter) {
			s.Errorf("a filter without a value: %v", err)
		}
	})
}

func TestRowsComeInPages(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.small()
		var seen []string
		after := ""
		for {
			l, err := s.Rows(s.root(), "repurchase", Params{}, "buyers", Page{After: after, Limit: 3})
			if err != nil {
				s.Fatal(err)
			}
			for _, r := range l.Rows {
				seen = append(seen, r.Key)
			}
			if after = l.Next; after == "" {
				break
			}
		}
		if len(seen) != 4 || !slices.IsSorted(seen) {
			s.Errorf("pages gave %v", seen)
		}
	})
}
