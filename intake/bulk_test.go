package intake_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"qunli/customer"
	"qunli/insight"
	"qunli/intake"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
)

// TestManyAreTaggedAndAssigned: few at once, many in the background as whoever asked; done twice it changes nothing.
func TestManyAreTaggedAndAssigned(t *testing.T) {
	each(t, func(t *testing.T, h desk) {
		const bulkNow = 1000
		ctx := org.Owner(t.Context(), "test")
		queue := job.New(h.DB, job.Options{})
		who := customer.New(h.DB, event.NewBus(queue))
		b := intake.NewBulks(h.DB, queue, who, insight.NewService(h.DB))
		people := h.crowd(ctx, bulkNow+20)
		count := func(text string) int64 { return h.count(text) }
		const tagged = `SELECT COUNT(*) FROM customer_tagging`
		one, err := b.Begin(ctx, intake.BulkRequest{Act: intake.BulkTag, Tags: []string{"新"}, People: people[:3]})
		if err != nil || one.State != intake.Done || one.Total != 3 || one.Done != 3 || count(tagged) != 3 {
			t.Fatalf("%+v %v, %d tags", one, err, count(tagged))
		}
		if err := who.Erase(ctx, people[5]); err != nil {
			t.Fatal(err)
		}
		if one, err = b.Begin(ctx, intake.BulkRequest{Act: intake.BulkTag, Tags: []string{"新"}, People: people[4:7]}); err != nil || one.Missed != 1 || one.State != intake.Done {
			t.Errorf("%+v %v", one, err)
		}
		one, err = b.Begin(ctx, intake.BulkRequest{Act: intake.BulkTag, Tags: []string{"全"}})
		if err != nil || one.State != intake.Waiting || one.Total != bulkNow+19 {
			t.Fatalf("%+v %v", one, err)
		}
		if open, err := b.Open(ctx); err != nil || len(open) != 1 {
			t.Errorf("%+v %v", open, err)
		}
		if err := queue.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		if one, err = b.Get(ctx, one.ID); err != nil || one.State != intake.Done || one.Done != one.Total || one.Body != "" || count(tagged) != 5+bulkNow+19 {
			t.Errorf("%+v %v, %d tags", one, err, count(tagged))
		}
		if err := b.Cancel(ctx, one.ID); !errors.Is(err, intake.ErrBulkOver) {
			t.Error(err)
		}
		one, err = b.Begin(ctx, intake.BulkRequest{Act: intake.BulkUntag, Tags: []string{"全"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Cancel(ctx, one.ID); err != nil {
			t.Fatal(err)
		}
		if err := queue.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		if one, err = b.Get(ctx, one.ID); err != nil || one.State != intake.Cancelled || count(tagged) != 5+bulkNow+19 {
			t.Errorf("%+v %v", one, err)
		}
		for _, r := range []intake.BulkRequest{{Act: "erase"}, {Act: intake.BulkAssign, Staff: 99}, {Act: intake.BulkTag, Tags: []string{""}}} {
			if _, err := b.Begin(ctx, r); err == nil {
				t.Errorf("%+v was not refused", r)
			}
		}
		if _, err := b.Begin(org.As(ctx, org.Actor{Kind: org.ActorStaff, Role: org.RoleReader, Scope: org.ScopeAll}), intake.BulkRequest{Act: intake.BulkTag, Tags: []string{"x"}}); !errors.Is(err, org.ErrDenied) {
			t.Error(err)
		}
	})
}

// crowd enters people.
func (d desk) crowd(ctx context.Context, n int) []customer.ID {
	d.t.Helper()
	var cards []customer.Card
	for i := range n {
		cards = append(cards, customer.Card{Keys: []customer.Key{{Kind: customer.Account, Space: "till", Value: fmt.Sprint("p", i)}}})
	}
	var out []customer.ID
	err := d.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, err := customer.Resolve(ctx, tx, 0, cards)
		out = nil
		for _, f := range found {
			out = append(out, f.ID)
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}
