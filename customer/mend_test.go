package customer_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// TestNewRulesReachWhoCountedForNothing: a kind of act that gets a weight counts for those who did nothing else.
func TestNewRulesReachWhoCountedForNothing(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		r := customer.DefaultRules()
		r.Tie.Weights = map[string]float64{customer.ActView: 0}
		must(t, x.SetRules(x.owner, r))
		i := x.one(t, 0, customer.Card{Keys: keys("account@s", "1")})
		x.touch(t, customer.Touch{CustomerID: i, Kind: customer.ActView, At: at(-1)})
		x.fold(t)
		r.Tie.Weights[customer.ActView] = 2
		must(t, x.SetRules(x.owner, r))
		moved := x.fold(t)
		if len(moved) != 1 || moved[0].To != "weak" {
			t.Errorf("moved %+v, want to weak", moved)
		}
		x.clean(t)
	})
}

// TestARuleTagOutlivesTheImportThatGaveItToo: what an import put on and a rule asked for as well stays the rule's when the
// import is undone, and goes with the rule.
func TestARuleTagOutlivesTheImportThatGaveItToo(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		k := keys("account@s", "1")
		i := x.one(t, 0, customer.Card{Keys: k})
		x.resolve(t, 3, customer.Card{Keys: k, Tags: []string{"活跃"}})
		x.resolve(t, 4, customer.Card{Keys: k, Tags: []string{"活跃", "老客"}})
		x.rule(t, "活跃", []customer.ID{i}, nil)
		x.undo(t, 3, 10, nil)
		x.undo(t, 4, 10, nil)
		if got := x.origins(t, i); got != "活跃:rule" {
			t.Errorf("after the undo: %q", got)
		}
		x.rule(t, "活跃", nil, []customer.ID{i})
		if got := x.origins(t, i); got != "" {
			t.Errorf("after the rule: %q", got)
		}
		x.clean(t)
	})
}

// TestAddedAtKnowsEverySpelling: two spellings of one phone are one person's.
func TestAddedAtKnowsEverySpelling(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		x.one(t, 0, customer.Card{Keys: keys("phone", "13800000001"), AddedAt: 77})
		asked := append(keys("phone", "13800000001"), keys("phone", "+86 138 0000 0001")...)
		got, err := customer.AddedAt(x.owner, x.Read(), asked)
		must(t, err)
		for _, k := range asked {
			if got[k] != 77 {
				t.Errorf("%s: added at %d, want 77", k.Value, got[k])
			}
		}
	})
}

// TestADayWithoutMidnightComes: where clocks skip midnight, what is due at the beginning of that day is due on it, and
// restanding settles it.
func TestADayWithoutMidnightComes(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		const zone = "America/Santiago" // 2026-09-06 begins at 01:00
		must(t, x.Service.SetRules(x.owner, customer.DefaultRules()))
		x.tx(t, func(ctx context.Context, tx *db.Tx) error { return org.SetSetting(ctx, tx, org.SettingZone, zone) })
		i := x.one(t, 0, customer.Card{Keys: keys("account@s", "1")})
		place, err := time.LoadLocation(zone)
		must(t, err)
		day := time.Date(2026, 9, 6, 12, 0, 0, 0, place)
		x.acted(t, customer.Act{Customer: i, Day: "2026-09-06", Kind: customer.ActOrder, Acts: 1})
		until := func(t time.Time) { x.Clock.Advance(t.Sub(x.Clock.Now())) }
		until(day.AddDate(0, 0, -1))
		x.fold(t)
		until(time.Date(2026, 9, 5, 23, 30, 0, 0, place))
		x.fold(t)
		if due, err := customer.Due(x.owner, x.Read(), x.Clock.Now().UnixMilli(), 10); err != nil || slices.Contains(due, i) {
			t.Errorf("due again at once: %v %v", due, err)
		}
		until(day)
		if moved := x.fold(t); len(moved) == 0 {
			t.Error("the day has not come")
		}
	})
}
