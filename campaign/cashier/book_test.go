package cashier

import (
	"math/rand/v2"
	"testing"

	"qunli/campaign"
	"qunli/kit/money"
)

// However much was paid, what the things of a seat were paid with is together exactly that; none is below nothing, each within a fen of its
// part by the rules, and what was paid by the rules is the rules' price.
func TestWhatWasPaidIsPartedExactly(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 12))
	for range 20_000 {
		goods, whole := make([]campaign.Good, 1+r.IntN(10)), int64(0)
		for n := range goods {
			goods[n] = campaign.Good{N: 1 + r.Int64N(1_000_000), Each: 1 + r.Int64N([]int64{10, 1000, 10_000_000}[r.IntN(3)])}
			whole += goods[n].N * goods[n].Each
		}
		paid := money.Fen(r.Int64N(whole + 1))
		if r.IntN(4) == 0 {
			paid = money.Fen(whole)
		}
		sum := money.Fen(0)
		for n, part := range parted(paid, goods) {
			by := float64(goods[n].N*goods[n].Each) / float64(whole) * float64(paid)
			if part < 0 || float64(part) < by-1.01-by/1e12 || float64(part) > by+1.01+by/1e12 {
				t.Fatalf("%d of %+v: part %d is %d", paid, goods, n, part)
			}
			if int64(paid) == whole && int64(part) != goods[n].N*goods[n].Each {
				t.Fatalf("%+v by the rules: part %d is %d", goods, n, part)
			}
			sum += part
		}
		if sum != paid {
			t.Fatalf("%d of %+v: %d in all", paid, goods, sum)
		}
	}
}
