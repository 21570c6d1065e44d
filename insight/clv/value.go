package clv

import "math"

// Discounted is what a buyer's expected orders are worth today: each month's orders times mean, a month's end being at
// ends[i] (units from now, ascending), discounted by rate for every month.
func Discounted(orders func(t float64) float64, mean, rate float64, ends []float64) float64 {
	sum, before, factor := 0.0, 0.0, 1.0
	for _, t := range ends {
		factor /= 1 + rate
		now := orders(t)
		sum += (now - before) * factor
		before = now
	}
	return sum * mean
}

// Even gives the ends of n months of the same length.
func Even(n int, length float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = float64(i+1) * length
	}
	return out
}

// Finite tells whether the value is a number.
func Finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
