package customer

import (
	"slices"
)

// SeedState is how far somebody is in the pool of seed users (CUS-13).
type SeedState string

// The states. Candidates are proposed by the weekly list; the other states are decided by hand.
const (
	SeedNone      SeedState = ""
	SeedCandidate SeedState = "candidate" // 候选
	SeedInvited   SeedState = "invited"   // 已邀请
	SeedTraining  SeedState = "training"  // 培养中
	SeedActive    SeedState = "active"    // 活跃
	SeedRetired   SeedState = "retired"   // 已退出
)

var seedStates = [...]Word{
	{"", "不在池中", "None"}, {"candidate", "候选", "Candidate"}, {"invited", "已邀请", "Invited"}, {"training", "培养中", "In training"},
	{"active", "活跃", "Active"}, {"retired", "已退出", "Retired"},
}

// Title gives the word of a state.
func (s SeedState) Title() Word {
	for _, w := range seedStates {
		if w.Code == string(s) {
			return w
		}
	}
	return seedStates[0]
}

// seedSteps lists from which states each state can be entered by hand.
var seedSteps = map[SeedState][]SeedState{
	SeedInvited:  {SeedNone, SeedCandidate, SeedRetired},
	SeedTraining: {SeedInvited},
	SeedActive:   {SeedInvited, SeedTraining},
	SeedRetired:  {SeedCandidate, SeedInvited, SeedTraining, SeedActive},
}

// may tells whether somebody can go from s to another state by hand.
func (s SeedState) may(to SeedState) bool { return slices.Contains(seedSteps[to], s) }

// Pooled tells who is in the pool, and may enter the group of seed users (COM-21).
func (s SeedState) Pooled() bool {
	return s == SeedInvited || s == SeedTraining || s == SeedActive
}

// SeedFigures are what the score of a seed user is made of.
type SeedFigures struct {
	Reach    int64 // people reached at the second level
	Activity int64 // acts
	Own      int64 // fen
}

// Scores ranks people against each other: score = reach·rank(reach) + activity·rank(activity) + own·rank(own), where the
// rank is the share of the others who are strictly below, 0 … 1, and equals are equal. Of one person alone it is 0.
// Worked: (40,10,100) .775, (5,6,200) .675, (0,10,900) .425, (0,2,100) .125, (0,0,50) 0 (CUS-13 as corrected).
func (r SeedRules) Scores(people []SeedFigures) []float64 {
	rank := func(get func(SeedFigures) int64) []float64 {
		values := make([]int64, len(people))
		for i, p := range people {
			values[i] = get(p)
		}
		return percentRanks(values)
	}
	reach := rank(func(p SeedFigures) int64 { return p.Reach })
	activity := rank(func(p SeedFigures) int64 { return p.Activity })
	own := rank(func(p SeedFigures) int64 { return p.Own })
	out := make([]float64, len(people))
	for i := range people {
		out[i] = r.Reach*reach[i] + r.Activity*activity[i] + r.Own*own[i]
	}
	return out
}

// percentRanks gives for each value the share of the others that are strictly below it.
func percentRanks(values []int64) []float64 {
	sorted := slices.Sorted(slices.Values(values))
	out := make([]float64, len(values))
	for i, v := range values {
		below, _ := slices.BinarySearch(sorted, v)
		out[i] = float64(below) / float64(max(len(values)-1, 1))
	}
	return out
}
