package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/org"
)

// Progress is how far a delivery has come.
type Progress string

// The states of a delivery.
const (
	Waiting   Progress = "waiting"
	Delivered Progress = "delivered"
	GivenUp   Progress = "given_up"
)

// Delivery is one publishing of facts for one subscription.
type Delivery struct {
	ID             DeliveryID
	SubscriptionID ID
	FactID         event.ID
	Kind           string
	State          Progress
	Tries          int64 // of this round
	Replays        int64 // rounds after the first
	NextAt         int64 // ms, of one that waits
	TriedAt        int64 // ms, 0 never
	Status         int64 // of the last answer, 0 none came
	Took           int64 // ms of the last try
	Trouble        string
	Reply          string
	CreatedAt      int64
}

const deliveryColumns = `id, subscription_id, fact_id, kind, state, tries, replays, next_at, tried_at, status, took, trouble, reply, created_at`

const sendJob = "webhook.send"

type sending struct {
	Subscription ID `json:"subscription"`
}

// hear writes a delivery for everybody who wants to be told a row of facts.
func (s *Service) hear(ctx context.Context, tx *db.Tx, r event.Row) error {
	all, err := subscriptions(ctx, tx)
	if err != nil {
		return err
	}
	for _, one := range all {
		var kinds []string
		if err := json.Unmarshal([]byte(one.Facts), &kinds); err != nil {
			return err
		}
		if one.State == Off || !slices.Contains(kinds, r.Kind) {
			continue
		}
		n, err := db.Insert(ctx, tx, "webhook_delivery", []Delivery{{ID: DeliveryID(tx.NewID()), SubscriptionID: one.ID, FactID: r.ID, Kind: r.Kind,
			State: Waiting, NextAt: tx.Now, CreatedAt: tx.Now}}, "ON CONFLICT (subscription_id, fact_id) DO NOTHING")
		if err != nil {
			return err
		}
		if n == 0 || one.State != On {
			continue
		}
		if err := s.wake(ctx, tx, one.ID, 0); err != nil {
			return err
		}
	}
	return nil
}

// delays says how long after a try that failed the next one comes: eight tries within 27 hours.
var delays = []time.Duration{30 * time.Second, 2 * time.Minute, 8 * time.Minute, 30 * time.Minute, 2 * time.Hour, 8 * time.Hour, 16 * time.Hour}

// silentFor is how long a subscription to which nobody answers is left alone after so many misses in a row.
func silentFor(misses int64) time.Duration { return min(delays[min(misses, 4)-1], 30*time.Minute) }

// failsFor is how long a subscription fails until it is paused.
const failsFor = 24 * time.Hour

// atOnce is how many deliveries one job sends; more go on in the next.
const atOnce = 100

// send sends what is due of a subscription, the oldest first. The lane of its jobs has one of them run at a time.
func (s *Service) send(ctx context.Context, i ID) error {
	to, err := load(ctx, s.db.Read(), i)
	if errors.Is(err, ErrMissing) || err == nil && (to.State != On || to.RetryAt > s.now()) {
		return nil
	}
	if err != nil {
		return err
	}
	open, err := networks(ctx, s.db.Read())
	if err != nil {
		return err
	}
	post := newPost(open)
	defer post.close()
	for range atOnce {
		due, err := db.All[Delivery](ctx, s.db.Read(), `SELECT `+deliveryColumns+` FROM webhook_delivery
			WHERE subscription_id = $1 AND state = 'waiting' AND next_at <= $2 ORDER BY next_at, id LIMIT 1`, i, s.now())
		if err != nil || len(due) == 0 {
			return err
		}
		a, err := s.try(ctx, post, to, due[0])
		if err != nil {
			return err
		}
		on, err := s.note(ctx, to, due[0], a)
		if err != nil || !on {
			return err
		}
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.wake(ctx, tx, i, 0) })
}

// try makes one try. An error is our own; what the other side did is in the answer.
func (s *Service) try(ctx context.Context, post *post, to subscriptionRow, d Delivery) (answer, error) {
	row, err := event.One(ctx, s.db.Read(), d.FactID)
	if errors.Is(err, event.ErrGone) {
		return answer{trouble: "gone", final: true}, nil
	}
	if err != nil {
		return answer{}, err
	}
	text, err := body(row)
	if errors.Is(err, event.ErrGone) {
		return answer{trouble: "gone", final: true}, nil
	}
	if err != nil {
		return answer{}, err
	}
	now := s.db.Clock().Now()
	signed, err := s.sign(to, now, text)
	if err != nil {
		return answer{trouble: "key", silent: true}, nil // the file of keys is another one: somebody has to look
	}
	a := post.send(ctx, letter{address: to.Address, id: d.ID, kind: d.Kind, try: d.Tries + 1, at: now, signatures: signed, body: text})
	return a, ctx.Err()
}

// note writes down what came of a try, and tells whether the next delivery can be tried.
func (s *Service) note(ctx context.Context, to subscriptionRow, d Delivery, a answer) (on bool, err error) {
	ctx = org.As(ctx, org.Actor{Kind: org.ActorJob, Role: org.RoleOwner, Scope: org.ScopeAll, Address: sendJob})
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		was := d.Tries
		d.Tries, d.TriedAt, d.Status, d.Took, d.Trouble, d.Reply = was+1, tx.Now, a.status, a.took, a.trouble, a.reply
		switch {
		case a.trouble == "":
			d.State = Delivered
		case a.final || int(was) >= len(delays):
			d.State = GivenUp
		default:
			d.NextAt = tx.Now + delays[was].Milliseconds()
		}
		n, err := db.Exec(ctx, tx, `UPDATE webhook_delivery SET state = $4, tries = $5, next_at = $6, tried_at = $7, status = $8, took = $9, trouble = $10, reply = $11
			WHERE id = $1 AND state = 'waiting' AND tries = $2 AND replays = $3`, d.ID, was, d.Replays, string(d.State), d.Tries, d.NextAt, d.TriedAt, d.Status,
			d.Took, d.Trouble, d.Reply)
		if err != nil || n == 0 {
			on = err == nil // another node tried it too, or somebody replays it: what it wrote counts
			return err
		}
		if d.State == Waiting {
			if err := s.wake(ctx, tx, to.ID, d.NextAt); err != nil {
				return err
			}
		}
		on, err = s.health(ctx, tx, to.ID, a)
		return err
	})
	return on, err
}

// health keeps how a subscription does, and tells whether it can be tried on.
func (s *Service) health(ctx context.Context, tx *db.Tx, i ID, a answer) (on bool, err error) {
	to, err := load(ctx, tx, i)
	if errors.Is(err, ErrMissing) || a.final {
		return err == nil, nil
	}
	if err != nil {
		return false, err
	}
	if a.trouble == "" {
		_, err := db.Exec(ctx, tx, `UPDATE webhook_subscription SET failing_since = 0, misses = 0, retry_at = 0 WHERE id = $1 AND (failing_since <> 0 OR misses <> 0)`, i)
		return to.State == On, err
	}
	if to.FailingSince == 0 {
		to.FailingSince = tx.Now
	}
	if a.silent {
		to.Misses++
		to.RetryAt = tx.Now + silentFor(to.Misses).Milliseconds()
	} else {
		to.Misses, to.RetryAt = 0, 0
	}
	_, err = db.Exec(ctx, tx, `UPDATE webhook_subscription SET failing_since = $2, misses = $3, retry_at = $4 WHERE id = $1`, i, to.FailingSince, to.Misses, to.RetryAt)
	if err != nil {
		return false, err
	}
	if tx.Now-to.FailingSince >= failsFor.Milliseconds() && to.State == On {
		return false, pause(ctx, tx, to)
	}
	if a.silent {
		return false, s.wake(ctx, tx, i, to.RetryAt)
	}
	return to.State == On, nil
}

// pause stops a subscription that has failed for a whole day, and asks whoever made it to look.
func pause(ctx context.Context, tx *db.Tx, to subscriptionRow) error {
	_, err := db.Exec(ctx, tx, `UPDATE webhook_subscription SET state = 'paused', paused_at = $2, version = version + 1 WHERE id = $1 AND state = 'on'`, to.ID, tx.Now)
	if err != nil {
		return err
	}
	err = desk.Ask(ctx, tx, []desk.Task{{Kind: desk.Mend, Why: "webhook_paused", StaffID: to.CreatedBy, DueAt: tx.Now + failsFor.Milliseconds(),
		Key: taskKey(to.ID, tx.Now)}})
	if err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "webhook.pause", Object: "webhook", ID: int64(to.ID), After: map[string]any{"failing_since": to.FailingSince}})
}
