package segment

import (
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// headStep is how many people into whom others were merged are asked at a time.
const headStep = 2000

// nowOf is the moment at which q is read.
func (s *Service) nowOf(q db.Q) int64 {
	if tx, ok := q.(*db.Tx); ok {
		return tx.Now
	}
	return s.db.Clock().Now().UnixMilli()
}

func (s *Service) frameOf(ctx context.Context, q db.Q) (frame, error) {
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return frame{}, err
	}
	return newFrame(s.nowOf(q), zone)
}

// question is a rule made ready to be asked on q at a moment.
type question struct {
	*asked
	q        db.Q
	plan     *plan
	view     org.View
	everyone bool        // whatever the view
	from, to customer.ID // only people after from, up to to; to 0: all
}

// ask makes a rule ready for the people in the actor's scope.
func (s *Service) ask(ctx context.Context, q db.Q, r Rule) (*question, error) {
	r, err := s.book.Check(r)
	if err != nil {
		return nil, err
	}
	p, err := s.book.compile(r)
	if err != nil {
		return nil, err
	}
	f, err := s.frameOf(ctx, q)
	if err != nil {
		return nil, err
	}
	a, err := prepare(ctx, q, p, f)
	if err == nil {
		a.everyone, a.view = false, org.Scope(ctx)
	}
	return a, err
}

// prepare makes a program ready for everyone.
func prepare(ctx context.Context, q db.Q, p *program, f frame) (*question, error) {
	tests, err := p.tests(ctx, q, newDictionary())
	if err != nil {
		return nil, err
	}
	pl := newPlan(p)
	return &question{asked: p.asked(f, pl, tests), q: q, plan: pl, everyone: true}, nil
}

// set spells the set form over those people in scope into whom nobody was merged, when anybody was merged at all.
func (a *question) set(what string, merged bool, more, tail text) (string, []any) {
	w := &writer{}
	w.WriteString("SELECT " + what + " FROM " + customer.Roll + " WHERE ")
	if c := a.view.Cond("store_id", "staff_id"); !a.everyone {
		w.args = c.Args()
		w.WriteString(c.SQL() + " AND ")
	}
	form := &setForm{program: a.program, engine: a.q.Engine(), frame: a.frame, tests: a.tests, from: a.from, to: a.to}
	condition := "erased_at = 0"
	if merged {
		condition = customer.Apart
	}
	joinTexts("AND", append([]text{plain(condition), more}, form.conditions()...)...)(w)
	if tail != nil {
		tail(w)
	}
	return w.String(), w.args
}

// Count gives how many people in the actor's scope a rule holds for now: as many as List goes through.
func (s *Service) Count(ctx context.Context, q db.Q, r Rule) (int64, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return 0, err
	}
	a, err := s.ask(ctx, q, r)
	if err != nil {
		return 0, err
	}
	if _, n, ok, err := s.remembered(ctx, a, 0, 0); ok || err != nil {
		return n, err
	}
	return a.count(ctx)
}

func (a *question) count(ctx context.Context) (int64, error) {
	merged, err := customer.Merges(ctx, a.q)
	if err != nil {
		return 0, err
	}
	text, args := a.set("COUNT(*)", merged, nil, nil)
	n, err := db.One[int64](ctx, a.q, text, args...)
	if err != nil || !merged {
		return n, err
	}
	err = a.eachHead(ctx, 0, customer.ID(ever), func(customer.ID) error { n++; return nil })
	return n, err
}

// List gives a page of them by id, those after the given one; limit 0 is 50, at most 5,000.
func (s *Service) List(ctx context.Context, q db.Q, r Rule, after customer.ID, limit int) ([]customer.ID, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	a, err := s.ask(ctx, q, r)
	if err != nil {
		return nil, err
	}
	if ids, _, ok, err := s.remembered(ctx, a, after, pageSize(limit)); ok || err != nil {
		return ids, err
	}
	return a.page(ctx, after, pageSize(limit))
}

// pageSize bounds what a caller asks for.
func pageSize(limit int) int {
	if limit <= 0 {
		return 50
	}
	return min(limit, 5000)
}

func (a *question) page(ctx context.Context, after customer.ID, size int) ([]customer.ID, error) {
	merged, err := customer.Merges(ctx, a.q)
	if err != nil {
		return nil, err
	}
	from := func(w *writer) { w.WriteString("id > "); w.arg(after) }
	text, args := a.set("id", merged, from, func(w *writer) { w.WriteString(" ORDER BY id LIMIT "); w.arg(size) })
	ids, err := db.All[customer.ID](ctx, a.q, text, args...)
	if err != nil || !merged {
		return ids, err
	}
	last := customer.ID(ever)
	if len(ids) == size {
		last = ids[size-1]
	}
	if err := a.eachHead(ctx, after, last, func(i customer.ID) error { ids = append(ids, i); return nil }); err != nil {
		return nil, err
	}
	slices.Sort(ids)
	return ids[:min(len(ids), size)], nil
}

// each calls f with those of whom the rule holds among the people after one and up to another: first those into whom
// nobody was merged, by id, then the others.
func (a *question) each(ctx context.Context, after, to customer.ID, f func(customer.ID) error) error {
	merged, err := customer.Merges(ctx, a.q)
	if err != nil {
		return err
	}
	part := *a
	part.from, part.to = after, to
	text, args := part.set("id", merged, nil, plain(" ORDER BY id"))
	if err := db.Each(ctx, a.q, f, text, args...); err != nil || !merged {
		return err
	}
	return a.eachHead(ctx, after, to, f)
}

// eachHead calls f with those of whom the rule holds among the people in scope into whom others were merged, by id, after
// one and up to another.
func (a *question) eachHead(ctx context.Context, after, last customer.ID, f func(customer.ID) error) error {
	for {
		heads, err := customer.Heads(ctx, a.q, after, headStep)
		if err != nil || len(heads) == 0 {
			return err
		}
		after = heads[len(heads)-1]
		heads = slices.DeleteFunc(heads, func(i customer.ID) bool { return i > last })
		in, err := a.among(ctx, heads)
		if err != nil {
			return err
		}
		for _, i := range heads {
			if !in[i] {
				continue
			}
			if err := f(i); err != nil {
				return err
			}
		}
		if after >= last {
			return nil
		}
	}
}

// among asks the person form about people, and leaves out those outside the scope.
func (a *question) among(ctx context.Context, ids []customer.ID) (map[customer.ID]bool, error) {
	people, err := read(ctx, a.q, a.plan, a.frame, ids, nil)
	if err != nil {
		return nil, err
	}
	briefs, err := customer.Briefs(ctx, a.q, ids)
	if err != nil {
		return nil, err
	}
	out := map[customer.ID]bool{}
	for i, p := range people {
		if in, _ := a.verdict(p); in && (a.everyone || a.view.Sees(briefs[i].StoreID, briefs[i].StaffID)) {
			out[i] = true
		}
	}
	return out, nil
}
