package job

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
)

// afterStop bounds how long a stopping queue takes to give a job back.
const afterStop = 5 * time.Second

// workers is a number of places for handlers to run at once.
type workers struct {
	places int64
	busy   atomic.Int64
	signal chan struct{} // holds a token when there may be something to do
}

func newWorkers(places int) *workers {
	return &workers{places: int64(places), signal: make(chan struct{}, 1)}
}

func (w *workers) wake() {
	select {
	case w.signal <- struct{}{}:
	default:
	}
}

// Run takes and handles jobs until ctx ends, then interrupts the handlers, gives their jobs back and returns nil.
func (q *Queue) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	wg.Go(func() { q.serve(ctx, q.pools[0], slices.Sorted(maps.Keys(q.inside))) })
	wg.Go(func() { q.serve(ctx, q.pools[1], slices.Sorted(maps.Keys(q.outside))) })
	wg.Go(func() { q.repeat(ctx, time.Second, "schedules", q.tick) })
	wg.Go(func() { q.repeat(ctx, q.options.Lease/3, "leases", q.keepLeases) })
	wg.Wait()
	return nil
}

// serve keeps the places of w filled with jobs of the given kinds.
func (q *Queue) serve(ctx context.Context, w *workers, kinds []string) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for ctx.Err() == nil {
		for _, j := range q.next(ctx, kinds, int(w.places-w.busy.Load())) {
			w.busy.Add(1)
			wg.Go(func() {
				defer w.wake()
				defer w.busy.Add(-1)
				_ = q.work(ctx, j) // logged and stored with the job
			})
		}
		poll := time.NewTimer(q.options.Poll)
		select {
		case <-ctx.Done():
		case <-w.signal:
		case <-poll.C:
		}
		poll.Stop()
	}
}

// next claims jobs and notes them as running here. Failing to is logged; the next round tries again.
func (q *Queue) next(ctx context.Context, kinds []string, n int) []claimed {
	if n <= 0 {
		return nil
	}
	jobs, err := q.claim(ctx, kinds, n)
	if err != nil && ctx.Err() == nil {
		q.options.Log.Error("claim jobs", "error", err)
	}
	q.note(jobs)
	return jobs
}

func (q *Queue) note(jobs []claimed) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, j := range jobs {
		q.running[j.ID] = run{j, func() {}}
	}
}

// work handles a claimed job and stores what became of it. It gives the handler's error.
func (q *Queue) work(ctx context.Context, j claimed) error {
	mine, cancel := context.WithCancel(context.WithValue(ctx, currentMark{}, j.ID))
	defer cancel()
	if j.History {
		mine = db.Bulk(History(mine))
	}
	q.mu.Lock()
	q.running[j.ID] = run{j, cancel}
	q.mu.Unlock()
	defer func() {
		q.mu.Lock()
		if q.running[j.ID].Attempts == j.Attempts { // else it has begun here again
			delete(q.running, j.ID)
		}
		q.mu.Unlock()
	}()
	err := q.handle(mine, j)
	if err == nil {
		return nil
	}
	after, done := context.WithTimeout(context.WithoutCancel(ctx), afterStop)
	defer done()
	var storing error
	if mine.Err() != nil {
		storing = q.giveBack(after, j)
	} else {
		q.options.Log.Error("job failed", "job", j.ID, "kind", j.Kind, "attempt", j.Attempts, "error", err)
		storing = q.fail(after, j, err)
	}
	if storing != nil { // the lease ends by itself
		q.options.Log.Error("store a job's failure", "job", j.ID, "kind", j.Kind, "error", storing)
	}
	return fmt.Errorf("job %s (%s): %w", j.ID, j.Kind, err)
}

// handle runs the handler and marks the job done; a panic is an error like any other.
func (q *Queue) handle(ctx context.Context, j claimed) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	payload := []byte(j.Payload)
	if f := q.inside[j.Kind]; f != nil {
		return q.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := q.absorb(ctx, tx, j); err != nil {
				return err
			}
			if err := f(ctx, tx, payload); err != nil {
				return err
			}
			return complete(ctx, tx, j)
		})
	}
	if q.absorbing[j.Kind] {
		if err := q.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return q.absorb(ctx, tx, j) }); err != nil {
			return err
		}
	}
	if err := q.outside[j.Kind](ctx, payload); err != nil {
		return err
	}
	// It is done out there: the end of ctx must not hide that.
	after, done := context.WithTimeout(context.WithoutCancel(ctx), afterStop)
	defer done()
	return q.db.Tx(after, func(ctx context.Context, tx *db.Tx) error { return complete(ctx, tx, j) })
}

// repeat calls f now and then every period until ctx ends.
func (q *Queue) repeat(ctx context.Context, period time.Duration, what string, f func(context.Context) error) {
	for {
		if err := f(ctx); err != nil && ctx.Err() == nil {
			q.options.Log.Error("job queue", "doing", what, "error", err)
		}
		if clock.Sleep(ctx, period) != nil {
			return
		}
	}
}

// keepLeases renews what runs here, interrupts what was lost, and takes over what nobody keeps. Leases are over that were before it
// began: however long renewing takes, what runs here is never taken from itself.
func (q *Queue) keepLeases(ctx context.Context) error {
	now := q.now()
	q.mu.Lock()
	mine := make([]claimed, 0, len(q.running))
	for _, r := range q.running {
		mine = append(mine, r.claimed)
	}
	q.mu.Unlock()
	if len(mine) > 0 {
		lost, err := q.renew(ctx, mine)
		if err != nil {
			return err
		}
		q.interrupt(lost)
	}
	return q.sweep(ctx, now)
}

func (q *Queue) now() int64 { return q.db.Clock().Now().UnixMilli() }

// interrupt ends the handlers of jobs that another node has.
func (q *Queue) interrupt(lost []claimed) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, j := range lost {
		if r, ok := q.running[j.ID]; ok && r.Attempts == j.Attempts {
			r.cancel()
		}
	}
}

// Drain handles everything that is due, one job after the other, oldest first, and returns when nothing more is: what
// handlers enqueue is done too, what failed and waits for its next attempt is not. It gives the errors of all handlers.
// Tests call it instead of waiting; commands that end call it after their work.
func (q *Queue) Drain(ctx context.Context) error {
	leases, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { q.repeat(leases, q.options.Lease/3, "leases", q.keepLeases) })
	defer wg.Wait()
	defer stop()
	kinds := slices.Sorted(maps.Keys(q.inside))
	kinds = append(kinds, slices.Sorted(maps.Keys(q.outside))...)
	var failures []error
	for {
		if err := errors.Join(q.tick(ctx), q.sweep(ctx, q.now())); err != nil {
			return errors.Join(append(failures, err)...)
		}
		jobs, err := q.claim(ctx, kinds, 16)
		if err != nil || len(jobs) == 0 {
			return errors.Join(append(failures, err)...)
		}
		q.note(jobs)
		for _, j := range jobs {
			if err := q.work(ctx, j); err != nil {
				failures = append(failures, err)
			}
		}
	}
}
