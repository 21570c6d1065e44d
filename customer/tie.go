package customer

import (
	"cmp"
	"math"
	"slices"
)

// Band is how strong a tie is (CUS-08).
type Band int64

// The bands.
const (
	BandNone   Band = iota // 没关联
	BandWeak               // 弱关联
	BandStrong             // 强关联
)

var bands = [...]Word{{"", "没关联", "None"}, {"weak", "弱关联", "Weak"}, {"strong", "强关联", "Strong"}}

// Bands lists the words of the tie from the bottom.
func Bands() []Word { return slices.Clone(bands[:]) }

// Title gives the word of a band.
func (b Band) Title() Word { return wordOf(bands[:], int64(b)) }

// anchor is the score of a tie on a day that added to it: tie = Σ w(kind)·0.5^(age / half-life). From then on it halves
// every half-life, until the next.
type anchor struct {
	day   int
	score float64
}

// anchors gives the scores on the days of acts, which come by day and kind; weights are those of the rules.
func (r TieRules) anchors(acts []dayActs, weights map[string]float64) []anchor {
	var out []anchor
	for _, a := range acts {
		gain := weights[a.kind] * float64(a.acts)
		last := len(out) - 1
		switch {
		case gain == 0:
		case last < 0:
			out = append(out, anchor{a.day, gain})
		case out[last].day == a.day:
			out[last].score += gain
		default:
			out = append(out, anchor{a.day, out[last].score*r.left(a.day-out[last].day) + gain})
		}
	}
	return out
}

// left gives what is left of 1 after so many days: after a half-life exactly half of what was left before it.
func (r TieRules) left(days int) float64 {
	return math.Ldexp(math.Exp2(-float64(days%r.HalfLife)/float64(r.HalfLife)), -(days / r.HalfLife))
}

// anchorOn gives the last anchor up to a day; false when there is none.
func anchorOn(ties []anchor, day int) (anchor, bool) {
	i, found := slices.BinarySearchFunc(ties, day, func(a anchor, day int) int { return cmp.Compare(a.day, day) })
	if found {
		return ties[i], true
	}
	if i == 0 {
		return anchor{}, false
	}
	return ties[i-1], true
}

// score gives the tie on a day.
func (r TieRules) score(l *life, day int) float64 {
	a, ok := anchorOn(l.ties, day)
	if !ok {
		return 0
	}
	return a.score * r.left(day-a.day)
}

// hair is by how much a score may miss a threshold that it would reach exactly if sums of tenths were exact.
const hair = 1e-9

// band gives the band of a score.
func (r TieRules) band(score float64) Band {
	switch {
	case score >= r.Strong-hair:
		return BandStrong
	case score >= r.Weak-hair:
		return BandWeak
	}
	return BandNone
}

// turns lists the days on which the band may change: those of acts, and those on which a score falls below a threshold.
func (r TieRules) turns(l *life) []int {
	var out []int
	for _, a := range l.ties {
		out = append(out, a.day)
		for _, threshold := range []float64{r.Strong, r.Weak} {
			if a.score >= threshold-hair {
				out = append(out, a.day+r.fallsBelow(a.score, threshold))
			}
		}
	}
	return out
}

// fallsBelow gives after how many days a score is below a threshold that it has reached, if nothing adds to it.
func (r TieRules) fallsBelow(score, threshold float64) int {
	below := func(days int) bool { return score*r.left(days) < threshold-hair }
	days := max(1, int(float64(r.HalfLife)*math.Log2(score/threshold)))
	for !below(days) {
		days++
	}
	for days > 1 && below(days-1) {
		days--
	}
	return days
}
