package clv

import "math"

// GammaGamma are the parameters of the model of what orders are worth: each of somebody's orders ~ Gamma(P, ν), with
// ν ~ Gamma(Q, Gamma) over people. All are > 0; Gamma is in units of money.
type GammaGamma struct{ P, Q, Gamma float64 }

// FitGammaGamma fits the model by maximum likelihood over the repeat buyers whose mean is known. Parameters of the fit: p, q,
// gamma.
func FitGammaGamma(people []History) (GammaGamma, Fit) {
	data := spendRows(people)
	top := most(data)
	scale := 0.0
	for _, d := range data {
		scale += d.weight * d.average
	}
	scale /= count(data)
	starts := [][]float64{{4, 4, scale}, {1, 2, scale}, {20, 3, scale / 10}}
	f := fit([]string{"p", "q", "gamma"}, starts, count(data), func(p []float64) float64 {
		return GammaGamma{p[0], p[1], p[2]}.logLikelihood(data, top)
	})
	return GammaGamma{f.Value[0], f.Value[1], f.Value[2]}, f
}

// logLikelihood sums equation 1a of the note over all rows; top is the largest x.
func (m GammaGamma) logLikelihood(data []row, top int) float64 {
	beta := make([]float64, top+1) // ln Γ(px+q) − ln Γ(px) − ln Γ(q) + q ln γ
	for x := 1; x <= top; x++ {
		px := m.P * float64(x)
		beta[x] = lgamma(px+m.Q) - lgamma(px) - lgamma(m.Q) + m.Q*math.Log(m.Gamma)
	}
	sum := 0.0
	for _, d := range data {
		x := float64(d.x)
		px := m.P * x
		sum += d.weight * (beta[d.x] + (px-1)*math.Log(d.average) + px*math.Log(x) - (px+m.Q)*math.Log(m.Gamma+x*d.average))
	}
	return sum
}

// Mean is the expected amount of an order: of a repeat buyer whose mean is known drawn towards that of everybody, of others
// everybody's. NaN when the mean does not exist (Q ≤ 1 without repeat orders).
func (m GammaGamma) Mean(h History) float64 {
	x := 0.0
	if h.Repeat > 0 && h.Mean > 0 {
		x = float64(h.Repeat)
	}
	if m.P*x+m.Q <= 1 {
		return math.NaN()
	}
	return m.P * (m.Gamma + x*max(h.Mean, 0)) / (m.P*x + m.Q - 1)
}
