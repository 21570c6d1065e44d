package app_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"qunli/kit/clock"
	"qunli/testkit/data"
)

// foretold is what `qunli insight predictions --json` says first.
type foretold struct {
	Foresight struct {
		Models []struct {
			Name       string    `json:"name"`
			Value      []float64 `json:"value"`
			Likelihood float64   `json:"log_likelihood"`
		} `json:"models"`
		Warnings []struct{ Code string } `json:"warnings"`
	} `json:"foresight"`
	Customers []struct {
		Account string  `json:"account"`
		Mean    float64 `json:"mean"`
		Value   float64 `json:"clv"` // fen
	} `json:"customers"`
}

func (s shell) foretold(args ...string) foretold {
	s.t.Helper()
	var out foretold
	text := s.must(append([]string{"insight", "predictions", "--to", "1997-09-30", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		s.t.Fatal(err)
	}
	return out
}

// by gives one number of each account that is asked for.
func (f foretold) by(t *testing.T, what string, want map[string]float64, absolute, relative float64) {
	t.Helper()
	found := 0
	for _, c := range f.Customers {
		w, asked := want[c.Account]
		if !asked {
			continue
		}
		found++
		got := c.Value / 100
		if what == "mean" {
			got = c.Mean
		}
		if !(math.Abs(got-w) <= absolute+relative*w) {
			t.Errorf("%s of customer %s: %.6g, published %.6g", what, c.Account, got, w)
		}
	}
	if found != len(want) {
		t.Errorf("%s: %d of %d customers found", what, found, len(want))
	}
}

// TestPublishedPredictions brings the published sample in as orders and holds what the product foretells against what
// CLVTools and lifetimes foretell.
func TestPublishedPredictions(t *testing.T) {
	file := data.File(t, "cdnow", "CDNOW_sample.txt")
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := newShell(t, engine)
			s.must("import", "orders", file, "--preset", preset("cdnow-sample.json"))
			f := s.foretold()
			for _, m := range f.Foresight.Models {
				want := map[string][]float64{"bg_nbd": {.2425945, 4.4136019, .7929199, 2.4258881, -9582.429},
					"pareto_nbd": {.55315, 10.57633, .60625, 11.67150, -9594.976}, "gamma_gamma": {6.25, 3.74, 15.44, -4055.918}}[m.Name]
				for i, v := range m.Value {
					if !(math.Abs(v-want[i]) <= .002*want[i]) {
						t.Errorf("%s: parameter %d is %.7g, published %.7g", m.Name, i, v, want[i])
					}
				}
				if m.Likelihood < want[len(m.Value)]-.01 {
					t.Errorf("%s: log-likelihood %.4f, published %.4f", m.Name, m.Likelihood, want[len(m.Value)])
				}
			}
			f.by(t, "mean", map[string]float64{"0001": 24.658619, "0002": 18.911489, "0006": 71.462843}, 1e-2, 0)
			f.by(t, "value", map[string]float64{"0001": 36.30, "0002": 4.64, "0003": 8.35, "0006": 283.7}, 0, .005)
			s.foretold("--month", "30").by(t, "value", map[string]float64{"0001": 140.096211, "0002": 18.943467, "0003": 38.180574, "0006": 1003.868107}, 0, .001)
			s.must("check")
		})
	}
}

// TestPredictionsBesideAnImport measures once how long all three fits and everybody's predictions take, in imports of the
// whole published log: at most three. PostgreSQL is measured in the full run.
func TestPredictionsBesideAnImport(t *testing.T) {
	engines := []string{"sqlite"}
	if os.Getenv("QUNLI_PROOF") == "full" {
		engines = append(engines, "postgres")
	}
	master, sample := data.File(t, "cdnow", "CDNOW_master.txt.gz"), data.File(t, "cdnow", "CDNOW_sample.txt")
	for _, engine := range engines {
		t.Run(engine, func(t *testing.T) {
			all, some := newShell(t, engine), newShell(t, engine)
			watch := clock.Stopwatch()
			all.must("import", "orders", master, "--preset", preset("cdnow.json"))
			imported := watch()
			some.must("import", "orders", sample, "--preset", preset("cdnow-sample.json"))
			watch = clock.Stopwatch()
			some.foretold()
			fits := watch()
			watch = clock.Stopwatch()
			all.foretold()
			large := watch()
			fmt.Printf("predictions %s: one import of the whole log %.2f s; all fits of the sample %.2f s = %.2f imports; of the whole log's 23,570 people %.2f s = %.2f imports\n",
				engine, imported.Seconds(), fits.Seconds(), fits.Seconds()/imported.Seconds(), large.Seconds(), large.Seconds()/imported.Seconds())
			if fits > 3*imported {
				t.Errorf("the fits took %v, an import %v", fits, imported)
			}
		})
	}
}
