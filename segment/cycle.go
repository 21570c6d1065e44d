package segment

import (
	"slices"
	"strings"

	"qunli/customer"
)

// tagAttribute is the attribute that rules read tags by.
const tagAttribute = "tag"

// acyclic refuses a rule that would put on a tag on which, through whatever other rules, it depends itself.
func (s *Service) acyclic(r saved, all []saved) error {
	if r.Tag == "" {
		return nil
	}
	reads := map[ID]func(tag string) bool{}
	for _, other := range all {
		reads[other.ID] = s.readsTag(other.Rule)
	}
	// Whose tags depend on r's, step by step; path tells how.
	path := map[ID][]string{r.ID: {r.Tag}}
	for queue := []saved{r}; len(queue) > 0; queue = queue[1:] {
		from := queue[0]
		for _, to := range all {
			if from.Tag == "" || !reads[to.ID](from.Tag) {
				continue
			}
			if to.ID == r.ID {
				return ErrCycle.F(strings.Join(append(path[from.ID], r.Tag), " → "))
			}
			if path[to.ID] == nil {
				path[to.ID] = append(slices.Clone(path[from.ID]), to.Tag)
				queue = append(queue, to)
			}
		}
	}
	return nil
}

// readsTag tells of a rule which tags its verdict may depend on.
func (s *Service) readsTag(text string) func(tag string) bool {
	p, err := s.book.read(text)
	if err != nil {
		return func(string) bool { return false } // it cannot be read any more, and is not kept
	}
	any := false
	var words []string
	for _, c := range p.clauses {
		if c.Attribute == tagAttribute && c.attr.Type == customer.AttrWords {
			any = any || c.Op == IsNone || c.Op == IsKnown
			for _, v := range c.Values {
				tag, _ := customer.SpellTag(v)
				words = append(words, tag)
			}
		}
	}
	return func(tag string) bool { return any || slices.Contains(words, tag) }
}
