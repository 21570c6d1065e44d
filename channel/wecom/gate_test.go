package wecom

import (
	"context"
	"errors"
	"testing"
	"time"

	"qunli/kit/clock"
)

// TestABlockIsWaitedOut: an API that the server closed is not called until the window is over; then one call tries, and each
// time that it is refused the next wait is twice as long. Other APIs stay open.
func TestABlockIsWaitedOut(t *testing.T) {
	now := clock.NewFake(time.Unix(1_800_000_000, 0))
	g := NewGate(now)
	waits := func(path string) time.Duration {
		t.Helper()
		leave, err := g.enter(t.Context(), path)
		var r *Refusal
		if errors.As(err, &r) {
			if r.Code != codeRate || r.API != path {
				t.Errorf("%+v", r)
			}
			return r.Wait
		}
		leave()
		return 0
	}
	for _, want := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute} {
		if d := g.block("a"); d != want {
			t.Errorf("closed for %v, want %v", d, want)
		}
		if d := g.block("a"); d != want {
			t.Errorf("the same burst closes it for %v, want %v", d, want)
		}
		if d := waits("a"); d != want {
			t.Errorf("waits %v, want %v", d, want)
		}
		if d := waits("b"); d != 0 {
			t.Errorf("another API waits %v", d)
		}
		now.Advance(want)
		if d := waits("a"); d != 0 {
			t.Errorf("still waits %v", d)
		}
	}
	leave, err := g.enter(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	soon, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	if _, err := g.enter(soon, "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("two try at a time: %v", err)
	}
	g.well("a")
	leave()
	if d := g.block("a"); d != time.Minute {
		t.Errorf("after a good call closed for %v", d)
	}
	for range 10 {
		now.Advance(time.Hour)
		if d := g.block("a"); d > time.Hour {
			t.Errorf("closed for %v", d)
		}
	}
}
