package clv

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The wanted numbers were computed to thirty digits by another program: the function by its definition, the orders as the
// integral of (r+x)/(α+T) 2F1(r+x+1, a; a+b+x; −s/(α+T)) over s, which knows neither the pole at a = 1 nor that at c = 0.
func TestHypergeometric(t *testing.T) {
	for _, c := range [][4]float64{
		{3.2, 1.6, 0.9, 2.4241967305433193},
		{61.15, 1.6, 0.75, 2.1465469459328732},
		{301.1, 1.6, 0.95, 4.7020160859385646},
		{1.15, 5.2, 0.999, 27.718203147945227},
		{1.15, 0.3, 0.99, 0.3534135611178167},
		{3.15, 2.55, 0.3, 0.68124568785162968},
		{1.2, 1.6, 0, 0.0},
	} {
		within(t, "ln 2F1", logHyper(c[0], c[1], c[2]), c[3], 0, 1e-12)
	}
}

func TestExpectedOrders(t *testing.T) {
	for _, c := range []struct {
		m                  BGNBD
		x, age, time, want float64
		precision          float64
	}{
		{BGNBD{.2425945, 4.4136019, .7929199, 2.4258881}, 2, 38.86, 39, 1.68716099195955, 1e-12},
		{BGNBD{.24, 4.4, 1, 2.4}, 2, 38.86, 39, 1.62222714559171, 1e-6},
		{BGNBD{.24, 4.4, 1.0004, 2.4}, 0, 5, 400, 2.46061169174891, 1e-5},
		{BGNBD{.24, 4.4, .3, .5}, 0, 38.86, 39, .185026419450992, 1e-12},
		{BGNBD{.24, 4.4, .3, .7}, 0, 38.86, 39, .190443467169367, 1e-8},
		{BGNBD{.24, 4.4, 7.5, 3}, 1, 10, 300, 1.54850079252643, 1e-12},
		{BGNBD{3, .5, 1.7, 20}, 60, 50, 52, 38.9703571736857, 1e-12},
	} {
		within(t, "orders", c.m.ordersAlive(c.x, c.age, c.time), c.want, 0, c.precision)
	}
}

// A sum over many buyers simulated by the very story of the model gives back its parameters and its expectations.
func TestSimulatedBuyers(t *testing.T) {
	truth := BGNBD{.8, 6, .9, 2.5}
	dice := rand.New(rand.NewPCG(1, 2))
	var people []History
	later, told := 0.0, 0.0
	for range 20_000 {
		h, next := simulate(dice, truth, 52, 26)
		people = append(people, h)
		later += next
		told += truth.Orders(h, 26)
	}
	within(t, "orders of all in the next half year", told, later, 0, .02)
	_, f := FitBGNBD(people)
	if !f.Converged {
		t.Fatalf("%+v", f)
	}
	for i, want := range []float64{truth.R, truth.Alpha, truth.A, truth.B} {
		within(t, f.Name[i], f.Value[i], want, 3.3*f.Error[i], 0)
	}
}

// simulate lives one buyer for age units, and counts orders in the time after it.
func simulate(dice *rand.Rand, m BGNBD, age, after float64) (h History, later float64) {
	rate, leave := gamma(dice, m.R)/m.Alpha, gamma(dice, m.A)
	leave /= leave + gamma(dice, m.B)
	h.Age = age
	for at := dice.ExpFloat64() / rate; at < age+after; at += dice.ExpFloat64() / rate {
		if at < age {
			h.Repeat, h.Last = h.Repeat+1, at
		} else {
			later++
		}
		if dice.Float64() < leave {
			break
		}
	}
	return h, later
}

// gamma draws from Gamma(shape, 1) by Marsaglia and Tsang's method.
func gamma(dice *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(dice, shape+1) * math.Pow(dice.Float64(), 1/shape)
	}
	d := shape - 1./3
	for {
		x := dice.NormFloat64()
		v := math.Pow(1+x/math.Sqrt(9*d), 3)
		if v > 0 && math.Log(dice.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

func TestBounds(t *testing.T) {
	m, p := BGNBD{.2425945, 4.4136019, .7929199, 2.4258881}, ParetoNBD{.55315, 10.57633, .60625, 11.6715}
	dice := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		h := History{Age: dice.Float64() * 200}
		if h.Repeat = dice.IntN(60); h.Repeat > 0 {
			h.Last = dice.Float64() * h.Age
		}
		for name, model := range map[string]interface {
			Alive(History) float64
			Orders(History, float64) float64
		}{"BG/NBD": m, "Pareto/NBD": p} {
			alive, short, long := model.Alive(h), model.Orders(h, 10), model.Orders(h, 52)
			if !(alive >= 0 && alive <= 1 && short >= 0 && long >= short && !math.IsInf(long, 0)) {
				t.Errorf("%s %+v: alive %v, orders %v, %v", name, h, alive, short, long)
			}
		}
		if n := m.Next(h); !math.IsInf(n, 1) {
			within(t, "odds of an order by then", m.Alive(h)*(1-math.Pow((m.Alpha+h.Age)/(m.Alpha+h.Age+n), m.R+float64(h.Repeat))), .5, 0, 1e-12)
		}
	}
}

// What cannot be fitted says so instead of giving numbers that mean nothing.
func TestUnfitted(t *testing.T) {
	_, none := FitBGNBD(nil)
	_, spend := FitGammaGamma([]History{{Age: 10}})
	once := make([]History, 500)
	for i := range once {
		once[i] = History{Age: float64(i % 50)}
	}
	_, silent := FitBGNBD(once)
	alike := make([]History, 500)
	for i := range alike {
		alike[i] = History{Repeat: 3, Last: 30, Age: 40, Mean: 12}
	}
	_, equal := FitGammaGamma(alike)
	for name, f := range map[string]Fit{"nobody": none, "no spend": spend, "no repeat orders": silent, "everybody alike": equal} {
		if f.Converged {
			t.Errorf("%s: converged to %v ± %v", name, f.Value, f.Error)
		}
	}
	if c := Correlation(alike); Finite(c) {
		t.Errorf("correlation of what never varies: %v", c)
	}
	if v := (GammaGamma{5, .9, 10}).Mean(History{}); Finite(v) {
		t.Errorf("a mean that does not exist: %v", v)
	}
}
