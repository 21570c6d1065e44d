package segment

import (
	"slices"
	"strconv"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
)

// writer composes a statement from left to right.
type writer struct {
	strings.Builder
	args []any
}

// arg writes the placeholder of one more argument.
func (w *writer) arg(v any) {
	w.args = append(w.args, v)
	w.WriteString("$" + strconv.Itoa(len(w.args)))
}

// text writes a piece of a statement.
type text func(w *writer)

func plain(s string) text { return func(w *writer) { w.WriteString(s) } }

// joinTexts writes texts in brackets with a word between them; nothing is TRUE.
func joinTexts(word string, parts ...text) text {
	return func(w *writer) {
		n := 0
		for _, p := range parts {
			if p == nil {
				continue
			}
			if n++; n > 1 {
				w.WriteString(" " + word + " ")
			}
			w.WriteByte('(')
			p(w)
			w.WriteByte(')')
		}
		if n == 0 {
			w.WriteString("TRUE")
		}
	}
}

// setForm turns a program into one condition on the roll of people: columns of the roll in one WHERE, everything else as
// membership in sets of people that other tables give. It speaks of people into whom nobody was merged. A clause that holds
// where there is no row becomes "not in" the set of those of whom it does not hold.
type setForm struct {
	*program
	engine   db.Engine
	frame    frame
	tests    []*wordTest
	from, to customer.ID // only people after from, up to to; to 0: all
}

// term is one condition: on the roll itself, or as membership in a set.
type term struct {
	plain text
	set   *set
	out   bool // not in the set
}

// set is a set of people: SELECT who FROM table WHERE rows AND test, or rows GROUP BY who HAVING test.
type set struct {
	who, table string
	key        string // sets of one key differ in their tests alone; "" stands alone
	rows, test text
	shape      byte // as source.shape; u: a union of others
	union      []*set
}

// conditions gives what must hold of a person on the roll.
func (f *setForm) conditions() []text {
	out := []text{f.within("id")}
	for _, t := range f.join(f.terms(&f.root, false), false) {
		out = append(out, f.spell(t))
	}
	return out
}

// within bounds a column with people to the people asked for; nil when all are.
func (f *setForm) within(who string) text {
	if f.to == 0 {
		return nil
	}
	return func(w *writer) {
		w.WriteString(who + " > ")
		w.arg(f.from)
		w.WriteString(" AND " + who + " <= ")
		w.arg(f.to)
	}
}

// terms gives a node, or its contrary, as terms that hold together.
func (f *setForm) terms(n *node, contrary bool) []term {
	kind := n.kind
	if contrary && kind != '.' && kind != '!' {
		kind = '&' + '|' - kind
	}
	switch kind {
	case '.':
		return []term{f.leaf(n.leaf, contrary)}
	case '!':
		return f.terms(&n.kids[0], !contrary)
	case '|':
		return []term{f.either(n, contrary)}
	}
	var out []term
	for i := range n.kids {
		out = append(out, f.terms(&n.kids[i], contrary)...)
	}
	return out
}

// either gives the kids of a node of which at least one holds, as one term. One "not in" among them turns it around: not
// all of their contraries.
func (f *setForm) either(n *node, contrary bool) term {
	var one, all []term // kids of one term; the contraries of all kids
	var sets []*set
	turn := false
	for i := range n.kids {
		kid := f.terms(&n.kids[i], contrary)
		all = append(all, f.terms(&n.kids[i], !contrary)...)
		if len(kid) > 1 {
			sets = append(sets, f.people(kid))
			continue
		}
		one, turn = append(one, kid[0]), turn || kid[0].out
	}
	if turn {
		return term{set: f.people(all), out: true}
	}
	one = f.join(one, true)
	if len(sets) == 0 && len(one) == 1 {
		return one[0]
	}
	for _, t := range one {
		if t.plain != nil {
			sets = append(sets, f.people([]term{t}))
		} else {
			sets = append(sets, t.set)
		}
	}
	return term{set: &set{shape: 'u', union: sets}}
}

// people is the set of those on the roll of whom all terms hold.
func (f *setForm) people(terms []term) *set {
	rows := []text{f.within("id")}
	for _, t := range f.join(terms, false) {
		rows = append(rows, f.spell(t))
	}
	return &set{who: "id", table: customer.Roll, rows: joinTexts("AND", rows...), shape: 'o'}
}

// join makes one term of those on the roll, and one of the sets of one key, of terms that hold together, or (either) of terms
// of which one holds.
func (f *setForm) join(terms []term, either bool) []term {
	word := map[bool]string{true: "OR", false: "AND"}
	var out []term
	at := map[string]int{}
	for _, t := range terms {
		name := "roll"
		if t.plain == nil {
			name = t.set.key + strconv.FormatBool(t.out)
		}
		n, seen := at[name]
		switch {
		case t.plain == nil && (t.set.key == "" || t.set.shape == 'w' && !either && !t.out):
			out = append(out, t) // several rows of a person may each pass another test
		case !seen:
			at[name] = len(out)
			out = append(out, t)
		case t.plain != nil:
			out[n].plain = joinTexts(word[either], out[n].plain, t.plain)
		default:
			s := *out[n].set
			s.test = joinTexts(word[either || t.out], s.test, t.set.test)
			out[n].set = &s
		}
	}
	return out
}

// spell gives a term as a condition on the roll.
func (f *setForm) spell(t term) text {
	if t.plain != nil {
		return joinTexts("AND", t.plain)
	}
	before, after := "id IN (", ")"
	switch {
	case t.out && f.engine == db.Postgres:
		// PostgreSQL makes a join of this, and searches a NOT IN list row by row where it does not fit its memory.
		before, after = "NOT EXISTS (SELECT 1 FROM (", ") n WHERE n.person = "+customer.Roll+".id)"
	case t.out:
		before = "id NOT IN ("
	}
	return func(w *writer) {
		w.WriteString(before)
		t.set.write(w)
		w.WriteString(after)
	}
}

// write spells the set as a statement that gives its people.
func (s *set) write(w *writer) {
	for i, part := range s.union {
		if i > 0 {
			w.WriteString(" UNION ALL ")
		}
		part.write(w)
	}
	if s.union != nil {
		return
	}
	w.WriteString("SELECT " + s.who + " AS person FROM " + s.table + " WHERE ")
	switch s.shape {
	case 'g':
		s.rows(w)
		w.WriteString(" GROUP BY " + s.who + " HAVING ")
		s.test(w)
	default:
		joinTexts("AND", s.rows, s.test)(w)
	}
}

// leaf gives a clause, or its contrary, as a term.
func (f *setForm) leaf(i int, contrary bool) term {
	c := f.clauses[i]
	a := c.attr
	if a.Table == customer.Roll && a.Person == "id" && a.Gather != customer.GatherDays && a.Type != customer.AttrWords {
		value := a.Value
		if a.Where != "" {
			value = "CASE WHEN " + a.Where + " THEN " + a.Value + " ELSE " + noneOf(a) + " END"
		}
		return term{plain: f.says(i, value, contrary)}
	}
	s := &set{who: a.Person, table: a.Table, key: a.Table + " " + a.Person, shape: slot{attr: a}.shape()}
	if s.shape == 'g' && a.Single && c.Days == 0 && a.Gather != customer.GatherDays {
		s.shape = 'o' // of people into whom nobody was merged, a row is all there is
	}
	if s.shape == 'o' {
		s.rows = f.within(a.Person)
		out := f.onNone(i) != contrary
		s.test = f.says(i, a.Value, contrary != out)
		if a.Where != "" {
			s.test = joinTexts("AND", plain(a.Where), s.test)
		}
		s.key = "o" + s.key
		return term{set: s, out: out}
	}
	s.rows = joinTexts("AND", slices.Concat([]text{f.within(a.Person)}, f.counting(c))...)
	s.key = string(s.shape) + s.key + " " + a.Where + " " + strconv.FormatInt(c.Days, 10)
	if s.shape == 'w' {
		s.test = f.says(i, a.Value, false)
		return term{set: s, out: f.tests[i].never != contrary}
	}
	if a.Gather == customer.GatherDays || a.Type == customer.AttrMoment {
		s.key += " " + a.Name
	}
	out := f.onNone(i) != contrary
	s.test = f.says(i, gathered(a), contrary != out)
	return term{set: s, out: out}
}

// counting gives the conditions on the rows of a clause's attribute that count.
func (f *setForm) counting(c *bound) []text {
	var out []text
	if c.attr.Where != "" {
		out = append(out, plain(c.attr.Where))
	}
	switch {
	case c.attr.Type == customer.AttrMoment:
		out = append(out, plain(c.attr.Value+" <> 0"))
	case c.attr.Gather == customer.GatherDays:
		out = append(out, plain(c.attr.Value+" > 0"))
	}
	if c.Days == 0 {
		return out
	}
	return append(out, func(w *writer) {
		w.WriteString(c.attr.Day + " > ")
		w.arg((f.frame.today - day(c.Days)).String())
		w.WriteString(" AND " + c.attr.Day + " <= ")
		w.arg(f.frame.today.String())
	})
}

// gathered is the number of a group of rows.
func gathered(a *customer.Attribute) string {
	switch a.Gather {
	case customer.GatherDays:
		return "COUNT(DISTINCT " + a.Day + ")"
	case customer.GatherSum:
		return "SUM(" + a.Value + ")"
	case customer.GatherMin:
		return "MIN(" + a.Value + ")"
	}
	return "MAX(" + a.Value + ")"
}
