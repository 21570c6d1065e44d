package reward

import (
	"cmp"
	"math/bits"
	"slices"

	"qunli/kit/fault"
	"qunli/kit/money"
)

// Held is a coupon as a price sees it.
type Held struct {
	ID   ID
	Gift GiftID
	Terms
}

// Bill is what is to be paid.
type Bill struct {
	Total    money.Fen   // of the lines
	Discount money.Fen   // what coupons take off, at most the total
	Pay      money.Fen   // the rest
	Lines    []money.Fen // each line's share of the discount, in their order; together the discount
	Coupons  []money.Fen // what each coupon takes off, in their order; together the discount
}

// The refusals of Price.
var (
	ErrStack   = fault.New(fault.Conflict, "reward.stack", "这几张优惠券不能一起用", "These coupons cannot be used together")
	ErrMinimum = fault.New(fault.Conflict, "reward.minimum", "还差 %s 元才能用这张券（满 %s 元可用）", "It takes %s yuan more to use this coupon (from %s yuan on)")
)

// Price tells what lines (fen, each ≥ 0) cost with coupons.
//
// Coupons that are not stackable are used alone; of one stack group, only one. A minimum is of the price before any coupon. Rates
// are taken first, the largest first, each of what is left, rounded down to the fen; then amounts. So the order in which coupons
// are named does not matter, and nothing falls below nothing. The discount is parted among the lines by their prices, by largest
// remainders: exact to the fen, and no line is given more than it costs.
func Price(lines []money.Fen, coupons []Held) (Bill, error) {
	b := Bill{Lines: make([]money.Fen, len(lines)), Coupons: make([]money.Fen, len(coupons))}
	for _, l := range lines {
		if l < 0 || l > maxGift*100 {
			return Bill{}, fault.InvalidField("lines", l.Format(), "行金额须在零与十亿元之间", "must lie between nothing and a billion yuan")
		}
		b.Total += l
	}
	if err := stacks(coupons); err != nil {
		return Bill{}, err
	}
	order := make([]int, len(coupons))
	for n, c := range coupons {
		if c.Minimum > b.Total {
			return Bill{}, ErrMinimum.F((c.Minimum - b.Total).Format(), c.Minimum.Format())
		}
		order[n] = n
	}
	slices.SortFunc(order, func(x, y int) int {
		return cmp.Or(cmp.Compare(coupons[y].Rate, coupons[x].Rate), cmp.Compare(coupons[x].ID, coupons[y].ID))
	})
	b.Pay = b.Total
	for _, n := range order {
		c := coupons[n]
		off := c.Off
		if c.Rate > 0 {
			off = b.Pay * money.Fen(c.Rate) / bps
			if c.Most > 0 {
				off = min(off, c.Most)
			}
		}
		off = min(off, b.Pay)
		b.Coupons[n], b.Discount, b.Pay = off, b.Discount+off, b.Pay-off
	}
	b.part(lines)
	return b, nil
}

// stacks refuses coupons that exclude each other.
func stacks(coupons []Held) error {
	seen := map[string]bool{}
	for _, c := range coupons {
		group := c.stackOf(c.Gift)
		if len(coupons) > 1 && !c.Stackable || seen[group] {
			return ErrStack
		}
		seen[group] = true
	}
	return nil
}

// part gives each line its share of the discount.
func (b *Bill) part(lines []money.Fen) {
	if b.Discount == 0 {
		return
	}
	type rest struct {
		line int
		over uint64
	}
	rests, left := make([]rest, len(lines)), b.Discount
	for n, l := range lines {
		high, low := bits.Mul64(uint64(b.Discount), uint64(l))
		share, over := bits.Div64(high, low, uint64(b.Total)) // the discount is at most the total, so a share is at most its line
		b.Lines[n], rests[n] = money.Fen(share), rest{n, over}
		left -= money.Fen(share)
	}
	slices.SortStableFunc(rests, func(x, y rest) int { return cmp.Compare(y.over, x.over) })
	for n := range left {
		b.Lines[rests[n].line]++
	}
}
