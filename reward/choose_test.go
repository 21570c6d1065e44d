package reward

import (
	"math/rand/v2"
	"testing"

	"qunli/kit/money"
)

// No stack of coupons makes a price lower than the one that is chosen beforehand.
func TestBestIsTheLowestPrice(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	for range 2000 {
		price := money.Fen(1 + r.Int64N(20_000))
		held := make([]Held, r.IntN(7))
		for n := range held {
			held[n] = off(ID(n+1), money.Fen(1+r.Int64N(6000)), money.Fen(r.Int64N(25_000)), []string{"", "a", "b", "c"}[r.IntN(4)])
			if r.IntN(3) == 0 {
				held[n].Off, held[n].Rate, held[n].Most = 0, 1+r.Int64N(9999), money.Fen(r.Int64N(3000))
			}
		}
		lowest := price
		for set := range 1 << len(held) {
			var stack []Held
			for n := range held {
				if set>>n&1 == 1 {
					stack = append(stack, held[n])
				}
			}
			if b, err := Price([]money.Fen{price}, stack); err == nil {
				lowest = min(lowest, b.Pay)
			}
		}
		var chosen []Held
		for _, i := range Best([]money.Fen{price}, held) {
			chosen = append(chosen, held[i-1])
		}
		b, err := Price([]money.Fen{price}, chosen)
		if err != nil || b.Pay != lowest {
			t.Fatalf("%d with %+v: chosen %+v costs %d, %v; %d is possible", price, held, chosen, b.Pay, err, lowest)
		}
	}
}
