package reward_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/reward"
)

// codes spells n codes, one a line.
func codes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "VIP-%05d-X\n", i)
	}
	return b.String()
}

// TestAThousandCodes: of 1,000 codes 2,000 callers at once get each one once, and the rest are told that they have run out (CAM-11).
func TestAThousandCodes(t *testing.T) {
	each(t, func(h *house) {
		const stock, callers = 1000, 2000
		who, g := h.people(callers), h.gift(reward.Gift{Kind: reward.Code, Name: "视频会员周卡", Cost: 300, Worth: 1500})
		came, err := h.Bring(h.owner, g.ID, codes(stock))
		h.is(err, nil)
		if came.Added != stock || len(came.Twice) != 0 {
			h.Fatalf("%+v", came)
		}
		var mu sync.Mutex
		got, refused := map[int64]int64{}, 0 // the caller who has a place
		var wg sync.WaitGroup
		for lane := range 40 {
			wg.Go(func() {
				for n := lane; n < callers; n += 40 {
					out, err := h.gives(who[n], g.ID, int64(n+1))
					mu.Lock()
					switch before, twice := got[out.Place]; {
					case errors.Is(err, reward.ErrOut):
						refused++
					case err != nil:
						h.Error(err)
					case twice:
						h.Errorf("code %d went to callers %d and %d", out.Place, before, n)
					default:
						got[out.Place] = int64(n)
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		seen := map[string]bool{}
		for place, n := range got {
			seen[h.one(who[n]).Code] = true
			if place < 1 || place > stock {
				h.Errorf("place %d", place)
			}
		}
		if len(got) != stock || len(seen) != stock || refused != callers-stock || seen[""] {
			h.Errorf("%d places, %d codes, %d refused", len(got), len(seen), refused)
		}
		h.checked()
	})
}

// TestGrantedTwice: the same cause, fifty times at once, is one thing; the counter moved once, and one fact tells of it.
func TestGrantedTwice(t *testing.T) {
	each(t, func(h *house) {
		who, g := h.people(1)[0], h.gift(reward.Gift{Kind: reward.Coupon, Name: "满 100 减 20", Total: 9, Terms: reward.Terms{Off: 2000, Minimum: 10000}})
		var wg sync.WaitGroup
		var mu sync.Mutex
		ids := map[reward.ID]bool{}
		for range 50 {
			wg.Go(func() {
				out, err := h.gives(who, g.ID, 7)
				mu.Lock()
				defer mu.Unlock()
				if ids[out.ID] = true; err != nil {
					h.Error(err)
				}
			})
		}
		wg.Wait()
		h.drained()
		now, err := h.Gift(h.owner, g.ID)
		h.is(err, nil)
		if len(ids) != 1 || now.Issued != 1 || h.told["given 7"] != 1 {
			h.Errorf("%v, %+v, %v", ids, now, h.told)
		}
		h.checked()
	})
}

// TestFiveOrdersOfOneCoupon is macrozheng #1003: there the row is written without looking at its state, so that five orders at once use
// one coupon. Here one order has it, and four are told.
func TestFiveOrdersOfOneCoupon(t *testing.T) {
	each(t, func(h *house) {
		me := h.people(1)[0]
		g := h.gift(reward.Gift{Kind: reward.Coupon, Name: "满 100 减 20", Total: 9, Terms: reward.Terms{Off: 2000}})
		one, err := h.gives(me, g.ID, 1)
		h.is(err, nil)
		peers, used := 0, false
		for _, seen := range []bool{used, used, used, used, used} { // each has looked before any wrote
			if !seen {
				used = true
				peers++
			}
		}
		if peers != 5 || !used {
			t.Fatal("the peer's way does not show its defect")
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		won, lost := 0, 0
		for n := range int64(5) {
			wg.Go(func() {
				err := h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
					held, err := reward.Lock(ctx, tx, []customer.ID{me}, cause(100+n), []reward.ID{one.ID})
					if err == nil && (len(held) != 1 || held[0].Off != money.Fen(2000)) {
						return fmt.Errorf("locked %+v", held)
					}
					return err
				})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					won++
				case errors.Is(err, reward.ErrNotYours):
					lost++
				default:
					h.Error(err)
				}
			})
		}
		wg.Wait()
		if won != 1 || lost != 4 {
			h.Errorf("%d orders have it, %d were told", won, lost)
		}
	})
}
