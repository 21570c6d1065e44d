package webhook

import (
	"context"
	"errors"
	"strconv"

	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/job"
)

// load gives a subscription that is there.
func load(ctx context.Context, q db.Q, i ID) (subscriptionRow, error) {
	r, err := db.One[subscriptionRow](ctx, q, `SELECT `+subscriptionColumns+` FROM webhook_subscription WHERE id = $1 AND state <> 'gone'`, i)
	if errors.Is(err, db.ErrNone) {
		err = ErrMissing
	}
	return r, err
}

func subscriptions(ctx context.Context, q db.Q) ([]subscriptionRow, error) {
	return db.All[subscriptionRow](ctx, q, `SELECT `+subscriptionColumns+` FROM webhook_subscription WHERE state <> 'gone' ORDER BY id`)
}

// count fills in how many deliveries wait and were given up.
func count(ctx context.Context, q db.Q, s *Subscription) (err error) {
	if s.Waiting, err = db.One[int64](ctx, q, `SELECT COUNT(*) FROM webhook_delivery WHERE subscription_id = $1 AND state = 'waiting'`, s.ID); err != nil {
		return err
	}
	s.GivenUp, err = db.One[int64](ctx, q, `SELECT COUNT(*) FROM webhook_delivery WHERE subscription_id = $1 AND state = 'given_up'`, s.ID)
	return err
}

// wake has what is due of a subscription sent at a moment, ms; 0 is now.
func (s *Service) wake(ctx context.Context, tx *db.Tx, i ID, at int64) error {
	_, err := s.jobs.Enqueue(ctx, tx, job.Spec{Kind: sendJob, Payload: sending{i}, Lane: sendJob + ":" + i.String(), RunAt: at})
	return err
}

// taskKey names the task of looking after a subscription that was paused.
func taskKey(i ID, pausedAt int64) string {
	return "webhook:" + i.String() + ":" + strconv.FormatInt(pausedAt, 10)
}

// settle ends the task of a subscription that was paused.
func settle(ctx context.Context, tx *db.Tx, was subscriptionRow) error {
	if was.PausedAt == 0 {
		return nil
	}
	return desk.Settle(ctx, tx, "looked_after", taskKey(was.ID, was.PausedAt))
}

// Old counts the deliveries made before a moment, ms, that do not wait.
func Old(ctx context.Context, q db.Q, before int64) (int64, error) {
	return db.One[int64](ctx, q, `SELECT COUNT(*) FROM webhook_delivery WHERE created_at < $1 AND `+ended, before)
}

// ForgetOld deletes at most limit of them in the caller's transaction.
func ForgetOld(ctx context.Context, tx *db.Tx, before int64, limit int) (int64, error) {
	return db.Exec(ctx, tx, `DELETE FROM webhook_delivery WHERE id IN (SELECT id FROM webhook_delivery WHERE created_at < $1 AND `+ended+` ORDER BY id LIMIT $2)`, before, limit)
}

// ended says that a delivery waits for nothing: it is over, or nobody will send it.
const ended = `(state <> 'waiting' OR subscription_id IN (SELECT id FROM webhook_subscription WHERE state IN ('off', 'gone')))`
