package outreach

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qunli/channel"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/org"
)

type (
	broadcastKind struct{}
	batchKind     struct{}
)

func (broadcastKind) Prefix() string { return "brc" }
func (batchKind) Prefix() string     { return "bat" }

// ID is the id of a broadcast, BatchID that of what one member is asked to send.
type (
	ID      = id.Of[broadcastKind]
	BatchID = id.Of[batchKind]
)

// State says how far a broadcast has come.
type State string

// The states of a broadcast.
const (
	Drafted   State = "draft"
	Waiting   State = "waiting" // for approval
	Refused   State = "refused" // may be changed and submitted again
	Approved  State = "approved"
	Deciding  State = "deciding" // candidates are decided about
	Sending   State = "sending"
	Done      State = "done"
	Cancelled State = "cancelled"
)

// Choice says which of the members who have somebody as a contact sends to them.
type Choice string

// The choices: who became a contact last, or who looks after the customer, if they are one.
const (
	Newest Choice = "newest"
	Keeper Choice = "keeper"
)

// Audience is whom a broadcast is for: exactly one of the three.
type Audience struct {
	Rule   string         `json:"rule,omitempty"` // of segments
	People []customer.ID  `json:"people,omitempty"`
	Groups []community.ID `json:"groups,omitempty"`
}

// Draft is what an author writes.
type Draft struct {
	ID        ID // 0: a new one
	Version   int64
	Name      string
	Channel   string
	Topic     string // of consents
	Audience  Audience
	Message   channel.Message
	Sender    Choice // "" newest; groups are sent to by their owners
	PlannedAt int64  // ms, 0 as soon as it is approved
}

// Broadcast is a draft and what became of it.
type Broadcast struct {
	Draft
	State     State
	Note      string // what whoever refused it wrote
	Scope     org.ScopeKind
	StoreID   org.StoreID
	StaffID   org.StaffID // the author
	DecidedBy org.StaffID
	DueAt     int64 // ms when it is sent, 0 not approved
	DecidedTo int64
	CreatedAt int64
	EndedAt   int64
}

// grouped tells that it is for groups.
func (b Draft) grouped() bool { return len(b.Audience.Groups) > 0 }

// The refusals of the verbs.
var (
	ErrMissing   = fault.New(fault.Missing, "broadcast.missing", "没有这次群发", "There is no such broadcast")
	ErrChanged   = fault.New(fault.Conflict, "broadcast.changed", "群发已被别人改过，或已进入下一步，请刷新", "Somebody changed the broadcast, or it has moved on; reload")
	ErrOwn       = fault.New(fault.Denied, "broadcast.own", "自己写的群发要由别人批准；可在“群发 → 触达规则”里允许自己批准", "Somebody else approves what you wrote; Broadcasts → Rules of reach can allow you to")
	ErrQuiet     = fault.New(fault.Invalid, "broadcast.quiet", "计划时间在静默时段里，请换一个时间", "The planned time lies in the quiet hours; choose another")
	ErrNobody    = fault.New(fault.Invalid, "broadcast.nobody", "没有一个人可以发：请看未发原因", "Nobody can be reached: see the reasons")
	ErrNoChannel = fault.New(fault.Invalid, "broadcast.channel", "渠道 %q 不能群发", "The channel %q carries no broadcasts")
	ErrGone      = fault.New(fault.Conflict, "broadcast.gone", "渠道里已经没有这次群发，或已取消", "The channel no longer has the broadcast, or it was cancelled there")
)

// The most that an audience names.
const (
	mostPeople = 10_000
	mostGroups = 2_000
	mostName   = 60 // characters
)

// check refuses what cannot be sent, and tidies the rest.
func (d *Draft) check() error {
	if d.Name = strings.TrimSpace(d.Name); d.Name == "" || len([]rune(d.Name)) > mostName {
		return fault.InvalidField("name", d.Name, "请写 1 到 60 个字", "give 1 to 60 characters")
	}
	if d.Topic = strings.TrimSpace(d.Topic); d.Topic == "" || len([]rune(d.Topic)) > mostName {
		return fault.InvalidField("topic", d.Topic, "请写明话题，客户按话题同意或拒绝", "name the topic: people agree to topics or decline them")
	}
	if d.Sender == "" {
		d.Sender = Newest
	}
	if d.Sender != Newest && d.Sender != Keeper {
		return fault.InvalidField("sender", string(d.Sender), "应是 newest 或 keeper", "is newest or keeper")
	}
	if d.PlannedAt < 0 {
		return fault.InvalidField("planned_at", fmt.Sprint(d.PlannedAt), "应是将来的时间", "is a time to come")
	}
	if err := d.Audience.check(); err != nil {
		return err
	}
	return d.Message.Check("message")
}

func (a *Audience) check() error {
	kinds := 0
	for _, given := range []bool{a.Rule != "", len(a.People) > 0, len(a.Groups) > 0} {
		if given {
			kinds++
		}
	}
	if kinds != 1 {
		return fault.InvalidField("audience", "", "请在规则、客户、社群三者中选一种", "give one of: a rule, people, groups")
	}
	if len(a.People) > mostPeople {
		return fault.InvalidField("audience.people", fmt.Sprint(len(a.People)), "点名的客户最多 10000 位，更多请用规则", "10,000 people at most can be named; use a rule for more")
	}
	if len(a.Groups) > mostGroups {
		return fault.InvalidField("audience.groups", fmt.Sprint(len(a.Groups)), "社群最多 2000 个", "2,000 groups at most")
	}
	slices.Sort(a.People)
	slices.Sort(a.Groups)
	a.People, a.Groups = slices.Compact(a.People), slices.Compact(a.Groups)
	return nil
}

// row is a row of outreach_broadcast.
type row struct {
	ID        ID
	Name      string
	Channel   string
	Topic     string
	Grouped   bool
	Audience  string
	Message   string
	Sender    Choice
	PlannedAt int64
	State     State
	Note      string
	Scope     org.ScopeKind
	StoreID   org.StoreID
	StaffID   org.StaffID
	DecidedBy org.StaffID
	DueAt     int64
	DecidedTo int64
	Version   int64
	CreatedAt int64
	EndedAt   int64
}

const columns = `id, name, channel, topic, grouped, audience, message, sender, planned_at, state, note, scope, store_id, staff_id,
	decided_by, due_at, decided_to, version, created_at, ended_at`

func (r row) broadcast() (Broadcast, error) {
	b := Broadcast{Draft: Draft{ID: r.ID, Version: r.Version, Name: r.Name, Channel: r.Channel, Topic: r.Topic, Sender: r.Sender, PlannedAt: r.PlannedAt},
		State: r.State, Note: r.Note, Scope: r.Scope, StoreID: r.StoreID, StaffID: r.StaffID, DecidedBy: r.DecidedBy, DueAt: r.DueAt, DecidedTo: r.DecidedTo,
		CreatedAt: r.CreatedAt, EndedAt: r.EndedAt}
	if err := json.Unmarshal([]byte(r.Audience), &b.Audience); err != nil {
		return b, fmt.Errorf("broadcast %s: %w", r.ID, err)
	}
	if err := json.Unmarshal([]byte(r.Message), &b.Message); err != nil {
		return b, fmt.Errorf("broadcast %s: %w", r.ID, err)
	}
	return b, nil
}

func (b Broadcast) row() (row, error) {
	audience, err := json.Marshal(b.Audience)
	if err != nil {
		return row{}, err
	}
	message, err := json.Marshal(b.Message)
	return row{b.ID, b.Name, b.Channel, b.Topic, b.grouped(), string(audience), string(message), b.Sender, b.PlannedAt, b.State, b.Note, b.Scope, b.StoreID,
		b.StaffID, b.DecidedBy, b.DueAt, b.DecidedTo, b.Version, b.CreatedAt, b.EndedAt}, err
}

// author makes the program act with what the author may see.
func (b Broadcast) author() org.Actor {
	return org.Actor{Kind: org.ActorJob, Role: org.RoleOperator, Scope: b.Scope, Store: b.StoreID, Staff: b.StaffID, Address: "outreach"}
}
