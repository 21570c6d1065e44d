package desk

import (
	"strings"

	"qunli/campaign"
	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/org"
)

type taskKind struct{}

func (taskKind) Prefix() string { return "tsk" }

// ID identifies a task.
type ID = id.Of[taskKind]

// Kind is what there is to do.
type Kind string

// The kinds of tasks.
const (
	Contact Kind = "contact" // get in touch with a customer
	Answer  Kind = "answer"  // answer a question in a group
	Invite  Kind = "invite"  // invite a customer into another group
	Remove  Kind = "remove"  // take somebody out of a group whose gate does not admit them
	Review  Kind = "review"  // decide about a member
	Harvest Kind = "harvest" // move the active members of a group that ends
	Rename  Kind = "rename"  // give a group the name it should have
	Rescue  Kind = "rescue"  // save a group that went silent, or close it
	Match   Kind = "match"   // name the buyers of a store's orders that have none
	Winback Kind = "winback" // win an old customer back
	Confirm Kind = "confirm" // confirm a broadcast in the channel's client
	Mend    Kind = "mend"    // see to something that works no more
	Post    Kind = "post"    // post in a group what a campaign gave it

	Postmortem Kind = "postmortem" // write what was learnt of a campaign that is over
)

// State is where a task stands.
type State string

// A task is open until somebody did it, or it need not be done any more.
const (
	Open    State = "open"
	Done    State = "done"
	Dropped State = "dropped"
)

// Task is something to do.
type Task struct {
	ID          ID
	Kind        Kind
	CustomerID  customer.ID  // 0 none
	CommunityID community.ID // 0 none
	SubjectID   int64        // the message, flow, proposal, breach or campaign it is about, 0 none: see Subject
	Why         string       // code of the reason
	StoreID     org.StoreID
	StaffID     org.StaffID // whose it is, 0 nobody's yet
	DueAt       int64       // ms
	State       State
	Outcome     string // code, "" while open
	Key         string // natural key
	CreatedAt   int64
	ClosedAt    int64
	EscalatedAt int64 // ms, 0 never
	EscalatedBy org.StaffID
}

// Subject gives the public spelling of what the task is about, "" nothing.
func (t Task) Subject() string {
	approved := strings.HasPrefix(t.Why, "approved_")
	switch {
	case t.Kind == Answer:
		return conversation.ID(t.SubjectID).String()
	case t.Kind == Review || approved:
		return community.ProposalID(t.SubjectID).String()
	case t.Kind == Invite:
		return community.FlowID(t.SubjectID).String()
	case t.Kind == Post, t.Kind == Postmortem:
		return campaign.ID(t.SubjectID).String()
	case t.Kind == Remove:
		return community.BreachID(t.SubjectID).String()
	}
	return ""
}

// The refusals of the verbs.
var (
	ErrMissing = fault.New(fault.Missing, "task.missing", "没有这项任务", "There is no such task")
	ErrClosed  = fault.New(fault.Conflict, "task.closed", "这项任务已经结束，请刷新", "The task is closed already; reload")
	ErrState   = fault.New(fault.Invalid, "task.state", "任务只能以 done 或 dropped 结束，这里是 %q", "A task ends as done or dropped, not %q")
	ErrDue     = fault.New(fault.Invalid, "task.due", "新的期限 %d 必须晚于现在", "The new due time %d must lie in the future")
)
