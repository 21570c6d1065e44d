package commerce

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/testkit/dbtest"
)

// world is a small set of documents that several imports see parts of.
type world struct {
	r    *rand.Rand
	docs []worldDoc
}

type worldDoc struct {
	no, refundOf string
	kind         Kind
	buyer        customer.ID
	lines        []Entry
}

func newWorld(r *rand.Rand) *world {
	w := &world{r: r}
	for i := range 12 {
		d := worldDoc{no: fmt.Sprint("S", i), kind: Sale, buyer: customer.ID(1 + r.IntN(4))}
		switch {
		case i >= 10:
			d.no, d.kind = fmt.Sprint("A", i), Adjustment
		case i >= 6:
			d.no, d.kind, d.refundOf = fmt.Sprint("R", i), Refund, fmt.Sprint("S", r.IntN(7)) // S6 never comes
		}
		for range 1 + r.IntN(4) {
			d.lines = append(d.lines, Entry{SKU: fmt.Sprint("sku", r.IntN(5)), Quantity: money.Micro(r.IntN(4)-1) * money.MicroUnit,
				Price: money.Micro(r.IntN(5)-1) * 1_115_000, At: dbtest.Start.AddDate(0, 0, i).UnixMilli(), Unpriced: i == 5})
		}
		w.docs = append(w.docs, d)
	}
	return w
}

// file gives the lines one import sees: a prefix of some documents, interleaved.
func (w *world) file() []Entry {
	var out [][]Entry
	for _, d := range w.docs {
		if w.r.IntN(3) == 0 {
			continue
		}
		named, cancelled := w.r.IntN(2) == 0, w.r.IntN(6) == 0
		var lines []Entry
		for _, l := range d.lines[:1+w.r.IntN(len(d.lines))] {
			l.Source, l.OrderNo, l.Kind, l.RefundOf, l.Ordinal = "w", d.no, d.kind, d.refundOf, -1
			l.Store, l.Scene, l.Cancelled = 3, SceneGroup, cancelled
			if named {
				l.Customer = d.buyer
			}
			if w.r.IntN(4) == 0 {
				l.Community = community.ID(1 + w.r.IntN(3))
			}
			if w.r.IntN(4) == 0 {
				l.By, l.Act = customer.ID(1+w.r.IntN(4)), Acts()[w.r.IntN(5)].Code
			}
			lines = append(lines, l)
		}
		out = append(out, lines)
	}
	var mixed []Entry
	for len(out) > 0 {
		i := w.r.IntN(len(out))
		mixed = append(mixed, out[i][0])
		if out[i] = out[i][1:]; len(out[i]) == 0 {
			out = slices.Delete(out, i, i+1)
		}
	}
	return mixed
}

func takeFile(t *testing.T, d *db.DB, r *rand.Rand, importID int64, file []Entry) {
	t.Helper()
	for rest := slices.Clone(file); len(rest) > 0; {
		n := 1 + r.IntN(len(rest))
		if err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := Take(ctx, tx, importID, time.UTC, rest[:n])
			return err
		}); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
}

// forget undoes an import to its end, in chunks, and checks that every chunk leaves all right.
func forget(t *testing.T, d *db.DB, importID int64, limit int) {
	t.Helper()
	dependents := must[[]customer.Dependent](t)(ImportDependents(t.Context(), d.Read(), importID))
	for _, x := range dependents {
		if x.Kind != "refund" { // of another import: undone all the same, to see that nothing breaks
			t.Errorf("import %d: %+v", importID, x)
		}
	}
	for more := true; more; {
		if err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
			_, more, err = ForgetImport(ctx, tx, importID, limit)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		clean(t, d)
	}
	for more := true; more; {
		if err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
			more, err = customer.ForgetImport(ctx, tx, importID, 100, StillUsed)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// dump gives everything that does not hang on ids or on when it was written.
func dump(t *testing.T, d *db.DB) []string {
	t.Helper()
	var out []string
	for _, query := range []string{
		`SELECT 'order ' || ` + text("o.order_no", "o.kind", "COALESCE(s.order_no, '')", "o.customer_id", "o.amount", "o.refunded",
			"o.goods", "o.state", "o.import_id", "o.version", "o.community_id", "o.by_id", "o.act") + ` FROM commerce_order o LEFT JOIN commerce_order s ON s.id = o.refund_of`,
		`SELECT 'line ' || ` + text("o.order_no", "l.ordinal", "l.sku", "l.quantity", "l.amount", "l.class", "l.import_id") +
			` FROM commerce_line l JOIN commerce_order o ON o.id = l.order_id`,
		`SELECT 'seen ' || ` + text("s.import_id", "o.order_no", "s.lines") + ` FROM commerce_seen s LEFT JOIN commerce_order o ON o.id = s.order_id`,
		`SELECT 'product ' || ` + text("sku", "import_id") + ` FROM commerce_product`,
		`SELECT 'touch ' || ` + text("o.order_no", "t.kind", "t.customer_id", "t.import_id") +
			` FROM customer_touch t LEFT JOIN commerce_order o ON o.id = t.ref_id`,
		`SELECT 'day ' || ` + text("day", "scene", "orders", "unmatched", "amount", "refunded", "unnamed", "adjusted", "cancelled") + ` FROM commerce_day`,
		`SELECT 'buyer ' || ` + text("customer_id", "day", "orders", "amount") + ` FROM commerce_buyer_day`,
		`SELECT 'buyer sum ' || ` + text("customer_id", "orders", "amount", "largest", "first_at", "last_at") + ` FROM commerce_buyer`,
		`SELECT 'act ' || ` + text("customer_id", "day", "kind", "acts") + ` FROM customer_act_day`,
		`SELECT 'sku ' || ` + text("month", "sku", "quantity", "amount") + ` FROM commerce_sku_month`,
	} {
		out = append(out, must[[]string](t)(db.All[string](t.Context(), d.Read(), query))...)
	}
	slices.Sort(out)
	return out
}

// TestUndo imports and undoes at random: what is left equals what the imports that remain would have brought alone, and
// everything derived is right after every step.
func TestUndo(t *testing.T) {
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		seeds := uint64(25)
		if d.Engine() == db.Postgres {
			seeds = 6
		}
		for seed := range seeds {
			r := rand.New(rand.NewPCG(seed, 1))
			w := newWorld(r)
			files := map[int64][]Entry{}
			for importID := int64(1); importID <= 6; importID++ {
				files[importID] = w.file()
				takeFile(t, d.DB, r, importID, files[importID])
				clean(t, d.DB)
				for id := range files {
					if r.IntN(4) == 0 {
						forget(t, d.DB, id, 1+r.IntN(12))
						delete(files, id)
					}
				}
			}
			got := dump(t, d.DB)
			wipe(t, d.DB)
			left := keys(files)
			slices.Sort(left)
			for _, id := range left {
				takeFile(t, d.DB, r, id, files[id])
			}
			if diff := cmp.Diff(dump(t, d.DB), got); diff != "" {
				t.Fatalf("seed %d, imports left %v: (-never imported +undone)\n%s", seed, left, diff)
			}
			wipe(t, d.DB)
		}
	})
}

func wipe(t *testing.T, d *db.DB) {
	t.Helper()
	if err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for _, table := range []string{"commerce_order", "commerce_line", "commerce_seen", "commerce_product", "commerce_day",
			"commerce_buyer_day", "commerce_buyer", "commerce_sku_month", "customer_touch", "customer_act_day"} {
			if _, err := db.Exec(ctx, tx, `DELETE FROM `+table); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestUndoDependents(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		r := rand.New(rand.NewPCG(1, 1))
		one := []Entry{{Source: "w", OrderNo: "1", Kind: Sale, Ordinal: -1, At: 1, Quantity: money.MicroUnit, Price: 5 * money.MicroUnit}}
		takeFile(t, d.DB, r, 7, one)
		orders := must[[]Order](t)(s.Orders(ctx, Filter{}))
		must[OrderID](t)(s.Refund(ctx, orders[0].ID, 100, "r"))
		kinds := func(importID int64) (out []string) {
			for _, x := range must[[]customer.Dependent](t)(ImportDependents(ctx, d.Read(), importID)) {
				out = append(out, x.Kind+" "+x.ID)
			}
			return out
		}
		id := orders[0].ID.String()
		if diff := cmp.Diff([]string{"order " + id, "refund " + id}, kinds(7)); diff != "" {
			t.Error(diff)
		}
		takeFile(t, d.DB, r, 8, one) // another import brings it as well: nothing would be lost now
		if got := kinds(7); len(got) != 0 {
			t.Errorf("dependents of an import that another repeats: %v", got)
		}
	})
}

// TestForgetSpend undoes costs: those that another import brought too pass to it.
func TestForgetSpend(t *testing.T) {
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		both := []Spend{{Source: "a", Channel: "x", Day: "2026-01-01", Amount: 1}, {Source: "a", Channel: "y", Day: "2026-01-01", Amount: 2}}
		for id, part := range map[int64][]Spend{1: both, 2: both[:1]} {
			if err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := TakeSpend(ctx, tx, id, part)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		forget(t, d.DB, 1, 100)
		got := must[[]Spend](t)(db.All[Spend](t.Context(), d.Read(), `SELECT `+spendColumns+` FROM commerce_spend`))
		if len(got) != 1 || got[0].Channel != "x" || got[0].ImportID != 2 {
			t.Errorf("left: %+v", got)
		}
		forget(t, d.DB, 2, 100)
		if n := count(t, d, `SELECT COUNT(*) FROM commerce_spend`); n != 0 {
			t.Errorf("%d costs left", n)
		}
	})
}

// TestRebuild breaks everything derived; Check names it and Rebuild mends it.
func TestRebuild(t *testing.T) {
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		r := rand.New(rand.NewPCG(3, 1))
		w := newWorld(r)
		takeFile(t, d.DB, r, 1, w.file())
		want := dump(t, d.DB)
		exec := func(statement string) {
			if err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := db.Exec(ctx, tx, statement)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		for _, damage := range []string{`UPDATE commerce_day SET amount = amount + 1`, `DELETE FROM commerce_buyer_day`,
			`UPDATE commerce_sku_month SET quantity = 5`, `UPDATE commerce_order SET amount = amount + 1, refunded = 77`} {
			exec(damage)
			if len(must[[]db.Difference](t)(Check(t.Context(), d.Read()))) == 0 {
				t.Errorf("Check did not see: %s", damage)
			}
		}
		if err := d.Tx(t.Context(), Rebuild); err != nil {
			t.Fatal(err)
		}
		clean(t, d.DB)
		if diff := cmp.Diff(want, dump(t, d.DB)); diff != "" {
			t.Error(diff)
		}
	})
}
