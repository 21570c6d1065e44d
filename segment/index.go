package segment

import (
	"context"
	"errors"
	"slices"
	"sync"

	"qunli/customer"
	"qunli/kit/db"
)

// indexFrom is from how many people on a process that folds keeps an index in memory.
const indexFrom = 200_000

// index answers rules from memory: columns of what people have, by dense numbers. It is never required, and always equal to
// the set form: every change of anybody is told while there is an index (segment_keeper.indexed), so whatever it does not
// know of somebody is in the feed (customer.Pending) or was folded by this process, which notes whom it folds. Those few are
// asked by the person form. Once another process has folded (the epoch grew), the index is worth nothing and is dropped.
type index struct {
	token string // of the process

	mu    sync.RWMutex
	epoch int64
	roll
	alive    []uint64 // who is a person of their own
	columns  map[string]*column
	repaired int  // how many people were read again since the load
	loaded   bool // the people are read
	spoiled  bool // somebody could not be read again

	noted sync.Mutex
	open  map[*noting]bool     // folds that may be committed or not
	dirty map[customer.ID]bool // folded since, and not read again yet
	late  map[customer.ID]bool // likewise, since the load under way began; nil when none is
}

// noting is whom one fold takes.
type noting struct{ people []customer.ID }

// maxDoubt is how many people the person form is asked about at most: with more of them the database answers, and the index
// is loaded anew.
const maxDoubt = 20_000

// note remembers that people are being folded, before the fold is committed. The fold calls ended once it is committed or
// given up: only then may people be read again.
func (x *index) note(people []customer.ID) (ended func()) {
	x.noted.Lock()
	defer x.noted.Unlock()
	n := &noting{people}
	x.open[n] = true
	return func() {
		x.noted.Lock()
		defer x.noted.Unlock()
		delete(x.open, n)
		x.soil(n.people)
	}
}

// soil marks people who have to be read again.
func (x *index) soil(people []customer.ID) {
	for _, i := range people {
		x.dirty[i] = true
		if x.late != nil {
			x.late[i] = true
		}
	}
}

// roll numbers people: those of the load by id, later ones behind them.
type roll struct {
	ids   []customer.ID
	first int // how many came with the load
	later map[customer.ID]int32
}

// at gives the number of a person, -1 for one who has none.
func (r *roll) at(i customer.ID) int32 {
	if n, ok := slices.BinarySearch(r.ids[:r.first], i); ok {
		return int32(n)
	}
	if n, ok := r.later[i]; ok {
		return n
	}
	return -1
}

// keeper is the row of segment_keeper; where nobody folded yet there is none, and it is zero.
type keeper struct {
	Token   string
	Epoch   int64
	Indexed bool
}

func loadKeeper(ctx context.Context, q db.Q) (keeper, error) {
	rows, err := db.All[keeper](ctx, q, `SELECT token, epoch, indexed FROM segment_keeper WHERE id = 1`)
	if err != nil || len(rows) == 0 {
		return keeper{}, err
	}
	return rows[0], nil
}

// claim says that this process folds; every index of another one is worth nothing from then on.
func (s *Service) claim(ctx context.Context, tx *db.Tx) error {
	_, err := db.Exec(ctx, tx, `INSERT INTO segment_keeper (id, token, epoch, indexed) VALUES (1, $1, 1, FALSE)
		ON CONFLICT (id) DO UPDATE SET token = excluded.token, epoch = segment_keeper.epoch + 1
		WHERE segment_keeper.token <> excluded.token`, s.token)
	return err
}

var (
	// errStale says that an index cannot answer any more.
	errStale = errors.New("segment: the index is worth nothing any more")
	// errBehind says that it cannot just now: too much waits to be folded.
	errBehind = errors.New("segment: the index is behind")
)

// remembered answers a question from memory: how many people the rule holds for and, when size is not 0, the first of them
// after one, by id. ok is false when it has to be asked of the database.
func (s *Service) remembered(ctx context.Context, a *question, after customer.ID, size int) (ids []customer.ID, n int64, ok bool, err error) {
	if a.q != s.db.Read() || !a.everyone && !a.view.Whole() {
		return nil, 0, false, nil
	}
	x := s.index.Load()
	if x == nil || !x.holds(a.program) {
		s.wish(a.program)
		return nil, 0, false, nil
	}
	if x.behind(s.maxDirty) {
		err = x.refresh(ctx, a.q, a.frame)
	}
	if err == nil {
		ids, n, err = x.answer(ctx, a, after, size)
	}
	if errors.Is(err, errStale) {
		s.index.CompareAndSwap(x, nil)
	}
	if errors.Is(err, errStale) || errors.Is(err, errBehind) {
		return nil, 0, false, nil
	}
	return ids, n, err == nil, err
}

// holds tells whether the index has the people, and all columns of a program.
func (x *index) holds(p *program) bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.loaded && !slices.ContainsFunc(p.clauses, func(c *bound) bool { return x.columns[c.cellOf()] == nil })
}

// answer asks the columns about those whom the index knows, and the person form about the others.
func (x *index) answer(ctx context.Context, a *question, after customer.ID, size int) ([]customer.ID, int64, error) {
	doubt, err := x.doubtful(ctx, a.q)
	if err != nil {
		return nil, 0, err
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.spoiled {
		return nil, 0, errStale
	}
	known := slices.Clone(x.alive)
	for _, i := range doubt {
		if at := x.at(i); at >= 0 {
			known[at>>6] &^= 1 << (at & 63)
		}
	}
	known = x.node(a.asked, &a.root, known)
	verdicts, err := a.among(ctx, doubt)
	if err != nil {
		return nil, 0, err
	}
	n := countBits(known) + int64(len(verdicts))
	if size == 0 {
		return nil, n, nil
	}
	ids := x.page(known, after, size)
	for i := range verdicts {
		if i > after {
			ids = append(ids, i)
		}
	}
	slices.Sort(ids)
	return ids[:min(size, len(ids))], n, nil
}

// page lists members of a set after a person: the first of those that came with the load, and all that came later.
func (x *index) page(set []uint64, after customer.ID, size int) []customer.ID {
	var out []customer.ID
	from, _ := slices.BinarySearch(x.ids[:x.first], after+1)
	for at := from; at < x.first && len(out) < size; at++ {
		if set[at>>6]&(1<<(at&63)) != 0 {
			out = append(out, x.ids[at])
		}
	}
	for at := x.first; at < len(x.ids); at++ {
		if set[at>>6]&(1<<(at&63)) != 0 && x.ids[at] > after {
			out = append(out, x.ids[at])
		}
	}
	return out
}

// doubtful lists the people whom the index may not know as they are, as booked and as they are now. The feed is read before
// the epoch and before what was noted: whatever leaves the feed meanwhile is found in one of the two.
func (x *index) doubtful(ctx context.Context, q db.Q) ([]customer.ID, error) {
	pending, all, err := customer.Pending(ctx, q, maxDoubt)
	if err != nil {
		return nil, err
	}
	if !all {
		return nil, errBehind
	}
	k, err := loadKeeper(ctx, q)
	if err != nil {
		return nil, err
	}
	if k.Epoch != x.epoch || k.Token != x.token || !k.Indexed {
		return nil, errStale
	}
	x.noted.Lock()
	for i := range x.dirty {
		pending[i] = true
	}
	for n := range x.open {
		for _, i := range n.people {
			pending[i] = true
		}
	}
	x.noted.Unlock()
	if len(pending) > maxDoubt {
		return nil, errStale
	}
	people := sortedKeys(pending)
	families, err := customer.FamiliesOf(ctx, q, people)
	for _, i := range people {
		if err == nil {
			pending[families.Now(i)] = true
		}
	}
	return sortedKeys(pending), err
}

// node gives those of some people for whom a node of the tree holds.
func (x *index) node(a *asked, n *node, among []uint64) []uint64 {
	switch n.kind {
	case '.':
		return x.leaf(a, n.leaf, among)
	case '!':
		return without(among, x.node(a, &n.kids[0], among))
	}
	rest := among // those for whom it is still open
	for _, k := range x.cheapFirst(a, n.kids) {
		in := x.node(a, k, rest)
		if n.kind == '&' {
			rest = in
		} else {
			rest = without(rest, in)
		}
	}
	if n.kind == '&' {
		return rest
	}
	return without(among, rest)
}

// cheapFirst puts clauses about one number a person before everything else.
func (x *index) cheapFirst(a *asked, kids []node) []*node {
	var cheap, dear []*node
	for i := range kids {
		k := &kids[i]
		if k.kind == '.' && x.columns[a.clauses[k.leaf].cellOf()].plainNumbers() {
			cheap = append(cheap, k)
		} else {
			dear = append(dear, k)
		}
	}
	return append(cheap, dear...)
}

// leaf gives those of some people for whom a clause holds.
func (x *index) leaf(a *asked, i int, among []uint64) []uint64 {
	c, t := a.clauses[i], a.tests[i]
	col := x.columns[c.cellOf()]
	today, days := a.frame.today, day(c.Days)
	switch {
	case t != nil && c.attr.Type == customer.AttrWord:
		passes := col.passing(t)
		return filterBits(among, func(at int) bool { return passes[col.nums[at]] })
	case t != nil:
		passes := col.passing(t)
		return filterBits(among, func(at int) bool {
			e := col.spans[at]
			return t.never != slices.ContainsFunc(col.words[e.from:e.to], func(w codeDay) bool {
				return passes[w.code] && (days == 0 || w.day <= today && w.day > today-days)
			})
		})
	case c.attr.Type == customer.AttrMoment:
		return filterBits(among, func(at int) bool { return a.atMoment(i, col.nums[at]) })
	case c.daily():
		return filterBits(among, func(at int) bool {
			e := col.spans[at]
			return c.compare(gatherSpan(c.attr.Gather, col.days[e.from:e.to], today, days))
		})
	}
	return filterBits(among, func(at int) bool { return c.compare(col.nums[at]) })
}

// passing tells of each code whether a test lets it pass.
func (c *column) passing(t *wordTest) []bool {
	out := make([]bool, len(c.codes))
	for k, n := range c.codes {
		out[n] = t.row(k)
	}
	return out
}

// gatherSpan makes one number of rows, one a day, that lie in the last days; 0 days are all.
func gatherSpan(how customer.Gather, rows []dayValue, today, days day) int64 {
	n, some := int64(0), false
	for _, r := range rows {
		switch {
		case days > 0 && (r.day > today || r.day <= today-days):
		case how == customer.GatherDays:
			n += r.n
		case some:
			n = gatherTwo(how, n, r.n)
		default:
			n, some = r.n, true
		}
	}
	return n
}
