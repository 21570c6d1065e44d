package commerce

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/testkit/dbtest"
)

const day = 86_400_000

func bought(t *testing.T, d dbtest.Fixture, i customer.ID) Buyer {
	t.Helper()
	b := must[map[customer.ID]Buyer](t)(Bought(t.Context(), d.Read(), []customer.ID{i}))[i]
	if b.FirstAt != 0 {
		b.FirstAt, b.LastAt = (b.FirstAt-dbtest.Start.UnixMilli())/day, (b.LastAt-dbtest.Start.UnixMilli())/day
	}
	return b
}

// TestBuyer follows what one person bought through orders, refunds, cancellations and a buyer found later; days count from
// the first. COM-06: the largest single order is what a core group asks about.
func TestBuyer(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		place := func(no string, buyer []customer.Key, after int64, yuan money.Micro) Placed {
			doc := sale(no, buyer, yuan*money.MicroUnit)
			doc.At += after * day
			return must[[]Placed](t)(s.Place(ctx, []Document{doc}))[0]
		}
		first := place("1", phone(1), 3, 6000)
		who := first.Buyer
		check := func(what string, want Buyer) {
			t.Helper()
			want.CustomerID = who
			if want.Orders == 0 {
				want = Buyer{}
			}
			if diff := cmp.Diff(want, bought(t, d, who)); diff != "" {
				t.Errorf("%s: %s", what, diff)
			}
			clean(t, d.DB)
		}
		check("one order", Buyer{0, 1, 6000_00, 6000_00, 3, 3})
		second := place("2", phone(1), 5, 7000)
		lost := place("3", nil, 1, 10_000)
		check("two, and one of nobody", Buyer{0, 2, 13000_00, 7000_00, 3, 5})
		if err := s.Assign(ctx, lost.ID, who); err != nil {
			t.Fatal(err)
		}
		check("a buyer found", Buyer{0, 3, 23000_00, 10000_00, 1, 5})
		part := must[OrderID](t)(s.Refund(ctx, lost.ID, 4000_00, "r1"))
		check("refunded in part", Buyer{0, 3, 19000_00, 7000_00, 1, 5})
		must[OrderID](t)(s.Refund(ctx, lost.ID, 6000_00, "r2"))
		check("refunded whole", Buyer{0, 2, 13000_00, 7000_00, 3, 5})
		if err := s.Cancel(ctx, part, ""); err != nil {
			t.Fatal(err)
		}
		check("a refund taken back", Buyer{0, 3, 17000_00, 7000_00, 1, 5})
		for _, id := range []OrderID{second.ID, lost.ID, first.ID} {
			if err := s.Cancel(ctx, id, ""); err != nil {
				t.Fatal(err)
			}
		}
		check("all cancelled", Buyer{})
	})
}

// TestBuyerOfTwoSources: orders of one person that two systems bring and cancel at once are all counted.
func TestBuyerOfTwoSources(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		var both sync.WaitGroup
		for source := range 4 {
			both.Go(func() {
				for n := range 12 {
					doc := sale(fmt.Sprint(n), phone(1), money.Micro(1+(n*7+source)%10)*money.MicroUnit)
					doc.Source, doc.At = fmt.Sprint("s", source), doc.At+int64(n-source)*day
					out, err := s.Place(ctx, []Document{doc})
					if err == nil && n%2 == 0 {
						err = s.Cancel(ctx, out[0].ID, "")
					}
					if err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		both.Wait()
		clean(t, d.DB)
		if n := count(t, d, `SELECT orders FROM commerce_buyer`); n != 24 {
			t.Errorf("%d orders, want 24", n)
		}
	})
}

// TestUnpriced: orders of unknown amount are acts of their buyers and on their timelines, and in no revenue.
func TestUnpriced(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		file := []Entry{entry("1", Sale, 0), entry("2", Sale, 77)}
		for i := range file {
			file[i].Unpriced = true
		}
		if diff := cmp.Diff(map[string]int64{"unpriced": 2}, Counts(take(t, d.DB, 1, file...))); diff != "" {
			t.Error(diff)
		}
		if got := added(take(t, d.DB, 2, file...)); got != ".." {
			t.Errorf("the same again: %s", got)
		}
		figures := func() string {
			_, total, err := s.SceneTotals(ctx, "", "", 0)
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprint(total.Orders, total.Net, count(t, d, `SELECT COALESCE(CAST(SUM(unpriced) AS BIGINT), 0) FROM commerce_day`),
				count(t, d, `SELECT COUNT(*) FROM commerce_buyer`),
				count(t, d, `SELECT COALESCE(CAST(SUM(acts) AS BIGINT), 0) FROM customer_act_day WHERE kind = 'order'`),
				count(t, d, `SELECT COUNT(*) FROM customer_touch WHERE kind = 'order'`))
		}
		if got := figures(); got != "0 0.00 2 0 2 2" {
			t.Errorf("orders, net, unpriced, buyers, acts, touches: %s", got)
		}
		clean(t, d.DB)
		priced := entry("1", Sale, 5)
		priced.Ordinal = 1
		take(t, d.DB, 3, priced)
		if got := figures(); got != "1 5.00 1 1 2 2" {
			t.Errorf("and with a line that has a price: %s", got)
		}
		clean(t, d.DB)
		for _, o := range must[[]Order](t)(s.Orders(ctx, Filter{})) {
			if err := s.Cancel(ctx, o.ID, ""); err != nil {
				t.Fatal(err)
			}
		}
		if got := figures(); !strings.HasPrefix(got, "0 0.00 0 0 0") {
			t.Errorf("and cancelled: %s", got)
		}
		clean(t, d.DB)
	})
}

// TestActs: an order keeps the group that guided it and whose act led to it; what cannot be is refused.
func TestActs(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		var groups map[string]community.ID
		inTx(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
			groups, err = community.Ensure(ctx, tx, 0, []community.Known{{Source: "wecom", Code: "g"}})
			return err
		})
		doc := sale("1", phone(1), money.MicroUnit)
		doc.Community, doc.By = groups["g"]+1, phone(2)
		if err := mustFail(s.Place(ctx, []Document{doc})); len(fault.Of(err).Fields) != 1 || fault.Of(err).Fields[0].Name != "documents[0].community" {
			t.Errorf("an order of no group: %v", err)
		}
		doc.Community = groups["g"]
		id := must[[]Placed](t)(s.Place(ctx, []Document{doc}))[0].ID
		o, _, err := s.Get(ctx, id)
		if err != nil || o.CommunityID != groups["g"] || o.ByID == 0 || o.ByID == o.CustomerID || o.Act != ActRefer {
			t.Errorf("%+v, %v", o, err)
		}
		used := map[customer.ID]bool{}
		if err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			used, err = StillUsed(ctx, tx, []customer.ID{o.ByID, 99})
			return err
		}); err != nil || !used[o.ByID] || used[99] {
			t.Errorf("who led to an order is not held: %v, %v", used, err)
		}
		doc.OrderNo, doc.By, doc.Act = "2", nil, ActShare
		if _, err := s.Place(ctx, []Document{doc}); fault.Of(err).Code != ErrAct.Code {
			t.Errorf("an act of nobody: %v", err)
		}
		if doc.Act = "beg"; !errors.Is(mustFail(s.Place(ctx, []Document{doc})), ErrAct) {
			t.Error("an act that does not exist was taken")
		}
		later := Entry{Source: "pos", OrderNo: "3", Kind: Sale, At: dbtest.Start.UnixMilli(), Quantity: money.MicroUnit, Price: money.MicroUnit}
		take(t, d.DB, 1, later)
		later.By, later.Act, later.Community = 7, ActForward, 4
		if fates := take(t, d.DB, 2, later); added(fates) != "+" {
			t.Errorf("who led to it, told later: %+v", fates)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM commerce_order WHERE by_id = 7 AND act = 'forward' AND community_id = 4`); n != 1 {
			t.Error("it was not kept")
		}
	})
}

func mustFail[T any](_ T, err error) error { return err }

func TestActWords(t *testing.T) {
	for _, l := range Acts() {
		for _, word := range []string{string(l.Code), l.Zh, strings.ToUpper(l.En)} {
			if a, err := ParseAct(" " + word); err != nil || a != l.Code || !a.Valid() {
				t.Errorf("%q is read as %q, %v", word, a, err)
			}
		}
	}
	if a, err := ParseAct(""); a != "" || err != nil || len(Acts()) != 5 || Acts()[0].Code != ActPartner {
		t.Errorf("blank is %q, %v", a, err)
	}
	if _, err := ParseAct("beg"); !errors.Is(err, ErrAct) {
		t.Errorf("an act that does not exist: %v", err)
	}
}

// TestPlacedBy: the fact of a refund names the buyer of the sale.
func TestPlacedBy(t *testing.T) {
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		refund := entry("r", Refund, -1)
		refund.Customer, refund.RefundOf = 0, "s"
		fates := take(t, d.DB, 1, entry("s", Sale, 3), refund)
		f, ok := PlacedBy(1, fates[1:])
		if !ok || !slices.Equal(f.Customers, []customer.ID{5}) {
			t.Errorf("%+v", f)
		}
		var gone OrdersChanged
		if err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
			gone, _, err = ForgetImport(ctx, tx, 1, 100)
			return err
		}); err != nil || len(gone.Orders) != 2 || !slices.Equal(gone.Customers, []customer.ID{5}) {
			t.Errorf("%+v, %v", gone, err)
		}
	})
}

// TestAttributes: what rules may ask about stands in columns that there are.
func TestAttributes(t *testing.T) {
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		take(t, d.DB, 1, entry("1", Sale, 3))
		for _, a := range Attributes() {
			if n := count(t, d, `SELECT CAST(`+a.Value+` AS BIGINT) FROM `+a.Table+` WHERE customer_id = 5`); n == 0 {
				t.Errorf("%s is 0 after an order", a.Name)
			}
			if (a.Day != "") != (a.Name == "orders" || a.Name == "spent") {
				t.Errorf("%s: windows", a.Name)
			}
		}
	})
}
