package customer

import (
	"context"

	"qunli/kit/db"
	"qunli/org"
)

// Erase deletes the personal data of one person and of everybody merged into them, here and by the hooks in later rooms,
// and keeps the facts: every total stays. Nobody can tell afterwards who it was; the same key met again is a new person.
// On SQLite it returns when the old bytes are gone from the file and its journal; ErrLingering means that they are gone
// from the tables only, and that Erase should be asked again.
func (s *Service) Erase(ctx context.Context, i ID) error {
	if err := org.Must(ctx, org.CustomerErase); err != nil {
		return err
	}
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := db.Alone(ctx, tx, peopleLock); err != nil {
			return err
		}
		r, err := load(ctx, tx, i)
		if err != nil || r.ErasedAt != 0 {
			return err
		}
		people, err := group(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		for _, hook := range s.hooks {
			if err := hook(ctx, tx, people); err != nil {
				return err
			}
		}
		if err := forget(ctx, tx, people); err != nil {
			return err
		}
		return audit(ctx, tx, "customer.erase", r.ID, nil, masked{"people": people})
	})
	if err != nil {
		return err
	}
	if err := s.db.Scrub(ctx); err != nil {
		return ErrLingering.Because(err)
	}
	return nil
}

// forget empties what this room holds about people. An undo of the import that brought them leaves the rest alone.
func forget(ctx context.Context, tx *db.Tx, people []ID) error {
	c := db.Where("").In("id", people)
	_, err := db.Exec(ctx, tx, `UPDATE customer SET name = '', remark = '', folded = '', import_id = 0, version = version + 1,
		erased_at = `+c.Next(1)+` WHERE `+c.SQL(), c.Args(tx.Now)...)
	if err != nil {
		return err
	}
	if err := dropOwnTags(ctx, tx, people); err != nil {
		return err
	}
	for _, table := range []string{"customer_identity", "customer_term", "customer_seen", "customer_fill", "customer_refill"} {
		if err := deleteOf(ctx, tx, table, people); err != nil {
			return err
		}
	}
	for _, change := range []struct{ sql, column string }{
		{`UPDATE customer_consent SET evidence = '' WHERE `, "customer_id"},
		{`UPDATE customer_alias SET reason = '' WHERE `, "from_id"},
		{`UPDATE customer_move SET reason = '' WHERE `, "customer_id"},
		{`UPDATE customer_bond SET remark = '', description = '' WHERE `, "customer_id"},
		{`DELETE FROM customer_standing WHERE `, "customer_id"},
		{`DELETE FROM customer_seed WHERE `, "customer_id"},
		{`DELETE FROM customer_twin WHERE `, "one_id"},
		{`DELETE FROM customer_twin WHERE `, "other_id"},
	} {
		c := db.Where("").In(change.column, people)
		if _, err := db.Exec(ctx, tx, change.sql+c.SQL(), c.Args()...); err != nil {
			return err
		}
	}
	return Changed(ctx, tx, people, Anything)
}

// dropOwnTags deletes the tags that nobody but these people has: such a tag may well be their name.
func dropOwnTags(ctx context.Context, tx *db.Tx, people []ID) error {
	c := db.Where("").In("customer_id", people)
	own, err := db.All[TagID](ctx, tx, `SELECT DISTINCT tag_id FROM customer_tagging WHERE `+c.SQL(), c.Args()...)
	if err != nil || len(own) == 0 {
		return err
	}
	if err := deleteOf(ctx, tx, "customer_tagging", people); err != nil {
		return err
	}
	c = db.Where("NOT EXISTS (SELECT 1 FROM customer_tagging g WHERE g.tag_id = customer_tag.id)").In("id", own)
	_, err = db.Exec(ctx, tx, `DELETE FROM customer_tag WHERE `+c.SQL(), c.Args()...)
	return err
}
