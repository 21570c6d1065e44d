package customer

import (
	"context"
	"fmt"

	"qunli/kit/db"
)

// Dependent is something that came later and stands on what an import brought.
type Dependent struct {
	Kind string // customer, tag, consent, merge, touch, standing
	ID   string // of the person it concerns
	Zh   string
	En   string
}

// maxDependents bounds the list of one kind.
const maxDependents = 50

// going tells the people c that undoing import $1 takes away: it brought them, and nobody else brought any identity of
// theirs.
const going = `c.import_id = $1 AND c.erased_at = 0 AND NOT EXISTS (
	SELECT 1 FROM customer_identity i WHERE i.customer_id = c.id AND (i.import_id <> $1 OR EXISTS (
		SELECT 1 FROM customer_seen s
		WHERE s.customer_id = c.id AND s.kind = 'identity' AND s.object_id = i.id AND s.import_id <> $1)))`

// ImportDependents lists what stands on the people whom undoing the import would take away and did not come with it:
// changes by hand, tags by hand, later consents, merges, and touches of other origin. An undo is refused while there are
// any. People whom another import brought as well stay anyway and are not listed.
func ImportDependents(ctx context.Context, q db.Q, importID int64) ([]Dependent, error) {
	var out []Dependent
	for _, d := range []struct{ kind, zh, en, sql string }{
		{"customer", "客户资料后来被人工修改过", "the customer was changed by hand since",
			`SELECT c.id FROM customer c WHERE c.version > 0 AND ` + going},
		{"tag", "后来手工打了标签", "tags were put on by hand since",
			`SELECT DISTINCT c.id FROM customer c JOIN customer_tagging g ON g.customer_id = c.id AND g.origin = 'hand' WHERE ` + going},
		{"consent", "后来另有授权或退订记录", "consents were recorded since",
			`SELECT DISTINCT c.id FROM customer c JOIN customer_consent g ON g.customer_id = c.id AND g.import_id <> $1 WHERE ` + going},
		{"merge", "后来与其他客户合并过", "the customer was merged since",
			`SELECT DISTINCT c.id FROM customer c JOIN customer_alias g ON g.from_id = c.id OR g.to_id = c.id WHERE ` + going},
		{"touch", "后来另有触点记录", "the timeline has entries of other origin",
			`SELECT DISTINCT c.id FROM customer c JOIN customer_touch g ON g.customer_id = c.id AND g.import_id <> $1 WHERE ` + going},
		{"touch", "别人的触点归功于该客户", "touches of other origin are owed to the customer",
			`SELECT DISTINCT c.id FROM customer c JOIN customer_touch g ON g.by_id = c.id AND g.by_id <> 0 AND g.import_id <> $1 WHERE ` + going},
		{"standing", "后来被人工定级或进入种子用户池", "the customer was given a level or a place among the seed users by hand since",
			`SELECT DISTINCT c.id FROM customer c JOIN customer_standing g ON g.customer_id = c.id
				AND (g.pinned <> 0 OR g.seed NOT IN ('', 'candidate')) WHERE ` + going},
	} {
		ids, err := db.All[ID](ctx, q, fmt.Sprintf("%s ORDER BY c.id LIMIT %d", d.sql, maxDependents), importID)
		if err != nil {
			return nil, err
		}
		for _, i := range ids {
			out = append(out, Dependent{d.kind, i.String(), d.zh, d.en})
		}
	}
	return out, nil
}

// Keep tells which people are still needed elsewhere, though the import that brought them is being undone.
type Keep func(ctx context.Context, tx *db.Tx, people []ID) (map[ID]bool, error)

// ForgetImport takes away what only this import brought, at most about limit rows a call, in the caller's transaction;
// more is true when it has to be called again. What another import or a person brought as well passes to them; people
// whom keep names stay, as nobody's import. keep may be nil.
func ForgetImport(ctx context.Context, tx *db.Tx, importID int64, limit int, keep Keep) (more bool, err error) {
	if keep == nil {
		keep = func(context.Context, *db.Tx, []ID) (map[ID]bool, error) { return nil, nil }
	}
	if err := db.Alone(ctx, tx, peopleLock); err != nil {
		return false, err
	}
	u := &undo{importID: importID, left: limit, keep: keep}
	for _, step := range []func(context.Context, *db.Tx) error{
		u.touches, u.taggings, u.consents, u.fills, u.identities, u.people, u.notes,
	} {
		if err := step(ctx, tx); err != nil {
			return false, err
		}
		if u.left <= 0 {
			return true, nil
		}
	}
	return false, nil
}

// undo is one call of ForgetImport.
type undo struct {
	importID int64
	left     int // rows that this call may still handle
	keep     Keep
}

// piece is one thing an import brought: object, the id of an identity, tag, consent or touch, of a person.
type piece struct {
	CustomerID ID
	ObjectID   int64
}

// pieces gives the next things of a table that the import brought.
func (u *undo) pieces(ctx context.Context, tx *db.Tx, table, object string) ([]piece, error) {
	out, err := db.All[piece](ctx, tx, `SELECT customer_id, `+object+` AS object_id FROM `+table+`
		WHERE import_id = $1 LIMIT $2`, u.importID, u.left)
	u.left -= len(out)
	return out, err
}

// pass gives the pieces that others brought as well to the earliest of these, and gives back the pieces that only this
// import brought.
func (u *undo) pass(ctx context.Context, tx *db.Tx, table, object, kind string, all []piece) ([]piece, error) {
	heirs := map[piece]int64{}
	err := db.Lists(tx, ownersOf(all), func(part []ID) error {
		c := db.Where("kind = $1 AND import_id <> $2", kind, u.importID).In("customer_id", part)
		return db.Each(ctx, tx, func(s seen) error {
			p := piece{s.CustomerID, s.ObjectID}
			if heir, ok := heirs[p]; !ok || heir == byRule || s.ImportID < heir && s.ImportID != byRule {
				heirs[p] = s.ImportID
			}
			return nil
		}, `SELECT customer_id, kind, object_id, import_id FROM customer_seen WHERE `+c.SQL(), c.Args()...)
	})
	if err != nil {
		return nil, err
	}
	var only []piece
	for _, p := range all {
		heir, ok := heirs[p]
		if !ok {
			only = append(only, p)
			continue
		}
		_, err := db.Exec(ctx, tx, `UPDATE `+table+` SET import_id = $1 WHERE customer_id = $2 AND `+object+` = $3`, heir, p.CustomerID, p.ObjectID)
		if err != nil {
			return nil, err
		}
		_, err = db.Exec(ctx, tx, `DELETE FROM customer_seen WHERE customer_id = $1 AND kind = $2 AND object_id = $3 AND import_id = $4`,
			p.CustomerID, kind, p.ObjectID, heir)
		if err != nil {
			return nil, err
		}
	}
	return only, nil
}

// remove deletes pieces from their table.
func remove(ctx context.Context, tx *db.Tx, table, object string, pieces []piece) error {
	return db.Lists(tx, pieces, func(part []piece) error {
		c := db.Where("").InRows("customer_id, "+object, part)
		_, err := db.Exec(ctx, tx, `DELETE FROM `+table+` WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

func ownersOf(pieces []piece) []ID {
	ids := make([]ID, len(pieces))
	for i, p := range pieces {
		ids[i] = p.CustomerID
	}
	return distinct(ids)
}

// sweep passes on or deletes the next rows of one table that the import brought, and gives those deleted and all of them.
func (u *undo) sweep(ctx context.Context, tx *db.Tx, table, object, kind string) (gone, all []piece, err error) {
	if all, err = u.pieces(ctx, tx, table, object); err != nil {
		return nil, nil, err
	}
	if gone, err = u.pass(ctx, tx, table, object, kind, all); err != nil {
		return nil, nil, err
	}
	return gone, all, remove(ctx, tx, table, object, gone)
}

func (u *undo) touches(ctx context.Context, tx *db.Tx) error {
	all, err := u.pieces(ctx, tx, "customer_touch", "id")
	if err != nil {
		return err
	}
	only, err := u.pass(ctx, tx, "customer_touch", "id", "touch", all)
	if err != nil {
		return err
	}
	if err := takeBack(ctx, tx, only); err != nil {
		return err
	}
	return remove(ctx, tx, "customer_touch", "id", only)
}

// takeBack uncounts touches that are about to go.
func takeBack(ctx context.Context, tx *db.Tx, touches []piece) error {
	type counted struct {
		CustomerID ID
		Day        string
		Kind       string
	}
	var going []Touch
	err := db.Lists(tx, touches, func(part []piece) error {
		ids := make([]int64, len(part))
		for i, p := range part {
			ids[i] = p.ObjectID
		}
		c := db.Where("").In("id", ids)
		return db.Each(ctx, tx, func(t counted) error {
			going = append(going, Touch{CustomerID: t.CustomerID, Day: t.Day, Kind: t.Kind})
			return nil
		}, `SELECT customer_id, day, kind FROM customer_touch WHERE `+c.SQL(), c.Args()...)
	})
	if err != nil {
		return err
	}
	return count(ctx, tx, actsOf(going, -1))
}

func (u *undo) consents(ctx context.Context, tx *db.Tx) error {
	_, _, err := u.sweep(ctx, tx, "customer_consent", "id", "consent")
	return err
}

// taggings goes, and with it the tags that nobody has any more.
func (u *undo) taggings(ctx context.Context, tx *db.Tx) error {
	gone, all, err := u.sweep(ctx, tx, "customer_tagging", "tag_id", "tagging")
	if err != nil {
		return err
	}
	if err := giveBack(ctx, tx, ownersOf(all)); err != nil {
		return err
	}
	if err := Changed(ctx, tx, ownersOf(gone), attrTag); err != nil {
		return err
	}
	tags := map[int64]bool{}
	for _, p := range gone {
		tags[p.ObjectID] = true
	}
	for t := range tags {
		if _, err := db.Exec(ctx, tx, `DELETE FROM customer_tag WHERE id = $1
			AND NOT EXISTS (SELECT 1 FROM customer_tagging g WHERE g.tag_id = customer_tag.id)`, t); err != nil {
			return err
		}
	}
	return nil
}
