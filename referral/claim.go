package referral

import (
	"qunli/community"
	"qunli/customer"
	"qunli/kit/id"
	"qunli/org"
)

type (
	claimKind struct{}
	codeKind  struct{}
)

func (claimKind) Prefix() string { return "clm" }
func (codeKind) Prefix() string  { return "cod" }

type (
	// ClaimID identifies a claim; claims that came later have larger ids.
	ClaimID = id.Of[claimKind]
	// CodeID identifies a personal code.
	CodeID = id.Of[codeKind]
)

// Source says where a claim comes from (REF-01 as corrected: sources in this order; where none speaks the inviter stays
// unknown and is never guessed).
type Source string

// The sources, the most exact first.
const (
	SourceCode    Source = "code"    // a personal code was scanned, or a join way of one inviter
	SourceLink    Source = "link"    // a personal link was followed
	SourceStaff   Source = "staff"   // the channel names who invited
	SourceImport  Source = "import"  // a file of another system says so
	SourceCounter Source = "counter" // named at the counter, confirmed by the buyer (REF-11)
	SourceHand    Source = "hand"    // entered by staff with a reason
)

// Sources lists the sources, the most exact first.
func Sources() []Source {
	return []Source{SourceCode, SourceLink, SourceStaff, SourceImport, SourceCounter, SourceHand}
}

// Outcome is what became of a claim.
type Outcome string

// The outcomes.
const (
	OutcomeBound    Outcome = "bound"    // its inviter is the recorded referrer
	OutcomeReplaced Outcome = "replaced" // it was, until another claim took its place
	OutcomeLost     Outcome = "lost"     // it never was; the reason says why
	OutcomeVoid     Outcome = "void"     // it does not count: taken back, or of somebody about themselves
)

// Reason says why a claim is not bound; "" of one that is.
type Reason string

// The reasons.
const (
	ReasonEarlier   Reason = "earlier"   // another claim came first and stays
	ReasonLater     Reason = "later"     // last touch: another claim came after it
	ReasonProtected Reason = "protected" // the recorded referrer was within the protection window
	ReasonExisting  Reason = "existing"  // the person was a customer before the claim
	ReasonSelf      Reason = "self"      // both are one person
	ReasonCycle     Reason = "cycle"     // the inviter was brought, directly or not, by the person
	ReasonDispute   Reason = "dispute"   // somebody decided for another claim
	ReasonWithdrawn Reason = "withdrawn" // somebody took it back
)

// Standing says whether a claim counts as a valid invitation (REF-01).
type Standing string

// The standings.
const (
	StandingPending  Standing = ""         // into a group, and no sign of the person there yet
	StandingValid    Standing = "valid"    // brought; of a group: joined, and did not leave within the time set
	StandingLeft     Standing = "left"     // left the group within the time set
	StandingMember   Standing = "member"   // was in the group before
	StandingTaken    Standing = "taken"    // another's invitation into the group came first
	StandingUnbound  Standing = "unbound"  // into no group, and not the recorded referrer
	StandingExcluded Standing = "excluded" // void: no invitation at all
)

// Claim says that one person brought another.
type Claim struct {
	Customer  customer.ID // who was brought
	Inviter   customer.ID // who is said to have brought them; 0 unknown: nothing is kept
	At        int64       // ms, 0 unknown; of what comes by no import, 0 is now
	Source    Source
	Evidence  string       // code, order or import line; no personal data
	Community community.ID // the group they were brought into, 0 none
	Staff     org.StaffID  // who entered it
	Ref       string       // natural key in its source; "" none: then person, inviter, group and time are the key
	Note      string       // the reason given by hand
}

// Verdict is what Bind decided about one claim. Of a claim without an inviter only Referrer is set.
type Verdict struct {
	ID       ClaimID // of the claim, or of the one that is there already when Added is false
	Added    bool    // the claim is new
	Outcome  Outcome
	Reason   Reason
	Replaced ClaimID     // the claim whose place it took, 0 none
	Referrer customer.ID // who is the recorded referrer of the person after it, as booked; 0 nobody
}

// Record is a claim as it is kept: a row of referral_claim. Nobody's claim is deleted, except by the undo of the import
// that brought it.
type Record struct {
	ID          ClaimID
	CustomerID  customer.ID
	InviterID   customer.ID
	At          int64 // ms, 0 unknown
	Source      Source
	Evidence    string
	CommunityID community.ID
	Verdict     Outcome
	Reason      Reason
	Note        string
	Forced      bool // won a dispute, by hand: rules do not replace it
	Standing    Standing
	StoreID     org.StoreID // of the person brought, when the claim came
	KeeperID    org.StaffID // who looked after them then
	StaffID     org.StaffID // who entered it
	ImportID    int64
	Ref         string
}

const claimColumns = `id, customer_id, inviter_id, at, source, evidence, community_id, verdict, reason, note, forced, standing,
	store_id, keeper_id, staff_id, import_id, ref`
