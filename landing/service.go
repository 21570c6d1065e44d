package landing

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/livecode"
	"qunli/org"
	"qunli/page"
)

// Service keeps landing pages.
type Service struct{ db *db.DB }

// New gives the service.
func New(d *db.DB) *Service { return &Service{d} }

// maxPage bounds the JSON of what a variant says, bytes.
const maxPage = 256 << 10

// Draft makes a page with two empty variants.
func (s *Service) Draft(ctx context.Context, set Settings) (Landing, error) {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return Landing{}, err
	}
	if err := errors.Join(set.normal(), org.Scope(ctx).Check(set.StoreID, 0)); err != nil {
		return Landing{}, err
	}
	a, _ := org.ActorOf(ctx)
	var l Landing
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := known(ctx, tx, set); err != nil {
			return err
		}
		l = Landing{ID: ID(tx.NewID()), Settings: set, State: Draft, StaffID: a.Staff, Version: 1, CreatedAt: tx.Now}
		l.Key = strings.TrimPrefix(l.ID.String(), "lnd_")
		row, err := l.row()
		if err != nil {
			return err
		}
		if _, err := db.Insert(ctx, tx, "landing_page", []pageRow{row}, ""); err != nil {
			return err
		}
		var variants []variantRow
		for _, v := range Variants {
			variants = append(variants, variantRow{PageID: l.ID, Variant: v, Page: "{}"})
		}
		if _, err := db.Insert(ctx, tx, "landing_variant", variants, ""); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "landing.draft", Object: "landing", ID: int64(l.ID), After: map[string]any{"name": l.Name}})
	})
	return l, err
}

// known refuses stores, staff and codes that are not there.
func known(ctx context.Context, q db.Q, set Settings) error {
	var stores []org.StoreID
	if set.StoreID != 0 {
		stores = append(stores, set.StoreID)
	}
	if err := org.MustKnow(ctx, q, stores, set.Callers); err != nil {
		return err
	}
	if set.AccountPicture != "" {
		size, err := page.SizeOf(ctx, q, set.AccountPicture)
		if err != nil {
			return err
		}
		if size.Key == "" {
			return fault.InvalidField("account_picture", set.AccountPicture, "没有这张图片；请上传公众号的二维码", "is no picture; upload the code of the account")
		}
	}
	if set.Follow == "" {
		return nil
	}
	kind, err := livecode.Leading(ctx, q, set.Follow)
	if err == nil && kind == "" {
		err = fault.InvalidField("follow", set.Follow, "没有这个活码，或它没有启用；请从活码中选择", "is no code in use; choose one of the codes")
	}
	return err
}

// change has f change a page whose version the caller saw (0 any), as the only one meanwhile, and records it.
func (s *Service) change(ctx context.Context, i ID, version int64, verb string, f func(ctx context.Context, tx *db.Tx, l *Landing) error) (Landing, error) {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return Landing{}, err
	}
	var l Landing
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := db.Alone(ctx, tx, "landing:"+i.String()); err != nil {
			return err
		}
		var err error
		if l, err = s.mine(ctx, tx, i); err != nil {
			return err
		}
		if version != 0 && l.Version != version {
			return ErrChanged
		}
		was := l
		if err := f(ctx, tx, &l); err != nil {
			return err
		}
		l.Version++
		row, err := l.row()
		if err != nil {
			return err
		}
		return errors.Join(db.MustAffect(ctx, tx, ErrChanged, `UPDATE landing_page SET name = $2, state = $3, source = $4, campaign = $5, follow = $6, callers = $7, split = $8,
			store_id = $9, version = $10, account = $11, account_picture = $12 WHERE id = $1`, i, row.Name, row.State, row.Source, row.Campaign, row.Follow, row.Callers, row.Split, row.StoreID, row.Version, row.Account, row.AccountPicture),
			org.Audit(ctx, tx, org.Change{Verb: "landing." + verb, Object: "landing", ID: int64(i), Before: map[string]any{"state": was.State, "name": was.Name, "split": was.Split},
				After: map[string]any{"state": l.State, "name": l.Name, "split": l.Split}}))
	})
	return l, err
}

// mine gives a page that the actor sees.
func (s *Service) mine(ctx context.Context, q db.Q, i ID) (Landing, error) {
	l, err := first(list(ctx, q, db.Where("id = $1", i), 1))
	if err == nil && !org.Scope(ctx).Sees(l.StoreID, l.StaffID) {
		err = ErrMissing
	}
	return l, err
}

// Change writes the settings of a page whose version the caller saw.
func (s *Service) Change(ctx context.Context, i ID, version int64, set Settings) (Landing, error) {
	return s.change(ctx, i, version, "change", func(ctx context.Context, tx *db.Tx, l *Landing) error {
		if l.State == Closed {
			return ErrState.F(l.State)
		}
		if err := errors.Join(set.normal(), org.Scope(ctx).Check(set.StoreID, 0)); err != nil {
			return err
		}
		l.Settings = set
		return known(ctx, tx, set)
	})
}

// Save writes what a variant says while it is being edited; edits is the count that the caller saw. It may have problems until
// it is published.
func (s *Service) Save(ctx context.Context, i ID, v Variant, p page.Page, edits int64) (Edition, error) {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return Edition{}, err
	}
	text, err := json.Marshal(p)
	if err != nil {
		return Edition{}, err
	}
	if len(text) > maxPage {
		return Edition{}, fault.InvalidField("page", "", "页面太大", "is too large")
	}
	var out Edition
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := s.mine(ctx, tx, i)
		if err != nil {
			return err
		}
		if l.State == Closed {
			return ErrState.F(l.State)
		}
		err = db.MustAffect(ctx, tx, ErrChanged, `UPDATE landing_variant SET page = $4, edits = edits + 1 WHERE page_id = $1 AND variant = $2 AND edits = $3`, i, v, edits, string(text))
		if err != nil {
			return err
		}
		all, err := editions(ctx, tx, i)
		for _, e := range all {
			if e.Variant == v {
				out = e
			}
		}
		return err
	})
	return out, err
}

// Publish freezes what a variant says and shows it. The first to be published is variant a: without it there is no page.
func (s *Service) Publish(ctx context.Context, i ID, v Variant, edits int64) (Landing, error) {
	return s.change(ctx, i, 0, "publish", func(ctx context.Context, tx *db.Tx, l *Landing) error {
		if l.State == Closed || l.State == Draft && v != A {
			return ErrState.F(l.State)
		}
		zone, err := org.Zone(ctx, tx)
		if err != nil {
			return err
		}
		row, err := db.One[variantRow](ctx, tx, `SELECT page_id, variant, page, edits, revision FROM landing_variant WHERE page_id = $1 AND variant = $2`, i, v)
		if err != nil {
			return err
		}
		if row.Edits != edits {
			return ErrChanged
		}
		p, err := page.Read(row.Page)
		if err != nil {
			return err
		}
		all, err := problems(ctx, tx, p, clock.Day(tx.Now, zone))
		if err != nil {
			return err
		}
		if blocking(all) {
			return refused(all)
		}
		a, _ := org.ActorOf(ctx)
		if _, err := db.Insert(ctx, tx, "landing_revision", []revisionRow{{i, v, row.Revision + 1, row.Page, a.Staff, tx.Now}}, ""); err != nil {
			return err
		}
		if l.State == Draft {
			l.State = Live
		}
		return db.MustAffect(ctx, tx, ErrChanged, `UPDATE landing_variant SET revision = revision + 1 WHERE page_id = $1 AND variant = $2`, i, v)
	})
}

// refused names the problems that keep a page from being published.
func refused(all []page.Problem) error {
	out := ErrRules
	for _, p := range all {
		if !p.Warns {
			out = out.At(p.Field, p.Value, p.Zh, p.En)
		}
	}
	return out
}

// Divide shows variant b to half of the visitors, or to nobody any more.
func (s *Service) Divide(ctx context.Context, i ID, version int64, on bool) (Landing, error) {
	return s.change(ctx, i, version, "divide", func(ctx context.Context, tx *db.Tx, l *Landing) error {
		if l.State == Closed {
			return ErrState.F(l.State)
		}
		if on {
			n, err := db.One[int64](ctx, tx, `SELECT revision FROM landing_variant WHERE page_id = $1 AND variant = 'b'`, i)
			if err != nil {
				return err
			}
			if n == 0 {
				return ErrNoB
			}
		}
		l.Split = on
		return nil
	})
}

// Turn has a published page rest, be shown again, or end for good.
func (s *Service) Turn(ctx context.Context, i ID, version int64, to State) (Landing, error) {
	return s.change(ctx, i, version, string(to), func(_ context.Context, _ *db.Tx, l *Landing) error {
		if l.State == Closed || to == Draft || l.State == Draft && to != Closed {
			return ErrState.F(l.State)
		}
		l.State = to
		return nil
	})
}
