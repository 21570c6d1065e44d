package reward

import (
	"cmp"
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
)

// Choice is a coupon that somebody holds, as a checkout offers it.
type Choice struct {
	Held
	Name    string
	UntilAt int64 // unix ms, 0 no end
}

// Choices gives the coupons that somebody could use now, with their names, those that end first before the others.
func Choices(ctx context.Context, q db.Q, who []customer.ID, now int64) ([]Choice, error) {
	c := db.Where("g.kind = 'coupon' AND g.state = 'issued' AND (g.until_at = 0 OR g.until_at > $1)", now).In("g.customer_id", who)
	return db.All[Choice](ctx, q, `SELECT g.id, g.gift_id AS gift, t.off, t.rate, t.most, t.minimum, t.stack, t.stackable, t.name, g.until_at
		FROM reward_grant g JOIN reward_gift t ON t.id = g.gift_id WHERE `+c.SQL()+` ORDER BY CASE WHEN g.until_at = 0 THEN 1 ELSE 0 END, g.until_at, g.id LIMIT 200`, c.Args()...)
}

// Has tells whether somebody holds a coupon that has not ended.
func Has(ctx context.Context, q db.Q, who []customer.ID, now int64) (bool, error) {
	c := db.Where("kind = 'coupon' AND state = 'issued' AND (until_at = 0 OR until_at > $1)", now).In("customer_id", who)
	n, err := db.One[int64](ctx, q, `SELECT COUNT(*) FROM reward_grant WHERE `+c.SQL(), c.Args()...)
	return n > 0, err
}

// searched bounds how many stacks Best looks at.
const searched = 4096

// Best gives the stack of coupons by which lines cost least: of those that cost the same the one with fewer coupons, then the one whose
// coupons come first. None that takes nothing off is in it. Of a great many stackable coupons it looks at the strongest.
func Best(lines []money.Fen, held []Held) []ID {
	var best []Held
	pay := total(lines)
	try := func(stack []Held) {
		if b, err := Price(lines, stack); err == nil && (b.Pay < pay || b.Pay == pay && len(stack) < len(best)) && !slices.Contains(b.Coupons, 0) {
			best, pay = slices.Clone(stack), b.Pay
		}
	}
	for _, h := range held {
		try([]Held{h})
	}
	groups := stackable(lines, held)
	var with func(n int, stack []Held)
	with = func(n int, stack []Held) {
		if n == len(groups) {
			if len(stack) > 1 {
				try(stack)
			}
			return
		}
		for _, h := range groups[n] {
			with(n+1, append(slices.Clone(stack), h))
		}
		with(n+1, stack)
	}
	with(0, nil)
	out := make([]ID, len(best))
	for n, h := range best {
		out[n] = h.ID
	}
	return out
}

// stackable parts the coupons that may stand beside others into groups of which one may be used, the strongest first, so many that all
// stacks of them are few enough to be looked at.
func stackable(lines []money.Fen, held []Held) [][]Held {
	names, at := []string{}, map[string][]Held{}
	alone := map[ID]money.Fen{}
	for _, h := range held {
		b, err := Price(lines, []Held{h})
		if err != nil || b.Discount == 0 || !h.Stackable {
			continue
		}
		alone[h.ID] = b.Discount
		name := h.stackOf(h.Gift)
		if at[name] == nil {
			names = append(names, name)
		}
		at[name] = append(at[name], h)
	}
	groups := make([][]Held, len(names))
	for n, name := range names {
		groups[n] = distinct(at[name])
		slices.SortStableFunc(groups[n], func(a, b Held) int { return cmp.Compare(alone[b.ID], alone[a.ID]) })
	}
	slices.SortStableFunc(groups, func(a, b []Held) int { return cmp.Compare(alone[b[0].ID], alone[a[0].ID]) })
	stacks := 1
	for n, g := range groups {
		if stacks*2 > searched {
			return groups[:n]
		}
		if most := searched/stacks - 1; len(g) > most {
			groups[n] = g[:most]
		}
		stacks *= len(groups[n]) + 1
	}
	return groups
}

// distinct leaves out coupons that take off the same as one before them.
func distinct(all []Held) (out []Held) {
	for _, h := range all {
		if !slices.ContainsFunc(out, func(o Held) bool { return o.Terms == h.Terms }) {
			out = append(out, h)
		}
	}
	return out
}

func total(lines []money.Fen) (n money.Fen) {
	for _, l := range lines {
		n += l
	}
	return n
}
