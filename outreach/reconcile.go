package outreach

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"qunli/community"
	"qunli/customer"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// remindEvery is how long a reminder of one message waits for the next: a channel takes three in a day (reference §4.6).
const remindEvery = 8 * time.Hour

// reconcile reads how far a member has come and what became of their recipients, and ends the batch when there is nothing left
// to learn.
func (s *Service) reconcile(ctx context.Context, m Mass, b Broadcast, t batch) error {
	p, err := PolicyOf(ctx, s.db.Read())
	if err != nil {
		return err
	}
	over := b.State == Cancelled || s.now() >= t.MadeAt+p.LapseHours*time.Hour.Milliseconds()
	at, err := m.Confirmed(ctx, t.Code, t.Member)
	switch {
	case errors.Is(err, ErrGone):
		return s.end(ctx, t, ended, Withdrawn, ErrGone.Code)
	case err != nil:
		return err
	case at == 0 && over:
		return s.withdraw(ctx, m, b, t)
	case at == 0:
		return s.wait(ctx, m, b, t, p)
	}
	if err := s.confirmed(ctx, t, at); err != nil {
		return err
	}
	left, err := s.learn(ctx, m, t)
	if err != nil {
		return err
	}
	if left == 0 || over {
		return s.end(ctx, t, ended, Lapsed, "")
	}
	return s.later(ctx, t)
}

// withdraw cancels what a member has not confirmed.
func (s *Service) withdraw(ctx context.Context, m Mass, b Broadcast, t batch) error {
	if err := m.Cancel(ctx, t.Code); err != nil && !errors.Is(err, ErrGone) {
		return err
	}
	rest := Lapsed
	if b.State == Cancelled {
		rest = Withdrawn
	}
	return s.end(ctx, t, ended, rest, "")
}

// later looks at a batch again, the less often the older it is: after a quarter of its age, at most half an hour.
func (s *Service) later(ctx context.Context, t batch) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		rest := min(max((tx.Now-t.MadeAt)/4, 2000), 30*time.Minute.Milliseconds())
		_, err := db.Exec(ctx, tx, `UPDATE outreach_batch SET due_at = $2, attempts = 0, reason = '' WHERE id = $1 AND state = 'made'`, t.ID, tx.Now+rest)
		return err
	})
}

// confirmed notes when a member confirmed; what was asked of them is done.
func (s *Service) confirmed(ctx context.Context, t batch, at int64) error {
	if t.ConfirmedAt != 0 {
		return nil
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := db.Exec(ctx, tx, `UPDATE outreach_batch SET confirmed_at = $2 WHERE id = $1`, t.ID, at); err != nil {
			return err
		}
		return s.asked(ctx, tx, t, "confirmed")
	})
}

func taskKey(t batch) string { return "broadcast:" + t.ID.String() }

// asked closes the task of a member who need not confirm any more.
func (s *Service) asked(ctx context.Context, tx *db.Tx, t batch, outcome string) error {
	return desk.Settle(ctx, tx, outcome, taskKey(t))
}

// wait reminds a member who has not confirmed for long, in the channel and on their desk; never in the quiet hours. It is
// noted before the channel is told: rather one too few.
func (s *Service) wait(ctx context.Context, m Mass, b Broadcast, t batch, p Policy) error {
	zone, err := org.Zone(ctx, s.db.Read())
	if err != nil {
		return err
	}
	now := s.now()
	due := t.MadeAt + p.RemindHours*time.Hour.Milliseconds()
	if t.RemindedAt != 0 {
		due = t.RemindedAt + max(p.RemindHours*time.Hour.Milliseconds(), remindEvery.Milliseconds())
	}
	if now < due || p.quiet(now, zone) {
		return s.later(ctx, t)
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `UPDATE outreach_batch SET reminded_at = $2, reminders = reminders + 1 WHERE id = $1`, t.ID, tx.Now)
		if err != nil {
			return err
		}
		staff, err := org.WorkingByID(ctx, tx, []org.StaffID{t.StaffID})
		if err != nil {
			return err
		}
		return desk.Ask(ctx, tx, []desk.Task{{Kind: desk.Confirm, Why: "broadcast_unconfirmed", StaffID: t.StaffID, StoreID: staff[t.StaffID].StoreID,
			SubjectID: int64(b.ID), DueAt: t.MadeAt + p.LapseHours*time.Hour.Milliseconds(), Key: taskKey(t)}})
	})
	if err != nil {
		return err
	}
	if err := m.Remind(ctx, t.Code); err != nil && fault.Of(err).Kind != fault.Limited {
		return err
	}
	return s.later(ctx, t)
}

// settled is a recipient with their outcome.
type settled struct {
	reach
	outcome Outcome
	at      int64 // ms it arrived, 0 it did not
}

// learn reads the results of a batch, and tells of how many recipients nothing is known yet.
func (s *Service) learn(ctx context.Context, m Mass, t batch) (left int, err error) {
	held, err := heldOf(ctx, s.db.Read(), t.ID)
	if err != nil {
		return 0, err
	}
	byKey := map[string]reach{}
	for _, r := range held {
		byKey[r.Contact] = r
	}
	var results []settled
	err = m.Results(ctx, t.Code, t.Member, func(page []Result) error {
		for _, one := range page {
			if r, waits := byKey[one.Target]; waits && one.Outcome != Held {
				delete(byKey, one.Target)
				results = append(results, settled{r, one.Outcome, one.At})
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return len(byKey), s.settle(ctx, t, results)
}

// settle writes outcomes, some hundreds in a transaction: what arrived is spent and stands on timelines, the rest of the
// reach is given back.
func (s *Service) settle(ctx context.Context, t batch, results []settled) error {
	if len(results) == 0 {
		return nil
	}
	b, err := db.One[row](ctx, s.db.Read(), `SELECT `+columns+` FROM outreach_broadcast WHERE id = $1`, t.BroadcastID)
	if err != nil {
		return err
	}
	slices.SortFunc(results, func(a, b settled) int {
		return cmp.Or(cmp.Compare(a.outcome, b.outcome), cmp.Compare(a.at, b.at), cmp.Compare(a.Target, b.Target))
	})
	for page := range slices.Chunk(results, decideStep) {
		err := s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
			if err := customer.Hold(ctx, tx); err != nil {
				return err
			}
			for from := 0; from < len(page); {
				to := from + 1
				for to < len(page) && page[to].outcome == page[from].outcome && page[to].at == page[from].at {
					to++
				}
				if err := settleAlike(ctx, tx, b, t, page[from:to]); err != nil {
					return err
				}
				from = to
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// settleAlike writes one outcome of several recipients.
func settleAlike(ctx context.Context, tx *db.Tx, b row, t batch, list []settled) error {
	targets := make([]int64, len(list))
	for n, r := range list {
		targets[n] = r.Target
	}
	outcome, at, state := list[0].outcome, cmp.Or(list[0].at, tx.Now), "freed"
	if outcome == Sent {
		state = "spent"
	}
	c := db.Where("batch_id = $1 AND state = 'held'", t.ID).In("target", targets)
	n, err := db.Exec(ctx, tx, `UPDATE outreach_reach SET state = `+c.Next(1)+`, at = `+c.Next(2)+` WHERE `+c.SQL(), c.Args(outcome, at)...)
	if err == nil && n != int64(len(list)) {
		err = ErrChanged
	}
	if err != nil {
		return err
	}
	if c = db.Where("broadcast_id = $1", b.ID); b.Grouped {
		c.In("community_id", targets)
	} else {
		c.And("community_id = 0").In("customer_id", targets)
	}
	moved, err := db.All[contact](ctx, tx, `UPDATE outreach_contact SET state = `+c.Next(1)+`, at = `+c.Next(2)+` WHERE `+c.SQL()+`
		RETURNING customer_id, broadcast_id, community_id, state, at`, c.Args(state, at)...)
	if err != nil || outcome != Sent {
		return err
	}
	return tell(ctx, tx, b, t, moved)
}

// tell has timelines tell of what arrived.
func tell(ctx context.Context, tx *db.Tx, b row, t batch, list []contact) error {
	slices.SortFunc(list, func(a, b contact) int { return cmp.Compare(a.CustomerID, b.CustomerID) })
	touches := make([]customer.Touch, len(list))
	for n, c := range list {
		touches[n] = customer.Touch{CustomerID: c.CustomerID, Kind: customer.TouchBroadcast, At: c.At, Channel: b.Channel, Cause: b.Topic, RefID: int64(b.ID),
			StaffID: t.StaffID, CommunityID: int64(c.CommunityID), Ref: "broadcast:" + b.ID.String() + ":" + c.CustomerID.String() + ":" + community.ID(c.CommunityID).String()}
	}
	_, err := customer.TouchAll(ctx, tx, touches)
	return err
}
