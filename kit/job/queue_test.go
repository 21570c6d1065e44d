package job

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunli/kit/db"
	"qunli/testkit/dbtest"
)

var schema = []fs.FS{Schema}

// put enqueues in a transaction of its own and gives how many entered.
func put(t *testing.T, d dbtest.Fixture, ctx context.Context, specs ...Spec) int64 {
	t.Helper()
	var n int64
	err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		n, err = EnqueueAll(ctx, tx, specs)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// states gives "kind state attempts" of all jobs by id.
func states(t *testing.T, d dbtest.Fixture) []string {
	t.Helper()
	type line struct {
		Kind, State string
		Attempts    int64
	}
	lines, err := db.All[line](t.Context(), d.Read(), `SELECT kind, state, attempts FROM job ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = fmt.Sprintf("%s %s %d", l.Kind, l.State, l.Attempts)
	}
	return out
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func makeTally(t *testing.T, d dbtest.Fixture) {
	t.Helper()
	err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `CREATE TABLE tally (n BIGINT NOT NULL)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func tally(t *testing.T, d dbtest.Fixture) int64 {
	t.Helper()
	n, err := db.One[int64](t.Context(), d.Read(), `SELECT COUNT(*) FROM tally`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

type note struct {
	N int64 `json:"n"`
}

// A handler's writes and the mark that its job is done are one transaction: failing attempts leave nothing.
func TestExactlyOnce(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		makeTally(t, d)
		q, fails := New(d.DB, Options{}), 2
		Handle(q, "count", func(ctx context.Context, tx *db.Tx, p note) error {
			if Current(ctx) == 0 || IsHistory(ctx) {
				t.Errorf("job %v, history %v", Current(ctx), IsHistory(ctx))
			}
			if _, err := db.Exec(ctx, tx, `INSERT INTO tally (n) VALUES ($1)`, p.N); err != nil {
				return err
			}
			if fails--; fails >= 0 {
				return errors.New("not yet")
			}
			return nil
		})
		put(t, d, t.Context(), Spec{Kind: "count", Payload: note{7}}, Spec{Kind: "unknown"})
		if err := q.Drain(t.Context()); err == nil || tally(t, d) != 0 {
			t.Errorf("first attempt: %v, %d rows", err, tally(t, d))
		}
		d.Clock.Advance(2*time.Second - time.Millisecond)
		if err := q.Drain(t.Context()); err != nil {
			t.Errorf("ran before its time: %v", err)
		}
		d.Clock.Advance(time.Millisecond)
		if err := q.Drain(t.Context()); err == nil {
			t.Error("the second attempt did not run 2 s later")
		}
		d.Clock.Advance(4 * time.Second)
		if err := q.Drain(t.Context()); err != nil || tally(t, d) != 1 {
			t.Errorf("third attempt: %v, %d rows", err, tally(t, d))
		}
		equal(t, "jobs", states(t, d), []string{"count done 3", "unknown ready 0"})
	})
}

func TestUniqueHistoryAndChain(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		q := New(d.DB, Options{})
		var ran []string
		Handle(q, "first", func(ctx context.Context, tx *db.Tx, p note) error {
			ran = append(ran, fmt.Sprint("first ", p.N, IsHistory(ctx)))
			_, err := q.Enqueue(ctx, tx, Spec{Kind: "second", Payload: p})
			return err
		})
		HandleOutside(q, "second", func(ctx context.Context, p note) error {
			ran = append(ran, fmt.Sprint("second ", p.N, IsHistory(ctx), db.Inside(ctx)))
			return nil
		})
		one := put(t, d, History(t.Context()), Spec{Kind: "first", Payload: note{1}, Unique: "a"}, Spec{Kind: "first", Payload: note{2}, Unique: "a"})
		two := put(t, d, t.Context(), Spec{Kind: "first", Payload: note{3}, Unique: "a"}, Spec{Kind: "first", Payload: note{4}, RunAt: d.Clock.Now().UnixMilli() + 1})
		if one != 1 || two != 1 {
			t.Errorf("entered %d and %d, want 1 and 1", one, two)
		}
		if err := q.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		d.Clock.Advance(time.Millisecond)
		if err := q.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		equal(t, "ran", ran, []string{"first 1 true", "second 1 true false", "first 4 false", "second 4 false false"})
	})
}

// A job that keeps failing, by error or by panic, is failed after its attempts; it is listed, retried and dropped.
func TestFailedRetryDrop(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		q, good := New(d.DB, Options{Attempts: 2}), false
		q.HandleOutside("send", func(context.Context, raw) error {
			if good {
				return nil
			}
			panic("phone 13800138000 unknown")
		})
		put(t, d, t.Context(), Spec{Kind: "send"}, Spec{Kind: "send"})
		for range 3 {
			_ = q.Drain(t.Context())
			d.Clock.Advance(time.Hour)
		}
		failed, err := ListFailed(t.Context(), d.Read(), 0, 10)
		if err != nil || len(failed) != 2 || failed[0].ID < failed[1].ID {
			t.Fatalf("failed: %+v, %v", failed, err)
		}
		if e := failed[0].LastError; !strings.HasPrefix(e, "panic: phone * unknown") || strings.Contains(e, "138") {
			t.Errorf("stored error %q", e)
		}
		page, err := ListFailed(t.Context(), d.Read(), failed[0].ID, 10)
		equal(t, "second page", page, failed[1:])
		good = true
		for i, verb := range []func(context.Context, *db.Tx, ID) error{Retry, Drop} {
			change := func() error {
				return d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error { return verb(ctx, tx, failed[i].ID) })
			}
			if err := change(); err != nil {
				t.Error(err)
			}
			if err := change(); !errors.Is(err, ErrMissing) {
				t.Errorf("a second time: %v", err)
			}
		}
		if err := errors.Join(err, q.Drain(t.Context())); err != nil {
			t.Error(err)
		}
		equal(t, "jobs", states(t, d), []string{"send done 2", "send done 1"})
	})
}

// Several nodes claiming at once never take the same job, nor two of one lane.
func TestClaimsAreExclusive(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		const jobs, lanes = 60, 3
		var specs []Spec
		for i := range int64(jobs) {
			s := Spec{Kind: "x", Payload: note{i}}
			if i%2 == 0 {
				s.Lane = fmt.Sprint("lane ", i%lanes)
			}
			specs = append(specs, s)
		}
		put(t, d, t.Context(), specs...)
		var mu sync.Mutex
		busy, done, order := map[string]int{}, map[int64]int{}, map[string]int64{}
		var wg sync.WaitGroup
		for range 3 {
			q := New(d.DB, Options{})
			HandleOutside(q, "x", func(ctx context.Context, p note) error {
				lane := specs[p.N].Lane
				mu.Lock()
				done[p.N]++
				if lane != "" {
					if busy[lane]++; busy[lane] > 1 || order[lane] > p.N {
						t.Errorf("lane %s: %d at once, %d after %d", lane, busy[lane], p.N, order[lane])
					}
					order[lane] = p.N
				}
				mu.Unlock()
				_, err := db.One[int64](ctx, d.Read(), `SELECT COUNT(*) FROM job`)
				mu.Lock()
				busy[lane]--
				mu.Unlock()
				return err
			})
			wg.Go(func() {
				if err := q.Drain(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if err := New(d.DB, Options{}).Drain(t.Context()); err != nil {
			t.Error(err)
		}
		for n, times := range done {
			if times != 1 {
				t.Errorf("job %d ran %d times", n, times)
			}
		}
		// A node that finds all lanes taken ends its Drain early; the last one to run leaves nothing.
		if m, err := Measure(t.Context(), d.Read(), 0); err != nil || len(done) != jobs || m != (Metrics{}) {
			t.Errorf("%d jobs ran, left %+v, %v", len(done), m, err)
		}
	})
}

// A job whose node is gone is taken over when its lease ends; the first node's late answer has no effect.
func TestLease(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		makeTally(t, d)
		gone, heir := New(d.DB, Options{Attempts: 2}), New(d.DB, Options{Attempts: 2})
		for _, q := range []*Queue{gone, heir} {
			Handle(q, "x", func(ctx context.Context, tx *db.Tx, _ note) error {
				_, err := db.Exec(ctx, tx, `INSERT INTO tally (n) VALUES (1)`)
				return err
			})
		}
		put(t, d, t.Context(), Spec{Kind: "x"})
		held, err := gone.claim(t.Context(), []string{"x"}, 5)
		if err != nil || len(held) != 1 {
			t.Fatal(held, err)
		}
		d.Clock.Advance(20 * time.Second)
		if lost, err := gone.renew(t.Context(), held); err != nil || len(lost) != 0 {
			t.Fatal(lost, err)
		}
		d.Clock.Advance(20 * time.Second)
		if err := heir.Drain(t.Context()); err != nil || tally(t, d) != 0 {
			t.Errorf("taken over although the lease was renewed (%v)", err)
		}
		d.Clock.Advance(11 * time.Second)
		if err := heir.Drain(t.Context()); err != nil || tally(t, d) != 1 {
			t.Errorf("not taken over: %v, %d rows", err, tally(t, d))
		}
		if err := gone.work(t.Context(), held[0]); !errors.Is(err, errLost) || tally(t, d) != 1 {
			t.Errorf("the late answer: %v, %d rows", err, tally(t, d))
		}
		if lost, err := gone.renew(t.Context(), held); err != nil || len(lost) != 1 {
			t.Errorf("lost %v, %v", lost, err)
		}
		equal(t, "jobs", states(t, d), []string{"x done 2"})
	})
}

// A job that ends its process every time does not do so for ever.
func TestLeaseRunsOutOfAttempts(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		q := New(d.DB, Options{Attempts: 2})
		put(t, d, t.Context(), Spec{Kind: "x"})
		for range 2 {
			if held, err := q.claim(t.Context(), []string{"x"}, 5); err != nil || len(held) != 1 {
				t.Fatal(held, err)
			}
			d.Clock.Advance(time.Minute)
			if err := q.sweep(t.Context(), q.now()); err != nil {
				t.Fatal(err)
			}
		}
		equal(t, "jobs", states(t, d), []string{"x failed 2"})
	})
}

func TestEvery(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		var ran []int64
		nodes := []*Queue{New(d.DB, Options{}), New(d.DB, Options{})}
		for _, q := range nodes {
			Handle(q, "nightly", func(_ context.Context, _ *db.Tx, p Tick) error {
				ran = append(ran, p.At)
				return nil
			})
			q.EveryAt("nightly", 24*time.Hour, 19*time.Hour, "nightly")
		}
		for range 4 { // 10:00, 22:00, 10:00, 22:00 in Shanghai
			for _, q := range nodes {
				if err := q.Drain(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			d.Clock.Advance(12 * time.Hour)
		}
		three := time.Date(2026, 3, 1, 19, 0, 0, 0, time.UTC).UnixMilli()
		equal(t, "ticks", ran, []int64{three, three + 24*3600*1000})
		for range 3 { // nobody handles: ticks do not heap up
			d.Clock.Advance(24 * time.Hour)
			if err := nodes[0].tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if m, err := Measure(t.Context(), d.Read(), d.Clock.Now().UnixMilli()); err != nil || m.Ready != 1 || m.Lag != 48*3600*1000 {
			t.Errorf("%+v, %v", m, err)
		}
	})
}

func TestPrune(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		q := New(d.DB, Options{})
		q.Handle("x", func(context.Context, *db.Tx, raw) error { return nil })
		put(t, d, t.Context(), Spec{Kind: "x"}, Spec{Kind: "x", RunAt: d.Clock.Now().Add(48 * time.Hour).UnixMilli()}, Spec{Kind: "y"})
		for range 2 {
			if err := q.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			d.Clock.Advance(49 * time.Hour)
		}
		if n, err := q.Prune(t.Context(), 72*time.Hour); err != nil || n != 1 {
			t.Errorf("pruned %d, %v", n, err)
		}
		equal(t, "jobs", states(t, d), []string{"x done 1", "y ready 0"})
	})
}

// A tick that was handled stays while its period lasts, however eager the pruning: it would run again.
func TestPruneKeepsTicks(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		ran := 0
		node := func() *Queue {
			q := New(d.DB, Options{})
			q.Handle("yearly", func(context.Context, *db.Tx, raw) error { ran++; return nil })
			q.Every("yearly", 365*24*time.Hour, "yearly")
			return q
		}
		for range 3 {
			q := node() // a new start remembers no tick
			if err := q.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			d.Clock.Advance(30 * 24 * time.Hour)
			if _, err := q.Prune(t.Context(), 24*time.Hour); err != nil {
				t.Fatal(err)
			}
		}
		if ran != 1 {
			t.Errorf("ran %d times", ran)
		}
	})
}

// TestAClaimLooksAtFew: whatever waits behind a lane or for others, the candidates are the few that can be taken, and no
// statement on the way reads them all.
func TestAClaimLooksAtFew(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		var specs []Spec
		for range 300 {
			specs = append(specs, Spec{Kind: "serial", Lane: "serial"}, Spec{Kind: "foreign"}, Spec{Kind: "later", Lane: "later", RunAt: 1 << 50})
		}
		put(t, d, t.Context(), append(specs, Spec{Kind: "mine"}, Spec{Kind: "mine"}, Spec{Kind: "mine"})...)
		q := New(d.DB, Options{})
		kinds := []string{"later", "mine", "serial"}
		ids, err := q.candidates(t.Context(), kinds, 1)
		if err != nil || len(ids) != 4 {
			t.Fatalf("%d candidates, %v; want the head of the lane and three without one", len(ids), err)
		}
		jobs, err := q.claim(t.Context(), kinds, 2)
		if err != nil || len(jobs) != 2 || jobs[0].Kind != "serial" || jobs[1].Kind != "mine" {
			t.Fatalf("%+v, %v", jobs, err)
		}
		if ids, err = q.candidates(t.Context(), kinds, 5); err != nil || len(ids) != 2 {
			t.Errorf("%d candidates, %v; the lane is taken, two are left", len(ids), err)
		}
		if d.Engine() == db.SQLite {
			for _, text := range []string{headsText, presentText} {
				type step struct {
					ID, Parent, Notused int64
					Detail              string
				}
				plan, err := db.All[step](t.Context(), d.Read(), "EXPLAIN QUERY PLAN "+strings.ReplaceAll(text, "$1", "1"))
				if err != nil || len(plan) == 0 {
					t.Fatal(plan, err)
				}
				for _, s := range plan {
					if strings.HasPrefix(s.Detail, "SCAN j") || strings.HasPrefix(s.Detail, "SCAN h") {
						t.Errorf("reads every job: %s", s.Detail)
					}
				}
			}
		}
	})
}

// A job that does all there is to do takes along those that wait behind it, and only those: not of another lane or with
// another payload, not what entered while it ran, and nothing when it fails.
func TestAbsorb(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		for _, outside := range []bool{false, true} {
			kind := map[bool]string{false: "in", true: "out"}[outside]
			q, ran, failing := New(d.DB, Options{}), map[int64]int{}, true
			enter := func(ctx context.Context, lane string, n int64) {
				err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
					_, err := q.Enqueue(ctx, tx, Spec{Kind: kind, Lane: lane, Payload: note{n}})
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			run := func(n int64) error {
				if ran[n]++; failing {
					return errors.New("not now")
				}
				return nil
			}
			q.Absorb(kind)
			if outside {
				HandleOutside(q, kind, func(ctx context.Context, p note) error {
					if err := run(p.N); err != nil || ran[1] > 2 || p.N != 1 {
						return err
					}
					enter(ctx, "a", 1)
					return nil
				})
			} else {
				Handle(q, kind, func(ctx context.Context, tx *db.Tx, p note) error {
					if err := run(p.N); err != nil || ran[1] > 2 || p.N != 1 {
						return err
					}
					_, err := q.Enqueue(ctx, tx, Spec{Kind: kind, Lane: "a", Payload: p})
					return err
				})
			}
			enter(t.Context(), "a", 1)
			if err := q.Drain(t.Context()); err == nil {
				t.Fatal("the failure was not told")
			}
			failing = false
			for range 50 {
				enter(t.Context(), "a", 1)
			}
			enter(t.Context(), "a", 2)
			enter(t.Context(), "b", 1)
			if err := q.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			if want := map[int64]int{1: 4, 2: 1}; !maps.Equal(ran, want) { // failed; with 49 of a; the one entered meanwhile; of b
				t.Errorf("%s: %v, want %v", kind, ran, want)
			}
		}
	})
}
