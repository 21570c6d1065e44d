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

// Load is what somebody has to do.
type Load struct {
	StaffID org.StaffID
	Tasks   int64 // open
	LastAt  int64 // ms, when the newest of these was asked
}

// Loads gives what members of staff have to do; who has nothing to do is not in it.
func Loads(ctx context.Context, q db.Q, staff []org.StaffID) (map[org.StaffID]Load, error) {
	out := map[org.StaffID]Load{}
	return out, db.Lists(q, staff, func(part []org.StaffID) error {
		c := db.Where("state = 'open'").In("staff_id", part)
		return db.Each(ctx, q, func(l Load) error { out[l.StaffID] = l; return nil },
			`SELECT staff_id, COUNT(*) AS tasks, MAX(created_at) AS last_at FROM desk_task WHERE `+c.SQL()+` GROUP BY staff_id`, c.Args()...)
	})
}

// ByKeys gives tasks by their keys, the closed ones too. Whoever calls it asked whether the actor may see them.
func ByKeys(ctx context.Context, q db.Q, keys []string) (map[string]Task, error) {
	out := map[string]Task{}
	return out, db.Lists(q, keys, func(part []string) error {
		c := db.Where("").In("key", part)
		return db.Each(ctx, q, func(t Task) error { out[t.Key] = t; return nil }, `SELECT `+taskColumns+` FROM desk_task WHERE `+c.SQL(), c.Args()...)
	})
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
