package insight

import (
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
)

// boughtRow is what one person as booked bought in all.
type boughtRow struct {
	CustomerID                      customer.ID
	Orders, Amount, FirstAt, LastAt int64
}

// fillStep is how many people one statement asks about.
const fillStep = 4000

// bought gives what people bought, those merged into them included; who never bought is not in it.
func (b *browser) bought(ctx context.Context, ids []customer.ID) (map[customer.ID]boughtRow, error) {
	families, err := customer.FamiliesOf(ctx, b.in.q, ids)
	if err != nil {
		return nil, err
	}
	var everybody []customer.ID
	for _, i := range ids {
		everybody = append(everybody, families.Members(i)...)
	}
	out := make(map[customer.ID]boughtRow, len(ids))
	for part := range slices.Chunk(everybody, fillStep) {
		c := db.Where("").In("customer_id", part)
		rows, err := all[boughtRow](ctx, b.in, `SELECT customer_id, orders, amount, first_at, last_at FROM commerce_buyer WHERE `+c.SQL(), c.Args()...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			now := families.Now(r.CustomerID)
			have, ok := out[now]
			if !ok {
				have = boughtRow{FirstAt: r.FirstAt}
			}
			out[now] = boughtRow{now, have.Orders + r.Orders, have.Amount + r.Amount, min(have.FirstAt, r.FirstAt), max(have.LastAt, r.LastAt)}
		}
	}
	return out, nil
}

// fill completes people of a list.
func (b *browser) fill(ctx context.Context, people []Listed) error {
	ids := make([]customer.ID, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	bought, err := b.bought(ctx, ids)
	if err != nil {
		return err
	}
	standings, err := b.standings(ctx, ids)
	if err != nil {
		return err
	}
	for i := range people {
		p := &people[i]
		k, s := bought[p.ID], standings[p.ID]
		p.Orders, p.Spent, p.FirstAt, p.LastAt = k.Orders, money.Fen(k.Amount), k.FirstAt, k.LastAt
		p.Ladder, p.Depth, p.Band = codeAt(customer.Levels(), s.Ladder), codeAt(customer.Depths(), s.Depth), codeAt(customer.Bands(), s.Band)
		p.Tier, p.Seed = s.Tier, s.Seed
	}
	return nil
}

type standingRow struct {
	CustomerID          customer.ID
	Ladder, Depth, Band int64
	Tier, Seed          string
}

func (b *browser) standings(ctx context.Context, ids []customer.ID) (map[customer.ID]standingRow, error) {
	out := make(map[customer.ID]standingRow, len(ids))
	for part := range slices.Chunk(ids, fillStep) {
		c := db.Where("").In("customer_id", part)
		rows, err := all[standingRow](ctx, b.in, `SELECT customer_id, ladder, depth, band, tier, seed FROM customer_standing WHERE `+c.SQL(), c.Args()...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.CustomerID] = r
		}
	}
	return out, nil
}

// codeAt gives the code of a place in a scale, "" the bottom.
func codeAt(words []customer.Word, place int64) string {
	if place <= 0 || place >= int64(len(words)) {
		return ""
	}
	return words[place].Code
}
