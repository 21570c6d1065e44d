// Package clock is the only place that reads the wall clock. Everything that needs the time is handed a Clock, so that a
// test, the demo and the sandbox can live through months in a second.
package clock

import (
	"context"
	"sync"
	"time"
)

// Clock tells the time.
type Clock interface {
	Now() time.Time
}

// System is the machine's clock.
type System struct{}

// Now gives the machine's time.
func (System) Now() time.Time { return time.Now() }

// Fake stands still until it is moved. It is safe for concurrent use.
type Fake struct {
	mu  sync.Mutex
	now time.Time
}

// NewFake gives a clock standing at t.
func NewFake(t time.Time) *Fake { return &Fake{now: t} }

// Now gives the time the clock stands at.
func (f *Fake) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// Advance moves the clock by d.
func (f *Fake) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}

// Stopwatch starts measuring; the returned function gives what has passed. It uses the monotonic clock and is for
// measuring work, never for deciding business.
func Stopwatch() func() time.Duration {
	start := time.Now()
	return func() time.Duration { return time.Since(start) }
}

// Sleep waits for d or until ctx ends, and then gives ctx's error.
func Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Day gives the calendar day of ms (unix milliseconds) in zone, as YYYY-MM-DD.
func Day(ms int64, zone *time.Location) string {
	return time.UnixMilli(ms).In(zone).Format(time.DateOnly)
}

var (
	_ Clock = System{}
	_ Clock = (*Fake)(nil)
)
