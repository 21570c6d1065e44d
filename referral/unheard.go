package referral

import (
	"context"
	"slices"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
)

// unheard gives the people, as booked and as they are now, of whom this room has still to hear something that moves the
// forest: facts are heard a moment later. What imports bring and undo, they fold in themselves.
func unheard(ctx context.Context, q db.Q) (map[customer.ID]bool, error) {
	var people []customer.ID
	for _, read := range []func() error{
		heard(ctx, q, &people, func(f customer.Merged) []customer.ID { return []customer.ID{f.From, f.Into} }),
		heard(ctx, q, &people, func(f customer.Unmerged) []customer.ID { return []customer.ID{f.From, f.Was} }),
		heard(ctx, q, &people, func(f commerce.OrdersPlaced) []customer.ID {
			if f.Import != 0 {
				return nil
			}
			return f.Customers
		}),
		heard(ctx, q, &people, func(f commerce.OrdersChanged) []customer.ID {
			if f.How == commerce.Undone {
				return nil
			}
			return f.Customers
		}),
	} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	if len(people) == 0 {
		return nil, nil
	}
	family, err := customer.FamiliesOf(ctx, q, distinct(people))
	if err != nil {
		return nil, err
	}
	out := map[customer.ID]bool{}
	for _, i := range people {
		out[i], out[family.Now(i)] = true, true
	}
	return out, nil
}

// heard adds the people of the facts of a kind that are still to be heard.
func heard[F event.Fact](ctx context.Context, q db.Q, people *[]customer.ID, of func(F) []customer.ID) func() error {
	return func() error {
		facts, err := event.Unheard[F](ctx, q, hearing)
		for _, f := range facts {
			*people = append(*people, of(f)...)
		}
		return err
	}
}

// withoutTrees leaves out of both forests the trees that hold any of those people in either.
func withoutTrees(have, want []Node, people map[customer.ID]bool) (_, _ []Node) {
	forests := []map[customer.ID]customer.ID{rootsOf(have), rootsOf(want)}
	for grown := true; grown; { // who goes with a tree of one forest takes theirs in the other along
		grown = false
		for _, roots := range forests {
			hit := map[customer.ID]bool{}
			for i, root := range roots {
				hit[root] = hit[root] || people[i]
			}
			for i, root := range roots {
				if hit[root] && !people[i] {
					people[i], grown = true, true
				}
			}
		}
	}
	gone := func(n Node) bool { return people[n.CustomerID] }
	return slices.DeleteFunc(have, gone), slices.DeleteFunc(want, gone)
}

// rootsOf gives the root above each node.
func rootsOf(nodes []Node) map[customer.ID]customer.ID {
	parent := make(map[customer.ID]customer.ID, len(nodes))
	for _, n := range nodes {
		parent[n.CustomerID] = n.ParentID
	}
	out := make(map[customer.ID]customer.ID, len(nodes))
	for i := range parent {
		root := i
		for parent[root] != 0 && out[root] == 0 {
			root = parent[root]
		}
		if known := out[root]; known != 0 {
			root = known
		}
		out[i] = root
	}
	return out
}
