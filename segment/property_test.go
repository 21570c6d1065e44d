package segment

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
)

// life lets random things happen.
type life struct {
	*probe
	t       *testing.T
	r       *rand.Rand
	n       int
	people  []customer.ID
	imports []int64
	indexed int // questions answered from memory
	zone    *time.Location
}

func newLife(t *testing.T, p *probe, seed uint64) *life {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return &life{probe: p, t: t, r: rand.New(rand.NewPCG(seed, 7)), zone: zone}
}

func (l *life) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *life) someone() customer.ID { return l.people[l.r.IntN(len(l.people))] }

// tx runs f in a transaction as a verb of a later room does.
func (l *life) tx(f func(ctx context.Context, tx *db.Tx) error) {
	l.t.Helper()
	l.must(l.Tx(l.ctx, f))
}

// happen does one random thing.
func (l *life) happen() {
	l.t.Helper()
	i, tag := customer.ID(0), []string{one(l.r, "a", "b", "c")}
	if len(l.people) > 0 {
		i = l.someone()
	}
	switch n := l.r.IntN(15); {
	case n == 0 || len(l.people) < 4:
		l.arrive()
	case n < 5:
		l.buy()
	case n == 5:
		l.undo()
	case n < 8:
		l.describe()
	case n == 8:
		l.may(l.customers().Tag(l.ctx, []customer.ID{i}, tag), customer.ErrErased)
	case n == 9:
		l.may(l.customers().Untag(l.ctx, []customer.ID{i}, tag), customer.ErrErased)
	case n == 10:
		l.touch()
	case n == 11:
		l.may(l.customers().Merge(l.ctx, i, l.someone(), "same"), customer.ErrErased, customer.ErrSelf, customer.ErrMerged)
	case n == 12:
		l.may(l.customers().Unmerge(l.ctx, i), customer.ErrNotMerged)
	case n == 13 && l.r.IntN(8) == 0:
		l.may(l.customers().Erase(l.ctx, i), customer.ErrLingering) // beside readers
	case n == 13 && l.r.IntN(4) == 0:
		l.goes()
	default:
		l.Clock.Advance(time.Duration(l.r.IntN(40)) * time.Hour)
	}
}

// may lets the named refusals pass.
func (l *life) may(err error, refusals ...error) {
	l.t.Helper()
	refusals = append(refusals, customer.ErrMissing) // gone by another hand
	if !slices.ContainsFunc(refusals, func(r error) bool { return errors.Is(err, r) }) {
		l.must(err)
	}
}

// arrive brings a person, some by an import that may be undone.
func (l *life) arrive() {
	l.n++
	c := customer.Card{Keys: []customer.Key{{Kind: customer.Account, Space: "t", Value: fmt.Sprint("p", l.n)}},
		Channel: one(l.r, "", "shop", "ad", "friend")}
	if l.r.IntN(2) == 0 {
		c.AddedAt = l.moment()
	}
	by := int64(0)
	if l.r.IntN(4) == 0 {
		by = int64(1000 + l.n)
	}
	l.tx(func(ctx context.Context, tx *db.Tx) error {
		who, err := customer.Resolve(ctx, tx, by, []customer.Card{c})
		if err == nil {
			l.people = append(l.people, who[0].ID)
			if by != 0 {
				l.imports = append(l.imports, by)
			}
		}
		return err
	})
}

// moment is some time in the last forty days or the next four.
func (l *life) moment() int64 {
	return l.Clock.Now().UnixMilli() + (int64(l.r.IntN(44*24))-40*24)*3_600_000 + int64(l.r.IntN(2))*1800_000
}

// buy books a purchase or a refund, late or early.
func (l *life) buy() {
	at := l.moment()
	row := probeRow{CustomerID: l.someone(), At: at, Day: clock.Day(at, l.zone), Amount: int64(l.r.IntN(12)-4) * 1000, Sku: one(l.r, "", "A", "B", "C")}
	l.tx(func(ctx context.Context, tx *db.Tx) error {
		row.ID = tx.NewID()
		_, err := db.Insert(ctx, tx, "segment_probe", []probeRow{row}, "")
		return errors.Join(err, l.changed(ctx, tx, row.CustomerID))
	})
}

func (l *life) changed(ctx context.Context, tx *db.Tx, i customer.ID) error {
	return customer.Changed(ctx, tx, []customer.ID{i}, purchaseAttributes...)
}

var purchaseAttributes = []string{"spent", "buys", "largest", "smallest", "buy_days", "last_buy", "first_buy", "sku"}

// undo takes back everything of one day of a person.
func (l *life) undo() {
	i := l.someone()
	l.tx(func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `DELETE FROM segment_probe WHERE customer_id = $1 AND day = (SELECT MAX(day) FROM segment_probe WHERE customer_id = $1)`, i)
		return errors.Join(err, l.changed(ctx, tx, i))
	})
}

func (l *life) describe() {
	row := oneRow{l.someone(), int64(l.r.IntN(4)), one(l.r, "", "北京", "上海", "深圳"), int64(l.r.IntN(7))}
	l.tx(func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Insert(ctx, tx, "segment_probe_one", []oneRow{row}, `ON CONFLICT (customer_id) DO UPDATE SET level = excluded.level, city = excluded.city, points = excluded.points`)
		return errors.Join(err, customer.Changed(ctx, tx, []customer.ID{row.CustomerID}, "level", "city", "points", "points_all"))
	})
}

func (l *life) touch() {
	l.tx(func(ctx context.Context, tx *db.Tx) error {
		_, err := customer.TouchAll(ctx, tx, []customer.Touch{{CustomerID: l.someone(), Kind: one(l.r, customer.ActShare, customer.ActClick, customer.ActVote), At: l.moment()}})
		return err
	})
}

// goes undoes an import, with the person it brought.
func (l *life) goes() {
	if len(l.imports) == 0 {
		return
	}
	by := l.imports[0]
	l.imports = l.imports[1:]
	l.tx(func(ctx context.Context, tx *db.Tx) error {
		_, err := customer.ForgetImport(ctx, tx, by, 1000, nil)
		return err
	})
	l.people = rows[customer.ID](l.t, l.probe, `SELECT id FROM customer ORDER BY id`)
}

func (l *life) customers() *customer.Service { return l.probe.people }

// Every live rule agrees, after every few things that happen, with the set form, the person form, an oracle and its own
// check; the moment at which a verdict flips by time alone is exact.
func TestSetFormPersonFormAndRebuildAgree(t *testing.T) {
	histories, rules, things := 3, 40, 60
	if os.Getenv("QUNLI_PROOF") == "full" {
		histories, rules = 100, 100
	}
	for h := range histories {
		t.Run(fmt.Sprint(h), func(t *testing.T) {
			eachProbe(t, func(t *testing.T, p *probe) {
				l := newLife(t, p, uint64(h))
				l.maxDirty = 4
				for range 15 {
					l.happen()
				}
				saved := l.saveSome(rules)
				for n := range things {
					l.happen()
					if h%2 == 1 {
						l.glance(saved[l.r.IntN(len(saved))])
					}
					if n%12 == 11 {
						l.must(l.Settle(l.ctx))
						l.agree(saved)
					}
				}
				if h%2 == 1 && l.indexed < things/4 {
					t.Errorf("only %d questions were answered from memory", l.indexed)
				}
			})
		})
	}
}

// glance compares what the index in memory says of a rule with the oracle, whatever has not been folded yet.
func (l *life) glance(s savedRule) {
	l.t.Helper()
	if x := l.index.Load(); x == nil || l.r.IntN(4) == 0 {
		l.must(l.Warm(l.ctx, s.rule))
	}
	want := readWorld(l.t, l.probe).members(s.rule)
	compiled, err := l.book.compile(s.rule)
	l.must(err)
	if x := l.index.Load(); x != nil && x.holds(compiled) {
		l.indexed++
	}
	l.same(s, "index", l.list(s.rule), want)
}

type savedRule struct {
	Segment
	rule Rule
}

func (l *life) saveSome(n int) []savedRule {
	l.t.Helper()
	var out []savedRule
	for len(out) < n {
		rule, err := l.Parse(randomRule(l.r, 0))
		l.must(err)
		d := Draft{Name: fmt.Sprint("rule ", len(out)), Rule: rule}
		if len(out) == 3 {
			d.Tag = "rule/x"
		}
		s, err := l.Save(l.ctx, d)
		if errors.Is(err, ErrCycle) {
			continue
		}
		l.must(err)
		out = append(out, savedRule{s, rule})
	}
	l.must(l.Settle(l.ctx))
	return out
}

func (l *life) agree(saved []savedRule) {
	l.t.Helper()
	w := readWorld(l.t, l.probe)
	for _, s := range saved {
		want := w.members(s.rule)
		l.same(s, "set form", l.list(s.rule), want)
		l.same(s, "memberships", l.members(s.ID), want)
		n, err := l.Count(l.ctx, l.Read(), s.rule)
		l.must(err)
		size, err := l.Size(l.ctx, s.ID)
		l.must(err)
		if n != int64(len(want)) || size != n {
			l.t.Errorf("%s: count %d, size %d, wanted %d", s.rule, n, size, len(want))
		}
		l.person(s, w, want)
	}
	diffs, err := l.Check(l.ctx, l.Read())
	l.must(err)
	for _, d := range diffs {
		l.t.Errorf("check: %+v", d)
	}
	if l.t.Failed() {
		l.t.FailNow()
	}
}

func (l *life) same(s savedRule, what string, got, want []customer.ID) {
	l.t.Helper()
	if !slices.Equal(got, want) {
		extra := slices.DeleteFunc(slices.Clone(got), func(i customer.ID) bool { return slices.Contains(want, i) })
		lacks := slices.DeleteFunc(slices.Clone(want), func(i customer.ID) bool { return slices.Contains(got, i) })
		l.t.Errorf("%s\n%s have %v too many and lack %v", s.rule, what, extra, lacks)
	}
}

// list goes through the set form by pages.
func (l *life) list(r Rule) (out []customer.ID) {
	l.t.Helper()
	for after := customer.ID(0); ; {
		page, err := l.List(l.ctx, l.Read(), r, after, 3)
		l.must(err)
		if out = append(out, page...); len(page) < 3 {
			return out
		}
		after = page[2]
	}
}

func (l *life) members(i ID) (out []customer.ID) {
	l.t.Helper()
	stays, err := l.Members(l.ctx, i, 0, 5000)
	l.must(err)
	for _, s := range stays {
		out = append(out, s.CustomerID)
	}
	return out
}

// person compares the person form with the oracle, now and around the moment at which it says to flip, and asks one
// person why.
func (l *life) person(s savedRule, w *world, want []customer.ID) {
	l.t.Helper()
	verdicts, err := l.Person(l.ctx, l.Read(), s.rule, w.people)
	l.must(err)
	for _, i := range w.people {
		v, in := verdicts[i], slices.Contains(want, i)
		if v.In != in {
			l.t.Errorf("%s\n%s: person form %v, wanted %v: %+v", s.rule, i, v.In, in, v.Because)
		}
		end := v.Flips
		if end == 0 {
			end = w.now + 60*dayLength
		} else if w.holds(s.rule, i, end) == in {
			l.t.Errorf("%s\n%s: does not flip at %d", s.rule, i, end)
		}
		for _, at := range []int64{w.now + 1, (w.now + end) / 2, end - 1} {
			if at >= w.now && at < end && w.holds(s.rule, i, at) != in {
				l.t.Errorf("%s\n%s: flips before %d", s.rule, i, end)
			}
		}
	}
	if len(want) == 0 {
		return
	}
	why, err := l.Why(l.ctx, s.ID, want[l.r.IntN(len(want))])
	l.must(err)
	if !why.Verdict.In || len(why.Stays) == 0 || why.Stays[0].Until != 0 || why.Stays[0].EnteredBy == "" ||
		why.Stays[0].Since > w.now || len(why.Verdict.Because) != len(why.Verdict.Because) {
		l.t.Errorf("%s: why %+v", s.rule, why)
	}
}
