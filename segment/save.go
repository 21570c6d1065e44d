package segment

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// savedLock is held by whoever changes what is saved. It is taken before customer.Watch, which waits until no fact and no
// fold is under way.
const savedLock = "segment.saved"

// Save keeps a rule: its members are found in the background and kept from then on (Settle waits for it). It refuses a rule
// that reads, through whatever other rules, the tag it would put on (ErrCycle).
func (s *Service) Save(ctx context.Context, d Draft) (Segment, error) {
	if err := org.Must(ctx, org.SegmentEdit); err != nil {
		return Segment{}, err
	}
	rule, err := s.book.Check(d.Rule)
	if err != nil {
		return Segment{}, err
	}
	d.Rule, d.Name = rule, strings.TrimSpace(d.Name)
	if tag, ok := customer.SpellTag(d.Tag); ok {
		d.Tag = tag
	} else if d.Tag != "" {
		return Segment{}, fault.InvalidField("tag", d.Tag, "标签写作“标签组/名称”或“名称”", `a tag is written "family/name" or "name"`)
	}
	if n := utf8.RuneCountInString(d.Name); n < 1 || n > 100 {
		return Segment{}, fault.InvalidField("name", d.Name, "名称须为 1 到 100 字", "a name has 1 to 100 characters")
	}
	var out saved
	err = s.change(ctx, func(ctx context.Context, tx *db.Tx, all []saved) ([]saved, error) {
		out, err = s.draw(ctx, tx, d, all)
		if err != nil {
			return nil, err
		}
		all = append(slices.DeleteFunc(all, func(r saved) bool { return r.ID == out.ID }), out)
		return all, s.acyclic(out, all)
	}, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Insert(ctx, tx, "segment", []saved{out}, `ON CONFLICT (id) DO UPDATE SET name = excluded.name,
			rule = excluded.rule, reads = excluded.reads, state = excluded.state, version = excluded.version,
			built_to = excluded.built_to`)
		if err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "segment.save", Object: "segment", ID: int64(out.ID),
			After: map[string]any{"name": out.Name, "rule": out.Rule, "tag": out.Tag}})
	})
	return out.segment(), err
}

// draw gives the row that a draft asks for.
func (s *Service) draw(ctx context.Context, tx *db.Tx, d Draft, all []saved) (saved, error) {
	p, err := s.book.compile(d.Rule)
	if err != nil {
		return saved{}, err
	}
	actor, _ := org.ActorOf(ctx)
	out := saved{ID: ID(tx.NewID()), Tag: d.Tag, StaffID: actor.Staff, CreatedAt: tx.Now, State: Building}
	for _, r := range all {
		switch {
		case r.ID == d.ID:
			out = r
		case r.Name == d.Name:
			return out, ErrName.F(d.Name)
		case r.Tag == d.Tag && d.Tag != "":
			return out, ErrTagTaken.F(d.Tag)
		}
	}
	switch {
	case d.ID == 0:
	case out.ID != d.ID:
		return out, ErrMissing
	case out.Version != d.Version:
		return out, ErrChanged
	case out.Tag != d.Tag:
		return out, ErrTagFixed
	}
	text := d.Rule.String()
	if text != out.Rule && out.State == Live {
		out.State = Building
	}
	if text != out.Rule {
		out.BuiltTo = 0
	}
	out.Name, out.Rule, out.Reads = d.Name, text, strings.Join(p.reads(), " ")
	out.Version++
	return out, nil
}

// change runs a change of what is saved: decide gives all rows as they will stand, from which the watched attributes follow,
// and write writes them. Between the two the transaction waits for everybody who is adding facts: whoever adds one later
// knows what is watched, and whatever was added earlier is there to be read.
func (s *Service) change(ctx context.Context, decide func(context.Context, *db.Tx, []saved) ([]saved, error),
	write func(context.Context, *db.Tx) error) error {
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := db.Alone(ctx, tx, savedLock); err != nil {
			return err
		}
		all, err := loadSaved(ctx, tx)
		if err != nil {
			return err
		}
		if all, err = decide(ctx, tx, all); err != nil {
			return err
		}
		k, err := loadKeeper(ctx, tx)
		if err != nil {
			return err
		}
		if err := customer.Watch(ctx, tx, s.watched(all, k.Indexed)); err != nil {
			return err
		}
		return write(ctx, tx)
	})
	if err == nil {
		s.Wake()
	}
	return err
}

// watched counts the rules that read each attribute; an index in memory reads all of them.
func (s *Service) watched(all []saved, indexed bool) map[string]int64 {
	out := map[string]int64{}
	for _, a := range s.book.all {
		if indexed {
			out[a.Name]++
		}
	}
	for _, r := range all {
		if r.State == Paused {
			continue
		}
		for _, name := range strings.Fields(r.Reads) {
			out[name]++
		}
	}
	return out
}

// Pause freezes the members of a saved rule as they stand.
func (s *Service) Pause(ctx context.Context, i ID) error {
	return s.turn(ctx, i, "segment.pause", Paused)
}

// Resume finds the members of a paused rule anew and keeps them again.
func (s *Service) Resume(ctx context.Context, i ID) error {
	return s.turn(ctx, i, "segment.resume", Building)
}

// turn puts a saved rule into another state; what is so already stays as it is.
func (s *Service) turn(ctx context.Context, i ID, verb string, to State) error {
	if err := org.Must(ctx, org.SegmentEdit); err != nil {
		return err
	}
	stay := false
	return s.change(ctx, func(_ context.Context, _ *db.Tx, all []saved) ([]saved, error) {
		n := slices.IndexFunc(all, func(r saved) bool { return r.ID == i })
		if n < 0 {
			return nil, ErrMissing
		}
		if stay = (all[n].State == Paused) == (to == Paused); !stay {
			all[n].State = to
		}
		return all, nil
	}, func(ctx context.Context, tx *db.Tx) error {
		if stay {
			return nil
		}
		err := db.MustAffect(ctx, tx, ErrMissing, `UPDATE segment SET state = $2, built_to = 0, version = version + 1 WHERE id = $1`, i, to)
		if err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: verb, Object: "segment", ID: int64(i)})
	})
}

// dropStep is how many memberships a dropped rule loses in one transaction.
const dropStep = 2000

// Drop forgets a saved rule with its memberships and takes its tag off, some at a time; interrupted, it leaves the rule
// paused with the rest, and may be asked again, also under the same idempotency key: that one is taken by the last
// transaction, not by the first.
func (s *Service) Drop(ctx context.Context, i ID) error {
	early := db.Early(ctx)
	if err := s.Pause(early, i); err != nil {
		return err
	}
	for last, more := StayID(0), true; more; {
		err := s.db.Tx(db.Bulk(early), func(ctx context.Context, tx *db.Tx) error {
			stays, err := dropSome(ctx, tx, i, last)
			if more = len(stays) > 0; more {
				tx.After(func() { last = stays[len(stays)-1].ID })
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return dropRule(ctx, tx, i) })
}

// dropSome drops some of the memberships after one, and gives them.
func dropSome(ctx context.Context, tx *db.Tx, i ID, last StayID) ([]Stay, error) {
	r, err := dropping(ctx, tx, i)
	if err != nil {
		return nil, err
	}
	stays, err := db.All[Stay](ctx, tx, `SELECT `+stayColumns+` FROM segment_stay WHERE segment_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
		i, last, dropStep)
	if err != nil || len(stays) == 0 {
		return nil, err
	}
	return stays, dropStays(ctx, tx, r, stays)
}

// dropping gives the paused rule that is being dropped, beside no fold.
func dropping(ctx context.Context, tx *db.Tx, i ID) (saved, error) {
	if err := lockFold(ctx, tx); err != nil {
		return saved{}, err
	}
	r, err := loadOne(ctx, tx, i)
	if err == nil && r.State != Paused {
		err = ErrChanged
	}
	return r, err
}

// dropRule drops a rule that has no memberships left.
func dropRule(ctx context.Context, tx *db.Tx, i ID) error {
	r, err := dropping(ctx, tx, i)
	if err != nil {
		return err
	}
	left, err := db.One[int64](ctx, tx, `SELECT COUNT(*) FROM (SELECT id FROM segment_stay WHERE segment_id = $1 LIMIT 1) s`, i)
	if err == nil && left > 0 { // it was resumed and paused again meanwhile
		err = ErrChanged
	}
	if err != nil {
		return err
	}
	if _, err := db.Exec(ctx, tx, `DELETE FROM segment_due WHERE segment_id = $1`, i); err != nil {
		return err
	}
	if err := db.MustAffect(ctx, tx, ErrMissing, `DELETE FROM segment WHERE id = $1`, i); err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "segment.drop", Object: "segment", ID: int64(i), Before: map[string]any{"name": r.Name, "rule": r.Rule}})
}

func dropStays(ctx context.Context, tx *db.Tx, r saved, stays []Stay) error {
	var ids []StayID
	var open []customer.ID
	for _, stay := range stays {
		ids = append(ids, stay.ID)
		if stay.Until == 0 {
			open = append(open, stay.CustomerID)
		}
	}
	if r.Tag != "" && len(open) > 0 {
		if err := customer.RuleTag(ctx, tx, r.Tag, nil, open); err != nil {
			return err
		}
	}
	err := db.Lists(tx, ids, func(part []StayID) error {
		c := db.Where("").In("id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM segment_stay WHERE `+c.SQL(), c.Args()...)
		return err
	})
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, `UPDATE segment SET members = members - $2 WHERE id = $1`, r.ID, len(open))
	return err
}
