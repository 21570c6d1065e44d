package console

import (
	"context"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/serve"
	"qunli/org"
)

type staysIn struct {
	Sized
	ID       ref[community.ID]         `path:"id"`
	Gone     bool                      `query:"gone" doc:"Those who left too"`
	Entrance ref[community.EntranceID] `query:"entrance_id"`
	After    string                    `query:"after" doc:"next of the page before"`
}

func (c *Console) stays(ctx context.Context, in *staysIn) (list[stayView], error) {
	at, err := readCursor(in.After, 2)
	if err != nil {
		return list[stayView]{}, err
	}
	ask := community.MemberQuery{Gone: in.Gone, Entrance: in.Entrance.ID, Limit: in.Limit}
	if at != nil {
		ask.After = &community.Mark{JoinedAt: at[0], ID: community.StayID(at[1])}
	}
	all, err := c.Communities.Members(ctx, in.ID.ID, ask)
	next := pageAfter(all, in.Limit, func(s community.Stay) string { return cursorOf(s.JoinedAt, int64(s.ID)) })
	return listOf(views(all, viewStay), next), err
}

func (c *Console) staysOfPerson(ctx context.Context, in *personIn) (list[stayView], error) {
	all, err := c.Communities.StaysOfPerson(ctx, in.ID.ID)
	return listOf(views(all, viewStay), ""), err
}

// MovementBody is one raw movement of a person.
type MovementBody struct {
	Customer customer.ID          `json:"customer_id"`
	Kind     community.MoveKind   `json:"kind" enum:"join,leave,seen"`
	At       int64                `json:"at" minimum:"1" doc:"Unix ms"`
	Inviter  customer.ID          `json:"inviter_id,omitempty" doc:"Empty: unknown; never guessed"`
	Scene    string               `json:"scene,omitempty" doc:"code, invite, link, …; of a leave: left, removed, quit"`
	Entrance community.EntranceID `json:"entrance_id,omitempty"`
	Ref      string               `json:"ref,omitempty" maxLength:"200" doc:"Natural key in its source: the same again changes nothing"`
}

type movesIn struct {
	ID   ref[community.ID] `path:"id"`
	Body struct {
		Moves []MovementBody `json:"moves" minItems:"1" maxItems:"500" nullable:"false"`
	}
}

// movedView is what movements led to.
type movedView struct {
	Added  int64 `json:"added" doc:"Movements that were not known"`
	Joined int   `json:"joined" doc:"Stays that began by a join"`
	Left   int   `json:"left" doc:"Stays that ended"`
}

func (c *Console) moves(ctx context.Context, in *movesIn) (movedView, error) {
	moves := make([]community.Movement, len(in.Body.Moves))
	for i, m := range in.Body.Moves {
		moves[i] = community.Movement{Community: in.ID.ID, Customer: m.Customer, Kind: m.Kind, At: m.At, Ordinal: int64(i), Inviter: m.Inviter,
			Scene: m.Scene, Entrance: m.Entrance, Ref: m.Ref}
	}
	o, err := c.Communities.Record(ctx, moves)
	return movedView{o.Added, len(o.Joined), len(o.Left)}, err
}

func (c *Console) entrances(ctx context.Context, in *communityIn) (list[entranceView], error) {
	all, err := c.Communities.Entrances(ctx, in.ID.ID)
	return listOf(views(all, viewEntrance), ""), err
}

// EntranceBody is an entrance to make or change.
type EntranceBody struct {
	Code      string             `json:"code,omitempty" maxLength:"100" doc:"One is made when empty"`
	Name      string             `json:"name,omitempty" maxLength:"200" doc:"Where it hangs"`
	Gate      community.GateKind `json:"gate" enum:"free,purchase,paid,code,questionnaire,level,tag"`
	Rule      string             `json:"rule,omitempty" doc:"Everybody when empty"`
	Invite    string             `json:"invite,omitempty" maxLength:"100" doc:"The invite code; empty keeps the one there is"`
	Questions []string           `json:"questions,omitempty" maxItems:"20" nullable:"false"`
	Approval  bool               `json:"approval,omitempty" doc:"A person decides"`
	Rolling   bool               `json:"rolling,omitempty" doc:"Serves the next group of the series once one is full"`
	Closed    bool               `json:"closed,omitempty"`
}

func (b EntranceBody) plan() community.EntrancePlan {
	return community.EntrancePlan{Code: b.Code, Name: b.Name, Gate: b.Gate, Rule: b.Rule, Invite: b.Invite, Questions: b.Questions,
		Approval: b.Approval, Rolling: b.Rolling, Closed: b.Closed}
}

type makeEntranceIn struct {
	ID   ref[community.ID] `path:"id"`
	Body EntranceBody
}

// entranceMade is a new or changed entrance.
type entranceMade struct {
	ID      community.EntranceID `json:"id"`
	Code    string               `json:"code" doc:"What stands in the link"`
	Version int64                `json:"version"`
}

func (c *Console) makeEntrance(ctx context.Context, in *makeEntranceIn) (entranceMade, error) {
	p := in.Body.plan()
	p.Community = in.ID.ID
	e, err := c.Communities.PutEntrance(ctx, p)
	return entranceMade{e.ID, e.Code, e.Version}, err
}

type changeEntranceIn struct {
	ID   ref[community.EntranceID] `path:"id"`
	Body struct {
		VersionBody
		Community community.ID `json:"community_id"`
		EntranceBody
	}
}

func (c *Console) changeEntrance(ctx context.Context, in *changeEntranceIn) (entranceMade, error) {
	p := in.Body.plan()
	p.ID, p.Version, p.Community = in.ID.ID, in.Body.Version, in.Body.Community
	e, err := c.Communities.PutEntrance(ctx, p)
	return entranceMade{e.ID, e.Code, e.Version}, err
}

type applyIn struct {
	Body struct {
		Code     string      `json:"code" minLength:"1" doc:"Of the entrance"`
		Customer customer.ID `json:"customer_id"`
		Invite   string      `json:"invite,omitempty" doc:"The invite code they typed"`
		Answers  []string    `json:"answers,omitempty" maxItems:"20" nullable:"false"`
		Inviter  customer.ID `json:"inviter_id,omitempty" doc:"The member whose invitation they followed"`
	}
}

func (c *Console) apply(ctx context.Context, in *applyIn) (applicationView, error) {
	serve.Unkept(ctx)
	a, err := c.Communities.Apply(ctx, community.Request(in.Body))
	return viewApplication(a), err
}

type applicationsIn struct {
	Sized
	ID       ref[community.ID]            `path:"id"`
	Entrance ref[community.EntranceID]    `query:"entrance_id"`
	State    string                       `query:"state" enum:"waiting,admitted,refused"`
	After    ref[community.ApplicationID] `query:"after"`
}

func (c *Console) applications(ctx context.Context, in *applicationsIn) (list[applicationView], error) {
	all, err := c.Communities.Applications(ctx, community.Queue{Community: in.ID.ID, Entrance: in.Entrance.ID, State: community.ApplyState(in.State),
		After: in.After.ID, Limit: in.Limit})
	next := pageAfter(all, in.Limit, func(a community.Application) string { return a.ID.String() })
	return listOf(views(all, viewApplication), next), err
}

type decideApplicationIn struct {
	ID   ref[community.ApplicationID] `path:"id"`
	Body struct {
		VersionBody
		Admit bool `json:"admit"`
	}
}

func (c *Console) decideApplication(ctx context.Context, in *decideApplicationIn) (versioned[community.ApplicationID], error) {
	a, err := c.Communities.Decide(ctx, in.ID.ID, in.Body.Version, in.Body.Admit)
	return versioned[community.ApplicationID]{a.ID, a.Version}, err
}

func (c *Console) structure(ctx context.Context, in *communityIn) (structureView, error) {
	s, err := c.Communities.Structure(ctx, in.ID.ID)
	return viewStructure(s), err
}

type appointIn struct {
	ID   ref[community.ID] `path:"id"`
	Body struct {
		Customer  customer.ID    `json:"customer_id,omitempty"`
		Staff     org.StaffID    `json:"staff_id,omitempty"`
		Role      community.Role `json:"role" enum:"owner,manager,assistant,service,leader,seed,king,starter"`
		Expertise string         `json:"expertise,omitempty" maxLength:"200"`
	}
}

func (c *Console) appoint(ctx context.Context, in *appointIn) (holdingView, error) {
	b := in.Body
	h, err := c.Communities.Appoint(ctx, community.Holding{CommunityID: in.ID.ID, CustomerID: b.Customer, StaffID: b.Staff, Role: b.Role,
		Expertise: b.Expertise})
	return viewHolding(h), err
}

type roleIn struct {
	ID ref[community.RoleID] `path:"id"`
}

func (c *Console) dismiss(ctx context.Context, in *roleIn) (none, error) {
	return none{}, c.Communities.Dismiss(ctx, in.ID.ID)
}

func (c *Console) breaches(ctx context.Context, in *communityIn) (list[breachView], error) {
	all, err := c.Communities.Breaches(ctx, in.ID.ID)
	return listOf(views(all, viewBreach), ""), err
}

type excuseIn struct {
	ID   ref[community.BreachID] `path:"id"`
	Body ReasonBody
}

// ReasonBody says why.
type ReasonBody struct {
	Reason string `json:"reason" maxLength:"500"`
}

func (c *Console) excuse(ctx context.Context, in *excuseIn) (none, error) {
	return none{}, c.Communities.Excuse(ctx, in.ID.ID, in.Body.Reason)
}
