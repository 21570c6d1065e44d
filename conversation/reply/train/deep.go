package main

import (
	"math"
	"math/rand/v2"

	"qunli/conversation/reply/net"
)

// adam keeps the moments of the gradients of one part of a net.
type adam struct {
	weights, gradient, mean, square []float32
	decay                           float32 // of the weights, by step and rate
}

const meanKept, squareKept = 0.9, 0.999

// step moves the weights and clears the gradient. at counts steps from 1.
func (a *adam) step(rate float32, at int) {
	one := float32(1 - math.Pow(meanKept, float64(at)))
	two := float32(1 - math.Pow(squareKept, float64(at)))
	for k, g := range a.gradient {
		a.mean[k] += (1 - meanKept) * (g - a.mean[k])
		a.square[k] += (1 - squareKept) * (g*g - a.square[k])
		a.weights[k] -= rate * (a.mean[k]/one/(float32(math.Sqrt(float64(a.square[k]/two)))+1e-7) + a.decay*a.weights[k])
		a.gradient[k] = 0
	}
}

// The parts of a net in the order of Net.Parts.
const (
	partIn = iota
	partInBias
	partMid
	partMidBias
	partOut
)

// pupil is a net that learns.
type pupil struct {
	net    *net.Net
	parts  []adam
	drop   float32
	random *rand.Rand
	// of the example at work
	own, ownBack []float32
	wide, narrow [][]float32 // by choice
	masks        []float32   // of the first layer's units: 0 for a dropped one
	odds         []float64
	gradient     []float32
	back         []float32 // of the first layer of one choice
}

// net fits one net by a softmax over the choices of each example.
func (r recipe) net(all []example, random *rand.Rand) *net.Net {
	p := r.newPupil(random)
	steps := r.Epochs * (len(all) / r.Batch)
	at := 0
	for range r.Epochs {
		for n, k := range random.Perm(len(all)) {
			p.learn(&all[k], 1/float32(r.Batch))
			if (n+1)%r.Batch != 0 {
				continue
			}
			at++
			rate := r.Rate / 2 * (1 + math.Cos(math.Pi*float64(at)/float64(steps+1)))
			for k := range p.parts {
				p.parts[k].step(float32(rate), at)
			}
		}
	}
	return p.net
}

func (r recipe) newPupil(random *rand.Rand) *pupil {
	n := net.NewNet(r.Wide, r.Narrow)
	fill(n.In, 0.1, random)
	fill(n.Mid, math.Sqrt(2/float64(r.Wide)), random)
	fill(n.Out, math.Sqrt(1/float64(r.Narrow)), random)
	p := &pupil{net: n, drop: r.Drop, random: random}
	for _, part := range n.Parts() {
		zero := func() []float32 { return make([]float32, len(part)) }
		p.parts = append(p.parts, adam{weights: part, gradient: zero(), mean: zero(), square: zero()})
	}
	p.parts[partIn].decay, p.parts[partMid].decay = r.Decay, r.Decay
	p.own, p.ownBack = make([]float32, r.Wide), make([]float32, r.Wide)
	p.masks, p.back = make([]float32, r.Wide), make([]float32, r.Wide)
	return p
}

func fill(part []float32, size float64, random *rand.Rand) {
	for k := range part {
		part[k] = float32(random.NormFloat64() * size)
	}
}

// learn adds the gradient of one example, by its weight.
func (p *pupil) learn(e *example, weight float32) {
	p.forward(e)
	e.gradient(p.odds, p.gradient)
	clear(p.ownBack)
	for k, g := range p.gradient {
		if g > 1e-5 || g < -1e-5 {
			p.backward(e, k, g*weight)
		}
	}
	p.scatter(&e.own, p.ownBack)
}

// forward computes the likelihoods of the choices, with some units of the first layer dropped.
func (p *pupil) forward(e *example) {
	for len(p.wide) < len(e.choices) {
		p.wide = append(p.wide, make([]float32, p.net.Wide))
		p.narrow = append(p.narrow, make([]float32, p.net.Narrow))
	}
	p.odds, p.gradient = sized(p.odds, len(e.choices)), sized(p.gradient, len(e.choices))
	for u := range p.masks {
		p.masks[u] = 1 / (1 - p.drop)
		if p.random.Float32() < p.drop {
			p.masks[u] = 0
		}
	}
	copy(p.own, p.net.InBias[:p.net.Wide])
	p.gather(p.own, &e.own)
	for k := range e.choices {
		p.odds[k] = p.score(&e.choices[k].input, k)
	}
	softmax(p.odds)
}

// score computes the score of one choice and keeps its layers.
func (p *pupil) score(in *net.Input, k int) float64 {
	n, wide, narrow := p.net, p.wide[k], p.narrow[k]
	if k == 0 {
		copy(wide, n.InBias[n.Wide:])
	} else {
		copy(wide, p.own)
	}
	p.gather(wide, in)
	for u, v := range wide {
		wide[u] = max(v, 0) * p.masks[u]
	}
	var score float32
	for o := range narrow {
		sum := n.MidBias[o]
		for u, w := range n.Mid[o*n.Wide:][:len(wide)] {
			sum += wide[u] * w
		}
		narrow[o] = max(sum, 0)
		score += narrow[o] * n.Out[o]
	}
	return float64(score)
}

// gather adds to the first layer what the slots bring.
func (p *pupil) gather(wide []float32, in *net.Input) {
	for k, slot := range in.Slot {
		v := in.Value[k]
		for u, w := range p.net.In[int(slot)*p.net.Wide:][:len(wide)] {
			wide[u] += v * w
		}
	}
}

// scatter adds to the first layer's gradient what is owed to the slots.
func (p *pupil) scatter(in *net.Input, back []float32) {
	for k, slot := range in.Slot {
		row, v := p.parts[partIn].gradient[int(slot)*p.net.Wide:][:len(back)], in.Value[k]
		for u, b := range back {
			row[u] += v * b
		}
	}
}

// backward adds the gradient of one choice whose score has the gradient g.
func (p *pupil) backward(e *example, k int, g float32) {
	p.backwardUpper(k, g)
	bias := p.parts[partInBias].gradient[:p.net.Wide]
	if k == 0 {
		bias = p.parts[partInBias].gradient[p.net.Wide:]
	}
	for u := range p.back {
		if p.wide[k][u] <= 0 {
			p.back[u] = 0
			continue
		}
		p.back[u] *= p.masks[u]
		bias[u] += p.back[u]
		if k > 0 {
			p.ownBack[u] += p.back[u]
		}
	}
	p.scatter(&e.choices[k].input, p.back)
}

// backwardUpper adds the gradient of the upper layers and leaves the first layer's in back.
func (p *pupil) backwardUpper(k int, g float32) {
	n, wide := p.net, p.wide[k]
	mid, midBias, out := p.parts[partMid].gradient, p.parts[partMidBias].gradient, p.parts[partOut].gradient
	clear(p.back)
	for o, v := range p.narrow[k] {
		if v <= 0 {
			continue
		}
		out[o] += g * v
		back := g * n.Out[o]
		midBias[o] += back
		row, weights := mid[o*n.Wide:][:len(wide)], n.Mid[o*n.Wide:][:len(wide)]
		for u, w := range wide {
			row[u] += back * w
			p.back[u] += back * weights[u]
		}
	}
}
