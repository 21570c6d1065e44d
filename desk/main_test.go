package desk

import (
	"context"
	"errors"
	"io/fs"
	"testing"

	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// house is the room on a fresh database: facts told to its bus are heard when the queue is drained.
type house struct {
	dbtest.Fixture
	*Service
	t     *testing.T
	ctx   context.Context // acts as the owner
	bus   *event.Bus
	queue *job.Queue
	org   *org.Service
}

func each(t *testing.T, f func(h house)) {
	t.Helper()
	rooms := []fs.FS{org.Schema, job.Schema, event.Schema, customer.Schema, segment.Schema, community.Schema, conversation.Schema, Schema}
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		queue := job.New(d.DB, job.Options{})
		h := house{d, New(d.DB), t, org.Owner(t.Context(), "test"), event.NewBus(queue), queue, org.New(d.DB, org.Options{})}
		h.Listen(h.bus)
		f(h)
	})
}

// tell publishes facts and has them heard; ctx may be marked as history.
func (h house) tell(ctx context.Context, facts ...event.Fact) {
	h.t.Helper()
	err := h.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return h.bus.Publish(ctx, tx, facts...) })
	if err := errors.Join(err, h.queue.Drain(h.ctx)); err != nil {
		h.t.Fatal(err)
	}
}

func (h house) list(f Filter) []Task {
	h.t.Helper()
	all, err := h.List(h.ctx, f)
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

func (h house) is(err, want error) {
	h.t.Helper()
	if !errors.Is(err, want) {
		h.t.Fatalf("got %v, want %v", err, want)
	}
}

// person makes a customer of a store.
func (h house) person(store org.StoreID, staff org.StaffID) customer.ID {
	h.t.Helper()
	var i customer.ID
	err := h.Tx(h.ctx, func(ctx context.Context, tx *db.Tx) error {
		key := customer.Key{Kind: customer.Account, Space: "till", Value: customer.ID(tx.NewID()).String()}
		found, err := customer.Resolve(ctx, tx, 0, []customer.Card{{Keys: []customer.Key{key}, Store: store, Staff: staff}})
		if err == nil {
			i = found[0].ID
		}
		return err
	})
	h.is(err, nil)
	return i
}

func (h house) store(name string) org.StoreID {
	h.t.Helper()
	s, err := h.org.OpenStore(h.ctx, org.StoreRequest{Name: name})
	h.is(err, nil)
	return s.ID
}

// clerk acts as staff of a store.
func (h house) clerk(role org.Role, store org.StoreID) context.Context {
	return org.As(h.t.Context(), org.Actor{Kind: org.ActorStaff, ID: 7, Staff: 7, Role: role, Scope: org.ScopeStore, Store: store})
}
