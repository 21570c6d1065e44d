package segment

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"qunli/customer"
)

// cell is what one person has of one attribute, gathered over everybody who is that person.
type cell struct {
	some  bool  // some row speaks of it
	n     int64 // of numbers, money and moments
	days  []dayValue
	words []wordDay
	over  *window // the days in order, made when first asked for
}

// window puts the days in order, once.
func (c *cell) window(how customer.Gather) *window {
	if c.over == nil {
		c.over = newWindow(how, c.days)
	}
	return c.over
}

// dayValue is what the rows of one day say.
type dayValue struct {
	day day
	n   int64
}

// wordDay is one word of a person, of a day when the attribute is kept by day.
type wordDay struct {
	key key
	day day
}

// slot is a cell of every person: an attribute in whole, or day by day.
type slot struct {
	attr  *customer.Attribute
	daily bool
	since int64 // days back that are needed, today included; 0 all
}

// plan numbers the cells that some programs need, and knows how to read them.
type plan struct {
	slots   []slot
	index   map[string]int
	sources []source
}

// source is one statement over one table.
type source struct {
	shape byte // o: one row a person; g: rows of a person gathered; d: gathered by day; w: words
	table string
	who   string
	since int64 // see slot
	slots []int
}

// cellOf names the slot of a clause.
func (c *bound) cellOf() string {
	if c.daily() {
		return c.Attribute + "/d"
	}
	return c.Attribute
}

// daily tells whether the clause must know days: it looks through a window, or counts days.
func (c *bound) daily() bool {
	return c.attr.Type != customer.AttrWords && (c.Days > 0 || c.attr.Gather == customer.GatherDays)
}

// newPlan numbers the cells that the clauses of programs need.
func newPlan(programs ...*program) *plan {
	p := &plan{index: map[string]int{}}
	for _, program := range programs {
		for _, c := range program.clauses {
			p.need(c.cellOf(), c.slot())
		}
	}
	p.group()
	return p
}

func (c *bound) slot() slot { return slot{c.attr, c.daily(), c.Days} }

// need adds a slot, or widens it.
func (p *plan) need(name string, s slot) {
	i, ok := p.index[name]
	if !ok {
		p.index[name] = len(p.slots)
		p.slots = append(p.slots, s)
		return
	}
	if have := &p.slots[i]; s.since == 0 || have.since == 0 {
		have.since = 0
	} else {
		have.since = max(have.since, s.since)
	}
}

// maxColumns is how many cells one statement reads.
const maxColumns = 8

// group gathers the slots into statements.
func (p *plan) group() {
	at := map[string]int{}
	for i, s := range p.slots {
		shape := s.shape()
		name := fmt.Sprint(string(shape), " ", s.attr.Table, " ", s.attr.Person, " ", s.since == 0)
		if n, ok := at[name]; ok && shape != 'w' && len(p.sources[n].slots) < maxColumns {
			p.sources[n].slots = append(p.sources[n].slots, i)
			p.sources[n].since = max(p.sources[n].since, s.since)
			continue
		}
		at[name] = len(p.sources)
		p.sources = append(p.sources, source{shape, s.attr.Table, s.attr.Person, s.since, []int{i}})
	}
	slices.SortStableFunc(p.sources, func(a, b source) int { return cmp.Compare(a.table, b.table) })
}

func (s slot) shape() byte {
	switch {
	case s.attr.Type == customer.AttrWords:
		return 'w'
	case s.daily:
		return 'd'
	case s.attr.Gather == customer.GatherOwn:
		return 'o'
	}
	return 'g'
}

// statement gives the text of a source up to its WHERE, the condition of its own with one argument, the first day needed,
// where dayed, and its end.
func (s *source) statement(p *plan) (head, where, tail string, dayed bool) {
	a := p.slots[s.slots[0]].attr
	columns := []string{s.who + " AS person"}
	switch s.shape {
	case 'w':
		columns = append(columns, wordColumn(a, "code", "text"))
		if a.Day != "" {
			columns = append(columns, a.Day+" AS day")
		}
		dayed = s.since > 0
		where = a.Where
	case 'd':
		columns = append(columns, a.Day+" AS day")
		dayed = s.since > 0
		tail = " GROUP BY " + s.who + ", " + a.Day
	case 'g':
		tail = " GROUP BY " + s.who
	}
	if dayed {
		where = conjunction(where, a.Day+" >= $1")
	}
	if s.shape != 'w' {
		for n, i := range s.slots {
			columns = append(columns, p.slots[i].column(n))
		}
	}
	return "SELECT " + strings.Join(columns, ", ") + " FROM " + s.table + " WHERE ", conjunction(where), tail, dayed
}

func conjunction(parts ...string) string {
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	if len(parts) == 0 {
		return "TRUE"
	}
	return "(" + strings.Join(parts, ") AND (") + ")"
}

func wordColumn(a *customer.Attribute, code, text string) string {
	if a.Coded {
		return a.Value + " AS " + code
	}
	return a.Value + " AS " + text
}

// column is the n-th cell of a statement, NULL where no row speaks of it.
func (s slot) column(n int) string {
	a := s.attr
	switch {
	case a.Type == customer.AttrWord:
		return own(a, fmt.Sprintf("v%d", n), fmt.Sprintf("t%d", n))
	case a.Gather == customer.GatherOwn:
		return own(a, fmt.Sprintf("v%d", n), "")
	}
	return fmt.Sprintf("%s AS v%d", aggregate(a), n)
}

// own gives the value of an attribute of which a person has one row, none where the row does not count.
func own(a *customer.Attribute, number, text string) string {
	value := a.Value
	if a.Where != "" {
		value = "CASE WHEN " + a.Where + " THEN " + value + " ELSE " + noneOf(a) + " END"
	}
	if a.Type == customer.AttrWord && !a.Coded {
		return value + " AS " + text
	}
	return value + " AS " + number
}

// noneOf is what tables hold for none.
func noneOf(a *customer.Attribute) string {
	if (a.Type == customer.AttrWord || a.Type == customer.AttrWords) && !a.Coded {
		return "''"
	}
	return "0"
}

// aggregate gathers the rows of a group that count; NULL when none does.
func aggregate(a *customer.Attribute) string {
	count := a.Where
	if a.Gather == customer.GatherMin && a.Type == customer.AttrMoment {
		count = strings.Trim(conjunction(a.Where, a.Value+" <> 0"), " ")
	}
	value := a.Value
	if count != "" {
		value = "CASE WHEN " + count + " THEN " + value + " END"
	}
	switch a.Gather {
	case customer.GatherSum:
		return "CAST(SUM(" + value + ") AS BIGINT)"
	case customer.GatherMin:
		return "MIN(" + value + ")"
	}
	return "MAX(" + value + ")"
}
