package groupbuy

import (
	"slices"

	"qunli/campaign"
)

// Moved is the note of the reply to a payment whose seat is in another team than it was ordered for.
const Moved = "moved"

// Rehomes: a payment that finds its team full may go to another one that is forming.
func (g *Game) Rehomes() (by campaign.Kind, state string) {
	if g.PayFirst && g.Overflow == JoinOther {
		return campaign.Paid, Forming
	}
	return "", ""
}

// engaged tells whether the seat's person is in another team by now that is not over, where the rules allow one.
func (t *team) engaged(v campaign.View, s *campaign.Seat) bool {
	return t.OneTeam && slices.ContainsFunc(v.Mine, func(o campaign.Seat) bool {
		return o.ID != s.ID && (o.State == PaidSeat || (o.State == Held || o.State == Ordered) && o.DueAt > t.Now)
	})
}

// moveOn takes who paid when the team was full to another one: where the rules say so to the team that lacks least, the earliest of
// those; else to a new one that they lead. Who opened a team paid to lead one: they always do.
func (t *team) moveOn(n int, v campaign.View, stock campaign.Takes) campaign.Reply {
	if t.Overflow == JoinOther && t.seats[n].Entry != campaign.Open {
		for in, seats := range v.Elsewhere() {
			next := t.Game.team(campaign.View{Instance: in, Seats: seats}, t.Env)
			next.fits = v.Fits
			if next.taken() < next.cap() && !next.has(v, t.seats[n].PersonID) {
				return t.move(n, next, stock)
			}
		}
	}
	next := t.Game.begin(v, t.Env)
	next.in.Revision = t.in.Revision
	return t.move(n, next, stock)
}

// has tells whether a person, under whatever name, has a seat of the team or a payment under way for one.
func (t *team) has(v campaign.View, who any) bool {
	return slices.ContainsFunc(t.seats, func(s campaign.Seat) bool {
		return (s.Stands() || s.State == Ordered) && (any(s.PersonID) == who || slices.ContainsFunc(v.Mine, func(o campaign.Seat) bool { return o.ID == s.ID }))
	})
}

// move takes a paid seat to another team, which it may complete. It leads there if nobody does.
func (t *team) move(n int, next *team, stock campaign.Takes) campaign.Reply {
	t.follow(t.change(n))
	s := t.seats[n]
	t.seats, t.touched = slices.Delete(t.seats, n, n+1), slices.Delete(t.touched, n, n+1)
	s.InstanceID, s.State, s.Standing, s.Takes, s.Note, s.Place, s.DueAt = next.in.ID, PaidSeat, campaign.Held, stock, "", int64(len(next.seats))+1, 0
	if !next.led() {
		s.Note, next.in.OwnerID = Leader, s.PersonID
	}
	next.seats, next.touched = append(next.seats, s), append(next.touched, true)
	next.settle()
	d := next.decision(campaign.Reply{})
	t.out.Instances, t.out.Seats, t.out.Messages = append(t.out.Instances, d.Instances...), append(t.out.Seats, d.Seats...), append(t.out.Messages, d.Messages...)
	r := replyOf(&next.seats[len(next.seats)-1])
	r.Note = Moved
	return r
}
