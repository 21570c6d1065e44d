package insight

import (
	"cmp"
	"context"
	"slices"

	"qunli/customer"
)

// buyersUntil reads the people in scope who ordered in the window, by id, without those erased. Nobody is looked at later
// than today.
func (in *input) buyersUntil(ctx context.Context) (people []person, from, asOf day, err error) {
	from, asOf = in.window.days()
	today, err := parseDay(in.dayOf(in.now))
	if err != nil || asOf < from {
		return nil, 0, 0, err
	}
	asOf = min(asOf, max(today, from))
	if people, err = in.people(ctx, from.String(), asOf.String()); err != nil {
		return nil, 0, 0, err
	}
	free, err := in.freeDays(ctx, from, asOf)
	if err != nil {
		return nil, 0, 0, err
	}
	people = withFreeDays(people, free)
	erased := map[customer.ID]bool{}
	err = each(ctx, in, func(i customer.ID) error { erased[i] = true; return nil }, `SELECT id FROM customer WHERE erased_at <> 0`)
	return slices.DeleteFunc(people, func(p person) bool { return erased[p.id] }), from, asOf, err
}

// freeDays reads the days between two on which somebody got something for nothing: a kept sale that holds free goods only.
func (in *input) freeDays(ctx context.Context, from, to day) ([]person, error) {
	c := in.scope("o.store_id", "o.staff_id").
		And("o.customer_id <> 0 AND o.kind = 'sale' AND o.state = 'kept' AND o.goods = 0 AND o.amount = 0 AND o.unpriced = FALSE").
		And("o.at >= $1 AND o.at < $2", midnight(from-1, in.zone), midnight(to+2, in.zone)). // for the index
		And("o.day >= $1 AND o.day <= $2", from.String(), to.String())
	type freeDay struct {
		CustomerID customer.ID
		Day        string
	}
	var out []person
	known := days{}
	err := each(ctx, in, func(r freeDay) error {
		if len(out) == 0 || out[len(out)-1].id != r.CustomerID {
			out = append(out, person{id: r.CustomerID})
		}
		p := &out[len(out)-1]
		p.days = append(p.days, purchase{day: known.of(r.Day)})
		return nil
	}, `
		SELECT COALESCE(a.to_id, o.customer_id) AS customer_id, o.day
		FROM commerce_order o
		LEFT JOIN customer_alias a ON a.from_id = o.customer_id
		WHERE `+c.SQL()+`
		GROUP BY 1, 2
		ORDER BY 1, 2`, c.Args()...)
	return out, err
}

// withFreeDays adds days to people, both by id and in order of days.
func withFreeDays(people, free []person) []person {
	if len(free) == 0 {
		return people
	}
	out := slices.Concat(people, free)
	slices.SortStableFunc(out, func(a, b person) int { return cmp.Compare(a.id, b.id) })
	kept := out[:0]
	for _, p := range out {
		if n := len(kept) - 1; n >= 0 && kept[n].id == p.id {
			kept[n].days = bothDays(kept[n].days, p.days)
			continue
		}
		kept = append(kept, p)
	}
	return kept
}

// bothDays merges the days of one person; a day in both stands once, as in the first.
func bothDays(paid, free []purchase) []purchase {
	out := slices.Concat(paid, free)
	slices.SortStableFunc(out, func(a, b purchase) int { return cmp.Compare(a.day, b.day) })
	return slices.CompactFunc(out, func(a, b purchase) bool { return a.day == b.day })
}
