package webhook

import (
	"context"
	"errors"
	"slices"

	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/org"
)

// The refusals about deliveries.
var (
	ErrNoDelivery = fault.New(fault.Missing, "webhook.no_delivery", "没有这次推送", "There is no such delivery")
	ErrWaits      = fault.New(fault.Conflict, "webhook.waits", "这次推送还在排队", "The delivery waits already")
)

// Filter narrows a list of deliveries; zero fields do not.
type Filter struct {
	Subscription ID
	State        Progress
	Kind         string
	Before       DeliveryID // the last id of the page before
	Limit        int        // 50 when 0
}

func (f Filter) cond() *db.Cond {
	return db.Where("").If(f.Subscription != 0, "subscription_id = $1", f.Subscription).If(f.State != "", "state = $1", string(f.State)).
		If(f.Kind != "", "kind = $1", f.Kind).If(f.Before != 0, "id < $1", f.Before)
}

// Deliveries gives a page of deliveries, the last first.
func (s *Service) Deliveries(ctx context.Context, f Filter) ([]Delivery, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return nil, err
	}
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	c := f.cond()
	return db.All[Delivery](ctx, s.db.Read(), `SELECT `+deliveryColumns+` FROM webhook_delivery WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(f.Limit)...)
}

// Delivery gives one delivery and what it says; "" when its facts were pruned.
func (s *Service) Delivery(ctx context.Context, i DeliveryID) (Delivery, string, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return Delivery{}, "", err
	}
	d, err := db.One[Delivery](ctx, s.db.Read(), `SELECT `+deliveryColumns+` FROM webhook_delivery WHERE id = $1`, i)
	if errors.Is(err, db.ErrNone) {
		err = ErrNoDelivery
	}
	if err != nil {
		return d, "", err
	}
	row, err := event.One(ctx, s.db.Read(), d.FactID)
	if errors.Is(err, event.ErrGone) {
		return d, "", nil
	}
	if err != nil {
		return d, "", err
	}
	text, err := body(row)
	return d, string(text), err
}

// Replay sends a delivery again, whatever became of it, with all its tries before it.
func (s *Service) Replay(ctx context.Context, i DeliveryID) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		d, err := db.One[Delivery](ctx, tx, `SELECT `+deliveryColumns+` FROM webhook_delivery WHERE id = $1`, i)
		if errors.Is(err, db.ErrNone) {
			return ErrNoDelivery
		}
		if err != nil {
			return err
		}
		if _, err := load(ctx, tx, d.SubscriptionID); err != nil {
			return err
		}
		if _, err := event.One(ctx, tx, d.FactID); err != nil {
			return err
		}
		n, err := s.again(ctx, tx, db.Where("id = $1 AND state <> 'waiting'", i), 1)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrWaits
		}
		return org.Audit(ctx, tx, org.Change{Verb: "webhook.replay", Object: "webhook", ID: int64(d.SubscriptionID), After: map[string]any{"delivery": i}})
	})
}

// MostReplayed is how many deliveries ReplayFailed takes at a time.
const MostReplayed = 1000

// ReplayFailed sends again what was given up, of one subscription or all of them, the oldest first and at most MostReplayed; n is
// how many.
func (s *Service) ReplayFailed(ctx context.Context, i ID) (n int64, err error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return 0, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		there, err := subscriptions(ctx, tx)
		if err != nil {
			return err
		}
		var asked []ID
		for _, one := range there {
			if i == 0 || one.ID == i {
				asked = append(asked, one.ID)
			}
		}
		if i != 0 && len(asked) == 0 {
			return ErrMissing
		}
		if n, err = s.again(ctx, tx, db.Where("state = 'given_up'").In("subscription_id", asked), MostReplayed); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "webhook.replay_failed", Object: "webhook", ID: int64(i), After: map[string]any{"deliveries": n}})
	})
	return n, err
}

// again has deliveries wait and sends them. Those of a subscription that is off or paused wait until it is on.
func (s *Service) again(ctx context.Context, tx *db.Tx, c *db.Cond, most int) (int64, error) {
	of, err := db.All[ID](ctx, tx, `UPDATE webhook_delivery SET state = 'waiting', tries = 0, replays = replays + 1, next_at = `+c.Next(1)+`
		WHERE id IN (SELECT id FROM webhook_delivery WHERE `+c.SQL()+` ORDER BY id LIMIT `+c.Next(2)+`) RETURNING subscription_id`, c.Args(tx.Now, most)...)
	if err != nil {
		return 0, err
	}
	n := int64(len(of))
	slices.Sort(of)
	for _, i := range slices.Compact(of) {
		if err := s.wake(ctx, tx, i, 0); err != nil {
			return 0, err
		}
	}
	return n, nil
}
