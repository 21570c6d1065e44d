package campaign

import (
	"fmt"
	"math"
)

// Loop is how a campaign is to spread (REF-05): the minimal loop in which every newcomer invites and some of those come.
type Loop struct {
	Invites    float64 `json:"invites"`    // i: invitations per new participant
	Conversion float64 `json:"conversion"` // c: the share of invitations that bring somebody, 0 to 1
	Seeds      int64   `json:"seeds"`      // s: people to begin with
}

// K is how many people each brings: i × c.
func (l Loop) K() float64 { return l.Invites * l.Conversion }

// Sustains tells whether it keeps itself going, without people being brought from outside.
func (l Loop) Sustains() bool { return l.K() >= 1 }

// Users gives how many people there are after each of n generations, the seeds first: s·K⁰ + … + s·Kⁱ, rounded down.
func (l Loop) Users(n int) []int64 {
	out, sum, next := make([]int64, n), 0.0, float64(l.Seeds)
	for i := range out {
		sum += next
		next *= l.K()
		out[i] = floor(sum)
	}
	return out
}

// Limit gives how many people it ends at: s/(1−K); ok is false when it keeps itself going.
func (l Loop) Limit() (n int64, ok bool) {
	if l.Sustains() {
		return 0, false
	}
	return floor(float64(l.Seeds) / (1 - l.K())), true
}

// floor rounds down what is a whole number but for how machines reckon.
func floor(n float64) int64 {
	if n > math.MaxInt64/2 {
		return math.MaxInt64 / 2
	}
	return int64(math.Floor(n + 1e-6))
}

// problems names what is wrong with a plan; nil has none.
func (l *Loop) problems() []Problem {
	var out []Problem
	bad := func(wrong bool, field string, value any, zh, en string) {
		if wrong {
			out = append(out, Problem{Field: field, Value: fmt.Sprint(value), Zh: zh, En: en})
		}
	}
	if l == nil {
		return nil
	}
	bad(!(l.Invites >= 0 && l.Invites <= 1000), "planned.invites", l.Invites, "每人邀请数须在 0 到 1000 之间", "must lie between 0 and 1,000 invitations a person")
	bad(!(l.Conversion >= 0 && l.Conversion <= 1), "planned.conversion", l.Conversion, "转化率须在 0 到 100% 之间", "must lie between 0 and 100 %")
	bad(l.Seeds < 0 || l.Seeds > 100_000_000, "planned.seeds", l.Seeds, "种子人数须在 0 到 1 亿之间", "must lie between 0 and 100 million people")
	return out
}
