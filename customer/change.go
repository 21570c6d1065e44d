package customer

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"qunli/kit/db"
	"qunli/kit/job"
)

// Anything is the attribute that stands for all of them: the person entered, went, was merged or erased.
const Anything = "*"

// entered is Anything of somebody new, which is told only when something is watched.
const entered = "entered"

// The attributes whose changes are always told, watched or not: standings follow from them.
const (
	AttrActs  = "acts"
	AttrAdded = "added"
)

// Change is an entry of the feed: what may have changed of whom.
type Change struct {
	ID         int64
	CustomerID ID     // as the fact was booked: not read through aliases
	What       string // names of attributes, separated by blanks; Anything
	At         int64  // ms
	History    bool   // the replay of the past: an import, a rebuild
}

// Attributes gives the names that the change speaks of.
func (c Change) Attributes() []string { return strings.Fields(c.What) }

// Restands tells whether the person's standing may have changed.
func (c Change) Restands() bool {
	for _, a := range c.Attributes() {
		if a == Anything || a == AttrActs || a == AttrAdded {
			return true
		}
	}
	return false
}

// Changed says that these attributes of these people may have changed, in the transaction of the fact that changed them:
// one entry a person, with the names somebody watches. Whoever declares an attribute calls it whenever the attribute may
// have changed, Anything when any may.
func Changed(ctx context.Context, tx *db.Tx, people []ID, attributes ...string) error {
	notes := make([]note, 0, len(people))
	for _, i := range people {
		notes = append(notes, note{i, attributes})
	}
	return tell(ctx, tx, notes)
}

// note says what may have changed of one person.
type note struct {
	who  ID
	what []string
}

// tell adds notes to the feed, one entry a person, without what nobody watches.
func tell(ctx context.Context, tx *db.Tx, notes []note) error {
	if len(notes) == 0 {
		return nil
	}
	watched, err := watchedAttributes(ctx, tx)
	if err != nil {
		return err
	}
	var rows []Change
	for _, n := range gatherNotes(notes) {
		if what := watched.only(n.what); what != "" && n.who != 0 {
			rows = append(rows, Change{CustomerID: n.who, What: what, At: tx.Now, History: job.IsHistory(ctx)})
		}
	}
	for n, i := range tx.NewIDs(len(rows)) {
		rows[n].ID = i
	}
	if _, err = db.Insert(ctx, tx, "customer_change", rows, ""); err != nil {
		return err
	}
	return echoNotes(ctx, tx, notes)
}

// gatherNotes gives one note a person, in order of people.
func gatherNotes(notes []note) []note {
	sorted := slices.Clone(notes)
	slices.SortStableFunc(sorted, func(x, y note) int { return cmp.Compare(x.who, y.who) })
	out := sorted[:0]
	for _, n := range sorted {
		if last := len(out) - 1; last >= 0 && out[last].who == n.who {
			out[last].what = slices.Concat(out[last].what, n.what)
			continue
		}
		out = append(out, n)
	}
	return out
}

// watch is the live set: the attributes that some live rule reads.
type watch map[string]bool

// watchedAttributes reads the live set. It shares the lock of people, which Watch takes alone: whoever begins to watch sees
// everything done by those who did not know of it yet.
func watchedAttributes(ctx context.Context, tx *db.Tx) (watch, error) {
	if err := db.Share(ctx, tx, peopleLock); err != nil {
		return nil, err
	}
	names, err := db.All[string](ctx, tx, `SELECT attribute FROM customer_watch WHERE rules > 0`)
	out := watch{}
	for _, n := range names {
		out[n] = true
	}
	return out, err
}

// only gives the names worth telling, once each, in order and separated by blanks.
func (w watch) only(names []string) string {
	var out []string
	for _, n := range names {
		if n == Anything || n == entered && len(w) > 0 {
			return Anything
		}
		if w[n] || n == AttrActs || n == AttrAdded {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}

// Feed gives the oldest entries of the feed.
func Feed(ctx context.Context, q db.Q, limit int) ([]Change, error) {
	return db.All[Change](ctx, q, `SELECT id, customer_id, what, at, history FROM customer_change ORDER BY id LIMIT $1`, limit)
}

// Taken deletes entries that have been folded.
func Taken(ctx context.Context, tx *db.Tx, ids []int64) error {
	return db.Lists(tx, ids, func(part []int64) error {
		c := db.Where("").In("id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM customer_change WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// watching is a row of customer_watch.
type watching struct {
	Attribute string
	Rules     int64
}

// Watch replaces the live set: how many live rules read each attribute. It waits for all transactions that tell changes and
// keeps new ones waiting until tx ends: call it before anything else is written, and read people after it.
func Watch(ctx context.Context, tx *db.Tx, attributes map[string]int64) error {
	if err := db.Alone(ctx, tx, peopleLock); err != nil {
		return err
	}
	if _, err := db.Exec(ctx, tx, `DELETE FROM customer_watch`); err != nil {
		return err
	}
	var rows []watching
	for name, rules := range attributes {
		if rules > 0 {
			rows = append(rows, watching{name, rules})
		}
	}
	slices.SortFunc(rows, func(x, y watching) int { return cmp.Compare(x.Attribute, y.Attribute) })
	_, err := db.Insert(ctx, tx, "customer_watch", rows, "")
	return err
}

// changedActs says whose acts changed, and which.
func changedActs(ctx context.Context, tx *db.Tx, rows []actDay) error {
	notes := make([]note, 0, len(rows))
	for _, r := range rows {
		what := []string{AttrActs, attrActive}
		if k, ok := ActKindOf(r.Kind); ok && k.Attribute != "" {
			what = append(what, k.Attribute)
		}
		notes = append(notes, note{r.CustomerID, what})
	}
	return tell(ctx, tx, notes)
}
