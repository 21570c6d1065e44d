package insight

import "slices"

// generation is one level of the invitation forest: how many people it holds, how many of them brought somebody, and how
// long those they brought took to come.
type generation struct {
	people  int
	sharers int
	brought int   // people of the next generation
	cycles  []int // ms from a person's own coming to that of each one they brought, where both are dated
}

// k is people brought per person of the generation; nil when it is empty.
func (g generation) k() *float64 { return ratio(g.brought, g.people) }

// cycle is the median of the cycles, ms; nil when none is dated.
func (g generation) cycle() *float64 {
	m, ok := upperMedian(g.cycles)
	if !ok {
		return nil
	}
	return whole(m)
}

// generations counts the forest level by level; roots that brought nobody are no seeds and are left out. joined gives the ms
// at which each node came, 0 unknown.
func generations(f *forest, joined []int64) []generation {
	var out []generation
	for _, node := range f.order {
		if f.parent[node] < 0 && f.children[node] == 0 {
			continue
		}
		for len(out) <= int(f.level[node]) {
			out = append(out, generation{})
		}
		g := &out[f.level[node]]
		g.people++
		if f.children[node] > 0 {
			g.sharers++
		}
		if p := f.parent[node]; p >= 0 {
			up := &out[f.level[node]-1]
			up.brought++
			if joined[p] > 0 && joined[node] >= joined[p] {
				up.cycles = append(up.cycles, int(joined[node]-joined[p]))
			}
		}
	}
	return out
}

// spread is INS-10: seeds are level 0; reach is distinct people, seeds excluded.
type spread struct{ seeds, level1, level1Sharers, reach int }

func spreadOf(levels []generation) spread {
	var s spread
	for level, g := range levels {
		switch level {
		case 0:
			s.seeds = g.people
			continue
		case 1:
			s.level1, s.level1Sharers = g.people, g.sharers
		}
		s.reach += g.people
	}
	return s
}

func (s spread) multiplier() *float64 { return ratio(s.reach, s.seeds) }
func (s spread) second() *float64     { return ratio(s.level1Sharers, s.level1) }

// fission is the measured loop of REF-05: cohort is people who came at least maturity days before the end; brought is whom they
// brought within their first maturity days.
type fission struct{ cohort, inviters, brought int }

// maturity is how long a newcomer is watched, and how old they must be to be counted.
const maturity = 14 * dayMS

func fissionOf(f *forest, joined []int64, now int64) fission {
	var out fission
	inviting := make([]bool, len(f.parent))
	for _, node := range f.order {
		if ripe(joined[node], now) && f.parent[node] >= 0 {
			out.cohort++
		}
		p := f.parent[node]
		if p < 0 || f.parent[p] < 0 || !ripe(joined[p], now) || joined[node] < joined[p] || joined[node] > joined[p]+maturity {
			continue
		}
		out.brought++
		if !inviting[p] {
			inviting[p] = true
			out.inviters++
		}
	}
	return out
}

// ripe tells whether somebody who came at ms has been here long enough to judge; unknown times never are.
func ripe(at, now int64) bool { return at > 0 && at <= now-maturity }

// k is people brought per newcomer; nil without newcomers.
func (f fission) k() *float64 { return ratio(f.brought, f.cohort) }

// sustains reads K: from 1 on, the loop carries itself.
func sustains(k float64) bool { return k >= 1 }

// usersAfter gives Σ_{i≤n} s·K^i, the people after n turns from s seeds.
func usersAfter(seeds, k float64, n int) float64 {
	users, turn := 0.0, seeds
	for range n + 1 {
		users += turn
		turn *= k
	}
	return users
}

// usersLimit gives s ÷ (1 − K), where the loop ends up by itself; nil when it never does.
func usersLimit(seeds, k float64) *float64 {
	if sustains(k) {
		return nil
	}
	limit := seeds / (1 - k)
	return &limit
}

// shapes sums up many trees.
type shapes struct {
	trees, people, deepest, medianSize, medianDepth int
	meanVirality, mostVirality                      *float64
}

func shapesOf(trees []*tree) shapes {
	s := shapes{trees: len(trees)}
	var sizes, depths []int
	viral, total := 0, 0.0
	for _, t := range trees {
		s.people += t.size
		s.deepest = max(s.deepest, t.depth)
		sizes, depths = append(sizes, t.size), append(depths, t.depth)
		if t.virality == nil {
			continue
		}
		viral++
		total += *t.virality
		if s.mostVirality == nil || *t.virality > *s.mostVirality {
			s.mostVirality = t.virality
		}
	}
	if viral > 0 {
		mean := total / float64(viral)
		s.meanVirality = &mean
	}
	s.medianSize, s.medianDepth = middle(sizes), middle(depths)
	return s
}

// middle is the upper median, 0 of nothing.
func middle(values []int) int {
	if len(values) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(values))
	return s[len(s)/2]
}
