package console

import (
	"cmp"
	"context"

	"qunli/channel"
	"qunli/community"
	"qunli/customer"
	"qunli/org"
	"qunli/succession"
)

// estateView is what somebody looks after.
type estateView struct {
	Customers int64 `json:"customers" doc:"With whom they are in touch in WeCom"`
	Here      int64 `json:"here" doc:"Of whom they are the keeper here alone: these go at once"`
	Groups    int64 `json:"groups"`
	Tasks     int64 `json:"tasks" doc:"Open ones; these go at once"`
	Left      bool  `json:"left" doc:"They work here no more"`
}

type estateIn struct {
	Staff ref[org.StaffID] `query:"staff_id" required:"true"`
}

func (c *Console) surveyEstate(ctx context.Context, in *estateIn) (estateView, error) {
	e, err := c.Successions.Survey(ctx, in.Staff.ID)
	return estateView(e), err
}

// successionView is a succession with how far it is.
type successionView struct {
	ID        succession.ID `json:"id"`
	From      org.StaffID   `json:"from_id"`
	Resigned  bool          `json:"resigned" doc:"In WeCom; otherwise they work on"`
	By        org.StaffID   `json:"by_id" doc:"Who began it"`
	At        int64         `json:"at" doc:"Unix ms"`
	EndedAt   int64         `json:"ended_at" doc:"Unix ms, 0: something is not decided yet"`
	Customers int64         `json:"customers"`
	Groups    int64         `json:"groups"`
	Tasks     int64         `json:"tasks" doc:"That went along at once"`
	Waiting   int64         `json:"waiting" doc:"Not decided yet"`
	Done      int64         `json:"done"`
	Undone    int64         `json:"undone" doc:"Refused, full or failed"`
}

func viewSuccession(o succession.Overview) successionView {
	return successionView{o.ID, o.FromID, o.Resigned, o.StaffID, o.At, o.EndedAt, o.Customers, o.Groups, o.Tasks, o.Waiting, o.Done, o.Undone}
}

type successionsIn struct {
	Sized
	After ref[succession.ID] `query:"after"`
}

func (c *Console) successions(ctx context.Context, in *successionsIn) (list[successionView], error) {
	all, err := c.Successions.List(ctx, in.After.ID, cmp.Or(in.Limit, defaultPage))
	return listOf(views(all, viewSuccession), pageAfter(all, in.Limit, func(o succession.Overview) string { return o.ID.String() })), err
}

type beginSuccessionIn struct {
	Body struct {
		From     org.StaffID   `json:"from_id"`
		Resigned bool          `json:"resigned" doc:"They have resigned in WeCom; otherwise they work on"`
		Heirs    []org.StaffID `json:"heirs" minItems:"1" maxItems:"50" doc:"One takes all, several share evenly"`
		Message  string        `json:"message,omitempty" maxLength:"200" doc:"Said to customers once they are handed on; only of somebody who works on"`
	}
}

// begunSuccession is the succession that was begun.
type begunSuccession struct {
	ID succession.ID `json:"id"`
}

func (c *Console) beginSuccession(ctx context.Context, in *beginSuccessionIn) (begunSuccession, error) {
	b := in.Body
	i, err := c.Successions.Begin(ctx, succession.Request{From: b.From, Resigned: b.Resigned, Heirs: b.Heirs, Message: b.Message})
	return begunSuccession{i}, err
}

type retrySuccessionIn struct {
	ID   ref[succession.ID] `path:"id"`
	Body struct {
		Heir org.StaffID `json:"heir_id,omitempty" doc:"Another successor, empty: the same"`
	}
}

func (c *Console) retrySuccession(ctx context.Context, in *retrySuccessionIn) (none, error) {
	return none{}, c.Successions.Retry(ctx, in.ID.ID, in.Body.Heir)
}

// heirloomView is one thing that is handed on, with its result.
type heirloomView struct {
	Kind  succession.Kind  `json:"kind" enum:"customer,group"`
	ID    string           `json:"id" doc:"Of the customer or the group"`
	Name  string           `json:"name" doc:"Empty: not known"`
	Heir  org.StaffID      `json:"heir_id"`
	State succession.State `json:"state" enum:"planned,asked,waiting,done,refused,full,failed"`
	Until int64            `json:"until" doc:"Unix ms when it is done unless the customer refuses, 0 not waiting"`
	Why   *channel.Reason  `json:"why,omitempty" doc:"Why it is not done"`
}

type heirloomsIn struct {
	Sized
	ID    ref[succession.ID] `path:"id"`
	State string             `query:"state" enum:"planned,asked,waiting,done,refused,full,failed"`
	After string             `query:"after"`
}

func (c *Console) heirlooms(ctx context.Context, in *heirloomsIn) (list[heirloomView], error) {
	f := succession.Filter{State: succession.State(in.State), Limit: cmp.Or(in.Limit, defaultPage)}
	at, err := readCursor(in.After, 2)
	if err != nil {
		return list[heirloomView]{}, err
	}
	if at != nil {
		f.After = succession.Object{Kind: []succession.Kind{succession.Customer, succession.Group}[at[0]&1], ObjectID: at[1]}
	}
	all, err := c.Successions.Objects(ctx, in.ID.ID, f)
	if err != nil {
		return list[heirloomView]{}, err
	}
	items, err := c.nameHeirlooms(ctx, all)
	return listOf(items, pageAfter(all, in.Limit, func(o succession.Object) string {
		group := int64(0)
		if o.Kind == succession.Group {
			group = 1
		}
		return cursorOf(group, o.ObjectID)
	})), err
}

func (c *Console) nameHeirlooms(ctx context.Context, all []succession.Object) ([]heirloomView, error) {
	var people []customer.ID
	var groups []community.ID
	for _, o := range all {
		if o.Kind == succession.Group {
			groups = append(groups, community.ID(o.ObjectID))
		} else {
			people = append(people, customer.ID(o.ObjectID))
		}
	}
	names, err := c.Customers.Names(ctx, people)
	if err != nil {
		return nil, err
	}
	called, err := community.Called(ctx, c.DB.Read(), groups)
	return views(all, func(o succession.Object) heirloomView {
		v := heirloomView{Kind: o.Kind, ID: customer.ID(o.ObjectID).String(), Name: names[customer.ID(o.ObjectID)], Heir: o.HeirID, State: o.State, Until: o.UntilAt, Why: o.Why()}
		if o.Kind == succession.Group {
			v.ID, v.Name = community.ID(o.ObjectID).String(), called[community.ID(o.ObjectID)]
		}
		return v
	}), err
}
