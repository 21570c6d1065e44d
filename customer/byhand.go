package customer

import (
	"context"

	"qunli/kit/db"
)

// ByHand tells on which of those people something stands that no import brought: changes, tags, merges, a level or a place
// among the seed users by hand, and consents and touches that came otherwise. It is a Keep.
func ByHand(ctx context.Context, tx *db.Tx, people []ID) (map[ID]bool, error) {
	out := map[ID]bool{}
	err := db.Lists(tx, people, func(part []ID) error {
		for _, t := range []struct{ table, column, where string }{
			{"customer", "id", "version > 0"}, {"customer_tagging", "customer_id", "origin = 'hand'"},
			{"customer_consent", "customer_id", "import_id = 0"}, {"customer_touch", "customer_id", "import_id = 0"},
			{"customer_touch", "by_id", "by_id <> 0 AND import_id = 0"}, {"customer_alias", "from_id", ""}, {"customer_alias", "to_id", ""},
			{"customer_standing", "customer_id", "(pinned <> 0 OR seed NOT IN ('', 'candidate'))"},
		} {
			c := db.Where(t.where).In(t.column, part)
			if err := db.Each(ctx, tx, func(i ID) error { out[i] = true; return nil },
				`SELECT DISTINCT `+t.column+` FROM `+t.table+` WHERE `+c.SQL(), c.Args()...); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

var _ Keep = ByHand
