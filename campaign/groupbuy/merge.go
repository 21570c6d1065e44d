package groupbuy

import (
	"errors"
	"fmt"

	"qunli/campaign"
)

// merge takes the members of another team that would fail too into this one, the older, shortly before the deadline and only
// if the rules said so. Their seats move; what they paid and hold stays as it is.
func (t *team) merge(other *team) campaign.Reply {
	soon := func(o *team) bool {
		return o.in.State == Forming && t.Now >= o.in.Deadline-t.MergeBefore*minute && t.Now < o.in.Deadline
	}
	switch {
	case t.MergeBefore == 0 || other.in.ID == 0 || other.in.Revision != t.in.Revision || other.in.ID <= t.in.ID || !soon(t) || !soon(other):
		return campaign.Reply{Code: campaign.Wrong}
	case t.taken()+other.taken() > t.cap():
		return campaign.Reply{Code: campaign.Full, Limit: t.cap()}
	}
	for _, s := range other.seats {
		if !s.Stands() && s.State != Ordered {
			continue
		}
		for _, mine := range t.seats {
			if mine.PersonID == s.PersonID && (mine.Stands() || mine.State == Ordered) {
				return campaign.Reply{Code: campaign.Duplicate}
			}
		}
	}
	var stay []campaign.Seat
	for _, s := range other.seats {
		if !s.Stands() && s.State != Ordered {
			stay = append(stay, s)
			continue
		}
		s.InstanceID, s.Note, s.Place = t.in.ID, "", int64(len(t.seats))+1
		t.seats, t.touched = append(t.seats, s), append(t.touched, true)
	}
	other.seats, other.touched = stay, make([]bool, len(stay))
	other.in.State = Merged
	t.out.Instances = append(t.out.Instances, other.decision(campaign.Reply{}).Instances...)
	t.settle()
	return campaign.Reply{Instance: t.in.ID}
}

// Matching says how long before its deadline a team may be merged.
func (g *Game) Matching() (state string, before int64) { return Forming, g.MergeBefore * minute }

// Match pairs each team, the oldest first, with the first later one whose members it has room for.
func (g *Game) Match(open []campaign.Instance) [][2]campaign.InstanceID {
	var out [][2]campaign.InstanceID
	gone := make([]bool, len(open))
	for n, a := range open {
		for k := n + 1; k < len(open) && !gone[n]; k++ {
			if b := open[k]; !gone[k] && b.Done+b.Held > 0 && a.Done+a.Held+a.Fill+b.Done+b.Held <= g.cap() {
				out = append(out, [2]campaign.InstanceID{a.ID, b.ID})
				gone[n], gone[k] = true, true
			}
		}
	}
	return out
}

// Invariants fails on a team that must not be.
func (g *Game) Invariants(v campaign.View) error {
	t := g.team(v, campaign.Env{})
	in := t.in
	paid, held := t.count(PaidSeat, Settled), t.count(Held)
	bad := func(wrong bool, format string, args ...any) error {
		if wrong {
			return fmt.Errorf("groupbuy: team %s: %w", in.State, fmt.Errorf(format, args...))
		}
		return nil
	}
	persons := map[any]bool{}
	var errs []error
	for _, s := range t.seats {
		if s.Stands() && s.Note != BonusNote {
			errs = append(errs, bad(persons[s.PersonID], "one person has two seats (I3)"))
			persons[s.PersonID] = true
		}
		over := in.State == Failed || in.State == Cancelled
		errs = append(errs, bad(s.Back > s.Paid, "more goes back than came (I4)"), bad(over && (s.Stands() || s.Back != s.Paid), "a payment is kept (I4)"),
			bad(s.State == Settled && in.State != Succeeded, "settled before success (I5)"))
	}
	return errors.Join(append(errs, g.soundBonus(v),
		bad(held != in.Held || paid != in.Done, "%d held and %d paid, counted %d and %d", held, paid, in.Held, in.Done),
		bad(held+paid+in.Fill > in.Size, "%d seats of %d (I1)", held+paid+in.Fill, in.Size),
		bad(in.State == Succeeded && (held != 0 || paid+in.Fill < g.Size), "success with %d held, %d paid (I2)", held, paid),
		bad(in.State == Forming && paid == in.Size, "complete and not succeeded (I2)"))...)
}

// Explain says why a seat is as it is.
func (g *Game) Explain(v campaign.View, s campaign.Seat) []campaign.Sentence {
	if s.Note == BonusNote {
		return g.explainBonus(s)
	}
	t := g.team(v, campaign.Env{})
	missing := max(t.Size-t.count(PaidSeat, Settled)-t.in.Fill, 0)
	out := []campaign.Sentence{}
	add := func(zh, en string) { out = append(out, campaign.Sentence{Zh: zh, En: en}) }
	switch t.in.State {
	case Forming, Closing:
		add(fmt.Sprintf("本团需 %d 人，还差 %d 人付款", t.Size, missing), fmt.Sprintf("The team needs %d; %d more have to pay", t.Size, missing))
	case Succeeded:
		add("本团已成团", "The team succeeded")
	case Failed:
		add(fmt.Sprintf("到截止时间还差 %d 人，本团未成团", missing), fmt.Sprintf("At the deadline %d were missing: the team failed", missing))
	case Cancelled:
		add("活动已由商家终止", "The brand ended the campaign")
	}
	if t.in.Fill > 0 {
		add(fmt.Sprintf("其中商家补位 %d 人", t.in.Fill), fmt.Sprintf("%d places were filled by the brand", t.in.Fill))
	}
	switch {
	case s.State == Released:
		add("没有在时限内付款，名额已释放", "Not paid in time: the place was given back")
	case s.Back > 0 && s.Arrived < s.Back:
		add("退款已提交，等待到账", "The refund is under way")
	case s.Back > 0:
		add("退款已到账", "The refund has arrived")
	}
	return out
}
