package insight

import "qunli/insight/clv"

// crossed is how many buyers the cross-check is fitted to at most: evenly spread over all.
const crossed = 20_000

// foresee fits the models to everybody's orders up to a day and foretells each buyer: in order of people, nobody when the
// models do not fit.
func foresee(people []person, from, asOf day, t terms) (foresight, []prediction) {
	rows := observed(people, asOf)
	f := foresight{From: from.String(), AsOf: asOf.String(), Terms: t, Buyers: len(rows)}
	if len(rows) == 0 {
		f.Warnings = f.warn()
		return f, nil
	}
	seen := histories(rows)
	for _, h := range seen {
		if h.Repeat > 0 {
			f.Repeat++
			if h.Mean <= 0 {
				f.Unpriced++
			}
		}
	}
	f.fit(seen)
	f.Correlation = finite(clv.Correlation(seen))
	f.Calibration = calibrate(people, from, asOf, t.Holdout)
	f.Rhythm = rhythm(people, asOf)
	if f.Use.Orders == nil {
		f.Warnings = f.warn()
		return f, nil
	}
	f.Seasons = seasons(people, from, asOf, *f.Use.Orders)
	o := f.Use.oracle(t, asOf)
	total := int64(0)
	for i, p := range rows {
		rows[i] = o.foretell(p)
		total += rows[i].Expected
	}
	f.Orders = finite(float64(total) / million)
	f.Warnings = f.warn()
	return f, rows
}

// fit fits the three models. Those that predictions follow from are used only where the search found a maximum.
func (f *foresight) fit(seen []clv.History) {
	orders, of := clv.FitBGNBD(seen)
	spend, sf := clv.FitGammaGamma(seen)
	some := evenly(seen, crossed)
	cross, cf := clv.FitParetoNBD(some)
	f.Fits = []fitted{shown("bg_nbd", "BG/NBD", of), shown("gamma_gamma", "Gamma-Gamma", sf), shown("pareto_nbd", "Pareto/NBD", cf)}
	if of.Converged {
		f.Use.Orders = &orders
	}
	if sf.Converged {
		f.Use.Spend = &spend
	}
	if !of.Converged || !cf.Converged {
		return
	}
	horizon, mine, theirs := float64(f.Terms.Months)*f.Terms.Month, 0.0, 0.0
	for _, h := range some {
		mine += orders.Orders(h, horizon)
		theirs += cross.Orders(h, horizon)
	}
	f.Cross, f.CrossOf = finite(theirs), finite(mine)
}

func shown(name, title string, f clv.Fit) fitted {
	return fitted{name, title, f.Name, figures(f.Value), figures(f.Error), figure(f.Likelihood), f.Buyers, f.Converged}
}

// evenly gives at most n of all, evenly taken.
func evenly[T any](all []T, n int) []T {
	if len(all) <= n {
		return all
	}
	out := make([]T, n)
	for i := range out {
		out[i] = all[i*len(all)/n]
	}
	return out
}

// season is one whole month: the repeat orders that came, and those that the model expected of everybody who had bought.
type season struct {
	Month    string  `json:"month"`
	Expected float64 `json:"expected"`
	Actual   float64 `json:"actual"`
}

// seasons compares the whole months between two days. It knows of each buyer only the first day.
func seasons(people []person, from, asOf day, m clv.BGNBD) []season {
	first, last := wholePeriods(from, asOf, 1)
	if last < first {
		return nil
	}
	out := make([]season, last-first+1)
	starts := map[day]float64{}
	for _, p := range people {
		for i, d := range p.days {
			switch at := int(d.day.month()); {
			case i == 0:
				starts[d.day]++
			case at >= first && at <= last:
				out[at-first].Actual++
			}
		}
	}
	for i := range out {
		begin, end := month(first+i).first(), month(first+i+1).first()
		out[i].Month = month(first + i).String()
		for _, s := range sortedDays(starts) {
			if s < end {
				out[i].Expected += starts[s] * (m.Unseen(float64(end-1-s)/weekDays) - m.Unseen(float64(begin-1-s)/weekDays))
			}
		}
	}
	return out
}

// rhythm is how regular the time between order-days is, over buyers with five or more up to a day: the mean square of the
// variation coefficient, corrected so that it is 1 where orders come at random, near 0 like clockwork, far above in bursts.
// nil when there are fewer than thirty such buyers.
func rhythm(people []person, asOf day) *float64 {
	sum, buyers := 0.0, 0
	for _, p := range people {
		p = p.within(p.first(), asOf)
		n := float64(len(p.days) - 1)
		if n < 4 {
			continue
		}
		squares, mean := 0.0, float64(p.last()-p.first())/n
		for i, d := range p.days[1:] {
			gap := float64(d.day-p.days[i].day) - mean
			squares += gap * gap
		}
		// Of n waiting times at random, the expected value of Σ(gap − mean)² / mean² is n(n−1)/(n+1).
		sum += squares / (mean * mean) / (n * (n - 1) / (n + 1))
		buyers++
	}
	if buyers < 30 {
		return nil
	}
	return finite(sum / float64(buyers))
}
