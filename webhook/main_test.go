package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"qunli/commerce"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/kit/secret"
	"qunli/org"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// house is the room on a fresh database, with another system on this machine that is told.
type house struct {
	dbtest.Fixture
	*Service
	t     *testing.T
	owner context.Context
	queue *job.Queue
	bus   *event.Bus
	desk  *desk.Service
	keys  *secret.Keyring
	there *receiver
}

// receiver is the other system. It notes what it is sent and answers as the test says.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []received
	status int
	text   string
	header http.Header
}

type received struct {
	header http.Header
	body   string
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	text, _ := io.ReadAll(q.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, received{q.Header.Clone(), string(text)})
	for name := range r.header {
		w.Header().Set(name, r.header.Get(name))
	}
	w.WriteHeader(r.status)
	_, _ = io.WriteString(w, r.text)
}

func (r *receiver) answer(status int, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status, r.text = status, text
}

// taken gives what came since the last time it was asked.
func (r *receiver) taken() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := r.got
	r.got = nil
	return out
}

func each(t *testing.T, f func(h *house)) {
	t.Helper()
	rooms := []fs.FS{job.Schema, event.Schema, org.Schema, desk.Schema, Schema}
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		h := &house{Fixture: d, t: t, owner: org.Owner(t.Context(), "test"), desk: desk.New(d.DB), there: &receiver{status: 200}}
		var err error
		h.keys, err = secret.NewKeyring([]byte(strings.Repeat("k", 32)))
		h.is(err, nil)
		h.restart()
		h.there.Server = httptest.NewServer(h.there)
		t.Cleanup(h.there.Close)
		f(h)
	})
}

// restart is the program begun anew on the same database.
func (h *house) restart() {
	h.queue = job.New(h.DB, job.Options{})
	h.bus = event.NewBus(h.queue)
	h.Service = New(h.DB, h.queue, h.bus, h.keys)
}

func (h *house) is(err, want error) {
	h.t.Helper()
	if !errors.Is(err, want) {
		h.t.Fatalf("got %v, want %v", err, want)
	}
}

func (h *house) equal(got, want any) {
	h.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		h.t.Fatalf("\ngot  %v\nwant %v", got, want)
	}
}

// loopback lists this machine, so that the receiver may be told.
func (h *house) loopback() { h.is(h.SetNetworks(h.owner, []string{"127.0.0.0/8"}), nil) }

// subscribe makes a subscription to orders at the receiver and gives its secret.
func (h *house) subscribe() (Subscription, string) {
	h.t.Helper()
	h.loopback()
	s, plain, err := h.Save(h.owner, Plan{Name: "ERP", Address: h.there.URL + "/in", Facts: []string{"commerce.orders_placed"}})
	h.is(err, nil)
	return s, plain
}

// publish tells facts under ctx.
func (h *house) publish(ctx context.Context, facts ...event.Fact) {
	h.t.Helper()
	h.is(h.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return h.bus.Publish(ctx, tx, facts...) }), nil)
}

func (h *house) drain() { h.t.Helper(); h.is(h.queue.Drain(h.t.Context()), nil) }

func placed(orders ...commerce.OrderID) commerce.OrdersPlaced {
	return commerce.OrdersPlaced{Orders: orders, Import: 7}
}

// deliveries gives "kind state tries status trouble" of all deliveries, the oldest first.
func (h *house) deliveries() []string {
	h.t.Helper()
	all, err := h.Deliveries(h.owner, Filter{})
	h.is(err, nil)
	out := make([]string, len(all))
	for n, d := range all {
		out[len(all)-1-n] = strings.TrimSpace(fmt.Sprintln(d.Kind, d.State, d.Tries, d.Status, d.Trouble))
	}
	return out
}

// signed checks a signature as a receiver would.
func signed(r received, secret string) bool {
	mac := hmac.New(sha256.New, []byte(secret))
	io.WriteString(mac, r.header.Get("X-Qunli-Timestamp")+"."+r.body)
	want := "sha256=" + hex.EncodeToString(mac.Sum(nil))
	for one := range strings.SplitSeq(r.header.Get("X-Qunli-Signature"), ",") {
		if strings.TrimSpace(one) == want {
			return true
		}
	}
	return false
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Code
}
