package customer_test

import (
	"context"
	"fmt"
	"io/fs"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/testkit/dbtest"
)

// crowd runs f n times beside each other and waits for all.
func crowd(n int, f func(n int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { f(i) })
	}
	all.Wait()
}

// Acts, merges, decisions by hand and folds beside each other leave standings that follow from the acts.
func TestStandingBesideActs(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		var people []customer.ID
		for n := range 4 {
			people = append(people, x.one(t, 0, customer.Card{Keys: keys("account@s", fmt.Sprint(n)), AddedAt: at(-90)}))
		}
		crowd(6, func(n int) {
			for turn := range 15 {
				i, other := people[(n+turn)%4], people[(n+turn+1)%4]
				switch {
				case n == 0:
					x.fold(t)
				case n == 1 && turn%3 == 0:
					_ = x.Merge(x.owner, i, other, "same")
				case n == 1:
					_ = x.Unmerge(x.owner, i)
				case n == 2 && turn%2 == 0:
					_ = x.Climb(x.owner, i, customer.LevelFan, "x", true)
				case n == 2:
					_ = x.Unpin(x.owner, i, "x")
				default:
					x.touch(t, customer.Touch{CustomerID: i, Kind: "vote", At: at(-turn)}, customer.Touch{CustomerID: other, Kind: "share", At: at(-turn)})
					x.acted(t, customer.Act{Customer: other, Day: day(-turn), Kind: customer.ActOrder, Acts: 1}, customer.Act{Customer: i, Day: day(-turn), Kind: customer.ActOrder, Acts: 1})
					x.acted(t, customer.Act{Customer: i, Day: day(-turn), Kind: customer.ActOrder, Acts: -1})
				}
			}
		})
		x.fold(t)
		x.clean(t)
		x.chained(t)
		counted, err := db.One[int64](x.owner, x.Read(), `SELECT CAST(SUM(acts) AS BIGINT) FROM customer_act_day WHERE kind = 'order'`)
		if err != nil || counted != 3*15 {
			t.Errorf("%d orders counted, want 45 %v", counted, err)
		}
	})
}

// Whoever begins to watch sees, in the same transaction, everything of which there will be no entry in the feed.
func TestNothingFallsBetweenWatchingAndReading(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		i := x.one(t, 0, customer.Card{Keys: keys("account@s", "a")})
		const writers, each = 6, 20
		var seen int64
		crowd(writers+1, func(n int) {
			if n == writers {
				x.tx(t, func(ctx context.Context, tx *db.Tx) error {
					if err := customer.Watch(ctx, tx, map[string]int64{"store": 1}); err != nil {
						return err
					}
					var err error
					seen, err = db.One[int64](ctx, tx, `SELECT COUNT(*) FROM customer_touch`)
					return err
				})
				return
			}
			for range each {
				x.tx(t, func(ctx context.Context, tx *db.Tx) error {
					if _, err := customer.Record(ctx, tx, customer.Touch{CustomerID: i, Kind: "sms", At: 1}); err != nil {
						return err
					}
					return customer.Changed(ctx, tx, []customer.ID{i}, "store")
				})
			}
		})
		told, err := db.One[int64](x.owner, x.Read(), `SELECT COUNT(*) FROM customer_change WHERE what = 'store'`)
		if err != nil || seen+told != writers*each {
			t.Errorf("seen %d, told %d, want %d together %v", seen, told, writers*each, err)
		}
	})
}

// A database of the version before has its timeline counted, and everybody stood, by the first fold.
func TestTheTimelineOfBeforeCounts(t *testing.T) {
	const first = "schema/20261101020000_customer.sql"
	before, err := fs.ReadFile(customer.Schema, first)
	if err != nil {
		names, _ := fs.Glob(customer.Schema, "schema/*.sql")
		t.Fatal(err, names)
	}
	rooms := []fs.FS{job.Schema, event.Schema, org.Schema}
	dbtest.Each(t, append(rooms, fstest.MapFS{first: {Data: before}}), func(t *testing.T, d dbtest.Fixture) {
		x := fixture{d, customer.New(d.DB, newBus(d)), org.Owner(t.Context(), "test")}
		x.tx(t, func(ctx context.Context, tx *db.Tx) error {
			for _, sql := range []string{
				`INSERT INTO customer (id, name, remark, store_id, staff_id, channel, added_at, import_id, erased_at, version, created_at)
					VALUES (7, '', '', 0, 0, '', 0, 0, 0, 0, 1)`,
				`INSERT INTO customer_touch (id, customer_id, kind, at, day, channel, cost, cause, ref_id, store_id, staff_id, ref, import_id) VALUES
					(1, 7, 'vote', 1, '2026-02-27', '', 0, '', 0, 0, 0, '', 0), (2, 7, 'vote', 1, '2026-02-27', '', 0, '', 0, 0, 0, '', 0),
					(3, 7, 'order', 1, '2026-02-27', '', 0, '', 0, 0, 0, '', 0), (4, 0, 'vote', 1, '2026-02-27', '', 0, '', 0, 0, 0, '', 0)`,
			} {
				if _, err := db.Exec(ctx, tx, sql); err != nil {
					return err
				}
			}
			return nil
		})
		must(t, d.Migrate(t.Context(), append(rooms, customer.Schema)...))
		x.clean(t)
		x.fold(t)
		x.clean(t)
		rows, err := db.All[string](x.owner, x.Read(), `SELECT day || ' ' || kind || ' ' || CAST(acts AS TEXT) FROM customer_act_day`)
		must(t, err)
		if diff := cmp.Diff([]string{"2026-02-27 vote 2"}, rows); diff != "" {
			t.Error(diff)
		}
		if got := x.where(t, 7); got != "无 无 弱关联" {
			t.Errorf("stands at %s", got)
		}
	})
}
