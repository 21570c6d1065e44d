package demo

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// dice is one stream of chance. Streams of other names or numbers are independent of it.
type dice struct{ *rand.Rand }

// roll opens the stream of that name and number of a seed.
func roll(seed uint64, name string, number int) dice {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // never fails
	return dice{rand.New(rand.NewPCG(seed^h.Sum64(), uint64(number)*0x9e3779b97f4a7c15+1))}
}

func (d dice) chance(p float64) bool { return d.Float64() < p }

// between gives a number of [low, high).
func (d dice) between(low, high float64) float64 { return low + (high-low)*d.Float64() }

// exp gives an exponential waiting time of that mean.
func (d dice) exp(mean float64) float64 { return -mean * math.Log(1-d.Float64()) }

// gamma gives a Gamma variate of a shape and scale 1 (Marsaglia & Tsang 2000).
func (d dice) gamma(shape float64) float64 {
	if shape < 1 {
		return d.gamma(shape+1) * math.Pow(1-d.Float64(), 1/shape)
	}
	a := shape - 1.0/3
	c := 1 / math.Sqrt(9*a)
	for {
		x := d.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-d.Float64()) < x*x/2+a-a*v+a*math.Log(v) {
			return a * v
		}
	}
}

// beta gives a Beta variate.
func (d dice) beta(a, b float64) float64 {
	x, y := d.gamma(a), d.gamma(b)
	return x / (x + y)
}

// poisson gives a Poisson variate; large means are put together from smaller ones.
func (d dice) poisson(mean float64) int {
	n := 0
	for ; mean > 30; mean -= 30 {
		n += d.poisson(30)
	}
	limit, product := math.Exp(-mean), d.Float64()
	for ; product > limit; n++ {
		product *= d.Float64()
	}
	return n
}

// pick gives one of the list.
func pick[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

// weigh gives the index of one of the weights, each as likely as it is heavy.
func (d dice) weigh(weights []float64) int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	at := d.Float64() * total
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}
