package community

import (
	"context"

	"qunli/kit/db"
	"qunli/org"
)

const columns = `id, source, code, name, kind, state, carrier, store_id, staff_id, area, level, topic, series, purpose, number,
	target_size, cap, starts_on, ends_on, members, pause, gate, threshold, price, promo_cap, alternative_id, brief, import_id, version,
	opened_at, closed_at, created_at`

// load gives a community in the actor's scope: otherwise ErrMissing or org.ErrScope.
func load(ctx context.Context, q db.Q, i ID) (Community, error) {
	all, err := db.All[Community](ctx, q, `SELECT `+columns+` FROM community WHERE id = $1`, i)
	if err != nil {
		return Community{}, err
	}
	if len(all) == 0 {
		return Community{}, ErrMissing
	}
	return all[0], org.Scope(ctx).Check(all[0].StoreID, all[0].StaffID)
}
