package segment

import (
	"cmp"
	"slices"

	"qunli/customer"
)

// flip is a moment at which time alone changes what a clause says.
type flip struct {
	at   int64 // ms
	leaf int
	now  bool // what it says from then on
}

// asked is a program asked at a moment: where its cells are, and what stands for its words.
type asked struct {
	*program
	frame frame
	cells []int // clause → slot
	tests []*wordTest
	spans [][2]int64 // clause → the moments it asks for: from, and up to but not including

	truth []bool // room to work in, of one caller
	later []flip
	turns []day
}

func (p *program) asked(f frame, pl *plan, tests []*wordTest) *asked {
	n := len(p.clauses)
	a := &asked{program: p, frame: f, cells: make([]int, n), tests: tests, spans: make([][2]int64, n), truth: make([]bool, n)}
	for i, c := range p.clauses {
		a.cells[i] = pl.index[c.cellOf()]
		if c.attr.Type == customer.AttrMoment {
			a.spans[i][0], a.spans[i][1] = c.bounds(f)
		}
	}
	return a
}

// verdict says whether the rule holds for a person, and when time alone changes that next (0 never).
func (a *asked) verdict(p *person) (in bool, flips int64) {
	truth, later := a.truth, a.later[:0]
	for i := range a.clauses {
		truth[i], later = a.clause(i, p, later)
	}
	a.later = later
	in = a.root.holds(truth)
	if len(later) == 0 {
		return in, 0
	}
	slices.SortFunc(later, func(x, y flip) int { return cmp.Compare(x.at, y.at) })
	for i, f := range later {
		truth[f.leaf] = f.now
		if i+1 < len(later) && later[i+1].at == f.at {
			continue
		}
		if a.root.holds(truth) != in {
			return in, f.at
		}
	}
	return in, 0
}

// clause says what clause i says now, and adds the moments at which time changes that.
func (a *asked) clause(i int, p *person, later []flip) (bool, []flip) {
	c, cell := a.clauses[i], &p.cells[a.cells[i]]
	switch {
	case a.tests[i] != nil && c.Days > 0:
		return a.window(i, newWindow(customer.GatherAny, a.matching(i, cell)), later)
	case a.tests[i] != nil:
		return a.tests[i].person(c, cell), later
	case c.attr.Type == customer.AttrMoment:
		return a.moment(i, cell.n, later)
	case c.Days > 0:
		return a.window(i, cell.window(c.attr.Gather), later)
	case c.daily():
		w := cell.window(c.attr.Gather)
		return c.compare(w.sums[len(w.rows)]), later // all days there are
	}
	return c.compare(cell.n), later
}

// person says what a clause about words says of somebody.
func (t *wordTest) person(c *bound, cell *cell) bool {
	if c.attr.Type == customer.AttrWord {
		var k key
		if len(cell.words) > 0 {
			k = cell.words[0].key
		}
		return t.row(k)
	}
	return slices.ContainsFunc(cell.words, func(w wordDay) bool { return t.row(w.key) }) != t.never
}

// matching gives the days on which a person has one of the words asked for.
func (a *asked) matching(i int, c *cell) []dayValue {
	var out []dayValue
	for _, w := range c.words {
		if a.tests[i].row(w.key) {
			out = append(out, dayValue{w.day, 1})
		}
	}
	return out
}

// compare asks a number.
func (c *bound) compare(n int64) bool {
	switch c.Op {
	case Equal, In:
		return slices.Contains(c.numbers, n)
	case Differs:
		return n != c.numbers[0]
	case Less:
		return n < c.numbers[0]
	case AtMost:
		return n <= c.numbers[0]
	case More:
		return n > c.numbers[0]
	}
	return n >= c.numbers[0]
}

// moment asks a moment, 0 none. Within a span is the time from the moment up to the span's end, older than it all after.
func (a *asked) moment(i int, at int64, later []flip) (bool, []flip) {
	c, now := a.clauses[i], a.frame.now
	if at != 0 && c.Op == Within && at > now {
		later = append(later, flip{at, i, true})
	}
	if end := at + c.length; at != 0 && c.length > 0 && end > now {
		later = append(later, flip{end, i, c.Op == OlderThan})
	}
	return a.atMoment(i, at), later
}

// atMoment tells whether a moment is one that clause i asks for.
func (a *asked) atMoment(i int, at int64) bool {
	switch a.clauses[i].Op {
	case IsNone:
		return at == 0
	case IsKnown:
		return at != 0
	}
	return at != 0 && at >= a.spans[i][0] && at < a.spans[i][1]
}

// ever is a moment after all others.
const ever = int64(1) << 62

// bounds gives the moments that a clause asks for: from, and up to but not including.
func (c *bound) bounds(f frame) (from, to int64) {
	switch c.Op {
	case OlderThan:
		return -ever, f.now - c.length + 1
	case Within:
		return f.now - c.length + 1, f.now + 1
	case IsNone, IsKnown:
		return -ever, ever
	}
	d, _ := parseDay(c.Values[0]) // bind has read it
	switch c.Op {
	case Before:
		return -ever, d.begins(f.zone)
	case Until:
		return -ever, (d + 1).begins(f.zone)
	case Since:
		return d.begins(f.zone), ever
	}
	return (d + 1).begins(f.zone), ever
}

// window asks what lies in the last days, and follows the window as it moves on: a row enters it on its day and leaves it
// when the window has passed.
func (a *asked) window(i int, w *window, later []flip) (bool, []flip) {
	c, today, days := a.clauses[i], a.frame.today, day(a.clauses[i].Days)
	says := func(on day) bool {
		n := w.gathered(on-days, on)
		if t := a.tests[i]; t != nil {
			return (n > 0) != t.never
		}
		return c.compare(n)
	}
	first := says(today)
	last := first
	for _, d := range a.turnsOf(w.rows, today, days) {
		if now := says(d); now != last {
			later, last = append(later, flip{a.frame.begin(d), i, now}), now
		}
	}
	return first, later
}

// turnsOf lists the days after today on which a row enters or leaves a window of so many days.
func (a *asked) turnsOf(rows []dayValue, today, days day) []day {
	out := a.turns[:0]
	for _, r := range rows {
		if r.day > today {
			out = append(out, r.day)
		}
		if r.day+days > today {
			out = append(out, r.day+days)
		}
	}
	slices.Sort(out)
	a.turns = slices.Compact(out)
	return a.turns
}
