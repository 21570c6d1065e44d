package segment

import (
	"qunli/customer"
	"qunli/kit/id"
	"qunli/org"
)

type (
	segmentKind struct{}
	stayKind    struct{}
)

func (segmentKind) Prefix() string { return "seg" }
func (stayKind) Prefix() string    { return "mbr" }

type (
	// ID identifies a saved rule.
	ID = id.Of[segmentKind]
	// StayID identifies one membership.
	StayID = id.Of[stayKind]
)

// State is where a saved rule stands.
type State string

// The states of a saved rule.
const (
	Building State = "building" // its members are being found, chunk by chunk
	Live     State = "live"     // its members are kept as facts arrive and time passes
	Paused   State = "paused"   // its members are those of when it was paused
)

// Segment is a saved rule.
type Segment struct {
	ID        ID
	Name      string
	Rule      string // canonical text
	Tag       string // "family/name" put on members and taken off again, "" none
	State     State
	Members   int64 // open memberships
	Staff     org.StaffID
	Version   int64
	BuiltAt   int64 // ms, when all members were last found from nothing; 0 not yet
	CreatedAt int64
}

// Draft asks for a saved rule, or for a change of one.
type Draft struct {
	ID      ID // 0: a new one
	Version int64
	Name    string
	Rule    Rule
	Tag     string // of a saved rule it cannot be changed
}

// Stay is one membership of one person.
type Stay struct {
	ID         StayID
	SegmentID  ID
	CustomerID customer.ID
	Since      int64  // ms
	Until      int64  // ms, 0: still in
	EnteredBy  string // attributes whose change brought it, space-separated; "time", "build"
	LeftBy     string // likewise; "erased"; "" while in
}

// Why says of one person and one saved rule: the memberships there were, and how it stands now.
type Why struct {
	Segment  Segment
	Customer customer.ID // through aliases
	Stays    []Stay      // latest first
	Verdict  Verdict     // of now; Flips says until when, if only time passes
}
