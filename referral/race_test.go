package referral

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"

	"qunli/kit/db"
	"qunli/kit/fault"
)

// Claims, merges, orders and their handlers at once neither wait for each other for ever nor leave a difference.
func TestClaimsMergesAndOrdersAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const writers, steps, people = 8, 12, 16
		p := h.crowd(t, people, 0)
		running, stop := context.WithCancel(h.owner)
		var handlers, all sync.WaitGroup
		handlers.Go(func() { _ = h.jobs.Run(running) })
		errs := make([]error, writers)
		for w := range writers {
			all.Go(func() {
				r := rand.New(rand.NewPCG(uint64(w), 23))
				for range steps {
					one, other := p[r.IntN(people)], p[r.IntN(people)]
					var err error
					switch r.IntN(4) {
					case 0:
						err = h.people.Merge(h.owner, one, other, "")
					case 1:
						err = h.people.Unmerge(h.owner, one)
					case 2:
						_, err = h.Claim(h.owner, Claim{Customer: one, Inviter: other, Source: SourceCode})
					default:
						err = h.DB.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
							_, err := Bind(ctx, tx, 1, []Claim{brings(one, other, start+int64(r.IntN(9))), brings(other, one, start)})
							return err
						})
					}
					if k := fault.Of(err); err != nil && (k.Kind == fault.Internal || k.Kind == fault.Unavailable) {
						errs[w] = errors.Join(errs[w], err)
					}
				}
			})
		}
		for _, i := range p {
			h.buys(t, i, 100, start)
		}
		all.Wait()
		stop()
		handlers.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		h.clean(t)
	})
}
