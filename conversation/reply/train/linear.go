package main

import (
	"math"
	"math/rand/v2"

	"qunli/conversation/reply/net"
)

// adagrad keeps the squares of the gradients of some weights.
type adagrad struct {
	weights, squares []float32
	rate             float32
}

func (a *adagrad) step(k int, gradient float32) {
	a.squares[k] += gradient * gradient
	a.weights[k] -= a.rate * gradient / (float32(math.Sqrt(float64(a.squares[k]))) + 1e-4)
}

// linear fits the linear model by a softmax over the choices of each example.
func (r recipe) linear(all []example) net.Linear {
	random := rand.New(rand.NewPCG(r.Seed, 0))
	a := adagrad{make(net.Linear, net.Slots), make([]float32, net.Slots), r.LinearRate}
	var odds []float64
	var gradient []float32
	for range r.LinearEpochs {
		for _, k := range random.Perm(len(all)) {
			e := &all[k]
			odds, gradient = sized(odds, len(e.choices)), sized(gradient, len(e.choices))
			for k := range e.choices {
				odds[k] = a.score(e.choices[k].input)
			}
			softmax(odds)
			e.gradient(odds, gradient)
			for k, g := range gradient {
				a.learn(e.choices[k].input, g)
			}
		}
	}
	return a.weights
}

// score is the inner product without the slots that are not the linear model's.
func (a *adagrad) score(in net.Input) float64 {
	var sum float32
	for k, slot := range in.Slot {
		if slot < net.Thread {
			sum += a.weights[slot] * in.Value[k]
		}
	}
	return float64(sum)
}

// learn moves the weights of one choice whose score has that gradient.
func (a *adagrad) learn(in net.Input, gradient float32) {
	if gradient > -1e-4 && gradient < 1e-4 {
		return
	}
	for k, slot := range in.Slot {
		if slot < net.Thread {
			a.step(int(slot), gradient*in.Value[k])
		}
	}
}

func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

func softmax(v []float64) {
	highest := math.Inf(-1)
	for _, x := range v {
		highest = max(highest, x)
	}
	var sum float64
	for k, x := range v {
		v[k] = math.Exp(x - highest)
		sum += v[k]
	}
	for k := range v {
		v[k] /= sum
	}
}
