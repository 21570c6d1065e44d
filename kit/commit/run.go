package commit

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
)

const (
	// drainFor bounds how long a stopping queue still talks to the database.
	drainFor = 8 * time.Second
	// maxDefects bounds the failing transactions spent on finding one request at fault when no constraint names it:
	// twice the depth of a batch of 512, and a few.
	maxDefects = 24
)

// Run takes and settles batches until ctx ends, then refuses new requests, settles what is queued, and returns nil.
func (q *Queue[Req, Reply]) Run(ctx context.Context) error {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() {
		q.stop()
		time.AfterFunc(drainFor, cancel)
	})()
	for {
		select {
		case <-q.wake:
			q.rounds(work)
		case <-ctx.Done():
			q.stop()
			q.rounds(work)
			return nil
		}
	}
}

func (q *Queue[Req, Reply]) stop() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.stopped = true
}

// rounds settles batch after batch while something waits.
func (q *Queue[Req, Reply]) rounds(work context.Context) {
	for !q.empty() {
		// The callers just answered, and those about to call, get a chance to queue up before the next batch is cut.
		runtime.Gosched()
		defects := maxDefects
		q.settle(work, q.take(), &defects)
	}
}

func (q *Queue[Req, Reply]) empty() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting) == 0
}

// settle makes a batch durable and answers it, halving it while it fails for the sake of single requests.
func (q *Queue[Req, Reply]) settle(ctx context.Context, batch []*call[Req, Reply], defects *int) {
	if len(batch) == 0 {
		return
	}
	err := q.try(ctx, batch)
	if err == nil {
		q.stats.batches.Add(1)
		q.stats.requests.Add(int64(len(batch)))
		answer(batch)
		return
	}
	q.forget()
	q.stats.failed.Add(1)
	if len(batch) > 1 && divisible(err, defects) {
		half := len(batch) / 2
		q.settle(ctx, batch[:half], defects)
		q.settle(ctx, batch[half:], defects)
		return
	}
	refuse(batch, err)
}

// attempt runs a batch in one transaction and leaves the replies in its calls. f may run again when PostgreSQL asks for
// it: what the decider remembers of the first run is then dropped.
func attempt[Req, Reply, Write any](
	ctx context.Context, d *db.DB, decider Decider[Req, Reply, Write], batch []*call[Req, Reply], part int,
) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("commit: panic: %v\n%s", p, debug.Stack())
		}
	}()
	requests := make([]Req, len(batch))
	for i, c := range batch {
		requests[i] = c.request
	}
	writes := make([]Write, 0, len(batch))
	again := false
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if again {
			decider.Forget()
		}
		again, writes = true, writes[:0]
		if err := decider.Begin(ctx, tx, requests); err != nil {
			return err
		}
		ahead, _ := decider.(Ahead)
		w := &writer{}
		defer w.wait()
		for n, c := range batch {
			if ahead != nil && n > 0 && n%part == 0 {
				if err := w.next(ctx, tx, ahead.Part()); err != nil {
					return err
				}
			}
			var more []Write
			c.reply, more, c.err = decider.Decide(tx.Now, c.request)
			if c.err == nil {
				writes = append(writes, more...)
			}
		}
		if err := w.wait(); err != nil || len(writes) == 0 {
			return err
		}
		return decider.Apply(ctx, tx, writes)
	})
}

// writer writes one part after the other beside who decides. After a failure it writes nothing more.
type writer struct {
	running sync.WaitGroup
	err     error
}

// next begins to write a part once the one before is written.
func (w *writer) next(ctx context.Context, tx *db.Tx, write func(ctx context.Context, tx *db.Tx) error) error {
	if err := w.wait(); err != nil || write == nil {
		return err
	}
	w.running.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				w.err = fmt.Errorf("commit: panic: %v\n%s", p, debug.Stack())
			}
		}()
		w.err = write(ctx, tx)
	})
	return nil
}

// wait gives what became of the parts.
func (w *writer) wait() error {
	w.running.Wait()
	return w.err
}

// divisible reports whether a failure may be the fault of a single request: a constraint always, any other defect as
// long as the allowance lasts, the state of the storage never.
func divisible(err error, defects *int) bool {
	if db.Code(err) != db.CodeNone {
		return true
	}
	if storage(err) {
		return false
	}
	*defects--
	return *defects > 0
}

// storage reports whether err says that the storage, not the request, is at fault.
func storage(err error) bool {
	return fault.Of(err).Kind == fault.Unavailable || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

func answer[Req, Reply any](batch []*call[Req, Reply]) {
	for _, c := range batch {
		close(c.done)
	}
}

// refuse answers every call of a batch that had no effect, or whose effect nobody knows.
func refuse[Req, Reply any](batch []*call[Req, Reply], err error) {
	switch {
	case db.Code(err) != db.CodeNone:
		err = ErrConflict.Because(err)
	case storage(err) && fault.Of(err).Kind != fault.Unavailable:
		err = db.ErrBusy.Because(err)
	}
	var none Reply
	for _, c := range batch {
		c.reply, c.err = none, err
		close(c.done)
	}
}
