package console

import (
	"cmp"
	"context"

	"qunli/insight"
	"qunli/kit/money"
	"qunli/org"
)

// costView is a cost that was entered.
type costView struct {
	ID      insight.CostID   `json:"id"`
	Kind    insight.CostKind `json:"kind"`
	Channel string           `json:"channel" doc:"Empty: of no one channel"`
	StoreID org.StoreID      `json:"store_id" doc:"Empty: of the whole company"`
	FromDay string           `json:"from_day" doc:"YYYY-MM-DD"`
	ToDay   string           `json:"to_day" doc:"YYYY-MM-DD; the cost is spread evenly over its days"`
	Amount  money.Fen        `json:"amount" doc:"Fen; 0 says that there was none"`
	Minutes int64            `json:"minutes" doc:"Of work, 0: no work"`
	Rate    money.Fen        `json:"rate" doc:"Fen an hour of it"`
	Source  string           `json:"source"`
	Ref     string           `json:"ref"`
	StaffID org.StaffID      `json:"staff_id" doc:"Who entered it"`
	At      int64            `json:"at" doc:"Unix ms"`
}

func viewCost(c insight.Cost) costView { return costView(c) }

type costsIn struct {
	Sized
	SpendFilter
	Kind  string              `query:"kind"`
	After ref[insight.CostID] `query:"after"`
}

func (c *Console) costs(ctx context.Context, in *costsIn) (list[costView], error) {
	all, err := c.Insight.Costs(ctx, insight.CostFilter{From: in.From, To: in.To, Channel: in.Channel, Kind: insight.CostKind(in.Kind), After: in.After.ID,
		Limit: cmp.Or(in.Limit, defaultPage)})
	next := pageAfter(all, in.Limit, func(c insight.Cost) string { return c.ID.String() })
	return listOf(views(all, viewCost), next), err
}

// CostBody is a cost to record.
type CostBody struct {
	Kind    string      `json:"kind" enum:"ad,screening,bait,reward,subsidy,red_packet,staff,service,delivery,payment,refund"`
	Channel string      `json:"channel,omitempty" maxLength:"100" doc:"Empty: of no one channel"`
	Store   org.StoreID `json:"store_id,omitempty"`
	FromDay string      `json:"from_day" doc:"YYYY-MM-DD"`
	ToDay   string      `json:"to_day,omitempty" doc:"YYYY-MM-DD, from_day when left out"`
	Amount  money.Fen   `json:"amount,omitempty" minimum:"0" doc:"Fen; 0 says that there was none; of work, leave it out"`
	Minutes int64       `json:"minutes,omitempty" minimum:"0" doc:"Of work"`
	Rate    money.Fen   `json:"rate,omitempty" minimum:"0" doc:"Fen an hour of it"`
	Source  string      `json:"source" minLength:"1" maxLength:"100" doc:"Where the figure comes from: a bill, a task log, payroll"`
	Ref     string      `json:"ref,omitempty" maxLength:"100" doc:"Its number there: the same again changes nothing"`
}

type recordCostsIn struct {
	Body struct {
		Items []CostBody `json:"items" minItems:"1" maxItems:"500"`
	}
}

func (c *Console) recordCosts(ctx context.Context, in *recordCostsIn) (recorded, error) {
	n, err := c.Insight.RecordCosts(ctx, views(in.Body.Items, func(b CostBody) insight.Cost {
		return insight.Cost{Kind: insight.CostKind(b.Kind), Channel: b.Channel, StoreID: b.Store, FromDay: b.FromDay, ToDay: b.ToDay, Amount: b.Amount,
			Minutes: b.Minutes, Rate: b.Rate, Source: b.Source, Ref: b.Ref}
	}))
	return recorded{n}, err
}

type costIn struct {
	ID ref[insight.CostID] `path:"id"`
}

func (c *Console) dropCost(ctx context.Context, in *costIn) (none, error) {
	return none{}, c.Insight.DropCost(ctx, in.ID.ID)
}

// costKindView describes a kind of cost.
type costKindView struct {
	Kind  insight.CostKind  `json:"kind"`
	Group insight.CostGroup `json:"group" doc:"ad, search, exchange, other; all but exchange are spent to win people"`
	Title insight.Words     `json:"title"`
}

func (c *Console) costKinds(ctx context.Context, _ *struct{}) (list[costKindView], error) {
	err := org.Must(ctx, org.SpendRead)
	return listOf(views(insight.CostKinds(), func(s insight.CostSort) costKindView { return costKindView(s) }), ""), err
}
