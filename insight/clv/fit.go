package clv

import (
	"math"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// Fit is what a search found. Value and Error are by Name; Error is the standard error from the curvature at the maximum,
// NaN where the likelihood does not bend.
type Fit struct {
	Name       []string
	Value      []float64
	Error      []float64
	Likelihood float64 // the logarithm of the largest likelihood found
	Buyers     float64 // it is of so many
	Evaluated  int     // how often the likelihood was computed
	Converged  bool    // the slope vanishes and the likelihood bends downwards everywhere
}

// gate is how flat the mean log-likelihood must be at a maximum, by logarithms of the parameters.
const gate = 1e-6

// fit maximises the log-likelihood of n buyers over positive parameters, from each start until one leads to a maximum, and
// keeps the best. The search is BFGS over the logarithms of the parameters on the mean log-likelihood, its slopes by central
// differences.
func fit(names []string, starts [][]float64, n float64, logLikelihood func([]float64) float64) Fit {
	out := Fit{Name: names, Value: nans(len(names)), Error: nans(len(names)), Likelihood: math.Inf(-1), Buyers: n}
	if n == 0 {
		return out
	}
	loss := func(x []float64) float64 {
		out.Evaluated++
		l := -logLikelihood(exponents(x)) / n
		if math.IsNaN(l) {
			return math.Inf(1)
		}
		return l
	}
	best := math.Inf(1)
	for _, s := range starts {
		x, l := descend(loss, logarithms(s))
		if l >= best {
			continue
		}
		best = l
		out.Value, out.Likelihood = exponents(x), -l*n
		if out.Error, out.Converged = curvature(loss, x, n); out.Converged {
			break
		}
	}
	for i, v := range out.Value {
		out.Error[i] *= v
	}
	return out
}

// bound is how far from 0 the logarithm of a parameter may lie: beyond it the model is another, simpler one.
const bound = 12

// descend searches from one start; a wall beyond bound turns the search back.
func descend(loss func([]float64) float64, start []float64) ([]float64, float64) {
	walled := func(x []float64) float64 {
		wall := 0.0
		y := make([]float64, len(x))
		for i, v := range x {
			y[i] = math.Max(-bound, math.Min(bound, v))
			wall += (v - y[i]) * (v - y[i])
		}
		return loss(y) + wall
	}
	problem := optimize.Problem{Func: walled, Grad: func(slope, x []float64) {
		fd.Gradient(slope, walled, x, &fd.Settings{Formula: fd.Central})
	}}
	settings := &optimize.Settings{GradientThreshold: gate / 10, MajorIterations: 150,
		Converger: &optimize.FunctionConverge{Absolute: 1e-14, Iterations: 8}}
	found, err := optimize.Minimize(problem, start, settings, &optimize.BFGS{})
	if found == nil {
		return start, math.Inf(1)
	}
	_ = err // a search that ends early is judged by where it ended, in curvature
	return found.X, found.F
}

// curvature gives the standard errors of the logarithms of the parameters at x, and whether x is a maximum.
func curvature(loss func([]float64) float64, x []float64, n float64) (errors []float64, converged bool) {
	errors = nans(len(x))
	for _, v := range x {
		if math.Abs(v) > bound-1 {
			return errors, false
		}
	}
	slope := fd.Gradient(nil, loss, x, &fd.Settings{Formula: fd.Central})
	for _, s := range slope {
		if !(math.Abs(s) < gate) {
			return errors, false
		}
	}
	hessian := mat.NewSymDense(len(x), nil)
	fd.Hessian(hessian, loss, x, &fd.Settings{Formula: fd.Central, Step: 1e-3})
	var factor mat.Cholesky
	if !factor.Factorize(hessian) {
		return errors, false
	}
	var inverse mat.SymDense
	if factor.InverseTo(&inverse) != nil {
		return errors, false
	}
	for i := range errors {
		errors[i] = math.Sqrt(inverse.At(i, i) / n)
	}
	return errors, true
}

func exponents(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Exp(v)
	}
	return out
}

func logarithms(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Log(v)
	}
	return out
}

func nans(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = math.NaN()
	}
	return out
}

// count gives how many buyers the rows stand for.
func count(data []row) float64 {
	n := 0.0
	for _, d := range data {
		n += d.weight
	}
	return n
}

// meanAge is the scale of time of the data, never 0.
func meanAge(data []row) float64 {
	sum := 0.0
	for _, d := range data {
		sum += d.weight * d.age
	}
	if sum == 0 {
		return 1
	}
	return sum / count(data)
}
