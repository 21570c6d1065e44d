package wechat_test

import (
	"context"
	"testing"

	"qunli/commerce/pay"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/sandbox"
)

// TestMergedPeoplePayAndAreRewarded: the openid stands with whoever came by the official account; merged into somebody whom WeCom
// knows, or into whom somebody was merged, they can still pay, and what they are owed arrives.
func TestMergedPeoplePayAndAreRewarded(t *testing.T) {
	each(t, func(s *shop) {
		var friend customer.ID
		err := s.d.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
			known, err := customer.Resolve(ctx, tx, 0, []customer.Card{{Name: "王芳", Keys: []customer.Key{{Kind: customer.Phone, Value: "13800138000"}}}})
			if err == nil {
				friend = known[0].ID
			}
			return err
		})
		if err != nil {
			s.Fatal(err)
		}
		if err := customer.New(s.d.DB, s.bus).Merge(s.owner, s.buyer, friend, "同一人"); err != nil {
			s.Fatal(err)
		}
		for n, who := range []customer.ID{friend, s.buyer} {
			s.buyer = who
			p := s.ask(int64(n+1), 59*yuan)
			if p.State != pay.Pending {
				s.Fatalf("%+v", p)
			}
			s.tap(p, "pay")
			s.owe(int64(n+1), 5*yuan)
			out, err := s.payOut(int64(n+1), 5*yuan)
			if err != nil {
				s.Fatal(err)
			}
			if _, err := s.world.Act(s.Context(), sandbox.Act{Verb: "receive", ID: out.Number}); err != nil {
				s.Fatal(err)
			}
			s.settle()
			if p, out := s.get(p.ID), s.payout(out.ID); p.State != pay.Complete || out.State != pay.PayoutReceived {
				s.Errorf("%+v, %+v", p, out)
			}
		}
		s.sound()
	})
}
