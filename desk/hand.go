package desk

import (
	"context"

	"qunli/kit/db"
	"qunli/org"
)

// OpenOf counts the open tasks of a member of staff.
func OpenOf(ctx context.Context, q db.Q, staff org.StaffID) (int64, error) {
	return db.One[int64](ctx, q, `SELECT COUNT(*) FROM desk_task WHERE staff_id = $1 AND state = 'open'`, staff)
}

// HandAll gives the open tasks of a member of staff to others, evenly and in the order in which they came, in the caller's
// transaction; n is how many (ORG-11).
func HandAll(ctx context.Context, tx *db.Tx, from org.StaffID, heirs []org.StaffID) (n int64, err error) {
	open, err := db.All[ID](ctx, tx, `SELECT id FROM desk_task WHERE staff_id = $1 AND state = 'open' ORDER BY id`, from)
	if err != nil || len(open) == 0 {
		return 0, err
	}
	shares := make([][]ID, len(heirs))
	for k, i := range open {
		shares[k%len(heirs)] = append(shares[k%len(heirs)], i)
	}
	for k, share := range shares {
		err := db.Lists(tx, share, func(part []ID) error {
			c := db.Where("state = 'open'").In("id", part)
			moved, err := db.Exec(ctx, tx, `UPDATE desk_task SET staff_id = `+c.Next(1)+` WHERE `+c.SQL(), c.Args(heirs[k])...)
			n += moved
			return err
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}
