package console

import (
	"qunli/campaign"
	"qunli/customer"
	"qunli/kit/money"
	"qunli/org"
	"qunli/reward"
)

// GiftTerms are what a coupon takes off a price.
type GiftTerms struct {
	Off       money.Fen `json:"off,omitempty" minimum:"0" doc:"Fen taken off, or"`
	Rate      int64     `json:"rate,omitempty" minimum:"0" maximum:"10000" doc:"Basis points of the price taken off"`
	Most      money.Fen `json:"most,omitempty" minimum:"0" doc:"Fen: the most that a rate takes off, 0 any"`
	Minimum   money.Fen `json:"minimum,omitempty" minimum:"0" doc:"Fen: from which price on, before any coupon"`
	Stack     string    `json:"stack,omitempty" maxLength:"40" doc:"Coupons of one name exclude each other; empty: those of one gift do"`
	Stackable bool      `json:"stackable,omitempty" doc:"It may be used beside others"`
}

// GiftView is what can be given.
type GiftView struct {
	ID        reward.GiftID    `json:"id"`
	Kind      reward.Kind      `json:"kind" enum:"code,thing,coupon"`
	Name      string           `json:"name"`
	Words     string           `json:"words" doc:"How it is used, for its owner"`
	State     reward.GiftState `json:"state" enum:"open,closed"`
	Cost      money.Fen        `json:"cost" doc:"Fen, of one"`
	Worth     money.Fen        `json:"worth" doc:"Fen: what one is worth to its owner"`
	Total     int64            `json:"total" doc:"How many there are"`
	Issued    int64            `json:"issued" doc:"How many were ever given"`
	Tags      []string         `json:"tags" nullable:"false" doc:"Whom it suits, family/name"`
	Days      int64            `json:"days" doc:"For how long a coupon holds, or a thing may be claimed; 0 no end"`
	UntilAt   int64            `json:"until_at" doc:"Unix ms when all of it ends, 0 never"`
	PerPerson int64            `json:"per_person" doc:"The most that one person is given, 0 any"`
	GiftTerms
	StaffID   org.StaffID `json:"staff_id"`
	Version   int64       `json:"version"`
	CreatedAt int64       `json:"created_at" doc:"Unix ms"`
}

func viewGift(g reward.Gift) GiftView {
	tags := g.Suits()
	if tags == nil {
		tags = []string{}
	}
	return GiftView{g.ID, g.Kind, g.Name, g.Words, g.State, g.Cost, g.Worth, g.Total, g.Issued, tags, g.Days, g.UntilAt, g.PerPerson, GiftTerms(g.Terms),
		g.StaffID, g.Version, g.CreatedAt}
}

// RewardView is something that was given to somebody.
type RewardView struct {
	ID         reward.ID     `json:"id"`
	GiftID     reward.GiftID `json:"gift_id"`
	Gift       string        `json:"gift" doc:"What it is called"`
	Kind       reward.Kind   `json:"kind" enum:"code,thing,coupon"`
	CustomerID customer.ID   `json:"customer_id"`
	Title      string        `json:"title" doc:"Why: the name of the campaign"`
	Reason     string        `json:"reason" doc:"Word of the game: step, welcome"`
	Cause      string        `json:"cause" doc:"What it was given for, room.what"`
	State      reward.State  `json:"state" enum:"issued,locked,used,expired,revoked,waiting,applied,shipped,received"`
	UntilAt    int64         `json:"until_at" doc:"Unix ms until which it holds or may be claimed, 0 no end"`
	Carrier    string        `json:"carrier"`
	Parcel     string        `json:"parcel"`
	Why        string        `json:"why" doc:"Why it was revoked"`
	EndedAt    int64         `json:"ended_at" doc:"Unix ms, 0 not yet"`
	CreatedAt  int64         `json:"created_at" doc:"Unix ms"`
}

func viewReward(g reward.Grant, called string) RewardView {
	return RewardView{g.ID, g.GiftID, called, g.Kind, g.CustomerID, g.Title, g.Reason, g.CauseKind, g.State, g.UntilAt, g.Carrier, g.Parcel, g.Why, g.EndedAt, g.CreatedAt}
}

// PromiseView is a campaign that hands a gift out, and how well it suits its audience.
type PromiseView struct {
	CampaignID campaign.ID    `json:"campaign_id"`
	Name       string         `json:"name"`
	State      campaign.State `json:"state"`
	Left       int64          `json:"left" doc:"How many it still hands out"`
	Audience   int64          `json:"audience" doc:"People who may take part"`
	Suited     int64          `json:"suited" doc:"Of them, with one of the gift's tags"`
	Poor       bool           `json:"poor" doc:"The gift says whom it suits, and fewer than half of the audience are such"`
}

// rewardHeld is something that was given to a person, in the export of what is held about them.
type rewardHeld struct {
	RewardView
	rewardShown
}

func viewRewardHeld(e reward.Exported) rewardHeld {
	return rewardHeld{viewReward(e.Grant, e.Gift), viewShown(e.Shown)}
}

// rewardShown is what is kept sealed of a reward.
type rewardShown struct {
	Code  string `json:"code" doc:"Empty: none"`
	Name  string `json:"name" doc:"Of who receives a thing; empty: not said, or forgotten"`
	Phone string `json:"phone"`
	Text  string `json:"address"`
}

func viewShown(s reward.Shown) rewardShown {
	out := rewardShown{Code: s.Code}
	if a := s.Address; a != nil {
		out.Name, out.Phone, out.Text = a.Name, a.Phone, a.Text
	}
	return out
}
