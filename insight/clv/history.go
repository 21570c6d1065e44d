package clv

import (
	"cmp"
	"math"
	"slices"
)

// History is what the models read of one buyer. Orders of one day count as one.
type History struct {
	Repeat int     // x: order-days after the first
	Last   float64 // t_x: from the first order to the last, in units; 0 when Repeat is 0
	Age    float64 // T: from the first order to the end of what was observed, ≥ Last
	Mean   float64 // z: mean amount of the repeat order-days; ≤ 0 unknown
}

// row is some buyers with the same history.
type row struct {
	x       int
	last    float64
	age     float64
	weight  float64
	average float64 // of the Gamma-Gamma model: z
}

// rows gathers equal histories, in a fixed order: the likelihood is computed once for each.
func rows(people []History) []row {
	all := make([]row, len(people))
	for i, h := range people {
		all[i] = row{x: h.Repeat, last: h.Last, age: h.Age, weight: 1}
	}
	return gather(all)
}

// spendRows gathers what the Gamma-Gamma model reads: repeat buyers whose mean is known.
func spendRows(people []History) []row {
	var all []row
	for _, h := range people {
		if h.Repeat > 0 && h.Mean > 0 {
			all = append(all, row{x: h.Repeat, average: h.Mean, weight: 1})
		}
	}
	return gather(all)
}

func gather(all []row) []row {
	slices.SortFunc(all, func(p, q row) int {
		return cmp.Or(cmp.Compare(p.x, q.x), cmp.Compare(p.last, q.last), cmp.Compare(p.age, q.age), cmp.Compare(p.average, q.average))
	})
	out := all[:0]
	for _, r := range all {
		if n := len(out) - 1; n >= 0 && out[n].x == r.x && out[n].last == r.last && out[n].age == r.age && out[n].average == r.average {
			out[n].weight += r.weight
			continue
		}
		out = append(out, r)
	}
	return out
}

// most gives the largest x.
func most(rows []row) int {
	n := 0
	for _, r := range rows {
		n = max(n, r.x)
	}
	return n
}

// Correlation is Pearson's between how often repeat buyers came back and what they spent on average, of those whose mean is
// known; NaN when there are fewer than two or one of both never varies. The Gamma-Gamma model takes it to be 0.
func Correlation(people []History) float64 {
	var n, sx, sz, sxx, szz, sxz float64
	for _, h := range people {
		if h.Repeat == 0 || h.Mean <= 0 {
			continue
		}
		x, z := float64(h.Repeat), h.Mean
		n, sx, sz, sxx, szz, sxz = n+1, sx+x, sz+z, sxx+x*x, szz+z*z, sxz+x*z
	}
	return (sxz - sx*sz/n) / math.Sqrt((sxx-sx*sx/n)*(szz-sz*sz/n))
}
