package referral

import (
	"cmp"
	"math"
	"slices"

	"qunli/community"
)

const (
	minute = int64(60_000)
	hour   = 60 * minute
	day    = 24 * hour
)

// dated orders moments: an unknown one comes after every known one.
func dated(at int64) int64 {
	if at == 0 {
		return math.MaxInt64
	}
	return at
}

// duel tells whether a claim takes the place of the one that holds, and why the other of the two lost.
//
// First touch: the earlier one. Last touch: the later one, unless it came within the protection of the earlier. A claim
// without a date yields to every dated one and to whoever holds. What was decided by hand holds.
func (r Rules) duel(held, came *Record) (wins bool, lost Reason) {
	switch {
	case held.Forced:
		return false, ReasonDispute
	case came.At == 0:
		return false, ReasonEarlier
	case held.At == 0:
		return true, ReasonEarlier
	case r.Touch == FirstTouch:
		return came.At < held.At, ReasonEarlier
	}
	apart := came.At - held.At
	protected := r.ProtectDays * day
	switch {
	case apart >= 0 && apart < protected:
		return false, ReasonProtected
	case apart >= 0:
		return true, ReasonLater
	case -apart < protected:
		return true, ReasonProtected
	}
	return false, ReasonLater
}

// life is since when somebody is a customer.
type life struct {
	addedAt int64 // ms of the first contact, 0 unknown
	orderAt int64 // ms of the first order, 0 none
}

// existing tells whether somebody was a customer before the claim: added or with an order, unless that is so recent that it
// may belong to it. Of a claim without a date nobody can tell, and the file that brings it is believed.
func (r Rules) existing(came *Record, l life) bool {
	if came.At == 0 {
		return false
	}
	grace := r.ScanMinutes * minute
	if came.Source == SourceCounter || came.Source == SourceHand {
		grace = r.CounterHours * hour
	}
	before := came.At - grace
	return l.addedAt != 0 && l.addedAt < before || l.orderAt != 0 && l.orderAt < before
}

// alone gives the standing of a claim into no group.
func alone(o Outcome) Standing {
	switch o {
	case OutcomeBound:
		return StandingValid
	case OutcomeVoid:
		return StandingExcluded
	}
	return StandingUnbound
}

// invite gives the standings of all claims that brought one person into one group, whose stays there are given in order of
// time. One invitation at most brought a stay: the earliest that was not void.
func (r Rules) invite(claims []*Record, stays []community.Stay) {
	sorted := slices.Clone(claims)
	slices.SortFunc(sorted, func(a, b *Record) int { return cmp.Or(cmp.Compare(dated(a.At), dated(b.At)), cmp.Compare(a.ID, b.ID)) })
	brought := map[int64]bool{} // stays, by their beginning, that an invitation brought
	for _, c := range sorted {
		c.Standing = r.invited(c, stays, brought)
	}
}

func (r Rules) invited(c *Record, stays []community.Stay, brought map[int64]bool) Standing {
	if c.Verdict == OutcomeVoid {
		return StandingExcluded
	}
	for _, s := range stays {
		switch {
		case c.At != 0 && s.JoinedAt < c.At-r.ScanMinutes*minute:
			return StandingMember
		case brought[s.JoinedAt]:
			return StandingTaken
		}
		brought[s.JoinedAt] = true
		if s.LeftAt != 0 && s.LeftAt-s.JoinedAt < r.ValidHours*hour {
			return StandingLeft
		}
		return StandingValid
	}
	return StandingPending
}
