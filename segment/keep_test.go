package segment

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

// A rule that cannot be read any more, because a room has given an attribute up, is paused and holds nobody else up.
func TestABrokenRuleIsPaused(t *testing.T) {
	eachProbe(t, func(t *testing.T, p *probe) {
		l := newLife(t, p, 1)
		l.arrive()
		good, bad := l.save("good", "buys >= 1", ""), l.save("bad", "spent >= 1", "rule/x")
		l.tx(func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `UPDATE segment SET rule = 'gone >= 1', version = version + 1 WHERE id = $1`, bad.ID)
			return err
		})
		l.sell(l.people[0], l.Clock.Now().UnixMilli(), 100)
		l.must(l.Settle(l.ctx))
		l.in(good, l.people[0])
		if now, err := l.Get(l.ctx, bad.ID); err != nil || now.State != Paused {
			t.Errorf("%+v, %v", now, err)
		}
		l.save("another", "tag = rule/x", "rule/y")
		l.must(l.Drop(l.ctx, bad.ID))
	})
}

// Another zone counts other days: what is live is built again.
func TestAnotherZoneBuildsAgain(t *testing.T) {
	eachProbe(t, func(t *testing.T, p *probe) {
		l := newLife(t, p, 1)
		l.arrive()
		l.sell(l.people[0], l.Clock.Now().UnixMilli(), 100) // on 2026-03-02, 10:00 in Shanghai
		s := l.save("today", "buys(1d) >= 1", "")
		l.in(s, l.people[0])
		l.must(org.New(l.DB, org.Options{}).Set(l.ctx, org.SettingZone, "America/Los_Angeles")) // it is still the 1st
		l.must(l.Settle(l.ctx))
		l.in(s)
		l.Clock.Advance(14 * time.Hour)
		l.must(l.Settle(l.ctx))
		l.in(s, l.people[0])
		diffs, err := l.Check(l.ctx, l.Read())
		if err != nil || len(diffs) > 0 {
			t.Errorf("%v, %v", diffs, err)
		}
	})
}

// Check finds a membership too many and one too few, a wrong moment and a wrong count; and leaves those alone whose changes
// wait.
func TestCheckFindsWhatIsWrong(t *testing.T) {
	eachProbe(t, func(t *testing.T, p *probe) {
		l := newLife(t, p, 1)
		for range 4 {
			l.arrive()
		}
		s := l.save("buyers", "buys(7d) >= 1", "")
		l.sell(l.people[0], l.Clock.Now().UnixMilli(), 100)
		l.sell(l.people[1], l.Clock.Now().UnixMilli(), 100)
		l.must(l.Settle(l.ctx))
		l.sell(l.people[2], l.Clock.Now().UnixMilli(), 100) // waits
		check := func() []string {
			var out []string
			diffs, err := l.Check(l.ctx, l.Read())
			l.must(err)
			for _, d := range diffs {
				out = append(out, d.Table)
			}
			slices.Sort(out)
			return out
		}
		if got := check(); len(got) != 0 {
			t.Fatalf("%q", got)
		}
		l.tx(func(ctx context.Context, tx *db.Tx) error {
			_, err1 := db.Exec(ctx, tx, `DELETE FROM segment_stay WHERE customer_id = $1`, l.people[0])
			_, err2 := db.Insert(ctx, tx, "segment_stay", []Stay{{1, s.ID, l.people[3], 5, 0, "build", ""}}, "")
			_, err3 := db.Exec(ctx, tx, `UPDATE segment_due SET due_at = due_at + 1 WHERE customer_id = $1`, l.people[1])
			_, err4 := db.Exec(ctx, tx, `UPDATE segment SET members = 9`)
			return errors.Join(err1, err2, err3, err4)
		})
		if got := check(); !slices.Equal(got, []string{"segment.members", "segment_due", "segment_stay", "segment_stay"}) {
			t.Errorf("%q", got)
		}
	})
}

// A standing that time alone changes is brought up to date by the fold, and the rules that read it with it: three shares
// (weight 2) are 6 points, halved every 30 days: below 1, no tie any more, from the 78th day on.
func TestStandingsFadeWithoutAFact(t *testing.T) {
	eachProbe(t, func(t *testing.T, p *probe) {
		l := newLife(t, p, 1)
		l.arrive()
		s := l.save("tied", "tie_band = weak", "")
		l.tx(func(ctx context.Context, tx *db.Tx) error {
			at := l.Clock.Now().UnixMilli()
			share := customer.Touch{CustomerID: l.people[0], Kind: customer.ActShare, At: at}
			_, err := customer.TouchAll(ctx, tx, []customer.Touch{share, share, share})
			return err
		})
		l.must(l.Settle(l.ctx))
		l.in(s, l.people[0])
		l.Clock.Advance(77 * 24 * time.Hour)
		l.must(l.Settle(l.ctx))
		l.in(s, l.people[0])
		l.Clock.Advance(24 * time.Hour)
		l.must(l.Settle(l.ctx))
		l.in(s)
	})
}

// A sum without a window is read from the table of totals, with one from the days, and from memory both.
func TestTotalsAndDaysAgree(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			address := "sqlite://" + t.TempDir() + "/qunli.db"
			if engine == db.Postgres {
				address = pgtest.Fresh(t)
			}
			d := dbtest.Open(t, address, crowdRooms)
			crowd(t, d, 5000)
			ctx := org.Owner(t.Context(), "test")
			s := crowdService(d)
			for _, text := range []string{tenClauses, "orders >= 2", "not orders >= 2", "spent(365d) >= 300", "orders(90d) >= 1 or not tag = t1"} {
				rule, err := s.Parse(text)
				if err != nil {
					t.Fatal(err)
				}
				var all []customer.ID
				for k := range 5000 {
					all = append(all, customer.ID(1_000_000+k))
				}
				verdicts, err1 := s.Person(ctx, d.Read(), rule, all)
				set, err2 := s.Count(ctx, d.Read(), rule)
				err3 := s.Warm(ctx, rule)
				index, err4 := s.Count(ctx, d.Read(), rule)
				person := int64(0)
				for _, v := range verdicts {
					if v.In {
						person++
					}
				}
				if err := errors.Join(err1, err2, err3, err4); err != nil || set != person || index != person || person == 0 {
					t.Errorf("%s: set %d, person %d, index %d, %v", text, set, person, index, err)
				}
			}
		})
	}
}
