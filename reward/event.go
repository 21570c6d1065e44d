package reward

import (
	"qunli/commerce/pay"
	"qunli/customer"
)

// Given tells that something is with its owner, or on its way: a code or a coupon at once, a thing when it is shipped.
type Given struct {
	Grant    ID          `json:"grant"`
	Gift     GiftID      `json:"gift"`
	Customer customer.ID `json:"customer"`
	Cause    pay.Cause   `json:"cause"`
}

// FactKind names the fact.
func (Given) FactKind() string { return "reward.given" }

// Withheld tells that a thing will not go out: nobody said in time where it goes, or it was revoked before.
type Withheld struct {
	Grant    ID          `json:"grant"`
	Gift     GiftID      `json:"gift"`
	Customer customer.ID `json:"customer"`
	Cause    pay.Cause   `json:"cause"`
}

// FactKind names the fact.
func (Withheld) FactKind() string { return "reward.withheld" }
