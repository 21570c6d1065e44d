package outreach

import (
	"context"
	"slices"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
)

// The times of a batch whose making is not known of.
const (
	firstLook = 3 * time.Second // from now: a channel may not show at once what was made
	surely    = 3 * time.Minute // after the call: what the channel does not show by now was not made
	slack     = time.Minute     // by how much the channel's clock may be behind
)

// callOf spells what a batch asks of the channel.
func callOf(b Broadcast, held []reach, t batch) Call {
	c := Call{Member: t.Member, Grouped: b.grouped(), Message: b.Message}
	for _, r := range held {
		if r.Contact != "" { // erased since
			c.Targets = append(c.Targets, r.Contact)
		}
	}
	return c
}

// make has the channel ask a member to send. That it is about to is durable before the call, what came of it after; a kill
// in between, or no answer, leaves the batch calling, and find looks for it.
func (s *Service) make(ctx context.Context, m Mass, b Broadcast, t batch) error {
	held, err := heldOf(ctx, s.db.Read(), t.ID)
	if err != nil {
		return err
	}
	c := callOf(b, held, t)
	if len(c.Targets) == 0 {
		return s.end(ctx, t, ended, Failed, "")
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t.CalledAt = tx.Now
		return db.MustAffect(ctx, tx, ErrChanged, `UPDATE outreach_batch SET state = 'calling', called_at = $2, due_at = $3
			WHERE id = $1 AND state = 'planned' AND EXISTS (SELECT 1 FROM outreach_broadcast WHERE id = broadcast_id AND state = 'sending')`,
			t.ID, tx.Now, tx.Now+firstLook.Milliseconds())
	})
	if err != nil {
		return err
	}
	code, lost, err := m.Make(ctx, c)
	switch kind := fault.Of(err); {
	case err == nil:
		return s.record(ctx, t, held, code, lost)
	case kind.Kind == fault.Unavailable || kind.Kind == fault.Internal:
		return err // nobody knows
	case kind.Kind == fault.Limited:
		return s.unmake(ctx, t, err)
	default:
		s.log.Warn("a batch was refused", "id", t.ID, "error", err)
		return s.end(ctx, t, failed, Failed, kind.Code)
	}
}

// unmake notes that a batch was not made, and gives the failure by which it is tried again.
func (s *Service) unmake(ctx context.Context, t batch, failure error) error {
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `UPDATE outreach_batch SET state = 'planned', due_at = $2 WHERE id = $1 AND state = 'calling'`, t.ID, tx.Now)
		return err
	})
	if err != nil {
		return err
	}
	return failure
}

// find looks for a batch of which nobody knows whether it was made. What the channel does not show long after the call was
// not.
func (s *Service) find(ctx context.Context, m Mass, b Broadcast, t batch) error {
	held, err := heldOf(ctx, s.db.Read(), t.ID)
	if err != nil {
		return err
	}
	since := t.CalledAt - slack.Milliseconds()
	known, err := db.All[string](ctx, s.db.Read(), `SELECT code FROM outreach_batch WHERE code <> '' AND made_at >= $1`, since)
	if err != nil {
		return err
	}
	code, lost, found, err := m.Find(ctx, callOf(b, held, t), since, known)
	switch {
	case err != nil:
		return err
	case found:
		return s.record(ctx, t, held, code, lost)
	case s.now() >= t.CalledAt+surely.Milliseconds():
		return s.unmake(ctx, t, nil)
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `UPDATE outreach_batch SET due_at = $2 WHERE id = $1 AND state = 'calling'`, t.ID, min(tx.Now+10*firstLook.Milliseconds(), t.CalledAt+surely.Milliseconds()))
		return err
	})
}

// record notes that a batch was made, and for whom the channel could not.
func (s *Service) record(ctx context.Context, t batch, held []reach, code string, lost []string) error {
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return db.MustAffect(ctx, tx, ErrChanged, `UPDATE outreach_batch SET state = 'made', code = $2, made_at = $3, due_at = $4, attempts = 0, reason = ''
			WHERE id = $1 AND state = 'calling'`, t.ID, code, tx.Now, tx.Now+firstLook.Milliseconds())
	})
	if err != nil || len(lost) == 0 {
		return err
	}
	var results []settled
	for _, r := range held {
		if slices.Contains(lost, r.Contact) {
			results = append(results, settled{r, Failed, 0})
		}
	}
	return s.settle(ctx, t, results)
}
