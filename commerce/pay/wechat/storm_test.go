package wechat_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"qunli/commerce/pay"
	"qunli/kit/db"
	"qunli/kit/ledger"
)

// Many ask for the same at once: one payment; many refund at once: never more than was paid; many pay out at once: never more than
// is owed.
func TestManyAtOnceMoveNoMoreThanThereIs(t *testing.T) {
	each(t, func(s *shop) {
		const callers = 40
		at := func(f func(n int64) error) {
			var all sync.WaitGroup
			for n := range int64(callers) {
				all.Go(func() {
					if err := f(n); err != nil {
						s.Error(err)
					}
				})
			}
			all.Wait()
			s.settle()
		}
		var mu sync.Mutex
		ids := map[pay.ID]bool{}
		at(func(int64) error {
			return s.d.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
				p, err := s.pay.Ask(ctx, tx, pay.Asking{Customer: s.buyer, Cause: pay.Cause{Kind: "test.order", ID: 1}, Title: "阿胶糕", Amount: 59 * yuan, Deadline: tx.Now + 900_000})
				mu.Lock()
				defer mu.Unlock()
				ids[p.ID] = true
				return err
			})
		})
		if len(ids) != 1 {
			s.Fatalf("%d payments of one cause", len(ids))
		}
		var p pay.Payment
		for id := range ids {
			p = s.get(id)
		}
		s.tap(p, "pay")
		s.owe(1, 59*yuan)
		var back, out atomic.Int64
		at(func(n int64) error {
			err := s.d.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := s.pay.Refund(ctx, tx, p.ID, 10*yuan, "TEST", fmt.Sprint(n))
				return err
			})
			if err == nil {
				back.Add(1)
			} else if errors.Is(err, pay.ErrOver) {
				err = nil
			}
			return err
		})
		at(func(n int64) error {
			err := s.d.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := s.pay.PayOut(ctx, tx, pay.Paying{Customer: s.buyer, Amount: 10 * yuan, Title: "红包", Cause: pay.Cause{Kind: "test.reward", ID: 100 + n}})
				return err
			})
			if err == nil {
				out.Add(1)
			} else if errors.Is(err, ledger.ErrOverdrawn) {
				err = nil
			}
			return err
		})
		if back.Load() != 5 || out.Load() != 5 {
			s.Errorf("%d refunds and %d payouts of 10 out of 59", back.Load(), out.Load())
		}
		s.sound()
	})
}
