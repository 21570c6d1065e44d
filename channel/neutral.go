package channel

import (
	"context"

	"qunli/kit/db"
)

// Person is somebody outside the company as a channel knows them.
type Person struct {
	Key   string // the channel's own key
	Union string // of the open platform, "" unknown
	Name  string
	Bonds []Bond // with whom of the company they are in touch, all of them
}

// Bond says that a member of staff and a person have each other as contacts.
type Bond struct {
	Staff       string // the channel's key of the member
	At          int64  // ms, since when
	State       string // of the code by which they met, "" none
	Way         string // how they met, the channel's own word
	Remark      string
	Description string
	Tags        []string // names "family/name" of the company's tags
}

// Ending is by whom a bond ended.
type Ending string

// The ways in which bonds end.
const (
	EndedByStaff    Ending = "staff"
	EndedByPerson   Ending = "person"
	EndedByTransfer Ending = "transfer"
	EndedUnseen     Ending = "" // found gone when read again
)

// Parting is the end of a bond, known from a payload.
type Parting struct {
	Person, Staff string
	By            Ending
	At            int64 // ms
}

// Group is a group with all its members as a channel knows it.
type Group struct {
	Key     string
	Name    string
	Owner   string // the channel's key of a member of staff
	MadeAt  int64  // ms
	Members []Member
	Admins  []string
}

// Member is somebody in a group.
type Member struct {
	Key      string
	Staff    bool // of the company
	Union    string
	Name     string // as the group or the channel shows it, "" unknown
	JoinedAt int64  // ms
	Scene    string // code, invite, link, "" unknown
	Inviter  string // a member of staff, "" unknown: a channel may not say who else invited
	State    string // of the code by which they came, "" none
}

// Move is that a person came into a group or left it, known from a payload.
type Move struct {
	Group, Person string
	Left          bool
	Scene         string // code, invite, link; left, removed; "" unknown
	At            int64  // ms
}

// Word is a tag of the company.
type Word struct{ Key, Family, Name string }

// Sink takes in what a channel knows. Its verbs write in the caller's transaction; the same again changes nothing.
type Sink interface {
	// Met takes in a person with all their bonds: those that are not among them any more have ended.
	Met(ctx context.Context, tx *db.Tx, channel string, p Person) error
	// Parted notes the ends of bonds that a payload told of.
	Parted(ctx context.Context, tx *db.Tx, channel string, list []Parting) error
	// Gone notes that the channel does not know a person any more.
	Gone(ctx context.Context, tx *db.Tx, channel, key string) error
	// Gathered takes in a group with all its members: those who are not among them any more have left.
	Gathered(ctx context.Context, tx *db.Tx, channel string, g Group) error
	// Moved notes who came into groups and who left them, as payloads told it, in whatever order they came.
	Moved(ctx context.Context, tx *db.Tx, channel string, list []Move) error
	// Dissolved notes that a group is no more.
	Dissolved(ctx context.Context, tx *db.Tx, channel, key string, at int64) error
	// Tagged takes in the company's tags, all of them.
	Tagged(ctx context.Context, tx *db.Tx, channel string, words []Word) error
}

// Capability is something a channel can do or not. What one cannot is shown as such, and left out.
type Capability string

// The capabilities of channels.
const (
	CanWelcome    Capability = "welcome"     // greet somebody who was just added
	CanCode       Capability = "code"        // codes by which a member is added
	CanGroupCode  Capability = "group_code"  // codes by which a group is joined
	CanTag        Capability = "tag"         // tags that both sides keep
	CanRemark     Capability = "remark"      // remarks that both sides keep
	CanBroadcast  Capability = "broadcast"   // messages to many, confirmed by members
	CanTransfer   Capability = "transfer"    // customers and groups handed to another member
	CanReadGroups Capability = "read_groups" // groups with their members
	CanSend       Capability = "send"        // messages to one person by the program itself
)
