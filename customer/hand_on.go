package customer

import (
	"context"
	"slices"

	"qunli/kit/db"
	"qunli/org"
)

// BoundWith gives the people, as booked and in order, with whom a member of a channel is in touch.
func BoundWith(ctx context.Context, q db.Q, channel, member string) ([]ID, error) {
	return db.All[ID](ctx, q, `SELECT customer_id FROM customer_bond WHERE channel = $1 AND member = $2 AND until = 0 ORDER BY customer_id`, channel, member)
}

// KeptBy gives the people, in order, whose keeper a member of staff is; the erased and those merged into others are left out.
func KeptBy(ctx context.Context, q db.Q, staff org.StaffID) ([]ID, error) {
	return db.All[ID](ctx, q, `SELECT id FROM customer WHERE staff_id = $1 AND erased_at = 0
		AND NOT EXISTS (SELECT 1 FROM customer_alias a WHERE a.from_id = customer.id) ORDER BY id`, staff)
}

// HandedOn ends the bond of a person with a member because the channel handed the person on at a moment (ms), in the caller's
// transaction. One that was found gone before that was known learns why. The caller holds people.
func HandedOn(ctx context.Context, tx *db.Tx, channel string, who ID, member string, at int64) error {
	if err := bondTurn(ctx, tx, who); err != nil {
		return err
	}
	have, err := BondsOf(ctx, tx, channel, who)
	if err != nil {
		return err
	}
	for _, b := range slices.Backward(have) {
		switch {
		case b.Member != member:
			continue
		case b.Until == 0:
			return endBond(ctx, tx, b, byTransfer, at)
		case b.EndedBy == "":
			_, err := db.Exec(ctx, tx, `UPDATE customer_bond SET ended_by = 'transfer' WHERE id = $1`, b.ID)
			return err
		}
		return nil
	}
	return nil
}

// Inherit gives people whose keeper is one member of staff to another, and to the other's store if they have one, in the caller's
// transaction; of those whom somebody else keeps nothing changes. The caller holds people.
func Inherit(ctx context.Context, tx *db.Tx, people []ID, from, heir org.StaffID, store org.StoreID) error {
	now, err := Canonical(ctx, tx, people)
	if err != nil {
		return err
	}
	var heads []ID
	for _, i := range people {
		heads = append(heads, now[i])
	}
	return db.Lists(tx, distinct(heads), func(part []ID) error {
		c := db.Where("erased_at = 0 AND staff_id = $1", from).In("id", part)
		moved, err := db.All[ID](ctx, tx, `UPDATE customer SET staff_id = `+c.Next(1)+`, store_id = CASE WHEN CAST(`+c.Next(2)+` AS BIGINT) = 0 THEN store_id ELSE `+c.Next(2)+` END,
			version = version + 1 WHERE `+c.SQL()+` RETURNING id`, c.Args(heir, store)...)
		if err != nil || len(moved) == 0 {
			return err
		}
		slices.Sort(moved)
		return assigned(ctx, tx, moved, []string{"store_id", "staff_id"}, masked{"staff": heir, "store": store})
	})
}
