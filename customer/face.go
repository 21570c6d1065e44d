package customer

import (
	"context"

	"qunli/kit/db"
	"qunli/org"
)

// Face is what colleagues see first of a person.
type Face struct {
	ID      ID
	Name    string
	Channel string // where the person was acquired
	StoreID org.StoreID
	Ladder  Level
}

// Faces gives the faces of people read as themselves who are not erased.
func Faces(ctx context.Context, q db.Q, ids []ID) (map[ID]Face, error) {
	out := make(map[ID]Face, len(ids))
	return out, db.Lists(q, ids, func(part []ID) error {
		c := db.Where("c.erased_at = 0").In("c.id", part)
		return db.Each(ctx, q, func(f Face) error { out[f.ID] = f; return nil },
			`SELECT c.id, c.name, c.channel, c.store_id, COALESCE(s.ladder, 0) AS ladder FROM customer c
			LEFT JOIN customer_standing s ON s.customer_id = c.id WHERE `+c.SQL(), c.Args()...)
	})
}

// Renote notes what stands at a bond in the channel since we wrote it there, in the caller's transaction.
func Renote(ctx context.Context, tx *db.Tx, i BondID, remark, description string) error {
	_, err := db.Exec(ctx, tx, `UPDATE customer_bond SET remark = $2, description = $3 WHERE id = $1 AND until = 0`, i, remark, description)
	return err
}
