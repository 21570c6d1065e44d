package customer

import (
	"qunli/kit/event"
	"qunli/org"
)

// Merged tells that from is read as into from now on.
type Merged struct {
	From ID `json:"from"`
	Into ID `json:"into"`
}

// FactKind names the fact.
func (Merged) FactKind() string { return "customer.merged" }

// Unmerged tells that from is a person of their own again; was is the person whom they were read as.
type Unmerged struct {
	From ID `json:"from"`
	Was  ID `json:"was"`
}

// FactKind names the fact.
func (Unmerged) FactKind() string { return "customer.unmerged" }

// Aspect is one side of a person's standing.
type Aspect string

// The aspects.
const (
	AspectLadder Aspect = "ladder" // 交易 … 股东 (CUS-06)
	AspectDepth  Aspect = "depth"  // 信任感 … 归属感 (CUS-07)
	AspectBand   Aspect = "band"   // 没关联, 弱关联, 强关联 (CUS-08)
	AspectTier   Aspect = "tier"   // A … D (CUS-12)
	AspectSeed   Aspect = "seed"   // candidate … retired (CUS-13)
)

// Moved tells that a person stands elsewhere than before. From and To are the words of the aspect's attribute, "" is none.
type Moved struct {
	Aspect   Aspect `json:"aspect"`
	Customer ID     `json:"customer"`
	From     string `json:"from"`
	To       string `json:"to"`
	At       int64  `json:"at"` // ms; when it became so, which may be long before it was noticed
}

// FactKind names the fact.
func (Moved) FactKind() string { return "customer.moved" }

// TierEntered tells that somebody is newly in tier A and who is to look after them.
type TierEntered struct {
	Customer ID          `json:"customer"`
	Tier     string      `json:"tier"`
	Staff    org.StaffID `json:"staff"` // 0 nobody yet
}

// FactKind names the fact.
func (TierEntered) FactKind() string { return "customer.tier_entered" }

var (
	_ event.Fact = Merged{}
	_ event.Fact = Unmerged{}
	_ event.Fact = Moved{}
	_ event.Fact = TierEntered{}
)
