package clv

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"qunli/testkit/data"
)

// summary reads a published summary file: id, x, t_x, T and, in a fifth column, z.
func summary(t testing.TB, name string) []History {
	f, err := os.Open(data.File(t, "cdnow", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]History, 0, len(lines))
	for _, l := range lines[1:] {
		n := make([]float64, 5)
		for i := range l {
			if n[i], err = strconv.ParseFloat(l[i], 64); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, History{int(n[1]), n[2], n[3], n[4]})
	}
	return out
}

// within checks a number against the published one: relative is a share of it, 0 none.
func within(t testing.TB, what string, got, want, absolute, relative float64) {
	t.Helper()
	if !(math.Abs(got-want) <= absolute+relative*math.Abs(want)) {
		t.Errorf("%s: %.8g, published %.8g (off by %.3g)", what, got, want, got-want)
	}
}

// TestPublishedFits holds the fits against those of CLVTools and lifetimes, standard errors included.
func TestPublishedFits(t *testing.T) {
	people := summary(t, "cdnow_customers_summary.csv")
	spenders := summary(t, "cdnow_customers_summary_with_transactions.csv")
	_, bg := FitBGNBD(people)
	_, pareto := FitParetoNBD(people)
	_, spend := FitGammaGamma(spenders)
	for _, c := range []struct {
		name       string
		fit        Fit
		value      []float64
		errors     []float64
		likelihood float64
	}{
		{"BG/NBD", bg, []float64{.2425945, 4.4136019, .7929199, 2.4258881}, []float64{.012557, .378221, .185719, .705345}, -9582.429},
		{"Pareto/NBD", pareto, []float64{.55315, 10.57633, .60625, 11.67150}, []float64{.0476264, .8427222, .1872594, 6.2105448}, -9594.976},
		{"Gamma-Gamma", spend, []float64{6.25, 3.74, 15.44}, nil, -4055.918},
	} {
		t.Logf("%s: %.7v ± %.5v LL %.4f, %d evaluations, converged %v", c.name, c.fit.Value, c.fit.Error, c.fit.Likelihood, c.fit.Evaluated, c.fit.Converged)
		for i, want := range c.value {
			within(t, c.name+" "+c.fit.Name[i], c.fit.Value[i], want, 0, .002)
			if c.errors != nil {
				within(t, c.name+" error of "+c.fit.Name[i], c.fit.Error[i], c.errors[i], 0, .01)
			}
		}
		if c.fit.Likelihood < c.likelihood-.01 {
			t.Errorf("%s: likelihood %.4f below the published %.4f", c.name, c.fit.Likelihood, c.likelihood)
		}
		if !c.fit.Converged {
			t.Errorf("%s did not converge", c.name)
		}
	}
}

// TestPublishedValues holds means and discounted values against lifetimes': a month of thirty of the file's weeks, as
// published, and a calendar month of 365.25/12 days.
func TestPublishedValues(t *testing.T) {
	people := summary(t, "cdnow_customers_summary_with_transactions.csv")
	bg, _ := FitBGNBD(people)
	spend, _ := FitGammaGamma(people)
	for i, want := range map[int]float64{1: 24.658619, 2: 18.911489, 6: 71.462843} {
		within(t, "mean of customer "+strconv.Itoa(i), spend.Mean(people[i-1]), want, 1e-3, 0)
	}
	value := func(i int, ends []float64) float64 {
		h := people[i-1]
		return Discounted(func(t float64) float64 { return bg.Orders(h, t) }, spend.Mean(h), .01, ends)
	}
	for i, want := range map[int]float64{1: 140.096211, 2: 18.943467, 3: 38.180574, 6: 1003.868107} {
		within(t, "value of customer "+strconv.Itoa(i), value(i, Even(12, 30)), want, 0, 1e-4)
	}
	for i, want := range map[int]float64{1: 36.30, 2: 4.64, 3: 8.35, 6: 283.7} {
		within(t, "value in calendar months of customer "+strconv.Itoa(i), value(i, Even(12, 365.25/12/7)), want, 0, .001)
	}
	within(t, "correlation", Correlation(people), .113884, 5e-6, 0)
}
