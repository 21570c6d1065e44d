package intake

import (
	"context"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
)

// groupRef names a group as a file does; the zero ref is no group.
type groupRef struct {
	source string // the system it lives in; that of the file when ""
	code   string // its key there
}

// group reads which group a record speaks of.
func (f *form) group(cells []string) (groupRef, error) {
	g := groupRef{code: f.text(cells, "community")}
	if g.code == "" || nobody[g.code] {
		return groupRef{}, nil
	}
	g.source = f.text(cells, "community_source")
	if len(g.code) > maxText {
		return g, f.wrong("community", g.code, "太长，最多 256 个字节", "is too long; 256 bytes at most")
	}
	return g, nil
}

// groupKnown is a group with what a file says of it.
type groupKnown struct {
	groupRef
	known community.Known // without source and code
}

// groups finds the groups that the rows name, or makes them. The caller holds people (customer.Hold), whose lock comes before.
func groups[R any](ctx context.Context, tx *db.Tx, imp run, rows []R, of func(R) groupKnown) (map[groupRef]community.ID, error) {
	bySource := map[string][]community.Known{}
	out := map[groupRef]community.ID{}
	for i := range rows {
		g := of(rows[i])
		if _, known := out[g.groupRef]; known || g.code == "" {
			continue
		}
		out[g.groupRef] = 0
		g.known.Source, g.known.Code = either(g.source, imp.Source), g.code
		bySource[g.known.Source] = append(bySource[g.known.Source], g.known)
	}
	for _, source := range sortedKeys(bySource) {
		ids, err := community.Ensure(ctx, tx, int64(imp.ID), bySource[source])
		if err != nil {
			return nil, err
		}
		for g := range out {
			if either(g.source, imp.Source) == source {
				out[g] = ids[g.code]
			}
		}
	}
	return out, nil
}

// acting remembers, for the rows that name a person whose act led to something, where their cards stand in a list.
type acting map[int]int

// join appends the card of row i, if it names anybody.
func (a acting) join(cards []customer.Card, i int, by customer.Card, source string) []customer.Card {
	if len(by.Keys) == 0 {
		return cards
	}
	by.Keys = accountsOf(source, by.Keys)
	a[i] = len(cards)
	return append(cards, by)
}

// of gives the person of row i, 0 for nobody.
func (a acting) of(i int, people []customer.Resolved) customer.ID {
	if at, ok := a[i]; ok {
		return people[at].ID
	}
	return 0
}
