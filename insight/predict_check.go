package insight

import (
	"context"
	"fmt"
	"math"

	"qunli/customer"
	"qunli/insight/clv"
	"qunli/kit/db"
	"qunli/org"
)

// How far a rebuilt number may lie from the stored one: a computer may round otherwise than another, and a search may end
// a little earlier.
const (
	sameMillionths = 2
	sameShare      = 1e-6 // of a value
	sameParameter  = 1e-3 // of a parameter fitted again, or a twentieth of its standard error
)

// CheckPredictions computes every stored prediction again from the history beside it and the parameters of its fit, and,
// where nothing has happened since the last fit, the histories and the parameters from the orders. It reads whole tables.
func CheckPredictions(ctx context.Context, q db.Q) ([]db.Difference, error) {
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return nil, err
	}
	in := &input{q: q, zone: zone, view: org.Scope(nobody(ctx))}
	rows, err := all[predictionRow](ctx, in, `SELECT `+predictionColumns+` FROM insight_prediction p ORDER BY p.customer_id`)
	if err != nil {
		return nil, err
	}
	found, err := in.checkRows(ctx, rows)
	if err != nil {
		return nil, err
	}
	anew, err := in.checkFit(ctx, rows)
	return append(found, anew...), err
}

// checkRows compares each row with what follows from its own history and its fit.
func (in *input) checkRows(ctx context.Context, rows []predictionRow) ([]db.Difference, error) {
	oracles := map[int64]*oracle{}
	var out []db.Difference
	for _, r := range rows {
		o, ok := oracles[r.FitID]
		if !ok {
			_, f, err := in.fitOf(ctx, r.FitID)
			if unlessNone(err) != nil {
				return nil, err
			}
			if err == nil && f.Use.Orders != nil {
				asOf, _ := parseDay(f.AsOf)
				o = f.Use.oracle(f.Terms, asOf)
			}
			oracles[r.FitID] = o
		}
		if o == nil {
			out = append(out, db.Differs("insight_prediction", r.CustomerID.String(), "fit "+fmt.Sprint(r.FitID), ""))
		} else if want := o.foretell(r.read(in)).row(r.FitID, in); !r.near(want) {
			out = append(out, db.Differs("insight_prediction", r.CustomerID.String(), r.outcome(), want.outcome()))
		}
		if len(out) == db.MostDifferences {
			break
		}
	}
	return out, nil
}

// near tells whether two rows foretell the same, but for rounding.
func (r predictionRow) near(o predictionRow) bool {
	return abs(r.Alive-o.Alive) <= sameMillionths && abs(r.Expected-o.Expected) <= sameMillionths+int64(sameShare*float64(o.Expected)) &&
		(r.Value == unpriced) == (o.Value == unpriced) && abs(int64(r.Value-o.Value)) <= 1+int64(sameShare*float64(o.Value)) &&
		abs(r.NextAt-o.NextAt) <= 25*60*60*1000
}

func abs(n int64) int64 { return max(n, -n) }

func (r predictionRow) outcome() string {
	return fmt.Sprintf("alive %d expected %d value %d next %d", r.Alive, r.Expected, r.Value, r.NextAt)
}

func (r predictionRow) histories() string {
	return fmt.Sprintf("repeats %d last %d age %d spent %d", r.Repeats, r.LastDays, r.AgeDays, r.Spent)
}

// checkFit reads the orders again as they were read for the last fit. When they are no longer the same, the fit is behind
// until the night, and there is nothing to compare.
func (in *input) checkFit(ctx context.Context, rows []predictionRow) ([]db.Difference, error) {
	last, f, err := in.lastFit(ctx)
	if err != nil {
		return nil, unlessNone(err)
	}
	in.window = Window{From: f.From, To: f.AsOf, Days: 1}
	asOf, _ := parseDay(f.AsOf)
	in.now = midnight(asOf, in.zone)
	people, from, asOf, err := in.buyersUntil(ctx)
	if err != nil || digestOf(people, from, asOf, f.Terms) != last.Digest {
		return nil, err
	}
	want := observed(people, asOf)
	out := f.differences(histories(want))
	if f.Use.Orders == nil {
		want = nil
	}
	stored := map[customer.ID]predictionRow{}
	for _, r := range rows {
		stored[r.CustomerID] = r
	}
	for _, p := range want {
		w := p.row(last.ID, in)
		r, ok := stored[p.CustomerID]
		if delete(stored, p.CustomerID); !ok || r.histories() != w.histories() || r.FitID != last.ID {
			out = append(out, db.Differs("insight_prediction", p.CustomerID.String(), r.histories(), w.histories()))
		}
	}
	for _, r := range rows {
		if _, extra := stored[r.CustomerID]; extra {
			out = append(out, db.Differs("insight_prediction", r.CustomerID.String(), r.histories(), ""))
		}
	}
	return db.FirstDifferences(out), nil
}

// differences compares the parameters that predictions follow from with those fitted again to the same orders.
func (f foresight) differences(seen []clv.History) []db.Difference {
	_, orders := clv.FitBGNBD(seen)
	_, spend := clv.FitGammaGamma(seen)
	var out []db.Difference
	for i, again := range []clv.Fit{orders, spend}[:min(2, len(f.Fits))] {
		m := f.Fits[i]
		if m.Converged != again.Converged {
			out = append(out, db.Differs("insight_fit", m.Name, fmt.Sprint(m.Converged), fmt.Sprint(again.Converged)))
			continue
		}
		for j, v := range m.Value {
			w, slack := again.Value[j], math.Max(sameParameter*math.Abs(again.Value[j]), float64(m.Error[j])/20)
			if m.Converged && !(math.Abs(float64(v)-w) <= slack) {
				out = append(out, db.Differs("insight_fit", m.Name+"."+m.Parameter[j], fmt.Sprint(float64(v)), fmt.Sprint(w)))
			}
		}
	}
	return out
}
