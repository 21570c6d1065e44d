package segment

import "qunli/customer"

// Entered says that people came into a live saved rule. Those of a build are history.
type Entered struct {
	Segment   ID            `json:"segment"`
	Customers []customer.ID `json:"customers"`
}

// Left says that people went out of one.
type Left struct {
	Segment   ID            `json:"segment"`
	Customers []customer.ID `json:"customers"`
}

// FactKind names the fact.
func (Entered) FactKind() string { return "segment.entered" }

// FactKind names the fact.
func (Left) FactKind() string { return "segment.left" }
