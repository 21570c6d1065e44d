package insight

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/commerce"
	"qunli/org"
)

// flat is n days of the same.
func flat(n int, x float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = x + float64(i%3) - 1
	}
	return out
}

// usual are the facts of a shop in which nothing happens.
func usual() eveningFacts {
	sr, strict := 0.5, 0.45
	return eveningFacts{day: "2026-03-28", from: "2026-03-01", days: 28, beforeFrom: "2026-02-01", beforeTo: "2026-02-28", least: 0.1, currency: "CNY",
		sr: [2]*float64{&sr, &sr}, strict: [2]*float64{&strict, &strict}, own: [2]int64{500, 500}, paid: [2]int64{500, 500}, knowsAds: true,
		series: []daily{{code: "orders", metric: "repurchase", title: Words{"订单", "orders"}, now: flat(28, 10), before: flat(28, 10)}}}
}

func codes(list []Sentence) []string {
	out := []string{}
	for _, s := range list {
		out = append(out, s.Code)
	}
	return out
}

// TestAnEveningOnWhichNothingChangedIsQuiet is INS-21: silence when nothing changed.
func TestAnEveningOnWhichNothingChangedIsQuiet(t *testing.T) {
	e := usual().compose()
	if !e.Quiet || len(e.Changed) != 0 || len(e.Acts) != 0 || len(e.Cost) != 0 || !slices.Equal(codes(e.Turning), []string{"turning.rate"}) {
		t.Errorf("%+v", e)
	}
	if !strings.Contains(e.Turning[0].Zh, "代替率 50.0%（严格 45.0%）") || !strings.Contains(e.Turning[0].En, "50.0% (strict 45.0%)") {
		t.Errorf("%+v", e.Turning[0])
	}
}

// TestWhatAnEveningSays: one fact each, and the sentence it makes.
func TestWhatAnEveningSays(t *testing.T) {
	of := func(f float64) *float64 { return &f }
	act := func(code string) Act { return Act{Sentence: Sentence{Code: code}} }
	for name, c := range map[string]struct {
		change func(*eveningFacts)
		where  func(Evening) []Sentence
		codes  []string
		zh, en string
	}{
		"a day far below": {func(f *eveningFacts) { f.series[0].now[27] = 2 }, func(e Evening) []Sentence { return e.Changed },
			[]string{"changed.day.orders"}, "2026-03-28 订单 2（前一天 11），明显低于平常的一天（10）", "Orders on 2026-03-28: 2 (11 the day before), clearly below a usual day (10)"},
		"a day a little below": {func(f *eveningFacts) { f.series[0].now[27] = 8 }, func(e Evening) []Sentence { return e.Changed }, []string{}, "", ""},
		"a better month": {func(f *eveningFacts) { f.series[0].now = flat(28, 14) }, func(e Evening) []Sentence { return e.Changed },
			[]string{"changed.period.orders"}, "近 28 天订单 391，前 28 天 279：增加 40.1%", "up 40.1%"},
		"no orders": {func(f *eveningFacts) { f.gap, f.lastOrder = 3, "2026-03-25"; f.series[0].now[27] = 0 }, func(e Evening) []Sentence { return e.Changed },
			[]string{"changed.gap"}, "已经 3 天没有订单", "No order for 3 days"},
		"nothing before": {func(f *eveningFacts) { f.series[0].before = make([]float64, 28) }, func(e Evening) []Sentence { return e.Changed }, []string{}, "", ""},
		"the loop turns faster": {func(f *eveningFacts) { f.own[1], f.paid[1], f.sr[1] = 400, 600, of(0.4) }, func(e Evening) []Sentence { return e.Turning },
			[]string{"turning.rate", "turning.trend"}, "上升 10.0 个百分点（40.0% → 50.0%）", "rose by 10.0 points"},
		"a difference by chance": {func(f *eveningFacts) { f.own[1], f.paid[1], f.sr[1] = 490, 510, of(0.49) }, func(e Evening) []Sentence { return e.Turning },
			[]string{"turning.rate"}, "", ""},
		"no ads on record": {func(f *eveningFacts) { f.knowsAds = false }, func(e Evening) []Sentence { return e.Turning },
			[]string{"turning.rate", "turning.ads_unknown"}, "可能偏高", "may be too high"},
		"no orders to judge by": {func(f *eveningFacts) { f.sr[0] = nil }, func(e Evening) []Sentence { return e.Turning }, []string{"turning.none"}, "暂无数据", "no data"},
		"costs unknown":         {func(f *eveningFacts) { f.mayCost, f.newcomers = true, 5 }, func(e Evening) []Sentence { return e.Cost }, []string{"cost.unknown"}, "未知", "unknown"},
		"costs": {func(f *eveningFacts) {
			f.mayCost, f.newcomers, f.cost[0], f.cac, f.roi = true, 100, of(300_000), [2]*float64{of(3_000), of(2_800)}, of(1.5)
		},
			func(e Evening) []Sentence { return e.Cost }, []string{"cost.cac", "cost.roi"}, "获客费用 ¥3,000.00，新客 100 位，每位 ¥30.00（前 28 天 ¥28.00）", "ROI|investment 150.0%"},
		"not for this reader": {func(f *eveningFacts) { f.newcomers, f.cost[0] = 5, of(1) }, func(e Evening) []Sentence { return e.Cost }, []string{}, "", ""},
		"three of five acts": {func(f *eveningFacts) { f.acts = []Act{act("1"), act("2"), act("3"), act("4"), act("5")} }, func(e Evening) []Sentence {
			var out []Sentence
			for _, a := range e.Acts {
				out = append(out, a.Sentence)
			}
			return out
		}, []string{"1", "2", "3"}, "", ""},
	} {
		f := usual()
		c.change(&f)
		e := f.compose()
		got := c.where(e)
		if d := cmp.Diff(c.codes, codes(got)); d != "" {
			t.Errorf("%s: %s", name, d)
			continue
		}
		zh, en := "", ""
		for _, s := range got {
			zh, en = zh+s.Zh, en+s.En
		}
		if !strings.Contains(zh, c.zh) || !regexp.MustCompile(strings.ReplaceAll(regexp.QuoteMeta(c.en), `\|`, "|")).MatchString(en) {
			t.Errorf("%s says %q and %q", name, zh, en)
		}
		if regexp.MustCompile(`\p{Han}`).MatchString(en) || strings.Contains(zh+en, "%!") || strings.Contains(zh+en, "NaN") {
			t.Errorf("%s says %q and %q", name, zh, en)
		}
	}
}

// life is a shop of three months with two orders a day, the second of a person who bought before.
func (s *shop) life() {
	people := s.people("2026-01-01", "douyin", names("p", 90)...)
	s.spend("douyin", "2026-01-01", 1_000)
	var sales []commerce.Entry
	from, _ := parseDay("2026-01-01")
	for i := range 90 {
		d := (from + day(i)).String()
		sales = append(sales, s.sale(fmt.Sprint("n", i), people[i], d, 10, 1_000))
		if i > 0 {
			sales = append(sales, s.sale(fmt.Sprint("r", i), people[i-1], d, 11, 2_000))
		}
	}
	s.take(sales...)
	s.record(Cost{Kind: CostReward, Channel: "douyin", FromDay: "2026-03-01", ToDay: "2026-03-31", Amount: 31_000, Source: "账单"})
}

func TestEvening(t *testing.T) {
	eachShop(t, func(s *shop) {
		if e, _, err := s.Evening(s.root()); err != nil || !e.Quiet || len(e.Turning) != 0 {
			s.Errorf("of nothing: %+v %v", e, err)
		}
		s.life()
		s.clockTo("2026-03-31") // nine in the morning: the day is the one before
		a := s.ask(s.root(), "evening", Params{})
		if a.Window.From != "2026-03-03" || a.Window.To != "2026-03-30" || a.Window.Days != 28 {
			s.Errorf("%+v", a.Window)
		}
		e := EveningOf(a)
		if !slices.Equal(codes(e.Turning), []string{"turning.rate"}) || !slices.Equal(codes(e.Cost), []string{"cost.cac"}) || len(e.Changed) != 0 {
			s.Errorf("%+v", e)
		}
		// 28 days of rewards at 10.00 a day for 28 new customers
		if s.value(a, "cac") != 1_000 || !strings.Contains(e.Cost[0].Zh, "¥280.00") || !strings.Contains(e.Cost[0].Zh, "新客 28 位，每位 ¥10.00") {
			s.Errorf("%+v %v", e.Cost, s.value(a, "cac"))
		}
		s.rowsMatch(s.root(), a)
		s.provable(e)
		if err := s.Refresh(s.Context()); err != nil {
			s.Fatal(err)
		}
		shown, asOf, err := s.Evening(s.root())
		if err != nil || asOf != a.AsOf {
			s.Fatal(err)
		}
		if d := cmp.Diff(e, shown); d != "" {
			s.Error(d)
		}
	})
}

// provable asks every metric that a sentence names about the days it names, and finds the number it says there.
func (s *shop) provable(e Evening) {
	s.Helper()
	for _, list := range [][]Sentence{e.Turning, e.Cost, e.Changed} {
		for _, x := range list {
			if _, err := NewBook().Find(x.Metric); err != nil || x.From == "" || x.To == "" {
				s.Errorf("%s leads nowhere: %+v %v", x.Code, x, err)
			}
		}
	}
	for code, value := range map[string]string{"turning.rate": "sr_orders", "cost.cac": "cac"} {
		for _, x := range slices.Concat(e.Turning, e.Cost) {
			if x.Code != code {
				continue
			}
			v, _ := s.ask(s.root(), x.Metric, Params{From: x.From, To: x.To}).Value(value)
			want := v.Unit.Show(v.Number)
			if v.Unit == Share {
				want = percent(*v.Number)
			}
			if !strings.Contains(x.Zh, want) {
				s.Errorf("%q does not say %s", x.Zh, want)
			}
		}
	}
	for _, a := range e.Acts {
		if a.Path == "" || a.Because.Zh == "" || a.Because.En == "" {
			s.Errorf("an act without evidence: %+v", a)
		}
	}
}

// Orders stop: on the third evening without any the page says so, and of records long past it tells their last day.
func TestEveningAfterTheLastOrder(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.life()
		s.clockTo("2026-04-03")
		e := EveningOf(s.ask(s.root(), "evening", Params{}))
		if !slices.Contains(codes(e.Changed), "changed.gap") || !strings.Contains(e.Changed[0].Zh, "已经 2 天没有订单") {
			s.Errorf("%+v", e.Changed)
		}
		s.clockTo("2026-08-01")
		if past := EveningOf(s.ask(s.root(), "evening", Params{})); past.Day != "2026-03-31" || slices.Contains(codes(past.Changed), "changed.gap") {
			s.Errorf("%+v", past)
		}
	})
}

// Costs are the whole company's: neither a store nor whoever may not read spend is told.
func TestEveningOfAStoreTellsNoCost(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.open("S1")
		s.life()
		s.clockTo("2026-03-31")
		clerk := org.As(s.Context(), org.Actor{Kind: org.ActorStaff, ID: 1, Role: org.RoleStore, Scope: org.ScopeAll})
		for _, ctx := range []struct{ e Evening }{{EveningOf(s.ask(s.keeper("S1"), "evening", Params{}))}, {EveningOf(s.ask(clerk, "evening", Params{}))}} {
			if len(ctx.e.Cost) != 0 {
				s.Errorf("%+v", ctx.e.Cost)
			}
		}
	})
}

// TestEveningOfExperiments: one that ended with a rise is to be rolled out, one with a fall stopped, one that runs is not judged.
func TestEveningOfExperiments(t *testing.T) {
	rise, low := 0.4, 0.1
	up := trialResult{"甲", "exp_1", uplift{change: &rise, low: &low, high: &rise, finding: risen}, true}
	unsound := up
	unsound.sound = false
	down := trialResult{"乙", "exp_2", uplift{change: &low, low: &low, high: &low, finding: fallen}, true}
	acts := eveningFacts{}.actsOf(todo{Late: 2}, []trialResult{up, unsound, down, {uplift: uplift{finding: notSignificant}}}, nil)
	var got []string
	for _, a := range acts {
		got = append(got, a.Code)
	}
	if !slices.Equal(got, []string{"act.stop_trial", "act.late", "act.roll_out"}) || !strings.Contains(acts[2].Because.En, "+40.0% [+10.0%, +40.0%]") {
		t.Errorf("%v %+v", got, acts)
	}
	eachShop(t, func(s *shop) {
		e, _ := s.trialShop(40, 0.5)
		s.clockTo("2026-03-15")
		if list, err := s.trialsNow(); err != nil || len(list) != 0 {
			s.Errorf("it still runs: %+v %v", list, err)
		}
		s.clockTo("2026-03-25")
		if list, err := s.trialsNow(); err != nil || len(list) != 1 || list[0].name != e.Name || list[0].finding != noData {
			s.Errorf("%+v %v", list, err)
		}
		s.clockTo("2026-06-25")
		if list, err := s.trialsNow(); err != nil || len(list) != 0 {
			s.Errorf("long over: %+v %v", list, err)
		}
	})
}

func (s *shop) trialsNow() (list []trialResult, err error) {
	err = s.study(s.root(), eveningMetric(), func(ctx context.Context, in *input) error { list, err = in.trials(ctx); return err })
	return list, err
}

// The evening survives being stored: what is read back is what was written.
func TestEveningIsStoredWhole(t *testing.T) {
	f := usual()
	f.acts = []Act{{Sentence{Code: "act.late", Words: Words{"先", "first"}}, Words{"因为", "because"}, "/tasks"}}
	f.gap, f.lastOrder = 2, "2026-03-26"
	e := f.compose()
	a := eveningResult(e, f, nil).answer
	a.Window.To = e.Day
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var again Answer
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	got := EveningOf(again)
	e.Cost = []Sentence{}
	if d := cmp.Diff(e, got); d != "" {
		t.Error(d)
	}
}
