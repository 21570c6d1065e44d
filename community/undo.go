package community

import (
	"context"
	"fmt"

	"qunli/customer"
	"qunli/kit/db"
)

// maxDependents bounds the list of one kind.
const maxDependents = 50

// going is a community c that undoing import $1 takes away: nothing that anybody else brought stands on it.
const going = `c.import_id = $1 AND NOT EXISTS (
	SELECT 1 FROM community_seen s WHERE s.community_id = c.id AND s.import_id <> $1)`

// ImportDependents lists what came later and stands on the groups that only this import brought: changes by hand, briefs,
// entrances, roles, flows, decided proposals, and movements of other origin. What a review only proposed goes with the group. An undo is refused while there are any.
func ImportDependents(ctx context.Context, q db.Q, importID int64) ([]customer.Dependent, error) {
	var out []customer.Dependent
	for _, d := range []struct{ zh, en, sql string }{
		{"群资料后来被人工修改过", "the group was changed by hand since", `SELECT c.id FROM community c WHERE c.version > 0 AND ` + going},
		{"群里后来另有进出记录", "the group has movements of other origin",
			`SELECT DISTINCT c.id FROM community c JOIN community_move m ON m.community_id = c.id AND m.import_id <> $1 WHERE ` + going},
		{"群后来建了入口", "the group was given entrances since",
			`SELECT DISTINCT c.id FROM community c JOIN community_entrance e ON e.community_id = c.id WHERE ` + going},
		{"群后来分配了角色", "the group was given roles since",
			`SELECT DISTINCT c.id FROM community c JOIN community_role r ON r.community_id = c.id WHERE ` + going},
		{"群后来记录了会员活动", "the group has held member events since",
			`SELECT DISTINCT c.id FROM community c JOIN community_event v ON v.community_id = c.id WHERE ` + going},
		{"群后来用在流转规则里", "rules of flow name the group",
			`SELECT DISTINCT c.id FROM community c JOIN community_flow_rule r ON r.from_id = c.id OR r.to_id = c.id WHERE ` + going},
		{"群后来有人处理过调整建议", "proposals about its members were decided",
			`SELECT DISTINCT c.id FROM community c JOIN community_proposal p ON p.community_id = c.id WHERE p.state <> 'proposed' AND ` + going},
	} {
		ids, err := db.All[ID](ctx, q, fmt.Sprintf("%s ORDER BY 1 LIMIT %d", d.sql, maxDependents), importID)
		if err != nil {
			return nil, err
		}
		for _, i := range ids {
			out = append(out, customer.Dependent{Kind: "community", ID: i.String(), Zh: d.zh, En: d.en})
		}
	}
	return out, nil
}

// StillUsed tells which of those people something in this room names: those an undo has to keep.
func StillUsed(ctx context.Context, tx *db.Tx, ids []customer.ID) (map[customer.ID]bool, error) {
	out := map[customer.ID]bool{}
	for _, t := range []struct{ table, column string }{
		{"community_move", "customer_id"}, {"community_stay", "inviter_id"}, {"community_application", "customer_id"},
		{"community_breach", "customer_id"}, {"community_role", "customer_id"}, {"community_flow", "customer_id"}, {"community_proposal", "customer_id"},
		{"community_harvest", "customer_id"}, {"community_carrier_member", "customer_id"},
	} {
		err := db.Lists(tx, ids, func(part []customer.ID) error {
			c := db.Where(t.column+" <> 0").In(t.column, part)
			return db.Each(ctx, tx, func(i customer.ID) error { out[i] = true; return nil },
				`SELECT DISTINCT `+t.column+` FROM `+t.table+` WHERE `+c.SQL(), c.Args()...)
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ForgetImport takes away what only this import brought, at most about limit rows a call, in the caller's transaction; more
// is true when it has to be called again. A movement that another import or a hand brought too passes to the earliest of
// them; stays are derived again from the movements that are left. Every call leaves everything derived right; the caller
// tells whose stays changed.
func ForgetImport(ctx context.Context, tx *db.Tx, importID int64, limit int) (changed []Shifted, more bool, err error) {
	moves, err := db.All[Move](ctx, tx, `SELECT `+moveColumns+` FROM community_move WHERE import_id = $1 ORDER BY id DESC LIMIT $2`,
		importID, limit) // the latest first: what was before them need not be derived again
	if err != nil {
		return nil, false, err
	}
	if len(moves) > 0 {
		changed, err := forgetMoves(ctx, tx, importID, moves)
		return changed, true, err
	}
	if _, err := db.Exec(ctx, tx, `DELETE FROM community_move_seen WHERE import_id = $1`, importID); err != nil {
		return nil, false, err
	}
	more, err = forgetCommunities(ctx, tx, importID, limit)
	return nil, more, err
}

// forgetMoves passes movements to their heirs and takes the others out.
func forgetMoves(ctx context.Context, tx *db.Tx, importID int64, moves []Move) ([]Shifted, error) {
	var ids []MoveID
	var communities []ID
	for _, m := range moves {
		ids, communities = append(ids, m.ID), append(communities, m.CommunityID)
	}
	f, err := newFold(ctx, tx, importID, distinct(communities))
	if err != nil {
		return nil, err
	}
	heirs, err := heirsOf(ctx, tx, importID, ids)
	if err != nil {
		return nil, err
	}
	changed := map[pair]int64{}
	var gone []MoveID
	for i := range moves {
		m := &moves[i]
		if _, ok := heirs[m.ID]; ok {
			continue
		}
		gone = append(gone, m.ID)
		f.raw(m, -1)
		p := pair{m.CommunityID, m.CustomerID}
		if at, ok := changed[p]; !ok || m.At < at {
			changed[p] = m.At
		}
	}
	if err := handOver(ctx, tx, heirs, gone); err != nil {
		return nil, err
	}
	if err := f.again(ctx, tx, changed); err != nil {
		return nil, err
	}
	f.joined, f.left = nil, nil // nobody came or went: it was said wrongly
	return f.shifted(), f.write(ctx, tx)
}

// heirsOf gives of each movement the earliest other import that brought it too.
func heirsOf(ctx context.Context, q db.Q, importID int64, ids []MoveID) (map[MoveID]int64, error) {
	out := map[MoveID]int64{}
	err := db.Lists(q, ids, func(part []MoveID) error {
		c := db.Where("import_id <> $1", importID).In("move_id", part)
		return db.Each(ctx, q, func(s moveSeen) error { out[s.MoveID] = s.ImportID; return nil },
			`SELECT move_id, MIN(import_id) AS import_id FROM community_move_seen WHERE `+c.SQL()+` GROUP BY move_id`, c.Args()...)
	})
	return out, err
}

// handOver makes the heirs the imports of their movements, and deletes those that go.
func handOver(ctx context.Context, tx *db.Tx, heirs map[MoveID]int64, gone []MoveID) error {
	by := map[int64][]MoveID{}
	for m, heir := range heirs {
		by[heir] = append(by[heir], m)
	}
	for heir, ids := range by {
		err := db.Lists(tx, distinct(ids), func(part []MoveID) error {
			c := db.Where("").In("id", part)
			_, err := db.Exec(ctx, tx, `UPDATE community_move SET import_id = `+c.Next(1)+` WHERE `+c.SQL(), c.Args(heir)...)
			if err != nil {
				return err
			}
			c = db.Where("import_id = $1", heir).In("move_id", part)
			_, err = db.Exec(ctx, tx, `DELETE FROM community_move_seen WHERE `+c.SQL(), c.Args()...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return db.Lists(tx, gone, func(part []MoveID) error {
		c := db.Where("").In("id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM community_move WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// forgetCommunities gives the groups the import made to the earliest other that stands on them, and takes away those on
// which nobody does.
func forgetCommunities(ctx context.Context, tx *db.Tx, importID int64, limit int) (more bool, err error) {
	ids, err := db.All[ID](ctx, tx, `SELECT community_id FROM community_seen WHERE import_id = $1 ORDER BY community_id LIMIT $2`,
		importID, min(limit, db.ListSize(tx)))
	if err != nil || len(ids) == 0 {
		return false, err
	}
	if err := takeTurns(ctx, tx, ids); err != nil {
		return false, err
	}
	if err := db.Alone(ctx, tx, groupsLock); err != nil {
		return false, err
	}
	c := db.Where("").In("c.id", ids)
	gone, err := db.All[ID](ctx, tx, `SELECT c.id FROM community c WHERE c.import_id = `+c.Next(1)+` AND NOT EXISTS (
		SELECT 1 FROM community_seen s WHERE s.community_id = c.id AND s.import_id <> `+c.Next(1)+`) AND `+c.SQL(), c.Args(importID)...)
	if err != nil {
		return false, err
	}
	c = db.Where("import_id = $1", importID).In("id", ids)
	if _, err := db.Exec(ctx, tx, `UPDATE community SET import_id = COALESCE((SELECT MIN(s.import_id) FROM community_seen s
		WHERE s.community_id = community.id AND s.import_id <> $1), import_id) WHERE `+c.SQL(), c.Args()...); err != nil {
		return false, err
	}
	if err := strip(ctx, tx, gone); err != nil { // a review may have looked at them meanwhile
		return false, err
	}
	for _, t := range []struct{ table, column string }{
		{"community", "id"}, {"community_key", "community_id"}, {"community_turn", "community_id"},
	} {
		c := db.Where("").In(t.column, gone)
		if _, err := db.Exec(ctx, tx, `DELETE FROM `+t.table+` WHERE `+c.SQL(), c.Args()...); err != nil {
			return false, err
		}
	}
	c = db.Where("import_id = $1", importID).In("community_id", ids)
	_, err = db.Exec(ctx, tx, `DELETE FROM community_seen WHERE `+c.SQL(), c.Args()...)
	return true, err
}
