package community

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
)

// Check derives stays, days, members and acts of joining from the raw movements and gives what differs: nothing when all
// is well. It reads whole tables, one community at a time.
func Check(ctx context.Context, q db.Q) ([]db.Difference, error) {
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return nil, err
	}
	all, err := db.All[Community](ctx, q, `SELECT `+columns+` FROM community ORDER BY id`)
	if err != nil {
		return nil, err
	}
	var out []db.Difference
	for _, c := range all {
		found, err := checkOne(ctx, q, zone, c)
		if err != nil {
			return nil, fmt.Errorf("check community %s: %w", c.ID, err)
		}
		out = append(out, found...)
	}
	acts, err := checkActs(ctx, q, zone)
	if err != nil {
		return nil, err
	}
	lost, err := checkRefs(ctx, q)
	return slices.Concat(out, acts, lost), err
}

func checkOne(ctx context.Context, q db.Q, zone *time.Location, c Community) ([]db.Difference, error) {
	moves, err := db.All[Move](ctx, q, `SELECT `+moveColumns+` FROM community_move WHERE community_id = $1`, c.ID)
	if err != nil {
		return nil, err
	}
	stored, err := db.All[Stay](ctx, q, `SELECT `+stayColumns+` FROM community_stay WHERE community_id = $1`, c.ID)
	if err != nil {
		return nil, err
	}
	days, err := db.All[dayRow](ctx, q, `SELECT community_id, day, store_id, staff_id, raw_joins, raw_leaves, joins, seen, leaves
		FROM community_day WHERE community_id = $1`, c.ID)
	if err != nil {
		return nil, err
	}
	stays := derived(moves, c.Pause)
	out := db.CompareMaps("community_stay", texts(stored, Stay.line), texts(stays, Stay.line))
	out = append(out, db.CompareMaps("community_day", texts(days, dayRow.line), texts(rebuiltDays(zone, c, moves, stays), dayRow.line))...)
	members := int64(0)
	for i := range stays {
		members += int64(open(&stays[i]))
	}
	if members != c.Members {
		out = append(out, db.Differs("community.members", c.ID.String(), fmt.Sprint(c.Members), fmt.Sprint(members)))
	}
	return out, nil
}

// derived gives the stays of all people of one community.
func derived(moves []Move, pause int64) []Stay {
	byPair := map[pair][]Move{}
	for _, m := range moves {
		p := pair{m.CommunityID, m.CustomerID}
		byPair[p] = append(byPair[p], m)
	}
	var out []Stay
	for _, of := range byPair {
		out = append(out, Stays(of, pause)...)
	}
	return out
}

func rebuiltDays(zone *time.Location, c Community, moves []Move, stays []Stay) []dayRow {
	f := &fold{zone: zone, days: map[dayKey]dayRow{}, grounds: map[ID]ground{c.ID: {c.ID, c.Pause, c.StoreID, c.StaffID}}}
	for i := range moves {
		f.raw(&moves[i], 1)
	}
	for i := range stays {
		f.stay(&stays[i], 1)
	}
	var out []dayRow
	for _, d := range f.days {
		out = append(out, d)
	}
	return out
}

// entry is a row as text, to be compared.
type entry struct{ key, value string }

func texts[T any](rows []T, line func(T) entry) map[string]string {
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		e := line(r)
		out[e.key] = e.value
	}
	return out
}

func (s Stay) line() entry {
	key := fmt.Sprintf("%s %s %d", s.CommunityID, s.CustomerID, s.JoinedAt)
	s.ID = 0
	return entry{key, fmt.Sprintf("%+v", s)}
}

func (d dayRow) line() entry {
	return entry{fmt.Sprintf("%s %s", d.CommunityID, d.Day), fmt.Sprintf("%+v", d)}
}

// checkRefs looks for rows of communities that are not there.
func checkRefs(ctx context.Context, q db.Q) ([]db.Difference, error) {
	var out []db.Difference
	for _, table := range []string{"community_move", "community_stay", "community_day", "community_key"} {
		ids, err := db.All[ID](ctx, q, `SELECT DISTINCT r.community_id FROM `+table+` r LEFT JOIN community c
			ON c.id = r.community_id WHERE c.id IS NULL`)
		if err != nil {
			return nil, err
		}
		for _, i := range ids {
			out = append(out, db.Differs(table, i.String(), "of no community", "of a community"))
		}
	}
	return out, nil
}

// checkActs compares the acts of joining with the certain stays.
func checkActs(ctx context.Context, q db.Q, zone *time.Location) ([]db.Difference, error) {
	type began struct {
		CustomerID customer.ID
		JoinedAt   int64
	}
	var want []customer.Act
	err := db.Each(ctx, q, func(b began) error {
		want = append(want, customer.Act{Customer: b.CustomerID, Day: clock.Day(b.JoinedAt, zone), Acts: 1})
		return nil
	}, `SELECT customer_id, joined_at FROM community_stay WHERE certain`)
	if err != nil {
		return nil, err
	}
	return customer.CheckActs(ctx, q, customer.ActJoin, want)
}
