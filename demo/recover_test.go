package demo_test

import (
	"fmt"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"qunli/community"
	"qunli/demo"
	"qunli/insight"
	"qunli/insight/clv"
	"qunli/kit/db"
)

// sigmas is how many standard errors wide an interval is to either side: 95 in 100 of them hold the truth.
const sigmas = 1.96

// tally counts how often the truth lay inside the stated interval.
type tally struct{ inside, of int }

// book is the tallies by what was measured.
type book map[string]*tally

// note holds a measurement against the truth, whose standard error is known.
func (b book) note(t *testing.T, seed uint64, what string, measured, truth, se float64) {
	t.Helper()
	if b[what] == nil {
		b[what] = &tally{}
	}
	b[what].of++
	if math.Abs(measured-truth) <= sigmas*se {
		b[what].inside++
	}
	t.Logf("seed %d  %-28s %9.4f  truth %9.4f ± %.4f", seed, what, measured, truth, sigmas*se)
	if math.IsNaN(measured) || math.Abs(measured-truth) > 5*se {
		t.Errorf("seed %d: %s %.4f is far from %.4f (standard error %.4f)", seed, what, measured, truth, se)
	}
}

// seeds are those that are told.
func seeds() []uint64 {
	n := uint64(2)
	if os.Getenv("QUNLI_PROOF") == "full" {
		n = 20
	}
	var out []uint64
	for i := range n {
		out = append(out, i+1)
	}
	return out
}

// TestParametersAreRecovered pours brands and measures them with the program's own metrics.
func TestParametersAreRecovered(t *testing.T) {
	b := book{}
	for _, seed := range seeds() {
		w := onSQLite(t)
		w.pour(seed, demo.S)
		story := demo.NewStory(seed, demo.S, time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC), shanghai(t))
		a := story.Account()
		w.fission(t, b, seed, story, a)
		w.substitution(t, b, seed, story, a)
		w.habits(t, b, seed, story)
		w.fates(t, b, seed, a)
	}
	report(t, b)
}

// report prints the shares inside, and fails when there are fewer than chance allows: of n intervals at 95 %, at most three
// standard deviations fewer.
func report(t *testing.T, b book) {
	t.Helper()
	var names []string
	for what := range b {
		names = append(names, what)
	}
	slices.Sort(names)
	all := tally{}
	for _, what := range names {
		one := b[what]
		all.inside, all.of = all.inside+one.inside, all.of+one.of
		t.Logf("%-28s %d of %d inside", what, one.inside, one.of)
	}
	n := float64(all.of)
	t.Logf("%-28s %d of %d inside: %.1f %%", "all", all.inside, all.of, 100*float64(all.inside)/n)
	if least := 0.95*n - 3*math.Sqrt(n*0.95*0.05); float64(all.inside) < least {
		t.Errorf("%d of %d inside the stated intervals, at least %.0f were to be", all.inside, all.of, least)
	}
}

func shanghai(t *testing.T) *time.Location {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// ask gives the values of a metric by name.
func (w town) ask(name string) map[string]float64 {
	w.t.Helper()
	a, err := w.insight.Ask(w.owner(), name, insight.Params{})
	if err != nil {
		w.t.Fatal(err)
	}
	out := map[string]float64{}
	for _, v := range a.Values {
		if v.Number != nil {
			out[v.Name] = *v.Number
		}
	}
	return out
}

// fission holds K (REF-05) and the cycle against the branching process.
func (w town) fission(t *testing.T, b book, seed uint64, story *demo.Story, a demo.Account) {
	got := w.ask("spread")
	n := got["cohort"]
	if math.Abs(n-float64(a.Ripe)) > 0.02*n+3 {
		t.Errorf("seed %d: %v ripe invitees, %d were told", seed, n, a.Ripe)
	}
	b.note(t, seed, "K", got["k"], a.Expected/float64(a.Ripe), a.Deviation/float64(a.Ripe))
	type pair struct{ Wait int64 }
	waits, err := db.All[pair](t.Context(), w.Read(), `SELECT n.at - CASE WHEN p.at > 0 THEN p.at ELSE c.added_at END AS wait
		FROM referral_node n JOIN referral_node p ON p.customer_id = n.parent_id JOIN customer c ON c.id = p.customer_id
		WHERE n.parent_id <> 0 ORDER BY 1`)
	if err != nil || len(waits) == 0 {
		t.Fatal(err)
	}
	median := float64(waits[len(waits)/2].Wait) / 86_400_000
	truth, mean := story.MedianCycle(), story.MeanCycle
	density := math.Exp(-truth/mean) / mean / (1 - math.Exp(-story.MaxCycle/mean))
	b.note(t, seed, "median cycle, days", median, truth, 1/(2*density*math.Sqrt(float64(len(waits)))))
}

// substitution holds the loop (INS-01) against what brought each order, which is known, and the part of strangers who came
// by an advertisement against its parameter.
func (w town) substitution(t *testing.T, b book, seed uint64, story *demo.Story, a demo.Account) {
	own := float64(a.Repurchase + a.Referral)
	if got, want := w.ask("loop")["sr_orders"], own/(own+float64(a.Ad)); math.Abs(got-want) > 1e-9 {
		t.Errorf("seed %d: substitution rate %.6f, told %.6f", seed, got, want)
	}
	n := float64(a.Ad + a.Natural)
	b.note(t, seed, "strangers brought by ads", float64(a.Ad)/n, story.Paid, math.Sqrt(story.Paid*(1-story.Paid)/n))
}

// buying is one order that stands.
type buying struct {
	CustomerID int64
	Day        string
	Amount     int64
}

// habits fits BG/NBD and Gamma-Gamma to the order book and holds the repurchase rate against BG/NBD.
func (w town) habits(t *testing.T, b book, seed uint64, story *demo.Story) {
	rows, err := db.All[buying](t.Context(), w.Read(), `SELECT customer_id, day, CAST(SUM(amount - refunded) AS BIGINT) AS amount FROM commerce_order
		WHERE kind = 'sale' AND state = 'kept' AND goods > 0 AND NOT (refunded > 0 AND refunded >= amount)
		GROUP BY customer_id, day ORDER BY customer_id, day`)
	if err != nil {
		t.Fatal(err)
	}
	people := histories(rows)
	expected, variance := 0.0, 0.0
	for _, h := range people {
		p := story.Habit.Repeats(h.Age)
		expected, variance = expected+p, variance+p*(1-p)
	}
	n := float64(len(people))
	b.note(t, seed, "repurchase rate", w.ask("repurchase")["err_days"], expected/n, math.Sqrt(variance)/n)
	_, fit := clv.FitBGNBD(people)
	w.fitted(t, b, seed, "BG/NBD", fit, []float64{story.Habit.R, story.Habit.Alpha, story.Habit.A, story.Habit.B})
	_, fit = clv.FitGammaGamma(people)
	w.fitted(t, b, seed, "Gamma-Gamma", fit, []float64{story.Spend.P, story.Spend.Q, story.Spend.Gamma})
}

// fitted holds each parameter against its truth, by logarithms, in which the errors are more nearly normal.
func (w town) fitted(t *testing.T, b book, seed uint64, model string, fit clv.Fit, truth []float64) {
	if !fit.Converged {
		t.Errorf("seed %d: %s did not converge", seed, model)
	}
	for i, name := range fit.Name {
		b.note(t, seed, fmt.Sprintf("log %s %s", model, name), math.Log(fit.Value[i]), math.Log(truth[i]), fit.Error[i]/fit.Value[i])
	}
}

// histories gives what the models read, in weeks to the end of the story.
func histories(rows []buying) []clv.History {
	end := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	var out []clv.History
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].CustomerID == rows[0].CustomerID {
			n++
		}
		first, last := onDay(rows[0].Day), onDay(rows[n-1].Day)
		h := clv.History{Repeat: n - 1, Last: last.Sub(first).Hours() / 168, Age: end.Sub(first).Hours()/168 - 0.5/7}
		for _, r := range rows[1:n] {
			h.Mean += float64(r.Amount) / 100 / float64(n-1)
		}
		out, rows = append(out, h), rows[n:]
	}
	return out
}

func onDay(text string) time.Time {
	t, _ := time.Parse(time.DateOnly, text) // written by the order book
	return t
}

// fates holds the life of every group (COM-17) against its fate. What is told of a group is certain, so that an interval
// would be a point: nine in ten have to be found.
func (w town) fates(t *testing.T, b book, seed uint64, a demo.Account) {
	want := map[demo.Fate]string{demo.Thrives: "healthy", demo.NeverLit: "dead_a", demo.Neglected: "dead_b", demo.Ended: "dead_b", demo.AdsOnly: "ad_only"}
	found := map[string]string{}
	for _, life := range []string{"healthy", "dead_a", "dead_b", "ad_only", "young"} {
		listing, err := w.insight.Rows(w.owner(), "health", insight.Params{}, life, insight.Page{Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range listing.Rows {
			found[w.codeOf(r.Key)] = life
		}
	}
	right := 0
	for code, fate := range a.Fates {
		if found[code] == want[fate] {
			right++
		} else {
			t.Logf("seed %d: group %s %s was found %s", seed, code, fate, found[code])
		}
	}
	t.Logf("seed %d: fates of %d of %d groups found", seed, right, len(a.Fates))
	if 10*right < 9*len(a.Fates) {
		t.Errorf("seed %d: fates of only %d of %d groups found", seed, right, len(a.Fates))
	}
}

// codeOf gives the code of a group whose id is spelt out.
func (w town) codeOf(key string) string {
	w.t.Helper()
	var i community.ID
	if err := i.UnmarshalText([]byte(key)); err != nil {
		w.t.Fatal(err)
	}
	code, err := db.One[string](w.t.Context(), w.Read(), `SELECT code FROM community WHERE id = $1`, i)
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}
