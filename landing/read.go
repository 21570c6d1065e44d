package landing

import (
	"context"
	"slices"

	"qunli/customer"
	"qunli/desk"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/lead"
	"qunli/org"
	"qunli/page"
)

// Get gives a page that the actor sees, and what its variants say.
func (s *Service) Get(ctx context.Context, i ID) (Landing, []Edition, error) {
	if err := org.Must(ctx, org.CampaignRead); err != nil {
		return Landing{}, nil, err
	}
	var l Landing
	var all []Edition
	err := s.db.Snapshot(ctx, func(q db.Q) error {
		var err error
		if l, err = s.mine(ctx, q, i); err == nil {
			all, err = editions(ctx, q, i)
		}
		return err
	})
	return l, all, err
}

// Filter is which pages a list shows.
type Filter struct {
	State State // "" all but the closed ones
	After ID
	Limit int
}

// List gives the pages that the actor sees, the newest first.
func (s *Service) List(ctx context.Context, f Filter) ([]Landing, error) {
	if err := org.Must(ctx, org.CampaignRead); err != nil {
		return nil, err
	}
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	c := db.Where("").If(f.State != "", "state = $1", string(f.State)).If(f.State == "", "state <> 'closed'").If(f.After != 0, "id < $1", f.After).
		Join(org.Scope(ctx).Cond("store_id", "staff_id"))
	return list(ctx, s.db.Read(), c, f.Limit)
}

// Problems names what keeps a variant from being published, and what only warns.
func (s *Service) Problems(ctx context.Context, i ID, v Variant) ([]page.Problem, error) {
	_, all, err := s.Get(ctx, i)
	if err != nil {
		return nil, err
	}
	zone, err := org.Zone(ctx, s.db.Read())
	if err != nil {
		return nil, err
	}
	n := slices.IndexFunc(all, func(e Edition) bool { return e.Variant == v })
	if n < 0 {
		return nil, ErrMissing
	}
	return problems(ctx, s.db.Read(), all[n].Page, clock.Day(s.db.Clock().Now().UnixMilli(), zone))
}

// Drafted gives what is edited of a variant as a visitor would see it.
func (s *Service) Drafted(ctx context.Context, i ID, v Variant) (Door, error) {
	l, all, err := s.Get(ctx, i)
	if err != nil {
		return Door{}, err
	}
	n := slices.IndexFunc(all, func(e Edition) bool { return e.Variant == v })
	if n < 0 {
		return Door{}, ErrMissing
	}
	d := Door{ID: i, Key: l.Key, Page: all[n].Page}
	err = s.db.Snapshot(ctx, func(q db.Q) error {
		var err error
		if d.Brand, err = org.Setting(ctx, q, org.SettingBrand); err == nil {
			err = s.dress(ctx, q, &d)
		}
		return err
	})
	return d, err
}

// Left is somebody who left a number, and what became of it.
type Left struct {
	lead.Lead
	Person customer.ID // who they are now
	Task   desk.Task   // the call; its staff is whose it is now
	Friend bool        // were a contact of ours then, or became one
	Bought bool        // ordered since
}

// Leads gives who left a number on a page, the newest first, of whom the actor sees.
func (s *Service) Leads(ctx context.Context, i ID, after lead.ID, limit int) ([]Left, error) {
	if err := org.Must(ctx, org.CampaignRead); err != nil {
		return nil, err
	}
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	var out []Left
	err := s.db.Snapshot(ctx, func(q db.Q) error {
		if _, err := s.mine(ctx, q, i); err != nil {
			return err
		}
		rows, err := lead.List(ctx, q, lead.Filter{Origin: lead.Landing, OriginID: int64(i), After: after, Limit: limit})
		if err != nil {
			return err
		}
		keys, since := make([]string, len(rows)), make([]moment, len(rows))
		for n, r := range rows {
			keys[n], since[n] = r.Key(), moment{r.CustomerID, r.At}
		}
		tasks, err := desk.ByKeys(ctx, q, keys)
		if err != nil {
			return err
		}
		later, err := became(ctx, q, since)
		out = make([]Left, len(rows))
		for n, r := range rows {
			out[n] = Left{Lead: r, Task: tasks[keys[n]], Person: later[n].person, Friend: later[n].friend, Bought: later[n].bought}
		}
		return err
	})
	return out, err
}
