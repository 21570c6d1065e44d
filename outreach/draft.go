package outreach

import (
	"context"
	"slices"

	"qunli/kit/db"
	"qunli/org"
)

// Draft makes a broadcast, or changes the draft of its id and version. One that was refused becomes a draft again.
func (s *Service) Draft(ctx context.Context, d Draft) (Broadcast, error) {
	if err := org.Must(ctx, org.OutreachEdit); err != nil {
		return Broadcast{}, err
	}
	if err := s.checkDraft(&d); err != nil {
		return Broadcast{}, err
	}
	var b Broadcast
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if b, err = s.write(ctx, tx, d); err != nil {
			return err
		}
		return audit(ctx, tx, "draft", b)
	})
	return b, err
}

func (s *Service) checkDraft(d *Draft) error {
	if s.channels[d.Channel] == nil {
		return ErrNoChannel.F(d.Channel)
	}
	if err := d.check(); err != nil {
		return err
	}
	if d.Audience.Rule == "" {
		return nil
	}
	rule, err := s.segments.Parse(d.Audience.Rule)
	if err == nil {
		d.Audience.Rule = rule.String()
	}
	return err
}

// write enters a new draft, or changes one.
func (s *Service) write(ctx context.Context, tx *db.Tx, d Draft) (Broadcast, error) {
	a, _ := org.ActorOf(ctx)
	b := Broadcast{Draft: d, State: Drafted, Scope: a.Scope, StoreID: a.Store, StaffID: a.Staff, CreatedAt: tx.Now}
	if b.Version = d.Version + 1; d.ID == 0 {
		b.ID, b.Version = ID(tx.NewID()), 1
		r, err := b.row()
		if err != nil {
			return b, err
		}
		_, err = db.Insert(ctx, tx, "outreach_broadcast", []row{r}, "")
		return b, err
	}
	had, err := load(ctx, tx, d.ID)
	if err != nil {
		return b, err
	}
	had.Draft, had.State, had.Note, had.DecidedBy = b.Draft, Drafted, "", 0
	had.Scope, had.StoreID, had.StaffID = a.Scope, a.Store, a.Staff // whoever wrote last answers for it
	r, err := had.row()
	if err != nil {
		return b, err
	}
	return had, db.MustAffect(ctx, tx, ErrChanged, `UPDATE outreach_broadcast SET name = $3, channel = $4, topic = $5, grouped = $6, audience = $7, message = $8,
		sender = $9, planned_at = $10, state = 'draft', note = '', decided_by = 0, scope = $11, store_id = $12, staff_id = $13, version = version + 1
		WHERE id = $1 AND version = $2 AND state IN ('draft', 'refused')`,
		r.ID, d.Version, r.Name, r.Channel, r.Topic, r.Grouped, r.Audience, r.Message, r.Sender, r.PlannedAt, r.Scope, r.StoreID, r.StaffID)
}

// Submit puts a draft before somebody who may approve it. One that would reach nobody is refused, and one planned for the
// quiet hours.
func (s *Service) Submit(ctx context.Context, i ID, version int64) (Broadcast, error) {
	if err := org.Must(ctx, org.OutreachEdit); err != nil {
		return Broadcast{}, err
	}
	b, err := load(ctx, s.db.Read(), i)
	if err != nil {
		return b, err
	}
	p, err := s.plan(ctx, b)
	switch {
	case err != nil:
		return b, err
	case p.quiet():
		return b, ErrQuiet
	case p.Recipients == 0:
		return b, ErrNobody
	}
	return s.move(ctx, i, version, "submit", func(_ context.Context, _ *db.Tx, b *Broadcast) error { b.State = Waiting; return nil }, Drafted)
}

// quiet tells that the planned time lies in the quiet hours.
func (p Plan) quiet() bool {
	return slices.ContainsFunc(p.LeftOut, func(t Tallied) bool { return t.Reason == QuietHours })
}

// Approve lets a broadcast be sent: at its time, or when the quiet hours end. Who wrote it needs somebody else, unless the
// policy allows it.
func (s *Service) Approve(ctx context.Context, i ID, version int64) (Broadcast, error) {
	if err := org.Must(ctx, org.OutreachApprove); err != nil {
		return Broadcast{}, err
	}
	return s.move(ctx, i, version, "approve", func(ctx context.Context, tx *db.Tx, b *Broadcast) error {
		p, err := PolicyOf(ctx, tx)
		if err != nil {
			return err
		}
		zone, err := org.Zone(ctx, tx)
		if err != nil {
			return err
		}
		a, _ := org.ActorOf(ctx)
		if a.Staff == b.StaffID && !p.OwnApproval {
			return ErrOwn
		}
		b.State, b.DecidedBy, b.DueAt = Approved, a.Staff, p.open(max(b.PlannedAt, tx.Now), zone)
		return s.wake(ctx, tx, b.DueAt)
	}, Waiting)
}

// Refuse gives a broadcast back to its author with a note.
func (s *Service) Refuse(ctx context.Context, i ID, version int64, note string) (Broadcast, error) {
	if err := org.Must(ctx, org.OutreachApprove); err != nil {
		return Broadcast{}, err
	}
	return s.move(ctx, i, version, "refuse", func(ctx context.Context, _ *db.Tx, b *Broadcast) error {
		a, _ := org.ActorOf(ctx)
		b.State, b.DecidedBy, b.Note = Refused, a.Staff, cut(note, 200)
		return nil
	}, Waiting)
}

func cut(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most])
	}
	return text
}

// Cancel ends a broadcast that is not done: what members have not confirmed is withdrawn, and the reach held for it given
// back. What has arrived stays counted.
func (s *Service) Cancel(ctx context.Context, i ID, version int64) (Broadcast, error) {
	if err := org.Must(ctx, org.OutreachEdit); err != nil {
		return Broadcast{}, err
	}
	return s.move(ctx, i, version, "cancel", func(ctx context.Context, tx *db.Tx, b *Broadcast) error {
		b.State, b.EndedAt = Cancelled, tx.Now
		_, err := db.Exec(ctx, tx, `UPDATE outreach_batch SET due_at = $2 WHERE broadcast_id = $1 AND state IN ('planned', 'calling', 'made')`, i, tx.Now)
		if err != nil {
			return err
		}
		return s.wake(ctx, tx, 0)
	}, Drafted, Waiting, Refused, Approved, Deciding, Sending)
}

// move changes a broadcast of a version that is in one of the states.
func (s *Service) move(ctx context.Context, i ID, version int64, verb string, change func(context.Context, *db.Tx, *Broadcast) error, from ...State) (Broadcast, error) {
	var b Broadcast
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if b, err = load(ctx, tx, i); err != nil {
			return err
		}
		c := db.Where("id = $1 AND version = $2", i, version).In("state", from)
		if err := change(ctx, tx, &b); err != nil {
			return err
		}
		b.Version++
		err = db.MustAffect(ctx, tx, ErrChanged, `UPDATE outreach_broadcast SET state = `+c.Next(1)+`, note = `+c.Next(2)+`, decided_by = `+c.Next(3)+`, due_at = `+c.Next(4)+`,
			ended_at = `+c.Next(5)+`, version = version + 1 WHERE `+c.SQL(), c.Args(b.State, b.Note, b.DecidedBy, b.DueAt, b.EndedAt)...)
		if err != nil {
			return err
		}
		return audit(ctx, tx, verb, b)
	})
	return b, err
}

func audit(ctx context.Context, tx *db.Tx, verb string, b Broadcast) error {
	return org.Audit(ctx, tx, org.Change{Verb: "broadcast." + verb, Object: "broadcast", ID: int64(b.ID), After: map[string]any{"state": b.State, "planned_at": b.PlannedAt}})
}
