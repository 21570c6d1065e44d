package outreach

import (
	"context"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// decideStep is how many candidates are decided about in one transaction, groupStep how many groups.
const (
	decideStep = 500
	groupStep  = 20
)

// reach is a row of outreach_reach.
type reach struct {
	BroadcastID ID
	Target      int64
	BatchID     BatchID
	Contact     string
	State       Outcome
	Reason      Reason
	At          int64
}

// batch is a row of outreach_batch.
type batch struct {
	ID          BatchID
	BroadcastID ID
	Member      string
	StaffID     org.StaffID
	Size        int64
	State       string
	Code        string
	CalledAt    int64
	MadeAt      int64
	ConfirmedAt int64
	RemindedAt  int64
	Reminders   int64
	DueAt       int64
	Attempts    int64
	Reason      string
}

// The states of a batch.
const (
	planned = "planned"
	calling = "calling" // it is about to be made, or was: nobody knows until it is recorded
	made    = "made"
	failed  = "failed"
	ended   = "ended"
)

const batchColumns = `id, broadcast_id, member, staff_id, size, state, code, called_at, made_at, confirmed_at, reminded_at, reminders, due_at, attempts, reason`

// decide decides about all candidates of a broadcast whose time has come. Killed anywhere, it goes on after the last one
// decided about. A broadcast whose time turned quiet meanwhile waits until the quiet hours end.
func (s *Service) decide(ctx context.Context, b Broadcast) error {
	ctx = org.As(ctx, b.author())
	for {
		page, err := s.candidates(ctx, s.db.Read(), b, b.DecidedTo, stepOf(b))
		if err != nil {
			return err
		}
		more, err := s.decideAbout(ctx, &b, page)
		if err != nil || !more {
			return err
		}
	}
}

func stepOf(b Broadcast) int {
	if b.grouped() {
		return groupStep
	}
	return decideStep
}

// decideAbout decides about a page of candidates: who is a recipient is written, and their reach held, in one transaction that
// no other decision overlaps.
func (s *Service) decideAbout(ctx context.Context, b *Broadcast, page []int64) (more bool, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := customer.Hold(ctx, tx); err != nil {
			return err
		}
		if err := db.Alone(ctx, tx, budgetLock); err != nil {
			return err
		}
		more = false
		now, err := load(ctx, tx, b.ID)
		if err != nil || now.State != Approved && now.State != Deciding || now.DecidedTo != b.DecidedTo {
			return err // cancelled, or decided elsewhere
		}
		j, err := newJudge(ctx, tx, *b, tx.Now)
		if err != nil {
			return err
		}
		if open := j.policy.open(tx.Now, j.zone); open > tx.Now {
			_, err := db.Exec(ctx, tx, `UPDATE outreach_broadcast SET due_at = $2 WHERE id = $1`, b.ID, open)
			return err
		}
		if len(page) == 0 {
			return s.begin(ctx, tx, b.ID)
		}
		list, err := j.judge(ctx, tx, page)
		if err != nil {
			return err
		}
		more = true
		return s.hold(ctx, tx, *b, list)
	})
	if more && err == nil {
		b.DecidedTo = page[len(page)-1]
	}
	return more, err
}

// begin has everything decided be sent; nobody to send to is done at once.
func (s *Service) begin(ctx context.Context, tx *db.Tx, i ID) error {
	_, err := db.Exec(ctx, tx, `UPDATE outreach_broadcast SET state = 'sending' WHERE id = $1 AND state IN ('approved', 'deciding')`, i)
	if err != nil {
		return err
	}
	return s.complete(ctx, tx, i)
}

// complete ends a broadcast of which nothing is on its way any more.
func (s *Service) complete(ctx context.Context, tx *db.Tx, i ID) error {
	_, err := db.Exec(ctx, tx, `UPDATE outreach_broadcast SET state = 'done', ended_at = $2 WHERE id = $1 AND state = 'sending'
		AND NOT EXISTS (SELECT 1 FROM outreach_batch WHERE broadcast_id = $1 AND state IN ('planned', 'calling', 'made'))`, i, tx.Now)
	return err
}

// hold writes verdicts: recipients into batches, their reach out of the budget.
func (s *Service) hold(ctx context.Context, tx *db.Tx, b Broadcast, list []verdict) error {
	batches, err := s.fill(ctx, tx, b, list)
	if err != nil {
		return err
	}
	rows := make([]reach, len(list))
	var contacts []contact
	for n, v := range list {
		rows[n] = reach{BroadcastID: b.ID, Target: v.Target, Contact: v.Contact, State: Held, At: tx.Now}
		if v.Reason != "" {
			rows[n].State, rows[n].Reason = LeftOut, v.Reason
			continue
		}
		rows[n].BatchID = batches[n]
		for _, i := range v.Reached {
			c := contact{CustomerID: i, BroadcastID: b.ID, State: "held", At: tx.Now}
			if b.grouped() {
				c.CommunityID = community.ID(v.Target)
			}
			contacts = append(contacts, c)
		}
	}
	if _, err := db.Insert(ctx, tx, "outreach_reach", rows, ""); err != nil {
		return err
	}
	if _, err := db.Insert(ctx, tx, "outreach_contact", contacts, ""); err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, `UPDATE outreach_broadcast SET state = 'deciding', decided_to = $2 WHERE id = $1`, b.ID, list[len(list)-1].Target)
	return err
}

// fill gives each recipient a place in a batch of their sender, up to as many as a message of the channel takes.
func (s *Service) fill(ctx context.Context, tx *db.Tx, b Broadcast, list []verdict) ([]BatchID, error) {
	m := s.channels[b.Channel]
	if m == nil {
		return nil, ErrNoChannel.F(b.Channel)
	}
	most, groups := m.Limits()
	if b.grouped() {
		most = groups
	}
	have, err := db.All[batch](ctx, tx, `SELECT `+batchColumns+` FROM outreach_batch WHERE broadcast_id = $1 AND size < $2`, b.ID, most)
	if err != nil {
		return nil, err
	}
	open := map[string]*batch{}
	for n := range have {
		open[have[n].Member] = &have[n]
	}
	out, filled := make([]BatchID, len(list)), map[BatchID]*batch{}
	for n, v := range list {
		if v.Reason != "" {
			continue
		}
		t := open[v.Sender.Member]
		if t == nil || t.Size >= most {
			t = &batch{ID: BatchID(tx.NewID()), BroadcastID: b.ID, Member: v.Sender.Member, StaffID: v.Sender.StaffID, State: planned}
			open[v.Sender.Member] = t
		}
		t.Size++
		out[n], filled[t.ID] = t.ID, t
	}
	var write []batch
	for _, t := range filled {
		write = append(write, *t)
	}
	_, err = db.Insert(ctx, tx, "outreach_batch", write, "ON CONFLICT (id) DO UPDATE SET size = excluded.size")
	return out, err
}
