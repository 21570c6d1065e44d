package job

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"qunli/kit/db"
	"qunli/testkit/dbtest"
)

type raw = json.RawMessage

// started runs q; the returned function stops it and waits until it has ended.
func started(t *testing.T, q *Queue) func() {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- q.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// A running queue is woken by the commit, not by the poll; a chain of jobs runs through.
func TestRunIsWoken(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		q := New(d.DB, Options{Poll: time.Hour})
		done := make(chan int64, 1)
		Handle(q, "in", func(ctx context.Context, tx *db.Tx, p note) error {
			_, err := q.Enqueue(ctx, tx, Spec{Kind: "out", Payload: p})
			return err
		})
		HandleOutside(q, "out", func(_ context.Context, p note) error {
			done <- p.N
			return nil
		})
		stop := started(t, q)
		for i := range int64(20) {
			err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := q.Enqueue(ctx, tx, Spec{Kind: "in", Payload: note{i}})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := <-done; got != i {
				t.Errorf("got %d, want %d", got, i)
			}
		}
		stop()
		if err := q.Drain(t.Context()); err != nil {
			t.Error(err)
		}
		for _, s := range states(t, d) {
			if s != "in done 1" && s != "out done 1" {
				t.Error(s)
			}
		}
	})
}

// Stopping interrupts long jobs, which are ready again at once and have lost no attempt.
func TestStopGivesBack(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		q := New(d.DB, Options{})
		under := make(chan bool, 2)
		HandleOutside(q, "import", func(ctx context.Context, _ note) error {
			under <- true
			<-ctx.Done()
			return ctx.Err()
		})
		Handle(q, "fold", func(ctx context.Context, _ *db.Tx, _ note) error {
			under <- true
			<-ctx.Done()
			return ctx.Err()
		})
		stop := started(t, q)
		for _, kind := range []string{"import", "fold"} { // in turn: fold keeps SQLite's only writer, needed to claim
			put(t, d, t.Context(), Spec{Kind: kind})
			<-under
		}
		stop()
		equal(t, "jobs", states(t, d), []string{"import ready 0", "fold ready 0"})
	})
}

// The lease of a long job is renewed while it runs, and its ctx ends when another node has it.
func TestLongJobKeepsItsLease(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		q := New(d.DB, Options{Lease: 30 * time.Millisecond})
		under, over := make(chan bool), make(chan error, 1)
		HandleOutside(q, "import", func(ctx context.Context, _ note) error {
			under <- true
			<-ctx.Done()
			over <- context.Cause(ctx)
			return ctx.Err()
		})
		put(t, d, t.Context(), Spec{Kind: "import"})
		stop := started(t, q)
		<-under
		d.Clock.Advance(time.Hour) // the lease is renewed before it is swept
		for lease := int64(0); lease < d.Clock.Now().UnixMilli(); {
			var err error
			if lease, err = db.One[int64](t.Context(), d.Read(), `SELECT lease_until FROM job`); err != nil {
				t.Fatal(err)
			}
		}
		equal(t, "jobs", states(t, d), []string{"import running 1"})
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error { // as another node would
			_, err := db.Exec(ctx, tx, `UPDATE job SET attempts = 2`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		<-over
		stop()
		equal(t, "jobs", states(t, d), []string{"import running 2"})
	})
}
