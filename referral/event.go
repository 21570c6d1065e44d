package referral

import "qunli/kit/event"

// Bound tells which claims became the recorded referrer of somebody. Claims can be read again (ClaimsByID).
type Bound struct {
	Claims []ClaimID `json:"claims"`
	Import int64     `json:"import"` // 0: API, counter, code or by hand
}

// FactKind names the fact.
func (Bound) FactKind() string { return "referral.bound" }

// Voided tells which claims are the recorded referrer no more: taken back, replaced or undone. Undone ones are gone.
type Voided struct {
	Claims []ClaimID `json:"claims"`
	Import int64     `json:"import"`
}

// FactKind names the fact.
func (Voided) FactKind() string { return "referral.voided" }

// Facts gives what one call of Bind has to tell: the caller publishes it in the same transaction.
func Facts(importID int64, verdicts []Verdict) []event.Fact {
	bound, voided := Bound{Import: importID}, Voided{Import: importID}
	for _, v := range verdicts {
		if v.Added && v.Outcome == OutcomeBound {
			bound.Claims = append(bound.Claims, v.ID)
		}
		if v.Replaced != 0 {
			voided.Claims = append(voided.Claims, v.Replaced)
		}
	}
	return telling(bound, voided)
}

// telling gives the facts that say something.
func telling(bound Bound, voided Voided) []event.Fact {
	var out []event.Fact
	if len(bound.Claims) > 0 {
		out = append(out, bound)
	}
	if len(voided.Claims) > 0 {
		out = append(out, voided)
	}
	return out
}

var (
	_ event.Fact = Bound{}
	_ event.Fact = Voided{}
)
