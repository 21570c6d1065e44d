package bench

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"qunli/kit/clock"
	"qunli/kit/commit"
	"qunli/kit/db"
)

// Load says how hard and how long.
type Load struct {
	Callers int           // each calls again as soon as it is answered
	For     time.Duration // no call begins later
}

// Latencies are how long each call took, ascending, and how long all took together.
type Latencies struct {
	Each []time.Duration
	Took time.Duration
}

// Rate gives calls a second.
func (l Latencies) Rate() float64 {
	if l.Took <= 0 {
		return 0
	}
	return float64(len(l.Each)) / l.Took.Seconds()
}

// At gives the latency that the share p (0…1) of the calls did not exceed.
func (l Latencies) At(p float64) time.Duration {
	if len(l.Each) == 0 {
		return 0
	}
	return l.Each[min(int(p*float64(len(l.Each))), len(l.Each)-1)]
}

// join gives both together, as if one followed the other.
func (l Latencies) join(other Latencies) Latencies {
	each := slices.Concat(l.Each, other.Each)
	slices.Sort(each)
	return Latencies{each, l.Took + other.Took}
}

// Claims makes the bench's own tables in d, claims by group commit under the load given, drops the tables again and gives
// the latencies. It may run beside other work in the same database.
func Claims(ctx context.Context, d *db.DB, load Load) (Latencies, error) {
	const campaign = 1
	if err := prepare(ctx, d, campaign); err != nil {
		return Latencies{}, err
	}
	var last atomic.Int64
	l, err := grouped(ctx, d, load, campaign, &last)
	return l, errors.Join(err, drop(context.WithoutCancel(ctx), d))
}

// grouped claims through a commit queue. last is the customer who claimed last.
func grouped(ctx context.Context, d *db.DB, load Load, campaign int64, last *atomic.Int64) (Latencies, error) {
	q := commit.New(d, &claims{campaign: campaign}, commit.Options{})
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- q.Run(running) }()
	l, err := drive(ctx, load, func(ctx context.Context) error {
		_, err := q.Do(ctx, claim{campaign, last.Add(1), 1})
		return err
	})
	stop()
	return l, errors.Join(err, <-ended)
}

// drive has all callers call until the time is over, ctx ends or a call fails.
func drive(ctx context.Context, load Load, call func(ctx context.Context) error) (Latencies, error) {
	var over atomic.Bool
	defer time.AfterFunc(load.For, func() { over.Store(true) }).Stop()
	each, errs := make([][]time.Duration, load.Callers), make([]error, load.Callers)
	var wg sync.WaitGroup
	watch := clock.Stopwatch()
	for i := range load.Callers {
		wg.Go(func() {
			for !over.Load() && ctx.Err() == nil {
				begun := watch()
				if errs[i] = call(ctx); errs[i] != nil {
					over.Store(true)
					return
				}
				each[i] = append(each[i], watch()-begun)
			}
		})
	}
	wg.Wait()
	l := Latencies{Took: watch(), Each: slices.Concat(each...)}
	slices.Sort(l.Each)
	return l, errors.Join(append(errs, ctx.Err())...)
}
