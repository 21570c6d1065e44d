package landing

import (
	"context"
	"errors"
	"slices"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/secret"
	"qunli/lead"
	"qunli/livecode"
	"qunli/org"
	"qunli/page"
)

// Knock is somebody who opens a page.
type Knock struct {
	Key     string
	Visitor string // a random mark of the browser, "" none: nothing is counted
	Channel string // as the address says
	Address string // a keyed hash of the network address
}

// Door is what they see.
type Door struct {
	Brand   string
	ID      ID
	Key     string
	Shut    bool // it rests
	Page    page.Page
	Sizes   map[string]page.Size // of its pictures
	Day     string               // today
	Left    bool                 // has left a number here
	Follow  string               // path of the code to which whoever left a number is led on, "" none
	Group   bool                 // that code leads into a group
	Account string               // name of the official account that whoever left a number is asked to follow, "" none
	Code    page.Size            // the picture of its code
}

// Open shows a page to a visitor and counts them once. Anybody may: the address is public.
func (s *Service) Open(ctx context.Context, k Knock) (Door, error) {
	d := Door{Key: k.Key}
	mark := secret.Hash(k.Visitor)
	var row *visitorRow
	err := s.db.Snapshot(ctx, func(q db.Q) error {
		l, err := byKey(ctx, q, k.Key)
		if err != nil {
			return err
		}
		if d.Brand, err = org.Setting(ctx, q, org.SettingBrand); err != nil {
			return err
		}
		if d.ID, d.Shut = l.ID, l.State != Live; d.Shut {
			return nil
		}
		have, err := db.All[visitorRow](ctx, q, `SELECT `+visitorColumns+` FROM landing_visitor WHERE page_id = $1 AND visitor = $2`, l.ID, mark)
		if err != nil {
			return err
		}
		v := A
		if l.Split {
			v = side(l.ID, mark)
		}
		if len(have) > 0 {
			d.Left = have[0].LeadAt != 0
			if l.Split {
				v = have[0].Variant
			}
		} else if k.Visitor != "" {
			row = &visitorRow{PageID: l.ID, Visitor: mark, Variant: v, Channel: channelOf(k.Channel)}
		}
		return s.fill(ctx, q, &d, l, v)
	})
	if err != nil || row == nil {
		return d, err
	}
	return d, s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		row.At = tx.Now
		_, err := db.Insert(ctx, tx, "landing_visitor", []visitorRow{*row}, "ON CONFLICT (page_id, visitor) DO NOTHING")
		return err
	})
}

// fill reads what a variant of a page shows.
func (s *Service) fill(ctx context.Context, q db.Q, d *Door, l Landing, v Variant) error {
	var err error
	if d.Page, err = shown(ctx, q, l.ID, v); err != nil {
		return err
	}
	if err := s.dress(ctx, q, d); err != nil {
		return err
	}
	if l.Account != "" {
		if d.Code, err = page.SizeOf(ctx, q, l.AccountPicture); err != nil {
			return err
		}
		d.Account = l.Account
	}
	if l.Follow == "" {
		return nil
	}
	kind, err := livecode.Leading(ctx, q, l.Follow)
	if kind != "" { // a code that was closed since leads nobody on
		d.Follow, d.Group = l.Follow, kind == livecode.Group
	}
	return err
}

// dress reads what a page takes to be shown: today, and how large its pictures are.
func (s *Service) dress(ctx context.Context, q db.Q, d *Door) error {
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return err
	}
	d.Day = clock.Day(s.db.Clock().Now().UnixMilli(), zone)
	d.Page, d.Sizes, err = page.Dress(ctx, q, d.Page)
	return err
}

// Step is how far a visitor came.
type Step string

// The steps that a page tells of. Each holds those before it.
const (
	Seen    Step = "seen"    // something to do came into view
	Clicked Step = "clicked" // it was clicked
	Begun   Step = "begun"   // the form was begun
)

var steps = []Step{Seen, Clicked, Begun}

// Reach counts how far a visitor of a page came, each step once. Who did not open the page, and a step that there is not, count nothing.
func (s *Service) Reach(ctx context.Context, k Knock, to Step) error {
	n := slices.Index(steps, to)
	if n < 0 {
		return nil
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := byKey(ctx, tx, k.Key)
		if err != nil {
			return err
		}
		return reach(ctx, tx, l.ID, secret.Hash(k.Visitor), n)
	})
}

// reach marks the steps up to the n-th as done, those that were not.
func reach(ctx context.Context, tx *db.Tx, i ID, mark string, n int) error {
	for _, column := range []string{"seen_at", "clicked_at", "begun_at"}[:n+1] {
		_, err := db.Exec(ctx, tx, `UPDATE landing_visitor SET `+column+` = $3 WHERE page_id = $1 AND visitor = $2 AND `+column+` = 0`, i, mark, tx.Now)
		if err != nil {
			return err
		}
	}
	return nil
}

// Go counts a click and gives where it leads: only to where a button of the page does, otherwise back to the page.
func (s *Service) Go(ctx context.Context, k Knock, to string) (string, error) {
	known := false
	err := s.db.Snapshot(ctx, func(q db.Q) error {
		l, err := byKey(ctx, q, k.Key)
		if err != nil {
			return err
		}
		known = to != "" && to == l.Follow
		for _, v := range Variants {
			p, err := shown(ctx, q, l.ID, v)
			if err != nil && !errors.Is(err, db.ErrNone) {
				return err
			}
			for _, s := range p.Sections() {
				known = known || slices.ContainsFunc(s.Blocks, func(b page.Block) bool { return b.Kind == page.Action && b.To == to })
			}
		}
		return nil
	})
	if err != nil || !known {
		return Path + k.Key, err
	}
	return to, s.Reach(ctx, k, Clicked)
}

// Leave takes down somebody who leaves a number, and has them called (LND-05). Trap is a field that people do not see: whoever
// fills it in is told the same and taken down nowhere. Anybody may.
func (s *Service) Leave(ctx context.Context, k Knock, g lead.Given, trap string) error {
	if trap != "" {
		return nil
	}
	ctx = org.As(ctx, org.Actor{Kind: org.ActorJob, Role: org.RoleOperator, Scope: org.ScopeAll, Address: "h5"})
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := byKey(ctx, tx, k.Key)
		if err != nil {
			return err
		}
		if l.State != Live {
			return ErrResting
		}
		one, err := lead.Take(ctx, tx, lead.From{Origin: lead.Landing, OriginID: int64(l.ID), Path: Path + l.Key, Source: l.Source, Campaign: l.Campaign, StoreID: l.StoreID,
			Staff: l.Callers, Maker: l.StaffID, Visitor: k.Visitor, Address: k.Address}, g)
		if err != nil {
			return err
		}
		mark := secret.Hash(k.Visitor)
		// Who left a number has opened the page, even if its mark is new: a lead without a view would be none of anybody's.
		if _, err := db.Insert(ctx, tx, "landing_visitor", []visitorRow{{PageID: l.ID, Visitor: mark, Variant: A, Channel: channelOf(k.Channel), At: tx.Now}},
			"ON CONFLICT (page_id, visitor) DO NOTHING"); err != nil {
			return err
		}
		if err := reach(ctx, tx, l.ID, mark, len(steps)-1); err != nil {
			return err
		}
		_, err = db.Exec(ctx, tx, `UPDATE landing_visitor SET lead_at = $3, customer_id = $4 WHERE page_id = $1 AND visitor = $2 AND lead_at = 0`, l.ID, mark, tx.Now, one.CustomerID)
		return err
	})
}
