package insight

import (
	"math"
	"slices"
	"testing"
)

// TestForecastWorkedNumbers is REF-05 as corrected: s=100; K=.6 → 100, 160, 196 … limit 250; K=1.25 → 100, 225, 381.
func TestForecastWorkedNumbers(t *testing.T) {
	for _, c := range []struct {
		plan     fissionPlan
		k        float64
		users    []float64
		limit    float64 // 0 none
		sustains bool
	}{
		{fissionPlan{100, 3, 0.2, 7, 2}, 0.6, []float64{100, 160, 196}, 250, false},
		{fissionPlan{100, 5, 0.25, 7, 2}, 1.25, []float64{100, 225, 381}, 0, true},
		{fissionPlan{100, 4, 0.25, 7, 2}, 1, []float64{100, 200, 300}, 0, true},
	} {
		var users []float64
		for i, s := range c.plan.forecast() {
			users = append(users, *heads(s.users))
			if s.day != float64(i)*7 {
				t.Errorf("turn %d on day %v", i, s.day)
			}
			if math.Abs(s.users-usersAfter(100, c.plan.k(), i)) > 1e-9 {
				t.Errorf("turn %d: %v people, the sum says %v", i, s.users, usersAfter(100, c.plan.k(), i))
			}
		}
		limit := usersLimit(c.plan.seeds, c.plan.k())
		if math.Abs(c.plan.k()-c.k) > 1e-12 || !slices.Equal(users, c.users) || sustains(c.plan.k()) != c.sustains {
			t.Errorf("%+v: K %v, %v", c.plan, c.plan.k(), users)
		}
		if (limit == nil) != (c.limit == 0) || limit != nil && math.Abs(*limit-c.limit) > 1e-9 {
			t.Errorf("%+v: limit %v, want %v", c.plan, limit, c.limit)
		}
	}
}

// A loop that would hold more than a billion people is not followed any further, and says so.
func TestForecastEndsWhereThePeopleDo(t *testing.T) {
	p := fissionPlan{1000, 10, 1, 1, 100}
	ahead := p.forecast()
	if n := len(ahead); n != 6 || ahead[n-1].users > mostPeople {
		t.Errorf("%d turns, %v people at last", n, ahead[n-1].users)
	}
	if v := p.values()[1]; v.Number != nil || v.Note == nil {
		t.Errorf("%+v", v)
	}
}

// TestForecastBesideWhatWasMeasured: somebody brings two, and one of these a third two days later.
func TestForecastBesideWhatWasMeasured(t *testing.T) {
	eachShop(t, func(s *shop) {
		a := s.ask(s.root(), "forecast", Params{})
		if s.value(a, "measured_k") != -1 || s.value(a, "measured_cycle") != -1 || s.value(a, "k") != 0.6000000000000001 {
			s.Errorf("without any referral: %+v", a.Values)
		}
		p := s.people("", "", "root", "x", "y", "z")
		s.bring("2026-01-02", p[0], p[1], p[2])
		s.bring("2026-01-04", p[1], p[3])
		s.Clock.Advance(60 * 24 * 3600e9)
		a = s.ask(s.root(), "forecast", Params{Options: map[string]string{"invites": "5", "conversion": "0.25", "generations": "2"}})
		if got := s.value(a, "measured_k"); math.Abs(got-1.0/3) > 1e-12 {
			s.Errorf("measured K %v: three invitees brought one", got)
		}
		if s.value(a, "k") != 1.25 || s.value(a, "users") != 381 || s.value(a, "limit") != -1 || s.value(a, "days") != 14 {
			s.Errorf("%+v", a.Values)
		}
		if got := s.value(a, "measured_limit"); math.Abs(got-150) > 1e-9 {
			s.Errorf("100 seeds at K = 1/3 end at %v", got)
		}
		if got := s.value(a, "measured_cycle"); got != 2 {
			s.Errorf("cycle %v days", got)
		}
		if rows := a.Table("generations").Rows; len(rows) != 3 || *rows[2][3].Number != 381 || *rows[2][4].Number != 144 {
			s.Errorf("%+v", rows)
		}
		s.rowsMatch(s.root(), a)
	})
}
