package segment

import (
	"context"
	"slices"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
)

// foldSteps are how many changes, and how many due moments, one transaction takes: few while others wait to write.
const (
	foldStep        = 500
	foldStepCrowded = 125
)

// Fold takes one batch of what changed and of what is due, and gives how many it took; 0 means that nothing is left. In one
// transaction it brings standings up to date (customer.Restand), asks the live rules that read what changed, writes
// memberships, due moments and tags, and deletes the changes it took: a change is folded exactly once. Changes are told
// after the facts they speak of are written, and every answer is read after the change was: a fact that is not seen now
// has a change that is taken later.
func (s *Service) Fold(ctx context.Context) (int, error) {
	s.folds.RLock()
	defer s.folds.RUnlock()
	taken := 0
	var ended []func()
	defer func() {
		for _, end := range ended {
			end()
		}
	}()
	err := s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
		if err := lockFold(ctx, tx); err != nil {
			return err
		}
		f := &folding{Service: s, tx: tx, work: map[customer.ID]*work{}, step: foldStep}
		if s.db.Crowded() {
			f.step = foldStepCrowded
		}
		var err error
		taken, err = f.run(ctx)
		if x := s.index.Load(); x != nil && err == nil {
			ended = append(ended, x.note(sortedKeys(f.work)))
		}
		return err
	})
	return taken, err
}

// folding is one batch.
type folding struct {
	*Service
	tx      *db.Tx
	frame   frame
	library *library
	step    int
	work    map[customer.ID]*work
}

// work is what has to be asked about one person.
type work struct {
	rules   map[int]map[string]bool // rule → what it is asked for
	at      int64                   // the latest change, ms
	due     map[int]int64           // rule → the due moment that has come
	history bool                    // all changes are
}

func (f *folding) run(ctx context.Context) (int, error) {
	var err error
	if f.frame, err = f.frameOf(ctx, f.tx); err != nil {
		return 0, err
	}
	if f.library, err = f.Service.library(ctx, f.tx); err != nil {
		return 0, err
	}
	tended, err := f.tend(ctx)
	if err != nil || tended > 0 {
		return tended, err
	}
	changes, err := customer.Feed(ctx, f.tx, f.step)
	if err != nil {
		return 0, err
	}
	restood, err := f.restand(ctx, changes)
	if err != nil {
		return 0, err
	}
	if err := f.gatherChanges(ctx, changes); err != nil {
		return 0, err
	}
	due, err := f.gatherDue(ctx)
	if err != nil {
		return 0, err
	}
	if err := f.answer(ctx); err != nil {
		return 0, err
	}
	if err := f.claim(ctx, f.tx); err != nil {
		return 0, err
	}
	ids := make([]int64, len(changes))
	for n, c := range changes {
		ids[n] = c.ID
	}
	return len(changes) + restood + due, customer.Taken(ctx, f.tx, ids)
}

// tend has rules built again whose days were counted in another zone, and pauses those that cannot be read any more.
func (f *folding) tend(ctx context.Context) (int, error) {
	n, err := db.Exec(ctx, f.tx, `UPDATE segment SET state = 'building', built_to = 0, version = version + 1
		WHERE state = 'live' AND zone <> $1`, f.frame.zone.String())
	if err != nil || len(f.library.broken) == 0 {
		return int(n), err
	}
	c := db.Where("").In("id", f.library.broken)
	broken, err := db.Exec(ctx, f.tx, `UPDATE segment SET state = 'paused', version = version + 1 WHERE `+c.SQL(), c.Args()...)
	return int(n + broken), err
}

// restand brings standings up to date, of those whose acts changed and of those whose standing is due. What moves becomes
// changes of the next batch.
func (f *folding) restand(ctx context.Context, changes []customer.Change) (int, error) {
	due, err := customer.Due(ctx, f.tx, f.tx.Now, f.step)
	if err != nil {
		return 0, err
	}
	people := map[bool][]customer.ID{false: slices.Clone(due)}
	for _, c := range changes {
		if c.Restands() {
			people[c.History] = append(people[c.History], c.CustomerID)
		}
	}
	for _, history := range []bool{false, true} {
		who, within := people[history], ctx
		if len(who) == 0 {
			continue
		}
		if history {
			within = event.History(ctx)
		}
		slices.Sort(who)
		moved, err := customer.Restand(within, f.tx, slices.Compact(who))
		if err != nil {
			return 0, err
		}
		if err := event.PublishAll(within, f.tx, f.bus, moved); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

// gatherChanges notes whom to ask what because of changes: who the person is now, and, of those merged into others, that
// they are in nothing themselves.
func (f *folding) gatherChanges(ctx context.Context, changes []customer.Change) error {
	ids := make([]customer.ID, len(changes))
	for n, c := range changes {
		ids[n] = c.CustomerID
	}
	families, err := customer.FamiliesOf(ctx, f.tx, ids)
	if err != nil {
		return err
	}
	for _, c := range changes {
		for _, i := range []customer.ID{c.CustomerID, families.Now(c.CustomerID)} {
			w := f.workOf(i, c.History)
			w.at = max(w.at, c.At)
			for _, name := range c.Attributes() {
				for _, rule := range f.reading(name) {
					w.ask(rule, name)
				}
			}
		}
	}
	return nil
}

// reading lists the rules that read an attribute.
func (f *folding) reading(name string) []int {
	if name != customer.Anything {
		return f.library.byRead[name]
	}
	all := make([]int, len(f.library.rules))
	for n := range all {
		all[n] = n
	}
	return all
}

func (f *folding) workOf(i customer.ID, history bool) *work {
	w := f.work[i]
	if w == nil {
		w = &work{rules: map[int]map[string]bool{}, due: map[int]int64{}, history: true}
		f.work[i] = w
	}
	w.history = w.history && history
	return w
}

func (w *work) ask(rule int, why string) {
	if w.rules[rule] == nil {
		w.rules[rule] = map[string]bool{}
	}
	w.rules[rule][why] = true
}

// gatherDue notes whom to ask what because its moment has come; moments of rules that are not kept are swept away.
func (f *folding) gatherDue(ctx context.Context) (int, error) {
	due, err := db.All[dueRow](ctx, f.tx, `SELECT segment_id, customer_id, due_at FROM segment_due WHERE due_at <= $1
		ORDER BY due_at LIMIT $2`, f.tx.Now, f.step)
	if err != nil {
		return 0, err
	}
	var dead []pair
	for _, d := range due {
		n, ok := f.library.byID[d.SegmentID]
		if !ok || !f.library.rules[n].keeps(d.CustomerID) {
			dead = append(dead, pair{d.SegmentID, d.CustomerID})
			continue
		}
		w := f.workOf(d.CustomerID, false)
		w.ask(n, "time")
		w.due[n] = d.DueAt
	}
	return len(due), (&turnover{undue: dead}).writeDue(ctx, f.tx)
}

// answer asks the rules and applies what they say.
func (f *folding) answer(ctx context.Context) error {
	ids := sortedKeys(f.work)
	needs := map[customer.ID][]bool{}
	for _, i := range ids {
		needs[i] = make([]bool, len(f.library.plan.sources))
		for n := range f.work[i].rules {
			for source, need := range f.library.rules[n].needs {
				needs[i][source] = needs[i][source] || need
			}
		}
	}
	people, err := read(ctx, f.tx, f.library.plan, f.frame, ids, needs)
	if err != nil {
		return err
	}
	stands, err := keptOf(ctx, f.tx, ids)
	if err != nil {
		return err
	}
	if err := f.forget(ctx, ids, people, stands); err != nil {
		return err
	}
	findings, err := f.ask(ctx, ids, people, stands)
	if err != nil {
		return err
	}
	return f.apply(ctx, f.tx, stands, findings)
}

// ask asks about everybody what there is to ask.
func (f *folding) ask(ctx context.Context, ids []customer.ID, people map[customer.ID]*person, stands *kept) ([]finding, error) {
	asked, words := map[int]*asked{}, newDictionary()
	var findings []finding
	for _, i := range ids {
		w := f.work[i]
		if people[i] == nil {
			findings = append(findings, f.gone(i, w, stands)...)
			continue
		}
		for _, n := range sortedKeys(w.rules) {
			rule := f.library.rules[n]
			if !rule.keeps(i) {
				continue
			}
			if asked[n] == nil {
				tests, err := rule.tests(ctx, f.tx, words)
				if err != nil {
					return nil, err
				}
				asked[n] = rule.asked(f.frame, f.library.plan, tests)
			}
			f.evaluated.Add(1)
			in, due := asked[n].verdict(people[i])
			findings = append(findings, w.finding(n, finding{rule: rule, who: i, in: in, due: due, history: w.history}))
		}
	}
	return findings, nil
}

// finding completes a finding with what made it so: changes, or else the moment that was due.
func (w *work) finding(n int, f finding) finding {
	by := sortedKeys(w.rules[n])
	f.by, f.at = strings.Join(by, " "), w.at
	if due, ok := w.due[n]; ok && len(by) == 1 {
		f.at = due
	}
	return f
}

// gone takes somebody who is no person of their own any more out of everything.
func (f *folding) gone(i customer.ID, w *work, stands *kept) []finding {
	var out []finding
	since := w.at
	if since == 0 {
		since = f.tx.Now
	}
	for _, rule := range f.library.rules {
		at := pair{rule.ID, i}
		if _, in := stands.stays[at]; in || stands.due[at] != 0 {
			out = append(out, finding{rule: rule, who: i, by: customer.Anything, at: since, history: w.history})
		}
	}
	return out
}

// forget deletes what is kept of people who are not there any more: an import that brought them was undone.
func (f *folding) forget(ctx context.Context, ids []customer.ID, people map[customer.ID]*person, stands *kept) error {
	lost := slices.DeleteFunc(slices.Clone(ids), func(i customer.ID) bool { return people[i] != nil })
	briefs, err := customer.Briefs(ctx, f.tx, lost)
	if err != nil {
		return err
	}
	lost = slices.DeleteFunc(lost, func(i customer.ID) bool { _, here := briefs[i]; return here })
	members := map[ID]int64{}
	for at := range stands.stays {
		if slices.Contains(lost, at.Customer) {
			members[at.Segment]--
			delete(stands.stays, at)
		}
	}
	for at := range stands.due {
		if slices.Contains(lost, at.Customer) {
			delete(stands.due, at)
		}
	}
	if err := addMembers(ctx, f.tx, members); err != nil {
		return err
	}
	return db.Lists(f.tx, lost, func(part []customer.ID) error {
		c := db.Where("").In("customer_id", part)
		if _, err := db.Exec(ctx, f.tx, `DELETE FROM segment_stay WHERE `+c.SQL(), c.Args()...); err != nil {
			return err
		}
		_, err := db.Exec(ctx, f.tx, `DELETE FROM segment_due WHERE `+c.SQL(), c.Args()...)
		return err
	})
}
