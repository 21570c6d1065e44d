package org

import (
	"context"
	"net/url"
	"strings"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/id"
)

type savedKind struct{}

func (savedKind) Prefix() string { return "viw" }

// SavedID identifies a saved view.
type SavedID = id.Of[savedKind]

// Saved is a list as somebody wants to find it again: the query of its address under a name. What was searched for is not
// kept, for it may be somebody's name, nor is the place in the list.
type Saved struct {
	ID        SavedID
	StaffID   StaffID // whose
	Page      string  // customers, orders, …
	Name      string
	Query     string // of the address, without "?"
	Shared    bool   // everybody sees it
	ChangedAt int64
}

// ErrNoSaved is the refusal of a view that is not there, or is somebody else's.
var ErrNoSaved = fault.New(fault.Missing, "view.missing", "没有这个视图，或它不是您的", "There is no such view, or it is not yours")

// mostSaved is how many views of one page somebody may keep.
const mostSaved = 50

var errManySaved = fault.New(fault.Exhausted, "view.many", "每个列表最多保存 %d 个视图，请先删掉一些", "At most %d views of a list can be kept; delete some first")

const savedColumns = `id, staff_id, page, name, query, shared, changed_at`

// SavedViews lists the actor's own views of a page and those that others share, by name.
func (s *Service) SavedViews(ctx context.Context, page string) ([]Saved, error) {
	a, err := mustPerson(ctx)
	if err != nil {
		return nil, err
	}
	return db.All[Saved](ctx, s.db.Read(), `SELECT `+savedColumns+` FROM org_view WHERE page = $1 AND (staff_id = $2 OR shared = TRUE)
		ORDER BY name, id`, page, a.Staff)
}

// SaveView keeps a view; one of the same page and name is replaced.
func (s *Service) SaveView(ctx context.Context, v Saved) (Saved, error) {
	a, err := mustPerson(ctx)
	if err != nil {
		return v, err
	}
	query, err := url.ParseQuery(strings.TrimPrefix(strings.TrimSpace(v.Query), "?"))
	if err != nil {
		return v, fault.InvalidField("query", "", "不是地址里的查询部分", "is no query of an address")
	}
	for _, word := range []string{"q", "after", "before", "end"} {
		query.Del(word)
	}
	v.Page, v.Name, v.Query = strings.TrimSpace(v.Page), strings.TrimSpace(v.Name), query.Encode()
	e := textFault(nil, "page", v.Page, 1, 64)
	e = textFault(e, "name", v.Name, 1, 64)
	if e = textFault(e, "query", v.Query, 0, 2000); e != nil {
		return v, e
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		have, err := db.One[int64](ctx, tx, `SELECT COUNT(*) FROM org_view WHERE staff_id = $1 AND page = $2 AND name <> $3`, a.Staff, v.Page, v.Name)
		if err != nil {
			return err
		}
		if have >= mostSaved {
			return errManySaved.F(mostSaved)
		}
		v.ID, v.StaffID, v.ChangedAt = SavedID(tx.NewID()), a.Staff, tx.Now
		v, err = db.One[Saved](ctx, tx, `INSERT INTO org_view (`+savedColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (staff_id, page, name) DO UPDATE SET query = excluded.query, shared = excluded.shared, changed_at = excluded.changed_at
			RETURNING `+savedColumns, v.ID, v.StaffID, v.Page, v.Name, v.Query, v.Shared, v.ChangedAt)
		return err
	})
	return v, err
}

// DropView forgets a view of the actor's own.
func (s *Service) DropView(ctx context.Context, i SavedID) error {
	a, err := mustPerson(ctx)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return db.MustAffect(ctx, tx, ErrNoSaved, `DELETE FROM org_view WHERE id = $1 AND staff_id = $2`, i, a.Staff)
	})
}

// leftViews selects the views that nobody can see any more: of people who left before a moment and shared them with nobody, and
// of people there are no more.
const leftViews = `SELECT v.id FROM org_view v LEFT JOIN org_staff s ON s.id = v.staff_id
	WHERE s.id IS NULL OR (v.shared = FALSE AND s.left_at <> 0 AND s.left_at < $1)`

// LeftViews counts the saved views that nobody can see, of people who left before a moment, unix ms.
func LeftViews(ctx context.Context, q db.Q, before int64) (int64, error) {
	return db.One[int64](ctx, q, `SELECT COUNT(*) FROM (`+leftViews+`) AS gone`, before)
}

// ForgetLeftViews deletes at most limit of them, in the caller's transaction.
func ForgetLeftViews(ctx context.Context, tx *db.Tx, before int64, limit int) (int64, error) {
	return db.Exec(ctx, tx, `DELETE FROM org_view WHERE id IN (`+leftViews+` ORDER BY v.id LIMIT $2)`, before, limit)
}
