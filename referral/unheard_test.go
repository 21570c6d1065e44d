package referral

import (
	"context"
	"testing"

	"qunli/commerce"
	"qunli/kit/db"
)

// Check says nothing of what is still to be heard, and everything of the other trees.
func TestCheckKnowsWhatIsStillToBeHeard(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.crowd(t, 5, 0)
		h.claims(t, 1, brings(p[0], p[1], 1000), brings(p[1], p[2], 2000), brings(p[3], p[4], 3000))
		h.clean(t)
		found := func() int { return len(must[[]db.Difference](t)(Check(t.Context(), h.Read()))) }
		h.buys(t, p[2], 500, 5000)
		if n := found(); n != 0 {
			t.Errorf("%d differences before an order is heard of", n)
		}
		h.tx(t, func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `UPDATE referral_node SET subtree = 7 WHERE customer_id = $1`, p[3])
			return err
		})
		if n := found(); n != 1 {
			t.Errorf("%d differences in the other tree, want 1", n)
		}
		h.tx(t, func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `UPDATE referral_node SET subtree = 1 WHERE customer_id = $1`, p[3])
			return err
		})
		if err := h.people.Merge(h.owner, p[4], p[1], "test"); err != nil {
			t.Fatal(err)
		}
		if n := found(); n != 0 {
			t.Errorf("%d differences before a merge is heard of", n)
		}
		h.clean(t)
		// What an import brings is not waited for: whoever imports folds it in.
		h.tx(t, func(ctx context.Context, tx *db.Tx) error {
			if _, err := db.Exec(ctx, tx, `UPDATE referral_node SET own = own + 1 WHERE customer_id = $1`, p[2]); err != nil {
				return err
			}
			return h.bus.Publish(ctx, tx, commerce.OrdersPlaced{Customers: p[2:3], Import: 1})
		})
		if n := found(); n == 0 {
			t.Error("a sum that is wrong was not found")
		}
	})
}
