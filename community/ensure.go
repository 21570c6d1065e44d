package community

import (
	"cmp"
	"context"
	"slices"

	"qunli/kit/db"
	"qunli/kit/fault"
)

// ErrSources refuses groups of several systems in one call.
var ErrSources = fault.New(fault.Invalid, "community.sources",
	"一次只能登记同一来源的群：这里有 %s 和 %s", "Groups of one source at a time: here are %s and %s")

// keyRow is a row of community_key: by which key of which system a community is known. It has several once it moved
// to another carrier.
type keyRow struct {
	Source      string
	Code        string
	CommunityID ID
}

// seenRow is a row of community_seen: which import (0: the API and hands) brings things that stand on a community.
type seenRow struct {
	CommunityID ID
	ImportID    int64
}

// Ensure finds the groups an import names, by source and code, and makes those that are not here: open, of no kind yet and
// without a brief, for somebody to decide. It gives their ids by code, in the caller's transaction. All are of one source.
func Ensure(ctx context.Context, tx *db.Tx, importID int64, known []Known) (map[string]ID, error) {
	if len(known) == 0 {
		return map[string]ID{}, nil
	}
	for _, k := range known {
		if k.Source != known[0].Source {
			return nil, ErrSources.F(known[0].Source, k.Source)
		}
	}
	have, err := find(ctx, tx, importID, known)
	if err != nil {
		return nil, err
	}
	if err := takeTurns(ctx, tx, values(have)); err != nil {
		return nil, err
	}
	// What an undo took away while this waited for its turn is made again.
	if have, err = find(ctx, tx, importID, known); err != nil {
		return nil, err
	}
	return have, See(ctx, tx, importID, values(have))
}

// find gives the groups by code, and makes those that are not here.
func find(ctx context.Context, tx *db.Tx, importID int64, known []Known) (map[string]ID, error) {
	have, err := byKeys(ctx, tx, known)
	if err != nil {
		return nil, err
	}
	missing := absent(known, have)
	if len(missing) == 0 {
		return have, nil
	}
	if err := enter(ctx, tx, importID, missing); err != nil {
		return nil, err
	}
	return byKeys(ctx, tx, known) // others may have made some of them meanwhile
}

func values(have map[string]ID) []ID {
	ids := make([]ID, 0, len(have))
	for _, i := range have {
		ids = append(ids, i)
	}
	return distinct(ids)
}

// groupsLock is shared by whoever notes that something stands on communities, and held alone by whoever takes some away.
const groupsLock = "community.groups"

// See notes that what is brought in now, by an import or (0) over the API or by hand, stands on these communities: they stay
// when the import that made them is undone. ErrMissing where one was taken away already.
func See(ctx context.Context, tx *db.Tx, importID int64, ids []ID) error {
	if err := db.Share(ctx, tx, groupsLock); err != nil {
		return err
	}
	here, err := Places(ctx, tx, distinct(ids))
	if err == nil && len(here) < len(distinct(ids)) {
		err = ErrMissing
	}
	if err != nil {
		return err
	}
	rows := make([]seenRow, 0, len(ids))
	for _, i := range distinct(ids) {
		rows = append(rows, seenRow{i, importID})
	}
	_, err = db.Insert(ctx, tx, "community_seen", rows, "ON CONFLICT (community_id, import_id) DO NOTHING")
	return err
}

// Hold keeps communities from being taken away, and their stays, store and owner from changing, until tx ends, and notes as
// See does what is brought in now; ErrMissing where one is not here. Later rooms take it before their own locks.
func Hold(ctx context.Context, tx *db.Tx, importID int64, ids []ID) error {
	if err := takeTurns(ctx, tx, distinct(ids)); err != nil {
		return err
	}
	return See(ctx, tx, importID, ids)
}

func byKeys(ctx context.Context, q db.Q, known []Known) (map[string]ID, error) {
	out := map[string]ID{}
	pairs := make([][2]string, len(known))
	for i, k := range known {
		pairs[i] = [2]string{k.Source, k.Code}
	}
	err := db.Lists(q, pairs, func(part [][2]string) error {
		c := db.Where("").InRows("source, code", part)
		return db.Each(ctx, q, func(r keyRow) error { out[r.Code] = r.CommunityID; return nil },
			`SELECT source, code, community_id FROM community_key WHERE `+c.SQL(), c.Args()...)
	})
	return out, err
}

// absent gives the groups that are not in have, once each, by code.
func absent(known []Known, have map[string]ID) []Known {
	var out []Known
	for _, k := range known {
		if _, ok := have[k.Code]; !ok {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(a, b Known) int { return cmp.Compare(a.Code, b.Code) })
	return slices.CompactFunc(out, func(a, b Known) bool { return a.Code == b.Code })
}

// enter makes groups. Whoever makes the key first has made the group; the row of a slower one goes again.
func enter(ctx context.Context, tx *db.Tx, importID int64, missing []Known) error {
	set, err := readSettings(ctx, tx)
	if err != nil {
		return err
	}
	rows := make([]Community, len(missing))
	keys := make([]keyRow, len(missing))
	for i, k := range missing {
		rows[i] = k.community(set, tx, importID)
		keys[i] = keyRow{k.Source, k.Code, rows[i].ID}
	}
	if _, err := db.Insert(ctx, tx, "community_key", keys, "ON CONFLICT (source, code) DO NOTHING"); err != nil {
		return err
	}
	mine, err := byKeys(ctx, tx, missing)
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r Community) bool { return mine[r.Code] != r.ID })
	_, err = db.Insert(ctx, tx, "community", rows, "")
	return err
}

func (k Known) community(set Settings, tx *db.Tx, importID int64) Community {
	pause := cmp.Or(k.Pause, set.pause())
	return Community{ID: ID(tx.NewID()), Source: k.Source, Code: k.Code, Name: cmp.Or(k.Name, k.Code), State: Open,
		Carrier: cmp.Or(k.Carrier, "other"), StoreID: k.Store, StaffID: k.Staff, TargetSize: set.TargetSize, Cap: set.Cap,
		Pause: max(pause, 0), ImportID: importID, CreatedAt: tx.Now}
}
