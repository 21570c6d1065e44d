package insight

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/money"
	"qunli/org"
	"qunli/referral"
)

// bring books that one person brought others on a day, by a personal code.
func (s *shop) bring(day string, by customer.ID, whom ...customer.ID) {
	s.Helper()
	var claims []referral.Claim
	for _, who := range whom {
		claims = append(claims, referral.Claim{Customer: who, Inviter: by, At: s.at(day, 8), Source: referral.SourceCode})
	}
	s.tx(func(ctx context.Context, tx *db.Tx) error {
		verdicts, err := referral.Bind(ctx, tx, 0, claims)
		for _, v := range verdicts {
			if v.Outcome != referral.OutcomeBound {
				s.Fatalf("%s brings nobody: %+v", by, v)
			}
		}
		return err
	})
}

// merge makes two people one, and has everybody hear of it who does.
func (s *shop) merge(from, into customer.ID) {
	s.Helper()
	queue := job.New(s.DB, job.Options{})
	bus := event.NewBus(queue)
	customers := customer.New(s.DB, bus)
	referral.New(s.DB, bus, customers).Hear()
	if err := customers.Merge(s.root(), from, into, "same"); err != nil {
		s.Fatal(err)
	}
	if err := queue.Drain(s.Context()); err != nil {
		s.Fatal(err)
	}
}

// refund takes fen back from the sale of that number.
func (s *shop) refund(no, of string, who customer.ID, day string, fen money.Fen) commerce.Entry {
	e := s.sale(no, who, day, 20, fen)
	e.Kind, e.RefundOf = commerce.Refund, of
	return e
}

// values gives V of people by name of their account, from the rows of the answer.
func (s *shop) values(ctx context.Context, p Params, column string, people map[string]customer.ID) map[string]int64 {
	s.Helper()
	l, err := s.Rows(ctx, "value", p, "people", Page{})
	if err != nil {
		s.Fatal(err)
	}
	out := map[string]int64{}
	for name, id := range people {
		for _, r := range l.Rows {
			for i, c := range l.Columns {
				if r.Key == id.String() && c.Name == column {
					out[name] = int64(*r.Cells[i].Number)
				}
			}
		}
	}
	return out
}

// CUS-09: A 100, A→B 200, B→C 300: V = 600, 500, 300; λ=.5 → 450; one level only → 300; the total is ΣOwn; a refund of C's
// 300 makes V(A) 300; a person merged into another is one with them, and two again afterwards.
func TestValueWorked(t *testing.T) {
	eachShop(t, func(s *shop) {
		ids := s.people("", "", "a", "b", "c", "second b")
		p := map[string]customer.ID{"a": ids[0], "b": ids[1], "c": ids[2]}
		s.bring("2026-01-02", p["a"], p["b"])
		s.bring("2026-01-03", p["b"], p["c"])
		s.take(s.sale("1", p["a"], "2026-01-05", 9, 10_000), s.sale("2", p["b"], "2026-01-06", 9, 20_000), s.sale("3", p["c"], "2026-01-07", 9, 30_000))
		for _, c := range []struct {
			options string
			want    map[string]int64
		}{
			{"lambda=1", map[string]int64{"a": 60_000, "b": 50_000, "c": 30_000}},
			{"lambda=0.5", map[string]int64{"a": 45_000, "b": 50_000, "c": 30_000}},
			{"depth=1", map[string]int64{"a": 30_000, "b": 50_000, "c": 30_000}},
			{"depth=2", map[string]int64{"a": 60_000, "b": 50_000, "c": 30_000}},
		} {
			where, err := ParseWhere([]string{c.options})
			if err != nil {
				s.Fatal(err)
			}
			if d := cmp.Diff(c.want, s.values(s.root(), Params{Where: where}, "value", p)); d != "" {
				s.Error(c.options, d)
			}
		}
		a := s.ask(s.root(), "value", Params{})
		if s.value(a, "total") != 60_000 || s.value(a, "influencers") != 2 {
			s.Errorf("total %v", a.Values)
		}
		s.rowsMatch(s.root(), a)
		if got := s.values(s.root(), Params{To: "2026-01-06"}, "value", p)["a"]; got != 30_000 {
			s.Errorf("V(A) on the 6th %d, want 300.00: C had not ordered yet", got)
		}
		s.take(s.refund("r", "3", p["c"], "2026-01-08", 30_000))
		if d := cmp.Diff(map[string]int64{"a": 30_000, "b": 20_000}, s.values(s.root(), Params{}, "value", p)); d != "" {
			s.Error("after the refund", d)
		}
		s.take(s.sale("4", ids[3], "2026-01-09", 9, 5_000))
		s.merge(ids[3], p["b"])
		if got := s.values(s.root(), Params{}, "own", p)["b"]; got != 25_000 {
			s.Errorf("own of B with the second account %d, want 250.00", got)
		}
		if got := s.values(s.root(), Params{}, "value", p)["a"]; got != 35_000 {
			s.Errorf("V(A) %d, want 350.00", got)
		}
	})
}

// A store's person sees what was paid in the store; the total is its sum, never that of V.
func TestValueInScope(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.open("S1", "S2")
		ids := s.people("", "", "a", "b")
		s.bring("2026-01-02", ids[0], ids[1])
		one, two := s.sale("1", ids[0], "2026-01-05", 9, 10_000), s.sale("2", ids[1], "2026-01-06", 9, 20_000)
		one.Store, two.Store = s.stores["S1"], s.stores["S2"]
		s.take(one, two)
		for store, want := range map[string]float64{"S1": 10_000, "S2": 20_000} {
			a := s.ask(s.keeper(store), "value", Params{})
			if s.value(a, "total") != want || s.value(a, "people") != 1 {
				s.Errorf("%s: %+v", store, a.Values)
			}
			s.rowsMatch(s.keeper(store), a)
		}
	})
}

// The sums of the fast fold equal a walk down from everybody, for any forest, λ and depth.
func TestWorthsEqualAWalk(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		n := 1 + r.IntN(30)
		owns, bonds, children := map[customer.ID]money.Fen{}, []bond{}, map[customer.ID][]customer.ID{}
		for i := 1; i <= n; i++ {
			if r.IntN(3) > 0 {
				owns[customer.ID(i)] = money.Fen(r.IntN(1000) * 64)
			}
			if i > 1 && r.IntN(4) > 0 {
				p := customer.ID(1 + r.IntN(i-1))
				bonds = append(bonds, bond{CustomerID: customer.ID(i), ParentID: p})
				children[p] = append(children[p], customer.ID(i))
			}
		}
		lambda, depth := []float64{1, 0.5, 0.25, 0}[r.IntN(4)], r.IntN(5)
		var walk func(id customer.ID, level int, weight float64) float64
		walk = func(id customer.ID, level int, weight float64) float64 {
			sum := 0.0
			for _, c := range children[id] {
				if depth == 0 || level < depth {
					sum += weight*float64(owns[c]) + walk(c, level+1, weight*lambda)
				}
			}
			return sum
		}
		for id, w := range worths(owns, bonds, lambda, depth) {
			want := walk(id, 0, 1)
			if got := float64(w.social()); got < want-0.51 || got > want+0.51 {
				t.Fatalf("λ %v depth %d: %d has %v, a walk gives %v", lambda, depth, id, got, want)
			}
		}
	}
}

// CUS-11: A refers B; B orders 200 through the referral and then 100 alone, old customer D orders 50 by A's share:
// Social_tree 300, Social_acts 250 (referral 200, share 50); a forward without a click is one act and nothing.
func TestSocialWorked(t *testing.T) {
	eachShop(t, func(s *shop) {
		ids := s.people("", "", "a", "b", "d")
		a, b, d := ids[0], ids[1], ids[2]
		s.take(s.sale("0", d, "2025-12-01", 9, 7_000))
		s.bring("2026-01-02", a, b)
		shared := s.sale("3", d, "2026-01-07", 9, 5_000)
		shared.By, shared.Act = a, commerce.ActShare
		own := s.sale("4", a, "2026-01-08", 9, 900)
		own.By, own.Act = a, commerce.ActShare // through one's own link: nobody's
		s.take(s.sale("1", b, "2026-01-05", 9, 20_000), s.sale("2", b, "2026-01-06", 9, 10_000), shared, own)
		s.touch(customer.Touch{CustomerID: a, Kind: customer.ActForward, At: s.at("2026-01-03", 9)},
			customer.Touch{CustomerID: a, Kind: customer.ActShare, At: s.at("2026-01-03", 10)})
		answer := s.ask(s.root(), "social", Params{})
		l, err := s.Rows(s.root(), "social", Params{}, "people", Page{})
		if err != nil {
			s.Fatal(err)
		}
		got := map[string]float64{}
		for i, c := range l.Columns {
			if n := l.Rows[0].Cells[i].Number; n != nil {
				got[c.Name] = *n
			}
		}
		want := map[string]float64{"tree": 30_000, "amount": 25_000, "orders": 2, "n_forward": 1, "n_share": 1, "n_refer": 1, "n_distribute": 0, "n_partner": 0}
		if diff := cmp.Diff(want, got); diff != "" || len(l.Rows) != 1 || l.Rows[0].Key != a.String() {
			s.Error(diff, len(l.Rows))
		}
		amounts := map[string]float64{}
		for _, row := range answer.Table("acts").Rows {
			amounts[row[0].Text.En] = *row[3].Number
		}
		if diff := cmp.Diff(map[string]float64{"Forward": 0, "Share": 5_000, "Referral": 20_000, "Distribution": 0, "Partnership": 0}, amounts); diff != "" {
			s.Error(diff)
		}
		s.rowsMatch(s.root(), answer)
	})
}

// An order has one act: the strongest, and never one's own.
func TestPriceOfAnOrder(t *testing.T) {
	for _, c := range []struct {
		claims []claim
		want   claim
	}{
		{nil, claim{}},
		{[]claim{{7, commerce.ActShare}}, claim{}},
		{[]claim{{2, commerce.ActShare}, {3, commerce.ActRefer}}, claim{3, commerce.ActRefer}},
		{[]claim{{2, commerce.ActPartner}, {3, commerce.ActRefer}}, claim{2, commerce.ActPartner}},
		{[]claim{{2, commerce.ActForward}, {3, ""}}, claim{2, commerce.ActForward}},
		{[]claim{{2, ""}}, claim{}},
	} {
		if got := price(7, c.claims...); got != c.want {
			t.Errorf("%v: %v, want %v", c.claims, got, c.want)
		}
	}
}

// A brand's own default holds for everybody who asks for nothing else, is refused outside its bounds, and is audited.
func TestDefaultsOfTheBrand(t *testing.T) {
	eachShop(t, func(s *shop) {
		if err := s.SetDefault(s.root(), "value", "lambda", "0.5"); err != nil {
			s.Fatal(err)
		}
		if a := s.ask(s.root(), "value", Params{}); a.Params.Options["lambda"] != "0.5" {
			s.Errorf("options %v", a.Params.Options)
		}
		if a := s.ask(s.root(), "value", Params{Options: map[string]string{"lambda": "1"}}); a.Params.Options["lambda"] != "1" {
			s.Errorf("asked for 1: %v", a.Params.Options)
		}
		for _, bad := range []struct{ metric, option, value, says string }{
			{"value", "lambda", "2", "from 0 to 1"}, {"value", "lambda", "NaN", "from 0 to 1"}, {"value", "mu", "1", "lambda, depth"}, {"rfm", "lambda", "1", "lambda"},
		} {
			if err := s.SetDefault(s.root(), bad.metric, bad.option, bad.value); err == nil || !strings.Contains(err.Error(), bad.says) {
				s.Errorf("%v: %v", bad, err)
			}
		}
		reader := org.As(s.Context(), org.Actor{Kind: org.ActorStaff, ID: 1, Role: org.RoleReader, Scope: org.ScopeAll})
		if err := s.SetDefault(reader, "value", "lambda", "1"); err == nil {
			s.Error("a reader set a default")
		}
		if err := s.SetDefault(s.root(), "value", "lambda", ""); err != nil {
			s.Fatal(err)
		}
		if a := s.ask(s.root(), "value", Params{}); a.Params.Options["lambda"] != "1" {
			s.Errorf("back to the dictionary: %v", a.Params.Options)
		}
	})
}
