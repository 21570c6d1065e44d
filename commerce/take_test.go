package commerce

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/testkit/dbtest"
)

func TestWeigh(t *testing.T) {
	const one = money.MicroUnit
	for _, c := range []struct {
		quantity, price money.Micro
		given           money.Fen
		isGiven         bool
		amount          money.Fen
		class           Class
	}{
		{one, 2_545_000, 0, false, 255, Goods}, // half up
		{3 * one, 850_000, 0, false, 255, Goods},
		{-one, 2_545_000, 0, false, -255, Return},
		{one, 0, 0, false, 0, Free},
		{-5 * one, 0, 0, false, 0, Free},
		{one, -2_545_000, 0, false, -255, Discount},
		{2 * one, 0, 999, true, 999, Goods},
		{one, 5 * one, 0, true, 0, Free},
		{one, 5 * one, -100, true, -100, Discount},
		{-one, 0, -100, true, -100, Return},
	} {
		amount, class, err := weigh(c.quantity, c.price, c.given, c.isGiven)
		if err != nil || amount != c.amount || class != c.class {
			t.Errorf("%s × %s: %v %v %v, want %v %v", c.quantity, c.price, amount, class, err, c.amount, c.class)
		}
	}
	if _, _, err := weigh(1<<62, 1<<62, 0, false); fault.Of(err).Code != ErrTooLarge.Code {
		t.Errorf("a line past all bounds: %v", err)
	}
}

func TestScenes(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range Scenes() {
		for _, word := range []string{string(l.Code), l.Zh, l.En} {
			if s, err := ParseScene(" " + word); err != nil || s != l.Code || !s.Valid() || seen[word] {
				t.Errorf("%q is read as %q, %v", word, s, err)
			}
			seen[word] = true
		}
	}
	if s, err := ParseScene(""); s != SceneUnknown || err != nil || len(Scenes()) != 17 {
		t.Errorf("blank is %q, %v", s, err)
	}
	if _, err := ParseScene("月球"); err == nil || Scene("moon").Valid() {
		t.Error("a scene that does not exist was taken")
	}
}

// entry is one line of one unit at a price in yuan.
func entry(no string, kind Kind, price money.Micro) Entry {
	return Entry{Source: "w", OrderNo: no, Kind: kind, Ordinal: -1, Customer: 5, At: dbtest.Start.UnixMilli(), SKU: "a",
		Name: "甲", Quantity: money.MicroUnit, Price: price * money.MicroUnit}
}

func take(t *testing.T, d *db.DB, importID int64, entries ...Entry) (fates []Fate) {
	t.Helper()
	if err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		fates, err = Take(ctx, tx, importID, time.UTC, entries)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return fates
}

func added(fates []Fate) string {
	s := ""
	for _, f := range fates {
		switch {
		case f.Refusal != nil:
			s += "!"
		case f.Added:
			s += "+"
		default:
			s += "."
		}
	}
	return s
}

// TestTakeAgain: the same file adds nothing, a longer one its new lines only; exact duplicates within a file are kept.
func TestTakeAgain(t *testing.T) {
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		file := []Entry{entry("1", Sale, 2), entry("2", Sale, 3), entry("1", Sale, 2), entry("2", Sale, 4)}
		fates := take(t, d.DB, 1, file...)
		if diff := cmp.Diff(map[string]int64{"goods": 4}, Counts(fates)); diff != "" || added(fates) != "++++" {
			t.Errorf("first: %s %s", added(fates), diff)
		}
		if got := added(take(t, d.DB, 2, file[:3]...)) + added(take(t, d.DB, 2, file[3], entry("2", Sale, 9))); got != "....+" {
			t.Errorf("a longer file in two batches: %s", got)
		}
		if got := added(take(t, d.DB, 3, append(file, entry("2", Sale, 9))...)); got != "....." {
			t.Errorf("and again: %s", got)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM commerce_line`); n != 5 {
			t.Errorf("%d lines", n)
		}
		clean(t, d.DB)
	})
}

// TestHeads: a refund may come before its sale, buyers may be named later, cancelling flows through, and what clashes is
// counted or refused.
func TestHeads(t *testing.T) {
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		refund := entry("r", Refund, -7)
		refund.RefundOf = "s"
		take(t, d.DB, 1, refund)
		unnamed := count(t, d, `SELECT CAST(SUM(unnamed) AS BIGINT) FROM commerce_day`)
		s := entry("s", Sale, 10)
		s.Customer = 0
		take(t, d.DB, 1, s)
		if now := count(t, d, `SELECT CAST(SUM(unnamed) AS BIGINT) FROM commerce_day`); unnamed != 700 || now != 0 {
			t.Errorf("unnamed refunds: %d, then %d", unnamed, now)
		}
		named := entry("s", Sale, 1)
		other, later := named, named
		other.Customer, later.At = 6, later.At+86_400_000
		fates := take(t, d.DB, 1, named, other, later)
		if got := Counts(fates)["header_differs"]; got != 2 {
			t.Errorf("%d heads differ", got)
		}
		o := must[Order](t)(db.One[Order](t.Context(), d.Read(), `SELECT `+orderColumns+` FROM commerce_order WHERE order_no = 's'`))
		if o.CustomerID != 5 || o.Amount != 1300 || o.Refunded != 700 || !o.Kept() {
			t.Errorf("the sale: %+v", o)
		}
		if n := count(t, d, `SELECT amount FROM commerce_buyer_day WHERE customer_id = 5`); n != 600 {
			t.Errorf("the buyer's day: %d", n)
		}
		clean(t, d.DB)
		s.Cancelled = true
		take(t, d.DB, 2, s)
		if n := count(t, d, `SELECT cancelled * 100 + orders FROM commerce_day`); n != 100 {
			t.Errorf("cancelled, orders: %d", n)
		}
		bad := []Entry{entry("", Sale, 1), entry("x", "gift", 1), entry("x", Sale, 1<<40), entry("x", Sale, 1)}
		if got := added(take(t, d.DB, 3, bad...)); got != "!!!+" {
			t.Errorf("bad lines: %s", got)
		}
		clean(t, d.DB)
	})
}

// TestRandomVerbs mixes imports, documents of the API, cancellations, refunds, buyers found and undos at random:
// everything derived is right after each.
func TestRandomVerbs(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		steps := 400
		if d.Engine() == db.Postgres {
			steps = 100
		}
		r := rand.New(rand.NewPCG(11, 1))
		w := newWorld(r)
		var people []customer.ID
		for _, p := range must[[]Placed](t)(s.Place(ctx, []Document{sale("p1", phone(1), 1), sale("p2", phone(2), 1)})) {
			people = append(people, p.Buyer)
		}
		did := map[string]int{}
		for step := range steps {
			ids := must[[]OrderID](t)(db.All[OrderID](t.Context(), d.Read(), `SELECT id FROM commerce_order ORDER BY id`))
			id := ids[r.IntN(len(ids))]
			var err error
			var verb string
			switch r.IntN(7) {
			case 0:
				verb = "import"
				takeFile(t, d.DB, r, int64(1+r.IntN(5)), w.file())
			case 1:
				verb = "cancel"
				err = s.Cancel(ctx, id, "")
			case 2, 3:
				verb = "refund"
				_, err = s.Refund(ctx, id, money.Fen(1+r.IntN(300)), fmt.Sprint("v", step))
			case 4:
				verb = "assign"
				err = s.Assign(ctx, id, people[r.IntN(2)])
			case 5:
				verb = "place"
				doc := sale(fmt.Sprint("S", r.IntN(12)), phone(r.IntN(3)), 3_000_000, -1_000_000)
				doc.Source, doc.Cancelled = "w", r.IntN(5) == 0
				_, err = s.Place(ctx, []Document{doc})
			case 6:
				verb = "forget"
				err = d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
					_, _, err := ForgetImport(ctx, tx, int64(1+r.IntN(5)), 1+r.IntN(20))
					return err
				})
			}
			if f := fault.Of(err); err != nil && f.Kind == fault.Internal {
				t.Fatalf("step %d %s: %v", step, verb, err)
			}
			if err == nil {
				did[verb]++
			}
			if clean(t, d.DB); t.Failed() {
				t.Fatalf("after step %d, %s", step, verb)
			}
		}
		for _, verb := range []string{"import", "cancel", "refund", "assign", "place", "forget"} {
			if did[verb] == 0 {
				t.Errorf("%s never succeeded: the test shows nothing about it", verb)
			}
		}
	})
}
