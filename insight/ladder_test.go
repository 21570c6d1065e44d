package insight

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/money"
)

// stand works out where these people stand.
func (s *shop) stand(people ...customer.ID) {
	s.Helper()
	s.tx(func(ctx context.Context, tx *db.Tx) error { _, err := customer.Restand(ctx, tx, people); return err })
}

// CUS-06: 50 buyers, 30 fans, 15 loyal fans, 4 partners, 1 shareholder.
func TestLadderWorked(t *testing.T) {
	eachShop(t, func(s *shop) {
		buyers := s.people("", "", names("b", 50)...)
		fans := s.people("2026-01-01", "", names("f", 30)...)
		rest := s.people("2026-01-01", "", names("r", 20)...)
		s.people("", "", "nobody")
		var sales []commerce.Entry
		for _, who := range slices.Concat(buyers, fans, rest) {
			sales = append(sales, s.sale("1"+who.String(), who, "2026-01-05", 9, 100))
		}
		for _, who := range rest {
			sales = append(sales, s.sale("2"+who.String(), who, "2026-01-06", 9, 100))
		}
		s.take(sales...)
		s.acted(customer.ActClick, "2026-01-05", fans...)
		s.acted(customer.ActUGC, "2026-01-07", rest...)
		s.acted(customer.ActPartner, "2026-01-08", rest[15:]...)
		s.acted(customer.ActShareholder, "2026-01-09", rest[19])
		s.stand(slices.Concat(buyers, fans, rest)...)
		a := s.ask(s.root(), "ladder", Params{})
		got := map[string]float64{}
		for _, v := range a.Values {
			got[v.Name] = *v.Number
		}
		want := map[string]float64{"buyer": 50, "fan": 30, "friend": 15, "partner": 4, "shareholder": 1,
			"buyer_to_fan": 0.5, "fan_to_friend": 0.4, "friend_to_partner": 0.25, "partner_to_shareholder": 0.2}
		if d := cmp.Diff(want, got); d != "" {
			s.Error(d)
		}
		if s.leftOut(a, "off_ladder") != int64(1) {
			s.Errorf("off the ladder %v", s.leftOut(a, "off_ladder"))
		}
		if rose := *a.Table("ladder").Rows[0][3].Number; rose != 50 && rose != 70 { // with or without those who went on
			s.Errorf("%v rose to the first level", rose)
		}
		s.rowsMatch(s.root(), a)
		e := s.ask(s.root(), "efficiency", Params{})
		s.rowsMatch(s.root(), e)
		row := e.Table("ladder").Rows[0]
		if *row[2].Number != 100 || *row[3].Number != 1 || row[2].Grey || !e.Table("ladder").Rows[2][2].Grey {
			s.Errorf("%+v", e.Table("ladder").Rows)
		}
		for _, by := range []string{"ladder", "depth"} {
			if first := s.ask(s.root(), "efficiency", Params{By: by}).Tables[0].Name; first != by {
				s.Errorf("%s leads by %s", first, by)
			}
		}
		stranger := s.ask(s.keeper("nowhere"), "ladder", Params{})
		if stranger.Denominators[0].Count != 0 || s.value(stranger, "buyer_to_fan") != -1 {
			s.Errorf("a stranger sees %+v", stranger.Values)
		}
	})
}

// INS-08: 30 of 100 and 25 of 100 overlap; 5 of 100 is a fall; 20 people are grey and not compared.
func TestEfficiencyFallsOnlyIfIntervalsPart(t *testing.T) {
	level := func(people, buyers int64) tally { return tally{people: people, buyers: buyers} }
	for _, c := range []struct {
		levels []tally
		want   int
	}{
		{[]tally{level(100, 30), level(100, 25)}, 0},
		{[]tally{level(100, 30), level(100, 5)}, 1},
		{[]tally{level(100, 30), level(20, 0)}, 0},
		{[]tally{level(100, 30), level(20, 0), level(100, 5)}, 1}, // against the nearest that can be told
		{[]tally{level(100, 5), level(100, 30)}, 0},
	} {
		n := 0
		for _, f := range falls(c.levels, 30) {
			for _, m := range f {
				if m == measureConversion {
					n++
				}
			}
		}
		if n != c.want {
			t.Errorf("%+v: %d falls, want %d", c.levels, n, c.want)
		}
	}
	for _, c := range []struct {
		k, n      int64
		low, high float64
	}{{30, 100, .2189, .3958}, {25, 100, .1755, .3430}, {5, 100, .0215, .1118}, {0, 10, 0, .2775}, {10, 10, .7225, 1}} {
		if i := wilson(c.k, c.n); math.Abs(i.low-c.low) > 5e-5 || math.Abs(i.high-c.high) > 5e-5 {
			t.Errorf("%d of %d: %v", c.k, c.n, i)
		}
	}
	var even ratioSums
	for range 40 {
		even.add(200, 2)
	}
	if i, ok := even.interval(); !ok || math.Abs(i.low-100) > 1e-9 || math.Abs(i.high-100) > 1e-9 {
		t.Errorf("everybody pays 100 an order: %v", i)
	}
}

// CUS-12: 100 buyers of distinct amounts → 5 A, 15 B, 80 C; 40 without an order → D. Equal amounts share a tier.
func TestTiersWorked(t *testing.T) {
	var everybody []customer.ID
	amounts := map[customer.ID]money.Fen{}
	for i := range customer.ID(140) {
		everybody = append(everybody, i+1)
		if i < 100 {
			amounts[i+1] = money.Fen(1000 - i)
		}
	}
	count := func(amounts map[customer.ID]money.Fen) map[string]int {
		n := map[string]int{}
		for _, t := range tiersOf(everybody, amounts, 0.05, 0.15) {
			n[t]++
		}
		return n
	}
	if d := cmp.Diff(map[string]int{"A": 5, "B": 15, "C": 80, "D": 40}, count(amounts)); d != "" {
		t.Error(d)
	}
	amounts[6] = amounts[5] // a tie across the border
	if d := cmp.Diff(map[string]int{"A": 6, "B": 14, "C": 80, "D": 40}, count(amounts)); d != "" {
		t.Error("tie", d)
	}
	if d := cmp.Diff(map[string]int{"A": 1, "D": 139}, count(map[customer.ID]money.Fen{1: 5})); d != "" {
		t.Error("one buyer", d)
	}
	if d := cmp.Diff(map[string]int{"C": 1, "D": 139}, count(map[customer.ID]money.Fen{1: 0})); d != "" {
		t.Error("a buyer of nothing", d)
	}
}

// The nightly job writes what the metric shows, tells who newly entered A, and changes nothing the second time.
func TestNightlyTiersAndWeeklySeeds(t *testing.T) {
	eachShop(t, func(s *shop) {
		p := s.people("", "", names("p", 41)...)
		var sales []commerce.Entry
		for i, who := range p[:20] {
			sales = append(sales, s.sale(fmt.Sprint(i), who, "2026-02-10", 9, money.Fen(10_000-i)))
		}
		sales = append(sales, s.sale("old", p[40], "2024-02-10", 9, 99_999)) // more than a year ago
		s.take(sales...)
		queue := job.New(s.DB, job.Options{})
		bus := event.NewBus(queue)
		var entered []customer.ID
		event.Subscribe(bus, "test", func(_ context.Context, _ *db.Tx, facts []customer.TierEntered) error {
			for _, f := range facts {
				entered = append(entered, f.Customer)
			}
			return nil
		})
		a := s.ask(s.root(), "tiers", Params{})
		if got := [...]float64{s.value(a, "A"), s.value(a, "B"), s.value(a, "C"), s.value(a, "D")}; got != [...]float64{1, 3, 16, 21} {
			s.Errorf("tiers %v", got)
		}
		if s.leftOut(a, "moved") != int64(41) {
			s.Errorf("moved %v", s.leftOut(a, "moved"))
		}
		s.rowsMatch(s.root(), a)
		if n, err := s.WriteTiers(s.Context(), bus); err != nil || n != 41 {
			s.Fatalf("%d changed: %v", n, err)
		}
		if err := queue.Drain(s.Context()); err != nil {
			s.Fatal(err)
		}
		if d := cmp.Diff([]customer.ID{p[0]}, entered); d != "" {
			s.Error(d)
		}
		if n, err := s.WriteTiers(s.Context(), bus); err != nil || n != 0 {
			s.Errorf("again: %d changed: %v", n, err)
		}
		if again := s.ask(s.root(), "tiers", Params{}); s.leftOut(again, "moved") != int64(0) {
			s.Errorf("moved %v", s.leftOut(again, "moved"))
		}
		if n, err := s.ProposeSeeds(s.Context(), bus); err != nil || n != 20 {
			s.Fatalf("%d proposed: %v", n, err)
		}
		seeds := s.ask(s.root(), "seeds", Params{})
		if pool := seeds.Tables[0].Rows[0][6].Text.En; pool != "Candidate" || len(seeds.Tables[0].Rows) != 20 {
			s.Errorf("%d seeds, the first %s", len(seeds.Tables[0].Rows), pool)
		}
		s.rowsMatch(s.root(), seeds)
	})
}

// The queue runs both by itself, and stored answers follow what happens to people, orders, groups and invitations.
func TestScheduleAndListen(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.take(s.sale("1", s.people("", "", "a")[0], "2026-02-10", 9, 100))
		queue := job.New(s.DB, job.Options{})
		bus := event.NewBus(queue)
		s.Schedule(queue, bus)
		s.Listen(bus)
		s.tx(func(ctx context.Context, tx *db.Tx) error {
			_, err := queue.Enqueue(ctx, tx, job.Spec{Kind: jobTiers}, job.Spec{Kind: jobSeeds})
			return err
		})
		if err := queue.Drain(s.Context()); err != nil {
			s.Fatal(err)
		}
		got, err := db.One[string](s.Context(), s.Read(), `SELECT tier || ' ' || seed FROM customer_standing`)
		if err != nil || got != "A candidate" {
			s.Errorf("%q: %v", got, err)
		}
		select {
		case <-s.stale: // customer.Moved was heard
		default:
			s.Error("the stored answers are not stale")
		}
		for _, fact := range []string{"commerce.orders_placed", "commerce.orders_changed", "customer.merged", "customer.unmerged", "customer.moved",
			"community.joined", "community.left", "referral.bound", "referral.voided"} {
			if len(bus.Subscribers(fact)) != 1 {
				s.Errorf("%s is heard by %v", fact, bus.Subscribers(fact))
			}
		}
	})
}

// CUS-13 as corrected: A .775, D .675, B .425, C .125, E 0.
func TestSeedScoresWorked(t *testing.T) {
	people := []seedling{{id: 1, reach: 40, activity: 10, own: 100}, {id: 2, activity: 10, own: 900}, {id: 3, activity: 2, own: 100},
		{id: 4, reach: 5, activity: 6, own: 200}, {id: 5, own: 50}}
	scoreSeeds(people, customer.DefaultRules().Seed)
	for i, want := range []float64{.775, .425, .125, .675, 0} {
		if math.Abs(people[i].score-want) > 1e-12 {
			t.Errorf("%d: %v, want %v", i+1, people[i].score, want)
		}
	}
	if d := cmp.Diff([]string{"reach", "activity"}, people[0].reasons()); d != "" {
		t.Error(d)
	}
	if people[4].reasons() != nil {
		t.Errorf("E has %v", people[4].reasons())
	}
}

// The second level: distinct people reached by those reached, by bonds and by shares alike; nobody reaches themselves.
func TestSecondLevel(t *testing.T) {
	got := secondLevel([]link{{1, 2}, {1, 3}, {2, 4}, {2, 5}, {3, 5}, {3, 1}, {3, 2}, {2, 4}, {6, 6}, {4, 7}})
	if d := cmp.Diff(map[customer.ID]int64{1: 2, 2: 1, 3: 1}, got); d != "" {
		t.Error(d) // 1→4, 5; 2→7; 3→4: 5 and 2 are reached directly, and 3 is themselves
	}
}
