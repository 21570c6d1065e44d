package reward

import (
	"context"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Claim says where a thing goes, by the customer who acts; until it is shipped they may say it again.
func (s *Service) Claim(ctx context.Context, i ID, to Address) error {
	return s.own(ctx, i, "reward.claim", func(ctx context.Context, tx *db.Tx, g *Grant) error {
		if err := to.normal(); err != nil {
			return err
		}
		if g.State == Waiting && g.DueAt > 0 && g.DueAt <= tx.Now {
			return ErrState.F(string(Expired))
		}
		if err := g.turn(Applied, tx.Now, Waiting, Applied); err != nil {
			return err
		}
		plain, err := json.Marshal(to)
		if err != nil {
			return err
		}
		g.Address, err = s.keys.Seal(addressLabel(i), plain)
		return err
	})
}

// Confirm says that a thing arrived, by the customer who acts.
func (s *Service) Confirm(ctx context.Context, i ID) error {
	return s.own(ctx, i, "reward.received", func(_ context.Context, tx *db.Tx, g *Grant) error { return g.turn(Received, tx.Now, Shipped) })
}

// own has f change something of the customer's who acts.
func (s *Service) own(ctx context.Context, i ID, verb string, f func(ctx context.Context, tx *db.Tx, g *Grant) error) error {
	if _, err := customer.Self(ctx); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		family, err := customer.SelfFamily(ctx, tx)
		if err != nil {
			return err
		}
		g, err := lock(ctx, tx, i)
		if err != nil {
			return err
		}
		for _, me := range family {
			if me == g.CustomerID {
				return write(ctx, tx, &g, verb, f)
			}
		}
		return ErrMissing
	})
}

// write changes a grant that is locked, and records it: states alone.
func write(ctx context.Context, tx *db.Tx, g *Grant, verb string, f func(ctx context.Context, tx *db.Tx, g *Grant) error) error {
	was := g.State
	if err := f(ctx, tx, g); err != nil {
		return err
	}
	if err := g.save(ctx, tx); err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: verb, Object: "reward", ID: int64(g.ID), Before: map[string]any{"state": was}, After: map[string]any{"state": g.State}})
}

// change has f change a grant for staff.
func (s *Service) change(ctx context.Context, i ID, verb string, f func(ctx context.Context, tx *db.Tx, g *Grant) error) (Grant, error) {
	var g Grant
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if g, err = lock(ctx, tx, i); err != nil {
			return err
		}
		return write(ctx, tx, &g, verb, f)
	})
	return g, err
}

// Ship notes that a thing was sent, by which carrier and under which number of theirs.
func (s *Service) Ship(ctx context.Context, i ID, carrier, parcel string) (Grant, error) {
	if err := may(ctx, org.CampaignEdit); err != nil {
		return Grant{}, err
	}
	carrier, parcel = strings.TrimSpace(carrier), strings.TrimSpace(parcel)
	if carrier == "" || utf8.RuneCountInString(carrier) > 20 {
		return Grant{}, fault.InvalidField("carrier", carrier, "请填写快递公司，最多 20 个字", "name the carrier, at most 20 characters")
	}
	if parcel == "" || len(parcel) > 40 {
		return Grant{}, fault.InvalidField("parcel", parcel, "请填写快递单号，最多 40 个字符", "give the parcel's number, at most 40 characters")
	}
	return s.change(ctx, i, "reward.ship", func(ctx context.Context, tx *db.Tx, g *Grant) error {
		if err := g.turn(Shipped, tx.Now, Applied); err != nil {
			return err
		}
		g.Carrier, g.Parcel = carrier, parcel
		return s.bus.Publish(ctx, tx, Given{g.ID, g.GiftID, g.CustomerID, g.Cause()})
	})
}

// Arrive notes that a thing arrived, as the carrier or the customer told.
func (s *Service) Arrive(ctx context.Context, i ID) (Grant, error) {
	if err := may(ctx, org.CampaignEdit); err != nil {
		return Grant{}, err
	}
	return s.change(ctx, i, "reward.received", func(_ context.Context, tx *db.Tx, g *Grant) error { return g.turn(Received, tx.Now, Shipped) })
}

// Revoke takes back what was not used and not sent: a code is not shown any more, a coupon not taken.
func (s *Service) Revoke(ctx context.Context, i ID, why string) (Grant, error) {
	if err := may(ctx, org.CampaignEdit); err != nil {
		return Grant{}, err
	}
	if why = strings.TrimSpace(why); why == "" || utf8.RuneCountInString(why) > 100 {
		return Grant{}, fault.InvalidField("why", why, "请写明原因，最多 100 个字；客户会看到", "say why, in at most 100 characters; the customer sees it")
	}
	return s.change(ctx, i, "reward.revoke", func(ctx context.Context, tx *db.Tx, g *Grant) error {
		if err := g.turn(Revoked, tx.Now, Issued, Waiting, Applied); err != nil {
			return err
		}
		g.Why = why
		if g.Kind != Thing {
			return nil
		}
		return s.bus.Publish(ctx, tx, Withheld{g.ID, g.GiftID, g.CustomerID, g.Cause()})
	})
}
