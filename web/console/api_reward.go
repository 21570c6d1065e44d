package console

import (
	"cmp"
	"context"
	"strings"

	"qunli/customer"
	"qunli/kit/money"
	"qunli/kit/serve"
	"qunli/reward"
)

type giftsIn struct {
	Sized
	Kind  string             `query:"kind" enum:"code,thing,coupon"`
	State string             `query:"state" enum:"open,closed"`
	After ref[reward.GiftID] `query:"after"`
}

func (c *Console) gifts(ctx context.Context, in *giftsIn) (list[GiftView], error) {
	all, err := c.Rewards.Gifts(ctx, reward.GiftFilter{Kind: reward.Kind(in.Kind), State: reward.GiftState(in.State), Before: in.After.ID, Limit: cmp.Or(in.Limit, defaultPage)})
	next := pageAfter(all, in.Limit, func(g reward.Gift) string { return g.ID.String() })
	return listOf(views(all, viewGift), next), err
}

type giftIn struct {
	ID ref[reward.GiftID] `path:"id"`
}

func (c *Console) gift(ctx context.Context, in *giftIn) (GiftView, error) {
	g, err := c.Rewards.Gift(ctx, in.ID.ID)
	return viewGift(g), err
}

// GiftBody is a gift to make or change.
type GiftBody struct {
	Kind      string    `json:"kind" enum:"code,thing,coupon" doc:"Never changes"`
	Name      string    `json:"name" minLength:"1"`
	Words     string    `json:"words,omitempty" doc:"How it is used, for its owner"`
	Cost      money.Fen `json:"cost,omitempty" minimum:"0" doc:"Fen, of one"`
	Worth     money.Fen `json:"worth,omitempty" minimum:"0" doc:"Fen: what one is worth to its owner"`
	Total     int64     `json:"total,omitempty" minimum:"0" doc:"How many there are; of codes, those brought in count"`
	Tags      []string  `json:"tags,omitempty" maxItems:"20" doc:"Whom it suits, family/name"`
	Days      int64     `json:"days,omitempty" minimum:"0" doc:"For how long a coupon holds, or a thing may be claimed; 0 no end"`
	UntilAt   int64     `json:"until_at,omitempty" minimum:"0" doc:"Unix ms when all of it ends, 0 never"`
	PerPerson int64     `json:"per_person,omitempty" minimum:"0" doc:"The most that one person is given, 0 any"`
	GiftTerms
	Version int64 `json:"version,omitempty" doc:"That was read, of a change"`
}

func (b GiftBody) gift(i reward.GiftID) reward.Gift {
	return reward.Gift{ID: i, Kind: reward.Kind(b.Kind), Name: b.Name, Words: b.Words, Cost: b.Cost, Worth: b.Worth, Total: b.Total, Tags: strings.Join(b.Tags, "\n"),
		Days: b.Days, UntilAt: b.UntilAt, PerPerson: b.PerPerson, Terms: reward.Terms(b.GiftTerms), Version: b.Version}
}

type makeGiftIn struct{ Body GiftBody }

func (c *Console) makeGift(ctx context.Context, in *makeGiftIn) (GiftView, error) {
	g, err := c.Rewards.Save(ctx, in.Body.gift(0))
	return viewGift(g), err
}

type changeGiftIn struct {
	ID   ref[reward.GiftID] `path:"id"`
	Body GiftBody
}

func (c *Console) changeGift(ctx context.Context, in *changeGiftIn) (GiftView, error) {
	g, err := c.Rewards.Save(ctx, in.Body.gift(in.ID.ID))
	return viewGift(g), err
}

type turnGiftIn struct {
	ID   ref[reward.GiftID] `path:"id"`
	Body struct {
		Version int64  `json:"version"`
		State   string `json:"state" enum:"open,closed"`
	}
}

func (c *Console) turnGift(ctx context.Context, in *turnGiftIn) (GiftView, error) {
	g, err := c.Rewards.Turn(ctx, in.ID.ID, in.Body.Version, reward.GiftState(in.Body.State))
	return viewGift(g), err
}

type bringCodesIn struct {
	ID   ref[reward.GiftID] `path:"id"`
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"1000000" doc:"One code a line, or the first column of a CSV; at most 5,000"`
	}
}

// codesView tells what became of codes that were brought in.
type codesView struct {
	Added int64           `json:"added"`
	Twice []codeTwiceView `json:"twice" nullable:"false" doc:"Left out, since they are there"`
}

// codeTwiceView is a code that is there already.
type codeTwiceView struct {
	Line   int64  `json:"line" doc:"Of the list, from 1"`
	Code   string `json:"code" doc:"Masked"`
	Before int64  `json:"before" doc:"Line where it stands first, 0: brought in earlier"`
}

func (c *Console) bringCodes(ctx context.Context, in *bringCodesIn) (codesView, error) {
	b, err := c.Rewards.Bring(ctx, in.ID.ID, in.Body.Text)
	return codesView{b.Added, views(b.Twice, func(t reward.Twice) codeTwiceView { return codeTwiceView(t) })}, err
}

// giftPromises lists the campaigns that hand a gift out.
func (c *Console) giftPromises(ctx context.Context, in *giftIn) (list[PromiseView], error) {
	all, err := c.Campaigns.Promising(ctx, in.ID.ID.String())
	if err != nil {
		return list[PromiseView]{}, err
	}
	out := make([]PromiseView, len(all))
	for n, p := range all {
		fit, err := c.Rewards.Fit(ctx, in.ID.ID, p.Rule)
		if err != nil {
			return list[PromiseView]{}, err
		}
		out[n] = PromiseView{p.Campaign.ID, p.Campaign.Name, p.Campaign.State, p.N, fit.Audience, fit.Suited, fit.Poor()}
	}
	return listOf(out, ""), nil
}

type rewardsIn struct {
	Sized
	Gift     ref[reward.GiftID] `query:"gift_id"`
	Customer ref[customer.ID]   `query:"customer_id"`
	State    string             `query:"state" enum:"issued,locked,used,expired,revoked,waiting,applied,shipped,received"`
	After    ref[reward.ID]     `query:"after"`
}

func (c *Console) rewards(ctx context.Context, in *rewardsIn) (list[RewardView], error) {
	all, err := c.Rewards.List(ctx, reward.Filter{Gift: in.Gift.ID, Customer: in.Customer.ID, State: reward.State(in.State), Before: in.After.ID, Limit: cmp.Or(in.Limit, defaultPage)})
	if err != nil {
		return list[RewardView]{}, err
	}
	shown, err := c.namedRewards(ctx, all)
	return listOf(shown, pageAfter(all, in.Limit, func(g reward.Grant) string { return g.ID.String() })), err
}

// namedRewards shows grants with what their gifts are called.
func (c *Console) namedRewards(ctx context.Context, all []reward.Grant) ([]RewardView, error) {
	ids := make([]reward.GiftID, len(all))
	for n, g := range all {
		ids[n] = g.GiftID
	}
	gifts, err := reward.GiftsByID(ctx, c.DB.Read(), ids)
	return views(all, func(g reward.Grant) RewardView { return viewReward(g, gifts[g.GiftID].Name) }), err
}

type rewardIn struct {
	ID ref[reward.ID] `path:"id"`
}

func (c *Console) revealReward(ctx context.Context, in *rewardIn) (rewardShown, error) {
	serve.Unkept(ctx)
	shown, err := c.Rewards.Reveal(ctx, in.ID.ID)
	return viewShown(shown), err
}

type shipIn struct {
	ID   ref[reward.ID] `path:"id"`
	Body struct {
		Carrier string `json:"carrier"`
		Parcel  string `json:"parcel" doc:"The carrier's number"`
	}
}

func (c *Console) shipReward(ctx context.Context, in *shipIn) (none, error) {
	_, err := c.Rewards.Ship(ctx, in.ID.ID, in.Body.Carrier, in.Body.Parcel)
	return none{}, err
}

func (c *Console) rewardArrived(ctx context.Context, in *rewardIn) (none, error) {
	_, err := c.Rewards.Arrive(ctx, in.ID.ID)
	return none{}, err
}

type revokeRewardIn struct {
	ID   ref[reward.ID] `path:"id"`
	Body struct {
		Why string `json:"why" doc:"The customer sees it"`
	}
}

func (c *Console) revokeReward(ctx context.Context, in *revokeRewardIn) (none, error) {
	_, err := c.Rewards.Revoke(ctx, in.ID.ID, in.Body.Why)
	return none{}, err
}
