package job

import (
	"context"
	"errors"
	"testing"
	"time"

	"qunli/testkit/dbtest"
)

// What is dead or waits keeps what it names; what is done does not, and is counted before it is pruned.
func TestWhatStandsOfTheQueue(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d dbtest.Fixture) {
		q := New(d.DB, Options{Attempts: 1})
		HandleOutside(q, "good", func(context.Context, note) error { return nil })
		HandleOutside(q, "bad", func(context.Context, note) error { return errors.New("no") })
		start := d.Clock.Now().UnixMilli()
		open := func() int64 {
			at, err := Open(t.Context(), d.Read(), 7)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		equal(t, "open at first", open(), int64(7))
		put(t, d, t.Context(), Spec{Kind: "good"}, Spec{Kind: "good"})
		_ = q.Drain(t.Context())
		d.Clock.Advance(time.Hour)
		put(t, d, t.Context(), Spec{Kind: "bad"})
		_ = q.Drain(t.Context())
		equal(t, "open with a dead one", open(), start+3_600_000)
		n, since, err := Dead(t.Context(), d.Read())
		if err != nil || n != 1 || since != start+3_600_000 {
			t.Errorf("%d dead since %d, %v", n, since, err)
		}
		newest, err := Newest(t.Context(), d.Read())
		if err != nil || newest != start+3_600_000 {
			t.Errorf("the newest entered at %d, %v", newest, err)
		}
		prunable := func(age time.Duration) int64 {
			n, err := q.Prunable(t.Context(), age)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		equal(t, "prunable after two hours", prunable(2*time.Hour), int64(0))
		equal(t, "prunable after half an hour", prunable(30*time.Minute), int64(2))
		pruned, err := q.Prune(t.Context(), 30*time.Minute)
		if err != nil || pruned != 2 || prunable(30*time.Minute) != 0 {
			t.Errorf("%d pruned, %v", pruned, err)
		}
	})
}
