package insight

import (
	"context"

	"qunli/org"
)

// eveningFacts reads what an evening is made from; loop is the answer to the period's loop, whose orders stand behind it.
func (in *input) eveningFacts(ctx context.Context) (f eveningFacts, loop *result, err error) {
	first, last := in.window.days()
	n := last - first + 1
	f = eveningFacts{day: last.String(), from: first.String(), days: int(n), beforeFrom: (first - n).String(), beforeTo: (first - 1).String(),
		least: in.params.option("least"), mayCost: in.whole() && org.Must(ctx, org.SpendRead) == nil}
	if f.currency, err = org.Setting(ctx, in.q, org.SettingCurrency); err != nil {
		return f, nil, err
	}
	if loop, err = in.eveningLoop(ctx, &f); err != nil {
		return f, nil, err
	}
	if f.mayCost {
		if err := in.eveningCosts(ctx, &f); err != nil {
			return f, nil, err
		}
	}
	if f.series, err = in.eveningSeries(ctx, f); err != nil {
		return f, nil, err
	}
	if err := in.eveningGap(ctx, &f); err != nil {
		return f, nil, err
	}
	return f, loop, in.eveningActs(ctx, &f)
}

// askAbout asks another metric about chosen days, with its defaults.
func (in *input) askAbout(ctx context.Context, m Metric, from, to string) (*result, error) {
	w := *in
	w.params.From, w.params.To = from, to
	sub, err := w.as(ctx, m)
	if err != nil {
		return nil, err
	}
	r, err := m.compute(ctx, sub)
	if err == nil {
		r.head(m, sub)
	}
	return r, err
}

// eveningLoop reads the substitution rates of both periods.
func (in *input) eveningLoop(ctx context.Context, f *eveningFacts) (*result, error) {
	var now *result
	for i, span := range [2]edges{{f.from, f.day}, {f.beforeFrom, f.beforeTo}} {
		r, err := in.askAbout(ctx, loopMetric(), span.From, span.To)
		if err != nil {
			return nil, err
		}
		f.sr[i], f.strict[i] = taken(r.answer, "sr_orders").Number, taken(r.answer, "sr_strict_orders").Number
		of := func(class int) int64 { return int64(*r.answer.Table("classes").Rows[class][1].Number) }
		f.own[i], f.paid[i] = of(0)+of(1), of(2)
		if i == 0 {
			now, f.knowsAds = r, true
			for _, l := range r.answer.LeftOut {
				f.knowsAds = f.knowsAds && l.Code != "ads"
			}
		}
	}
	return now, nil
}

// eveningCosts reads what new customers cost in both periods, and what came back.
func (in *input) eveningCosts(ctx context.Context, f *eveningFacts) error {
	for i, span := range [2]edges{{f.from, f.day}, {f.beforeFrom, f.beforeTo}} {
		r, err := in.askAbout(ctx, cacMetric(), span.From, span.To)
		if err != nil {
			return err
		}
		f.cost[i], f.cac[i] = taken(r.answer, "cost").Number, taken(r.answer, "cac").Number
		if i == 0 {
			f.newcomers = countOf(r.answer, "new")
		}
	}
	r, err := in.askAbout(ctx, roiMetric(), f.from, f.day)
	if err == nil {
		f.roi = taken(r.answer, "roi").Number
	}
	return err
}

// dayFigures are the figures of one day.
type dayFigures struct {
	Day            string
	Orders, Amount float64
	Joins, Bonds   float64
}

// eveningSeries reads orders, net amount, joins of groups and referrals by day, from the start of the period before.
func (in *input) eveningSeries(ctx context.Context, f eveningFacts) ([]daily, error) {
	byDay := map[string]*dayFigures{}
	at := func(day string) *dayFigures {
		if byDay[day] == nil {
			byDay[day] = &dayFigures{Day: day}
		}
		return byDay[day]
	}
	c := in.scope("store_id", "staff_id").And("day >= $1 AND day <= $2", f.beforeFrom, f.day)
	err := each(ctx, in, func(d dayFigures) error { at(d.Day).Orders, at(d.Day).Amount = d.Orders, d.Amount; return nil }, `
		SELECT day, CAST(SUM(orders) AS DOUBLE PRECISION) AS orders, CAST(SUM(amount - refunded - unnamed + adjusted) AS DOUBLE PRECISION) AS amount
		FROM commerce_day
		WHERE `+c.SQL()+`
		GROUP BY day`, c.Args()...)
	if err != nil {
		return nil, err
	}
	err = each(ctx, in, func(d dayFigures) error { at(d.Day).Joins = d.Joins; return nil }, `
		SELECT day, CAST(SUM(joins + seen) AS DOUBLE PRECISION) AS joins
		FROM community_day
		WHERE `+c.SQL()+`
		GROUP BY day`, c.Args()...)
	if err != nil {
		return nil, err
	}
	err = each(ctx, in, func(d dayFigures) error { at(d.Day).Bonds = d.Bonds; return nil }, `
		SELECT day, CAST(SUM(bonds) AS DOUBLE PRECISION) AS bonds
		FROM referral_day
		WHERE `+c.SQL()+`
		GROUP BY day`, c.Args()...)
	return layOut(byDay, f), err
}

// layOut lays the figures out day by day.
func layOut(byDay map[string]*dayFigures, f eveningFacts) []daily {
	out := []daily{
		{code: "orders", metric: "repurchase", title: Words{"订单", "orders"}}, {code: "amount", metric: "repurchase", title: Words{"净额", "net amount"}, money: true},
		{code: "joins", metric: "retention", title: Words{"入群", "joins of groups"}}, {code: "bonds", metric: "spread", title: Words{"转介绍", "referrals"}}}
	first, _ := parseDay(f.beforeFrom)
	for i := range 2 * f.days {
		d := dayFigures{}
		if have := byDay[(first + day(i)).String()]; have != nil {
			d = *have
		}
		for n, x := range []float64{d.Orders, d.Amount, d.Joins, d.Bonds} {
			if i < f.days {
				out[n].before = append(out[n].before, x)
			} else {
				out[n].now = append(out[n].now, x)
			}
		}
	}
	return out
}

// eveningGap reads how long there has been no order.
func (in *input) eveningGap(ctx context.Context, f *eveningFacts) error {
	e, err := orderSpan(ctx, in)
	if err != nil || e.To == "" || e.To >= f.day {
		return err
	}
	last, err := parseDay(e.To)
	_, end := in.window.days()
	f.gap, f.lastOrder = int(end-last), e.To
	return err
}

// eveningActs gathers what there is to do.
func (in *input) eveningActs(ctx context.Context, f *eveningFacts) error {
	t, err := in.todo(ctx)
	if err != nil {
		return err
	}
	trials, err := in.trials(ctx)
	if err != nil {
		return err
	}
	parts := map[string]Answer{}
	for _, m := range []Metric{loopcheckMetric(), winbackMetric(), healthMetric()} {
		if parts[m.Name], err = in.stored(ctx, m); err != nil {
			return err
		}
	}
	f.acts = f.actsOf(t, trials, parts)
	return nil
}
