package insight

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"qunli/insight/clv"
)

// calibration holds a forecast against what happened: the model fitted to the days up to Split, asked for the days after.
type calibration struct {
	Split     string   `json:"split"` // the last day that the model saw
	Days      int      `json:"days"`  // after it
	Buyers    int      `json:"buyers"`
	Predicted float64  `json:"predicted"` // order-days of all of them
	Actual    float64  `json:"actual"`
	Deciles   []decile `json:"deciles"`
}

// decile is a tenth of the buyers, by what was foretold of them: the means of a buyer.
type decile struct {
	Buyers    float64 `json:"buyers"`
	Predicted float64 `json:"predicted"`
	Actual    float64 `json:"actual"`
}

// fewest is how many buyers a calibration needs.
const fewest = 100

// calibrate keeps back the last share of the days between two, fits BG/NBD to the others and compares; nil when there are
// too few buyers or days, or the model does not fit.
func calibrate(people []person, from, asOf day, share float64) *calibration {
	span := int(asOf-from) + 1
	kept := int(math.Round(share * float64(span)))
	split := asOf - day(kept)
	rows := observed(people, split)
	if len(rows) < fewest || kept < 1 || split <= from {
		return nil
	}
	m, f := clv.FitBGNBD(histories(rows))
	if !f.Converged {
		return nil
	}
	c := &calibration{Split: split.String(), Days: kept, Buyers: len(rows)}
	cases := make([]decile, 0, len(rows))
	for _, p := range people {
		h, ok := p.observe(split)
		if !ok {
			continue
		}
		after := len(p.within(split+1, asOf).days)
		cases = append(cases, decile{1, m.Orders(h.history(), float64(kept)/weekDays), float64(after)})
	}
	for _, d := range cases {
		c.Predicted += d.Predicted
		c.Actual += d.Actual
	}
	c.Deciles = deciles(cases, 10)
	return c
}

// deciles cuts cases into n parts of the same size by what was foretold, the least first. Cases of which the same was
// foretold share the parts that they fall into, so that the order of buyers is of no account.
func deciles(cases []decile, n int) []decile {
	slices.SortFunc(cases, func(a, b decile) int { return cmp.Compare(a.Predicted, b.Predicted) })
	out := make([]decile, n)
	size, at, room := float64(len(cases))/float64(n), 0, float64(len(cases))/float64(n)
	for i := 0; i < len(cases); {
		tie := decile{Predicted: cases[i].Predicted}
		for ; i < len(cases) && cases[i].Predicted == tie.Predicted; i++ {
			tie.Buyers++
			tie.Actual += cases[i].Actual
		}
		mean := tie.Actual / tie.Buyers
		for tie.Buyers > 1e-9 {
			part := math.Min(tie.Buyers, room)
			if at == n-1 {
				part = tie.Buyers // what rounding left over
			}
			out[at].Buyers += part
			out[at].Predicted += part * tie.Predicted
			out[at].Actual += part * mean
			tie.Buyers -= part
			if room -= part; room < 1e-9 && at < n-1 {
				at, room = at+1, size
			}
		}
	}
	for i, d := range out {
		if d.Buyers > 0 {
			out[i].Predicted, out[i].Actual = d.Predicted/d.Buyers, d.Actual/d.Buyers
		}
	}
	return out
}

// sortedDays gives the keys in order.
func sortedDays(m map[day]float64) []day { return slices.Sorted(maps.Keys(m)) }
