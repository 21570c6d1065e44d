package cashier

import (
	"context"

	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/kit/db"
	"qunli/kit/job"
)

// Waits tells whether a reward must not go out now. Who says so keeps it, and says Let or TakeBack in the end.
type Waits func(ctx context.Context, tx *db.Tx, m campaign.Message) (bool, error)

// ReviewBy has rewards asked about before they go out.
func (s *Service) ReviewBy(w Waits) { s.waits = w }

func (s *Service) hold(ctx context.Context, tx *db.Tx, m campaign.Message) (bool, error) {
	if s.waits == nil {
		return false, nil
	}
	return s.waits(ctx, tx, m)
}

// Let has a reward that waited go out. Its number is the one that the game gave it: it goes out once, however often this is said.
func (s *Service) Let(ctx context.Context, tx *db.Tx, m campaign.Message) error {
	_, err := s.jobs.Enqueue(ctx, tx, job.Spec{Kind: askJob, Payload: m})
	return err
}

// TakeBack tells the game of a reward that waited that it never goes out.
func (s *Service) TakeBack(ctx context.Context, tx *db.Tx, m campaign.Message) error {
	return tell(ctx, tx, s, []pay.Cause{ofReward(m.Seat, campaign.Nth(m.Number))}, func(c pay.Cause) (pay.Cause, campaign.Command) { return answered(c, campaign.Returned) })
}
