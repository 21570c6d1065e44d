package referral

import (
	"cmp"
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
)

// forestLock is held alone by whoever changes claims, bonds or nodes. It is the last lock that a transaction takes, and is
// taken before anything of this room is read.
const forestLock = "referral.forest"

// lockForest makes this transaction the only one that changes the forest until it ends. What is read after it is current.
func lockForest(ctx context.Context, tx *db.Tx) error {
	if err := customer.Hold(ctx, tx); err != nil {
		return err
	}
	return db.Alone(ctx, tx, forestLock)
}

// distinct gives the keys other than 0 once each, in order.
func distinct[K cmp.Ordered](keys []K) []K {
	var zero K
	out := slices.Clone(keys)
	slices.Sort(out)
	out = slices.Compact(out)
	return slices.DeleteFunc(out, func(k K) bool { return k == zero })
}

const nodeColumns = `customer_id, parent_id, at, children, subtree, own, below, buyers, dropped_id`

// load reads the nodes of people, and of everybody above them, that are not in the forest yet. Who has none is left out.
func (f *forest) load(ctx context.Context, q db.Q, people []customer.ID) error {
	asked := map[customer.ID]bool{}
	due := f.missing(people, asked)
	for len(due) > 0 {
		var above []customer.ID
		err := db.Lists(q, due, func(part []customer.ID) error {
			c := db.Where("").In("customer_id", part)
			return db.Each(ctx, q, func(n Node) error {
				f.plants[n.CustomerID] = &plant{n, n}
				above = append(above, n.ParentID, n.DroppedID)
				return nil
			}, `SELECT `+nodeColumns+` FROM referral_node WHERE `+c.SQL(), c.Args()...)
		})
		if err != nil {
			return err
		}
		due = f.missing(above, asked)
	}
	return nil
}

// missing gives, in order, those of people who are not in the forest and were not asked for before.
func (f *forest) missing(people []customer.ID, asked map[customer.ID]bool) []customer.ID {
	var out []customer.ID
	for _, i := range people {
		if i != 0 && f.plants[i] == nil && !asked[i] {
			asked[i] = true
			out = append(out, i)
		}
	}
	slices.Sort(out)
	return out
}

// loadDropped reads everybody whose edge on record a circle lost.
func (f *forest) loadDropped(ctx context.Context, q db.Q) error {
	ids, err := db.All[customer.ID](ctx, q, `SELECT customer_id FROM referral_node WHERE dropped_id <> 0`)
	if err != nil {
		return err
	}
	return f.load(ctx, q, ids)
}

// write stores what became of the plants, and tells whose reach or influence changed, and whose referrer.
func (f *forest) write(ctx context.Context, tx *db.Tx) error {
	var fresh, changed []Node
	var gone, reached, referred []customer.ID
	for i, p := range f.plants {
		stored := p.stored.CustomerID != 0
		switch {
		case p.empty() && stored:
			gone = append(gone, i)
		case p.empty():
			continue
		case !stored:
			fresh = append(fresh, p.Node)
		case p.Node != p.stored:
			changed = append(changed, p.Node)
		}
		if p.Subtree != p.stored.Subtree || p.Below != p.stored.Below {
			reached = append(reached, i)
		}
		if p.ParentID != p.stored.ParentID || p.At != p.stored.At {
			referred = append(referred, i)
		}
	}
	if err := deletePeople(ctx, tx, "referral_node", gone); err != nil {
		return err
	}
	if err := insertNodes(ctx, tx, fresh, ""); err != nil {
		return err
	}
	err := insertNodes(ctx, tx, changed, `ON CONFLICT (customer_id) DO UPDATE SET parent_id = excluded.parent_id, at = excluded.at,
		children = excluded.children, subtree = excluded.subtree, own = excluded.own, below = excluded.below,
		buyers = excluded.buyers, dropped_id = excluded.dropped_id`)
	if err != nil {
		return err
	}
	if err := customer.Changed(ctx, tx, reached, attrReach, attrInfluence); err != nil {
		return err
	}
	return customer.Changed(ctx, tx, referred, attrReferrer)
}

func insertNodes(ctx context.Context, tx *db.Tx, nodes []Node, tail string) error {
	slices.SortFunc(nodes, func(a, b Node) int { return cmp.Compare(a.CustomerID, b.CustomerID) })
	_, err := db.Insert(ctx, tx, "referral_node", nodes, tail)
	return err
}

// deletePeople deletes rows of a table by the person who is their key.
func deletePeople(ctx context.Context, tx *db.Tx, table string, people []customer.ID) error {
	return db.Lists(tx, people, func(part []customer.ID) error {
		c := db.Where("").In("customer_id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM `+table+` WHERE `+c.SQL(), c.Args()...)
		return err
	})
}
