package campaign

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/org"
)

// Edit is what is saved of a draft.
type Edit struct {
	Name     string
	Terms    Terms
	Settings json.RawMessage // of the model
	Page     json.RawMessage // of what the page shows; opaque here
	Edits    int64           // the count that the one who saves saw, of the revision being edited or of the one in force
}

func named(name string) (string, error) {
	if name = strings.TrimSpace(name); name == "" || utf8.RuneCountInString(name) > 60 {
		return "", fault.InvalidField("name", name, "请填写活动名称，最多 60 个字", "give a name of at most 60 characters")
	}
	return name, nil
}

// change has f change a campaign that the actor sees, as the only one meanwhile, and records it.
func (s *Service) change(ctx context.Context, i ID, verb string, f func(ctx context.Context, tx *db.Tx, c *Campaign) error) (Campaign, error) {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return Campaign{}, err
	}
	var c Campaign
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if c, err = fence(ctx, tx, i); err != nil {
			return err
		}
		if err := seen(ctx, c); err != nil {
			return err
		}
		was := c
		if err := f(ctx, tx, &c); err != nil {
			return err
		}
		return errors.Join(keep(ctx, tx, c), org.Audit(ctx, tx, org.Change{Verb: "campaign." + verb, Object: "campaign", ID: int64(i),
			Before: map[string]any{"state": was.State, "revision": was.Revision, "name": was.Name},
			After:  map[string]any{"state": c.State, "revision": c.Revision, "name": c.Name, "why": c.Why}}))
	})
	return c, err
}

func seen(ctx context.Context, c Campaign) error {
	if !org.Scope(ctx).Sees(c.StoreID, c.StaffID) {
		return ErrMissing
	}
	return nil
}

// Save writes the rules being edited. Of a published campaign the first save begins the next revision. Rules may have
// problems until they are published; what is no JSON of the model's is refused.
func (s *Service) Save(ctx context.Context, i ID, e Edit) (Revision, error) {
	var out Revision
	_, err := s.change(ctx, i, "save", func(ctx context.Context, tx *db.Tx, c *Campaign) error {
		if c.State == Closed {
			return ErrState.F(c.State)
		}
		name, err := named(cmp.Or(e.Name, c.Name))
		if err != nil {
			return err
		}
		c.Name = name
		r, err := revision(ctx, tx, i, max(c.Draft, c.Revision))
		if err != nil {
			return err
		}
		if r.Edits != e.Edits {
			return ErrChanged
		}
		if c.Draft == 0 { // its count goes on from there, so that whoever saw the one before is told
			a, _ := org.ActorOf(ctx)
			c.Draft = r.Number + 1
			r = Revision{CampaignID: i, Number: c.Draft, Terms: r.Terms, Settings: r.Settings, Page: r.Page, Edits: r.Edits, StaffID: a.Staff, CreatedAt: tx.Now}
			if _, err := db.Insert(ctx, tx, "campaign_revision", []Revision{r}, ""); err != nil {
				return err
			}
		}
		if err := r.write(s.models[c.Model], e); err != nil {
			return err
		}
		r.Edits++
		out = r
		return db.MustAffect(ctx, tx, ErrChanged, `
			UPDATE campaign_revision SET terms = $3, settings = $4, page = $5, edits = edits + 1 WHERE campaign_id = $1 AND number = $2 AND published_at = 0`,
			i, r.Number, r.Terms, r.Settings, r.Page)
	})
	return out, err
}

// Outlook is what publishing the rules being edited would mean (CAM-12).
type Outlook struct {
	Problems []Problem // that keep them from being published
	Plans    []Plan    // what is scarce
	Worst    int64     // fen: the most that its discounts and rewards can cost, -1 when the game does not know
	Planned  *Loop     // how it is to spread (REF-05), nil nothing is planned
}

// Problems names what keeps the rules being edited from being published.
func (s *Service) Problems(ctx context.Context, i ID) ([]Problem, error) {
	o, err := s.Outlook(ctx, i)
	return o.Problems, err
}

// Outlook tells what publishing the rules being edited would mean; when there are none, those in force.
func (s *Service) Outlook(ctx context.Context, i ID) (Outlook, error) {
	c, r, err := s.Rules(ctx, i, 0)
	if err != nil {
		return Outlook{}, err
	}
	ready, problems, err := s.judged(ctx, s.db.Read(), c, r)
	if err != nil {
		return Outlook{}, err
	}
	o := Outlook{problems, ready.plans, -1, ready.Planned}
	if game, knows := ready.Game.(Costed); knows {
		o.Worst = game.Worst()
	}
	return o, nil
}

// judged gives a revision made ready and what is wrong with it.
func (s *Service) judged(ctx context.Context, q db.Q, c Campaign, r Revision) (*rules, []Problem, error) {
	ready, err := r.read(s.models[c.Model])
	if err != nil {
		return nil, nil, err
	}
	out := append(ready.problems(), ready.Validate(ready.Terms)...)
	for _, rule := range []struct{ field, text string }{{"rule", ready.Rule}, {"guest_rule", ready.GuestRule}} {
		if rule.text == "" {
			continue
		}
		if _, err := s.segments.Parse(rule.text); err != nil {
			f := fault.Of(err)
			out = append(out, Problem{Field: rule.field, Value: rule.text, Zh: f.Message("zh"), En: f.Message("en")})
		}
	}
	if s.comply != nil {
		out = append(out, s.comply(c.Model, ready.Terms, r)...)
	}
	short, err := s.lacking(ctx, q, c, ready)
	return ready, append(out, short...), err
}

// Publish freezes the rules being edited and has new instances follow them; what is open keeps its own. Buckets grow or
// shrink to what the rules say, never below what is taken.
func (s *Service) Publish(ctx context.Context, i ID) (Campaign, error) {
	return s.publish(ctx, i, "")
}

// PublishDespite publishes although there are problems that may be passed over (Problem.Waivable), for a reason of at least ten
// characters that is audited with them; no other problem is passed over, ever (CAM-16).
func (s *Service) PublishDespite(ctx context.Context, i ID, why string) (Campaign, error) {
	if err := org.Must(ctx, org.CampaignWaive); err != nil {
		return Campaign{}, err
	}
	if why = strings.TrimSpace(why); utf8.RuneCountInString(why) < 10 || utf8.RuneCountInString(why) > 500 {
		return Campaign{}, fault.InvalidField("why", why, "请用 10 到 500 个字写明放行理由", "give the reason in 10 to 500 characters")
	}
	return s.publish(ctx, i, why)
}

// publish is Publish; with a reason, what may be passed over is.
func (s *Service) publish(ctx context.Context, i ID, despite string) (Campaign, error) {
	return s.change(ctx, i, "publish", func(ctx context.Context, tx *db.Tx, c *Campaign) error {
		if c.Draft == 0 || c.State == Closed {
			return ErrState.F(c.State)
		}
		r, err := revision(ctx, tx, i, c.Draft)
		if err != nil {
			return err
		}
		if err := db.Alone(ctx, tx, "campaign.promise"); err != nil { // no two promise the same last gift
			return err
		}
		ready, problems, err := s.judged(ctx, tx, *c, r)
		if err != nil {
			return err
		}
		if err := waived(ctx, tx, i, problems, despite); err != nil {
			return err
		}
		if err := stock(ctx, tx, i, ready.plans); err != nil {
			return err
		}
		err = db.MustAffect(ctx, tx, ErrChanged, `UPDATE campaign_revision SET published_at = $3 WHERE campaign_id = $1 AND number = $2 AND published_at = 0`, i, c.Draft, tx.Now)
		c.Revision, c.Draft = c.Draft, 0
		if c.State == Draft {
			c.State = Live
		}
		return err
	})
}

// waived refuses problems, but those that may be passed over and for which there is a reason: they are audited with it.
func waived(ctx context.Context, tx *db.Tx, i ID, problems []Problem, despite string) error {
	refusal := ErrRules
	for _, p := range problems {
		if !p.Waivable || despite == "" {
			refusal = refusal.At(p.Field, p.Value, p.Zh, p.En)
		}
	}
	if refusal != ErrRules {
		return refusal
	}
	if len(problems) == 0 {
		return nil
	}
	return org.Audit(ctx, tx, org.Change{Verb: "campaign.waive", Object: "campaign", ID: int64(i), After: map[string]any{"why": despite, "problems": problems}})
}

// stock brings buckets to what plans say.
func stock(ctx context.Context, tx *db.Tx, i ID, plans []Plan) error {
	have, err := buckets(ctx, tx, i)
	if err != nil {
		return err
	}
	was := map[string]Bucket{}
	for _, b := range have {
		was[b.Name] = b
	}
	for _, p := range plans {
		b, there := was[p.Name]
		if !there {
			if _, err := db.Insert(ctx, tx, "campaign_bucket", []Bucket{{i, p.Name, p.Total, p.Total, 0, 0}}, ""); err != nil {
				return err
			}
			continue
		}
		more := p.Total - b.Total
		if b.Free+more < 0 {
			return ErrShrunk.F(p.Name, b.Held+b.Spent)
		}
		if err := db.MustAffect(ctx, tx, ErrChanged, `
			UPDATE campaign_bucket SET total = total + $3, free = free + $3 WHERE campaign_id = $1 AND name = $2`, i, p.Name, more); err != nil {
			return err
		}
	}
	return nil
}

// Pause lets nobody in from the next command on; what is open goes on.
func (s *Service) Pause(ctx context.Context, i ID, why string) (Campaign, error) {
	return s.turn(ctx, i, "pause", Paused, why, Live)
}

// Resume takes entries again.
func (s *Service) Resume(ctx context.Context, i ID) (Campaign, error) {
	return s.turn(ctx, i, "resume", Live, "", Paused)
}

// End ends a campaign for good: what is open is called off and paid back.
func (s *Service) End(ctx context.Context, i ID, why string) (Campaign, error) {
	return s.turn(ctx, i, "end", Closed, why, Draft, Live, Paused)
}

func (s *Service) turn(ctx context.Context, i ID, verb string, to State, why string, from ...State) (Campaign, error) {
	return s.change(ctx, i, verb, func(ctx context.Context, tx *db.Tx, c *Campaign) error {
		allowed := false
		for _, f := range from {
			allowed = allowed || c.State == f
		}
		if !allowed {
			return ErrState.F(c.State)
		}
		c.State, c.Why, c.Burst = to, why, 0
		if to != Closed {
			return nil
		}
		_, err := db.Exec(ctx, tx, `UPDATE campaign_instance SET due_at = $2 WHERE campaign_id = $1 AND due_at > $2`, i, tx.Now)
		return err
	})
}

// Hear has f hear what campaigns ask of the world outside: payment, transfers, gifts. The name is unique and never changes.
func Hear(b *event.Bus, name string, f func(ctx context.Context, tx *db.Tx, asked []Asked) error) {
	event.Subscribe(b, name, f)
}
