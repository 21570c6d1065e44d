package wechat_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"qunli/channel"
	"qunli/commerce/pay"
	"qunli/commerce/pay/wechat"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/ledger"
	"qunli/kit/money"
	"qunli/kit/secret"
	"qunli/org"
	"qunli/sandbox"
	"qunli/testkit/dbtest"
)

// shop is the room with WeChat Pay, acted by the sandbox, on one clock that stands still.
type shop struct {
	*testing.T
	d       dbtest.Fixture
	world   *sandbox.World
	outside *httptest.Server
	door    *httptest.Server
	jobs    *job.Queue
	bus     *event.Bus
	office  *wechat.Office
	pay     *pay.Service
	inbox   *channel.Inbox
	owner   context.Context
	buyer   customer.ID
	openID  string
	deaf    atomic.Bool // notifications are answered 500

	mu   sync.Mutex
	told []any // facts, in order
}

func rooms() []fs.FS {
	return []fs.FS{job.Schema, event.Schema, ledger.Schema, channel.Schema, org.Schema, customer.Schema, pay.Schema}
}

func each(t *testing.T, f func(s *shop), settings ...func(*sandbox.Settings)) {
	dbtest.Each(t, rooms(), func(t *testing.T, d dbtest.Fixture) { f(open(t, d, settings...)) })
}

func open(t *testing.T, d dbtest.Fixture, settings ...func(*sandbox.Settings)) *shop {
	t.Helper()
	s := &shop{T: t, d: d, owner: org.Owner(context.Background(), "test")}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	s.world, err = sandbox.Open(t.Context(), sandbox.Options{DB: filepath.Join(t.TempDir(), "sandbox.db"), Clock: d.Clock, Settings: func(c *sandbox.Settings) {
		c.RetryWait, c.Retries = 5, 2
		for _, f := range settings {
			f(c)
		}
	}})
	must(err)
	s.outside = httptest.NewServer(s.world.Handler())
	ring, err := secret.NewKeyring(bytes.Repeat([]byte{7}, 32))
	must(err)
	s.jobs = job.New(d.DB, job.Options{})
	s.bus = event.NewBus(s.jobs)
	bus := s.bus
	s.inbox = channel.NewInbox(d.DB, s.jobs)
	s.office = wechat.NewOffice(d.DB, org.New(d.DB, org.Options{}), ring)
	s.pay = pay.New(d.DB, bus, s.jobs, s.office)
	wechat.Attach(s.inbox, s.pay)
	hear[pay.Paid](s, bus)
	hear[pay.Closed](s, bus)
	hear[pay.Refunded](s, bus)
	hear[pay.PayoutEnded](s, bus)
	s.door = httptest.NewServer(http.HandlerFunc(s.notified))
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { _ = s.world.Run(ctx) })
	all.Go(func() { _ = s.inbox.Run(ctx) })
	t.Cleanup(func() {
		stop()
		all.Wait()
		s.outside.Close()
		s.door.Close()
		must(s.world.Close())
	})
	s.connect()
	s.buyer, s.openID = s.person("王芳")
	return s
}

// connect has the office use the sandbox's merchant.
func (s *shop) connect(change ...func(*wechat.Account)) {
	s.Helper()
	m, err := s.world.Merchant(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	a := wechat.Account{MchID: m.MchID, AppID: m.AppID, Serial: m.Serial, Key: m.Key, APIKey: m.APIKey, PublicID: m.PublicKeyID, PublicKey: m.PublicKey,
		Notify: s.door.URL + "/hook/wechatpay", Base: s.outside.URL, Sandbox: true}
	for _, f := range change {
		f(&a)
	}
	if err := s.office.Save(s.owner, a); err != nil {
		s.Fatal(err)
	}
}

// hear keeps what is told.
func hear[F event.Fact](s *shop, bus *event.Bus) {
	event.Subscribe(bus, "test", func(_ context.Context, _ *db.Tx, facts []F) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, f := range facts {
			s.told = append(s.told, f)
		}
		return nil
	})
}

func heard[F any](s *shop) []F {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []F
	for _, f := range s.told {
		if one, ok := f.(F); ok {
			out = append(out, one)
		}
	}
	return out
}

// notified is our side of a notification, as web/hook has it.
func (s *shop) notified(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err == nil && s.deaf.Load() {
		http.Error(rw, "deaf", http.StatusInternalServerError)
		return
	}
	var in channel.Inbound
	if err == nil {
		in, err = s.office.Open(r.Context(), r.Header, body)
	}
	if err == nil {
		_, err = s.inbox.Receive(r.Context(), in)
	}
	if err != nil {
		http.Error(rw, err.Error(), http.StatusForbidden)
	}
}

// person is somebody of the sandbox whom the program knows by their openid.
func (s *shop) person(name string) (customer.ID, string) {
	s.Helper()
	p := sandbox.Person{ID: "wm-" + name, Name: name, Type: 1, OAOpenID: "oA-" + name}
	if err := s.world.Place(s.Context(), sandbox.Cast{People: []sandbox.Person{p}}); err != nil {
		s.Fatal(err)
	}
	m, err := s.world.Merchant(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	var id customer.ID
	err = s.d.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
		known, err := customer.Resolve(ctx, tx, 0, []customer.Card{{Name: name, Keys: []customer.Key{{Kind: customer.OpenID, Space: "official:" + m.AppID, Value: p.OAOpenID}}}})
		if err == nil {
			id = known[0].ID
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return id, p.OAOpenID
}

const yuan = money.Fen(100)

// ask asks the buyer for money, for a quarter of an hour.
func (s *shop) ask(cause int64, amount money.Fen) pay.Payment {
	s.Helper()
	var p pay.Payment
	err := s.d.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
		var err error
		p, err = s.pay.Ask(ctx, tx, pay.Asking{Customer: s.buyer, Cause: pay.Cause{Kind: "test.order", ID: cause}, Title: "阿胶糕", Amount: amount,
			Deadline: tx.Now + (15 * time.Minute).Milliseconds()})
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	s.settle()
	return s.get(p.ID)
}

// settle lets everything happen that is due: events out, jobs in.
func (s *shop) settle() {
	s.Helper()
	for range 4 {
		s.delivered()
		if err := s.jobs.Drain(s.Context()); err != nil {
			s.Fatal(err)
		}
	}
}

// delivered waits until the world has nothing more to tell.
func (s *shop) delivered() {
	s.Helper()
	for {
		answer, err := http.Get(s.outside.URL + "/admin/counts")
		if err != nil {
			s.Fatal(err)
		}
		var counts struct{ Waiting int }
		err = json.NewDecoder(answer.Body).Decode(&counts)
		_ = answer.Body.Close()
		if err != nil {
			s.Fatal(err)
		}
		if counts.Waiting == 0 {
			return
		}
		if err := clock.Sleep(s.Context(), 2*time.Millisecond); err != nil {
			s.Fatal(err)
		}
	}
}

// pass lets time go by, in steps.
func (s *shop) pass(d time.Duration) {
	s.Helper()
	for ; d > 0; d -= time.Minute {
		s.d.Clock.Advance(min(d, time.Minute))
		s.settle()
	}
}

func (s *shop) get(id pay.ID) pay.Payment {
	s.Helper()
	p, err := pay.Get(s.Context(), s.d.Read(), id)
	if err != nil {
		s.Fatal(err)
	}
	return p
}

// tap is what the buyer does with the pay sheet.
func (s *shop) tap(p pay.Payment, how string) {
	s.Helper()
	if _, err := s.world.Act(s.Context(), sandbox.Act{Verb: "pay", ID: p.Number, Text: how}); err != nil {
		s.Fatal(err)
	}
	s.settle()
}

// sound holds the books against the facts.
func (s *shop) sound() {
	s.Helper()
	for _, check := range []func(context.Context, db.Q) ([]db.Difference, error){ledger.Check, pay.Check} {
		if found, err := check(s.Context(), s.d.Read()); err != nil || len(found) > 0 {
			s.Errorf("%v, %v", found, err)
		}
	}
}

func (s *shop) held(a ledger.Account) money.Fen {
	s.Helper()
	b, err := ledger.Of(s.Context(), s.d.Read(), a)
	if err != nil {
		s.Fatal(err)
	}
	return b.Held()
}
