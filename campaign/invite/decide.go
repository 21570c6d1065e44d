package invite

import (
	"errors"
	"fmt"
	"slices"

	"qunli/campaign"
	"qunli/customer"
)

// The states of an account and of what belongs to it.
const (
	Open = "open"

	Account   = "account" // the referrer's own seat: it says that they have one
	Bound     = "bound"
	Qualified = "qualified"
	Valid     = "valid"
	Lapsed    = "lapsed"
	Revoked   = "revoked"

	Granted  = "granted"
	Sent     = "received"
	Owed     = "owed"
	Returned = "returned"
	Short    = "short" // reward and fallback have run out: the brand is told
)

// The notes: what a seat is.
const (
	Invitee    = "invitee"
	StepReward = "step"
	welcome    = "welcome"
)

// account is one referrer's account in the middle of a decision.
type account struct {
	*Game
	campaign.Env
	in, was  campaign.Instance
	seats    []campaign.Seat
	touched  []bool
	messages []campaign.Message
	reserved campaign.Takes // taken by this decision already
	fits     func(campaign.Takes) bool
}

// Awaits: an invitee is bound until they do what counts.
func (g *Game) Awaits() (waiting string, did []string) { return Bound, []string{Qualified, Valid} }

// Decide answers a command; what time has done comes first.
func (g *Game) Decide(v campaign.View, c campaign.Command, env campaign.Env) campaign.Decision {
	if c.Kind == campaign.Open {
		return g.open(v, env)
	}
	if v.Instance.ID == 0 {
		return campaign.Refuse(campaign.Wrong)
	}
	a := &account{Game: g, Env: env, in: v.Instance, was: v.Instance, seats: slices.Clone(v.Seats), touched: make([]bool, len(v.Seats)), fits: v.Fits}
	a.advance()
	var reply campaign.Reply
	switch c.Kind {
	case campaign.Join:
		reply = a.bind(v)
	case campaign.Qualify:
		reply = a.qualify(c.Seat)
	case campaign.Revoke:
		reply = a.revoke(c.Seat)
	case campaign.Sent, campaign.Returned:
		reply = a.sent(c)
	case campaign.Expire:
	default:
		reply.Code = campaign.Wrong
	}
	return a.decision(reply)
}

// open gives a person their account. They have one.
func (g *Game) open(v campaign.View, env campaign.Env) campaign.Decision {
	for _, s := range v.Mine {
		if s.Note == Account {
			return campaign.Decision{Reply: campaign.Reply{Code: campaign.Duplicate, Instance: s.InstanceID, Seat: s.ID, State: s.State}}
		}
	}
	if env.Person == 0 {
		return campaign.Refuse(campaign.Wrong)
	}
	in := campaign.Instance{ID: env.NewInstance(), CampaignID: v.Campaign, OwnerID: env.Person, State: Open, At: env.Now}
	s := campaign.Seat{ID: env.NewSeat(), CampaignID: v.Campaign, InstanceID: in.ID, PersonID: env.Person, State: Account, Standing: campaign.Spent, Note: Account,
		At: env.Now, Because: env.Because}
	return campaign.Decision{Reply: campaign.Reply{Instance: in.ID, Seat: s.ID, State: s.State}, Instances: []campaign.Instance{in}, Seats: []campaign.Seat{s}}
}

func (a *account) decision(reply campaign.Reply) campaign.Decision {
	a.in.Held, a.in.Done = a.count(Bound, Qualified), a.count(Valid)
	d := campaign.Decision{Reply: reply, Messages: a.messages}
	if a.in != a.was {
		d.Instances = []campaign.Instance{a.in}
	}
	for n, s := range a.seats {
		if a.touched[n] {
			d.Seats = append(d.Seats, s)
		}
	}
	return d
}

func (a *account) count(states ...string) int64 {
	n := int64(0)
	for _, s := range a.seats {
		if s.Note == Invitee && slices.Contains(states, s.State) {
			n++
		}
	}
	return n
}

func (a *account) change(n int) *campaign.Seat { a.touched[n] = true; return &a.seats[n] }

func (a *account) find(i campaign.SeatID, note string) int {
	return slices.IndexFunc(a.seats, func(s campaign.Seat) bool { return s.ID == i && (note == "" || s.Note == note) })
}

func (a *account) add(s campaign.Seat) *campaign.Seat {
	s.ID, s.CampaignID, s.InstanceID, s.At = a.NewSeat(), a.in.CampaignID, a.in.ID, a.Now
	a.seats, a.touched = append(a.seats, s), append(a.touched, true)
	return &a.seats[len(a.seats)-1]
}

// advance ends windows that are over and makes those valid who stayed.
func (a *account) advance() {
	for n := range a.seats {
		s := a.seats[n]
		if s.DueAt == 0 || s.DueAt > a.Now {
			continue
		}
		switch s.State {
		case Bound:
			s := a.change(n)
			s.State, s.Standing, s.DueAt = Lapsed, campaign.None, 0
		case Qualified:
			a.validate(n)
		}
	}
}

// bind notes that a person came by the account's link.
func (a *account) bind(v campaign.View) campaign.Reply {
	owner := slices.ContainsFunc(v.Mine, func(m campaign.Seat) bool { return m.Note == Account && m.InstanceID == a.in.ID })
	if owner || a.in.OwnerID == a.Person {
		return campaign.Reply{Code: campaign.Self}
	}
	for _, m := range v.Mine {
		if m.Note == Account || m.Note == Invitee && m.State != Lapsed && !(m.State == Bound && m.DueAt <= a.Now) {
			return campaign.Reply{Code: campaign.Duplicate, Seat: m.ID, Instance: m.InstanceID, State: m.State}
		}
	}
	if a.count(Bound, Qualified, Valid) >= a.Most {
		return campaign.Reply{Code: campaign.Full, Limit: a.Most}
	}
	s := a.add(campaign.Seat{PersonID: a.Person, State: Bound, Standing: campaign.Held, Note: Invitee, DueAt: a.Now + a.WindowHours*hour, Because: a.Because,
		Place: a.count(Bound, Qualified, Valid, Lapsed, Revoked) + 1})
	return replyOf(s)
}

func replyOf(s *campaign.Seat) campaign.Reply {
	return campaign.Reply{Instance: s.InstanceID, Seat: s.ID, State: s.State, Until: s.DueAt, Place: s.Place}
}

// qualify notes that an invitee did what counts.
func (a *account) qualify(i campaign.SeatID) campaign.Reply {
	n := a.find(i, Invitee)
	if n < 0 || a.seats[n].State != Bound {
		return campaign.Reply{Code: campaign.Wrong}
	}
	s := a.change(n)
	s.State, s.DueAt = Qualified, a.Now+a.HoldHours*hour
	if a.HoldHours == 0 {
		a.validate(n)
	}
	return replyOf(&a.seats[n])
}

// validate counts an invitee, and gives what that brings.
func (a *account) validate(n int) {
	s := a.change(n)
	s.State, s.Standing, s.DueAt = Valid, campaign.Spent, 0
	if a.Welcome != nil {
		a.give(s.PersonID, welcome, 1, *a.Welcome, "welcome", nil, "")
	}
	valid := a.count(Valid)
	for i, st := range a.Steps {
		number := int64(i + 1)
		at := slices.IndexFunc(a.seats, func(s campaign.Seat) bool { return s.Note == StepReward && s.Number == number })
		switch {
		case valid < st.Need:
		case at < 0:
			a.give(a.in.OwnerID, StepReward, number, st.Reward, fmt.Sprint(number), st.Fallback, fmt.Sprint(number, "b"))
		case a.seats[at].State == Owed:
			a.change(at).State = Sent
		}
	}
}

// give rewards a person: with the reward, else with what takes its place, else it is left for the brand to settle.
func (a *account) give(who customer.ID, note string, number int64, r Reward, place string, fallback *Reward, instead string) {
	s := a.add(campaign.Seat{PersonID: who, State: Granted, Standing: campaign.Held, Note: note, Number: number})
	takes := r.takes(place, a.Env)
	if !a.fits(a.reserved.And(takes)) && fallback != nil {
		r, takes = *fallback, fallback.takes(instead, a.Env)
	}
	if !a.fits(a.reserved.And(takes)) {
		s.State, s.Standing = Short, campaign.None
		return
	}
	a.reserved, s.Takes, s.Amount = a.reserved.And(takes), takes, r.Amount
	if r.Kind == Cash {
		a.messages = append(a.messages, s.AskTransfer(r.Amount, note, a.Env))
	} else {
		a.messages = append(a.messages, s.AskGrant(r.What, note, a.Env))
	}
}

// revoke notes that an invitee left, gave back what they bought, or was found out.
func (a *account) revoke(i campaign.SeatID) campaign.Reply {
	n := a.find(i, Invitee)
	if n < 0 || !slices.Contains([]string{Bound, Qualified, Valid}, a.seats[n].State) {
		return campaign.Reply{Code: campaign.Wrong}
	}
	s := a.change(n)
	s.State, s.Standing, s.DueAt = Revoked, campaign.None, 0
	for at := range a.seats {
		if r := a.seats[at]; a.ClawBack && r.Note == StepReward && r.State == Sent && a.count(Valid) < a.Steps[r.Number-1].Need {
			a.change(at).State = Owed
		}
	}
	return replyOf(&a.seats[n])
}

// sent hears what became of a reward.
func (a *account) sent(c campaign.Command) campaign.Reply {
	n := a.find(c.Seat, "")
	if n < 0 || a.seats[n].State != Granted || c.Ref != campaign.TransferNumber(c.Seat, a.seats[n].Asked) {
		return campaign.Reply{Code: campaign.Wrong}
	}
	s := a.change(n)
	s.State, s.Standing = Sent, campaign.Spent
	switch {
	case c.Kind == campaign.Returned:
		s.State, s.Standing = Returned, campaign.None
	case a.ClawBack && s.Note == StepReward && a.count(Valid) < a.Steps[s.Number-1].Need:
		s.State = Owed
	}
	return replyOf(s)
}

// Invariants fails on an account that must not be.
func (g *Game) Invariants(v campaign.View) error {
	a := &account{Game: g, in: v.Instance, seats: v.Seats}
	var errs []error
	if valid := a.count(Valid); valid != v.Instance.Done || a.count(Bound, Qualified) != v.Instance.Held {
		errs = append(errs, fmt.Errorf("invite: %d valid invitees, counted %d", valid, v.Instance.Done))
	}
	seen := map[string]bool{}
	for _, s := range v.Seats {
		key := fmt.Sprint(s.Note, s.Number)
		if s.Note == Invitee {
			key = fmt.Sprint(s.Note, s.PersonID)
		} else if s.Note == welcome {
			key = fmt.Sprint(s.Note, s.PersonID, s.Number)
		}
		if s.State == Lapsed {
			continue
		}
		if seen[key] {
			errs = append(errs, fmt.Errorf("invite: %s twice", key))
		}
		seen[key] = true
		if s.Note == Invitee && s.PersonID == v.Instance.OwnerID {
			errs = append(errs, errors.New("invite: somebody invited themselves"))
		}
	}
	return errors.Join(errs...)
}

// Explain says why an invitee does not count yet, or what a reward is for.
func (g *Game) Explain(_ campaign.View, s campaign.Seat) []campaign.Sentence {
	told := map[string]campaign.Sentence{
		Account:   {Zh: "您的邀请链接已开通", En: "Your link works"},
		Bound:     {Zh: "好友已通过您的链接进来，还没有完成要求的动作", En: "They came by your link and have not done what counts yet"},
		Qualified: {Zh: "好友已完成动作，观察期结束后计入", En: "They did it; they count when the hold period is over"},
		Valid:     {Zh: "有效邀请", En: "It counts"},
		Lapsed:    {Zh: "好友没有在时限内完成动作", En: "They did not do it in time"},
		Revoked:   {Zh: "好友已离开或退款，不再计入", En: "They left or took their money back; it does not count any more"},
		Granted:   {Zh: "奖励发放中", En: "The reward is under way"},
		Sent:      {Zh: "奖励已发放", En: "The reward was given"},
		Owed:      {Zh: "有效邀请数已低于要求，按活动规则需退回奖励", En: "Fewer count now than the reward needs; by the rules it is to be returned"},
		Returned:  {Zh: "奖励没有在时限内领取，已退回", En: "The reward was not taken in time and went back"},
		Short:     {Zh: "奖品已发完，商家会与您联系", En: "The rewards have run out; the brand will contact you"},
	}
	return []campaign.Sentence{told[s.State]}
}
