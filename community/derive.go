package community

import (
	"context"

	"qunli/kit/db"
)

const (
	stayColumns = `id, community_id, customer_id, joined_at, certain, left_at, seen_at, inviter_id, scene, left_scene,
		entrance_id, reconnects, pause`
	moveColumns = `id, community_id, customer_id, kind, at, ordinal, inviter_id, scene, entrance_id, ref, pause, import_id`
)

// derive folds fresh movements into stays. Where all movements of a pair are later than everything known of it, which is
// how they mostly come, the latest stay goes on from where it stands; the other pairs are derived again from the stay in
// which the earliest of them falls.
func (f *fold) derive(ctx context.Context, tx *db.Tx, fresh []Move) error {
	moves := map[pair][]Move{}
	var pairs []pair
	for _, m := range fresh {
		p := pair{m.CommunityID, m.CustomerID}
		if moves[p] == nil {
			pairs = append(pairs, p)
		}
		moves[p] = append(moves[p], m)
	}
	latest, err := latestStays(ctx, tx, pairs)
	if err != nil {
		return err
	}
	late := map[pair]int64{}
	for _, p := range pairs {
		last, known := latest[p]
		if known && earliest(moves[p]) <= last.SeenAt {
			late[p] = earliest(moves[p])
			continue
		}
		f.goOn(tx, last, known, moves[p])
	}
	return f.again(ctx, tx, late)
}

func earliest(moves []Move) int64 {
	at := moves[0].At
	for _, m := range moves {
		at = min(at, m.At)
	}
	return at
}

// goOn continues from the latest stay of a pair, if it has any.
func (f *fold) goOn(tx *db.Tx, last Stay, known bool, moves []Move) {
	w := walk{pause: f.grounds[moves[0].CommunityID].Pause}
	var before []Stay
	if known {
		before, w.stays = []Stay{last}, []Stay{last}
	}
	f.change(tx, before, w.all(moves))
}

// latestStays gives the stay of each pair that began last.
func latestStays(ctx context.Context, q db.Q, pairs []pair) (map[pair]Stay, error) {
	out := make(map[pair]Stay, len(pairs))
	err := db.Lists(q, pairs, func(part []pair) error {
		c := db.Where("").InRows("community_id, customer_id", part)
		return db.Each(ctx, q, func(s Stay) error { out[pair{s.CommunityID, s.CustomerID}] = s; return nil },
			`SELECT `+stayColumns+` FROM community_stay WHERE (community_id, customer_id, joined_at) IN (
				SELECT community_id, customer_id, MAX(joined_at) FROM community_stay WHERE `+c.SQL()+`
				GROUP BY community_id, customer_id)`, c.Args()...)
	})
	return out, err
}

// again derives stays anew from the raw movements: of each pair all that lie at or after the beginning of the last stay that
// began before the moment at which something changed, or at or after that moment where no stay reaches it. What was before
// cannot have changed.
func (f *fold) again(ctx context.Context, tx *db.Tx, changed map[pair]int64) error {
	pairs := make([]pair, 0, len(changed))
	for p := range changed {
		pairs = append(pairs, p)
	}
	return db.Lists(tx, pairs, func(part []pair) error { return f.againPart(ctx, tx, part, changed) })
}

func (f *fold) againPart(ctx context.Context, tx *db.Tx, pairs []pair, changed map[pair]int64) error {
	stored := map[pair][]Stay{}
	base := map[pair]int64{}
	for _, p := range pairs {
		base[p] = changed[p]
	}
	c := db.Where("left_at = 0 OR left_at + pause >= $1", least(pairs, changed)).InRows("community_id, customer_id", pairs)
	err := db.Each(ctx, tx, func(s Stay) error {
		p := pair{s.CommunityID, s.CustomerID}
		stored[p] = append(stored[p], s)
		if s.JoinedAt < changed[p] {
			base[p] = s.JoinedAt
		}
		return nil
	}, `SELECT `+stayColumns+` FROM community_stay WHERE `+c.SQL()+` ORDER BY joined_at`, c.Args()...)
	if err != nil {
		return err
	}
	moves, err := movesSince(ctx, tx, pairs, base)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		f.change(tx, since(stored[p], base[p]), Stays(moves[p], f.grounds[p.CommunityID].Pause))
	}
	return nil
}

// since gives the stays that began at or after a moment; stays are in their order.
func since(stays []Stay, at int64) []Stay {
	for i := range stays {
		if stays[i].JoinedAt >= at {
			return stays[i:]
		}
	}
	return nil
}

// least gives the earliest of the moments of pairs.
func least(pairs []pair, at map[pair]int64) int64 {
	first := at[pairs[0]]
	for _, p := range pairs {
		first = min(first, at[p])
	}
	return first
}

// movesSince gives the movements of each pair at or after its moment.
func movesSince(ctx context.Context, q db.Q, pairs []pair, base map[pair]int64) (map[pair][]Move, error) {
	out := map[pair][]Move{}
	c := db.Where("at >= $1", least(pairs, base)).InRows("community_id, customer_id", pairs)
	err := db.Each(ctx, q, func(m Move) error {
		if p := (pair{m.CommunityID, m.CustomerID}); m.At >= base[p] {
			out[p] = append(out[p], m)
		}
		return nil
	}, `SELECT `+moveColumns+` FROM community_move WHERE `+c.SQL(), c.Args()...)
	return out, err
}
