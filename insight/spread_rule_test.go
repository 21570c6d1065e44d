package insight

import (
	"math"
	"testing"
)

// levelsOf builds a forest of seeds seeds, each bringing the same share of level 1, of whom the first sharers bring the rest.
func levelsOf(seeds, level1, sharers, deeper int) []int32 {
	var parent []int32
	for range seeds {
		parent = append(parent, -1)
	}
	for i := range level1 {
		parent = append(parent, int32(i%seeds))
	}
	for i := range deeper {
		parent = append(parent, int32(seeds+i%sharers))
	}
	return parent
}

// TestSpreadWorkedNumber is INS-10 and COM-21: 10 seeds, 400 on level 1 of whom 40 share on, 2,100 deeper → ×250, 10 %.
func TestSpreadWorkedNumber(t *testing.T) {
	f := growForest(levelsOf(10, 400, 40, 2100))
	s := spreadOf(generations(f, make([]int64, len(f.parent))))
	if s.reach != 2500 || *s.multiplier() != 250 || *s.second() != 0.1 {
		t.Errorf("%+v: ×%v, second %v", s, *s.multiplier(), *s.second())
	}
	if share := *s.multiplier() / kolReach; share != 0.25 {
		t.Errorf("share of the benchmark 1×1000: %v", share)
	}
	if s := spreadOf(nil); s.multiplier() != nil || s.second() != nil {
		t.Errorf("nobody shared anything, yet %+v has figures", s)
	}
}

func TestRootsThatBroughtNobodyAreNoSeeds(t *testing.T) {
	f := growForest([]int32{-1, -1, 0})
	if s := spreadOf(generations(f, make([]int64, 3))); s.seeds != 1 || s.reach != 1 {
		t.Errorf("%+v", s)
	}
}

// TestFissionWorkedNumbers is REF-05: K = 5 × 0.25 = 1.25 carries itself, 3 × 0.2 = 0.6 needs seeds; the users after each turn
// and the limit.
func TestFissionWorkedNumbers(t *testing.T) {
	for _, c := range []struct {
		invites, conversion float64
		sustains            bool
		users               []float64
		limit               float64
	}{
		{5, 0.25, true, []float64{100, 225, 381.25}, -1},
		{3, 0.2, false, []float64{100, 160, 196}, 250},
	} {
		k := c.invites * c.conversion
		if sustains(k) != c.sustains {
			t.Errorf("K=%v: sustains %v", k, sustains(k))
		}
		for n, want := range c.users {
			if got := usersAfter(100, k, n); math.Abs(got-want) > 1e-9 {
				t.Errorf("K=%v: %v users after %d turns, want %v", k, got, n, want)
			}
		}
		limit := -1.0
		if l := usersLimit(100, k); l != nil {
			limit = *l
		}
		if math.Abs(limit-c.limit) > 1e-9 {
			t.Errorf("K=%v: limit %v, want %v", k, limit, c.limit)
		}
	}
}

// TestMeasuredKCountsTheRipe: newcomers younger than 14 days are not judged, and what they brought later than 14 days after
// coming does not count.
func TestMeasuredKCountsTheRipe(t *testing.T) {
	const day = dayMS
	now := int64(100 * day)
	parent := []int32{-1, 0, 0, 1, 1, 1, 2, 3}
	joined := []int64{1 * day, 10 * day, 20 * day, 15 * day, 24 * day, 25 * day, 21 * day, 95 * day}
	// 1 brings 3, 4 (day 24 is the 14th) and 5 (too late); 2 brings 6; 3 brings 7 (too late, and 7 is too young).
	got := fissionOf(growForest(parent), joined, now)
	if want := (fission{cohort: 6, inviters: 2, brought: 3}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if k := *got.k(); k != 0.5 {
		t.Errorf("K %v", k)
	}
}

func TestCycleIsTheMedianBetweenTwoComings(t *testing.T) {
	f := growForest([]int32{-1, 0, 0, 0, 1})
	levels := generations(f, []int64{1000, 1000 + 3*dayMS, 1000 + 5*dayMS, 1000 + 9*dayMS, 0})
	if c := levels[0].cycle(); c == nil || *c != 5*dayMS {
		t.Errorf("cycle %v, want 5 days", c)
	}
	if c := levels[1].cycle(); c != nil {
		t.Errorf("an undated coming gives a cycle of %v", *c)
	}
	if k := *levels[0].k(); k != 3 {
		t.Errorf("K of the first generation %v", k)
	}
}
