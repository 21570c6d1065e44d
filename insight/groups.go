package insight

import (
	"context"
	"fmt"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
)

// groupMetrics are those about groups, what is said in them, and how far they reach.
func groupMetrics() Book {
	return Book{activityMetric(), retentionMetric(), structureMetric(), healthMetric(), overlapMetric(), spreadMetric(), harvestMetric()}
}

// group is a community in scope.
type group struct {
	ID       community.ID
	Source   string
	Code     string
	Name     string
	Kind     string
	State    string
	Members  int64
	OpenedAt int64
	StoreID  org.StoreID
	StaffID  org.StaffID
}

// groups lists the communities in scope, by id, narrowed by the filters.
func (in *input) groups(ctx context.Context) ([]group, error) {
	c := in.ofGroup("g.id", "g.store_id", "g.staff_id")
	return all[group](ctx, in, `
		SELECT g.id, g.source, g.code, g.name, g.kind, g.state, g.members, CASE WHEN g.opened_at <> 0 THEN g.opened_at ELSE g.created_at END AS opened_at,
			g.store_id, g.staff_id
		FROM community g
		WHERE `+c.SQL()+`
		ORDER BY g.id`, c.Args()...)
}

// ofGroup is scope for rows of communities, with the filter on one community.
func (in *input) ofGroup(idColumn, storeColumn, staffColumn string) *db.Cond {
	return in.scope(storeColumn, staffColumn).If(in.community != 0, idColumn+" = $1", in.community)
}

// ofDays is ofGroup for a rollup by community and day, within the window.
func (in *input) ofDays(alias string) *db.Cond {
	return in.ofGroup(alias+".community_id", alias+".store_id", alias+".staff_id").
		And(alias+".day >= $1 AND "+alias+".day <= $2", in.window.From, in.window.To)
}

// groupSpan is the first and the last day on which anything is on record of the communities in scope.
func groupSpan(ctx context.Context, in *input) (edges, error) {
	c := in.ofGroup("d.community_id", "d.store_id", "d.staff_id")
	moves, err := one[edges](ctx, in, `SELECT COALESCE(MIN(d.day), '') AS "from", COALESCE(MAX(d.day), '') AS "to"
		FROM community_day d WHERE `+c.SQL(), c.Args()...)
	if err != nil {
		return moves, err
	}
	words, err := one[edges](ctx, in, `SELECT COALESCE(MIN(d.day), '') AS "from", COALESCE(MAX(d.day), '') AS "to"
		FROM conversation_day d WHERE `+c.SQL(), c.Args()...)
	return moves.with(words), err
}

// with is the span of both.
func (e edges) with(o edges) edges {
	if o.From == "" {
		return e
	}
	if e.From == "" || o.From < e.From {
		e.From = o.From
	}
	e.To = max(e.To, o.To)
	return e
}

func (in *input) dayOf(ms int64) string { return clock.Day(ms, in.zone) }

// bounds gives the window as moments: from its first to just after its last.
func (in *input) bounds() (from, until int64) {
	first, last := in.window.days()
	return midnight(first, in.zone), midnight(last+1, in.zone)
}

// cell names a community in a table.
func (g group) cell() Cell {
	name := g.Name
	if name == "" {
		name = g.Code
	}
	return plain(fmt.Sprintf("%s (%s)", name, g.ID))
}

// aliases tells who merged people are now.
type aliases map[customer.ID]customer.ID

func (in *input) aliases(ctx context.Context) (aliases, error) {
	out := aliases{}
	type row struct{ FromID, ToID customer.ID }
	err := each(ctx, in, func(r row) error { out[r.FromID] = r.ToID; return nil }, `SELECT from_id, to_id FROM customer_alias`)
	return out, err
}

// now gives who a person is now.
func (a aliases) now(i customer.ID) customer.ID {
	if to, ok := a[i]; ok {
		return to
	}
	return i
}
