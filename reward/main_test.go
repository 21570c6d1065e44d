package reward_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"testing"

	"qunli/commerce/pay"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/secret"
	"qunli/org"
	"qunli/reward"
	"qunli/segment"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var rooms = []fs.FS{org.Schema, job.Schema, event.Schema, customer.Schema, segment.Schema, reward.Schema}

// house is the room on a fresh database.
type house struct {
	*testing.T
	dbtest.Fixture
	*reward.Service
	owner     context.Context
	queue     *job.Queue
	bus       *event.Bus
	customers *customer.Service
	mu        sync.Mutex
	told      map[string]int // facts heard, by kind and cause
}

// hear notes a fact.
func (h *house) hear(what string, of int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.told[fmt.Sprint(what, " ", of)]++
}

func each(t *testing.T, f func(h *house)) {
	t.Helper()
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) { f(open(t, d)) })
}

func open(t *testing.T, d dbtest.Fixture) *house {
	t.Helper()
	ring, err := secret.NewKeyring(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{T: t, Fixture: d, owner: org.Owner(t.Context(), "test"), queue: job.New(d.DB, job.Options{}), told: map[string]int{}}
	h.bus = event.NewBus(h.queue)
	h.customers = customer.New(d.DB, h.bus, reward.ErasePeople)
	h.Service = reward.New(d.DB, h.bus, h.queue, segment.New(d.DB, h.bus, customer.Attributes()), ring)
	event.Subscribe(h.bus, "test", func(_ context.Context, tx *db.Tx, facts []reward.Given) error {
		tx.After(func() {
			for _, f := range facts {
				h.hear("given", f.Cause.ID)
			}
		})
		return nil
	})
	event.Subscribe(h.bus, "test", func(_ context.Context, tx *db.Tx, facts []reward.Withheld) error {
		tx.After(func() {
			for _, f := range facts {
				h.hear("withheld", f.Cause.ID)
			}
		})
		return nil
	})
	return h
}

// is fails unless err is want.
func (h *house) is(err, want error) {
	h.Helper()
	if !errors.Is(err, want) {
		h.Fatalf("%v, want %v", err, want)
	}
}

// people makes n customers.
func (h *house) people(n int) []customer.ID {
	h.Helper()
	cards := make([]customer.Card, n)
	for i := range cards {
		cards[i] = customer.Card{Name: fmt.Sprint("客", i), Keys: []customer.Key{{Kind: customer.Phone, Value: fmt.Sprint(13_800_000_000 + i)}}}
	}
	out := make([]customer.ID, n)
	h.tx(func(ctx context.Context, tx *db.Tx) error {
		found, err := customer.Resolve(ctx, tx, 0, cards)
		for i, p := range found {
			out[i] = p.ID
		}
		return err
	})
	return out
}

func (h *house) tx(f func(ctx context.Context, tx *db.Tx) error) {
	h.Helper()
	h.is(h.Tx(h.owner, f), nil)
}

// gift makes one.
func (h *house) gift(g reward.Gift) reward.Gift {
	h.Helper()
	made, err := h.Save(h.owner, g)
	h.is(err, nil)
	return made
}

func cause(n int64) pay.Cause { return pay.Cause{Kind: "test", ID: n} }

// gives gives somebody something in a transaction of its own.
func (h *house) gives(who customer.ID, g reward.GiftID, n int64) (out reward.Grant, err error) {
	err = h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = h.Give(ctx, tx, reward.Asking{Customer: who, Gift: g, Cause: cause(n), Title: "邀请有礼"})
		return err
	})
	return out, err
}

// as makes a customer act.
func (h *house) as(who customer.ID) context.Context {
	return org.As(h.Context(), org.Actor{Kind: org.ActorCustomer, ID: int64(who), Address: "h5"})
}

// one gives the first of what somebody has.
func (h *house) one(who customer.ID) reward.Own {
	h.Helper()
	all, err := h.Mine(h.as(who))
	h.is(err, nil)
	if len(all) == 0 {
		h.Fatal("nothing")
	}
	return all[0]
}

// drained lets what is enqueued be done.
func (h *house) drained() {
	h.Helper()
	h.is(h.queue.Drain(h.Context()), nil)
}

// checked counts everything again.
func (h *house) checked() {
	h.Helper()
	found, err := reward.Check(h.Context(), h.Read())
	if err != nil || len(found) > 0 {
		h.Errorf("check: %v, %v", found, err)
	}
}
