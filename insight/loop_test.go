package insight

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/org"
)

func (s *shop) spend(channel, day string, amount money.Fen) {
	s.tx(func(ctx context.Context, tx *db.Tx) error {
		_, err := commerce.TakeSpend(ctx, tx, 0, []commerce.Spend{{Source: "test", Channel: channel, Day: day, Amount: amount}})
		return err
	})
}

func (s *shop) touch(touches ...customer.Touch) {
	s.tx(func(ctx context.Context, tx *db.Tx) error { _, err := customer.TouchAll(ctx, tx, touches); return err })
}

// classCounts gives orders by class.
func (s *shop) classCounts(a Answer) map[string]float64 {
	out := map[string]float64{}
	for i, c := range classes() {
		out[string(c)] = *a.Table("classes").Rows[i][1].Number
	}
	return out
}

func TestLoopClasses(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.open("S1", "S2")
		p := s.people("", "", "old", "first-touch", "thirty", "late", "channel", "order-channel", "plain", "double", "merged-from", "merged-into")
		old, firstTouch, thirty, late, byChannel, byOrder, plain, double, from, into := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9]
		s.spend("douyin", "2026-01-20", 50_000)
		s.spend("douyin", "2026-01-21", 0) // nothing was spent on this day
		s.touch(
			customer.Touch{CustomerID: old, Kind: "click", At: s.at("2026-02-08", 9), Channel: "ads", Cost: 100},
			customer.Touch{CustomerID: firstTouch, Kind: "click", At: s.at("2025-06-01", 9), Cost: 1},
			customer.Touch{CustomerID: thirty, Kind: "view", At: s.at("2025-06-01", 9)},
			customer.Touch{CustomerID: thirty, Kind: "click", At: s.at("2026-01-15", 9), Cost: 1},
			customer.Touch{CustomerID: late, Kind: "view", At: s.at("2025-06-01", 9)},
			customer.Touch{CustomerID: late, Kind: "click", At: s.at("2025-12-15", 9), Cost: 1},
			customer.Touch{CustomerID: byChannel, Kind: "view", At: s.at("2026-01-20", 9), Channel: "douyin"},
			customer.Touch{CustomerID: plain, Kind: "view", At: s.at("2026-01-21", 9), Channel: "douyin"},
		)
		ordered := s.sale("7", byOrder, "2026-01-20", 10, 700)
		ordered.Channel = "douyin"
		earlier := s.sale("1", old, "2025-01-01", 9, 100)
		earlier.Store = s.stores["S2"] // long before the window, in another store
		again := s.sale("2", old, "2026-02-10", 9, 200)
		again.Store = s.stores["S1"]
		unknown := s.sale("13", 0, "2026-02-10", 9, 999)
		unknown.Store = s.stores["S1"]
		s.take(earlier, again, s.sale("3", firstTouch, "2026-02-10", 9, 300), s.sale("4", thirty, "2026-02-10", 9, 400),
			s.sale("5", late, "2026-02-10", 9, 500), s.sale("6", byChannel, "2026-02-10", 9, 600), ordered,
			s.sale("8", plain, "2026-02-10", 9, 800),
			s.sale("9", double, "2026-02-10", 9, 900), s.sale("10", double, "2026-02-10", 10, 1000),
			s.sale("11", from, "2026-01-05", 9, 1100), s.sale("12", into, "2026-02-10", 9, 1200), unknown)
		if err := customer.New(s.DB, s.bus()).Merge(s.root(), from, into, "same"); err != nil {
			s.Fatal(err)
		}
		window := Params{From: "2026-01-01", To: "2026-02-28"}
		a := s.ask(s.root(), "loop", window)
		want := map[string]float64{
			"repurchase": 3, // old again; double's second order of the day; the merged person's second
			"referral":   0,
			"ad":         4, // first touch, within thirty days, a channel with spend on the day, the order's own channel
			"natural":    4, // late (57 days), plain (no spend that day), double's and the merged person's first
		}
		if d := cmp.Diff(want, s.classCounts(a)); d != "" {
			s.Error(d)
		}
		if sr := s.value(a, "sr_orders"); sr != 3.0/7 {
			s.Errorf("SR %v", sr)
		}
		if strict := s.value(a, "sr_strict_orders"); strict != 2.0/7 { // old was bought back two days before
			s.Errorf("strict %v", strict)
		}
		if revenue := s.value(a, "sr_revenue"); revenue != 2400.0/4400 {
			s.Errorf("by revenue %v", revenue)
		}
		if s.leftOut(a, "unmatched") != int64(1) || s.leftOut(a, "referrals") != "unknown" || strings.Contains(Text(a, "en"), "no ad spend") {
			s.Errorf("left out %+v", a.LeftOut)
		}
		if lead := s.ask(s.root(), "loop", Params{By: "revenue"}).Values[0].Name; lead != "sr_revenue" {
			s.Errorf("%s leads by revenue", lead)
		}
		s.rowsMatch(s.root(), a)
		mine := s.ask(s.keeper("S1"), "loop", window)
		if d := cmp.Diff(map[string]float64{"repurchase": 1, "referral": 0, "ad": 0, "natural": 0}, s.classCounts(mine)); d != "" {
			s.Error("store S1", d)
		}
	})
}

// The first contact on a person's card is a touch: acquired by a channel on a day with spend, the first order is an ad's.
func TestLoopReadsTheCard(t *testing.T) {
	eachShop(t, func(s *shop) {
		bought := s.people("2026-01-10", "search", "bought")[0]
		found := s.people("2026-01-11", "search", "found")[0]
		s.spend("search", "2026-01-10", 100)
		s.take(s.sale("1", bought, "2026-02-28", 9, 100), s.sale("2", found, "2026-02-28", 9, 100))
		want := map[string]float64{"repurchase": 0, "referral": 0, "ad": 1, "natural": 1}
		if d := cmp.Diff(want, s.classCounts(s.ask(s.root(), "loop", Params{}))); d != "" {
			s.Error(d)
		}
	})
}

// A sale refunded whole is no order, so the next one is the first; a part refund lowers the revenue.
func TestLoopLeavesRefundedOrdersOut(t *testing.T) {
	eachShop(t, func(s *shop) {
		who := s.people("", "", "a")[0]
		refund := func(no, of string, fen money.Fen) commerce.Entry {
			e := s.sale(no, who, "2026-01-07", 9, fen)
			e.Kind, e.RefundOf = commerce.Refund, of
			return e
		}
		s.take(s.sale("1", who, "2026-01-05", 9, 1000), s.sale("2", who, "2026-01-06", 9, 1000), refund("r1", "1", 1000), refund("r2", "2", 400))
		a := s.ask(s.root(), "loop", Params{})
		if d := cmp.Diff(map[string]float64{"repurchase": 0, "referral": 0, "ad": 0, "natural": 1}, s.classCounts(a)); d != "" {
			s.Error(d)
		}
		if a.Denominators[1].Count != 600 || s.value(a, "sr_orders") != -1 || s.leftOut(a, "ads") != "unknown" {
			s.Errorf("%+v %+v", a.Denominators, a.Values)
		}
		s.rowsMatch(s.root(), a)
	})
}

func TestCycleFromAddedToSecondOrder(t *testing.T) {
	eachShop(t, func(s *shop) {
		var sales []commerce.Entry
		for i, days := range []int{2, 3, 3, 4, 5} {
			who := s.people("2026-01-01", "", string(rune('a'+i)))[0]
			sales = append(sales, s.sale(string(rune('A'+i)), who, day(20454+days).String(), 12, 100)) // 20454 is 2026-01-01
		}
		s.people("2026-01-01", "", "f", "g", "h", "i", "j") // open
		s.take(sales...)
		a := s.ask(s.root(), "cycle", Params{To: "2026-01-11"})
		if got := s.value(a, "add_median"); got != 5 {
			s.Errorf("added → first order %v days, want 5", got)
		}
		if got := s.value(a, "add_p90"); got != -1 {
			s.Errorf("P90 %v, want not reached", got)
		}
		if !strings.Contains(Text(a, "en"), "not reached") || !strings.Contains(Text(a, "zh"), "未达到") {
			s.Error("a quantile not reached is not said")
		}
		if s.leftOut(a, "member") != "unknown" {
			s.Error("member")
		}
		s.rowsMatch(s.root(), a)
	})
}

func TestPageShowsTheStoredAnswer(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.small()
		s.StoreSlowerThan(time.Hour) // rfm is quick, however busy the machine is
		if _, err := s.Page(s.root(), "loop"); !errors.Is(err, ErrNotReady) {
			s.Errorf("before the first refresh: %v", err)
		}
		looking := []org.Actor{s.actor(s.root()), s.actor(s.keeper("S1")), s.actor(s.keeper("S2"))}
		refresh := func() {
			s.Helper()
			views := func(context.Context) ([]org.Actor, error) { return looking, nil }
			if err := s.refresh(s.Context(), views, func(context.Context, time.Duration) error { return nil }); err != nil {
				s.Fatal(err)
			}
		}
		refresh()
		for who, ctx := range map[string]context.Context{"owner": s.root(), "S1": s.keeper("S1"), "S2": s.keeper("S2")} {
			stored, err := s.Page(ctx, "loop")
			if err != nil || !stored.Stored {
				s.Fatalf("%s: %v", who, err)
			}
			now := s.ask(ctx, "loop", Params{})
			now.Stored = true
			if d := cmp.Diff(now, stored); d != "" {
				s.Errorf("%s: %s", who, d)
			}
		}
		s.take(s.sale("99", s.people("", "", "z")[0], "2026-03-01", 9, 100))
		s.Clock.Advance(1e9)
		before, _ := s.Page(s.root(), "loop")
		refresh()
		after, err := s.Page(s.root(), "loop")
		if err != nil || after.AsOf != before.AsOf+1000 || after.Denominators[0].Count != before.Denominators[0].Count+1 {
			s.Errorf("%d orders as of %d, then %d as of %d: %v", before.Denominators[0].Count, before.AsOf, after.Denominators[0].Count, after.AsOf, err)
		}
		if live, err := s.Page(s.root(), "rfm"); err != nil || live.Stored {
			s.Errorf("rfm: %v", err)
		}
		nobody := org.As(s.Context(), org.Actor{Kind: org.ActorStaff, Role: org.RoleStore, Scope: org.ScopeStore})
		if _, err := s.Page(nobody, "loop"); !errors.Is(err, ErrNotReady) {
			s.Errorf("a person of no store: %v", err)
		}
	})
}

// What a page waits for is computed before what is only renewed, and without a rest; a rest follows every renewal.
func TestAPageThatWaitsComesFirst(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.small()
		looking := []org.Actor{s.actor(s.root())}
		views := func(context.Context) ([]org.Actor, error) { return looking, nil }
		var rests int
		rest := func(context.Context, time.Duration) error { rests++; return nil }
		if err := s.refresh(s.Context(), views, rest); err != nil {
			s.Fatal(err)
		}
		if rests != 0 {
			s.Errorf("%d rests in the first pass, in which nothing is renewed", rests)
		}
		come := errors.New("stop after the first rest")
		err := s.refresh(s.Context(), views, func(context.Context, time.Duration) error {
			if len(looking) == 2 {
				return come
			}
			looking = append(looking, s.actor(s.keeper("S1"))) // somebody signs in during the first rest
			return nil
		})
		if !errors.Is(err, come) {
			s.Fatal(err)
		}
		for _, m := range NewBook() {
			if _, err := s.Page(s.keeper("S1"), m.Name); m.Heavy && err != nil {
				s.Errorf("%s still waits at the second rest: %v", m.Name, err)
			}
		}
	})
}

// What was stored under another definition, or with another default of the brand, is no answer: pages wait for a new one, and it
// comes before what only grows old.
func TestAnAnswerToAnotherQuestionIsComputedFirst(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.small()
		first := func() string {
			s.Helper()
			all, err := s.views(s.Context())
			if err != nil {
				s.Fatal(err)
			}
			next, waits, err := s.nextDue(s.Context(), all, map[due]bool{})
			if err != nil || !waits {
				return ""
			}
			return next.Name
		}
		if err := s.Refresh(s.Context()); err != nil || first() != "" {
			s.Fatal(first(), err)
		}
		if err := s.SetDefault(s.root(), "loop", "paid_days", "14"); err != nil || first() != "loop" {
			s.Errorf("after a default was changed: %q, %v", first(), err)
		}
		if err := s.Refresh(s.Context()); err != nil || first() != "" {
			s.Fatal(first(), err)
		}
		s.tx(func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `UPDATE insight_result SET version = 0 WHERE name = 'cohorts' OR name = 'health'`)
			return err
		})
		if first() != "health" {
			s.Errorf("after its definition was changed: %q", first())
		}
	})
}

// A brand so large that a metric takes long has its answer stored too; once it is quick again, it is computed.
func TestSlowMetricsAreStored(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.small()
		for _, c := range []struct {
			slow   time.Duration
			stored bool
		}{{-1, true}, {time.Hour, false}} {
			s.slow = c.slow
			if err := s.Refresh(s.Context()); err != nil {
				s.Fatal(err)
			}
			if a, err := s.Page(s.root(), "rfm"); err != nil || a.Stored != c.stored || s.value(a, "customers") != 4 {
				s.Errorf("slow %v: stored %v, %v", c.slow, a.Stored, err)
			}
			if a, err := s.Page(s.keeper("S1"), "rfm"); err != nil || a.Stored {
				s.Errorf("a store: stored %v, %v", a.Stored, err)
			}
		}
	})
}

// factTables are those that grow with everything that happens.
func factTables() []string {
	return []string{"commerce_order", "commerce_line", "customer_touch", "community_move", "conversation_message", "conversation_mention", "referral_claim"}
}

// The page metrics read rollups by index or whole; no plan may scan a table of facts. loop may read orders by the index
// of their time: it is Heavy, so pages show its stored answer.
func TestPlansScanNoFacts(t *testing.T) {
	eachShop(t, func(s *shop) {
		if s.Engine() != db.SQLite {
			s.Skip("plans are read on SQLite")
		}
		s.small()
		type asked struct {
			sql  string
			args []any
		}
		for _, m := range NewBook() {
			var statements []asked
			s.trace = func(sql string, args []any) { statements = append(statements, asked{sql, args}) }
			by, _ := m.param("by")
			for _, variant := range append(by.Choices, "") {
				s.ask(s.root(), m.Name, Params{By: variant})
				s.ask(s.keeper("S1"), m.Name, Params{By: variant})
			}
			s.trace = nil
			if len(statements) == 0 {
				s.Errorf("%s asks nothing", m.Name)
			}
			for _, a := range statements {
				s.planScansNoFacts(m, a.sql, a.args)
			}
		}
	})
}

func (s *shop) planScansNoFacts(m Metric, sql string, args []any) {
	s.Helper()
	type step struct {
		ID, Parent, Notused int64
		Detail              string
	}
	plan, err := db.All[step](s.Context(), s.Read(), "EXPLAIN QUERY PLAN "+sql, args...)
	if err != nil {
		s.Fatal(err)
	}
	for _, fact := range factTables() {
		at := regexp.MustCompile(`\b`+fact+`\b(?: +([a-z]+)\b)?`).FindAllStringSubmatch(sql, -1)
		if len(at) == 0 {
			continue
		}
		if !m.Heavy {
			s.Errorf("%s reads %s, and is not Heavy", m.Name, fact)
		}
		for _, name := range at {
			for _, p := range plan {
				if scans := strings.Fields(p.Detail); len(scans) > 1 && scans[0] == "SCAN" && (scans[1] == fact || scans[1] == name[1]) {
					s.Errorf("%s scans %s: %s\n%s", m.Name, fact, p.Detail, sql)
				}
			}
		}
	}
}
