package community

import (
	"context"

	"qunli/kit/db"
	"qunli/org"
)

// Disown takes from the groups of a source what was decided about them by hand: briefs, harvests, proposals, breaches, and
// that their rows were changed, so that the undo of the imports that made them may take them away. Groups on which anything
// else stands are left alone, and are kept (See): entrances, roles, member events, rules of flow, moves to other
// carriers, and whatever other imports or hands brought.
func (s *Service) Disown(ctx context.Context, source string, imports []int64) error {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return disown(ctx, tx, source, imports) })
}

func disown(ctx context.Context, tx *db.Tx, source string, imports []int64) error {
	if err := db.Alone(ctx, tx, groupsLock); err != nil {
		return err
	}
	ids, err := db.All[ID](ctx, tx, `SELECT id FROM community WHERE source = $1 ORDER BY id`, source)
	if err != nil {
		return err
	}
	kept, err := owned(ctx, tx, source, imports)
	if err != nil {
		return err
	}
	var gone, stay []ID
	for _, i := range ids {
		if kept[i] {
			stay = append(stay, i)
		} else {
			gone = append(gone, i)
		}
	}
	if err := strip(ctx, tx, gone); err != nil {
		return err
	}
	rows := make([]seenRow, len(stay))
	for n, i := range stay {
		rows[n] = seenRow{i, 0}
	}
	_, err = db.Insert(ctx, tx, "community_seen", rows, "ON CONFLICT (community_id, import_id) DO NOTHING")
	return err
}

// owned tells the groups of a source on which something stands that those imports did not bring.
func owned(ctx context.Context, q db.Q, source string, imports []int64) (map[ID]bool, error) {
	out := map[ID]bool{}
	brought := map[int64]bool{}
	for _, i := range imports {
		brought[i] = true
	}
	err := db.Each(ctx, q, func(r seenRow) error {
		if !brought[r.ImportID] {
			out[r.CommunityID] = true
		}
		return nil
	}, `SELECT s.community_id, s.import_id FROM community_seen s JOIN community c ON c.id = s.community_id WHERE c.source = $1`, source)
	if err != nil {
		return nil, err
	}
	for _, t := range []struct{ table, column string }{
		{"community_entrance", "community_id"}, {"community_role", "community_id"}, {"community_event", "community_id"},
		{"community_flow_rule", "from_id"}, {"community_flow_rule", "to_id"}, {"community_carrier", "community_id"},
	} {
		err := db.Each(ctx, q, func(i ID) error { out[i] = true; return nil },
			`SELECT DISTINCT t.`+t.column+` FROM `+t.table+` t JOIN community c ON c.id = t.`+t.column+` WHERE c.source = $1`, source)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// strip takes what was decided by hand off groups.
func strip(ctx context.Context, tx *db.Tx, ids []ID) error {
	for _, table := range []string{"community_brief", "community_harvest", "community_proposal", "community_breach", "community_coordinate"} {
		err := db.Lists(tx, ids, func(part []ID) error {
			c := db.Where("").In("community_id", part)
			_, err := db.Exec(ctx, tx, `DELETE FROM `+table+` WHERE `+c.SQL(), c.Args()...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return db.Lists(tx, ids, func(part []ID) error {
		c := db.Where("").In("id", part)
		_, err := db.Exec(ctx, tx, `UPDATE community SET version = 0, brief = 0 WHERE `+c.SQL(), c.Args()...)
		return err
	})
}
