package campaign_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"qunli/campaign"
	"qunli/kit/db"
)

// What many visitors do at once, on two nodes, is counted once each, in few transactions, and forgotten when it is old.
func TestFootfallIsKept(t *testing.T) {
	each(t, func(h *house) {
		i := h.published("flashsale", sale)
		nodes := []*campaign.Service{h.Service, h.node()}
		var wg sync.WaitGroup
		for n := range 100 {
			wg.Go(func() {
				on := nodes[n%2]
				on.Stepped(i, campaign.Pressed, true, n < 5)
				if n < 82 {
					on.Stepped(i, campaign.Finish, true, false)
				}
				on.Stepped(i, campaign.Looked, true, false)
				on.Loaded(i, int64(1+n))
				on.Loaded(i, 0) // tells nothing
			})
		}
		wg.Wait()
		nodes[0].Stepped(i, campaign.Pressed, false, true) // to one of them it went wrong later
		for _, on := range nodes {
			h.is(on.KeepFootfall(h.owner), nil)
			h.is(on.KeepFootfall(h.owner), nil)
		}
		f, err := h.Fluency(h.owner, i)
		h.is(err, nil)
		h.equal(f.Steps, []campaign.StepCount{{Step: campaign.Looked, N: 100}, {Step: campaign.Pressed, N: 100, Wrong: 6}, {Step: campaign.Finish, N: 82}})
		h.equal([]any{*f.Share, *f.P75, f.Loads}, []any{.82, 100, 100})
		rows, err := db.One[int64](t.Context(), h.Read(), `SELECT COUNT(*) FROM campaign_load`)
		h.is(err, nil)
		h.equal(rows, 2)

		before := h.Clock.Now().Add(3 * 24 * time.Hour).UnixMilli()
		old, err := campaign.OldFootfall(t.Context(), h.Read(), before)
		h.is(err, nil)
		h.equal(old, 5)
		h.is(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
			_, err := campaign.ForgetFootfall(ctx, tx, h.Clock.Now().UnixMilli(), 10)
			return err
		}), nil)
		f, err = h.Fluency(h.owner, i)
		h.is(err, nil)
		h.equal(f.Started, 100) // today's is not old
		h.is(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
			_, err := campaign.ForgetFootfall(ctx, tx, before, 10)
			return err
		}), nil)
		f, err = h.Fluency(h.owner, i)
		h.is(err, nil)
		h.equal([]any{f.Started, f.Loads, f.Share == nil}, []any{0, 0, true})
	})
}
