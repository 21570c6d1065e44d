package succession

import (
	"context"
	"errors"
	"log/slog"

	"qunli/channel"
	"qunli/community"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/kit/job"
	"qunli/org"
)

type kind struct{}

func (kind) Prefix() string { return "suc" }

// ID identifies a succession.
type ID = id.Of[kind]

// Succession is that what somebody looks after is handed on.
type Succession struct {
	ID       ID
	Channel  string
	FromID   org.StaffID
	Member   string // the channel's key of them
	Resigned bool   // has resigned in the channel
	Message  string // said to customers once they are handed on, "" nothing
	Tasks    int64  // open tasks that went along
	StaffID  org.StaffID
	At       int64 // ms
	EndedAt  int64 // ms, 0: something is not decided yet
}

const columns = `id, channel, from_id, member, resigned, message, tasks, staff_id, at, ended_at`

// Kind is what an object is.
type Kind string

// The kinds of objects.
const (
	Customer Kind = "customer"
	Group    Kind = "group"
)

// State is how far an object is.
type State string

// The states; from Done on they are results.
const (
	Planned State = "planned"
	Asked   State = "asked"   // the answer is not known
	Waiting State = "waiting" // the customer may refuse until then
	Done    State = "done"
	Refused State = "refused" // by the customer
	Full    State = "full"    // the successor's customers
	Failed  State = "failed"
)

// Object is one thing that is handed on.
type Object struct {
	SuccessionID ID
	Kind         Kind
	ObjectID     int64
	HeirID       org.StaffID
	State        State
	Reason       string
	UntilAt      int64 // ms, 0 not waiting
	DueAt        int64
	Attempts     int64
	At           int64
}

const objectColumns = `succession_id, kind, object_id, heir_id, state, reason, until_at, due_at, attempts, at`

// Why says why it is not done, nil nothing.
func (o Object) Why() *channel.Reason { return channel.ReadReason(o.Reason) }

// Result is what the channel says of a customer who is handed on.
type Result struct {
	State State // Waiting, Done, Refused, Full; "" it knows of nothing
	At    int64 // ms when it was done, or will be
}

// ErrUnderway is what a channel says of a customer who is being handed on already.
var ErrUnderway = errors.New("succession: it is under way already")

// Channel is where things are handed on. Its functions are called outside of transactions; what they refuse is a fault.
type Channel interface {
	// Name is the channel's.
	Name() string
	// Hand asks for customers, by their keys, to be handed on; nil of one that it took.
	Hand(ctx context.Context, h Hand, people []string) (map[string]error, error)
	// Results tells what became of all that was handed from one to the other.
	Results(ctx context.Context, h Hand) (map[string]Result, error)
	// HandGroups hands groups on, by their keys; nil of one that was.
	HandGroups(ctx context.Context, h Hand, groups []string) (map[string]error, error)
	// Owner gives the key of who owns a group now.
	Owner(ctx context.Context, group string) (string, error)
}

// Hand is who hands on to whom, by their keys in the channel.
type Hand struct {
	From, To string
	Resigned bool
	Message  string
}

// The most customers and groups of one call.
const mostAtOnce = 100

// Service hands things on.
type Service struct {
	db        *db.DB
	jobs      *job.Queue
	groups    *community.Service
	channel   Channel
	refresher *channel.Refresher
	log       *slog.Logger
}

// New gives the service of one channel; what was handed on is read again by refresher.
func New(d *db.DB, jobs *job.Queue, g *community.Service, c Channel, r *channel.Refresher, log *slog.Logger) *Service {
	return &Service{d, jobs, g, c, r, log}
}

// The refusals of the verbs.
var (
	ErrMissing = fault.New(fault.Missing, "succession.missing", "没有这次交接", "There is no such succession")
	ErrRuns    = fault.New(fault.Conflict, "succession.runs", "这位员工的上一次交接还没有结束：请等它结束，或处理没有成功的几项", "What this person looks after is being handed on already: wait for its end, or see to what failed")
	ErrNothing = fault.New(fault.Conflict, "succession.nothing", "没有可以交接的客户、群和任务", "There are no customers, groups or tasks to hand on")

	errNotBound = fault.New(fault.Conflict, "succession.not_bound", "客户和原员工已经不是好友，企业微信里没有可以转的关系", "The two are in touch no more: there is nothing to hand on in the channel")
	errRefused  = fault.New(fault.Conflict, "succession.refused", "客户拒绝了转接：可以换一位员工再试，或由原员工说明", "The customer refused: try another successor, or have the former keeper explain")
	errFull     = fault.New(fault.Exhausted, "succession.full", "接替的员工客户数已满：请换一位再试", "The successor's customers are full: try another one")
	errUnderway = fault.New(fault.Conflict, "succession.underway", "这位客户正在别的转接中：请等 24 小时后再试", "The customer is being handed on elsewhere: try again after 24 hours")
	errLost     = fault.New(fault.Unavailable, "succession.lost", "企业微信没有这次转接的记录：请再试一次", "The channel knows nothing of it: try again")
)
