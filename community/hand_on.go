package community

import (
	"cmp"
	"context"

	"qunli/kit/db"
	"qunli/org"
)

// OwnedBy gives the communities of a source that a member of staff owns, archived ones left out.
func OwnedBy(ctx context.Context, q db.Q, source string, staff org.StaffID) ([]ID, error) {
	return db.All[ID](ctx, q, `SELECT id FROM community WHERE source = $1 AND staff_id = $2 AND state <> $3 ORDER BY id`, source, staff, string(Archived))
}

// CodesOf gives what communities are called by a source.
func CodesOf(ctx context.Context, q db.Q, source string, ids []ID) (map[ID]string, error) {
	type coded struct {
		ID   ID
		Code string
	}
	out := map[ID]string{}
	return out, db.Lists(q, ids, func(part []ID) error {
		c := db.Where("source = $1", source).In("id", part)
		return db.Each(ctx, q, func(o coded) error { out[o.ID] = o.Code; return nil }, `SELECT id, code FROM community WHERE `+c.SQL(), c.Args()...)
	})
}

// HandOn gives a community to another owner, and to their store if they have one, in the caller's transaction.
func (s *Service) HandOn(ctx context.Context, tx *db.Tx, i ID, staff org.StaffID, store org.StoreID) error {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return err
	}
	if err := takeTurns(ctx, tx, []ID{i}); err != nil {
		return err
	}
	c, err := load(ctx, tx, i)
	if err != nil {
		return err
	}
	before := c
	c.StaffID, c.StoreID = staff, cmp.Or(store, c.StoreID)
	if err := save(ctx, tx, &c); err != nil {
		return err
	}
	if err := s.follow(ctx, tx, before, c); err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "community.hand_on", Object: "community", ID: int64(i), Before: before.masked(), After: c.masked()})
}
