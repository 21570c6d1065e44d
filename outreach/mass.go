package outreach

import (
	"context"

	"qunli/channel"
)

// Mass is what a channel does for broadcasts. Nothing is sent by it: members of staff confirm what is made. Its errors are
// faults: Unavailable and Internal leave open whether a call took effect, Limited says that it did not and to come back
// later, every other kind that it will not.
type Mass interface {
	// Limits gives how many people, or groups, one message takes.
	Limits() (people, groups int64)
	// Make asks a member to send. code is the channel's key of the message; failed are targets that cannot be reached.
	Make(ctx context.Context, c Call) (code string, failed []string, err error)
	// Find looks for what Make made after a moment (ms) and nobody knows the code of: none of the known ones.
	Find(ctx context.Context, c Call, since int64, known []string) (code string, failed []string, found bool, err error)
	// Confirmed gives when the member confirmed, ms; 0 not yet. ErrGone: the message is no more.
	Confirmed(ctx context.Context, code, member string) (at int64, err error)
	// Results calls f with pages of what became of targets. Of groups only those reached are told.
	Results(ctx context.Context, code, member string, f func([]Result) error) error
	// Remind has the channel remind who has not confirmed.
	Remind(ctx context.Context, code string) error
	// Cancel withdraws what has not been confirmed. ErrGone: it was already.
	Cancel(ctx context.Context, code string) error
}

// Call is what one member is asked to send.
type Call struct {
	Member  string
	Grouped bool     // Targets are groups
	Targets []string // the channel's keys
	Message channel.Message
}

// Outcome says what became of a recipient.
type Outcome string

// The outcomes. Held is none yet.
const (
	LeftOut    Outcome = "left_out"
	Held       Outcome = "held"
	Sent       Outcome = "sent"
	NotContact Outcome = "not_contact" // no contact of the member any more
	OverLimit  Outcome = "over_limit"  // the channel's quota was used up
	Failed     Outcome = "failed"      // the channel did not take it
	Lapsed     Outcome = "lapsed"      // not confirmed in time
	Withdrawn  Outcome = "cancelled"
)

// Result is the outcome of one target.
type Result struct {
	Target  string
	Outcome Outcome
	At      int64 // ms it arrived, 0 it did not
}
