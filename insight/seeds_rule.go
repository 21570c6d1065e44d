package insight

import (
	"cmp"
	"slices"

	"qunli/customer"
	"qunli/kit/money"
)

// seedling is what speaks for a person as a seed user (CUS-13).
type seedling struct {
	id       customer.ID
	reach    int64     // people reached at the second level
	activity int64     // days with an act
	own      money.Fen // paid, refunds taken off
	ranks    [3]float64
	score    float64
}

// percentRanks gives each value the share of the others strictly below it, 0…1; a single value has 0.
func percentRanks(values []int64) []float64 {
	sorted := slices.Sorted(slices.Values(values))
	out := make([]float64, len(values))
	if len(values) < 2 {
		return out
	}
	for i, v := range values {
		below, _ := slices.BinarySearch(sorted, v)
		out[i] = float64(below) / float64(len(values)-1)
	}
	return out
}

// scoreSeeds fills in ranks and, by the brand's weights, scores.
func scoreSeeds(people []seedling, rules customer.SeedRules) {
	figures := make([]customer.SeedFigures, len(people))
	reach, activity, own := make([]int64, len(people)), make([]int64, len(people)), make([]int64, len(people))
	for i, p := range people {
		figures[i] = p.figures()
		reach[i], activity[i], own[i] = p.reach, p.activity, int64(p.own)
	}
	r, a, o := percentRanks(reach), percentRanks(activity), percentRanks(own)
	for i, score := range rules.Scores(figures) {
		people[i].ranks, people[i].score = [3]float64{r[i], a[i], o[i]}, score
	}
}

func (p seedling) figures() customer.SeedFigures {
	return customer.SeedFigures{Reach: p.reach, Activity: p.activity, Own: int64(p.own)}
}

// bySeed orders people by score, the highest first.
func bySeed(a, b seedling) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id)) }

// reasons says what speaks for the person: measures by which at least half of the others stand below.
func (p seedling) reasons() []string {
	var out []string
	for k, code := range []string{"reach", "activity", "own"} {
		if p.ranks[k] >= 0.5 {
			out = append(out, code)
		}
	}
	return out
}

// link says that from brought or reached to.
type link struct{ from, to customer.ID }

// secondLevel counts, for each person, the distinct people reached by those whom the person reached, without the person
// and without those reached directly.
func secondLevel(links []link) map[customer.ID]int64 {
	next := map[customer.ID][]customer.ID{}
	for _, l := range links {
		if l.from != l.to && l.from != 0 && l.to != 0 {
			next[l.from] = append(next[l.from], l.to)
		}
	}
	for id, to := range next {
		slices.Sort(to)
		next[id] = slices.Compact(to)
	}
	out := map[customer.ID]int64{}
	seen := map[customer.ID]customer.ID{} // who has been counted for whom last
	for id, first := range next {
		seen[id] = id
		for _, f := range first {
			seen[f] = id
		}
		for _, f := range first {
			for _, second := range next[f] {
				if seen[second] != id {
					seen[second] = id
					out[id]++
				}
			}
		}
	}
	return out
}
