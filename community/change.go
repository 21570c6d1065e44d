package community

import (
	"context"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// change alters one community of the actor's scope, whose version the caller saw, in one transaction with its audit. The
// community's turn is taken: nobody folds movements of it meanwhile.
func (s *Service) change(ctx context.Context, i ID, version int64, verb string, f func(ctx context.Context, tx *db.Tx, c *Community) error) (Community, error) {
	var c Community
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := takeTurns(ctx, tx, []ID{i}); err != nil {
			return err
		}
		var err error
		if c, err = load(ctx, tx, i); err != nil {
			return err
		}
		if c.Version != version {
			return ErrChanged
		}
		before := c
		if err := f(ctx, tx, &c); err != nil {
			return err
		}
		if err := save(ctx, tx, &c); err != nil {
			return err
		}
		if err := s.follow(ctx, tx, before, c); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: verb, Object: "community", ID: int64(i), Before: before.masked(), After: c.masked()})
	})
	return c, err
}

// save writes a changed community as its next version. Members are counted by folding alone.
func save(ctx context.Context, tx *db.Tx, c *Community) error {
	err := db.MustAffect(ctx, tx, ErrChanged, `
		UPDATE community SET source = $3, code = $4, name = $5, kind = $6, state = $7, carrier = $8, store_id = $9, staff_id = $10,
			area = $11, level = $12, topic = $13, series = $14, purpose = $15, number = $16, target_size = $17, cap = $18,
			starts_on = $19, ends_on = $20, pause = $21, gate = $22, threshold = $23, price = $24, promo_cap = $25,
			alternative_id = $26, brief = $27, opened_at = $28, closed_at = $29, version = version + 1
		WHERE id = $1 AND version = $2`,
		c.ID, c.Version, c.Source, c.Code, c.Name, string(c.Kind), string(c.State), c.Carrier, c.StoreID, c.StaffID, c.Area, c.Level,
		c.Topic, c.Series, c.Purpose, c.Number, c.TargetSize, c.Cap, c.StartsOn, c.EndsOn, c.Pause, c.Gate, string(c.Threshold),
		int64(c.Price), c.PromoCap, c.AlternativeID, c.Brief, c.OpenedAt, c.ClosedAt)
	if db.Code(err) == db.CodeUnique {
		return ErrNumberTaken.Because(err)
	}
	c.Version++
	return err
}

// follow brings what is derived from a community's own row after a change of it.
func (s *Service) follow(ctx context.Context, tx *db.Tx, before, after Community) error {
	if before.StoreID != after.StoreID || before.StaffID != after.StaffID {
		if err := s.reassign(ctx, tx, after); err != nil {
			return err
		}
	}
	if before.Pause != after.Pause {
		if err := rederive(ctx, tx, after.ID); err != nil {
			return err
		}
	}
	if before.Kind == after.Kind {
		return nil
	}
	inside, err := db.All[customer.ID](ctx, tx, `SELECT customer_id FROM community_stay WHERE community_id = $1 AND left_at = 0`, after.ID)
	if err != nil {
		return err
	}
	return customer.Changed(ctx, tx, inside, "group_kind")
}

// reassign gives the days of a community to its new store and owner.
func (s *Service) reassign(ctx context.Context, tx *db.Tx, c Community) error {
	_, err := db.Exec(ctx, tx, `UPDATE community_day SET store_id = $2, staff_id = $3 WHERE community_id = $1`, c.ID, c.StoreID, c.StaffID)
	if err != nil {
		return err
	}
	return s.bus.Publish(ctx, tx, Assigned{c.ID, c.StoreID, c.StaffID})
}

// rederive derives all stays of a community anew: its pause has changed.
func rederive(ctx context.Context, tx *db.Tx, i ID) error {
	f, err := newFold(ctx, tx, 0, []ID{i})
	if err != nil {
		return err
	}
	people, err := db.All[customer.ID](ctx, tx, `SELECT DISTINCT customer_id FROM community_move WHERE community_id = $1`, i)
	if err != nil {
		return err
	}
	all := map[pair]int64{}
	for _, p := range people {
		all[pair{i, p}] = 0
	}
	if err := f.again(ctx, tx, all); err != nil {
		return err
	}
	return f.write(ctx, tx)
}

// Update replaces what a group was made with; the version is the one the caller saw.
func (s *Service) Update(ctx context.Context, i ID, version int64, p Plan) (Community, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Community{}, err
	}
	p.trim()
	p.Kind = Undecided
	if err := s.possible(ctx, p); err != nil {
		return Community{}, err
	}
	return s.change(ctx, i, version, "community.update", func(ctx context.Context, tx *db.Tx, c *Community) error {
		set, err := readSettings(ctx, tx)
		if err != nil {
			return err
		}
		if err := s.shape(set, c, p); err != nil {
			return err
		}
		if p.Name == "" || p.Name == c.Name {
			return nil
		}
		return c.rename(p.Name)
	})
}

// SetKind decides or changes what a group is for. Threshold and promotion cap become those of the new kind.
func (s *Service) SetKind(ctx context.Context, i ID, version int64, k Kind) (Community, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Community{}, err
	}
	if err := k.check(); err != nil {
		return Community{}, err
	}
	return s.change(ctx, i, version, "community.kind", func(ctx context.Context, tx *db.Tx, c *Community) error {
		set, err := readSettings(ctx, tx)
		if err != nil {
			return err
		}
		c.Kind, c.Threshold, c.Price, c.PromoCap = k, NoThreshold, 0, set.preset(k).PromoCap
		if k == Core {
			c.Threshold, c.Price = set.Threshold, set.ThresholdPrice
		}
		_, err = s.gateOf(set, *c)
		return err
	})
}
