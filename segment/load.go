package segment

import (
	"context"
	"database/sql"

	"qunli/customer"
	"qunli/kit/db"
)

// person is somebody with what they have: a cell a slot of the plan.
type person struct {
	id    customer.ID
	cells []cell
}

// reader fills the cells of people.
type reader struct {
	plan   *plan
	frame  frame
	people map[customer.ID]*person // by everybody who is that person
	needs  map[customer.ID][]bool  // by person and source; nil: everything of everybody
}

// numberRow, cardRow and wordRow are rows of the sources, as wide as the widest statement: numbers of a person or of a
// day; what a person has one of; words.
type numberRow struct {
	Person                         customer.ID
	Day                            string
	V0, V1, V2, V3, V4, V5, V6, V7 sql.NullInt64
}

type cardRow struct {
	Person                         customer.ID
	V0, V1, V2, V3, V4, V5, V6, V7 int64
	T0, T1, T2, T3, T4, T5, T6, T7 string
}

type wordRow struct {
	Person customer.ID
	Day    string
	Code   int64
	Text   string
}

func (f *cardRow) key(n int) key {
	return key{*[...]*int64{&f.V0, &f.V1, &f.V2, &f.V3, &f.V4, &f.V5, &f.V6, &f.V7}[n],
		*[...]*string{&f.T0, &f.T1, &f.T2, &f.T3, &f.T4, &f.T5, &f.T6, &f.T7}[n]}
}

func (f *numberRow) number(n int) *sql.NullInt64 {
	return [...]*sql.NullInt64{&f.V0, &f.V1, &f.V2, &f.V3, &f.V4, &f.V5, &f.V6, &f.V7}[n]
}

// read gives the people of ids who are persons of their own, with their cells filled by one statement a source.
func read(ctx context.Context, q db.Q, p *plan, f frame, ids []customer.ID, needs map[customer.ID][]bool) (map[customer.ID]*person, error) {
	briefs, err := customer.Briefs(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	families, err := customer.FamiliesOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	r := &reader{p, f, map[customer.ID]*person{}, needs}
	out := map[customer.ID]*person{}
	var members []customer.ID
	for _, i := range ids {
		if b, here := briefs[i]; !here || b.ErasedAt != 0 || families.Now(i) != i || out[i] != nil {
			continue
		}
		out[i] = &person{i, make([]cell, len(p.slots))}
		for _, m := range families.Members(i) {
			r.people[m] = out[i]
			members = append(members, m)
		}
	}
	for n := range p.sources {
		if err := r.source(ctx, q, n, members); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (r *reader) source(ctx context.Context, q db.Q, n int, members []customer.ID) error {
	s := &r.plan.sources[n]
	who := members
	if r.needs != nil {
		who = nil
		for _, m := range members {
			if need := r.needs[r.people[m].id]; need == nil || need[n] {
				who = append(who, m)
			}
		}
	}
	head, where, tail, dayed := s.statement(r.plan)
	return db.Lists(q, who, func(part []customer.ID) error {
		c := db.Where("")
		if dayed {
			c.And(where, (r.frame.today - day(s.since) + 1).String())
		} else {
			c.And(where)
		}
		c.In(s.who, part)
		return r.rows(ctx, q, s, head+c.SQL()+tail, c.Args())
	})
}

// rows reads a statement of a source into the cells of its people.
func (r *reader) rows(ctx context.Context, q db.Q, s *source, text string, args []any) error {
	switch s.shape {
	case 'w':
		return db.Each(ctx, q, func(f wordRow) error {
			on, err := r.day(f.Day)
			c := &r.people[f.Person].cells[s.slots[0]]
			c.words = append(c.words, wordDay{key{f.Code, f.Text}, on})
			return err
		}, text, args...)
	case 'o':
		return db.Each(ctx, q, func(f cardRow) error { r.card(s, &f); return nil }, text, args...)
	}
	return db.Each(ctx, q, func(f numberRow) error {
		on, err := r.day(f.Day)
		p := r.people[f.Person]
		for n, i := range s.slots {
			c, v := &p.cells[i], f.number(n)
			switch {
			case !v.Valid:
			case s.shape == 'd':
				c.days = append(c.days, dayValue{on, v.Int64})
			default:
				c.gather(r.plan.slots[i].attr.Gather, v.Int64)
			}
		}
		return err
	}, text, args...)
}

func (r *reader) day(text string) (day, error) {
	if text == "" {
		return 0, nil
	}
	return parseDay(text)
}

// card takes what a person has one of; of people merged into one, it is what the one has.
func (r *reader) card(s *source, f *cardRow) {
	p := r.people[f.Person]
	if f.Person != p.id {
		return
	}
	for n, i := range s.slots {
		c, k := &p.cells[i], f.key(n)
		if r.plan.slots[i].attr.Type == customer.AttrWord {
			c.words = []wordDay{{key: k}}
		} else {
			c.n, c.some = k.code, true
		}
	}
}
