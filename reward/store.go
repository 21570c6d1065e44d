package reward

import (
	"context"
	"errors"

	"qunli/commerce/pay"
	"qunli/kit/db"
)

const (
	giftColumns = `id, kind, name, words, state, cost, worth, total, issued, tags, days, until_at, per_person, off, rate, most, minimum, stack, stackable,
		staff_id, version, created_at`
	grantColumns = `id, gift_id, kind, customer_id, cause_kind, cause_id, title, reason, state, place, until_at, due_at, order_kind, order_id, returned, address,
		carrier, parcel, why, ended_at, version, created_at`
)

// found turns a missing row into what people are told.
func found[T any](v T, err, missing error) (T, error) {
	if errors.Is(err, db.ErrNone) {
		err = missing
	}
	return v, err
}

func loadGift(ctx context.Context, q db.Q, i GiftID) (Gift, error) {
	g, err := db.One[Gift](ctx, q, `SELECT `+giftColumns+` FROM reward_gift WHERE id = $1`, i)
	return found(g, err, ErrNoGift)
}

// lockGift reads a gift and keeps everybody else from giving of it until the transaction ends.
func lockGift(ctx context.Context, tx *db.Tx, i GiftID) (Gift, error) {
	g, err := db.One[Gift](ctx, tx, `UPDATE reward_gift SET issued = issued WHERE id = $1 RETURNING `+giftColumns, i)
	return found(g, err, ErrNoGift)
}

// OfCause reads what was given for a cause; ErrMissing when nothing was.
func OfCause(ctx context.Context, q db.Q, c pay.Cause) (Grant, error) {
	g, err := db.One[Grant](ctx, q, `SELECT `+grantColumns+` FROM reward_grant WHERE cause_id = $1 AND cause_kind = $2`, c.ID, c.Kind)
	return found(g, err, ErrMissing)
}

// lock reads a grant and keeps everybody else from changing it until the transaction ends.
func lock(ctx context.Context, tx *db.Tx, i ID) (Grant, error) {
	g, err := db.One[Grant](ctx, tx, `UPDATE reward_grant SET version = version + 1 WHERE id = $1 RETURNING `+grantColumns, i)
	return found(g, err, ErrMissing)
}

// save writes what changes of a grant that was locked by lock.
func (g *Grant) save(ctx context.Context, tx *db.Tx) error {
	return db.MustAffect(ctx, tx, ErrChanged, `UPDATE reward_grant SET state = $1, due_at = $2, address = $3, carrier = $4, parcel = $5, why = $6, ended_at = $7
		WHERE id = $8 AND version = $9`, g.State, g.DueAt, g.Address, g.Carrier, g.Parcel, g.Why, g.EndedAt, g.ID, g.Version)
}
