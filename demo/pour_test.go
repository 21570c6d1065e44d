package demo_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"

	"qunli/customer"
	"qunli/demo"
	"qunli/intake"
	"qunli/kit/db"
	"qunli/org"
)

// ledgers are the tables that remember what was done, whatever becomes of what it was done to: they hold ids and no people.
var ledgers = []string{"event_fact", "job", "org_audit", "org_setting", "demo_brand", "node", "commerce_source", "customer_watch", "segment_keeper"}

func TestPouredThenRemoved(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		before := w.count()
		w.pour(3, demo.Tiny)
		w.clean()
		full := w.count()
		if full["customer"] != 200 || full["commerce_order"] < 150 || full["conversation_message"] < 1000 || full["community_stay"] < 150 {
			t.Fatalf("poor: %v", full)
		}
		b, err := demo.Of(t.Context(), w.Read())
		if err != nil || b.State != demo.Ready {
			t.Fatalf("%+v %v", b, err)
		}
		if err := w.Pour(w.owner(), func(demo.Brand) {}); err != nil {
			t.Fatal(err)
		}
		if again := w.count(); !maps.Equal(full, again) {
			t.Errorf("poured twice: %v, then %v", full, again)
		}
		if err := w.Remove(w.owner()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.clean()
		for table, n := range w.count() {
			if n != before[table] && !slices.Contains(ledgers, table) {
				t.Errorf("%s: %d rows, %d before the demo", table, n, before[table])
			}
		}
		if _, err := w.Begin(w.owner(), 3, demo.Tiny); !errors.Is(err, demo.ErrGone) {
			t.Errorf("came back: %v", err)
		}
	})
}

func TestCutOffAndGoneOn(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		whole := onSQLite(t)
		whole.pour(5, demo.Tiny)
		if _, err := w.Begin(w.owner(), 5, demo.Tiny); err != nil {
			t.Fatal(err)
		}
		for round := range 40 {
			ctx, cancel := context.WithCancel(w.owner())
			told := 0
			err := w.Pour(ctx, func(demo.Brand) {
				if told++; round < 6 {
					cancel()
				}
			})
			cancel()
			if err == nil {
				break
			}
			if !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
		}
		w.settle()
		w.clean()
		have, want := w.count(), whole.count()
		for _, table := range []string{"customer", "commerce_order", "commerce_line", "conversation_message", "community_stay", "customer_touch", "referral_claim", "commerce_spend"} {
			if have[table] != want[table] {
				t.Errorf("%s: %d rows, %d where it was not cut off", table, have[table], want[table])
			}
		}
	})
}

func TestNeverBesideRealData(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		if _, err := w.Rooms.Org.OpenStore(w.owner(), org.StoreRequest{Name: "真店"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Begin(w.owner(), 1, demo.Tiny); !errors.Is(err, demo.ErrNotEmpty) {
			t.Errorf("begun beside a store: %v", err)
		}
	})
}

func TestWhatIsEnteredBesideStays(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		w.pour(9, demo.Tiny)
		one := w.someone()
		if err := w.Rooms.Customers.Tag(w.owner(), []customer.ID{one}, []string{"真的"}); err != nil {
			t.Fatal(err)
		}
		w.load("orders", "order_no,time,customer,sku,quantity,price,store\nA1,2026-11-20 10:00:00,u1,X,1,9.9,QS001\nA2,2026-11-20 11:00:00,u2,X,2,9.9,\n")
		w.load("chat", "community,time,member,event,text\nG,2026-11-20 10:00:00,甲,message,你好\n")
		if err := w.Remove(w.owner()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.clean()
		have := w.count()
		for table, want := range map[string]int64{"commerce_order": 2, "customer": 4, "conversation_message": 1, "community": 1, "org_store": 1, "intake_import": 2} {
			if have[table] != want {
				t.Errorf("%s: %d rows, want %d", table, have[table], want)
			}
		}
	})
}

// someone gives one of the people.
func (w town) someone() customer.ID {
	w.t.Helper()
	i, err := db.One[customer.ID](w.t.Context(), w.Read(), `SELECT MAX(id) FROM customer`)
	if err != nil {
		w.t.Fatal(err)
	}
	return i
}

func (w town) load(kind, text string) {
	w.t.Helper()
	path := w.t.TempDir() + "/" + kind + ".csv"
	write(w.t, path, text)
	if _, err := w.Rooms.Intake.Load(w.owner(), path, intake.Request{Kind: kind}, func(intake.Import) {}); err != nil {
		w.t.Fatal(err)
	}
	w.settle()
}
