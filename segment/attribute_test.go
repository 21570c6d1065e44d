package segment

import (
	"strings"
	"testing"

	"qunli/customer"
)

// samples gives a value or two that an attribute may be compared with.
func samples(a customer.Attribute, op Op) string {
	value := "x"
	switch {
	case op == IsNone || op == IsKnown:
		return ""
	case op == OlderThan || op == Within:
		value = "30d"
	case a.Type == customer.AttrMoment:
		value = "2026-01-01"
	case a.Type == customer.AttrNumber || a.Type == customer.AttrMoney:
		value = "2"
	case a.Words != nil:
		value = a.Words[len(a.Words)/2]
	}
	if op == In {
		return " (" + value + ", " + value + ")"
	}
	return " " + value
}

// Every attribute can be asked every operator, with and without a window, by both readings on both engines.
func TestEveryAttributeAnswersEveryOperator(t *testing.T) {
	eachProbe(t, func(t *testing.T, p *probe) {
		l := newLife(t, p, 4)
		for range 60 {
			l.happen()
		}
		for _, a := range p.Book().Attributes() {
			windows := []string{""}
			if a.Day != "" {
				windows = append(windows, "(30d)")
			}
			var all []string
			for _, w := range windows {
				for _, op := range operators(&a) {
					all = append(all, a.Name+w+" "+string(op)+samples(a, op))
				}
			}
			for _, text := range append(all, strings.Join(all, " and not "), strings.Join(all, " or not ")) {
				rule, err := l.Parse(text)
				l.must(err)
				verdicts, err := l.Person(l.ctx, l.Read(), rule, rows[customer.ID](t, p, `SELECT id FROM customer`))
				l.must(err)
				in := int64(0)
				for _, v := range verdicts {
					if v.In {
						in++
					}
				}
				n, err := l.Count(l.ctx, l.Read(), rule)
				l.must(err)
				if n != in {
					t.Errorf("%s: set form %d, person form %d", text, n, in)
				}
			}
		}
	})
}
