package segment

import (
	"context"
	"errors"
	"maps"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// wish asks the loader for the columns of a program.
func (s *Service) wish(p *program) {
	select {
	case s.wishes <- p:
	default: // it has enough to do
	}
}

// loader loads what is wished for, while Run folds, once there are enough people.
func (s *Service) loader(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case p := <-s.wishes:
			many, err := db.One[int64](ctx, s.db.Read(), `SELECT COUNT(*) FROM (SELECT id FROM `+customer.Roll+` LIMIT $1) n`, indexFrom)
			if err != nil {
				return err
			}
			if many < indexFrom {
				continue
			}
			if err := s.load(ctx, p); err != nil && !errors.Is(err, errStale) {
				return err
			}
		}
	}
}

// Warm loads into memory what answers a rule at once, however many people there are; Run does it by itself for the rules
// that are asked, from 200,000 people on.
func (s *Service) Warm(ctx context.Context, r Rule) error {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return err
	}
	r, err := s.book.Check(r)
	if err != nil {
		return err
	}
	p, err := s.book.compile(r)
	if err != nil {
		return err
	}
	return s.load(ctx, p)
}

// load brings the columns of a program into the index, from a snapshot, beside whatever else happens; an index that is worth
// nothing any more gives way to a new one.
func (s *Service) load(ctx context.Context, p *program) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	err := s.loadInto(ctx, p)
	if errors.Is(err, errStale) {
		err = s.loadInto(ctx, p)
	}
	return err
}

func (s *Service) loadInto(ctx context.Context, p *program) error {
	if err := s.enable(ctx); err != nil {
		return err
	}
	x := s.index.Load()
	if x == nil {
		x = &index{roll: roll{later: map[customer.ID]int32{}}, columns: map[string]*column{},
			open: map[*noting]bool{}, dirty: map[customer.ID]bool{}, token: s.token}
		s.folds.Lock() // a fold under way would not note whom it takes
		s.index.Store(x)
		s.folds.Unlock()
	}
	x.begin()
	err := s.db.Snapshot(ctx, func(q db.Q) error { return x.load(ctx, q, p) })
	x.end()
	if err != nil {
		s.index.CompareAndSwap(x, nil)
	}
	return err
}

// begin notes from now on, for a load, whom a fold takes; end has them read again.
func (x *index) begin() {
	x.noted.Lock()
	defer x.noted.Unlock()
	x.late = map[customer.ID]bool{}
}

func (x *index) end() {
	x.noted.Lock()
	defer x.noted.Unlock()
	late := x.late
	x.late = nil
	x.soil(sortedKeys(late))
}

// enable has every change told from now on, and claims the folding for this process, so that any other that folds is seen.
func (s *Service) enable(ctx context.Context) error {
	k, err := loadKeeper(ctx, s.db.Read())
	if err != nil || k.Indexed && k.Token == s.token {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := db.Alone(ctx, tx, savedLock); err != nil {
			return err
		}
		all, err := loadSaved(ctx, tx)
		if err != nil {
			return err
		}
		if err := customer.Watch(ctx, tx, s.watched(all, true)); err != nil {
			return err
		}
		if err := s.claim(ctx, tx); err != nil {
			return err
		}
		_, err = db.Exec(ctx, tx, `UPDATE segment_keeper SET indexed = TRUE WHERE id = 1`)
		return err
	})
}

// load reads the people, unless the index has them, and the columns that it lacks.
func (x *index) load(ctx context.Context, q db.Q, p *program) error {
	k, err := loadKeeper(ctx, q)
	if err != nil {
		return err
	}
	fresh := !x.loaded // loads come one at a time, and nothing else sets it
	if k.Token != x.token || !fresh && k.Epoch != x.epoch {
		return errStale
	}
	now, err := customer.Aliases(ctx, q)
	if err != nil {
		return err
	}
	var ids []customer.ID
	if fresh {
		ids, err = db.All[customer.ID](ctx, q, `SELECT id FROM `+customer.Roll+` WHERE `+customer.Living+` ORDER BY id`)
		if err != nil {
			return err
		}
	}
	l := x.lacking(p)
	l.now = now
	if fresh {
		l.people = &roll{ids, len(ids), nil}
	}
	if err := l.read(ctx, q); err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if fresh {
		x.loaded, x.epoch = true, k.Epoch
		x.ids, x.first, x.alive = ids, len(ids), newBits(len(ids))
		for at := range ids {
			x.alive[at>>6] |= 1 << (at & 63)
		}
	}
	for name, i := range l.plan.index {
		l.columns[i].grow(len(x.ids)) // somebody came meanwhile
		x.columns[name] = l.columns[i]
	}
	return nil
}

// lacking plans the columns that a program needs and the index has not, over the people it has.
func (x *index) lacking(p *program) *loadingColumns {
	x.mu.RLock()
	defer x.mu.RUnlock()
	l := &loadingColumns{plan: &plan{index: map[string]int{}}, people: &roll{x.ids, x.first, maps.Clone(x.later)}}
	for _, c := range p.clauses {
		if x.columns[c.cellOf()] == nil {
			l.plan.need(c.cellOf(), slot{c.attr, c.daily(), 0})
		}
	}
	l.plan.group()
	return l
}

// loadingColumns reads whole columns.
type loadingColumns struct {
	plan    *plan
	people  *roll
	now     map[customer.ID]customer.ID
	columns []*column
	loose   []*loose
}

func (l *loadingColumns) read(ctx context.Context, q db.Q) error {
	n := len(l.people.ids)
	for _, s := range l.plan.slots {
		c := newColumn(s)
		c.grow(n)
		l.columns, l.loose = append(l.columns, c), append(l.loose, &loose{})
	}
	for i := range l.plan.sources {
		s := &l.plan.sources[i]
		head, where, tail, _ := s.statement(l.plan)
		if err := l.rows(ctx, q, s, head+where+tail); err != nil {
			return err
		}
	}
	for i, c := range l.columns {
		c.settle(l.loose[i])
	}
	return nil
}

// at gives the number of who a person is now, -1 for nobody.
func (l *loadingColumns) at(i customer.ID) int32 {
	if to, ok := l.now[i]; ok {
		i = to
	}
	return l.people.at(i)
}

func (l *loadingColumns) rows(ctx context.Context, q db.Q, s *source, text string) error {
	days := dayCache{}
	switch s.shape {
	case 'w':
		c, rest := l.columns[s.slots[0]], l.loose[s.slots[0]]
		return db.Each(ctx, q, func(f wordRow) error {
			on, err := days.parse(f.Day)
			if at := l.at(f.Person); at >= 0 {
				rest.at, rest.words = append(rest.at, at), append(rest.words, codeDay{c.code(key{f.Code, f.Text}), on})
			}
			return err
		}, text)
	case 'o':
		return db.Each(ctx, q, func(f cardRow) error {
			at := l.at(f.Person)
			if _, merged := l.now[f.Person]; merged || at < 0 {
				return nil
			}
			for n, i := range s.slots {
				c, k := l.columns[i], f.key(n)
				if c.attr.Type == customer.AttrWord {
					c.nums[at] = c.code(k)
				} else {
					c.nums[at] = k.code
				}
			}
			return nil
		}, text)
	}
	return db.Each(ctx, q, func(f numberRow) error {
		on, err := days.parse(f.Day)
		at := l.at(f.Person)
		for n, i := range s.slots {
			c, rest, v := l.columns[i], l.loose[i], f.number(n)
			switch {
			case at < 0 || !v.Valid:
			case s.shape == 'd':
				rest.at, rest.days = append(rest.at, at), append(rest.days, dayValue{on, v.Int64})
			default:
				c.number(rest, at, v.Int64)
			}
		}
		return err
	}, text)
}

// dayCache reads the same few days again and again.
type dayCache map[string]day

func (d dayCache) parse(text string) (day, error) {
	if text == "" {
		return 0, nil
	}
	if on, ok := d[text]; ok {
		return on, nil
	}
	on, err := parseDay(text)
	d[text] = on
	return on, err
}

// behind tells whether more than most people were folded that have not been read again.
func (x *index) behind(most int) bool {
	x.noted.Lock()
	defer x.noted.Unlock()
	return len(x.dirty) > most
}

// refresh reads the people again whose fold has ended; whoever is folded while they are read is noted anew.
func (x *index) refresh(ctx context.Context, q db.Q, f frame) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.noted.Lock()
	dirty := x.dirty
	x.dirty = map[customer.ID]bool{}
	x.noted.Unlock()
	x.spoiled = true
	if x.repaired += len(dirty); len(dirty) > maxDoubt || x.repaired > len(x.ids)+maxDoubt {
		return errStale // what was left behind in the columns is worth a new load
	}
	p := &plan{index: map[string]int{}}
	for _, name := range sortedKeys(x.columns) {
		p.need(name, slot{x.columns[name].attr, x.columns[name].daily, 0})
	}
	p.group()
	ids := sortedKeys(dirty)
	people, err := read(ctx, q, p, f, ids, nil)
	if err != nil {
		return errStale
	}
	for _, i := range ids {
		x.put(i, people[i], p)
	}
	x.spoiled = false
	return nil
}

// put takes a person in, or out when they are no person of their own any more.
func (x *index) put(i customer.ID, v *person, p *plan) {
	at := x.at(i)
	if v == nil {
		if at >= 0 {
			x.alive[at>>6] &^= 1 << (at & 63)
		}
		return
	}
	if at < 0 {
		at = int32(len(x.ids))
		x.ids, x.later[i] = append(x.ids, i), at
		if len(x.alive)*64 < len(x.ids) {
			x.alive = append(slices.Clip(x.alive), 0)
		}
		for _, c := range x.columns {
			c.grow(len(x.ids))
		}
	}
	x.alive[at>>6] |= 1 << (at & 63)
	for name, n := range p.index {
		x.columns[name].set(at, &v.cells[n])
	}
}
