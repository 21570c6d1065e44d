package campaign

import (
	"qunli/customer"
	"qunli/kit/id"
)

type (
	campaignKind struct{}
	instanceKind struct{}
	seatKind     struct{}
)

func (campaignKind) Prefix() string { return "cam" }
func (instanceKind) Prefix() string { return "ins" }
func (seatKind) Prefix() string     { return "sea" }

type (
	// ID identifies a campaign.
	ID = id.Of[campaignKind]
	// InstanceID identifies a team, a packet, an account: what people gather in.
	InstanceID = id.Of[instanceKind]
	// SeatID identifies one contribution: a seat, a claim, a share, an invitee.
	SeatID = id.Of[seatKind]
)

// Kind is what a command asks for.
type Kind string

// The commands. Those of people come first, then those by which payment answers, then those of facts and of time.
const (
	Open  Kind = "open"  // begins an instance
	Join  Kind = "join"  // takes part, in an instance or in the campaign itself
	Leave Kind = "leave" // gives a seat up

	Paid      Kind = "paid"       // the provider took Amount for the seat, as transaction Ref
	PayClosed Kind = "pay_closed" // nobody will pay for the seat any more
	Refunded  Kind = "refunded"   // the refund numbered Ref arrived
	AfterSale Kind = "after_sale" // somebody gave Amount of the seat's payment back by hand, as the refund Ref, which arrived
	Sent      Kind = "sent"       // the transfer or the gift numbered Ref arrived
	Returned  Kind = "returned"   // the transfer numbered Ref came back: nobody took it

	Qualify Kind = "qualify" // the seat's person did what counts
	Revoke  Kind = "revoke"  // and undid it
	Merge   Kind = "merge"   // Other is taken into Instance
	Expire  Kind = "expire"  // time has come for what is due; it is only a reminder: every decision looks at the time itself
)

// enters tells whether somebody wants in by it: window, pause, eligibility, risk and limits apply.
func (k Kind) enters() bool { return k == Open || k == Join }

// Line is how many of what.
type Line struct {
	Item string `json:"item"`
	N    int64  `json:"n"`
}

// Command is one thing asked of a campaign. Who asks for what again gets the reply of the first time (Key).
type Command struct {
	Kind     Kind
	Person   customer.ID // who it is about; merged people count as one
	Instance InstanceID
	Other    InstanceID // of a merge: the one that goes
	Seat     SeatID     // of all that follows an entry; person and instance are then the seat's
	Number   int64      // the person's n-th such entry, 0 is the first: the page that asks counts
	Lines    []Line     // what is wanted, of campaigns with several things
	Amount   int64      // fen
	Ref      string     // a number of ours, or the provider's transaction
}

// Key is the natural key of a command's effect, unique for ever in its campaign (R3).
type Key struct {
	Kind     Kind
	Subject  int64 // the person of an entry, otherwise the seat or the instance
	Instance InstanceID
	Number   int64
	Ref      string
}

// personOf gives the person of an entry's key.
func personOf(k Key) customer.ID { return customer.ID(k.Subject) }

// key gives the natural key of c; ok is false for what is idempotent by itself.
func (c Command) key() (k Key, ok bool) {
	switch {
	case c.Kind == Expire:
		return Key{}, false
	case c.Kind.enters():
		return Key{c.Kind, int64(c.Person), c.Instance, max(c.Number, 1), ""}, true
	case c.Kind == Merge:
		return Key{Kind: c.Kind, Subject: int64(c.Instance), Instance: c.Other}, true
	}
	return Key{Kind: c.Kind, Subject: int64(c.Seat), Number: c.Number, Ref: c.Ref}, true
}

// Code says why nothing was done. The list is closed (R9).
type Code string

// The codes.
const (
	Done       Code = ""
	NotStarted Code = "NOT_STARTED"
	Ended      Code = "ENDED" // the campaign or the instance
	SoldOut    Code = "SOLD_OUT"
	LimitUser  Code = "LIMIT_USER"
	LimitDay   Code = "LIMIT_DAY"
	Ineligible Code = "INELIGIBLE"
	Duplicate  Code = "DUPLICATE"
	Full       Code = "FULL"
	Self       Code = "SELF"
	RiskHold   Code = "RISK_HOLD"
	Budget     Code = "BUDGET"
	Stopped    Code = "PAUSED"
	Unknown    Code = "UNKNOWN" // no such instance or seat, or not of this person
	Wrong      Code = "WRONG"   // the command does not fit the game or the state
)

// LatePaid is the note of a payment that came too late for its seat: all of it goes back.
const LatePaid = "late_paid"

// Reply answers a command. One that had an effect is kept, and given again word for word.
type Reply struct {
	Code     Code       `json:"code,omitempty"`
	Note     string     `json:"note,omitempty"` // of the model; LatePaid
	Instance InstanceID `json:"instance,omitempty"`
	Seat     SeatID     `json:"seat,omitempty"`
	State    string     `json:"state,omitempty"`  // of the seat
	Amount   int64      `json:"amount,omitempty"` // fen: to pay, or won
	Until    int64      `json:"until,omitempty"`  // ms until which the seat is held
	Place    int64      `json:"place,omitempty"`  // the seat's in its instance
	Limit    int64      `json:"limit,omitempty"`  // the threshold that refused
}
