package clv

import "math"

// BGNBD are the parameters of the BG/NBD model: λ ~ Gamma(shape R, rate Alpha), p ~ Beta(A, B). All are > 0; Alpha is in
// units of time.
type BGNBD struct{ R, Alpha, A, B float64 }

// FitBGNBD fits the model by maximum likelihood. Parameters of the fit: r, alpha, a, b.
func FitBGNBD(people []History) (BGNBD, Fit) {
	data := rows(people)
	top := most(data)
	f := fit([]string{"r", "alpha", "a", "b"}, bgStarts(data), count(data), func(p []float64) float64 {
		return BGNBD{p[0], p[1], p[2], p[3]}.logLikelihood(data, top)
	})
	return BGNBD{f.Value[0], f.Value[1], f.Value[2], f.Value[3]}, f
}

// bgStarts are where the search begins: the rates of a typical shop, in the data's own unit of time.
func bgStarts(data []row) [][]float64 {
	scale := meanAge(data)
	return [][]float64{{0.5, scale / 4, 1, 3}, {1, scale, 0.5, 2}, {0.2, scale / 10, 2, 10}}
}

// logLikelihood sums equation 6 of the paper over all rows; top is the largest x.
func (m BGNBD) logLikelihood(data []row, top int) float64 {
	up, stay, both := risings(m.R, top), risings(m.B, top), risings(m.A+m.B, top)
	sum := 0.0
	for _, d := range data {
		x := float64(d.x)
		l := -(m.R + x) * math.Log(m.Alpha+d.age)
		if d.x > 0 {
			l = addExp(l, math.Log(m.A/(m.B+x-1))-(m.R+x)*math.Log(m.Alpha+d.last))
		}
		sum += d.weight * (up[d.x] + m.R*math.Log(m.Alpha) + stay[d.x] - both[d.x] + l)
	}
	return sum
}

// Alive is the probability that a buyer still is a customer at the end of what was observed. Without a repeat order it is 1:
// the model lets people leave after a repeat order only.
func (m BGNBD) Alive(h History) float64 {
	if h.Repeat == 0 {
		return 1
	}
	x := float64(h.Repeat)
	odds := math.Log(m.A/(m.B+x-1)) + (m.R+x)*math.Log((m.Alpha+h.Age)/(m.Alpha+h.Last))
	return 1 / (1 + math.Exp(odds))
}

// Orders is the expected number of orders in the next t units (equation 10).
func (m BGNBD) Orders(h History, t float64) float64 {
	return m.Alive(h) * m.ordersAlive(float64(h.Repeat), h.Age, t)
}

// Unseen is the expected number of orders in t units after the first, of somebody of whom nothing more is known
// (equation 9).
func (m BGNBD) Unseen(t float64) float64 { return m.ordersAlive(0, 0, t) }

// near is how close to 1 the parameter a may come before the two terms of the formula cancel.
const near = 1e-3

// ordersAlive is the expected number of orders in the next t units given that the buyer is a customer. Towards a = 1, where
// numerator and denominator of the formula vanish together, it is read off between two neighbours.
func (m BGNBD) ordersAlive(x, age, t float64) float64 {
	if t <= 0 {
		return 0
	}
	if math.Abs(m.A-1) >= near {
		return m.ordersAwayFromOne(x, age, t)
	}
	low, high := m, m
	low.A, high.A = 1-near, 1+near
	share := (m.A - low.A) / (2 * near)
	return (1-share)*low.ordersAwayFromOne(x, age, t) + share*high.ordersAwayFromOne(x, age, t)
}

// ordersAwayFromOne is (a+b+x−1)/(a−1) · [1 − ((α+T)/(α+T+t))^(r+x) 2F1(r+x, b+x; a+b+x−1; t/(α+T+t))], with Euler's
// transformation of the function where Gauss's series would diverge at 1.
func (m BGNBD) ordersAwayFromOne(x, age, t float64) float64 {
	z, keep := t/(m.Alpha+age+t), math.Log((m.Alpha+age)/(m.Alpha+age+t))
	p, q, c := m.R+x, m.B+x, m.A+m.B+x-1
	if math.Abs(c) < 1e-9 {
		c = 1e-9 // the pole of 2F1 at c = 0 cancels against the factor c
	}
	rest := 0.0
	if c-p-q < 0 {
		rest = math.Exp((m.A-1)*keep) * series(c-p, c-q, c, z)
	} else {
		rest = math.Exp(p*keep) * series(p, q, c, z)
	}
	return c / (m.A - 1) * (1 - rest)
}

// Next is after how many units the next order will more likely than not have come: the median of a time that may never end,
// +Inf where the odds of another order are even or less.
func (m BGNBD) Next(h History) float64 {
	alive := m.Alive(h)
	if alive <= 0.5 {
		return math.Inf(1)
	}
	return (m.Alpha + h.Age) * math.Expm1(-math.Log1p(-0.5/alive)/(m.R+float64(h.Repeat)))
}
