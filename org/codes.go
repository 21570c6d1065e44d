package org

import (
	"context"
	"slices"
	"strings"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/id"
)

// codeChunk is how many codes one query asks for.
const codeChunk = 1000

// coded is a code of another system and the id it has here.
type coded[I ~int64] struct {
	Code string
	ID   I
}

// StoresByCode gives the stores known by those codes; a code nobody knows is left out. Blanks around a code do not
// count, and the map is keyed by the codes as they were given.
func StoresByCode(ctx context.Context, q db.Q, codes []string) (map[string]StoreID, error) {
	return byCode[StoreID](ctx, q, "org_store", codes)
}

// StaffByCode gives the staff known by those codes, those who have left included: their past work stays theirs.
func StaffByCode(ctx context.Context, q db.Q, codes []string) (map[string]StaffID, error) {
	return byCode[StaffID](ctx, q, "org_staff", codes)
}

func byCode[I ~int64](ctx context.Context, q db.Q, table string, codes []string) (map[string]I, error) {
	known := map[string]I{}
	for chunk := range slices.Chunk(distinctCodes(codes), codeChunk) {
		c := db.Where("").In("code", chunk)
		rows, err := db.All[coded[I]](ctx, q, `SELECT code, id FROM `+table+` WHERE `+c.SQL(), c.Args()...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			known[r.Code] = r.ID
		}
	}
	out := make(map[string]I, len(codes))
	for _, code := range codes {
		if i, ok := known[strings.TrimSpace(code)]; ok {
			out[code] = i
		}
	}
	return out, nil
}

// distinctCodes gives the codes trimmed, without the empty and the repeated, in order: a fixed order of inserts keeps
// two imports from waiting for each other.
func distinctCodes(codes []string) []string {
	out := make([]string, 0, len(codes))
	for _, c := range codes {
		if c = strings.TrimSpace(c); c != "" {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// EnsureStores gives the stores of those codes and opens, with the code as name, those that are not known yet. It is
// for imports, which have asked for ImportRun already. Keys of the map as in StoresByCode; "" has no store.
func EnsureStores(ctx context.Context, tx *db.Tx, codes []string) (map[string]StoreID, error) {
	codes = append(distinctCodes(codes), codes...)
	known, err := StoresByCode(ctx, tx, codes)
	if err != nil {
		return nil, err
	}
	var fresh []Store
	for _, code := range distinctCodes(codes) {
		if known[code] == 0 {
			fresh = append(fresh, Store{ID: StoreID(tx.NewID()), Code: code, Name: code, Version: 1, CreatedAt: tx.Now})
		}
	}
	if len(fresh) == 0 {
		return known, nil
	}
	if _, err := db.Insert(ctx, tx, "org_store", fresh, "ON CONFLICT (code) DO NOTHING"); err != nil {
		return nil, err
	}
	if known, err = StoresByCode(ctx, tx, codes); err != nil {
		return nil, err
	}
	return known, auditOpened(ctx, tx, fresh, known)
}

// auditOpened records the stores that this transaction opened and no other did first.
func auditOpened(ctx context.Context, tx *db.Tx, fresh []Store, known map[string]StoreID) error {
	var changes []Change
	for _, s := range fresh {
		if known[s.Code] == s.ID {
			changes = append(changes, Change{Verb: "store.open", Object: "store", ID: int64(s.ID), After: s.masked()})
		}
	}
	return Audit(ctx, tx, changes...)
}

// MustKnow refuses ids of stores and staff that do not exist; 0 is none and passes. What is closed, or has left, passes:
// late facts are theirs.
func MustKnow(ctx context.Context, q db.Q, stores []StoreID, staff []StaffID) error {
	if i, err := unknown(ctx, q, "org_store", stores); err != nil || i != 0 {
		return orUnknown(err, ErrNoStore, "store_id", i.String())
	}
	i, err := unknown(ctx, q, "org_staff", staff)
	if err != nil || i != 0 {
		return orUnknown(err, ErrNoStaff, "staff_id", i.String())
	}
	return nil
}

func orUnknown(err error, missing *fault.Error, field, id string) error {
	if err != nil {
		return err
	}
	return missing.At(field, id, "没有这个编号，请从列表中选择", "does not exist; choose one of the list")
}

// unknown gives the first of ids that a table does not have, 0 when it has all.
func unknown[K id.Kind](ctx context.Context, q db.Q, table string, ids []id.Of[K]) (id.Of[K], error) {
	asked := slices.DeleteFunc(slices.Clone(ids), func(i id.Of[K]) bool { return i == 0 })
	slices.Sort(asked)
	asked = slices.Compact(asked)
	for part := range slices.Chunk(asked, codeChunk) {
		known, err := names(ctx, q, table, part)
		if err != nil {
			return 0, err
		}
		for _, i := range part {
			if _, ok := known[i]; !ok {
				return i, nil
			}
		}
	}
	return 0, nil
}

// Working is a member of staff as other systems' codes find them.
type Working struct {
	ID      StaffID
	Code    string
	StoreID StoreID
	LeftAt  int64 // ms, 0: works here
}

// WorkingByCode gives the staff known by those codes with their stores, those who have left included.
func WorkingByCode(ctx context.Context, q db.Q, codes []string) (map[string]Working, error) {
	known := map[string]Working{}
	for chunk := range slices.Chunk(distinctCodes(codes), codeChunk) {
		c := db.Where("").In("code", chunk)
		rows, err := db.All[Working](ctx, q, `SELECT id, code, store_id, left_at FROM org_staff WHERE `+c.SQL(), c.Args()...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			known[r.Code] = r
		}
	}
	return known, nil
}

// WorkingAt gives who works at a store.
func WorkingAt(ctx context.Context, q db.Q, store StoreID) ([]StaffID, error) {
	return db.All[StaffID](ctx, q, `SELECT id FROM org_staff WHERE store_id = $1 AND left_at = 0 ORDER BY id`, store)
}

// WorkingByID is WorkingByCode by ids.
func WorkingByID(ctx context.Context, q db.Q, ids []StaffID) (map[StaffID]Working, error) {
	known := map[StaffID]Working{}
	return known, db.Lists(q, ids, func(part []StaffID) error {
		c := db.Where("").In("id", part)
		return db.Each(ctx, q, func(w Working) error { known[w.ID] = w; return nil }, `SELECT id, code, store_id, left_at FROM org_staff WHERE `+c.SQL(), c.Args()...)
	})
}
