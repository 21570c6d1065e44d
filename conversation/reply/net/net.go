// Package net weighs the lines one line may answer. A linear model looks at all of them; the nets look at those it leaves.
package net

import (
	"math"
	"slices"

	"qunli/conversation/reply/pair"
)

// Where the spaces of slots begin in a net's first layer: the own spaces twice, beside a candidate and where the line would
// begin a conversation.
const (
	Own        = 0
	Self       = Own + pair.OwnSlots
	Said       = Self + pair.OwnSlots
	Pair       = Said + pair.SaidSlots
	Thread     = Pair + pair.PairSlots // from here on not the linear model's
	OwnThread  = Thread + pair.ThreadSlots
	SelfThread = OwnThread + pair.OwnThreadSlots
	Score      = SelfThread + pair.OwnThreadSlots // the linear model's score
	Slots      = Score + 1
)

// ScoreScale brings the linear model's score into the range of the other slots.
const ScoreScale = 0.2

// Linear is a weight for each slot: a line that begins a conversation is weighed by its own slots, a candidate by its said
// and pair slots.
type Linear []float32

// Net is a feed-forward net of two hidden layers of rectified units and one score.
type Net struct {
	Wide, Narrow int       // units of the first layer, a multiple of 4, and of the second
	In           []float32 // slot × Wide
	InBias       []float32 // Wide for a candidate, then Wide for the line itself
	Mid          []float32 // Narrow × Wide
	MidBias      []float32 // Narrow
	Out          []float32 // Narrow
}

// Model is the linear model and the nets whose likelihoods are averaged. The nets look at no more than Keep candidates, and
// at none to which the linear model gives a likelihood under Least; without nets the linear model decides.
type Model struct {
	Linear Linear
	Nets   []*Net
	Keep   int
	Least  float32 // its logarithm
}

// NewNet gives a net of zeros.
func NewNet(wide, narrow int) *Net {
	return &Net{
		Wide: wide, Narrow: narrow,
		In: make([]float32, Slots*wide), InBias: make([]float32, 2*wide),
		Mid: make([]float32, narrow*wide), MidBias: make([]float32, narrow), Out: make([]float32, narrow),
	}
}

// Parts gives the net's weights, to be read and written.
func (n *Net) Parts() [][]float32 { return [][]float32{n.In, n.InBias, n.Mid, n.MidBias, n.Out} }

func (l Linear) sum(space int, s *pair.Sparse) float32 {
	weights := l[space:]
	var sum float32
	for k, slot := range s.Slot {
		sum += weights[slot] * s.Value[k]
	}
	return sum
}

// self scores that the line begins a conversation.
func (l Linear) self(c *pair.Case) float32 { return l.sum(Self, &c.Own) }

// of scores that it answers the candidate.
func (l Linear) of(c *pair.Candidate) float32 { return l.sum(Said, c.Said) + l.sum(Pair, &c.Pair) }

// room is where one chat's sums are made.
type room struct {
	odds      []float64 // by the nets: the line itself, then the kept candidates
	scores    []float32
	own, wide []float32
}

// vote adds to the odds the likelihood the net gives to each choice: scores are the linear model's, of the line itself and
// then of each candidate, kept the candidates.
func (n *Net) vote(c *pair.Case, scores []float32, kept []int, r *room) {
	r.wide = append(r.wide[:0], n.InBias[n.Wide:]...)
	n.add(r.wide, Self, &c.Own)
	n.add(r.wide, SelfThread, &c.OwnThread)
	n.addRow(r.wide, Score, scores[0]*ScoreScale)
	r.scores = append(r.scores[:0], n.score(r.wide))
	r.own = append(r.own[:0], n.InBias[:n.Wide]...)
	n.add(r.own, Own, &c.Own)
	n.add(r.own, OwnThread, &c.OwnThread)
	for _, k := range kept {
		r.wide = append(r.wide[:0], r.own...)
		n.add(r.wide, Said, c.Candidates[k].Said)
		n.add(r.wide, Pair, &c.Candidates[k].Pair)
		n.add(r.wide, Thread, &c.Candidates[k].Thread)
		n.addRow(r.wide, Score, scores[1+k]*ScoreScale)
		r.scores = append(r.scores, n.score(r.wide))
	}
	less := LogSum(r.scores)
	for k, v := range r.scores {
		r.odds[k] += math.Exp(float64(v - less))
	}
}

// LogSum gives the logarithm of the sum of the exponentials.
func LogSum(scores []float32) float32 {
	highest := slices.Max(scores)
	var sum float64
	for _, v := range scores {
		sum += math.Exp(float64(v - highest))
	}
	return highest + float32(math.Log(sum))
}

// add adds to the first layer what a sparse vector brings.
func (n *Net) add(wide []float32, space int, s *pair.Sparse) {
	for k, slot := range s.Slot {
		n.addRow(wide, space+int(slot), s.Value[k])
	}
}

// addRow adds to the first layer what one slot brings, four units at a time.
func (n *Net) addRow(wide []float32, slot int, v float32) {
	row := n.In[slot*n.Wide:][:len(wide)]
	for len(wide) >= 4 && len(row) >= 4 {
		wide[0] += v * row[0]
		wide[1] += v * row[1]
		wide[2] += v * row[2]
		wide[3] += v * row[3]
		wide, row = wide[4:], row[4:]
	}
}

// score runs the upper layers. wide is overwritten.
func (n *Net) score(wide []float32) float32 {
	for u, v := range wide {
		wide[u] = max(v, 0)
	}
	var score float32
	for o := range n.Narrow {
		sum := n.MidBias[o] + product(wide, n.Mid[o*n.Wide:][:len(wide)])
		score += max(sum, 0) * n.Out[o]
	}
	return score
}

// product is the inner product of two vectors of one length, a multiple of 4.
func product(a, b []float32) float32 {
	var s, t, u, v float32
	for len(a) >= 4 && len(b) >= 4 {
		s += a[0] * b[0]
		t += a[1] * b[1]
		u += a[2] * b[2]
		v += a[3] * b[3]
		a, b = a[4:], b[4:]
	}
	return s + t + u + v
}
