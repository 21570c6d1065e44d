package commerce

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"testing"
	"time"

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

var allRooms = []fs.FS{org.Schema, customer.Schema, community.Schema, Schema, job.Schema, event.Schema}

// house is a Service with all it needs, acting as owner.
func house(t *testing.T, d dbtest.Fixture) (context.Context, *Service) {
	t.Helper()
	bus := event.NewBus(job.New(d.DB, job.Options{}))
	return org.Owner(t.Context(), "test"), New(d.DB, bus, customer.New(d.DB, bus))
}

func as(ctx context.Context, role org.Role, scope org.ScopeKind, store org.StoreID) context.Context {
	return org.As(ctx, org.Actor{Kind: org.ActorStaff, ID: 5, Staff: 5, Role: role, Scope: scope, Store: store})
}

func phone(n int) []customer.Key {
	return []customer.Key{{Kind: customer.Phone, Value: fmt.Sprintf("138%08d", n)}}
}

func sale(no string, buyer []customer.Key, prices ...money.Micro) Document {
	d := Document{Source: "pos", OrderNo: no, Kind: Sale, Buyer: buyer, Scene: SceneCounter, At: dbtest.Start.UnixMilli()}
	for i, p := range prices {
		d.Lines = append(d.Lines, DocumentLine{SKU: fmt.Sprint("sku", i), Name: "货", Quantity: money.MicroUnit, Price: p})
	}
	return d
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func count(t *testing.T, d dbtest.Fixture, query string, args ...any) int64 {
	t.Helper()
	return must[int64](t)(db.One[int64](t.Context(), d.Read(), query, args...))
}

// TestIngestion is SHP-12: 1,000 lines, 40 refunds, 15 unknown buyers → 985 matched, 15 queued, net right to the fen.
func TestIngestion(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		var documents []Document
		var want money.Fen
		for i := range 1000 {
			buyer := phone(i % 300)
			if i%67 == 3 {
				buyer = nil
			}
			price := money.Micro(1_234_567 + 10_001*i) // rounds to the fen, half up
			amount := must[money.Fen](t)(money.Times(money.MicroUnit, price))
			want += amount
			documents = append(documents, sale(fmt.Sprint("S", i), buyer, price))
		}
		for i := range 40 {
			r := Document{Source: "pos", OrderNo: fmt.Sprint("R", i), Kind: Refund, RefundOf: fmt.Sprint("S", i*10),
				At: dbtest.Start.Add(72 * time.Hour).UnixMilli(), Lines: []DocumentLine{{SKU: "sku0", Quantity: -money.MicroUnit, Amount: -100, AmountGiven: true}}}
			want -= 100
			documents = append(documents, r)
		}
		for start := 0; start < len(documents); start += 500 {
			must[[]Placed](t)(s.Place(ctx, documents[start:min(start+500, len(documents))]))
		}
		scenes, total, err := s.SceneTotals(ctx, "", "", 0)
		if err != nil || total.Net != want || total.Orders != 1000 || total.Unmatched != 15 {
			t.Fatalf("net %v, want %v; %+v, %v", total.Net, want, total, err)
		}
		if len(scenes) != 17 || scenes[15].Scene != SceneCounter || scenes[15].Orders != 1000 {
			t.Errorf("scenes: %+v", scenes)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM event_fact WHERE kind = 'commerce.orders_placed'`); n != 3 {
			t.Errorf("%d facts of three calls", n)
		}
		var queue []Order
		page := Filter{Limit: 6}
		for {
			part := must[[]Order](t)(s.Unmatched(ctx, page))
			if queue = append(queue, part...); len(part) < 6 {
				break
			}
			page.After = &Cursor{ID: part[5].ID}
		}
		var pages int
		page = Filter{Limit: 200}
		for {
			part := must[[]Order](t)(s.Orders(ctx, page))
			if pages += len(part); len(part) < 200 {
				break
			}
			page.After = &Cursor{part[199].At, part[199].ID}
		}
		if pages != 1040 {
			t.Errorf("%d documents on all pages, want 1040", pages)
		}
		if len(queue) != 15 {
			t.Fatalf("%d queued, want 15", len(queue))
		}
		if n := count(t, d, `SELECT COUNT(*) FROM commerce_order WHERE kind = 'sale' AND customer_id <> 0`); n != 985 {
			t.Errorf("%d matched, want 985", n)
		}
		again := must[[]Placed](t)(s.Place(ctx, documents[:500]))
		for _, p := range again {
			if p.Added {
				t.Fatalf("%s was added twice", p.ID)
			}
		}
		buyer := again[0].Buyer
		if err := s.Assign(ctx, queue[0].ID, buyer); err != nil {
			t.Fatal(err)
		}
		if err := s.Assign(ctx, queue[0].ID, again[1].Buyer); !errors.Is(err, ErrMatched) {
			t.Errorf("a second buyer: %v", err)
		}
		if n := len(must[[]Order](t)(s.Unmatched(ctx, Filter{}))); n != 14 {
			t.Errorf("%d queued after one was resolved", n)
		}
		clean(t, d.DB)
	})
}

func TestRefundAndCancel(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		id := must[[]Placed](t)(s.Place(ctx, []Document{sale("1", phone(1), 100_000_000)}))[0].ID
		first := must[OrderID](t)(s.Refund(ctx, id, 4_000, "r1"))
		if same := must[OrderID](t)(s.Refund(ctx, id, 4_000, "r1")); same != first {
			t.Error("the same refund was booked twice")
		}
		if _, err := s.Refund(ctx, id, 1, "r1"); !errors.Is(err, ErrRefundTaken) {
			t.Errorf("another amount under one number: %v", err)
		}
		if _, err := s.Refund(ctx, id, 6_001, "r2"); !errors.Is(err, ErrOverRefund) {
			t.Errorf("too large a refund: %v", err)
		}
		must[OrderID](t)(s.Refund(ctx, id, 6_000, "r2"))
		_, total, err := s.SceneTotals(ctx, "", "", 0)
		if err != nil || total.Orders != 0 || total.Net != 0 || total.Refunded != 10_000 {
			t.Errorf("refunded whole: %+v, %v", total, err)
		}
		if err := s.Cancel(ctx, first, "wrong"); err != nil {
			t.Fatal(err)
		}
		o, lines, err := s.Get(ctx, id)
		if err != nil || o.Refunded != 6_000 || len(lines) != 1 || !o.Kept() {
			t.Errorf("after the refund was cancelled: %+v, %v", o, err)
		}
		clean(t, d.DB)
	})
}

func TestPermissions(t *testing.T) {
	d := dbtest.Open(t, "sqlite://"+t.TempDir()+"/q.db", allRooms)
	_, s := house(t, d)
	verbs := map[string]func(ctx context.Context) error{
		"Place":       func(ctx context.Context) error { _, err := s.Place(ctx, nil); return err },
		"Cancel":      func(ctx context.Context) error { return s.Cancel(ctx, 1, "") },
		"Refund":      func(ctx context.Context) error { _, err := s.Refund(ctx, 1, 1, "r"); return err },
		"Assign":      func(ctx context.Context) error { return s.Assign(ctx, 1, 1) },
		"PutProduct":  func(ctx context.Context) error { _, err := s.PutProduct(ctx, Product{SKU: "a"}); return err },
		"RecordSpend": func(ctx context.Context) error { _, err := s.RecordSpend(ctx, nil); return err },
	}
	readers := map[string]func(ctx context.Context) error{
		"Orders":      func(ctx context.Context) error { _, err := s.Orders(ctx, Filter{}); return err },
		"Unmatched":   func(ctx context.Context) error { _, err := s.Unmatched(ctx, Filter{}); return err },
		"Get":         func(ctx context.Context) error { _, _, err := s.Get(ctx, 1); return err },
		"SceneTotals": func(ctx context.Context) error { _, _, err := s.SceneTotals(ctx, "", "", 0); return err },
		"Products":    func(ctx context.Context) error { _, err := s.Products(ctx, ProductFilter{}); return err },
		"LadderGaps":  func(ctx context.Context) error { _, err := s.LadderGaps(ctx); return err },
		"SpendList":   func(ctx context.Context) error { _, err := s.SpendList(ctx, SpendFilter{}); return err },
		"SpendTotal":  func(ctx context.Context) error { _, err := s.SpendTotal(ctx, SpendFilter{}); return err },
	}
	for name, verb := range verbs {
		if err := verb(as(t.Context(), "reader", "all", 0)); fault.Of(err).Kind != fault.Denied {
			t.Errorf("%s by a reader: %v", name, err)
		}
		readers[name] = verb
	}
	for name, verb := range readers {
		if err := verb(t.Context()); fault.Of(err).Kind != fault.Unauthenticated {
			t.Errorf("%s by nobody: %v", name, err)
		}
		if err := verb(as(t.Context(), "nobody", "all", 0)); fault.Of(err).Kind != fault.Denied {
			t.Errorf("%s by an unknown role: %v", name, err)
		}
	}
}

func TestScope(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		mine, theirs := sale("1", phone(1), 1_000_000), sale("2", phone(2), 2_000_000)
		stores := openStores(t, d, "A", "B")
		mine.Store, theirs.Store = stores["A"], stores["B"]
		placed := must[[]Placed](t)(s.Place(ctx, []Document{mine, theirs}))
		at := as(t.Context(), "store", "store", stores["A"])
		list := must[[]Order](t)(s.Orders(at, Filter{}))
		if len(list) != 1 || list[0].ID != placed[0].ID {
			t.Errorf("a store's list: %v", list)
		}
		if _, total, _ := s.SceneTotals(at, "", "", 0); total.Amount != 100 {
			t.Errorf("a store's total: %v", total.Amount)
		}
		_, _, err := s.Get(at, placed[1].ID)
		theirs.Cancelled = true
		_, forged := s.Place(at, []Document{theirs})
		theirs.Store = stores["A"]
		_, taken := s.Place(at, []Document{theirs})
		_, refund := s.Refund(at, placed[1].ID, 1, "r")
		for i, err := range []error{err, forged, taken, refund, s.Cancel(at, placed[1].ID, ""),
			s.Assign(at, placed[1].ID, placed[1].Buyer)} {
			if !errors.Is(err, org.ErrScope) {
				t.Errorf("%d: another store's order: %v", i, err)
			}
		}
		clean(t, d.DB)
	})
}

// TestManyAtOnce sends one document from a hundred callers: it enters once.
func TestManyAtOnce(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		var wg sync.WaitGroup
		errs := make([]error, 100)
		for i := range errs {
			wg.Go(func() { _, errs[i] = s.Place(ctx, []Document{sale("1", phone(1), 5_000_000, 7_000_000)}) })
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		orders, lines := count(t, d, `SELECT COUNT(*) FROM commerce_order`), count(t, d, `SELECT COUNT(*) FROM commerce_line`)
		touches := count(t, d, `SELECT COUNT(*) FROM customer_touch WHERE kind = 'order'`)
		if orders != 1 || lines != 2 || touches != 1 {
			t.Errorf("%d orders, %d lines, %d touches", orders, lines, touches)
		}
		clean(t, d.DB)
	})
}

// TestLadder is SHP-01: a line that lacks a role is named; a buyer of role 2 is offered role 3, never role 1.
func TestLadder(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		for sku, role := range map[string]Role{"sku0": Low, "sku1": Traffic, "h": High} {
			must[Product](t)(s.PutProduct(ctx, Product{SKU: sku, Line: "阿胶", Role: role, OnSale: true}))
		}
		gaps := must[[]LadderGap](t)(s.LadderGaps(ctx))
		if len(gaps) != 1 || len(gaps[0].Missing) != 1 || gaps[0].Missing[0] != Premium {
			t.Errorf("gaps: %+v", gaps)
		}
		p := must[[]Placed](t)(s.Place(ctx, []Document{sale("1", phone(1), 9_000_000)}))[0]
		next, products, err := NextRung(ctx, d.Read(), p.Buyer)
		if err != nil || next != High || len(products) != 1 || products[0].SKU != "h" {
			t.Errorf("offered %q %v, %v", next, products, err)
		}
		if next, _, _ := NextRung(ctx, d.Read(), 999); next != Traffic {
			t.Errorf("somebody new is offered %q", next)
		}
		h := products[0]
		h.Price = 100
		must[Product](t)(s.PutProduct(ctx, h))
		if _, err := s.PutProduct(ctx, h); !errors.Is(err, ErrProductChanged) {
			t.Errorf("a stale version: %v", err)
		}
	})
}

func TestSpend(t *testing.T) {
	dbtest.Each(t, allRooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, s := house(t, d)
		day := []Spend{{Source: "ads", Channel: "douyin", Day: "2026-03-01", Amount: 1234}, {Source: "ads", Channel: "weibo", Day: "2026-03-01"}}
		if n := must[int](t)(s.RecordSpend(ctx, day)); n != 2 {
			t.Errorf("%d recorded", n)
		}
		if n := must[int](t)(s.RecordSpend(ctx, day)); n != 0 {
			t.Errorf("%d recorded again", n)
		}
		day[0].Amount = 5
		_, err := s.RecordSpend(ctx, day)
		if !errors.Is(err, ErrSpendDiffers) || fault.Of(err).En != "Spend of channel douyin on 2026-03-01 is recorded as 12.34; undo or correct that first" {
			t.Errorf("another amount: %v", err)
		}
		total := must[[]ChannelSpend](t)(s.SpendTotal(ctx, SpendFilter{From: "2026-03-01", To: "2026-03-01"}))
		if len(total) != 2 || total[0] != (ChannelSpend{"douyin", 1234}) {
			t.Errorf("total: %v", total)
		}
	})
}
