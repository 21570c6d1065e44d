package clv

import "math"

// ParetoNBD are the parameters of the Pareto/NBD model: λ ~ Gamma(shape R, rate Alpha), μ ~ Gamma(shape S, rate Beta). All
// are > 0; Alpha and Beta are in units of time.
type ParetoNBD struct{ R, Alpha, S, Beta float64 }

// FitParetoNBD fits the model by maximum likelihood. Parameters of the fit: r, alpha, s, beta.
func FitParetoNBD(people []History) (ParetoNBD, Fit) {
	data := rows(people)
	top := most(data)
	scale := meanAge(data)
	starts := [][]float64{{0.5, scale / 3, 0.5, scale / 3}, {1, scale, 1, scale}}
	f := fit([]string{"r", "alpha", "s", "beta"}, starts, count(data), func(p []float64) float64 {
		return ParetoNBD{p[0], p[1], p[2], p[3]}.logLikelihood(data, top)
	})
	return ParetoNBD{f.Value[0], f.Value[1], f.Value[2], f.Value[3]}, f
}

// logLikelihood sums the likelihood of each row; top is the largest x.
func (m ParetoNBD) logLikelihood(data []row, top int) float64 {
	up := risings(m.R, top)
	constant := m.R*math.Log(m.Alpha) + m.S*math.Log(m.Beta)
	sum := 0.0
	for _, d := range data {
		x := float64(d.x)
		l := addExp(m.stillHere(x, d.age), math.Log(m.S/(m.R+m.S+x))+m.gone(x, d.last, d.age))
		sum += d.weight * (up[d.x] + constant + l)
	}
	return sum
}

// stillHere is ln 1/((α+T)^(r+x) (β+T)^s).
func (m ParetoNBD) stillHere(x, age float64) float64 {
	return -(m.R+x)*math.Log(m.Alpha+age) - m.S*math.Log(m.Beta+age)
}

// gone is ln A₀: somebody left between their last order and the end of what was observed.
func (m ParetoNBD) gone(x, last, age float64) float64 {
	return subExp(m.tail(x, last), m.tail(x, age))
}

// tail is ln 2F1(r+s+x, k; r+s+x+1; |α−β|/(w+t)) / (w+t)^(r+s+x) with w the larger of α and β, and k = s+1 when that is α,
// r+x when it is β.
func (m ParetoNBD) tail(x, t float64) float64 {
	wide, narrow, k := m.Alpha, m.Beta, m.S+1
	if m.Alpha < m.Beta {
		wide, narrow, k = m.Beta, m.Alpha, m.R+x
	}
	n := m.R + m.S + x
	return logHyper(n, k, (wide-narrow)/(wide+t)) - n*math.Log(wide+t)
}

// Alive is the probability that a buyer still is a customer at the end of what was observed.
func (m ParetoNBD) Alive(h History) float64 {
	x := float64(h.Repeat)
	odds := math.Log(m.S/(m.R+m.S+x)) + m.gone(x, h.Last, h.Age) - m.stillHere(x, h.Age)
	return 1 / (1 + math.Exp(odds))
}

// Orders is the expected number of orders in the next t units.
func (m ParetoNBD) Orders(h History, t float64) float64 {
	x, ratio := float64(h.Repeat), math.Log((m.Beta+h.Age)/(m.Beta+h.Age+t))
	growth := -ratio // the limit at s = 1
	if math.Abs(m.S-1) > 1e-9 {
		growth = -math.Expm1((m.S-1)*ratio) / (m.S - 1)
	}
	return m.Alive(h) * (m.R + x) * (m.Beta + h.Age) / (m.Alpha + h.Age) * growth
}
