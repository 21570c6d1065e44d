package insight

import (
	"context"
	"fmt"
	"io/fs"
	"testing"
	"time"

	"qunli/commerce"
	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/money"
	"qunli/org"
	"qunli/referral"
	"qunli/segment"
	"qunli/testkit/dbtest"
)

func rooms() []fs.FS {
	return []fs.FS{org.Schema, customer.Schema, segment.Schema, community.Schema, conversation.Schema, commerce.Schema, referral.Schema,
		desk.Schema, Schema, job.Schema, event.Schema}
}

// bus is where the shop's rooms tell what happened; nobody hears it.
func (s *shop) bus() *event.Bus { return event.NewBus(job.New(s.DB, job.Options{})) }

// shop is a small brand under test.
type shop struct {
	*testing.T
	dbtest.Fixture
	*Service
	stores map[string]org.StoreID
	zone   *time.Location
}

func eachShop(t *testing.T, f func(s *shop)) {
	dbtest.Each(t, rooms(), func(t *testing.T, d dbtest.Fixture) { f(newShop(t, d)) })
}

func newShop(t *testing.T, d dbtest.Fixture) *shop {
	zone, err := org.Zone(t.Context(), d.Read())
	if err != nil {
		t.Fatal(err)
	}
	return &shop{T: t, Fixture: d, Service: NewService(d.DB), zone: zone}
}

func (s *shop) root() context.Context { return org.Owner(s.Context(), "test") }

// keeper is a person of one store's staff.
func (s *shop) keeper(store string) context.Context {
	return org.As(s.Context(), org.Actor{Kind: org.ActorStaff, ID: 1, Role: org.RoleStore, Scope: org.ScopeStore, Store: s.stores[store]})
}

// actor is who acts in ctx.
func (s *shop) actor(ctx context.Context) org.Actor {
	a, _ := org.ActorOf(ctx)
	return a
}

func (s *shop) tx(f func(ctx context.Context, tx *db.Tx) error) {
	s.Helper()
	if err := s.DB.Tx(s.root(), f); err != nil {
		s.Fatal(err)
	}
}

// open opens stores by code.
func (s *shop) open(codes ...string) {
	s.tx(func(ctx context.Context, tx *db.Tx) (err error) {
		s.stores, err = org.EnsureStores(ctx, tx, codes)
		return err
	})
}

func (s *shop) at(day string, hour int) int64 {
	d, err := time.ParseInLocation(time.DateOnly, day, s.zone)
	if err != nil {
		s.Fatal(err)
	}
	return d.Add(time.Duration(hour) * time.Hour).UnixMilli()
}

// people makes customers of the given account names, added on day ("" unknown) by channel.
func (s *shop) people(day, channel string, names ...string) []customer.ID {
	var cards []customer.Card
	for _, n := range names {
		c := customer.Card{Keys: []customer.Key{{Kind: customer.Account, Space: "shop", Value: n}}, Channel: channel}
		if day != "" {
			c.AddedAt = s.at(day, 9)
		}
		cards = append(cards, c)
	}
	var ids []customer.ID
	s.tx(func(ctx context.Context, tx *db.Tx) error {
		ids = nil
		resolved, err := customer.Resolve(ctx, tx, 0, cards)
		for _, r := range resolved {
			ids = append(ids, r.ID)
		}
		return err
	})
	return ids
}

// sale is one order of one line at 1.00 a piece.
func (s *shop) sale(no string, who customer.ID, day string, hour int, fen money.Fen) commerce.Entry {
	return commerce.Entry{Source: "shop", OrderNo: no, Kind: commerce.Sale, Customer: who, At: s.at(day, hour), SKU: "sku-" + no,
		Quantity: money.MicroUnit, Price: money.Micro(fen) * 10_000}
}

func (s *shop) take(entries ...commerce.Entry) {
	s.tx(func(ctx context.Context, tx *db.Tx) error {
		fates, err := commerce.Take(ctx, tx, 0, s.zone, entries)
		for _, f := range fates {
			if f.Refusal != nil {
				return f.Refusal
			}
		}
		return err
	})
}

func (s *shop) ask(ctx context.Context, name string, p Params) Answer {
	s.Helper()
	a, err := s.Ask(ctx, name, p)
	if err != nil {
		s.Fatalf("%s: %v", name, err)
	}
	return a
}

// value gives a number of the answer, -1 when there is no data.
func (s *shop) value(a Answer, name string) float64 {
	s.Helper()
	v, ok := a.Value(name)
	if !ok {
		s.Fatalf("%s has no value %s", a.Metric, name)
	}
	if v.Number == nil {
		return -1
	}
	return *v.Number
}

func (s *shop) leftOut(a Answer, code string) any {
	s.Helper()
	for _, l := range a.LeftOut {
		if l.Code == code {
			if l.Count == nil {
				return "unknown"
			}
			return *l.Count
		}
	}
	s.Fatalf("%s leaves out no %s", a.Metric, code)
	return nil
}

// rowsMatch opens every number of the answer that can be opened and compares it with its rows (INS-20).
func (s *shop) rowsMatch(ctx context.Context, a Answer) {
	s.Helper()
	opened := 0
	check := func(what string, ref RowsRef, want *float64) {
		if ref.Set == "" || want == nil {
			return
		}
		opened++
		if got := s.weigh(ctx, a, ref); got != *want {
			s.Errorf("%s %s: the rows %v make %v, the number is %v", a.Metric, what, ref, got, *want)
		}
	}
	for _, v := range a.Values {
		check(v.Name, v.Rows, v.Number)
	}
	for _, d := range a.Denominators {
		check(d.Name, d.Rows, whole(d.Count))
	}
	for _, t := range a.Tables {
		for _, row := range t.Rows {
			for i, c := range row {
				if t.Columns[i].Unit == Count {
					check(fmt.Sprintf("%s %v", t.Name, c.Set), RowsRef{Set: c.Set}, c.Number)
				}
			}
		}
	}
	if opened == 0 {
		s.Errorf("%s opens nothing", a.Metric)
	}
}

// weigh walks all pages of a set and gives the count of its rows, or the sum of the column.
func (s *shop) weigh(ctx context.Context, a Answer, ref RowsRef) float64 {
	s.Helper()
	rows, sum, after := 0, 0.0, ""
	for {
		l, err := s.Rows(ctx, a.Metric, a.Params, ref.Set, Page{After: after, Limit: 1000})
		if err != nil {
			s.Fatalf("%s %s: %v", a.Metric, ref.Set, err)
		}
		rows += len(l.Rows)
		for i, c := range l.Columns {
			for _, r := range l.Rows {
				if c.Name == ref.Column && r.Cells[i].Number != nil {
					sum += *r.Cells[i].Number
				}
			}
		}
		if after = l.Next; after != "" {
			continue
		}
		if rows != l.Count {
			s.Errorf("%s %s: %d rows on the pages, count %d", a.Metric, ref.Set, rows, l.Count)
		}
		if ref.Column == "" {
			return float64(rows)
		}
		return sum
	}
}
