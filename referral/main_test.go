package referral

import (
	"context"
	"fmt"
	"io/fs"
	"testing"
	"time"

	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/money"
	"qunli/org"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var rooms = []fs.FS{org.Schema, customer.Schema, community.Schema, commerce.Schema, Schema, job.Schema, event.Schema}

// house is the room with all it needs, acting as owner.
type house struct {
	dbtest.Fixture
	*Service
	people *customer.Service
	orders *commerce.Service
	jobs   *job.Queue
	owner  context.Context
	serial int
}

func open(t testing.TB, d dbtest.Fixture) *house {
	jobs := job.New(d.DB, job.Options{})
	bus := event.NewBus(jobs)
	people := customer.New(d.DB, bus, ErasePeople)
	h := &house{Fixture: d, Service: New(d.DB, bus, people), people: people, orders: commerce.New(d.DB, bus, people), jobs: jobs,
		owner: org.Owner(t.Context(), "test")}
	h.Hear()
	return h
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) { f(t, open(t, d)) })
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (h *house) tx(t testing.TB, f func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := h.DB.Tx(h.owner, f); err != nil {
		t.Fatal(err)
	}
}

// person makes a customer; addedAt 0: nobody knows since when.
func (h *house) person(t testing.TB, addedAt int64) customer.ID {
	t.Helper()
	return h.crowd(t, 1, addedAt)[0]
}

func (h *house) crowd(t testing.TB, n int, addedAt int64) []customer.ID {
	t.Helper()
	cards := make([]customer.Card, n)
	for i := range cards {
		h.serial++
		cards[i] = customer.Card{Keys: []customer.Key{{Kind: customer.Account, Space: "test", Value: fmt.Sprint(h.serial)}}, AddedAt: addedAt}
	}
	out := make([]customer.ID, n)
	h.tx(t, func(ctx context.Context, tx *db.Tx) error {
		resolved, err := customer.Resolve(ctx, tx, 0, cards)
		for i, r := range resolved {
			out[i] = r.ID
		}
		return err
	})
	return out
}

// claims binds claims of an import and tells their facts.
func (h *house) claims(t testing.TB, importID int64, claims ...Claim) []Verdict {
	t.Helper()
	var out []Verdict
	h.tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
		if out, err = Bind(ctx, tx, importID, claims); err != nil {
			return err
		}
		return h.bus.Publish(ctx, tx, Facts(importID, out)...)
	})
	return out
}

// brings is a claim of a file.
func brings(inviter, person customer.ID, at int64) Claim {
	return Claim{Customer: person, Inviter: inviter, At: at, Source: SourceImport}
}

// buys places an order of so many fen.
func (h *house) buys(t testing.TB, buyer customer.ID, amount money.Fen, at int64) commerce.OrderID {
	t.Helper()
	h.serial++
	var id commerce.OrderID
	h.tx(t, func(ctx context.Context, tx *db.Tx) error {
		entries := []commerce.Entry{{Source: "test", OrderNo: fmt.Sprint("o", h.serial), Kind: commerce.Sale, Customer: buyer, At: at,
			Name: "goods", Quantity: money.MicroUnit, Amount: amount, AmountGiven: true}}
		fates, err := commerce.Take(ctx, tx, 0, time.UTC, entries)
		if err != nil {
			return err
		}
		id = fates[0].Order
		fact, _ := commerce.PlacedBy(0, fates)
		return h.bus.Publish(ctx, tx, fact)
	})
	return id
}

func (h *house) drain(t testing.TB) {
	t.Helper()
	if err := h.jobs.Drain(h.owner); err != nil {
		t.Fatal(err)
	}
}

// clean settles what is under way and fails on any difference.
func (h *house) clean(t testing.TB) {
	t.Helper()
	h.drain(t)
	diffs, err := Check(h.owner, h.Read())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range diffs {
		t.Errorf("%s %s: stored %s, rebuilt %s", d.Table, d.Key, d.Have, d.Want)
	}
}

func (h *house) at(t testing.TB, i customer.ID) Node {
	t.Helper()
	return must[Node](t)(h.Node(h.owner, i))
}

func (h *house) count(t testing.TB, sql string, args ...any) int64 {
	t.Helper()
	return must[int64](t)(db.One[int64](h.owner, h.Read(), sql, args...))
}
