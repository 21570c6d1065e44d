package outreach

import (
	"context"
	"fmt"
	"time"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/org"
)

// tend carries out what is due: broadcasts whose time has come are decided, batches are made, looked for, reconciled. Jobs of
// it run one after the other over all nodes. What fails is tried again later and keeps nothing else back.
func (s *Service) tend(ctx context.Context) error {
	ctx = org.Owner(ctx, "outreach")
	rows, err := db.All[row](ctx, s.db.Read(), `SELECT `+columns+` FROM outreach_broadcast WHERE state IN ('approved', 'deciding') AND due_at <= $1 ORDER BY due_at, id`, s.now())
	if err != nil {
		return err
	}
	for _, r := range rows {
		b, err := r.broadcast()
		if err == nil {
			err = s.decide(ctx, b)
		}
		if err := s.report(ctx, "decide about a broadcast", r.ID, err); err != nil {
			return err
		}
	}
	for {
		due, err := db.All[batch](ctx, s.db.Read(), `SELECT `+batchColumns+` FROM outreach_batch t WHERE state IN ('planned', 'calling', 'made') AND due_at <= $1
			AND EXISTS (SELECT 1 FROM outreach_broadcast b WHERE b.id = t.broadcast_id AND b.state IN ('sending', 'cancelled')) ORDER BY due_at, id LIMIT 100`, s.now())
		if err != nil {
			return err
		}
		if len(due) == 0 {
			return s.again(ctx)
		}
		for _, t := range due {
			if err := s.further(ctx, t); err != nil {
				return err
			}
		}
	}
}

// report logs a failure that is tried again later; only a stopped ctx is an error.
func (s *Service) report(ctx context.Context, what string, id fmt.Stringer, err error) error {
	if err != nil && ctx.Err() == nil {
		s.log.Warn(what, "id", id, "error", err)
	}
	return ctx.Err()
}

// again has what is due before the next tick tended at its time.
func (s *Service) again(ctx context.Context) error {
	next, err := db.All[int64](ctx, s.db.Read(), `SELECT due_at FROM outreach_batch WHERE state IN ('planned', 'calling', 'made') ORDER BY due_at LIMIT 1`)
	if err != nil || len(next) == 0 || next[0] > s.now()+time.Minute.Milliseconds() {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := s.jobs.Enqueue(ctx, tx, job.Spec{Kind: tendJob, Payload: struct{}{}, Lane: tendJob, RunAt: next[0], Unique: fmt.Sprint(tendJob, ":", next[0])})
		return err
	})
}

// further takes one batch one step further. What fails is tried again later and later.
func (s *Service) further(ctx context.Context, t batch) error {
	r, err := db.One[row](ctx, s.db.Read(), `SELECT `+columns+` FROM outreach_broadcast WHERE id = $1`, t.BroadcastID)
	if err != nil {
		return err
	}
	b, err := r.broadcast()
	if err != nil {
		return err
	}
	m := s.channels[b.Channel]
	switch {
	case m == nil:
		err = ErrNoChannel.F(b.Channel)
	case t.State == planned && b.State == Cancelled:
		err = s.end(ctx, t, ended, Withdrawn, "")
	case t.State == planned:
		err = s.make(ctx, m, b, t)
	case t.State == calling:
		err = s.find(ctx, m, b, t)
	default:
		err = s.reconcile(ctx, m, b, t)
	}
	if err == nil {
		return nil
	}
	if stopped := s.report(ctx, "carry on with a batch", t.ID, err); stopped != nil {
		return stopped
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `UPDATE outreach_batch SET attempts = attempts + 1, due_at = $2, reason = $3 WHERE id = $1 AND state IN ('planned', 'calling', 'made')`,
			t.ID, tx.Now+backOff(t.Attempts).Milliseconds(), fault.Of(err).Code)
		return err
	})
}

// backOff is how long a batch rests after so many failures in a row: 2 s, 4 s … half an hour.
func backOff(attempts int64) time.Duration {
	return min(2*time.Second<<min(attempts, 12), 30*time.Minute)
}

// end ends a batch: recipients of whom nothing is known get an outcome, and what was held for them is given back.
func (s *Service) end(ctx context.Context, t batch, state string, rest Outcome, reason string) error {
	held, err := heldOf(ctx, s.db.Read(), t.ID)
	if err != nil {
		return err
	}
	results := make([]settled, len(held))
	for n, r := range held {
		results[n] = settled{r, rest, 0}
	}
	if err := s.settle(ctx, t, results); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `UPDATE outreach_batch SET state = $2, reason = $3 WHERE id = $1`, t.ID, state, reason)
		if err != nil {
			return err
		}
		if err := s.asked(ctx, tx, t, "ended"); err != nil {
			return err
		}
		return s.complete(ctx, tx, t.BroadcastID)
	})
}

// heldOf gives the recipients of a batch of whom nothing is known yet.
func heldOf(ctx context.Context, q db.Q, t BatchID) ([]reach, error) {
	return db.All[reach](ctx, q, `SELECT broadcast_id, target, batch_id, contact, state, reason, at FROM outreach_reach WHERE batch_id = $1 AND state = 'held' ORDER BY target`, t)
}

// ErasePeople empties the channel's keys of people who are being erased. That they were sent something stays.
func ErasePeople(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	c := db.Where("").In("target", people)
	_, err := db.Exec(ctx, tx, `UPDATE outreach_reach SET contact = '' WHERE `+c.SQL(), c.Args()...)
	return err
}
