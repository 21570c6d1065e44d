package segment

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/org"
)

// CUS-02: three orders in 90 days put the tag on, a refund takes it off, and so does the time that passes.
func TestRuleTagsFollowTheFacts(t *testing.T) {
	eachProbe(t, func(t *testing.T, p *probe) {
		l := newLife(t, p, 1)
		l.arrive()
		l.arrive()
		i, other := l.people[0], l.people[1]
		s := l.save("regulars", "buys(90d) >= 3", "rule/regular")
		reader := l.save("those tagged", "tag = rule/regular", "")
		day := func(n int) int64 { return l.Clock.Now().AddDate(0, 0, n).UnixMilli() }
		for n := range 3 {
			l.sell(i, day(-n), 100)
		}
		l.must(l.Settle(l.ctx))
		l.wear(i, "rule/regular", true)
		l.in(s, i)
		l.in(reader, i)

		l.must(l.customers().Tag(l.ctx, []customer.ID{other}, []string{"rule/regular"})) // by hand: stays
		l.must(l.Settle(l.ctx))
		l.in(reader, i, other)

		l.tx(func(ctx context.Context, tx *db.Tx) error { // the refund takes the latest order back
			_, err := db.Exec(ctx, tx, `DELETE FROM segment_probe WHERE customer_id = $1 AND at = $2`, i, day(0))
			return errors.Join(err, l.changed(ctx, tx, i))
		})
		l.must(l.Settle(l.ctx))
		l.wear(i, "rule/regular", false)
		l.wear(other, "rule/regular", true)
		l.in(s)

		l.sell(i, day(0), 100)
		l.must(l.Settle(l.ctx))
		l.in(s, i)
		why, err := l.Why(l.ctx, s.ID, i)
		l.must(err)
		oldest, err := parseDay("2026-02-28") // two days before the test's today
		l.must(err)
		want := (oldest + 90).begins(l.zone)
		if len(why.Stays) != 2 || why.Stays[0].Until != 0 || why.Stays[1].Until == 0 || why.Verdict.Flips != want {
			t.Errorf("why: %+v, wanted until %d", why, want)
		}
		if r := why.Verdict.Because[0]; r.Value != "3" || !r.Holds || r.Zh != "购买次数(90天) ≥ 3" || r.Clause != "buys(90d) >= 3" {
			t.Errorf("because %+v", r)
		}
		l.Clock.Advance(time.UnixMilli(want).Sub(l.Clock.Now()) - time.Millisecond)
		l.must(l.Settle(l.ctx))
		l.in(s, i)
		l.Clock.Advance(time.Millisecond)
		l.must(l.Settle(l.ctx))
		l.in(s)
		l.wear(i, "rule/regular", false)
		why, err = l.Why(l.ctx, s.ID, i)
		l.must(err)
		if last := why.Stays[0]; last.Until != want || last.LeftBy != "time" || last.EnteredBy == "" || last.EnteredBy == "time" {
			t.Errorf("left: %+v, wanted at %d", last, want)
		}
	})
}

func (l *life) save(name, text, tag string) Segment {
	l.t.Helper()
	rule, err := l.Parse(text)
	l.must(err)
	s, err := l.Save(l.ctx, Draft{Name: name, Rule: rule, Tag: tag})
	l.must(err)
	l.must(l.Settle(l.ctx))
	return s
}

func (l *life) sell(i customer.ID, at int64, amount int64) {
	l.t.Helper()
	l.tx(func(ctx context.Context, tx *db.Tx) error {
		d, err := newFrame(at, l.zone)
		if err != nil {
			return err
		}
		_, err = db.Insert(ctx, tx, "segment_probe", []probeRow{{tx.NewID(), i, d.today.String(), at, amount, ""}}, "")
		return errors.Join(err, l.changed(ctx, tx, i))
	})
}

func (l *life) in(s Segment, want ...customer.ID) {
	l.t.Helper()
	if got := l.members(s.ID); !slices.Equal(got, want) {
		l.t.Errorf("%s: %v, wanted %v", s.Name, got, want)
	}
}

func (l *life) wear(i customer.ID, tag string, want bool) {
	l.t.Helper()
	rule, err := l.Parse("tag = " + tag)
	l.must(err)
	if ok, _, err := l.Admits(l.ctx, l.Read(), rule, i); err != nil || ok != want {
		l.t.Errorf("%s wears %s: %v, %v", i, tag, ok, err)
	}
}

func TestARuleMayNotDependOnItsOwnTag(t *testing.T) {
	eachProbe(t, func(t *testing.T, p *probe) {
		save := func(name, text, tag string, into Segment) (Segment, error) {
			rule, err := p.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			return p.Save(p.ctx, Draft{ID: into.ID, Version: into.Version, Name: name, Rule: rule, Tag: tag})
		}
		expect := func(err, want error) {
			t.Helper()
			if !errors.Is(err, want) {
				t.Errorf("%v, wanted %v", err, want)
			}
		}
		_, err := save("self", "tag = x", "x", Segment{})
		expect(err, ErrCycle)
		_, err = save("none", "tag is none", "x", Segment{})
		expect(err, ErrCycle)
		a, err := save("a", "buys >= 1", "x", Segment{})
		expect(err, nil)
		_, err = save("b", "not tag = x", "y", Segment{})
		expect(err, nil)
		_, err = save("c", "tag in (y, z)", "w", Segment{})
		expect(err, nil)
		_, err = save("a", "tag = w", "x", a)
		expect(err, ErrCycle)
		_, err = save("d", "buys >= 2", "x", Segment{})
		expect(err, ErrTagTaken)
		_, err = save("a", "buys >= 2", "", Segment{})
		expect(err, ErrName)
		_, err = save("a", "buys >= 2", "other", a)
		expect(err, ErrTagFixed)
		_, err = save("a", "buys >= 2", "x", Segment{ID: a.ID, Version: a.Version + 1})
		expect(err, ErrChanged)
		_, err = save("e", "buys >= 2", "v", Segment{ID: 7, Version: 1})
		expect(err, ErrMissing)
		_, err = save("a", "buys >= 2", "x", a)
		expect(err, nil)
	})
}

func TestPauseResumeAndDrop(t *testing.T) {
	eachProbe(t, func(t *testing.T, p *probe) {
		l := newLife(t, p, 1)
		for range 3 {
			l.arrive()
		}
		now := l.Clock.Now().UnixMilli()
		s := l.save("buyers", "buys(7d) >= 1", "rule/b")
		l.sell(l.people[0], now, 100)
		l.must(l.Settle(l.ctx))
		l.must(l.Pause(l.ctx, s.ID))
		l.sell(l.people[1], now, 100)
		l.Clock.Advance(8 * 24 * time.Hour)
		l.must(l.Settle(l.ctx))
		l.in(s, l.people[0]) // as it was
		if due := rows[int64](t, p, `SELECT COUNT(*) FROM segment_due`); due[0] != 0 {
			t.Errorf("%d moments of a paused rule are left", due[0])
		}
		l.sell(l.people[2], l.Clock.Now().UnixMilli(), 100)
		l.must(l.Resume(l.ctx, s.ID))
		l.must(l.Settle(l.ctx))
		l.in(s, l.people[2])
		l.wear(l.people[0], "rule/b", false)
		l.wear(l.people[2], "rule/b", true)
		l.must(l.Drop(l.ctx, s.ID))
		l.must(l.Settle(l.ctx))
		l.wear(l.people[2], "rule/b", false)
		if _, err := l.Get(l.ctx, s.ID); !errors.Is(err, ErrMissing) {
			t.Errorf("dropped: %v", err)
		}
		left := rows[int64](t, p, `SELECT (SELECT COUNT(*) FROM segment_stay) + (SELECT COUNT(*) FROM segment_due) + (SELECT COUNT(*) FROM customer_watch)`)
		if left[0] != 0 {
			t.Errorf("%d rows are left", left[0])
		}
	})
}

// The erased, the merged away and those whose import was undone are in nothing; the first two keep their history.
func TestWhoIsGoneIsInNothing(t *testing.T) {
	eachProbe(t, func(t *testing.T, p *probe) {
		l := newLife(t, p, 1)
		for range 3 {
			l.arrive()
		}
		s := l.save("all", "buys >= 0", "")
		l.in(s, l.people...)
		l.must(l.customers().Erase(l.ctx, l.people[0]))
		l.in(s, l.people[1:]...) // at once
		l.must(l.customers().Merge(l.ctx, l.people[1], l.people[2], "same"))
		l.must(l.Settle(l.ctx))
		l.in(s, l.people[2])
		if now, err := l.Get(l.ctx, s.ID); err != nil || now.Members != 1 {
			t.Errorf("%+v, %v", now, err)
		}
		stays := rows[string](t, p, `SELECT left_by FROM segment_stay WHERE until <> 0 ORDER BY customer_id`)
		if !slices.Equal(stays, []string{"erased", "*"}) {
			t.Errorf("left by %q", stays)
		}
		l.must(l.customers().Unmerge(l.ctx, l.people[1]))
		l.must(l.Settle(l.ctx))
		l.in(s, l.people[1:]...)
	})
}

// Lists, counts and members show the people in the actor's scope, and the count is that of the rows.
func TestScopeAndPermission(t *testing.T) {
	eachProbe(t, func(t *testing.T, p *probe) {
		l := newLife(t, p, 1)
		for range 6 {
			l.arrive()
		}
		for n, i := range l.people {
			l.tx(func(ctx context.Context, tx *db.Tx) error {
				_, err := db.Exec(ctx, tx, `UPDATE customer SET store_id = $2 WHERE id = $1`, i, 1+n%2)
				return err
			})
		}
		l.must(l.customers().Merge(l.ctx, l.people[0], l.people[1], "same")) // a head in store 2
		s := l.save("all", "buys >= 0", "")
		rule, err := l.Parse("buys >= 0")
		l.must(err)
		keeper := org.As(l.ctx, org.Actor{Kind: org.ActorStaff, Staff: 5, Role: org.RoleStore, Scope: org.ScopeStore, Store: 2})
		for _, ctx := range []context.Context{l.ctx, keeper} {
			want := 5
			if ctx == keeper {
				want = 3
			}
			listed, err := l.List(ctx, l.Read(), rule, 0, 100)
			l.must(err)
			counted, err := l.Count(ctx, l.Read(), rule)
			l.must(err)
			members, err := l.Members(ctx, s.ID, 0, 100)
			l.must(err)
			size, err := l.Size(ctx, s.ID)
			l.must(err)
			if len(listed) != want || counted != int64(want) || len(members) != want || size != int64(want) {
				t.Errorf("listed %d, counted %d, members %d, size %d; wanted %d", len(listed), counted, len(members), size, want)
			}
		}
		if _, err := l.Why(keeper, s.ID, l.people[2]); !errors.Is(err, org.ErrScope) {
			t.Errorf("why of another store's: %v", err)
		}
		if _, err := l.Explain(keeper, rule, l.people[2]); !errors.Is(err, org.ErrScope) {
			t.Errorf("explain of another store's: %v", err)
		}
		if _, err := l.Save(keeper, Draft{Name: "x", Rule: rule}); !errors.Is(err, org.ErrDenied) {
			t.Errorf("saved by a store's: %v", err)
		}
		l.refuse(t.Context(), s.ID, rule)
	})
}

// refuse fails where a verb lets an unknown actor in.
func (l *life) refuse(nobody context.Context, i ID, rule Rule) {
	l.t.Helper()
	_, err1 := l.Count(nobody, l.Read(), rule)
	_, err2 := l.List(nobody, l.Read(), rule, 0, 0)
	_, err3 := l.Members(nobody, i, 0, 0)
	_, err4 := l.Size(nobody, i)
	_, err5 := l.Saved(nobody, "", 0)
	_, err6 := l.Get(nobody, i)
	_, err7 := l.Why(nobody, i, l.people[2])
	_, err8 := l.Explain(nobody, rule, l.people[2])
	_, err9 := l.Save(nobody, Draft{Name: "x", Rule: rule})
	for n, err := range []error{err1, err2, err3, err4, err5, err6, err7, err8, err9, l.Pause(nobody, i), l.Resume(nobody, i), l.Drop(nobody, i), l.Warm(nobody, rule)} {
		if err == nil {
			l.t.Errorf("verb %d lets nobody in", n)
		}
	}
}

// Gates ask who the person is now, and say why not.
func TestAdmits(t *testing.T) {
	eachProbe(t, func(t *testing.T, p *probe) {
		l := newLife(t, p, 1)
		l.arrive()
		l.arrive()
		l.sell(l.people[0], l.Clock.Now().UnixMilli(), 12345)
		rule, err := l.Parse("spent >= 100 and not level = gold")
		l.must(err)
		l.must(l.customers().Merge(l.ctx, l.people[0], l.people[1], "same"))
		ok, why, err := l.Admits(l.ctx, l.Read(), rule, l.people[0])
		if err != nil || !ok || why[0].Value != "123.45" || !why[0].Holds || why[1].Holds || why[1].Zh != "等级 = 金" {
			t.Errorf("%v %+v %v", ok, why, err)
		}
		if v, err := l.Person(l.ctx, l.Read(), rule, l.people); err != nil || v[l.people[0]].In || len(v[l.people[0]].Because) != 0 || !v[l.people[1]].In {
			t.Errorf("%+v %v", v, err)
		}
		if v, err := l.Explain(l.ctx, rule, l.people[0]); err != nil || !v.In {
			t.Errorf("%+v %v", v, err)
		}
	})
}

// What comes of an import is history, and so is what a build finds.
func TestFactsAreTold(t *testing.T) {
	eachProbe(t, func(t *testing.T, p *probe) {
		l := newLife(t, p, 1)
		for range 3 {
			l.arrive()
		}
		now := l.Clock.Now().UnixMilli()
		l.sell(l.people[0], now, 100)
		l.save("buyers", "buys >= 1", "")
		l.sell(l.people[1], now, 100)
		l.tx(func(ctx context.Context, tx *db.Tx) error { return customer.Changed(ctx, tx, l.people[:1], "buys") })
		l.must(l.Settle(l.ctx))
		l.tx(func(ctx context.Context, tx *db.Tx) error {
			if _, err := db.Exec(ctx, tx, `DELETE FROM segment_probe`); err != nil {
				return err
			}
			return customer.Changed(event.History(ctx), tx, l.people[:2], "buys")
		})
		l.must(l.Settle(l.ctx))
		type told struct {
			Kind    string
			History bool
		}
		got := rows[told](t, p, `SELECT kind, history FROM event_fact WHERE kind IN ('segment.entered', 'segment.left') ORDER BY id`)
		want := []told{{"segment.entered", true}, {"segment.entered", false}, {"segment.left", true}}
		if !slices.Equal(got, want) {
			t.Errorf("%v, wanted %v", got, want)
		}
	})
}

func TestSavedAreListedByName(t *testing.T) {
	eachProbe(t, func(t *testing.T, p *probe) {
		l := newLife(t, p, 1)
		for n := range 5 {
			l.save(strconv.Itoa(n), "buys >= 1", "")
		}
		page, err := l.Saved(l.ctx, "1", 2)
		l.must(err)
		if len(page) != 2 || page[0].Name != "2" || page[1].Name != "3" || page[0].Rule != "buys >= 1" || page[0].State != Live {
			t.Errorf("%+v", page)
		}
	})
}
