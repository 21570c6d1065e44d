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
	Kind      desk.Kind    `json:"kind" doc:"contact, answer, invite, remove, review, harvest, rename, rescue, match, winback, confirm, mend, post, postmortem"`
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
	RaisedAt  int64        `json:"escalated_at" doc:"Unix ms, 0: not passed on"`
	RaisedBy  org.StaffID  `json:"escalated_by"`
}

func viewTask(t desk.Task) taskView {
	return taskView{t.ID, t.Kind, t.CustomerID, t.CommunityID, t.Subject(), t.Why, t.StoreID, t.StaffID, t.DueAt, t.State, t.Outcome, t.CreatedAt, t.ClosedAt,
		t.EscalatedAt, t.EscalatedBy}
}

type tasksIn struct {
	Sized
	Kind      string           `query:"kind" enum:"contact,answer,invite,remove,review,harvest,rename,rescue,match,winback,confirm,mend,post,postmortem"`
	State     string           `query:"state" enum:"open,done,dropped" doc:"open when empty"`
	Staff     ref[org.StaffID] `query:"staff_id" doc:"Whose"`
	Mine      bool             `query:"mine" doc:"Only the caller's own"`
	Unowned   bool             `query:"unowned" doc:"Those that are nobody's yet: only these, or with mine or staff_id these too"`
	Overdue   bool             `query:"overdue" doc:"Only those due before now"`
	Escalated bool             `query:"escalated" doc:"Only those passed on"`
	Order     string           `query:"order" enum:"newest,due" doc:"newest when empty; due: the most urgent first"`
	After     string           `query:"after" doc:"next of the page before"`
}

// filter reads the words of a request.
func (in *tasksIn) filter(ctx context.Context, now int64) (desk.Filter, error) {
	f := desk.Filter{Kind: desk.Kind(in.Kind), State: desk.State(in.State), Staff: in.Staff.ID, Open: in.Unowned, Raised: in.Escalated,
		ByDue: in.Order == "due", Limit: in.Limit}
	if in.Mine {
		a, _ := org.ActorOf(ctx)
		f.Staff = a.Staff
	}
	if in.Overdue {
		f.Due = now
	}
	at, err := readCursor(in.After, 2)
	if err != nil || at == nil {
		return f, err
	}
	if f.ByDue {
		f.Place = &desk.Place{Due: at[0], ID: desk.ID(at[1])}
	} else {
		f.After = desk.ID(at[1])
	}
	return f, nil
}

func (c *Console) tasks(ctx context.Context, in *tasksIn) (list[taskView], error) {
	f, err := in.filter(ctx, c.DB.Clock().Now().UnixMilli())
	if err != nil {
		return list[taskView]{}, err
	}
	all, err := c.Desk.List(ctx, f)
	next := pageAfter(all, in.Limit, func(t desk.Task) string { return cursorOf(t.DueAt, int64(t.ID)) })
	return listOf(views(all, viewTask), next), err
}

// tallyView is how many open tasks of a kind there are in the caller's scope.
type tallyView struct {
	Kind      desk.Kind `json:"kind"`
	Tasks     int64     `json:"tasks"`
	Overdue   int64     `json:"overdue"`
	Mine      int64     `json:"mine"`
	Open      int64     `json:"unowned" doc:"Nobody's yet"`
	Escalated int64     `json:"escalated"`
}

func (c *Console) taskCounts(ctx context.Context, _ *struct{}) (list[tallyView], error) {
	all, err := c.Desk.Count(ctx)
	return listOf(views(all, func(t desk.Tally) tallyView { return tallyView(t) }), ""), err
}

type taskIn struct {
	ID ref[desk.ID] `path:"id"`
}

func (c *Console) escalateTask(ctx context.Context, in *taskIn) (none, error) {
	return none{}, c.Desk.Escalate(ctx, in.ID.ID)
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
