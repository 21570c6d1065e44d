package segment

import (
	"qunli/customer"
)

// onNone tells whether clause i holds of somebody of whom no row speaks.
func (f *setForm) onNone(i int) bool {
	c := f.clauses[i]
	switch {
	case f.tests[i] != nil:
		return f.tests[i].person(c, &cell{})
	case c.attr.Type == customer.AttrMoment:
		return c.Op == IsNone
	}
	return c.compare(0)
}

// says writes what clause i asks of a value, or its contrary; of words kept in many rows, what it asks of one row.
func (f *setForm) says(i int, value string, contrary bool) text {
	c := f.clauses[i]
	ask := f.asks(i, value)
	if f.tests[i] != nil {
		ask = f.asksWord(i, value)
	} else if c.attr.Type == customer.AttrMoment {
		ask = f.asksMoment(c, value)
	}
	if !contrary {
		return ask
	}
	return func(w *writer) {
		w.WriteString("NOT (")
		ask(w)
		w.WriteByte(')')
	}
}

func (f *setForm) asks(i int, value string) text {
	c := f.clauses[i]
	return func(w *writer) {
		switch c.Op {
		case In:
			writeIn(w, value, " IN ", c.numbers)
		case Differs:
			w.WriteString(value + " <> ")
			w.arg(c.numbers[0])
		default:
			w.WriteString(value + " " + string(c.Op) + " ")
			w.arg(c.numbers[0])
		}
	}
}

// writeIn writes value IN (list); no list holds nothing.
func writeIn[V any](w *writer, value, in string, list []V) {
	w.WriteString(value + in + "(")
	for i, v := range list {
		if i > 0 {
			w.WriteByte(',')
		}
		w.arg(v)
	}
	w.WriteByte(')')
}

func (f *setForm) asksWord(i int, value string) text {
	a, t := f.clauses[i].attr, f.tests[i]
	list := make([]any, len(t.keys))
	for n, k := range t.keys {
		list[n] = k.arg(a)
	}
	return func(w *writer) {
		switch {
		case len(list) == 0 && t.others:
			w.WriteString("TRUE")
		case len(list) == 0:
			w.WriteString("FALSE")
		case t.others:
			writeIn(w, value, " NOT IN ", list)
		default:
			writeIn(w, value, " IN ", list)
		}
	}
}

func (f *setForm) asksMoment(c *bound, value string) text {
	const none, known = " = 0", " <> 0"
	switch c.Op {
	case IsNone:
		return plain(value + none)
	case IsKnown:
		return plain(value + known)
	}
	from, to := c.bounds(f.frame)
	return func(w *writer) {
		w.WriteString(value + known + " AND " + value + " >= ")
		w.arg(from)
		w.WriteString(" AND " + value + " < ")
		w.arg(to)
	}
}
