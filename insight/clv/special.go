package clv

import "math"

// lgamma is ln Γ(x) for x > 0.
func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// risings gives ln Γ(c+k) − ln Γ(c) for k = 0…n: the logarithms of rising factorials, c > 0.
func risings(c float64, n int) []float64 {
	out := make([]float64, n+1)
	for k := range n {
		out[k+1] = out[k] + math.Log(c+float64(k))
	}
	return out
}

// addExp is ln(e^a + e^b).
func addExp(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if math.IsInf(a, -1) {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}

// subExp is ln(e^a − e^b) for a ≥ b, −∞ when they are equal.
func subExp(a, b float64) float64 {
	if !(a > b) {
		return math.Inf(-1)
	}
	return a + math.Log(-math.Expm1(b-a))
}

// maxTerms ends a series that a pathological argument would keep going.
const maxTerms = 200_000

// series sums Gauss's series of 2F1(a, b; c; z), 0 ≤ z < 1. Its terms fall off at least as n^(a+b−c−1) zⁿ.
func series(a, b, c, z float64) float64 {
	term, sum := 1.0, 1.0
	for n := 0.0; n < maxTerms; n++ {
		term *= (a + n) * (b + n) / (c + n) * z / (1 + n)
		sum += term
		if math.Abs(term)*z <= 1e-16*math.Abs(sum)*(1-z) && n > -c && n > -a && n > -b {
			break
		}
	}
	return sum
}

// logHyper is ln 2F1(n, k; n+1; z) for n, k > 0 and 0 ≤ z < 1. By Euler's transformation it is
// (1−z)^(1−k) 2F1(n+1−k, 1; n+1; z), which Gauss's continued fraction gives: it converges with √(1−z) where the series does
// with 1−z.
func logHyper(n, k, z float64) float64 {
	return (1-k)*math.Log1p(-z) - math.Log(fraction(n+1-k, n+1, z))
}

// maxSteps ends a continued fraction that a pathological argument would keep going.
const maxSteps = 20_000

// fraction is 1 ÷ 2F1(a, 1; c; z) for 0 ≤ z < 1: 1 − e₁z/(1 − e₂z/(1 − …)), evaluated forwards by Lentz's method as
// modified by Thompson and Barnett.
func fraction(a, c, z float64) float64 {
	const tiny = 1e-300
	value, front, back := 1.0, 1.0, 0.0
	for j := 1; j < maxSteps; j++ {
		m := float64(j / 2)
		e := (a + m) * (c + m - 1) / ((c + 2*m - 1) * (c + 2*m))
		if j%2 == 0 {
			e = m * (c + m - 1 - a) / ((c + 2*m - 2) * (c + 2*m - 1))
		}
		if back = 1 - e*z*back; back == 0 {
			back = tiny
		}
		if front = 1 - e*z/front; front == 0 {
			front = tiny
		}
		back = 1 / back
		step := front * back
		value *= step
		if math.Abs(step-1) < 1e-15 {
			break
		}
	}
	return value
}
