package referral

import (
	"qunli/customer"
	"qunli/kit/money"
)

// Node is a person's place in the influence forest: people as they are now, those merged into them included.
type Node struct {
	CustomerID customer.ID
	ParentID   customer.ID // the recorded referrer, 0 none
	At         int64       // ms of the bond, 0 a root or unknown
	Children   int64
	Subtree    int64       // people below, without the person
	Own        money.Fen   // own net spend, as last folded
	Below      money.Fen   // own of everybody below
	Buyers     int64       // people below with own spend other than 0
	DroppedID  customer.ID // the referrer on record whom a merge made a descendant: left out, 0 none
}

// Value is CUS-09 with unlimited depth and λ = 1.
func (n Node) Value() money.Fen { return n.Own + n.Below }

// Tree is a node with the people below it down to some depth.
type Tree struct {
	Node
	Depth int    // below the top, which is 0
	Below []Tree // by influence, the largest first; fewer than Children where limits cut
}

// Branch is a page of children.
type Branch struct {
	Nodes []Node
	Next  customer.ID // After of the following page, 0 on the last
}
