package insight

import "testing"

// TestGroupLifeWorkedNumbers is COM-17 as corrected. A: 30 days, 100 members, best week 4 actors → dead A. B: peak 400 acts, now
// 30 (7.5 %) → dead B. C: 400 → 120 (30 %) → healthy, lurkers shown.
func TestGroupLifeWorkedNumbers(t *testing.T) {
	rule := standardLife()
	members := map[int64]bool{}
	for i := range 100 {
		members[int64(i)] = true
	}
	busy := func(lately int) []actDay {
		acts := spreadActs(40, 7, 400)
		return append(acts, spreadActs(lately/3, 59, lately)...)
	}
	for _, c := range []struct {
		name    string
		acts    []actDay
		today   day
		want    Life
		peak    int64
		now     int64
		lurkers int
	}{
		{"A", spreadActs(4, 12, 8), 29, DeadA, 8, 0, 96},
		{"B", busy(30), 60, DeadB, 400, 30, 90},
		{"C", busy(120), 60, Alive, 400, 120, 60},
		{"young", spreadActs(1, 2, 1), 13, Young, 1, 0, 99},
	} {
		v := vitalOf(c.acts, members, 0, c.today, rule)
		if got := v.life(rule); got != c.want || v.peak7 != c.peak || v.acts7 != c.now || v.lurkers != c.lurkers {
			t.Errorf("%s: %s, %+v", c.name, got, v)
		}
	}
}

func TestAdsAloneAreNoLife(t *testing.T) {
	rule := standardLife()
	v := vital{age: 30, members: 10, acts7: 50, peak7: 60, actors7: 5, messages: 100, promos: 81}
	if got := v.life(rule); got != AdOnly {
		t.Errorf("81 of 100 are promotion: %s", got)
	}
	if v.promos = 80; v.life(rule) != Alive {
		t.Error("80 of 100 is not above 80 %")
	}
}

// TestSevenDayWindows: people are counted once within any seven days, and the eighth day begins another window.
func TestSevenDayWindows(t *testing.T) {
	acts := []actDay{{1, 0, 1}, {2, 6, 1}, {3, 7, 1}, {1, 7, 5}}
	v := vitalOf(acts, map[int64]bool{1: true, 2: true, 3: true, 4: true}, 0, 13, standardLife())
	if v.actors7 != 3 || v.peak7 != 7 || v.acts7 != 6 || v.lurkers != 1 || v.sinceLast != 6 || v.activeDays != 3 {
		t.Errorf("%+v", v)
	}
}

// spreadActs lets people act on one day, total acts in all.
func spreadActs(people int, on day, total int) []actDay {
	var out []actDay
	for i := range people {
		acts := total / people
		if i < total%people {
			acts++
		}
		out = append(out, actDay{int64(i), on, int64(acts)})
	}
	return out
}
