package insight

import (
	"context"
	"fmt"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
)

// walkOthers reads those of a broad filter who never bought, by entry. There may be few of them among very many: they are the
// difference of two indexes, and only they are looked at.
func (b *browser) walkOthers(ctx context.Context, at *Mark, size int) ([]Mark, error) {
	var out []Mark
	for step := 4 * size; ; step = min(4*step, fillStep) {
		some, err := b.neverBought(ctx, at, step)
		if err != nil {
			return nil, err
		}
		fit, err := b.fitting(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, i := range some {
			if fit[i] {
				out = append(out, Mark{None: true, ID: i})
			}
		}
		if len(out) >= size || len(some) < step {
			return out[:min(len(out), size)], nil
		}
		at = &Mark{None: true, ID: some[len(some)-1]}
	}
}

// neverBought gives the next of the broad filter who never bought, in the direction that is walked.
func (b *browser) neverBought(ctx context.Context, at *Mark, most int) ([]customer.ID, error) {
	args := slices.Clone(b.broad.args)
	beyond, way := "", ""
	if b.down() {
		way = " DESC"
	}
	if at != nil {
		args = append(args, at.ID)
		sign := ">"
		if b.down() {
			sign = "<"
		}
		beyond = fmt.Sprintf("%s $%d", sign, len(args))
	}
	where := func(column string) string {
		if beyond == "" {
			return ""
		}
		return " WHERE " + column + " " + beyond
	}
	return all[customer.ID](ctx, b.in, `SELECT d.id FROM (`+b.broad.from+`) d`+where("d.id")+`
		EXCEPT SELECT customer_id FROM commerce_buyer`+where("customer_id")+fmt.Sprintf(`
		ORDER BY 1%s LIMIT $%d`, way, len(args)+1), append(args, most)...)
}

// fitting tells which of these people are in the list, into whom nobody was merged.
func (b *browser) fitting(ctx context.Context, people []customer.ID) (map[customer.ID]bool, error) {
	if len(people) == 0 {
		return nil, nil
	}
	one := *b
	one.driver = nil // they are of it
	c := db.Where("").In("customer.id", people).Join(one.found(ctx, lone))
	found, err := all[customer.ID](ctx, b.in, `SELECT customer.id FROM customer WHERE `+c.SQL(), c.Args()...)
	out := make(map[customer.ID]bool, len(found))
	for _, i := range found {
		out[i] = true
	}
	return out, err
}
