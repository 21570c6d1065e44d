package groupbuy

import (
	"cmp"
	"slices"

	"qunli/campaign"
)

// advance does what time has done by now: holds that are over are released; at the deadline a team closes; when nothing is
// held any more it has succeeded or failed. Every decision begins with it, so a late timer changes nothing (R5).
func (t *team) advance() {
	for n, s := range t.seats {
		if (s.State == Held || s.State == Ordered) && s.DueAt <= t.Now {
			t.release(t.change(n))
		}
		if s.State == BonusHeld && s.DueAt <= t.Now {
			t.award(n)
		}
	}
	switch {
	case !t.running():
	case t.stopped:
		t.fail(Cancelled, "campaign_stopped")
	case t.in.State == Forming && t.Now >= t.in.Deadline:
		t.in.State = Closing
	}
	t.settle()
}

// release takes a seat that was not paid for back.
func (t *team) release(s *campaign.Seat) {
	s.State, s.Standing, s.DueAt = Released, campaign.None, 0
	t.follow(s)
}

// settle ends a team that is complete, or past its deadline with nothing held.
func (t *team) settle() {
	if !t.running() {
		return
	}
	paid, held := t.count(PaidSeat), t.count(Held)
	switch {
	case paid >= t.cap():
		t.succeed()
	case t.in.State == Closing && held == 0:
		missing := t.Size - paid
		if missing > 0 && missing <= t.FillMost && paid >= t.FillLeast {
			t.in.Fill = missing
		}
		if paid+t.in.Fill >= t.Size {
			t.succeed()
		} else {
			t.fail(Failed, "team_failed")
		}
	}
}

// succeed lets the goods go, and has somebody lead who is of the team; of a ladder, what was paid above the price reached goes back (CAM-09).
func (t *team) succeed() {
	for n, s := range t.seats {
		if s.Note == Leader && s.State == Ordered {
			t.follow(t.change(n))
		}
	}
	t.in.State = Succeeded
	final := int64(-1)
	if len(t.Ladder) > 0 {
		final = t.PriceAt(t.count(PaidSeat))
	}
	for n, s := range t.seats {
		if s.State != PaidSeat {
			continue
		}
		s := t.change(n)
		s.State, s.Standing = Settled, campaign.Spent
		if over := s.Paid - s.Back - final; final >= 0 && over > 0 {
			t.say(s.AskRefund(over, "ladder", t.Env))
		}
		t.say(s.Release(t.Env))
	}
	t.promise()
}

// fail gives everybody back what they paid.
func (t *team) fail(state, reason string) {
	t.in.State = state
	for n, s := range t.seats {
		switch s.State {
		case Held, Ordered:
			s := t.change(n)
			s.State, s.Standing, s.DueAt = Released, campaign.None, 0
			t.say(s.AskClose(t.Env))
		case PaidSeat:
			t.giveBack(t.change(n), reason)
		}
	}
}

// giveBack returns all that is still ours of a seat's payment.
func (t *team) giveBack(s *campaign.Seat, reason string) {
	s.State, s.Standing, s.DueAt = Refunding, campaign.None, 0
	t.say(s.AskRefund(s.Paid-s.Back, reason, t.Env))
}

// follow makes the next member by payment the leader when the leader has gone; the deadline stays.
func (t *team) follow(gone *campaign.Seat) {
	if gone.Note != Leader || !t.running() {
		return
	}
	next := -1
	for n, s := range t.seats {
		if s.State == PaidSeat && s.ID != gone.ID && (next < 0 || cmp.Or(cmp.Compare(s.PaidAt, t.seats[next].PaidAt), cmp.Compare(s.ID, t.seats[next].ID)) < 0) {
			next = n
		}
	}
	if next < 0 {
		return
	}
	gone.Note = ""
	t.change(next).Note = Leader
	t.in.OwnerID = t.seats[next].PersonID
}

// leave gives up a seat while the team is forming.
func (t *team) leave(i campaign.SeatID) campaign.Reply {
	n := t.find(i)
	switch {
	case n < 0:
		return campaign.Reply{Code: campaign.Unknown}
	case !t.running():
		return campaign.Reply{Code: campaign.Ended}
	}
	switch t.seats[n].State {
	case Held, Ordered:
		t.say(t.change(n).AskClose(t.Env))
		t.release(t.change(n))
	case PaidSeat:
		t.giveBack(t.change(n), "left")
		t.follow(t.change(n))
	default:
		return campaign.Reply{Code: campaign.Wrong}
	}
	t.settle()
	return replyOf(t.change(n))
}

// payClosed hears that a payment will not come.
func (t *team) payClosed(i campaign.SeatID) campaign.Reply {
	n := t.find(i)
	if n < 0 {
		return campaign.Reply{Code: campaign.Unknown}
	}
	if s := t.seats[n].State; s == Held || s == Ordered {
		t.release(t.change(n))
		t.settle()
	}
	return replyOf(&t.seats[n])
}

func (t *team) refunded(i campaign.SeatID, amount int64) campaign.Reply {
	n := t.find(i)
	if n < 0 {
		return campaign.Reply{Code: campaign.Unknown}
	}
	s := t.seats[n]
	if !s.Confirm(amount) {
		return campaign.Reply{Code: campaign.Wrong}
	}
	if s.State == Refunding && s.Arrived == s.Back {
		s.State = Refunded
	}
	*t.change(n) = s
	return replyOf(&t.seats[n])
}

// paid takes a payment in: for a seat that is held; for one whose hold is over only if there is a place and stock; else all
// of it goes back.
func (t *team) paid(v campaign.View, c campaign.Command) campaign.Reply {
	n := t.find(c.Seat)
	if n < 0 || c.Amount <= 0 {
		return campaign.Reply{Code: campaign.Unknown}
	}
	first := t.seats[n].Paid == 0
	s := t.change(n)
	s.Receive(c.Amount, t.Env)
	stock := campaign.Take(t.Leaf("stock"), 1)
	switch {
	case !first:
		t.say(s.AskRefund(c.Amount, "paid_twice", t.Env))
		r := replyOf(s)
		r.Note = campaign.LatePaid
		return r
	case c.Amount != s.Amount:
		return t.late(s, "wrong_amount")
	case s.State == Held && t.running():
	case t.in.State == Forming && t.taken() < t.cap() && !t.hasOther(s) && !t.engaged(v, s) && v.Fits(stock):
		s.Takes, s.Note = stock, t.vacantLead(s)
	case t.PayFirst && t.Overflow != Refund && v.Open && !t.engaged(v, s) && v.Fits(stock):
		return t.moveOn(n, v, stock)
	default:
		return t.late(s, campaign.LatePaid)
	}
	s.State, s.Standing, s.DueAt = PaidSeat, campaign.Held, 0
	if t.in.OwnerID != s.PersonID && !t.led() {
		s.Note, t.in.OwnerID = Leader, s.PersonID
	}
	t.settle()
	return replyOf(&t.seats[n])
}

// led tells whether somebody leads the team, or is about to pay to.
func (t *team) led() bool {
	return slices.ContainsFunc(t.seats, func(o campaign.Seat) bool { return o.Note == Leader && (o.Stands() || o.State == Ordered) })
}

// vacantLead gives the note of a seat that comes back: the lead if nobody has it.
func (t *team) vacantLead(s *campaign.Seat) string {
	for _, o := range t.seats {
		if o.ID != s.ID && o.Note == Leader && o.Stands() {
			return ""
		}
	}
	return Leader
}

// hasOther tells whether the seat's person has another one of the team by now.
func (t *team) hasOther(s *campaign.Seat) bool {
	return slices.ContainsFunc(t.seats, func(o campaign.Seat) bool { return o.ID != s.ID && o.PersonID == s.PersonID && o.Stands() })
}

// late sends a payment back that has no seat.
func (t *team) late(s *campaign.Seat, note string) campaign.Reply {
	t.giveBack(s, note)
	t.follow(s)
	t.settle()
	r := replyOf(s)
	r.Note = note
	return r
}
