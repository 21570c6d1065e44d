package customer

import (
	"context"

	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/org"
)

// alias is a row of customer_alias.
type alias struct {
	FromID   ID
	ToID     ID
	ParentID ID
	Reason   string
	At       int64
}

// Merge makes from read as into, and into's end of chain if it was merged itself. No fact is rewritten: Unmerge restores
// both as they were. Both must lie in the actor's scope.
func (s *Service) Merge(ctx context.Context, from, into ID, reason string) error {
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return err
	}
	return s.add(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockStandings(ctx, tx); err != nil {
			return err
		}
		into, err := lockPair(ctx, tx, from, into)
		if err != nil {
			return err
		}
		if err := mergeable(ctx, tx, from, into); err != nil {
			return err
		}
		// Whoever was merged into from goes along.
		if _, err := db.Exec(ctx, tx, `UPDATE customer_alias SET to_id = $1 WHERE to_id = $2`, into, from); err != nil {
			return err
		}
		a := alias{from, into, into, tidy(reason, maxRemark), tx.Now}
		if _, err := db.Insert(ctx, tx, "customer_alias", []alias{a}, ""); err != nil {
			return err
		}
		if err := s.retell(ctx, tx, []ID{from, into}, Merged{from, into}); err != nil {
			return err
		}
		return audit(ctx, tx, "customer.merge", from, nil, masked{"into": into})
	})
}

// retell works out anew where people stand who are read otherwise than before, and says so.
func (s *Service) retell(ctx context.Context, tx *db.Tx, people []ID, f event.Fact) error {
	moved, err := Restand(ctx, tx, people)
	if err != nil {
		return err
	}
	if err := Changed(ctx, tx, people, Anything); err != nil {
		return err
	}
	if err := s.bus.Publish(ctx, tx, f); err != nil {
		return err
	}
	return s.publish(ctx, tx, moved)
}

// lockPair gives the end of into's chain and locks the two people against other merges.
func lockPair(ctx context.Context, tx *db.Tx, from, into ID) (ID, error) {
	for {
		now, err := Canonical(ctx, tx, []ID{into})
		if err != nil {
			return 0, err
		}
		end := now[into]
		c := db.Where("").In("id", distinct([]ID{from, into, end}))
		if _, err := db.Exec(ctx, tx, `UPDATE customer SET version = version WHERE `+c.SQL(), c.Args()...); err != nil {
			return 0, err
		}
		again, err := Canonical(ctx, tx, []ID{into})
		if err != nil || again[into] == end {
			return end, err
		}
	}
}

// mergeable refuses what cannot be merged; into is the end of its chain.
func mergeable(ctx context.Context, tx *db.Tx, from, into ID) error {
	for _, i := range []ID{from, into} {
		r, err := loadRaw(ctx, tx, i)
		if err != nil {
			return err
		}
		if r.ErasedAt != 0 {
			return ErrErased
		}
	}
	if from == into {
		return ErrSelf
	}
	now, err := Canonical(ctx, tx, []ID{from})
	if err == nil && now[from] != from {
		err = ErrMerged
	}
	return err
}

// Unmerge undoes the merge of from: both people are again what they were, and those merged into from before it stay with
// from.
func (s *Service) Unmerge(ctx context.Context, from ID) error {
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return err
	}
	return s.add(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockStandings(ctx, tx); err != nil {
			return err
		}
		end, err := lockPair(ctx, tx, from, from)
		if err != nil {
			return err
		}
		for _, i := range []ID{from, end} {
			if _, err := loadRaw(ctx, tx, i); err != nil {
				return err
			}
		}
		if err := cut(ctx, tx, from, end); err != nil {
			return err
		}
		if err := s.retell(ctx, tx, []ID{from, end}, Unmerged{from, end}); err != nil {
			return err
		}
		return audit(ctx, tx, "customer.unmerge", from, masked{"into": end}, nil)
	})
}

// cut takes from, and everybody who was merged into from, out of end's group.
func cut(ctx context.Context, tx *db.Tx, from, end ID) error {
	if err := db.MustAffect(ctx, tx, ErrNotMerged, `DELETE FROM customer_alias WHERE from_id = $1`, from); err != nil {
		return err
	}
	rest, err := db.All[alias](ctx, tx, `SELECT from_id, to_id, parent_id, reason, at FROM customer_alias WHERE to_id = $1`, end)
	if err != nil {
		return err
	}
	parents := map[ID]ID{}
	for _, a := range rest {
		parents[a.FromID] = a.ParentID
	}
	var mine []ID
	for _, a := range rest {
		if endsAt(parents, a.FromID, from) {
			mine = append(mine, a.FromID)
		}
	}
	c := db.Where("").In("from_id", mine)
	_, err = db.Exec(ctx, tx, `UPDATE customer_alias SET to_id = `+c.Next(1)+` WHERE `+c.SQL(), c.Args(from)...)
	return err
}

// endsAt tells whether the chain of parents that begins at i ends at end.
func endsAt(parents map[ID]ID, i, end ID) bool {
	for range len(parents) + 1 {
		if i == end {
			return true
		}
		i = parents[i]
	}
	return false
}

// Twin is a pair of people who may be one.
type Twin struct {
	A, B   ID
	Reason string // the kind of identity that says so
	At     int64
}

// Twins lists pairs not merged yet, both in the actor's scope, latest first; after is the last pair of the page before.
func (s *Service) Twins(ctx context.Context, after *Twin, limit int) ([]Twin, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	c := org.Scope(ctx).Cond("a.store_id", "a.staff_id").Join(org.Scope(ctx).Cond("b.store_id", "b.staff_id"))
	if after != nil {
		c.After("t.at, t.one_id, t.other_id", true, after.At, after.A, after.B)
	}
	return db.All[Twin](ctx, s.db.Read(), `
		SELECT t.one_id AS a, t.other_id AS b, t.reason, t.at
		FROM customer_twin t
		JOIN customer a ON a.id = t.one_id
		JOIN customer b ON b.id = t.other_id
		LEFT JOIN customer_alias x ON x.from_id = t.one_id
		LEFT JOIN customer_alias y ON y.from_id = t.other_id
		WHERE COALESCE(x.to_id, t.one_id) <> COALESCE(y.to_id, t.other_id) AND `+c.SQL()+`
		ORDER BY t.at DESC, t.one_id DESC, t.other_id DESC
		LIMIT `+c.Next(1), c.Args(pageSize(limit))...)
}

// pageSize bounds what a caller asks for: 1 to 200, 50 when nothing is asked.
func pageSize(limit int) int {
	if limit <= 0 {
		return 50
	}
	return min(limit, 200)
}
