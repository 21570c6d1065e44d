package segment

import (
	"cmp"
	"slices"

	"qunli/customer"
)

// window gathers rows of days over any span of days.
type window struct {
	how  customer.Gather
	rows []dayValue // one a day, by day
	sums []int64    // sums[n] is the sum of the first n rows
}

// newWindow takes rows in any order; two accounts of a person may have rows of one day.
func newWindow(how customer.Gather, rows []dayValue) *window {
	w := &window{how: how, sums: []int64{0}}
	sorted := slices.SortedStableFunc(slices.Values(rows), func(x, y dayValue) int { return cmp.Compare(x.day, y.day) })
	for _, r := range sorted {
		if how == customer.GatherDays {
			r.n = min(max(r.n, 0), 1)
		}
		if last := len(w.rows) - 1; last >= 0 && w.rows[last].day == r.day {
			w.rows[last].n = gatherTwo(how, w.rows[last].n, r.n)
			continue
		}
		w.rows = append(w.rows, r)
	}
	for _, r := range w.rows {
		w.sums = append(w.sums, w.sums[len(w.sums)-1]+r.n)
	}
	return w
}

// gathered gives the number of the days after from, up to to; 0 when they hold no row.
func (w *window) gathered(from, to day) int64 {
	lo, hi := w.after(from), w.after(to)
	switch {
	case w.how != customer.GatherMax && w.how != customer.GatherMin:
		return w.sums[hi] - w.sums[lo]
	case lo == hi:
		return 0
	}
	n := w.rows[lo].n
	for _, r := range w.rows[lo+1 : hi] {
		n = gatherTwo(w.how, n, r.n)
	}
	return n
}

// after counts the rows up to a day.
func (w *window) after(d day) int {
	n, _ := slices.BinarySearchFunc(w.rows, d+1, func(r dayValue, d day) int { return cmp.Compare(r.day, d) })
	return n
}

// gatherTwo makes one of two numbers.
func gatherTwo(how customer.Gather, a, b int64) int64 {
	switch how {
	case customer.GatherMin:
		return min(a, b)
	case customer.GatherMax, customer.GatherDays:
		return max(a, b)
	case customer.GatherOwn:
		return b
	}
	return a + b
}

// gather adds what one account of a person has to the person.
func (c *cell) gather(how customer.Gather, n int64) {
	if c.some {
		n = gatherTwo(how, c.n, n)
	}
	c.n, c.some = n, true
}
