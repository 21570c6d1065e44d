package commerce

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/kit/money"
	"qunli/org"
	"qunli/testkit/dbtest"
)

func takeProducts(t *testing.T, d dbtest.Fixture, importID int64, skus ...string) {
	t.Helper()
	products := make([]Product, len(skus))
	for i, sku := range skus {
		products[i] = Product{SKU: sku, Name: "茶", OnSale: true}
	}
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		_, err := TakeProducts(ctx, tx, importID, products)
		return err
	})
}

// TestForgetProducts undoes catalogues: a product that another import listed too passes to the earliest of them.
func TestForgetProducts(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		takeProducts(t, d, 1, "a", "b")
		takeProducts(t, d, 3, "a")
		takeProducts(t, d, 2, "a", "c")
		for _, undone := range []struct {
			id   int64
			left string
		}{{1, "a 2, c 2"}, {2, "a 3"}, {3, ""}} {
			undoWhole(t, d, undone.id)
			got := must[[]string](t)(db.All[string](t.Context(), d.Read(),
				`SELECT sku || ' ' || CAST(import_id AS TEXT) FROM commerce_product ORDER BY sku`))
			if strings.Join(got, ", ") != undone.left {
				t.Errorf("import %d undone: %v, want %s", undone.id, got, undone.left)
			}
			if n := count(t, d, `SELECT COUNT(*) FROM commerce_product_seen WHERE import_id = $1`, undone.id); n != 0 {
				t.Errorf("import %d undone: %d traces", undone.id, n)
			}
		}
	})
}

// TestUndoBesideTheSameProduct: a product that one import is losing while another lists it too is there afterwards.
func TestUndoBesideTheSameProduct(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		for round := range int64(20) {
			first, second := 2*round+1, 2*round+2
			takeProducts(t, d, first, "a")
			var both sync.WaitGroup
			both.Go(func() { takeProducts(t, d, second, "a") })
			both.Go(func() { undoWhole(t, d, first) })
			both.Wait()
			if n := count(t, d, `SELECT COUNT(*) FROM commerce_product WHERE import_id = $1`, second); n != 1 {
				t.Fatalf("round %d: %d products", round, n)
			}
			undoWhole(t, d, second)
		}
	})
}

// TestRefundThatWaitsForAnotherStoresSale: who sees one store cannot change the totals of another by being first; who sees
// everything may take a refund in at any counter, before or after its sale.
func TestRefundThatWaitsForAnotherStoresSale(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		stores := openStores(t, d, "A", "B")
		at := func(code string) context.Context { return as(ctx, org.RoleStore, org.ScopeStore, stores[code]) }
		refund := func(no, of, store string) Document {
			r := sale(no, nil, 4*money.MicroUnit)
			r.Kind, r.RefundOf, r.Store = Refund, of, stores[store]
			return r
		}
		if _, err := s.Place(at("A"), []Document{refund("r1", "1", "A")}); !errors.Is(err, ErrUnknownSale) {
			t.Errorf("a refund of a sale nobody knows: %v", err)
		}
		must[[]Placed](t)(s.Place(ctx, []Document{refund("r2", "2", "A")}))
		for no, store := range map[string]string{"1": "B", "2": "B"} {
			sold := sale(no, nil, 10*money.MicroUnit)
			sold.Store = stores[store]
			must[[]Placed](t)(s.Place(at(store), []Document{sold}))
		}
		if _, err := s.Place(at("A"), []Document{refund("r1", "1", "A")}); !errors.Is(err, org.ErrScope) {
			t.Errorf("a refund of another store's sale: %v", err)
		}
		for no, want := range map[string]int64{"1": 0, "2": 400} {
			if n := count(t, d, `SELECT refunded FROM commerce_order WHERE order_no = $1`, no); n != want {
				t.Errorf("%d fen of sale %s are refunded, want %d", n, no, want)
			}
		}
		clean(t, d.DB)
	})
}

// TestPerOrderRoundsHalfUp as every amount does.
func TestPerOrderRoundsHalfUp(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		must[[]Placed](t)(s.Place(ctx, []Document{sale("1", nil, 1_000_000), sale("2", nil, 1_010_000)}))
		scenes, total, err := s.SceneTotals(ctx, "", "", 0)
		if err != nil || total.PerOrder != 101 || scenes[15].PerOrder != 101 {
			t.Errorf("2.01 over two orders: %v, %v, %v", total.PerOrder, scenes[15].PerOrder, err)
		}
	})
	for _, c := range []struct{ amount, orders, want money.Fen }{{3, 2, 2}, {-3, 2, -2}, {4, 3, 1}, {5, 3, 2}, {-4, 3, -1}, {7, 1, 7}, {0, 5, 0}} {
		one := SceneTotal{Amount: c.amount, Orders: int64(c.orders)}
		if one.finish(); one.PerOrder != c.want {
			t.Errorf("%d over %d orders: %d, want %d", c.amount, c.orders, one.PerOrder, c.want)
		}
	}
}

// TestBuyersThatCannotBeRead are refused and named; a masked phone says nothing and is no mistake.
func TestBuyersThatCannotBeRead(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		good := sale("1", phone(1), money.MicroUnit)
		for _, bad := range []customer.Key{{Kind: "telephone", Value: "13800000002"}, {Kind: customer.Phone, Value: "call 13800000002"}} {
			two := sale("2", append(phone(2), bad), money.MicroUnit)
			_, err := s.Place(ctx, []Document{good, two})
			f := fault.Of(err)
			if f == nil || f.Kind != fault.Invalid || len(f.Fields) != 1 {
				t.Errorf("%v: %v", bad, err)
				continue
			}
			field := f.Fields[0]
			if field.Name != "documents[1].buyer[1]" || field.Value != bad.Mask() || field.Zh == "" || field.En == "" ||
				strings.Contains(err.Error(), bad.Value) {
				t.Errorf("%v: %+v", bad, field)
			}
		}
		if n := count(t, d, `SELECT COUNT(*) FROM commerce_order`); n != 0 {
			t.Errorf("%d orders of refused calls", n)
		}
		masked := sale("3", []customer.Key{{Kind: customer.Phone, Value: "138****0003"}}, money.MicroUnit)
		placed, err := s.Place(ctx, []Document{masked})
		if err != nil || placed[0].Buyer != 0 {
			t.Errorf("a masked phone: %+v, %v", placed, err)
		}
	})
}

// TestTheStrongestActHasTheOrder is the order of CUS-11: of a forward and a partnership that led to one order the latter has
// it, whichever is told first; equals stay as told.
func TestTheStrongestActHasTheOrder(t *testing.T) {
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		entry := func(by customer.ID, act Act) Entry {
			return Entry{Source: "pos", OrderNo: "1", Kind: Sale, At: dbtest.Start.UnixMilli(), Quantity: money.MicroUnit,
				Price: money.MicroUnit, By: by, Act: act}
		}
		for n, s := range []struct {
			by    customer.ID
			act   Act
			holds string
		}{{1, ActForward, "1 forward"}, {2, ActPartner, "2 partner"}, {3, ActShare, "2 partner"}, {4, ActPartner, "2 partner"}} {
			take(t, d.DB, int64(n+1), entry(s.by, s.act))
			got := must[string](t)(db.One[string](t.Context(), d.Read(), `SELECT CAST(by_id AS TEXT) || ' ' || act FROM commerce_order`))
			if got != s.holds {
				t.Errorf("after %d %s: %s, want %s", s.by, s.act, got, s.holds)
			}
		}
		forget(t, d.DB, 2, 10)
		if n := count(t, d, `SELECT COUNT(*) FROM commerce_order WHERE by_id = 4 AND act = 'partner'`); n != 1 {
			t.Error("the next one does not have it")
		}
	})
}

// TestOrdersOfBeforeAreActs: a database of the version before has its orders among what people did.
func TestOrdersOfBeforeAreActs(t *testing.T) {
	old := func(room fs.FS, file string) fs.FS {
		data := must[[]byte](t)(fs.ReadFile(room, file))
		return fstest.MapFS{file: {Data: data}}
	}
	before := []fs.FS{job.Schema, event.Schema, org.Schema, old(customer.Schema, "schema/20261101020000_customer.sql"),
		old(Schema, "schema/20261101030000_commerce.sql")}
	dbtest.Each(t, before, func(t *testing.T, d dbtest.Fixture) {
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			for n, state := range []string{"'kept'", "'kept'", "'cancelled'"} {
				if _, err := db.Exec(ctx, tx, `INSERT INTO commerce_order (id, source, order_no, kind, refund_of, refund_no, customer_id, buyer_import,
					store_id, staff_id, scene, channel, at, day, amount, refunded, goods, state, import_id, version, created_at)
					VALUES (CAST($1 AS BIGINT), 's', CAST(CAST($1 AS BIGINT) AS TEXT), 'sale', 0, '', 7, 0, 0, 0, 'unknown', '', 1, '2026-02-27', 5, 0, 1, `+state+`, 0, 0, 1)`, int64(n+1)); err != nil {
					return err
				}
			}
			return nil
		})
		if err := d.Migrate(t.Context(), job.Schema, event.Schema, org.Schema, customer.Schema, community.Schema, Schema); err != nil {
			t.Fatal(err)
		}
		rows := must[[]string](t)(db.All[string](t.Context(), d.Read(),
			`SELECT CAST(customer_id AS TEXT) || ' ' || day || ' ' || kind || ' ' || CAST(acts AS TEXT) FROM customer_act_day`))
		if strings.Join(rows, ", ") != "7 2026-02-27 order 2" {
			t.Errorf("acts: %v, want two orders", rows)
		}
		if found := must[[]db.Difference](t)(checkActs(t.Context(), d.Read())); len(found) != 0 {
			t.Errorf("check: %+v", found)
		}
	})
}
