package segment

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
)

const (
	pollEvery  = 100 * time.Millisecond // between two looks at what changed
	standAside = time.Second            // while another node does it, and after a failure
	runLock    = "segment.run"
)

// Settle folds and builds until nothing is left to do now.
func (s *Service) Settle(ctx context.Context) error {
	for {
		n, err := s.step(ctx)
		if err != nil || n == 0 {
			return err
		}
	}
}

// idle tells, without a transaction, whether there is nothing to do.
func (s *Service) idle(ctx context.Context) (bool, error) {
	q, now := s.db.Read(), s.db.Clock().Now().UnixMilli()
	changes, err := customer.Feed(ctx, q, 1)
	if err != nil || len(changes) > 0 {
		return false, err
	}
	standing, err := customer.NextDue(ctx, q)
	if err != nil || standing != 0 && standing <= now {
		return false, err
	}
	due, err := db.One[int64](ctx, q, `SELECT COUNT(*) FROM (SELECT due_at FROM segment_due WHERE due_at <= $1 LIMIT 1) d`, now)
	if err != nil || due > 0 {
		return false, err
	}
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return false, err
	}
	open, err := db.One[int64](ctx, q, `SELECT COUNT(*) FROM segment WHERE state = 'building' OR state = 'live' AND zone <> $1`, zone.String())
	return open == 0, err
}

// step takes one batch, and one piece of a build between two batches; 0 means that there is nothing to do.
func (s *Service) step(ctx context.Context) (int, error) {
	n, err := s.Fold(ctx)
	if err != nil {
		return n, err
	}
	more, err := s.build(ctx)
	if more {
		n++
	}
	return n, err
}

// Run keeps the members of live rules until ctx ends: it looks after every Wake, and every 100 ms otherwise. Of several
// nodes one does it at a time. A failure is logged, and tried again a second later.
func (s *Service) Run(ctx context.Context, log *slog.Logger) error {
	for ctx.Err() == nil {
		release, ok, err := s.db.TryLock(ctx, runLock)
		if err == nil && ok {
			err = s.keepAndLoad(ctx)
			release()
		}
		if err != nil && ctx.Err() == nil {
			log.Error("segments are behind", "error", err)
		}
		_ = clock.Sleep(ctx, standAside)
	}
	return nil
}

// keepAndLoad keeps members, and loads beside it what is asked often into memory; the first failure ends both.
func (s *Service) keepAndLoad(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	loaded := make(chan error, 1)
	go func() {
		err := s.loader(ctx)
		stop()
		loaded <- err
	}()
	err := s.keep(ctx)
	stop()
	return errors.Join(err, <-loaded)
}

// keep does what there is to do until ctx ends or something fails.
func (s *Service) keep(ctx context.Context) error {
	for {
		idle, err := s.idle(ctx)
		if err == nil && !idle {
			_, err = s.step(ctx)
		}
		if err != nil {
			return err
		}
		if !idle {
			continue
		}
		timer := time.NewTimer(pollEvery)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-s.wake:
			timer.Stop()
		case <-timer.C:
		}
	}
}
