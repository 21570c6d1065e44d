package reward

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"qunli/kit/money"
)

func off(id ID, fen, minimum money.Fen, stack string) Held {
	return Held{ID: id, Gift: GiftID(id), Terms: Terms{Off: fen, Minimum: minimum, Stack: stack, Stackable: stack != ""}}
}

func rate(id ID, bp int64, most money.Fen, stack string) Held {
	return Held{ID: id, Gift: GiftID(id), Terms: Terms{Rate: bp, Most: most, Stack: stack, Stackable: stack != ""}}
}

// What an operator expects of coupons, case by case.
func TestPrice(t *testing.T) {
	for name, c := range map[string]struct {
		lines   []money.Fen
		coupons []Held
		pay     money.Fen
		parts   []money.Fen
		err     error
	}{
		"none":                         {[]money.Fen{100, 200}, nil, 300, []money.Fen{0, 0}, nil},
		"nothing to pay":               {nil, []Held{off(1, 100, 0, "")}, 0, nil, nil},
		"20 off from 100, by price":    {[]money.Fen{7500, 2500}, []Held{off(1, 2000, 10000, "")}, 8000, []money.Fen{1500, 500}, nil},
		"a third each, the first more": {[]money.Fen{100, 100, 100}, []Held{off(1, 100, 0, "")}, 200, []money.Fen{34, 33, 33}, nil},
		"below the minimum":            {[]money.Fen{9999}, []Held{off(1, 2000, 10000, "")}, 0, nil, ErrMinimum},
		"never below nothing":          {[]money.Fen{300, 0, 200}, []Held{off(1, 2000, 0, "")}, 0, []money.Fen{300, 0, 200}, nil},
		"15 % off, down to the fen":    {[]money.Fen{999}, []Held{rate(1, 1500, 0, "")}, 850, []money.Fen{149}, nil},
		"15 % off, at most 100":        {[]money.Fen{9990}, []Held{rate(1, 1500, 100, "")}, 9890, []money.Fen{100}, nil},
		"alone":                        {[]money.Fen{9990}, []Held{off(1, 10, 0, ""), off(2, 10, 0, "a")}, 0, nil, ErrStack},
		"one of a group":               {[]money.Fen{9990}, []Held{off(1, 10, 0, "a"), off(2, 10, 0, "a")}, 0, nil, ErrStack},
		"two of a gift":                {[]money.Fen{9990}, []Held{{ID: 1, Gift: 9, Terms: Terms{Off: 5, Stackable: true}}, {ID: 2, Gift: 9, Terms: Terms{Off: 5, Stackable: true}}}, 0, nil, ErrStack},
		"a rate comes first":           {[]money.Fen{10000}, []Held{off(1, 2000, 0, "a"), rate(2, 2000, 0, "b")}, 6000, []money.Fen{4000}, nil},
		"a minimum sees no coupon":     {[]money.Fen{10000}, []Held{off(1, 2000, 10000, "a"), rate(2, 2000, 0, "b")}, 6000, []money.Fen{4000}, nil},
	} {
		b, err := Price(c.lines, c.coupons)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
		if c.err == nil && (b.Pay != c.pay || !slices.Equal(b.Lines, c.parts)) {
			t.Errorf("%s: %+v", name, b)
		}
	}
}

func sum(all []money.Fen) (n money.Fen) {
	for _, one := range all {
		n += one
	}
	return n
}

// Whatever the lines and coupons: parts are the whole to the fen, nothing is below nothing or above its line, the order in which
// coupons are named changes nothing, and one coupon more never costs more.
func TestPriceConserves(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	for round := range 20_000 {
		lines := make([]money.Fen, 1+r.IntN(12))
		for n := range lines {
			lines[n] = money.Fen(r.Int64N(1 << r.IntN(34)))
		}
		var coupons []Held
		for n := range r.IntN(5) {
			c := off(ID(n+1), money.Fen(1+r.Int64N(1<<r.IntN(30))), 0, string(rune('a'+n)))
			if r.IntN(2) == 0 {
				c = rate(ID(n+1), 1+r.Int64N(bps), money.Fen(r.Int64N(5000)), string(rune('a'+n)))
			}
			coupons = append(coupons, c)
		}
		b, err := Price(lines, coupons)
		if err != nil {
			t.Fatal(err)
		}
		if sum(lines) != b.Total || b.Total-b.Discount != b.Pay || b.Pay < 0 || sum(b.Lines) != b.Discount || sum(b.Coupons) != b.Discount {
			t.Fatalf("round %d: %v %v: %+v", round, lines, coupons, b)
		}
		for n, part := range b.Lines {
			if part < 0 || part > lines[n] {
				t.Fatalf("round %d: line %d of %v gets %d", round, n, lines[n], part)
			}
		}
		slices.Reverse(coupons)
		if again, err := Price(lines, coupons); err != nil || again.Pay != b.Pay || !slices.Equal(again.Lines, b.Lines) {
			t.Fatalf("round %d: in another order %+v, not %+v", round, again, b)
		}
		if len(coupons) > 0 {
			if fewer, err := Price(lines, coupons[1:]); err != nil || fewer.Pay < b.Pay {
				t.Fatalf("round %d: %+v costs more than %+v", round, b, fewer)
			}
		}
	}
}
