package segment

import (
	"context"
	"slices"
	"sync"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// saved is a row of segment.
type saved struct {
	ID        ID
	Name      string
	Rule      string
	Reads     string
	Tag       string
	State     State
	Members   int64
	StaffID   org.StaffID
	Version   int64
	Zone      string
	BuiltTo   customer.ID
	BuiltAt   int64
	CreatedAt int64
}

const savedColumns = "id, name, rule, reads, tag, state, members, staff_id, version, zone, built_to, built_at, created_at"

func (s saved) segment() Segment {
	return Segment{s.ID, s.Name, s.Rule, s.Tag, s.State, s.Members, s.StaffID, s.Version, s.BuiltAt, s.CreatedAt}
}

// keeps tells whether the members of a saved rule are kept as far as this person is concerned.
func (s saved) keeps(i customer.ID) bool {
	return s.State == Live || s.State == Building && i <= s.BuiltTo
}

func loadSaved(ctx context.Context, q db.Q) ([]saved, error) {
	return db.All[saved](ctx, q, `SELECT `+savedColumns+` FROM segment ORDER BY id`)
}

func loadOne(ctx context.Context, q db.Q, i ID) (saved, error) {
	rows, err := db.All[saved](ctx, q, `SELECT `+savedColumns+` FROM segment WHERE id = $1`, i)
	if err == nil && len(rows) == 0 {
		return saved{}, ErrMissing
	}
	if err != nil {
		return saved{}, err
	}
	return rows[0], nil
}

// live is a saved rule that is being kept.
type live struct {
	saved
	*program
	needs []bool // sources of the library's plan that it reads
}

// library is all that are being kept, made ready; broken are those that cannot be read any more, because an attribute of
// theirs is gone.
type library struct {
	rules  []*live
	broken []ID
	byRead map[string][]int // attribute → rules that read it
	byID   map[ID]int
	plan   *plan
}

// shelf remembers what was compiled of the rules as they stood.
type shelf struct {
	mu       sync.Mutex
	versions []int64 // id and version of each rule
	library  library
}

// library makes the rules that are being kept ready; what was compiled before is remembered.
func (s *Service) library(ctx context.Context, q db.Q) (*library, error) {
	all, err := loadSaved(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.shelf.get(s.book, slices.DeleteFunc(all, func(r saved) bool { return r.State == Paused })), nil
}

func (s *shelf) get(b *Book, all []saved) *library {
	s.mu.Lock()
	defer s.mu.Unlock()
	var versions []int64
	for _, r := range all {
		versions = append(versions, int64(r.ID), r.Version)
	}
	if s.library.plan == nil || !slices.Equal(versions, s.versions) {
		s.library, s.versions = *b.library(all), versions
	}
	now := map[ID]saved{}
	for _, r := range all {
		now[r.ID] = r
	}
	out := s.library
	out.rules = make([]*live, len(s.library.rules))
	for n, r := range s.library.rules { // their state and counts change under the same version
		out.rules[n] = &live{now[r.ID], r.program, r.needs}
	}
	return &out
}

// library compiles rules.
func (b *Book) library(all []saved) *library {
	l := &library{byRead: map[string][]int{}, byID: map[ID]int{}}
	var programs []*program
	for _, r := range all {
		p, err := b.read(r.Rule)
		if err != nil {
			l.broken = append(l.broken, r.ID)
			continue
		}
		for _, name := range p.reads() {
			l.byRead[name] = append(l.byRead[name], len(l.rules))
		}
		l.byID[r.ID] = len(l.rules)
		l.rules, programs = append(l.rules, &live{saved: r, program: p}), append(programs, p)
	}
	l.plan = newPlan(programs...)
	for _, r := range l.rules {
		r.needs = l.plan.sourcesOf(r.program)
	}
	return l
}

// read makes the text of a saved rule ready.
func (b *Book) read(text string) (*program, error) {
	rule, err := b.Parse(text)
	if err != nil {
		return nil, err
	}
	return b.compile(rule)
}

// sourcesOf tells which statements of a plan a program needs.
func (p *plan) sourcesOf(program *program) []bool {
	out := make([]bool, len(p.sources))
	for _, c := range program.clauses {
		slot := p.index[c.cellOf()]
		for i, source := range p.sources {
			out[i] = out[i] || slices.Contains(source.slots, slot)
		}
	}
	return out
}
