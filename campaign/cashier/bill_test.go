package cashier

import (
	"math/rand/v2"
	"testing"

	"qunli/kit/money"
)

// However a price is parted into refunds, the money of the parts is exactly the money of the whole, none is above its part, and none is
// below nothing; before the whole is back no more money is than was paid.
func TestPartsOfABillAreExact(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	for range 20_000 {
		price := money.Fen(1 + r.Int64N([]int64{10, 1000, 10_000_000, 1_000_000_000_00}[r.IntN(4)]))
		b := Bill{Price: price, Cash: money.Fen(r.Int64N(int64(price) + 1))}
		b.Discount = b.Price - b.Cash
		before, sent := money.Fen(0), money.Fen(0)
		for before < price {
			gross := min(money.Fen(1+r.Int64N(int64(price))), price-before)
			cash := b.share(before, gross)
			if cash < 0 || cash > gross {
				t.Fatalf("%+v: %d of %d after %d", b, cash, gross, before)
			}
			before, sent = before+gross, sent+cash
			if sent > b.Cash {
				t.Fatalf("%+v: %d sent", b, sent)
			}
		}
		if sent != b.Cash {
			t.Fatalf("%+v: %d sent in all", b, sent)
		}
	}
}
