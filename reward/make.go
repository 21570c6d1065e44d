package reward

import (
	"context"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Save makes a gift, which is given from now on, or changes one; with a change comes the version that was read. The number of
// codes is that of those brought in (Bring).
func (s *Service) Save(ctx context.Context, g Gift) (Gift, error) {
	if err := may(ctx, org.CampaignEdit); err != nil {
		return Gift{}, err
	}
	if g.Kind != Code && g.Kind != Thing && g.Kind != Coupon {
		return Gift{}, fault.InvalidField("kind", string(g.Kind), "须是 code、thing 或 coupon", "must be code, thing or coupon")
	}
	if err := g.normal(); err != nil {
		return Gift{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if g.ID == 0 {
			return add(ctx, tx, &g)
		}
		return change(ctx, tx, &g)
	})
	return g, err
}

func add(ctx context.Context, tx *db.Tx, g *Gift) error {
	a, _ := org.ActorOf(ctx)
	g.ID, g.State, g.Issued, g.Version, g.StaffID, g.CreatedAt = GiftID(tx.NewID()), Open, 0, 1, a.Staff, tx.Now
	if g.Kind == Code {
		g.Total = 0
	}
	if _, err := db.Insert(ctx, tx, "reward_gift", []Gift{*g}, ""); err != nil {
		return err
	}
	return audit(ctx, tx, "gift.make", nil, g)
}

func change(ctx context.Context, tx *db.Tx, g *Gift) error {
	was, err := lockGift(ctx, tx, g.ID)
	if err != nil {
		return err
	}
	version := g.Version
	g.State, g.Issued, g.StaffID, g.CreatedAt, g.Version = was.State, was.Issued, was.StaffID, was.CreatedAt, version+1
	if g.Kind == Code {
		g.Total = was.Total
	}
	switch {
	case was.Version != version:
		return ErrChanged
	case was.Issued > 0 && was.fixed() != g.fixed():
		return ErrFixed.F(was.Issued)
	case was.Kind != g.Kind:
		return fault.InvalidField("kind", string(g.Kind), "种类不能改，请另建一个", "never changes; make another one")
	case g.Total < was.Issued:
		return ErrShrunk.F(g.Total, was.Issued)
	}
	err = db.MustAffect(ctx, tx, ErrChanged, `UPDATE reward_gift SET name = $2, words = $3, cost = $4, worth = $5, total = $6, tags = $7, days = $8, until_at = $9,
		per_person = $10, off = $11, rate = $12, most = $13, minimum = $14, stack = $15, stackable = $16, version = version + 1 WHERE id = $1 AND version = $17`,
		g.ID, g.Name, g.Words, g.Cost, g.Worth, g.Total, g.Tags, g.Days, g.UntilAt, g.PerPerson, g.Off, g.Rate, g.Most, g.Minimum, g.Stack, g.Stackable, version)
	if err != nil {
		return err
	}
	return audit(ctx, tx, "gift.change", &was, g)
}

// Turn has a gift be given, or not any more; what was given goes on.
func (s *Service) Turn(ctx context.Context, i GiftID, version int64, to GiftState) (Gift, error) {
	if err := may(ctx, org.CampaignEdit); err != nil {
		return Gift{}, err
	}
	if to != Open && to != Closed {
		return Gift{}, fault.InvalidField("state", string(to), "须是 open 或 closed", "must be open or closed")
	}
	var g Gift
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		was, err := lockGift(ctx, tx, i)
		if err != nil {
			return err
		}
		g = was
		g.State, g.Version = to, version+1
		if err := db.MustAffect(ctx, tx, ErrChanged, `UPDATE reward_gift SET state = $3, version = version + 1 WHERE id = $1 AND version = $2`, i, version, to); err != nil {
			return err
		}
		return audit(ctx, tx, "gift.turn", &was, &g)
	})
	return g, err
}

func audit(ctx context.Context, tx *db.Tx, verb string, was, now *Gift) error {
	show := func(g *Gift) any {
		if g == nil {
			return nil
		}
		return map[string]any{"kind": g.Kind, "name": g.Name, "state": g.State, "total": g.Total, "cost": g.Cost, "off": g.Off, "rate": g.Rate, "minimum": g.Minimum}
	}
	return org.Audit(ctx, tx, org.Change{Verb: verb, Object: "gift", ID: int64(now.ID), Before: show(was), After: show(now)})
}
