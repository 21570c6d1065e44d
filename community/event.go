package community

import (
	"qunli/customer"
	"qunli/kit/event"
	"qunli/org"
)

// Joined says that a stay began (of an import: history). One that began without a join on record is no Joined.
type Joined struct {
	Community ID          `json:"community"`
	Customer  customer.ID `json:"customer"`
	At        int64       `json:"at"`
	Inviter   customer.ID `json:"inviter"`
	Scene     string      `json:"scene"`
	Entrance  EntranceID  `json:"entrance"`
	Import    int64       `json:"import"`
}

// Left says that a stay ended. A return within the pause takes it back: the stay is open again.
type Left struct {
	Community ID          `json:"community"`
	Customer  customer.ID `json:"customer"`
	At        int64       `json:"at"`
	Scene     string      `json:"scene"`
	Import    int64       `json:"import"`
}

// Shifted says that the stays of people in a community are other ones now without one of them having begun by a join or
// ended: they were undone or derived anew, one goes on again, somebody was first seen there.
type Shifted struct {
	Community ID            `json:"community"`
	Customers []customer.ID `json:"customers"` // as booked
}

// Assigned says that a community was given to another store or owner: rollups that carry both follow.
type Assigned struct {
	Community ID          `json:"community"`
	Store     org.StoreID `json:"store"`
	Staff     org.StaffID `json:"staff"`
}

// Opened says that a community was opened.
type Opened struct {
	Community ID `json:"community"`
}

// NameDeviated says that a name given elsewhere is not the one the template gives (COM-11).
type NameDeviated struct {
	Community ID     `json:"community"`
	Expected  string `json:"expected"`
	Found     string `json:"found"`
}

// FlowSuggested asks somebody to invite a person into a group that suits them better (COM-07).
type FlowSuggested struct {
	Flow     FlowID      `json:"flow"`
	Rule     FlowRuleID  `json:"rule"`
	Customer customer.ID `json:"customer"`
	From     ID          `json:"from"`
	To       ID          `json:"to"`
	Store    org.StoreID `json:"store"`
	Staff    org.StaffID `json:"staff"`
	Due      int64       `json:"due"` // ms: joins after it are not counted as this flow
}

// ReviewProposed asks the owner to decide about a member (COM-15, COM-21).
type ReviewProposed struct {
	Proposal  ProposalID   `json:"proposal"`
	Community ID           `json:"community"`
	Customer  customer.ID  `json:"customer"`
	Kind      ProposalKind `json:"kind"`
	Store     org.StoreID  `json:"store"`
	Staff     org.StaffID  `json:"staff"`
}

// ReviewDecided says that a proposal was approved or refused; an approved removal is a task, and done when somebody left.
type ReviewDecided struct {
	Proposal  ProposalID    `json:"proposal"`
	Community ID            `json:"community"`
	Customer  customer.ID   `json:"customer"`
	Kind      ProposalKind  `json:"kind"`
	State     ProposalState `json:"state"`
	Store     org.StoreID   `json:"store"`
	Staff     org.StaffID   `json:"staff"`
}

// GateBreached says that somebody is in a group whose gate does not admit them: a task to remove them, due soon (COM-12).
type GateBreached struct {
	Breach    BreachID    `json:"breach"`
	Community ID          `json:"community"`
	Customer  customer.ID `json:"customer"`
	Store     org.StoreID `json:"store"`
	Staff     org.StaffID `json:"staff"`
	Due       int64       `json:"due"` // ms
}

// BreachExcused says that somebody may stay though the gate does not admit them.
type BreachExcused struct {
	Breach BreachID `json:"breach"`
}

// HarvestDue says that an activity group is at its end and its active members want a deeper group (COM-03).
type HarvestDue struct {
	Community ID          `json:"community"`
	Waiting   int64       `json:"waiting"`
	Store     org.StoreID `json:"store"`
	Staff     org.StaffID `json:"staff"`
	Due       int64       `json:"due"` // ms, end of the group's last day, 0 none
}

// FactKind names the fact.
func (Joined) FactKind() string { return "community.joined" }

// FactKind names the fact.
func (Left) FactKind() string { return "community.left" }

// FactKind names the fact.
func (Shifted) FactKind() string { return "community.shifted" }

// FactKind names the fact.
func (Assigned) FactKind() string { return "community.assigned" }

// FactKind names the fact.
func (Opened) FactKind() string { return "community.opened" }

// FactKind names the fact.
func (NameDeviated) FactKind() string { return "community.name_deviated" }

// FactKind names the fact.
func (FlowSuggested) FactKind() string { return "community.flow_suggested" }

// FactKind names the fact.
func (ReviewProposed) FactKind() string { return "community.review_proposed" }

// FactKind names the fact.
func (ReviewDecided) FactKind() string { return "community.review_decided" }

// FactKind names the fact.
func (GateBreached) FactKind() string { return "community.gate_breached" }

// FactKind names the fact.
func (BreachExcused) FactKind() string { return "community.breach_excused" }

// FactKind names the fact.
func (HarvestDue) FactKind() string { return "community.harvest_due" }

var (
	_ event.Fact = Joined{}
	_ event.Fact = Left{}
	_ event.Fact = Shifted{}
	_ event.Fact = Assigned{}
	_ event.Fact = Opened{}
	_ event.Fact = NameDeviated{}
	_ event.Fact = FlowSuggested{}
	_ event.Fact = ReviewProposed{}
	_ event.Fact = ReviewDecided{}
	_ event.Fact = GateBreached{}
	_ event.Fact = BreachExcused{}
	_ event.Fact = HarvestDue{}
)
