package console

import (
	"context"
	"errors"

	"qunli/community"
	"qunli/customer"
)

func (c *Console) flowRules(ctx context.Context, _ *struct{}) (list[flowRuleView], error) {
	all, err := c.Communities.FlowRules(ctx)
	return listOf(views(all, viewFlowRule), ""), err
}

type flowRuleIn struct{ Body FlowRuleBody }

func (c *Console) saveFlowRule(ctx context.Context, in *flowRuleIn) (versioned[community.FlowRuleID], error) {
	r, err := c.Communities.SaveFlowRule(ctx, in.Body.rule(0))
	return versioned[community.FlowRuleID]{r.ID, r.Version}, err
}

type changeFlowRuleIn struct {
	ID   ref[community.FlowRuleID] `path:"id"`
	Body FlowRuleBody
}

func (c *Console) changeFlowRule(ctx context.Context, in *changeFlowRuleIn) (versioned[community.FlowRuleID], error) {
	r, err := c.Communities.SaveFlowRule(ctx, in.Body.rule(in.ID.ID))
	return versioned[community.FlowRuleID]{r.ID, r.Version}, err
}

type flowRuleRef struct {
	ID ref[community.FlowRuleID] `path:"id"`
}

func (c *Console) runFlow(ctx context.Context, in *flowRuleRef) (list[flowView], error) {
	all, err := c.Communities.RunFlow(ctx, in.ID.ID)
	return listOf(views(all, viewFlow), ""), err
}

type funnelIn struct {
	ID   ref[community.FlowRuleID] `path:"id"`
	From int64                     `query:"from" minimum:"0" doc:"Unix ms, included"`
	To   int64                     `query:"to" minimum:"1" required:"true" doc:"Unix ms, excluded"`
}

func (c *Console) flowFunnel(ctx context.Context, in *funnelIn) (funnelView, error) {
	f, err := c.Communities.Funnel(ctx, in.ID.ID, in.From, in.To)
	return funnelView(f), err
}

type flowsIn struct {
	Sized
	Rule  ref[community.FlowRuleID] `query:"rule_id"`
	Open  bool                      `query:"open" doc:"Only those nobody has settled and whose time has not run out"`
	After ref[community.FlowID]     `query:"after"`
}

func (c *Console) flows(ctx context.Context, in *flowsIn) (list[flowView], error) {
	all, err := c.Communities.Flows(ctx, community.FlowQuery{Rule: in.Rule.ID, Open: in.Open, After: in.After.ID, Limit: in.Limit})
	next := pageAfter(all, in.Limit, func(f community.Flow) string { return f.ID.String() })
	return listOf(views(all, viewFlow), next), err
}

type flowIn struct {
	ID ref[community.FlowID] `path:"id"`
}

func (c *Console) inviteFlow(ctx context.Context, in *flowIn) (none, error) {
	return none{}, c.Communities.InviteFlow(ctx, in.ID.ID)
}

func (c *Console) dropFlow(ctx context.Context, in *flowIn) (none, error) {
	return none{}, c.Communities.DropFlow(ctx, in.ID.ID)
}

func (c *Console) review(ctx context.Context, in *communityIn) (list[proposalView], error) {
	all, err := c.Communities.Review(ctx, in.ID.ID)
	return listOf(views(all, viewProposal), ""), err
}

type proposalsIn struct {
	Sized
	ID    ref[community.ID]         `path:"id"`
	Kind  string                    `query:"kind" enum:"promote,prune,retire"`
	State string                    `query:"state" enum:"proposed,approved,refused,done"`
	After ref[community.ProposalID] `query:"after"`
}

func (c *Console) proposals(ctx context.Context, in *proposalsIn) (list[proposalView], error) {
	all, err := c.Communities.Proposals(ctx, community.ProposalQuery{Community: in.ID.ID, Kind: community.ProposalKind(in.Kind),
		State: community.ProposalState(in.State), After: in.After.ID, Limit: in.Limit})
	next := pageAfter(all, in.Limit, func(p community.Proposal) string { return p.ID.String() })
	return listOf(views(all, viewProposal), next), err
}

type decideProposalIn struct {
	ID   ref[community.ProposalID] `path:"id"`
	Body struct {
		VersionBody
		Agree  bool   `json:"agree"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
}

func (c *Console) decideProposal(ctx context.Context, in *decideProposalIn) (versioned[community.ProposalID], error) {
	p, err := c.Communities.Approve(ctx, in.ID.ID, in.Body.Version, in.Body.Agree, in.Body.Reason)
	return versioned[community.ProposalID]{p.ID, p.Version}, err
}

type carryOutIn struct {
	ID   ref[community.ProposalID] `path:"id"`
	Body VersionBody
}

func (c *Console) carryOut(ctx context.Context, in *carryOutIn) (versioned[community.ProposalID], error) {
	p, err := c.Communities.CarryOut(ctx, in.ID.ID, in.Body.Version)
	return versioned[community.ProposalID]{p.ID, p.Version}, err
}

type proposalIn struct {
	ID ref[community.ProposalID] `path:"id"`
}

func (c *Console) proposalEffect(ctx context.Context, in *proposalIn) (effectView, error) {
	e, err := c.Communities.Effect(ctx, in.ID.ID)
	return viewEffect(e), err
}

func (c *Console) beginHarvest(ctx context.Context, in *communityVersionIn) (versioned[community.ID], error) {
	return grouped(c.Communities.BeginHarvest(ctx, in.ID.ID, in.Body.Version))
}

func (c *Console) harvest(ctx context.Context, in *communityIn) (list[harvestedView], error) {
	all, err := c.Communities.HarvestList(ctx, in.ID.ID)
	return listOf(views(all, func(h community.Harvested) harvestedView { return harvestedView(h) }), ""), err
}

type handleIn struct {
	ID   ref[community.ID] `path:"id"`
	Body struct {
		People []customer.ID `json:"people" minItems:"1" maxItems:"1000" nullable:"false"`
		To     community.ID  `json:"to_id" doc:"The deeper group they were asked into"`
	}
}

// countView is how many it was.
type countView struct {
	Count int64 `json:"count"`
}

func (c *Console) handleHarvest(ctx context.Context, in *handleIn) (countView, error) {
	n, err := c.Communities.Handle(ctx, in.ID.ID, in.Body.People, in.Body.To)
	return countView{n}, err
}

type waiveIn struct {
	ID   ref[community.ID] `path:"id"`
	Body struct {
		People []customer.ID `json:"people,omitempty" maxItems:"1000" nullable:"false" doc:"All who wait when left out"`
	}
}

func (c *Console) waiveHarvest(ctx context.Context, in *waiveIn) (countView, error) {
	n, err := c.Communities.Waive(ctx, in.ID.ID, in.Body.People)
	return countView{n}, err
}

func (c *Console) communityReport(ctx context.Context, in *communityIn) (reportView, error) {
	r, err := c.Communities.Report(ctx, in.ID.ID)
	return reportView(r), err
}

type startMoveIn struct {
	ID   ref[community.ID] `path:"id"`
	Body struct {
		VersionBody
		Carrier string `json:"carrier" minLength:"1" doc:"wecom, wechat, qq, irc, other"`
		Source  string `json:"source" minLength:"1" doc:"The system it will live in"`
		Code    string `json:"code" minLength:"1" doc:"Its key there"`
	}
}

func (c *Console) startMove(ctx context.Context, in *startMoveIn) (crossingView, error) {
	m, err := c.Communities.StartMove(ctx, in.ID.ID, in.Body.Version, in.Body.Carrier, in.Body.Source, in.Body.Code)
	return viewCrossing(m), err
}

// movingView is the last move of a group to another carrier, if there ever was one.
type movingView struct {
	Crossing *crossingView `json:"crossing,omitempty" doc:"Absent: the group never moved"`
}

func (c *Console) moving(ctx context.Context, in *communityIn) (movingView, error) {
	m, err := c.Communities.Moving(ctx, in.ID.ID)
	if errors.Is(err, community.ErrNoCarrier) {
		return movingView{}, nil
	}
	v := viewCrossing(m)
	return movingView{&v}, err
}

type crossingIn struct {
	ID   ref[community.CarrierID] `path:"id"`
	Body struct {
		People []customer.ID `json:"people,omitempty" maxItems:"1000" nullable:"false"`
	}
}

func (c *Console) arrived(ctx context.Context, in *crossingIn) (crossingView, error) {
	m, err := c.Communities.Arrived(ctx, in.ID.ID, in.Body.People)
	return viewCrossing(m), err
}

func (c *Console) remind(ctx context.Context, in *crossingIn) (crossingView, error) {
	m, err := c.Communities.Remind(ctx, in.ID.ID, in.Body.People)
	return viewCrossing(m), err
}

func (c *Console) lose(ctx context.Context, in *crossingIn) (crossingView, error) {
	m, err := c.Communities.Lose(ctx, in.ID.ID, in.Body.People)
	return viewCrossing(m), err
}

type carrierIn struct {
	ID ref[community.CarrierID] `path:"id"`
}

func (c *Console) finishMove(ctx context.Context, in *carrierIn) (crossingView, error) {
	m, err := c.Communities.FinishMove(ctx, in.ID.ID)
	return viewCrossing(m), err
}
