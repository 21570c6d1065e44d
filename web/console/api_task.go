package console

import (
	"context"

	"qunli/community"
	"qunli/customer"
	"qunli/desk"
	"qunli/org"
)

// taskView is something to do.
type taskView struct {
	ID        desk.ID      `json:"id"`
	Kind      desk.Kind    `json:"kind" doc:"contact, answer, invite, remove, review, harvest, rename"`
	Customer  customer.ID  `json:"customer_id"`
	Community community.ID `json:"community_id"`
	Subject   string       `json:"subject_id" doc:"The message, flow, proposal or breach that it is about"`
	Why       string       `json:"why" doc:"Code of the reason"`
	StoreID   org.StoreID  `json:"store_id"`
	StaffID   org.StaffID  `json:"staff_id" doc:"Whose it is, empty: nobody's yet"`
	DueAt     int64        `json:"due_at" doc:"Unix ms"`
	State     desk.State   `json:"state" doc:"open, done, dropped"`
	Outcome   string       `json:"outcome"`
	CreatedAt int64        `json:"created_at" doc:"Unix ms"`
	ClosedAt  int64        `json:"closed_at" doc:"Unix ms, 0 while open"`
}

func viewTask(t desk.Task) taskView {
	return taskView{t.ID, t.Kind, t.CustomerID, t.CommunityID, t.Subject(), t.Why, t.StoreID, t.StaffID, t.DueAt, t.State, t.Outcome, t.CreatedAt, t.ClosedAt}
}

type tasksIn struct {
	Sized
	Kind  string           `query:"kind" enum:"contact,answer,invite,remove,review,harvest,rename"`
	State string           `query:"state" enum:"open,done,dropped" doc:"open when empty"`
	Staff ref[org.StaffID] `query:"staff_id" doc:"Whose"`
	After ref[desk.ID]     `query:"after"`
}

func (c *Console) tasks(ctx context.Context, in *tasksIn) (list[taskView], error) {
	all, err := c.Desk.List(ctx, desk.Filter{Kind: desk.Kind(in.Kind), State: desk.State(in.State), Staff: in.Staff.ID, After: in.After.ID, Limit: in.Limit})
	next := pageAfter(all, in.Limit, func(t desk.Task) string { return t.ID.String() })
	return listOf(views(all, viewTask), next), err
}

type closeTaskIn struct {
	ID   ref[desk.ID] `path:"id"`
	Body struct {
		State   desk.State `json:"state" enum:"done,dropped"`
		Outcome string     `json:"outcome,omitempty" maxLength:"100" doc:"A code; no personal data"`
	}
}

func (c *Console) closeTask(ctx context.Context, in *closeTaskIn) (none, error) {
	return none{}, c.Desk.Close(ctx, in.ID.ID, in.Body.State, in.Body.Outcome)
}

type snoozeIn struct {
	ID   ref[desk.ID] `path:"id"`
	Body struct {
		DueAt int64 `json:"due_at" minimum:"1" doc:"Unix ms, in the future"`
	}
}

func (c *Console) snoozeTask(ctx context.Context, in *snoozeIn) (none, error) {
	return none{}, c.Desk.Snooze(ctx, in.ID.ID, in.Body.DueAt)
}

type handOverIn struct {
	ID   ref[desk.ID] `path:"id"`
	Body struct {
		Staff org.StaffID `json:"staff_id" doc:"Empty gives it back to everybody"`
	}
}

func (c *Console) handOverTask(ctx context.Context, in *handOverIn) (none, error) {
	return none{}, c.Desk.HandOver(ctx, in.ID.ID, in.Body.Staff)
}
