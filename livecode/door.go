package livecode

import (
	"context"
	"strings"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/secret"
	"qunli/org"
)

// Step is what the page of a code shows.
type Step string

// The steps.
const (
	StepShut     Step = "shut"     // the code rests, has not begun or is over, or the company is full
	StepWho      Step = "who"      // who they are decides, and nobody knows yet
	StepAsk      Step = "ask"      // it asks for the word, or the district
	StepUnserved Step = "unserved" // it does not serve the district
	StepWait     Step = "wait"     // the channel has no picture for it yet
	StepPicture  Step = "picture"
	StepThanks   Step = "thanks" // somebody it does not serve left a number
)

// Knock is somebody before the page of a code.
type Knock struct {
	Key     string
	Visitor string      // a random mark of the browser, "" none: the visit is not counted
	Word    string      // as typed
	Area    string      // as chosen
	Asked   bool        // the form was sent
	Who     customer.ID // 0 not known
	Asking  bool        // who they are may still be found out
	Address string      // a keyed hash of the network address, "" not known
}

// Door is what they see.
type Door struct {
	Brand   string
	Name    string
	Kind    Kind
	Promise Promise
	Step    Step
	Areas   []string // to choose from, none when there is one way for all
	Invite  bool     // a word is asked for
	Wrong   bool     // the word was wrong
	Picture string   // address of the channel's picture
}

// Open answers somebody before the page of a code and counts them once a day. Anybody may ask: what is printed is public.
func (s *Service) Open(ctx context.Context, k Knock) (Door, error) {
	var d Door
	err := s.db.Snapshot(ctx, func(q db.Q) error {
		all, err := list(ctx, q, db.Where("key = $1 AND state <> 'draft'", k.Key), 1)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return ErrMissing
		}
		if d, err = s.door(ctx, q, all[0], k); err != nil {
			return err
		}
		d.Brand, err = org.Setting(ctx, q, org.SettingBrand)
		return err
	})
	if err != nil || k.Visitor == "" {
		return d, err
	}
	return d, s.visited(ctx, k, d.Step == StepPicture)
}

func (s *Service) door(ctx context.Context, q db.Q, c Code, k Knock) (Door, error) {
	d := Door{Name: c.Name, Kind: c.Kind, Promise: c.Promise, Invite: c.HasInvite, Step: StepAsk}
	if len(c.Branches) > 1 {
		d.Areas = c.Areas()
	}
	if !c.Open(s.db.Clock().Now().UnixMilli()) {
		d.Step = StepShut
		return d, nil
	}
	if c.byTag() && k.Who == 0 && k.Asking {
		d.Step = StepWho
		return d, nil
	}
	if (c.HasInvite || len(d.Areas) > 0) && !k.Asked {
		return d, nil
	}
	if c.HasInvite {
		invite, err := db.One[string](ctx, q, `SELECT invite FROM livecode_code WHERE id = $1`, c.ID)
		if err != nil {
			return d, err
		}
		if d.Wrong = !secret.Equal(secret.Hash(strings.ToLower(strings.TrimSpace(k.Word))), invite); d.Wrong {
			return d, nil
		}
	}
	tags, err := tagsOf(ctx, q, k.Who)
	if err != nil {
		return d, err
	}
	return d.lead(c, k.Area, tags), nil
}

// tagsOf gives the tags of somebody and of everybody merged with them, as "family/name"; none of nobody.
func tagsOf(ctx context.Context, q db.Q, who customer.ID) ([]string, error) {
	if who == 0 {
		return nil, nil
	}
	families, err := customer.FamiliesOf(ctx, q, []customer.ID{who})
	if err != nil {
		return nil, err
	}
	held, err := customer.TagsOf(ctx, q, families.Members(families.Now(who)))
	var out []string
	for _, tags := range held {
		for _, t := range tags {
			out = append(out, t.String())
		}
	}
	return out, err
}

// lead shows the way for a district and tags.
func (d Door) lead(c Code, area string, tags []string) Door {
	b, served := c.Branch(area, tags)
	switch {
	case !served:
		d.Step = StepUnserved
	case b.Trouble == troubleFull:
		d.Step = StepShut
	case b.Picture == "":
		d.Step = StepWait
	default:
		d.Step, d.Picture = StepPicture, b.Picture
	}
	return d
}

// visited counts a browser once a day.
func (s *Service) visited(ctx context.Context, k Knock, shown bool) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		zone, err := org.Zone(ctx, tx)
		if err != nil {
			return err
		}
		_, err = db.Exec(ctx, tx, `INSERT INTO livecode_visit (code_id, day, visitor, shown) SELECT id, $2, $3, $4 FROM livecode_code WHERE key = $1
			ON CONFLICT (code_id, day, visitor) DO UPDATE SET shown = livecode_visit.shown OR excluded.shown`,
			k.Key, clock.Day(tx.Now, zone), secret.Hash(k.Visitor), shown)
		return err
	})
}
