package commerce

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/money"
	"qunli/org"
	"qunli/testkit/dbtest"
)

// TestRefundOfAnotherStoresSale: who sees one store cannot change the totals of another by a refund that names its sale.
func TestRefundOfAnotherStoresSale(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		stores := openStores(t, d, "A", "B")
		theirs := sale("1", phone(1), 10*money.MicroUnit)
		theirs.Store = stores["B"]
		must[[]Placed](t)(s.Place(ctx, []Document{theirs}))
		refund := sale("2", nil, 4*money.MicroUnit)
		refund.Kind, refund.RefundOf, refund.Store = Refund, "1", stores["A"]
		if _, err := s.Place(as(ctx, org.RoleStore, org.ScopeStore, stores["A"]), []Document{refund}); !errors.Is(err, org.ErrScope) {
			t.Errorf("the refund was taken: %v", err)
		}
		if n := count(t, d, `SELECT refunded FROM commerce_order WHERE order_no = '1'`); n != 0 {
			t.Errorf("%d fen of the other store's sale are refunded", n)
		}
	})
}

func openStores(t *testing.T, d dbtest.Fixture, codes ...string) (out map[string]org.StoreID) {
	t.Helper()
	err := d.Tx(org.Owner(t.Context(), "test"), func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = org.EnsureStores(ctx, tx, codes)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTimesThatCannotBe: microseconds in place of milliseconds would put orders on days that nothing can read.
func TestTimesThatCannotBe(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		for _, at := range []int64{dbtest.Start.UnixMicro(), -1, 1 << 62} {
			bad := sale(fmt.Sprint(at), nil, money.MicroUnit)
			bad.At = at
			if _, err := s.Place(ctx, []Document{bad}); !errors.Is(err, ErrTime) {
				t.Errorf("an order of %d ms: %v", at, err)
			}
		}
		if n := count(t, d, `SELECT COUNT(*) FROM commerce_day`); n != 0 {
			t.Errorf("%d days", n)
		}
	})
}

// TestPlacesThatDoNotExist: an order of a store nobody knows would be in no store's totals.
func TestPlacesThatDoNotExist(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		nowhere, nobody := sale("1", nil, money.MicroUnit), sale("2", nil, money.MicroUnit)
		nowhere.Store, nobody.Staff = 77, 88
		if _, err := s.Place(ctx, []Document{nowhere}); !errors.Is(err, org.ErrNoStore) {
			t.Errorf("an order of no store: %v", err)
		}
		if _, err := s.Place(ctx, []Document{nobody}); !errors.Is(err, org.ErrNoStaff) {
			t.Errorf("an order of nobody's: %v", err)
		}
		if _, err := s.RecordSpend(ctx, []Spend{{Source: "ads", Channel: "x", Day: "2026-03-01", Amount: 1, StoreID: 77}}); !errors.Is(err, org.ErrNoStore) {
			t.Errorf("a cost of no store: %v", err)
		}
	})
}

// TestFillingKeepsWhatAPersonSaid: a product list that fills in a price while somebody renames the product.
func TestFillingKeepsWhatAPersonSaid(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		p := must[Product](t)(s.PutProduct(ctx, Product{SKU: "a", Name: "old", OnSale: true}))
		stale := p
		p.Name, p.Line = "new", "tea"
		must[Product](t)(s.PutProduct(ctx, p))
		if err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			after, _ := stale.filled(Product{SKU: "a", Line: "coffee", Price: 500})
			return saveFilled(ctx, tx, after)
		}); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM commerce_product WHERE name = 'new' AND line = 'tea' AND price = 500`); n != 1 {
			t.Error("filling in a price took the new name back")
		}
	})
}

// TestUndoBesideTheSame: a cost that one import is losing while another brings it too is there afterwards.
func TestUndoBesideTheSame(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		cost := Spend{Source: "ads", Channel: "x", Day: "2026-03-01", Amount: 5}
		for round := range int64(20) {
			first, second := 2*round+1, 2*round+2
			inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
				_, err := TakeSpend(ctx, tx, first, []Spend{cost})
				return err
			})
			var both sync.WaitGroup
			both.Go(func() {
				inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
					_, err := TakeSpend(ctx, tx, second, []Spend{cost})
					return err
				})
			})
			both.Go(func() { undoWhole(t, d, first) })
			both.Wait()
			if n := count(t, d, `SELECT COUNT(*) FROM commerce_spend`); n != 1 {
				t.Fatalf("round %d: %d costs", round, n)
			}
			undoWhole(t, d, second)
		}
	})
}

func inTx(t *testing.T, d dbtest.Fixture, f func(context.Context, *db.Tx) error) {
	t.Helper()
	if err := d.Tx(org.Owner(t.Context(), "test"), f); err != nil {
		t.Error(err)
	}
}

func undoWhole(t *testing.T, d dbtest.Fixture, importID int64) {
	t.Helper()
	for more := true; more && !t.Failed(); {
		inTx(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
			_, more, err = ForgetImport(ctx, tx, importID, 100)
			return err
		})
	}
	for more := true; more && !t.Failed(); {
		inTx(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
			more, err = customer.ForgetImport(ctx, tx, importID, 100, StillUsed)
			return err
		})
	}
}

// TestUndoBesideAnOrder: a person whom an import is losing while an order of theirs arrives is there afterwards.
func TestUndoBesideAnOrder(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		for round := range 20 {
			buyer, importID := phone(round), int64(round+1)
			inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
				_, err := customer.Resolve(ctx, tx, importID, []customer.Card{{Keys: buyer}})
				return err
			})
			var both sync.WaitGroup
			both.Go(func() {
				if _, err := s.Place(ctx, []Document{sale(fmt.Sprint(round), buyer, money.MicroUnit)}); err != nil {
					t.Error(err)
				}
			})
			both.Go(func() {
				for range round { // to meet the order at every stage
					count(t, d, `SELECT COUNT(*) FROM commerce_order`)
				}
				undoWhole(t, d, importID)
			})
			both.Wait()
		}
		if n := count(t, d, `SELECT COUNT(*) FROM commerce_order o WHERE NOT EXISTS (SELECT 1 FROM customer c
			JOIN customer_identity i ON i.customer_id = c.id WHERE c.id = o.customer_id)`); n != 0 {
			t.Errorf("%d orders of people who are gone", n)
		}
	})
}

// TestErasingUnsaysTheReasonsOfCancellations: people write names into them, and the audit keeps them.
func TestErasingUnsaysTheReasonsOfCancellations(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		placed := must[[]Placed](t)(s.Place(ctx, []Document{sale("1", phone(1), money.MicroUnit), sale("2", phone(2), money.MicroUnit)}))
		for _, p := range placed {
			if err := s.Cancel(ctx, p.ID, "赵小棠不要了"); err != nil {
				t.Fatal(err)
			}
		}
		if err := customer.New(d.DB, event.NewBus(job.New(d.DB, job.Options{})), ErasePeople).Erase(ctx, placed[0].Buyer); err != nil {
			t.Fatal(err)
		}
		all := count(t, d, `SELECT COUNT(*) FROM org_audit WHERE verb = 'order.cancelled'`)
		said := count(t, d, `SELECT COUNT(*) FROM org_audit WHERE verb = 'order.cancelled' AND after <> ''`)
		if all != 2 || said != 1 {
			t.Errorf("%d cancellations, %d with words", all, said)
		}
	})
}
