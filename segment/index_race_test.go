package segment

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"

	"qunli/customer"
	"qunli/kit/db"
)

// Rules are asked and loaded into memory while people change and are folded, and people are read again after every fold:
// when all is folded, what memory says is what the facts say.
func TestMemoryIsRightBesideFolds(t *testing.T) {
	rounds := 4
	if os.Getenv("QUNLI_PROOF") == "full" {
		rounds = 60
	}
	for round := range rounds {
		eachProbe(t, func(t *testing.T, p *probe) {
			l := newLife(t, p, uint64(500+round))
			l.maxDirty = 1
			for range 30 {
				l.happen()
			}
			saved := l.saveSome(6)
			l.must(l.Warm(l.ctx, saved[0].rule))
			ctx, stop := context.WithCancel(l.ctx)
			var beside sync.WaitGroup
			for _, f := range []func(n int) error{
				func(int) error { return l.Settle(ctx) },
				func(n int) error { _, err := l.Count(ctx, l.Read(), saved[n%3].rule); return err },
				func(n int) error { return l.Warm(ctx, saved[n%len(saved)].rule) },
			} {
				beside.Go(func() {
					for n := 0; ctx.Err() == nil; n++ {
						if err := f(n); err != nil && !errors.Is(err, errStale) && ctx.Err() == nil {
							t.Error(err)
							return
						}
					}
				})
			}
			for range 150 {
				l.happen()
			}
			stop()
			beside.Wait()
			l.must(l.Settle(l.ctx))
			for _, s := range saved {
				l.same(s, "memory", l.list(s.rule), readWorld(t, p).members(s.rule))
			}
		})
	}
}

// A person whose fold is not committed yet is not read again before it is: until then memory asks about them one by one.
func TestMemoryWaitsForTheFoldToEnd(t *testing.T) {
	eachProbe(t, func(t *testing.T, p *probe) {
		l := newLife(t, p, 1)
		for len(l.people) < 4 {
			l.arrive()
		}
		l.must(l.Settle(l.ctx))
		rule, err := l.Parse("buys >= 1")
		l.must(err)
		l.must(l.Warm(l.ctx, rule))
		x, i := l.index.Load(), l.people[0]
		frame, err := l.frameOf(l.ctx, l.Read())
		l.must(err)
		count := func(when string) {
			t.Helper()
			n, err := l.Count(l.ctx, l.Read(), rule)
			l.must(err)
			if n != 1 || l.index.Load() != x {
				t.Errorf("%s: %d buyers, wanted 1 from the same memory", when, n)
			}
		}

		ended := x.note([]customer.ID{i})
		l.must(x.refresh(l.ctx, l.Read(), frame))
		l.tx(func(ctx context.Context, tx *db.Tx) error { // what a fold commits: here with the fact, so that memory cannot know it
			row := probeRow{tx.NewID(), i, "2026-03-01", 1, 5, ""}
			_, err := db.Insert(ctx, tx, "segment_probe", []probeRow{row}, "")
			return err
		})
		count("while the fold is open")
		ended()
		count("after it")
		l.must(x.refresh(l.ctx, l.Read(), frame))
		count("read again")
	})
}
