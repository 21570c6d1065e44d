package groupbuy

import (
	"errors"
	"fmt"
	"slices"

	"qunli/campaign"
)

// Bonus is what the leader of a team that succeeded gets when the after-sale period is over.
type Bonus struct {
	Kind      string `json:"kind"`             // cash, coupon, gift
	Amount    int64  `json:"amount,omitempty"` // fen, of cash
	Each      bool   `json:"each,omitempty"`   // cash: for every other member who stays, not once
	What      string `json:"what,omitempty"`   // public id of the gift or coupon
	Stock     int64  `json:"stock,omitempty"`  // of gifts and coupons
	Budget    int64  `json:"budget,omitempty"` // fen of all cash
	Need      int64  `json:"need"`             // so many others must stay
	HoldHours int64  `json:"hold_hours"`       // between success and settlement: the after-sale period
	ClawBack  bool   `json:"claw_back,omitempty"`
}

// BonusNote is the note of the seat that is the leader's bonus.
const BonusNote = "bonus"

// The states of a bonus.
const (
	BonusHeld     = "bonus_held" // promised, while the after-sale period lasts
	BonusAsked    = "bonus_granted"
	BonusSent     = "bonus_received"
	BonusReturned = "bonus_returned" // not taken, or withheld
	BonusVoid     = "bonus_void"     // too few stayed
	BonusShort    = "bonus_short"    // the budget was used up
	BonusOwed     = "bonus_owed"     // too few stayed after it was given, and the rules say so
)

const (
	cash     = "cash"
	maxBonus = 20_000 // fen, in all
)

// worth gives the fen of a bonus when so many others stay; of gifts 0.
func (b Bonus) worth(others int64) int64 {
	if b.Kind == cash && b.Each {
		return b.Amount * others
	}
	return b.Amount
}

// bucket names what bonuses are taken of.
func (b Bonus) bucket() string {
	if b.Kind == cash {
		return "budget"
	}
	return "gift-bonus"
}

// units gives how much of its bucket a bonus takes.
func (b Bonus) units(others int64) int64 {
	if b.Kind == cash {
		return b.worth(others)
	}
	return 1
}

func (g *Game) validateBonus(check func(good bool, field string, value any, zh, en string)) {
	if g.Bonus == nil {
		return
	}
	b, most := *g.Bonus, g.Bonus.worth(g.cap()-1)
	check(b.Kind == cash || b.Kind == "coupon" || b.Kind == "gift", "bonus.kind", b.Kind, "须是 cash、coupon 或 gift", "must be cash, coupon or gift")
	if b.Kind == cash {
		check(b.Amount >= 1 && most <= maxBonus, "bonus.amount", b.Amount, "一个团的团长奖励最多合计须在 0.01 到 200 元之间", "what one leader may get must lie between 0.01 and 200 yuan")
		check(b.Budget >= most, "bonus.budget", b.Budget, "预算须够发一个团的最高奖励", "must be enough for the highest bonus of one team")
		check(b.Stock == 0, "bonus.stock", b.Stock, "现金奖励按预算发，不填数量", "is for gifts and coupons; cash has a budget")
	} else {
		check(b.What != "", "bonus.what", b.What, "请选奖品", "say what it is")
		check(b.Stock > 0, "bonus.stock", b.Stock, "请填写数量", "give how many there are")
		check(b.Amount == 0 && b.Budget == 0 && !b.Each, "bonus.amount", b.Amount, "金额、预算和按人计只用于现金", "amount, budget and each are for cash only")
	}
	check(b.Need >= 1 && b.Need < g.cap(), "bonus.need", b.Need, "须至少 1 人，且少于团的人数上限（不含团长）", "must be at least 1 and below the seats of a team (the leader not counted)")
	check(b.HoldHours >= 0 && b.HoldHours <= 90*24, "bonus.hold_hours", b.HoldHours, "须在 0 到 2160 之间", "must lie between 0 and 2160")
}

// Promises lists the gift of a bonus.
func (g *Game) Promises() []campaign.Promise {
	if g.Bonus == nil || g.Bonus.Kind == cash {
		return nil
	}
	return []campaign.Promise{{Field: "bonus.what", What: g.Bonus.What, Bucket: g.Bonus.bucket()}}
}

// stay counts the members besides the leader whose goods were not paid back in full, and tells whether the leader is one who stays.
func (t *team) stay() (others int64, leads bool) {
	for _, s := range t.seats {
		switch {
		case s.State != Settled || s.Back >= s.Paid:
		case s.Note == Leader:
			leads = true
		default:
			others++
		}
	}
	return others, leads
}

// promise sets the leader's bonus aside while the after-sale period lasts.
func (t *team) promise() {
	others, leads := t.stay()
	if t.Bonus == nil || !leads || others < t.Bonus.Need {
		return
	}
	n := slices.IndexFunc(t.seats, func(s campaign.Seat) bool { return s.Note == Leader && s.State == Settled })
	s := campaign.Seat{ID: t.NewSeat(), CampaignID: t.in.CampaignID, InstanceID: t.in.ID, PersonID: t.seats[n].PersonID, Number: 1, State: BonusHeld, Standing: campaign.Held,
		Takes: campaign.Take(t.Bonus.bucket(), t.Bonus.units(others)), Note: BonusNote, Amount: t.Bonus.worth(others), At: t.Now, DueAt: t.Now + t.Bonus.HoldHours*60*minute}
	if !t.fits(s.Takes) {
		s.State, s.Standing, s.DueAt = BonusShort, campaign.None, 0
	}
	t.seats, t.touched = append(t.seats, s), append(t.touched, true)
}

// award settles a bonus by who stayed. It is never more than was set aside.
func (t *team) award(n int) {
	others, leads := t.stay()
	s := t.change(n)
	s.DueAt = 0
	if !leads || others < t.Bonus.Need {
		s.State, s.Standing = BonusVoid, campaign.None
		return
	}
	s.State, s.Amount, s.Takes = BonusAsked, t.Bonus.worth(others), campaign.Take(t.Bonus.bucket(), t.Bonus.units(others))
	if t.Bonus.Kind == cash {
		t.say(s.AskTransfer(s.Amount, BonusNote, t.Env))
	} else {
		t.say(s.AskGrant(t.Bonus.What, BonusNote, t.Env))
	}
}

// rewarded hears what became of a bonus.
func (t *team) rewarded(c campaign.Command) campaign.Reply {
	n := t.find(c.Seat)
	if n < 0 || t.seats[n].State != BonusAsked || c.Ref != campaign.TransferNumber(c.Seat, t.seats[n].Asked) {
		return campaign.Reply{Code: campaign.Wrong}
	}
	s := t.change(n)
	if s.State, s.Standing = BonusSent, campaign.Spent; c.Kind == campaign.Returned {
		s.State, s.Standing = BonusReturned, campaign.None
	}
	t.claw()
	return replyOf(&t.seats[n])
}

// claw marks a bonus that was given and that too few have stayed for, where the rules say that it is to be returned.
func (t *team) claw() {
	if t.Bonus == nil || !t.Bonus.ClawBack {
		return
	}
	others, leads := t.stay()
	for n, s := range t.seats {
		if s.State == BonusSent && (!leads || others < t.Bonus.Need || t.Bonus.worth(others) < s.Amount) {
			t.change(n).State = BonusOwed
		}
	}
}

// afterSale hears that some of a payment was given back by hand. The team stays; of one that is not complete yet, whoever got all of it
// back has left.
func (t *team) afterSale(c campaign.Command) campaign.Reply {
	n := t.find(c.Seat)
	if n < 0 {
		return campaign.Reply{Code: campaign.Unknown}
	}
	if s := t.seats[n]; (s.State != Settled && s.State != PaidSeat) || !s.Undo(c.Amount) {
		return campaign.Reply{Code: campaign.Wrong}
	}
	s := t.change(n)
	s.Undo(c.Amount)
	if s.State == PaidSeat && s.Back == s.Paid {
		s.State, s.Standing, s.DueAt = Refunded, campaign.None, 0
		t.follow(s)
		t.settle()
	}
	t.claw()
	return replyOf(&t.seats[n])
}

// soundBonus fails on a bonus that must not be.
func (g *Game) soundBonus(v campaign.View) error {
	var errs []error
	n := 0
	for _, s := range v.Seats {
		if s.Note != BonusNote {
			continue
		}
		if n++; n > 1 || v.Instance.State != Succeeded || g.Bonus == nil {
			errs = append(errs, fmt.Errorf("groupbuy: %d bonuses of a team that is %s", n, v.Instance.State))
		}
		if g.Bonus != nil && (s.Amount > g.Bonus.worth(v.Instance.Size-1) || s.Stands() && s.Takes.Of(g.Bonus.bucket()) < s.Amount) {
			errs = append(errs, errors.New("groupbuy: a bonus of more than was set aside"))
		}
	}
	return errors.Join(errs...)
}

// explainBonus says why a bonus is as it is.
func (g *Game) explainBonus(s campaign.Seat) []campaign.Sentence {
	told := map[string]campaign.Sentence{
		BonusHeld:     {Zh: "售后期结束后按留下的人数结算", En: "Settled by who stays, when the after-sale period is over"},
		BonusAsked:    {Zh: "团长奖励发放中", En: "The leader's bonus is under way"},
		BonusSent:     {Zh: "团长奖励已发放", En: "The leader's bonus was given"},
		BonusReturned: {Zh: "团长奖励没有发出：没有在时限内领取，或审核未通过", En: "The leader's bonus was not given: not taken in time, or refused in a review"},
		BonusVoid:     {Zh: "售后期内退款的人太多，或团长自己退了款，没有团长奖励", En: "Too many were paid back in the after-sale period, or the leader was: there is no bonus"},
		BonusShort:    {Zh: "成团时团长奖励已经发完", En: "The leaders' bonuses were used up when the team succeeded"},
		BonusOwed:     {Zh: "发放后又有人全额退款，按活动规则需退回奖励", En: "Members were paid back after it was given; by the rules it is to be returned"},
	}
	return []campaign.Sentence{told[s.State]}
}
