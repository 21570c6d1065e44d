package event

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunli/kit/db"
	"qunli/kit/job"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var schema = []fs.FS{job.Schema, Schema}

type arrived struct {
	Person ID `json:"person"`
}

type paid struct {
	Order int64 `json:"order"`
}

func (arrived) FactKind() string { return "test.arrived" }
func (paid) FactKind() string    { return "test.paid" }

// stored gives "kind history payload" of all rows of facts.
func stored(t *testing.T, d dbtest.Fixture) []string {
	t.Helper()
	type row struct {
		Kind, Payload string
		History       bool
	}
	rows, err := db.All[row](t.Context(), d.Read(), `SELECT kind, history, payload FROM event_fact ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, r := range rows {
		out = append(out, fmt.Sprint(r.Kind, " ", r.History, " ", r.Payload))
	}
	return out
}

func jobs(t *testing.T, d dbtest.Fixture) []string {
	t.Helper()
	kinds, err := db.All[string](t.Context(), d.Read(), `SELECT kind FROM job ORDER BY kind, id`)
	if err != nil {
		t.Fatal(err)
	}
	return kinds
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestPublish(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		queue := job.New(d.DB, job.Options{})
		bus := NewBus(queue)
		var heard []string
		hear := func(name string) func(context.Context, *db.Tx, []paid) error {
			return func(ctx context.Context, _ *db.Tx, facts []paid) error {
				heard = append(heard, fmt.Sprint(name, facts, job.IsHistory(ctx)))
				return nil
			}
		}
		Subscribe(bus, "level", hear("level"))
		SubscribeSerial(bus, "fold", hear("fold"))
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(
				bus.Publish(ctx, tx),
				bus.Publish(ctx, tx, paid{1}, arrived{7}, paid{2}),
				PublishAll(History(ctx), tx, bus, []paid{{3}, {4}}),
				PublishAll(ctx, tx, bus, []arrived{}),
			)
		})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "facts", stored(t, d), []string{
			`test.paid false [{"order":1},{"order":2}]`,
			`test.arrived false [{"person":"evt_0000000000007"}]`,
			`test.paid true [{"order":3},{"order":4}]`,
		})
		equal(t, "jobs", jobs(t, d), []string{"event:test.paid:fold", "event:test.paid:fold", "event:test.paid:level", "event:test.paid:level"})
		unheard := func(name string) []paid {
			facts, err := Unheard[paid](t.Context(), d.Read(), name)
			if err != nil {
				t.Fatal(err)
			}
			return facts
		}
		equal(t, "unheard", unheard("fold"), []paid{{1}, {2}, {3}, {4}})
		equal(t, "unheard by nobody", unheard("nobody"), []paid(nil))
		equal(t, "subscribers", bus.Subscribers("test.paid"), []string{"event:test.paid:fold", "event:test.paid:level"})
		if err := queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		equal(t, "unheard after all is told", unheard("fold"), []paid(nil))
		equal(t, "heard", heard, []string{
			"level[{1} {2}] false", "fold[{1} {2}] false", "level[{3} {4}] true", "fold[{3} {4}] true",
		})
	})
}

// A transaction that fails leaves neither facts nor jobs.
func TestPublishRollsBack(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		bus := NewBus(job.New(d.DB, job.Options{}))
		Subscribe(bus, "x", func(context.Context, *db.Tx, []paid) error { return nil })
		no := errors.New("no")
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(bus.Publish(ctx, tx, paid{1}), no)
		})
		if !errors.Is(err, no) || len(stored(t, d)) != 0 || len(jobs(t, d)) != 0 {
			t.Errorf("%v, %v, %v", err, stored(t, d), jobs(t, d))
		}
	})
}

// A subscriber that fails is told again; the others are not told twice.
func TestSubscribersFailAlone(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		queue := job.New(d.DB, job.Options{})
		bus := NewBus(queue)
		heard := map[string]int{}
		Subscribe(bus, "good", func(context.Context, *db.Tx, []paid) error { heard["good"]++; return nil })
		Subscribe(bus, "bad", func(context.Context, *db.Tx, []paid) error {
			if heard["bad"]++; heard["bad"] == 1 {
				return errors.New("not now")
			}
			return nil
		})
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error { return bus.Publish(ctx, tx, paid{1}) })
		if err != nil {
			t.Fatal(err)
		}
		if err := queue.Drain(t.Context()); err == nil {
			t.Error("the failure is not reported")
		}
		d.Clock.Advance(time.Minute)
		if err := queue.Drain(t.Context()); err != nil {
			t.Error(err)
		}
		equal(t, "heard", heard, map[string]int{"good": 1, "bad": 2})
	})
}

// TestWatch: whoever passes facts on is told rows as they are stored, of the kinds they named, and no history.
func TestWatch(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		queue := job.New(d.DB, job.Options{})
		bus := NewBus(queue)
		var told []string
		bus.Watch("out", []string{"test.paid"}, func(_ context.Context, _ *db.Tx, r Row) error {
			items, err := r.Items()
			told = append(told, fmt.Sprint(r.Kind, " ", r.Payload, " ", len(items), " ", r.At == d.Clock.Now().UnixMilli()))
			return err
		})
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(bus.Publish(ctx, tx, paid{1}, paid{2}, arrived{7}), bus.Publish(History(ctx), tx, paid{3}))
		})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "jobs", jobs(t, d), []string{"event:test.paid:out"})
		if err := queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		equal(t, "told", told, []string{`test.paid [{"order":1},{"order":2}] 2 true`})
		if _, err := One(t.Context(), d.Read(), 1); !errors.Is(err, ErrGone) {
			t.Error(err)
		}
	})
}
