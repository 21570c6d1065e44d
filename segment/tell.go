package segment

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
)

// teller explains verdicts: it can spell what tables hold for the words that matter.
type teller struct {
	*asked
	reasons []Reason         // the clauses, without what anybody has
	words   []map[key]string // by clause: the words of the rule, and all that the attribute lists
}

func newTeller(ctx context.Context, q db.Q, a *asked) (*teller, error) {
	t := &teller{asked: a, words: make([]map[key]string, len(a.clauses))}
	d := newDictionary()
	for i, c := range a.clauses {
		zh, en := c.said()
		t.reasons = append(t.reasons, Reason{Clause: c.String(), Zh: zh, En: en})
		if a.tests[i] == nil || c.attr.Store == nil {
			continue
		}
		t.words[i] = map[key]string{}
		for _, w := range slices.Concat(c.attr.Words, c.Values) {
			k, ok, err := d.key(ctx, q, c.attr, w)
			if err != nil {
				return nil, err
			}
			if ok {
				t.words[i][k] = w
			}
		}
	}
	return t, nil
}

// because explains what the rule says of somebody.
func (t *teller) because(p *person) Explanation {
	out := slices.Clone(t.reasons)
	for i := range out {
		out[i].Holds, _ = t.clause(i, p, nil)
		out[i].Value = t.value(i, p)
	}
	return out
}

// value spells what somebody has of what clause i asks about.
func (t *teller) value(i int, p *person) string {
	c, cell := t.clauses[i], &p.cells[t.cells[i]]
	if t.tests[i] != nil {
		return strings.Join(t.spelt(i, cell), ", ")
	}
	n := cell.n
	if c.daily() {
		w := cell.window(c.attr.Gather)
		n = w.sums[len(w.rows)]
		if c.Days > 0 {
			n = w.gathered(t.frame.today-day(c.Days), t.frame.today)
		}
	}
	switch {
	case c.attr.Type == customer.AttrMoney:
		return money.Fen(n).String()
	case c.attr.Type != customer.AttrMoment:
		return strconv.FormatInt(n, 10)
	case n == 0:
		return ""
	}
	return time.UnixMilli(n).In(t.frame.zone).Format(time.DateTime)
}

// maxTold is how many words of a person an explanation lists.
const maxTold = 20

// spelt lists the words of a person: of those kept under numbers, the ones that the rule or the attribute names.
func (t *teller) spelt(i int, cell *cell) []string {
	c := t.clauses[i]
	var out []string
	for _, w := range cell.words {
		if w.key == (key{}) || c.Days > 0 && (w.day > t.frame.today || w.day <= t.frame.today-day(c.Days)) {
			continue
		}
		word := w.key.text
		if t.words[i] != nil {
			word = t.words[i][w.key]
		}
		if word != "" && len(out) < maxTold {
			out = append(out, word)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
