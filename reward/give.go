package reward

import (
	"context"
	"errors"

	"qunli/customer"
	"qunli/kit/db"
)

// Give gives somebody a gift, in the caller's transaction. A cause that was given something gets the same again. Given tells when
// a thing is on its way; of codes and coupons at once. ErrOut and ErrClosed: later it may be otherwise. ErrPerson and ErrGone: this
// person is given none.
func (s *Service) Give(ctx context.Context, tx *db.Tx, a Asking) (Grant, error) {
	g, err := lockGift(ctx, tx, a.Gift)
	if err != nil {
		return Grant{}, err
	}
	if had, err := OfCause(ctx, tx, a.Cause); !errors.Is(err, ErrMissing) {
		return had, err
	}
	if err := g.may(tx.Now); err != nil {
		return Grant{}, err
	}
	if err := g.mayHave(ctx, tx, a.Customer); err != nil {
		return Grant{}, err
	}
	out := a.grant(&g, ID(tx.NewID()), tx.Now)
	if err := db.MustAffect(ctx, tx, ErrOut.F(g.Name, g.Total), `UPDATE reward_gift SET issued = issued + 1 WHERE id = $1 AND issued < total`, g.ID); err != nil {
		return Grant{}, err
	}
	if _, err := db.Insert(ctx, tx, "reward_grant", []Grant{out}, ""); err != nil {
		return Grant{}, err
	}
	switch out.Kind {
	case Thing:
		return out, nil
	case Code:
		err = db.MustAffect(ctx, tx, ErrChanged, `UPDATE reward_code SET grant_id = $1 WHERE gift_id = $2 AND place = $3 AND grant_id = 0`, out.ID, g.ID, out.Place)
		if err != nil {
			return Grant{}, err
		}
	}
	return out, s.bus.Publish(ctx, tx, Given{out.ID, out.GiftID, out.CustomerID, out.Cause()})
}

// mayHave refuses somebody who is not here any more, or who has all they may have, under whatever name they came.
func (g *Gift) mayHave(ctx context.Context, q db.Q, who customer.ID) error {
	family, err := customer.FamiliesOf(ctx, q, []customer.ID{who})
	if err != nil {
		return err
	}
	now := family.Now(who)
	switch err := customer.Present(ctx, q, []customer.ID{now}); {
	case errors.Is(err, customer.ErrMissing), errors.Is(err, customer.ErrErased):
		return ErrGone
	case err != nil || g.PerPerson == 0:
		return err
	}
	c := db.Where("gift_id = $1 AND state <> 'revoked'", g.ID).In("customer_id", family.Members(now))
	n, err := db.One[int64](ctx, q, `SELECT COUNT(*) FROM reward_grant WHERE `+c.SQL(), c.Args()...)
	if err == nil && n >= g.PerPerson {
		err = ErrPerson.F(g.PerPerson)
	}
	return err
}
