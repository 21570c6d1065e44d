package reward

import (
	"context"
	"time"

	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/secret"
	"qunli/org"
	"qunli/segment"
)

// Service keeps gifts and gives them.
type Service struct {
	db       *db.DB
	bus      *event.Bus
	jobs     *job.Queue
	segments *segment.Service
	keys     *secret.Keyring // nil: for commands that only read
}

// New gives the service. Its jobs are handled by jobs.
func New(d *db.DB, bus *event.Bus, jobs *job.Queue, segments *segment.Service, keys *secret.Keyring) *Service {
	s := &Service{d, bus, jobs, segments, keys}
	job.Handle(jobs, tendJob, func(ctx context.Context, tx *db.Tx, _ job.Tick) error { return s.tend(ctx, tx) })
	return s
}

// Schedule has what is due ended every minute.
func (s *Service) Schedule() { s.jobs.Every(tendJob, time.Minute, tendJob) }

const (
	tendJob  = "reward.tend"
	tendMost = 1000 // a minute; deadlines hold without it: every verb looks at them
)

// tend ends what is over: coupons that were not used, things nobody claimed, parcels nobody said anything of.
func (s *Service) tend(ctx context.Context, tx *db.Tx) error {
	due, err := db.All[Grant](ctx, tx, `SELECT `+grantColumns+` FROM reward_grant WHERE due_at <> 0 AND due_at <= $1 ORDER BY due_at LIMIT $2`, tx.Now, tendMost)
	if err != nil {
		return err
	}
	for _, g := range due {
		if err := s.lapse(ctx, tx, g.ID); err != nil {
			return err
		}
	}
	return nil
}

// lapse does what time has brought about.
func (s *Service) lapse(ctx context.Context, tx *db.Tx, i ID) error {
	g, err := lock(ctx, tx, i)
	if err != nil || g.DueAt == 0 || g.DueAt > tx.Now {
		return err
	}
	to, was := Expired, g.State
	if was == Shipped {
		to = Received
	}
	if err := g.turn(to, tx.Now, Issued, Waiting, Shipped); err != nil {
		return err
	}
	if err := g.save(ctx, tx); err != nil || was != Waiting {
		return err
	}
	return s.bus.Publish(ctx, tx, Withheld{g.ID, g.GiftID, g.CustomerID, g.Cause()})
}

// may asks for a permission and for the whole brand: gifts belong to no store.
func may(ctx context.Context, p org.Permission) error {
	if err := org.Must(ctx, p); err != nil {
		return err
	}
	if !org.Scope(ctx).Whole() {
		return org.ErrScope
	}
	return nil
}
