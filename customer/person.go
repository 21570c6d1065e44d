package customer

import (
	"context"
	"time"

	"qunli/kit/db"
)

// person is somebody read as themselves, with all that a standing follows from.
type person struct {
	row    standing // as stored; of nobody yet: zero but for the id
	life   *life
	pinned Level // the highest level at which they, or anybody merged into them, are held
	erased bool
	stored bool // there is a row
}

// readPeople reads people who are read as themselves; who is gone is left out.
func readPeople(ctx context.Context, q db.Q, people []ID, rules Rules, zone *time.Location) (map[ID]*person, error) {
	groups, err := groupsOf(ctx, q, people)
	if err != nil {
		return nil, err
	}
	owner := map[ID]ID{}
	var all []ID
	for o, group := range groups {
		for _, i := range group {
			owner[i] = o
			all = append(all, i)
		}
	}
	r := &reading{owner: owner, out: map[ID]*person{}, acts: map[ID][]actDay{}, added: map[ID]int64{}}
	if err := db.Lists(q, distinct(all), func(part []ID) error { return r.read(ctx, q, part) }); err != nil {
		return nil, err
	}
	weights := rules.Tie.weights()
	for i, p := range r.out {
		p.life = newLife(r.acts[i], rules.Tie, weights)
		if at := r.added[i]; at != 0 {
			p.life.added, p.life.known = dayOf(at, zone), true
		}
	}
	return r.out, nil
}

// reading collects what is stored of people under whom they are read as.
type reading struct {
	owner map[ID]ID
	out   map[ID]*person
	acts  map[ID][]actDay
	added map[ID]int64
}

func (r *reading) read(ctx context.Context, q db.Q, part []ID) error {
	for _, read := range []func(context.Context, db.Q, []ID) error{r.cards, r.standings, r.actDays} {
		if err := read(ctx, q, part); err != nil {
			return err
		}
	}
	return nil
}

// at gives the person as whom i is read.
func (r *reading) at(i ID) *person {
	o := r.owner[i]
	if r.out[o] == nil {
		r.out[o] = &person{row: standing{CustomerID: o}}
	}
	return r.out[o]
}

func (r *reading) cards(ctx context.Context, q db.Q, part []ID) error {
	type card struct{ ID, AddedAt, ErasedAt int64 }
	c := db.Where("").In("id", part)
	return db.Each(ctx, q, func(k card) error {
		i := ID(k.ID)
		p, o := r.at(i), r.owner[i]
		if i == o {
			p.erased = k.ErasedAt != 0
		}
		if k.AddedAt != 0 && (r.added[o] == 0 || k.AddedAt < r.added[o]) {
			r.added[o] = k.AddedAt
		}
		return nil
	}, `SELECT id, added_at, erased_at FROM customer WHERE `+c.SQL(), c.Args()...)
}

const standingColumns = `customer_id, ladder, ladder_at, depth, depth_at, tie, tie_day, band, band_at, tier, tier_at, seed, seed_at,
	pinned, due_at`

func (r *reading) standings(ctx context.Context, q db.Q, part []ID) error {
	c := db.Where("").In("customer_id", part)
	return db.Each(ctx, q, func(s standing) error {
		p := r.out[r.owner[s.CustomerID]]
		if p == nil {
			return nil // gone
		}
		if s.CustomerID == r.owner[s.CustomerID] {
			p.row, p.stored = s, true
		}
		p.pinned = max(p.pinned, s.Pinned)
		return nil
	}, `SELECT `+standingColumns+` FROM customer_standing WHERE `+c.SQL(), c.Args()...)
}

func (r *reading) actDays(ctx context.Context, q db.Q, part []ID) error {
	c := db.Where("").In("customer_id", part)
	return db.Each(ctx, q, func(a actDay) error {
		o := r.owner[a.CustomerID]
		r.acts[o] = append(r.acts[o], a)
		return nil
	}, `SELECT customer_id, day, kind, acts FROM customer_act_day WHERE `+c.SQL(), c.Args()...)
}
