package pay

import (
	"context"
	"fmt"
	"time"

	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
)

// Service moves money.
type Service struct {
	db       *db.DB
	bus      *event.Bus
	jobs     *job.Queue
	provider Provider
}

// New gives the service; provider carries payments out. Its jobs are handled by jobs.
func New(d *db.DB, bus *event.Bus, jobs *job.Queue, provider Provider) *Service {
	s := &Service{d, bus, jobs, provider}
	job.HandleOutside(jobs, stepJob, s.step)
	job.HandleOutside(jobs, lookJob, s.look)
	job.Handle(jobs, tendJob, s.tend)
	job.HandleOutside(jobs, billJob, s.compareDays)
	return s
}

// Schedule has what is overdue looked after every minute, and yesterday compared with the provider's bill every morning.
func (s *Service) Schedule() {
	s.jobs.Every(tendJob, time.Minute, tendJob)
	s.jobs.EveryAt(billJob, 24*time.Hour, 3*time.Hour, billJob) // 11:00 in Shanghai: bills are ready at ten
}

const (
	stepJob = "pay.step"
	lookJob = "pay.look"
	tendJob = "pay.tend"
	billJob = "pay.bill"
)

// thing says what a job is about.
type thing struct {
	Kind BillKind `json:"kind"`
	ID   int64    `json:"id"`
}

// later has the next step of something done at its time; version tells this wish from others for the same moment.
func (s *Service) later(ctx context.Context, tx *db.Tx, kind BillKind, id, version, at int64) error {
	if at == 0 {
		return nil
	}
	_, err := s.jobs.Enqueue(ctx, tx, job.Spec{Kind: stepJob, Payload: thing{kind, id}, RunAt: at, Unique: fmt.Sprintf("%s:%d:%d", stepJob, id, version)})
	return err
}

// overdue is how long a step may be late before it is taken for lost.
const overdue = 2 * time.Minute

// tend finds steps whose job failed or is lost, and has them done.
func (s *Service) tend(ctx context.Context, tx *db.Tx, _ job.Tick) error {
	const most = 1000
	for _, k := range []struct {
		kind  BillKind
		query string
	}{
		{BillPayment, `SELECT id FROM commerce_pay WHERE step_at <> 0 AND step_at < $1 ORDER BY step_at LIMIT $2`},
		{BillRefund, `SELECT id FROM commerce_pay_refund WHERE step_at <> 0 AND step_at < $1 ORDER BY step_at LIMIT $2`},
		{BillPayout, `SELECT id FROM commerce_pay_payout WHERE step_at <> 0 AND step_at < $1 ORDER BY step_at LIMIT $2`},
	} {
		ids, err := db.All[int64](ctx, tx, k.query, tx.Now-overdue.Milliseconds(), most)
		if err != nil {
			return err
		}
		minute := tx.Now / time.Minute.Milliseconds()
		for _, id := range ids {
			_, err := s.jobs.Enqueue(ctx, tx, job.Spec{Kind: stepJob, Payload: thing{k.kind, id}, Unique: fmt.Sprintf("%s:tend:%d:%d", stepJob, id, minute)})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// step does what is next for something with the provider. What fails at the provider is no failure of the job: the row says when
// it is tried again.
func (s *Service) step(ctx context.Context, t thing) error {
	if job.IsHistory(ctx) {
		return nil
	}
	switch t.Kind {
	case BillPayment:
		return s.stepPayment(ctx, ID(t.ID), false)
	case BillRefund:
		return s.stepRefund(ctx, RefundID(t.ID), false)
	}
	return s.stepPayout(ctx, PayoutID(t.ID), false)
}

// now is the present in unix ms, outside transactions.
func (s *Service) now() int64 { return s.db.Clock().Now().UnixMilli() }
