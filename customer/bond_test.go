package customer_test

import (
	"context"
	"fmt"
	"testing"

	"qunli/customer"
	"qunli/kit/db"
)

// TestAPersonIsHandedOnOnce: the channel tells twice that a member handed somebody on, the second time with a later moment: that is
// one end. Somebody added anew and handed on again has ended twice.
func TestAPersonIsHandedOnOnce(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		who := x.one(t, 0, customer.Card{Keys: keys("account@s", "1")})
		in := func(f func(ctx context.Context, tx *db.Tx) error) {
			t.Helper()
			must(t, x.Tx(x.owner, func(ctx context.Context, tx *db.Tx) error {
				if err := customer.Hold(ctx, tx); err != nil {
					return err
				}
				return f(ctx, tx)
			}))
		}
		meets := func(at int64) {
			in(func(ctx context.Context, tx *db.Tx) error {
				return customer.SeeBonds(ctx, tx, "wecom", map[customer.ID][]customer.Bond{who: {{Member: "gang", Since: at}}})
			})
		}
		told := func(at int64) {
			in(func(ctx context.Context, tx *db.Tx) error {
				return customer.EndBond(ctx, tx, "wecom", who, "gang", 0, "transfer", at)
			})
		}
		ends := func(want string) {
			t.Helper()
			bonds, err := customer.BondsOf(x.owner, x.Read(), "wecom", who)
			got := ""
			for _, b := range bonds {
				got += fmt.Sprintf("%d-%d %s;", b.Since, b.Until, b.EndedBy)
			}
			if err != nil || got != want {
				t.Errorf("%v: got %s, want %s", err, got, want)
			}
		}
		meets(1000)
		in(func(ctx context.Context, tx *db.Tx) error {
			return customer.HandedOn(ctx, tx, "wecom", who, "gang", 5000)
		})
		told(6000)
		ends("1000-5000 transfer;")
		meets(7000)
		told(8000)
		told(9000)
		ends("1000-5000 transfer;7000-8000 transfer;")
	})
}
