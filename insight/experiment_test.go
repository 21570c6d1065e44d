package insight

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/org"
	"qunli/segment"
)

// clockTo sets the clock to nine o'clock of a day.
func (s *shop) clockTo(day string) {
	s.Clock.Advance(time.UnixMilli(s.at(day, 9)).Sub(s.Clock.Now()))
}

func (s *shop) begin(d ExperimentDraft) Experiment {
	s.Helper()
	e, err := s.Begin(s.root(), d)
	if err != nil {
		s.Fatal(err)
	}
	return e
}

func (s *shop) assigned(e Experiment, ids ...customer.ID) map[customer.ID]Arm {
	s.Helper()
	arms, err := Assigned(s.Context(), s.Read(), e.ID, ids)
	if err != nil {
		s.Fatal(err)
	}
	return arms
}

// trialShop is a shop of many people on the eve of an experiment over all of them.
func (s *shop) trialShop(n int, holdout float64) (Experiment, []customer.ID) {
	s.clockTo("2026-03-01")
	people := s.people("2026-01-01", "", names("p", n)...)
	return s.begin(ExperimentDraft{Name: "春季", Holdout: holdout, Seed: "fixed", EndsOn: "2026-03-20"}), people
}

func TestExperimentReport(t *testing.T) {
	eachShop(t, func(s *shop) {
		e, people := s.trialShop(400, 0.5)
		arms := s.assigned(e, people...)
		want := map[Arm][2]int{}
		var sales []commerce.Entry
		for i, who := range people { // every second of the treated orders, every fourth of the control
			c := want[arms[who]]
			orders := c[0]%2 == 0 && arms[who] == Treated || c[0]%4 == 0
			if orders {
				sales = append(sales, s.sale(fmt.Sprint(i), who, "2026-03-05", 10, 1000))
				c[1]++
			}
			c[0]++
			want[arms[who]] = c
			if i%3 == 0 {
				sales = append(sales, s.sale(fmt.Sprint("before", i), who, "2026-02-20", 10, 500), s.sale(fmt.Sprint("late", i), who, "2026-03-21", 10, 500))
			}
		}
		s.take(sales...)
		s.clockTo("2026-04-01")
		a, err := s.Report(s.root(), e.ID)
		if err != nil {
			s.Fatal(err)
		}
		u := upliftOf(shareSample(int64(want[Treated][1]), int64(want[Treated][0])), shareSample(int64(want[Control][1]), int64(want[Control][0])))
		if s.value(a, "uplift") != *u.change || s.value(a, "low") != *u.low || s.value(a, "high") != *u.high || u.finding != risen {
			s.Errorf("%+v, want %+v of %v", a.Values, u, want)
		}
		if a.Window.From != "2026-03-01" || a.Window.To != "2026-03-20" || a.Window.Days != 20 {
			s.Errorf("%+v", a.Window)
		}
		aa, _ := a.Value("aa")
		ratio, _ := a.Value("ratio_p")
		if aa.Number == nil || !strings.Contains(aa.Note.En, "no significant difference") || ratio.Number == nil || !strings.Contains(ratio.Note.En, "fit") {
			s.Errorf("%+v %+v", aa, ratio)
		}
		s.rowsMatch(s.root(), a)
		if byName := s.ask(s.root(), "experiment", Params{Where: map[string]string{"experiment": "春季"}}); s.value(byName, "uplift") != *u.change {
			s.Error("by its name it is another")
		}
		for _, lang := range []string{"zh", "en"} {
			if text := Text(a, lang); strings.Contains(text, "NaN") || strings.Contains(text, "%!") {
				s.Error(text)
			}
		}
	})
}

// TestExperimentWarns: arms that differed before, and arms of the wrong sizes.
func TestExperimentWarns(t *testing.T) {
	eachShop(t, func(s *shop) {
		e, people := s.trialShop(200, 0.5)
		var sales []commerce.Entry
		for i, who := range people {
			if s.assigned(e, who)[who] == Treated && i%2 == 0 || i%20 == 0 {
				sales = append(sales, s.sale(fmt.Sprint(i), who, "2026-02-25", 10, 100))
			}
		}
		s.take(sales...)
		s.clockTo("2026-03-10")
		a := s.ask(s.root(), "experiment", Params{})
		aa, _ := a.Value("aa")
		up, _ := a.Value("uplift")
		if !strings.Contains(aa.Note.Zh, "警告") || !strings.Contains(aa.Note.En, "warning") {
			s.Errorf("%+v %s", aa, aa.Note)
		}
		if up.Number != nil || !strings.Contains(up.Note.Zh, "暂无数据") || s.value(a, "low") != -1 {
			s.Errorf("nobody ordered: %+v", up)
		}
	})
}

// TestPeopleOfAnExperiment: merged people keep one arm and are one; people who came later are outside.
func TestPeopleOfAnExperiment(t *testing.T) {
	eachShop(t, func(s *shop) {
		e, people := s.trialShop(60, 0.5)
		before := s.assigned(e, people...)
		if len(before) != 60 {
			s.Fatalf("%d take part", len(before))
		}
		late := s.people("2026-03-02", "", "late")[0]
		crowd := customer.New(s.DB, s.bus())
		if err := errors.Join(crowd.Merge(s.root(), people[0], people[1], "same"), crowd.Merge(s.root(), people[2], late, "same")); err != nil {
			s.Fatal(err)
		}
		after := s.assigned(e, append(slices.Clone(people), late)...)
		if after[people[0]] != before[people[1]] || after[people[1]] != before[people[1]] {
			s.Error("the one merged into another has an arm of their own")
		}
		if after[late] != before[people[2]] || after[people[2]] != before[people[2]] {
			s.Error("whoever was merged into somebody from outside has lost the arm")
		}
		a := s.ask(s.root(), "experiment", Params{})
		if n := a.Denominators[0].Count + a.Denominators[1].Count; n != 59 {
			s.Errorf("%d people, want 59", n)
		}
		if err := crowd.Unmerge(s.root(), people[0]); err != nil {
			s.Fatal(err)
		}
		if again := s.assigned(e, people...); again[people[0]] != before[people[0]] {
			s.Error("a person parted again has another arm than before")
		}
		if out := s.assigned(e, s.people("", "", "stranger")...); len(out) != 0 {
			s.Errorf("a stranger has an arm: %v", out)
		}
	})
}

func TestExperimentsByRuleAndByList(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.clockTo("2026-03-01")
		people := s.people("2026-01-01", "", "a", "b", "c")
		s.take(s.sale("1", people[0], "2026-02-01", 9, 100), s.sale("2", people[1], "2026-02-01", 9, 100))
		if _, err := s.Begin(s.root(), ExperimentDraft{Name: "r", Rule: "orders >= 1"}); !errors.Is(err, ErrNoRules) {
			s.Errorf("a rule that nobody can ask: %v", err)
		}
		s.AskRules(segment.New(s.DB, s.bus(), slices.Concat(customer.Attributes(), commerce.Attributes())))
		byRule := s.begin(ExperimentDraft{Name: "r", Rule: "orders>=1", Metric: ByRepurchase})
		if byRule.State != Ready || byRule.Rule != "orders >= 1" || byRule.Holdout != 0.1 || byRule.StartsOn != "2026-03-01" {
			s.Errorf("%+v", byRule)
		}
		if got := s.assigned(byRule, people...); len(got) != 2 || got[people[2]] != "" {
			s.Errorf("by rule: %v", got)
		}
		byList := s.begin(ExperimentDraft{Name: "l", People: people[1:], Mode: BeforeAfter, Metric: BySpend})
		if got := s.assigned(byList, people...); len(got) != 2 || got[people[0]] != "" || got[people[1]] != Treated {
			s.Errorf("by list: %v", got)
		}
		s.take(s.sale("3", people[1], "2026-03-02", 9, 300), s.sale("4", people[2], "2026-03-03", 9, 200), s.sale("5", people[1], "2026-02-27", 9, 100))
		s.clockTo("2026-03-04")
		a, err := s.Report(s.root(), byList.ID)
		up, _ := a.Value("uplift")
		if err != nil || up.Number == nil || *up.Number != 4 || !strings.Contains(up.Note.En, "weaker") {
			s.Errorf("500 after 100: %+v %v", up, err)
		}
		list, err := s.Experiments(s.root(), 0, 0)
		if err != nil || len(list) != 2 || list[0].ID != byList.ID {
			s.Errorf("%+v %v", list, err)
		}
	})
}

func TestExperimentVerbs(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.open("S1")
		s.clockTo("2026-03-01")
		who := s.people("2026-01-01", "", "a")
		e := s.begin(ExperimentDraft{Name: "one", People: who})
		for what, d := range map[string]ExperimentDraft{
			"no name": {}, "mode": {Name: "x", Mode: "y"}, "metric": {Name: "x", Metric: "y"}, "holdout": {Name: "x", Holdout: 0.95},
			"both": {Name: "x", Rule: "orders >= 1", People: who}, "days": {Name: "x", StartsOn: "2026-02-30"}, "order of days": {Name: "x", EndsOn: "2026-02-01"},
			"taken": {Name: "one"}, "nobody": {Name: "x", People: []customer.ID{1}}, "control of none": {Name: "x", Mode: BeforeAfter, Holdout: 0.1},
		} {
			if _, err := s.Begin(s.root(), d); err == nil || fault.Of(err).Code == "internal" {
				s.Errorf("%s: %v", what, err)
			}
		}
		narrow := org.As(s.Context(), org.Actor{Kind: org.ActorStaff, Role: org.RoleOperator, Scope: org.ScopeStore, Store: s.stores["S1"]})
		if _, err := s.Begin(narrow, ExperimentDraft{Name: "x"}); !errors.Is(err, ErrTrialScope) {
			s.Errorf("somebody of one store: %v", err)
		}
		if a, err := s.Report(narrow, e.ID); err != nil || a.Denominators[0].Count != 0 {
			s.Errorf("another store's report counts %+v %v", a.Denominators, err)
		}
		if err := s.Stop(s.root(), e.ID); err != nil {
			s.Fatal(err)
		}
		if err := s.Stop(s.root(), e.ID); !errors.Is(err, ErrTrialEnded) {
			s.Errorf("twice: %v", err)
		}
		if err := s.Stop(s.root(), 5); !errors.Is(err, ErrExperiment) {
			s.Errorf("nothing: %v", err)
		}
		if _, err := s.Ask(s.root(), "experiment", Params{Where: map[string]string{"experiment": "nothing"}}); !errors.Is(err, ErrExperiment) {
			s.Errorf("by a name that nothing has: %v", err)
		}
	})
}

// TestEnrolmentGoesOn: one cut short takes the rest in, and a second call changes nothing.
func TestEnrolmentGoesOn(t *testing.T) {
	eachShop(t, func(s *shop) {
		e, people := s.trialShop(30, 0.5)
		s.exec(`DELETE FROM insight_experiment_person WHERE customer_id > $1`, people[9])
		s.exec(`UPDATE insight_experiment SET state = 'enrolling', enrolled_to = $1`, people[9])
		before := s.assigned(e, people...)
		for range 2 {
			if err := s.Enrol(s.Context()); err != nil {
				s.Fatal(err)
			}
		}
		after := s.assigned(e, people...)
		if len(before) != 10 || len(after) != 30 {
			s.Errorf("%d, then %d", len(before), len(after))
		}
		for who, arm := range before {
			if after[who] != arm {
				s.Error("an arm changed")
			}
		}
		if again, err := s.Experiment(s.root(), e.ID); err != nil || again.State != Ready {
			s.Errorf("%+v %v", again, err)
		}
	})
}

// The sums of spend weigh people who bought nothing as nothing.
func TestExperimentBySpend(t *testing.T) {
	tr := &trial{Experiment: Experiment{Metric: BySpend, Mode: Holdout}, people: []participant{{1, Treated, false}, {2, Treated, false}, {3, Control, false}, {4, Control, false}}}
	treated, control := tr.arms(map[customer.ID]bought{1: {Amount: money.Fen(300)}, 3: {Amount: 100}, 4: {Amount: 100}}, 0)
	if *treated.level() != 150 || *control.level() != 100 || treated.n != 2 {
		t.Errorf("%+v %+v", treated, control)
	}
}

// exec writes what no verb does.
func (s *shop) exec(sqlText string, args ...any) {
	s.Helper()
	s.tx(func(ctx context.Context, tx *db.Tx) error { _, err := db.Exec(ctx, tx, sqlText, args...); return err })
}
