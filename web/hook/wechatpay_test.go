package hook

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"qunli/channel"
	"qunli/commerce/pay"
	"qunli/commerce/pay/wechat"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/secret"
	"qunli/kit/serve"
	"qunli/org"
	"qunli/sandbox"
	"qunli/testkit/dbtest"
)

// A notification is durable before it is answered, once however often it comes; one that is not sound is refused.
func TestANotificationOfMoneyIsKeptOnce(t *testing.T) {
	rooms := []fs.FS{event.Schema, job.Schema, org.Schema, channel.Schema}
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		world, err := sandbox.Open(t.Context(), sandbox.Options{DB: filepath.Join(t.TempDir(), "sandbox.db"), Clock: d.Clock,
			Settings: func(s *sandbox.Settings) { s.Duplicate, s.RetryWait = 1, 5 }})
		if err != nil {
			t.Fatal(err)
		}
		outside := httptest.NewServer(world.Handler())
		defer outside.Close()
		ring, err := secret.NewKeyring(bytes.Repeat([]byte{7}, 32))
		if err != nil {
			t.Fatal(err)
		}
		office, inbox := wechat.NewOffice(d.DB, org.New(d.DB, org.Options{}), ring), channel.NewInbox(d.DB, job.New(d.DB, job.Options{}))
		edge, err := serve.NewEdge((&Hook{Pay: office, Inbox: inbox}).Handler(), serve.Options{Log: slog.New(slog.DiscardHandler), Clock: d.Clock})
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var kept []*http.Request
		var bodies [][]byte
		var codes []int
		door := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			var body bytes.Buffer
			_, _ = body.ReadFrom(r.Body)
			w := httptest.NewRecorder()
			edge.ServeHTTP(w, again(r.Header, body.Bytes()))
			mu.Lock()
			kept, bodies, codes = append(kept, r), append(bodies, body.Bytes()), append(codes, w.Code)
			mu.Unlock()
			rw.WriteHeader(w.Code)
		}))
		defer door.Close()
		m, err := world.Merchant(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		err = office.Save(org.Owner(t.Context(), "test"), wechat.Account{MchID: m.MchID, AppID: m.AppID, Serial: m.Serial, Key: m.Key, APIKey: m.APIKey,
			PublicID: m.PublicKeyID, PublicKey: m.PublicKey, Notify: door.URL + WeChatPayPath, Base: outside.URL})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		var all sync.WaitGroup
		all.Go(func() { _ = world.Run(ctx) })
		all.Go(func() { _ = inbox.Run(ctx) })
		defer func() { stop(); all.Wait(); _ = world.Close() }()
		pays(t, world, office)
		for range 30_000 {
			mu.Lock()
			n := len(codes)
			mu.Unlock()
			if n >= 2 {
				break
			}
			_ = clock.Sleep(t.Context(), 2*time.Millisecond)
		}
		count := func() int64 {
			n, err := db.One[int64](t.Context(), d.Read(), `SELECT COUNT(*) FROM channel_inbox WHERE channel = 'wechatpay'`)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		mu.Lock()
		defer mu.Unlock()
		if len(codes) < 2 || codes[0] != 200 || codes[1] != 200 || count() != 1 {
			t.Fatalf("answered %v, %d kept", codes, count())
		}
		for name, spoil := range map[string]func(h http.Header, body []byte) []byte{
			"another body": func(_ http.Header, body []byte) []byte { return append(body, ' ') },
			"a probe": func(h http.Header, body []byte) []byte {
				h.Set("Wechatpay-Signature", "WECHATPAY/SIGNTEST/"+h.Get("Wechatpay-Signature"))
				return body
			},
			"unknown serial": func(h http.Header, body []byte) []byte { h.Set("Wechatpay-Serial", "PUB_KEY_ID_1"); return body },
			"no headers":     func(h http.Header, body []byte) []byte { clear(h); return body },
		} {
			h := kept[0].Header.Clone()
			w := httptest.NewRecorder()
			edge.ServeHTTP(w, again(h, spoil(h, bytes.Clone(bodies[0]))))
			if w.Code != 403 || !strings.Contains(w.Body.String(), "wechatpay.signature") {
				t.Errorf("%s: %d %s", name, w.Code, w.Body)
			}
		}
		d.Clock.Advance(6 * time.Minute)
		w := httptest.NewRecorder()
		if edge.ServeHTTP(w, again(kept[0].Header, bodies[0])); w.Code != 403 || count() != 1 {
			t.Errorf("a stale one: %d, %d kept", w.Code, count())
		}
	})
}

func again(h http.Header, body []byte) *http.Request {
	r := httptest.NewRequest("POST", WeChatPayPath, bytes.NewReader(body))
	r.Header = h
	return r
}

// pays has somebody pay.
func pays(t *testing.T, world *sandbox.World, office *wechat.Office) {
	t.Helper()
	err := world.Place(t.Context(), sandbox.Cast{People: []sandbox.Person{{ID: "wm-1", Name: "王芳", OAOpenID: "oA-1"}}})
	_, ordered := office.Order(t.Context(), anOrder(world.Now()))
	_, paid := world.Act(t.Context(), sandbox.Act{Verb: "pay", ID: "order0001"})
	if err := errors.Join(err, ordered, paid); err != nil {
		t.Fatal(err)
	}
}

func anOrder(now int64) pay.Order {
	return pay.Order{Number: "order0001", Title: "阿胶糕", OpenID: "oA-1", Amount: 5900, Expire: now + 900_000}
}
