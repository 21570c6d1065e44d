package community

import (
	"context"

	"qunli/customer"
	"qunli/kit/db"
)

// peopleIn gives who is in a group now, merged people once: by the account that joined first.
func peopleIn(ctx context.Context, q db.Q, c Community) ([]insider, error) {
	inside, err := insiders(ctx, q, map[ID]Community{c.ID: c})
	if err != nil {
		return nil, err
	}
	now, err := canonical(ctx, q, inside)
	if err != nil {
		return nil, err
	}
	seen := map[customer.ID]bool{}
	var out []insider
	for _, p := range inside {
		if who := now[p.CustomerID]; !seen[who] {
			seen[who] = true
			out = append(out, insider{p, who})
		}
	}
	return out, nil
}

func pairsIn(people []insider) []pair {
	out := make([]pair, len(people))
	for n, p := range people {
		out[n] = p.pair
	}
	return out
}

// sparing is somebody, as who they are now, about whom nothing of a kind is proposed now.
type sparing struct {
	CustomerID customer.ID
	Kind       ProposalKind
}

// sparedOf tells about whom in a group nothing is proposed: a proposal is open or was settled since a moment, or they are
// where it would lead them.
func sparedOf(ctx context.Context, q db.Q, c Community, inside []insider, since int64) (map[sparing]bool, error) {
	rows, err := db.All[sparing](ctx, q, `SELECT customer_id, kind FROM community_proposal WHERE community_id = $1
		AND (state IN ('proposed', 'approved') OR state IN ('refused', 'done') AND decided_at >= $2)`, c.ID, since)
	if err != nil {
		return nil, err
	}
	promoted, err := inCore(ctx, q, c, inside)
	if err != nil {
		return nil, err
	}
	rows = append(rows, promoted...)
	pairs := make([]pair, len(rows))
	for n, r := range rows {
		pairs[n] = pair{c.ID, r.CustomerID}
	}
	now, err := canonical(ctx, q, pairs)
	out := map[sparing]bool{}
	for _, r := range rows {
		out[sparing{now[r.CustomerID], r.Kind}] = true
	}
	return out, err
}

// inCore gives those people of a group who are in an open core group of its store, by whichever of their accounts.
func inCore(ctx context.Context, q db.Q, c Community, inside []insider) ([]sparing, error) {
	core, err := db.All[ID](ctx, q, `SELECT id FROM community WHERE store_id = $1 AND kind = 'core' AND state = 'open'`, c.StoreID)
	if err != nil || len(core) == 0 {
		return nil, err
	}
	people := make([]customer.ID, len(inside))
	for n, p := range inside {
		people[n] = p.now
	}
	families, err := customer.FamiliesOf(ctx, q, people)
	if err != nil {
		return nil, err
	}
	var accounts []customer.ID
	for _, who := range people {
		accounts = append(accounts, families.Members(who)...)
	}
	stays, err := StaysOf(ctx, q, accounts, core)
	var out []sparing
	for _, s := range stays {
		if s.LeftAt == 0 {
			out = append(out, sparing{s.CustomerID, Promote})
		}
	}
	return out, err
}
