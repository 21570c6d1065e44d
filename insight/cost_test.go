package insight

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/org"
)

// TestCostWorkedNumbers is INS-11 as corrected: profit 5,000 on cost 2,000 → 150 %; ad ¥30, search ¥25, exchange ¥4.
func TestCostWorkedNumbers(t *testing.T) {
	of := func(f float64) *float64 { return &f }
	if r := roi(of(5000), of(2000)); *r != 1.5 {
		t.Errorf("ROI %v", *r)
	}
	if roi(nil, of(2000)) != nil || roi(of(5000), nil) != nil || roi(of(5000), of(0)) != nil {
		t.Error("an ROI out of nothing known")
	}
	hours := Cost{Kind: CostScreening, FromDay: "2026-01-01", Source: "roster", Minutes: 20 * 60, Rate: 5000}
	if err := hours.complete(); err != nil || hours.Amount != 100_000 {
		t.Errorf("20 hours at 50: %v %v", hours.Amount, err)
	}
	lines := []costLine{{kind: CostAd, amount: 300_000}, {kind: CostScreening, amount: hours.Amount}, {kind: CostBait, amount: 50_000},
		{kind: CostService, amount: 40_000}, {kind: CostDelivery, amount: 60_000}, {kind: CostPayment, amount: 12_000}, {kind: CostRefund, amount: 8_000}}
	for group, want := range map[CostGroup]struct {
		of   int64
		cost float64
	}{GroupAd: {100, 3000}, GroupSearch: {60, 2500}, GroupExchange: {300, 400}} {
		if v := costValue(lines, group, want.of, Words{"无", "none"}); v.Number == nil || *v.Number != want.cost || v.Note != nil {
			t.Errorf("%s: %+v", group, v)
		}
	}
	if v := costValue(nil, GroupAd, 100, Words{"无", "none"}); v.Number != nil || v.Note == nil {
		t.Errorf("a cost that nobody entered is %+v", v)
	}
	if v := costValue([]costLine{{kind: CostAd}}, GroupAd, 100, Words{"无", "none"}); v.Number == nil || *v.Number != 0 {
		t.Errorf("a cost entered as none is %+v", v)
	}
}

func TestCostsAreSpreadOverTheirDays(t *testing.T) {
	for _, c := range []struct {
		from, to, first, last day
		want                  money.Fen
	}{{0, 9, 0, 9, 1000}, {0, 9, 5, 20, 500}, {0, 9, -5, 0, 100}, {0, 9, 10, 20, 0}, {0, 2, 0, 0, 333}, {0, 2, 1, 1, 333}, {4, 4, 4, 4, 1000}} {
		if got := part(1000, c.from, c.to, c.first, c.last); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// channels fills a shop: douyin brought two people, a friend one, nobody knows by whom the last came.
func (s *shop) channels() {
	p := append(s.people("2026-01-01", "douyin", "a", "b"), s.people("2026-01-01", "friend", "c")...)
	p = append(p, s.people("2026-01-01", "", "d")...)
	s.take(s.sale("1", p[0], "2026-01-05", 9, 10_000), s.sale("2", p[0], "2026-02-05", 9, 30_000), s.sale("3", p[1], "2026-01-20", 9, 20_000),
		s.sale("4", p[2], "2026-01-06", 9, 5_000), s.sale("5", p[3], "2026-01-07", 9, 7_000))
	s.spend("douyin", "2026-01-03", 4_000)
	s.record(Cost{Kind: CostReward, Channel: "douyin", FromDay: "2026-01-01", ToDay: "2026-01-31", Amount: 2_000, Source: "账单", Ref: "A1"},
		Cost{Kind: CostStaff, FromDay: "2026-01-01", ToDay: "2026-02-28", Minutes: 90, Rate: 4_000, Source: "工时表"},
		Cost{Kind: CostDelivery, Channel: "friend", FromDay: "2026-01-06", Amount: 0, Source: "账单"})
}

func (s *shop) record(costs ...Cost) int {
	s.Helper()
	n, err := s.RecordCosts(s.root(), costs)
	if err != nil {
		s.Fatal(err)
	}
	return n
}

// cells gives the numbers of a table's row whose first cell reads so; -1 is no data.
func (s *shop) cells(t Table, first string) []float64 {
	s.Helper()
	for _, row := range t.Rows {
		if row[0].Text.Zh != first {
			continue
		}
		var out []float64
		for _, c := range row[1:] {
			switch {
			case c.Text != nil:
			case c.Number == nil:
				out = append(out, -1)
			default:
				out = append(out, *c.Number)
			}
		}
		return out
	}
	s.Fatalf("%s has no row %s: %+v", t.Name, first, t.Rows)
	return nil
}

func TestCostsByChannel(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.channels()
		window := Params{From: "2026-01-01", To: "2026-01-31", Options: map[string]string{"margin": "50"}}
		a := s.ask(s.root(), "cac", window)
		// douyin: 4,000 of ads + 2,000 of rewards for two people who paid 60,000 so far; half of it is profit
		for name, want := range map[string][]float64{"douyin": {2, 6_000, 3_000, 15_000 * 2 / 2, 5}, "friend": {1, -1, -1, 2_500, -1}, "（渠道未知）": {1, -1, -1, 3_500, -1}} {
			if d := cmp.Diff(want, s.cells(a.Table("channels"), name)); d != "" {
				s.Errorf("%s: %s", name, d)
			}
		}
		// 90 minutes at 40.00 spread over 59 days: 31 of them are 3,153
		if got := s.value(a, "cost"); got != 9_153 || s.value(a, "cac") != 2_288 || s.value(a, "new") != 4 {
			s.Errorf("%+v", a.Values)
		}
		if s.leftOut(a, "cost_red_packet") != "unknown" || s.leftOut(a, "channel_unknown") != int64(1) {
			s.Errorf("%+v", a.LeftOut)
		}
		s.rowsMatch(s.root(), a)

		r := s.ask(s.root(), "roi", window)
		if got := s.cells(r.Table("channels"), "douyin"); got[0] != 2 || got[1] != 30_000 || got[2] != 15_000 || got[3] != 6_000 || got[4] != 1.5 {
			s.Errorf("douyin %v, want an ROI of 150 %%", got)
		}
		if got := s.cells(r.Table("channels"), "friend"); got[3] != 0 || got[4] != -1 {
			s.Errorf("a channel on which nothing was spent, as somebody entered: %v", got)
		}
		if got := s.cells(r.Table("components"), "红包"); got[0] != -1 || got[1] != -1 {
			s.Errorf("red packets that nobody entered: %v", got)
		}
		s.rowsMatch(s.root(), r)
		window.Options = nil
		c := s.ask(s.root(), "costs", window)
		if s.value(c, "ad") != 1_000 || s.value(c, "search") != -1 || s.value(c, "exchange") != 0 {
			s.Errorf("%+v", c.Values)
		}
		s.rowsMatch(s.root(), c)
	})
}

// Without an entry there is no cost, no CAC and no ROI; without a margin no profit. Unknown is never 0.
func TestUnknownCostsStayUnknown(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.people("2026-01-01", "douyin", "a")
		s.take(s.sale("1", s.people("2026-01-01", "douyin", "a")[0], "2026-01-05", 9, 10_000))
		for metric, values := range map[string][]string{"roi": {"roi", "cost", "profit"}, "cac": {"cac", "ltv_cac", "cost"}, "costs": {"ad", "search", "exchange", "ad_sum"}} {
			a := s.ask(s.root(), metric, Params{})
			for _, v := range values {
				if got := s.value(a, v); got != -1 {
					s.Errorf("%s %s is %v where nothing is known", metric, v, got)
				}
			}
		}
		s.record(Cost{Kind: CostAd, Channel: "douyin", FromDay: "2026-01-05", Amount: 500, Source: "账单"})
		a := s.ask(s.root(), "roi", Params{})
		if s.value(a, "cost") != 500 || s.value(a, "roi") != -1 || s.value(a, "profit") != -1 {
			s.Errorf("a cost and no margin: %+v", a.Values)
		}
	})
}

func TestCostVerbs(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.open("S1", "S2")
		bill := Cost{Kind: CostReward, FromDay: "2026-01-01", Amount: 100, Source: "账单", Ref: "A1", StoreID: s.stores["S1"]}
		if s.record(bill) != 1 || s.record(bill, bill) != 0 {
			s.Error("the same bill twice is one")
		}
		other := bill
		other.Amount = 200
		_, err := s.RecordCosts(s.root(), []Cost{{Kind: CostAd, FromDay: "2026-01-01", Amount: 1, Source: "x"}, other})
		if !errors.Is(err, ErrCostDiffers) {
			s.Errorf("another amount under the same number: %v", err)
		}
		for what, c := range map[string]Cost{
			"kind": {Kind: "fun", FromDay: "2026-01-01", Source: "x"}, "day": {Kind: CostAd, FromDay: "2026-02-30", Source: "x"},
			"order of days": {Kind: CostAd, FromDay: "2026-02-02", ToDay: "2026-02-01", Source: "x"}, "source": {Kind: CostAd, FromDay: "2026-02-02"},
			"negative": {Kind: CostAd, FromDay: "2026-02-02", Source: "x", Amount: -1}, "both": {Kind: CostStaff, FromDay: "2026-02-02", Source: "x", Amount: 1, Minutes: 1, Rate: 1},
			"huge": {Kind: CostAd, FromDay: "2026-02-02", Source: "x", Amount: mostCost + 1}, "store": {Kind: CostAd, FromDay: "2026-02-02", Source: "x", StoreID: 1},
		} {
			if _, err := s.RecordCosts(s.root(), []Cost{c}); err == nil || fault.Of(err).Code == "internal" {
				s.Errorf("%s: %v", what, err)
			}
		}
		list, err := s.Costs(s.root(), CostFilter{})
		if err != nil || len(list) != 1 || list[0].Amount != 100 || list[0].ToDay != "2026-01-01" {
			s.Fatalf("%+v %v", list, err)
		}
		far, err := s.Costs(org.As(s.Context(), org.Actor{Kind: org.ActorStaff, Role: org.RoleOperator, Scope: org.ScopeStore, Store: s.stores["S2"]}), CostFilter{})
		if err != nil || len(far) != 0 {
			s.Errorf("another store sees %+v %v", far, err)
		}
		if err := s.DropCost(org.As(s.Context(), org.Actor{Kind: org.ActorStaff, Role: org.RoleOperator, Scope: org.ScopeStore, Store: s.stores["S2"]}), list[0].ID); !errors.Is(err, org.ErrScope) {
			s.Errorf("another store drops it: %v", err)
		}
		if err := s.DropCost(s.root(), list[0].ID); err != nil {
			s.Error(err)
		}
		if err := s.DropCost(s.root(), list[0].ID); !errors.Is(err, ErrNoCost) {
			s.Errorf("twice: %v", err)
		}
	})
}

// TestNewVerbsAskForPermission walks the verbs of costs and experiments over the roles.
func TestNewVerbsAskForPermission(t *testing.T) {
	eachShop(t, func(s *shop) {
		all := []org.Role{org.RoleOwner, org.RoleAdmin, org.RoleOperator, org.RoleStore, org.RoleReader}
		for name, verb := range map[string]struct {
			need org.Permission
			call func(ctx context.Context) error
		}{
			"record costs": {org.SpendEdit, func(ctx context.Context) error { _, err := s.RecordCosts(ctx, nil); return err }},
			"costs":        {org.SpendRead, func(ctx context.Context) error { _, err := s.Costs(ctx, CostFilter{}); return err }},
			"drop cost":    {org.SpendEdit, func(ctx context.Context) error { return s.DropCost(ctx, 1) }},
			"begin":        {org.SegmentEdit, func(ctx context.Context) error { _, err := s.Begin(ctx, ExperimentDraft{}); return err }},
			"stop":         {org.SegmentEdit, func(ctx context.Context) error { return s.Stop(ctx, 1) }},
			"experiments":  {org.InsightRead, func(ctx context.Context) error { _, err := s.Experiments(ctx, 0, 0); return err }},
			"experiment":   {org.InsightRead, func(ctx context.Context) error { _, err := s.Experiment(ctx, 1); return err }},
			"report":       {org.InsightRead, func(ctx context.Context) error { _, err := s.Report(ctx, 1); return err }},
		} {
			for _, role := range all {
				err := verb.call(org.As(s.Context(), org.Actor{Kind: org.ActorStaff, Role: role, Scope: org.ScopeAll}))
				if denied := err != nil && errors.Is(err, org.ErrDenied); denied == role.May(verb.need) {
					s.Errorf("%s as %s: %v", name, role, err)
				}
			}
			if err := verb.call(s.Context()); !errors.Is(err, org.ErrUnauthenticated) {
				s.Errorf("%s by nobody: %v", name, err)
			}
		}
	})
}

// Who may not read spend sees the customers of a channel and no cost.
func TestCostsAreForThoseWhoMay(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.channels()
		clerk := org.As(s.Context(), org.Actor{Kind: org.ActorStaff, ID: 1, Role: org.RoleStore, Scope: org.ScopeAll})
		for _, metric := range []string{"roi", "cac", "costs"} {
			a := s.ask(clerk, metric, Params{})
			if v, ok := a.Value("cost"); ok && v.Number != nil {
				s.Errorf("%s shows %v", metric, *v.Number)
			}
		}
	})
}

// Whose card names no channel came by that of the first order.
func TestChannelOfTheFirstOrder(t *testing.T) {
	eachShop(t, func(s *shop) {
		p := s.people("", "", "a", "b")
		first, second := s.sale("1", p[0], "2026-01-05", 9, 1_000), s.sale("2", p[0], "2026-01-06", 9, 1_000)
		first.Channel, second.Channel = "search", "douyin"
		s.take(first, second, s.sale("3", p[1], "2026-01-06", 9, 500))
		s.record(Cost{Kind: CostAd, Channel: "search", FromDay: "2026-01-05", Amount: 100, Source: "账单"})
		for metric, want := range map[string]float64{"cac": 1, "roi": 1} {
			a := s.ask(s.root(), metric, Params{})
			if got := s.cells(a.Table("channels"), "search"); got[0] != want {
				s.Errorf("%s: %v", metric, got)
			}
			s.rowsMatch(s.root(), a)
			only := s.ask(s.root(), metric, Params{Where: map[string]string{"channel": "search"}})
			if rows := only.Table("channels").Rows; len(rows) != 1 {
				s.Errorf("%s of one channel: %+v", metric, rows)
			}
			s.rowsMatch(s.root(), only)
		}
	})
}
