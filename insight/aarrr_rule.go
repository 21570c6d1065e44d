package insight

import "qunli/customer"

// The stages of the funnel (INS-02), each a bit of those that a person reached.
const (
	stageAcquired = iota
	stageActivated
	stageRetained
	stageRevenue
	stageReferral
	stageCount
)

type stage int

func (s stage) name() string {
	return [stageCount]string{"acquired", "activated", "retained", "revenue", "referral"}[s]
}

func (s stage) title() Words {
	return [stageCount]Words{{"获取", "acquired"}, {"激活", "activated"}, {"留存", "retained"}, {"付费", "revenue"}, {"推荐", "referral"}}[s]
}

// traveller is an acquired person and the stages they reached.
type traveller struct {
	id      customer.ID
	start   day
	channel string
	reached [stageCount]bool
	joined  bool // a group, ever
}

// through tells whether the person reached the stage and every one before it.
func (t traveller) through(s stage) bool {
	for i := range s + 1 {
		if !t.reached[i] {
			return false
		}
	}
	return true
}

// funnel counts a cohort: nested, through every stage before, and each stage on its own.
type funnel struct{ nested, alone [stageCount]int }

func funnelOf(people []traveller) funnel {
	var f funnel
	for _, t := range people {
		for s := range stage(stageCount) {
			if t.reached[s] {
				f.alone[s]++
			}
			if t.through(s) {
				f.nested[s]++
			}
		}
	}
	return f
}

// rate is the share of those of the stage before who reached this one; nil for the first and where nobody was before.
func (f funnel) rate(s stage) *float64 {
	if s == stageAcquired {
		return nil
	}
	return ratio(f.nested[s], f.nested[s-1])
}

// onActivated is the share of the activated who reached the stage.
func (f funnel) onActivated(s stage) *float64 { return ratio(f.nested[s], f.nested[stageActivated]) }

// spans are the days after acquisition, both included, in which acts activate and retain.
type spans struct{ activate, from, to day }

// note counts an act of a person: after days since they were acquired, twoWay by its kind.
func (t *traveller) note(after day, twoWay bool, s spans) {
	if after < 0 {
		return
	}
	if twoWay && after <= s.activate {
		t.reached[stageActivated] = true
	}
	if after >= s.from && after <= s.to {
		t.reached[stageRetained] = true
	}
}
