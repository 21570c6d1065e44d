package reward

import (
	"context"

	"qunli/customer"
	"qunli/kit/db"
)

// ErasePeople forgets where the things of people who are being erased go, and the words written about theirs. What they were given
// stays; a thing that was not sent is withheld at the next look, and the game is told.
func ErasePeople(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	c := db.Where("").In("customer_id", people)
	_, err := db.Exec(ctx, tx, `UPDATE reward_grant SET address = '', carrier = '', parcel = '', why = '', version = version + 1,
		due_at = CASE WHEN state IN ('waiting', 'applied') THEN `+c.Next(1)+` ELSE due_at END, state = CASE WHEN state = 'applied' THEN 'waiting' ELSE state END
		WHERE `+c.SQL(), c.Args(tx.Now)...)
	return err
}

// OldAddresses counts addresses of things that ended before a moment; ForgetAddresses empties at most limit of them.
func OldAddresses(ctx context.Context, q db.Q, before int64) (int64, error) {
	return db.One[int64](ctx, q, `SELECT COUNT(*) FROM reward_grant WHERE address <> '' AND ended_at <> 0 AND ended_at < $1`, before)
}

// ForgetAddresses empties where things went that ended before a moment.
func ForgetAddresses(ctx context.Context, tx *db.Tx, before int64, limit int) (int64, error) {
	return db.Exec(ctx, tx, `UPDATE reward_grant SET address = '', parcel = '', version = version + 1 WHERE id IN (
		SELECT id FROM reward_grant WHERE address <> '' AND ended_at <> 0 AND ended_at < $1 ORDER BY ended_at LIMIT $2)`, before, limit)
}
