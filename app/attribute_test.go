package app

import (
	"fmt"
	"strings"
	"testing"

	"qunli/customer"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
	"qunli/testkit/dbtest"
)

// Every attribute that any room declares can be asked by every operator it takes, with and without a window, by both
// readings of a rule on both engines: its table, its columns and its words are there.
func TestEveryDeclaredAttributeCanBeAsked(t *testing.T) {
	dbtest.Each(t, Rooms(), func(t *testing.T, d dbtest.Fixture) {
		ctx := org.Owner(t.Context(), "test")
		s := segment.New(d.DB, event.NewBus(job.New(d.DB, job.Options{})), Attributes())
		for _, a := range Attributes() {
			asked := 0
			for _, text := range questions(a) {
				rule, err := s.Parse(text)
				if err != nil {
					continue // an operator or a value that the attribute does not take
				}
				asked++
				if _, err := s.Count(ctx, d.Read(), rule); err != nil {
					t.Errorf("%s: %v", text, err)
				}
				if _, err := s.Person(ctx, d.Read(), rule, []customer.ID{1}); err != nil {
					t.Errorf("%s: %v", text, err)
				}
			}
			if asked < 4 {
				t.Errorf("%s (%s) takes only %d of the questions", a.Name, a.Zh, asked)
			}
		}
	})
}

// questions asks an attribute whatever one can.
func questions(a customer.Attribute) []string {
	values := []string{"3", "100.00", "2026-01-31", "30d", "x"}
	if len(a.Words) > 0 {
		values = append(values, a.Words[0])
	}
	if len(a.Titles) > 0 {
		values = append(values, a.Titles[0])
	}
	var out []string
	for _, window := range []string{"", "(30d)"} {
		for _, op := range strings.Split("= != < <= > >= within before until since after older_than", " ") {
			for _, v := range values {
				out = append(out, fmt.Sprintf("%s%s %s %s", a.Name, window, strings.ReplaceAll(op, "_", " "), v))
			}
		}
		out = append(out, a.Name+window+" is none", a.Zh+window+" is known", fmt.Sprintf("%s%s in (%s, %s)", a.Name, window, values[0], values[len(values)-1]))
	}
	return out
}
