package landing

import (
	"context"
	"encoding/json"

	"qunli/kit/db"
	"qunli/org"
	"qunli/page"
)

// pageRow is a row of landing_page.
type pageRow struct {
	ID             ID
	Key            string
	Name           string
	State          State
	Source         string
	Campaign       string
	Follow         string
	Account        string
	AccountPicture string
	Callers        string
	Split          bool
	StoreID        org.StoreID
	StaffID        org.StaffID
	Version        int64
	CreatedAt      int64
}

const pageColumns = `id, key, name, state, source, campaign, follow, account, account_picture, callers, split, store_id, staff_id, version, created_at`

func (r pageRow) landing() (Landing, error) {
	l := Landing{ID: r.ID, Key: r.Key, Settings: Settings{Name: r.Name, Source: r.Source, Campaign: r.Campaign, Follow: r.Follow, Account: r.Account, AccountPicture: r.AccountPicture, StoreID: r.StoreID},
		State: r.State, Split: r.Split, StaffID: r.StaffID, Version: r.Version, CreatedAt: r.CreatedAt}
	return l, json.Unmarshal([]byte(r.Callers), &l.Callers)
}

func (l Landing) row() (pageRow, error) {
	callers, err := json.Marshal(append([]org.StaffID{}, l.Callers...))
	return pageRow{l.ID, l.Key, l.Name, l.State, l.Source, l.Campaign, l.Follow, l.Account, l.AccountPicture, string(callers), l.Split, l.StoreID, l.StaffID, l.Version, l.CreatedAt}, err
}

// variantRow is a row of landing_variant.
type variantRow struct {
	PageID   ID
	Variant  Variant
	Page     string
	Edits    int64
	Revision int64
}

func (r variantRow) edition() (Edition, error) {
	p, err := page.Read(r.Page)
	return Edition{r.Variant, p, r.Edits, r.Revision}, err
}

// revisionRow is a row of landing_revision.
type revisionRow struct {
	PageID      ID
	Variant     Variant
	Number      int64
	Page        string
	StaffID     org.StaffID
	PublishedAt int64
}

// list gives pages, the newest first.
func list(ctx context.Context, q db.Q, c *db.Cond, limit int) ([]Landing, error) {
	rows, err := db.All[pageRow](ctx, q, `SELECT `+pageColumns+` FROM landing_page WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(limit)...)
	out := make([]Landing, len(rows))
	for n, r := range rows {
		if out[n], err = r.landing(); err != nil {
			return nil, err
		}
	}
	return out, err
}

// byKey gives the page of an address that was published once; ErrMissing when there is none.
func byKey(ctx context.Context, q db.Q, key string) (Landing, error) {
	return first(list(ctx, q, db.Where("key = $1 AND state <> 'draft'", key), 1))
}

func first(all []Landing, err error) (Landing, error) {
	if err == nil && len(all) == 0 {
		err = ErrMissing
	}
	if err != nil {
		return Landing{}, err
	}
	return all[0], nil
}

// editions gives what the variants of a page say, in order.
func editions(ctx context.Context, q db.Q, i ID) ([]Edition, error) {
	rows, err := db.All[variantRow](ctx, q, `SELECT page_id, variant, page, edits, revision FROM landing_variant WHERE page_id = $1 ORDER BY variant`, i)
	out := make([]Edition, len(rows))
	for n, r := range rows {
		if out[n], err = r.edition(); err != nil {
			return nil, err
		}
	}
	return out, err
}

// shown gives what is published of a variant.
func shown(ctx context.Context, q db.Q, i ID, v Variant) (page.Page, error) {
	text, err := db.One[string](ctx, q, `SELECT r.page FROM landing_revision r JOIN landing_variant v ON v.page_id = r.page_id AND v.variant = r.variant AND v.revision = r.number
		WHERE r.page_id = $1 AND r.variant = $2`, i, v)
	if err != nil {
		return page.Page{}, err
	}
	return page.Read(text)
}
