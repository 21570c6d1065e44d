package outreach

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
)

// Service is the room's verbs.
type Service struct {
	db       *db.DB
	jobs     *job.Queue
	segments *segment.Service
	log      *slog.Logger
	channels map[string]Mass
}

const (
	tendJob  = "outreach.tend"
	tendTick = "outreach.tick"
)

// New gives the verbs; jobs carries broadcasts out.
func New(d *db.DB, jobs *job.Queue, segments *segment.Service, log *slog.Logger) *Service {
	s := &Service{db: d, jobs: jobs, segments: segments, log: log, channels: map[string]Mass{}}
	job.HandleOutside(jobs, tendJob, func(ctx context.Context, _ struct{}) error { return s.tend(ctx) })
	jobs.Handle(tendTick, func(ctx context.Context, tx *db.Tx, _ json.RawMessage) error { return s.wake(ctx, tx, 0) })
	jobs.Every(tendTick, time.Minute, tendTick)
	return s
}

// SendBy has broadcasts of a channel sent by m. It is called before the jobs run.
func (s *Service) SendBy(channel string, m Mass) { s.channels[channel] = m }

// wake has what is due tended at a moment, ms; 0 is now.
func (s *Service) wake(ctx context.Context, tx *db.Tx, at int64) error {
	_, err := s.jobs.Enqueue(ctx, tx, job.Spec{Kind: tendJob, Payload: struct{}{}, Lane: tendJob, RunAt: at})
	return err
}

func (s *Service) now() int64 { return s.db.Clock().Now().UnixMilli() }

// budgetLock is held by who decides about reach: what one counted nobody else changes before it has written.
const budgetLock = "outreach.budget"

// Policy gives the policy to whoever may write broadcasts.
func (s *Service) Policy(ctx context.Context) (Policy, error) {
	if err := org.Must(ctx, org.OutreachEdit); err != nil {
		return Policy{}, err
	}
	return PolicyOf(ctx, s.db.Read())
}

// SetPolicy replaces the policy. It holds for what is decided from then on.
func (s *Service) SetPolicy(ctx context.Context, p Policy) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		before, err := PolicyOf(ctx, tx)
		if err != nil {
			return err
		}
		if err := org.SetStructured(ctx, tx, settingPolicy, p); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "outreach.policy", Object: "setting", Before: before, After: p})
	})
}

// Promise notes how many contacts in the policy's days a code promises at most to who comes by it (CHN-11); 0 takes the
// promise back. It joins the caller's transaction.
func Promise(ctx context.Context, tx *db.Tx, state string, most int64) error {
	if most < 0 || state == "" {
		return fault.InvalidField("most", "", "应是某个渠道码的次数", "is a number for a code")
	}
	if most == 0 {
		_, err := db.Exec(ctx, tx, `DELETE FROM outreach_promise WHERE state = $1`, state)
		return err
	}
	_, err := db.Exec(ctx, tx, `INSERT INTO outreach_promise (state, most) VALUES ($1, $2) ON CONFLICT (state) DO UPDATE SET most = excluded.most`, state, most)
	return err
}

// load gives a broadcast in the actor's scope.
func load(ctx context.Context, q db.Q, i ID) (Broadcast, error) {
	r, err := db.One[row](ctx, q, `SELECT `+columns+` FROM outreach_broadcast WHERE id = $1`, i)
	if errors.Is(err, db.ErrNone) {
		return Broadcast{}, ErrMissing
	}
	if err != nil {
		return Broadcast{}, err
	}
	if err := org.Scope(ctx).Check(r.StoreID, r.StaffID); err != nil {
		return Broadcast{}, err
	}
	return r.broadcast()
}
