package groupbuy

import (
	"slices"

	"qunli/campaign"
)

// The states of a team.
const (
	Forming   = "forming"
	Closing   = "closing" // past the deadline, seats are still held
	Succeeded = "succeeded"
	Failed    = "failed"
	Cancelled = "cancelled"
	Merged    = "merged" // its members are in another team
)

// The states of a seat.
const (
	Ordered   = "ordered" // pay-first: a payment is asked for, no seat is taken
	Held      = "held"
	PaidSeat  = "paid"
	Settled   = "settled"
	Released  = "released"
	Refunding = "refunding"
	Refunded  = "refunded"
)

// Leader is the note of the seat of who leads the team.
const Leader = "leader"

const minute = 60_000

// team is one team in the middle of a decision.
type team struct {
	*Game
	campaign.Env
	in      campaign.Instance
	seats   []campaign.Seat
	touched []bool
	was     campaign.Instance
	out     campaign.Decision
	stopped bool
	fits    func(campaign.Takes) bool
}

// Decide answers a command: first time does its work, then the command.
func (g *Game) Decide(v campaign.View, c campaign.Command, env campaign.Env) campaign.Decision {
	if c.Kind == campaign.Open {
		return g.open(v, env)
	}
	t := g.team(v, env)
	if c.Instance == 0 {
		return campaign.Refuse(campaign.Wrong)
	}
	t.advance()
	var reply campaign.Reply
	switch c.Kind {
	case campaign.Join:
		reply = t.join(v)
	case campaign.Leave:
		reply = t.leave(v.Seat.ID)
	case campaign.Paid:
		reply = t.paid(v, c)
	case campaign.PayClosed:
		reply = t.payClosed(v.Seat.ID)
	case campaign.Refunded:
		reply = t.refunded(v.Seat.ID, c.Amount)
	case campaign.AfterSale:
		reply = t.afterSale(c)
	case campaign.Sent, campaign.Returned:
		reply = t.rewarded(c)
	case campaign.Merge:
		reply = t.merge(g.team(campaign.View{Instance: v.Other, Seats: v.Others}, env))
	case campaign.Expire:
	default:
		reply.Code = campaign.Wrong
	}
	return t.decision(reply)
}

func (g *Game) team(v campaign.View, env campaign.Env) *team {
	seats := slices.Clone(v.Seats)
	return &team{Game: g, Env: env, in: v.Instance, was: v.Instance, seats: seats, touched: make([]bool, len(seats)), stopped: v.Stopped, fits: v.Fits}
}

// decision gathers what the team's decision changed.
func (t *team) decision(reply campaign.Reply) campaign.Decision {
	t.in.Held, t.in.Done = t.count(Held), t.count(PaidSeat, Settled)
	t.in.DueAt = t.due()
	t.out.Reply = reply
	if t.in != t.was {
		t.out.Instances = append(t.out.Instances, t.in)
	}
	for n, s := range t.seats {
		if t.touched[n] {
			t.out.Seats = append(t.out.Seats, s)
		}
	}
	return t.out
}

func (t *team) count(states ...string) int64 {
	n := int64(0)
	for _, s := range t.seats {
		if slices.Contains(states, s.State) {
			n++
		}
	}
	return n
}

// due is when time next changes a team: when it may be merged, and at its deadline. What is held has its own due time.
func (t *team) due() int64 {
	merge := t.in.Deadline - t.MergeBefore*minute
	switch {
	case t.in.State != Forming:
		return 0
	case t.MergeBefore > 0 && t.Now < merge:
		return merge
	}
	return t.in.Deadline
}

// change gives a seat to be changed.
func (t *team) change(n int) *campaign.Seat {
	t.touched[n] = true
	return &t.seats[n]
}

func (t *team) find(i campaign.SeatID) int {
	return slices.IndexFunc(t.seats, func(s campaign.Seat) bool { return s.ID == i })
}

func (t *team) say(m campaign.Message) { t.out.Messages = append(t.out.Messages, m) }

func (t *team) running() bool { return t.in.State == Forming || t.in.State == Closing }

// open begins a team with its leader.
func (g *Game) open(v campaign.View, env campaign.Env) campaign.Decision {
	if env.Person == 0 {
		return campaign.Refuse(campaign.Wrong)
	}
	if code, limit := g.refuses(v); code != campaign.Done {
		return campaign.RefuseOver(code, limit)
	}
	t := g.begin(v, env)
	s := t.enter(g.price(0, true), Leader)
	return t.decision(replyOf(s))
}

// begin gives a team that has just been opened.
func (g *Game) begin(v campaign.View, env campaign.Env) *team {
	deadline := min(env.Now+g.Minutes*minute, max(v.Until, env.Now+1))
	return &team{Game: g, Env: env, fits: v.Fits, in: campaign.Instance{ID: env.NewInstance(), CampaignID: v.Campaign, OwnerID: env.Person, State: Forming,
		Size: g.cap(), At: env.Now, Deadline: deadline, DueAt: deadline}}
}

// refuses tells why a person may not take a seat anywhere now.
func (g *Game) refuses(v campaign.View) (campaign.Code, int64) {
	for _, s := range v.Mine {
		switch {
		case s.State == Held || s.State == Ordered:
			return campaign.LimitUser, 1 // one payment at a time: squatting costs people
		case g.OneTeam && s.State == PaidSeat:
			return campaign.LimitUser, 1
		}
	}
	return campaign.Done, 0
}

// price gives what the next one pays when so many are paid.
func (g *Game) price(paid int64, leader bool) int64 {
	switch {
	case len(g.Ladder) > 0 && g.Current:
		return g.PriceAt(paid + 1)
	case leader:
		return g.LeaderPrice
	}
	return g.Price
}

// enter gives the person a seat for which payment is asked.
func (t *team) enter(price int64, note string) *campaign.Seat {
	s := campaign.Seat{ID: t.NewSeat(), CampaignID: t.in.CampaignID, InstanceID: t.in.ID, PersonID: t.Person, State: Held, Standing: campaign.Held,
		Takes: campaign.Take(t.Leaf("stock"), 1), Note: note, Amount: price, Place: int64(len(t.seats)) + 1, At: t.Now, DueAt: t.Now + t.HoldMinutes*minute, Because: t.Because}
	if t.PayFirst {
		s.State, s.Standing = Ordered, campaign.None
	}
	t.seats, t.touched = append(t.seats, s), append(t.touched, true)
	t.say(s.AskPayment(t.Env))
	return &t.seats[len(t.seats)-1]
}

func (t *team) join(v campaign.View) campaign.Reply {
	if t.in.State != Forming {
		return campaign.Reply{Code: campaign.Ended}
	}
	for _, s := range t.seats {
		if s.PersonID == t.Person && (s.Stands() || s.State == Ordered) || slices.ContainsFunc(v.Mine, func(o campaign.Seat) bool { return o.ID == s.ID && (s.Stands() || s.State == Ordered) }) {
			return campaign.Reply{Code: campaign.Duplicate, Seat: s.ID, State: s.State, Instance: t.in.ID}
		}
	}
	if code, limit := t.refuses(v); code != campaign.Done {
		return campaign.Reply{Code: code, Limit: limit}
	}
	if t.taken() >= t.cap() {
		return campaign.Reply{Code: campaign.Full, Limit: t.cap()}
	}
	return replyOf(t.enter(t.price(t.count(PaidSeat), false), ""))
}

// taken counts the places nobody else can have.
func (t *team) taken() int64 { return t.count(Held, PaidSeat, Settled) + t.in.Fill }

func replyOf(s *campaign.Seat) campaign.Reply {
	return campaign.Reply{Instance: s.InstanceID, Seat: s.ID, State: s.State, Amount: s.Amount, Until: s.DueAt, Place: s.Place}
}
