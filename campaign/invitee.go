package campaign

import (
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
)

// Invitee is a seat of somebody who has to do something outside the game to count, or who did.
type Invitee struct {
	Seat Seat
	Act  string // what it is (Terms.Act)
	Did  bool   // the game was told so
}

// Awaiting tells whether any campaign goes on in which people count by what they do outside.
func (s *Service) Awaiting(ctx context.Context, q db.Q) (bool, error) {
	on, err := s.awaiting(ctx, q)
	return len(on) > 0, err
}

// awaiting gives those campaigns, by id.
func (s *Service) awaiting(ctx context.Context, q db.Q) (map[ID]awaited, error) {
	out, waiters := map[ID]awaited{}, s.models.that(func(g Game) bool { _, waits := g.(Awaiter); return waits })
	if len(waiters) == 0 {
		return out, nil
	}
	c := db.Where("revision > 0 AND state <> $1", Closed).In("model", waiters)
	live, err := db.All[Campaign](ctx, q, `SELECT `+columns+` FROM campaign WHERE `+c.SQL(), c.Args()...)
	if err != nil {
		return nil, err
	}
	for _, c := range live {
		r, err := revision(ctx, q, c.ID, c.Revision)
		if err != nil {
			return nil, err
		}
		ready, err := r.read(s.models[c.Model])
		if err != nil {
			return nil, err
		}
		if a, ok := ready.Game.(Awaiter); ok {
			waiting, did := a.Awaits()
			out[c.ID] = awaited{ready.Act, waiting, did}
		}
	}
	return out, nil
}

// awaited is what a campaign waits for.
type awaited struct {
	act, waiting string
	did          []string
}

// Invitees gives the seats of people, as booked, that count by what they do outside; of nobody in particular (nil) those that still wait
// for it.
func (s *Service) Invitees(ctx context.Context, people []customer.ID) ([]Invitee, error) {
	q := s.db.Read()
	on, err := s.awaiting(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []Invitee
	for i, a := range on {
		c := db.Where("campaign_id = $1", i)
		if people == nil {
			c = c.If(true, "state = $1", a.waiting).If(true, "due_at > $1", 0)
		} else {
			c = c.In("person_id", people).In("state", append(slices.Clone(a.did), a.waiting))
		}
		found, err := seats(ctx, q, c, " ORDER BY id LIMIT 5000")
		if err != nil {
			return nil, err
		}
		for _, m := range found {
			out = append(out, Invitee{m, a.act, m.State != a.waiting})
		}
	}
	return out, nil
}
