package insight

import (
	"context"
	"fmt"
	"slices"

	"qunli/customer"
	"qunli/org"
)

// plain gives the one filter, or none, whose index alone says who is in the list: everybody it concerns is. nil: there is no such
// one. With merges a person may stand in it under several numbers.
func (b *browser) plain(ctx context.Context) (*plainly, error) {
	p := asking{from: `SELECT id FROM customer WHERE erased_at = 0`, exact: true}
	if len(b.parts) == 1 {
		p = b.parts[0]
	}
	if len(b.parts) > 1 || !p.exact || p.from == "" || !b.ask.anyCard(ctx) {
		return nil, nil
	}
	if some, err := customer.Merges(ctx, b.in.q); err != nil || some {
		return nil, err
	}
	return &plainly{b.in, p}, nil
}

// plainly is a filter that is a list by itself.
type plainly struct {
	in *input
	asking
}

// people gives the people it concerns in no order, at most so many.
func (p *plainly) people(ctx context.Context, most int64) ([]customer.ID, error) {
	return all[customer.ID](ctx, p.in, fmt.Sprintf(`SELECT DISTINCT d.id FROM (%s) d LIMIT $%d`, p.from, len(p.args)+1), append(slices.Clone(p.args), most)...)
}

// plainlyMany tells that a plain list has more people than are counted.
func (b *browser) plainlyMany(ctx context.Context, p *plainly) (bool, error) {
	if p == nil {
		return false, nil
	}
	n, err := one[int64](ctx, b.in, fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT DISTINCT d.id FROM (%s) d LIMIT $%d) n`, p.from, len(p.args)+1),
		append(slices.Clone(p.args), b.most+1)...)
	return n > b.most, err
}

// anyCard tells that the filter asks nothing of the row of customer itself, nor does the actor's scope.
func (f PeopleFilter) anyCard(ctx context.Context) bool {
	return f.Store == 0 && f.Staff == 0 && f.Channel == "" && !f.Lost && f.Added.open() && org.Scope(ctx).Whole()
}
