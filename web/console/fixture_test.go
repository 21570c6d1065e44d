package console

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"

	"qunli/automation"
	"qunli/campaign"
	"qunli/campaign/cashier"
	"qunli/campaign/flashsale"
	"qunli/campaign/groupbuy"
	"qunli/campaign/handover"
	"qunli/campaign/herald"
	"qunli/campaign/invite"
	"qunli/campaign/redpacket"
	"qunli/campaign/risk"
	"qunli/channel"
	"qunli/channel/oa"
	"qunli/channel/wecom"
	"qunli/commerce"
	"qunli/commerce/pay"
	"qunli/commerce/pay/wechat"
	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/desk"
	"qunli/insight"
	"qunli/intake"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/ledger"
	"qunli/kit/secret"
	"qunli/kit/serve"
	"qunli/landing"
	"qunli/lead"
	"qunli/livecode"
	"qunli/mirror"
	"qunli/org"
	"qunli/outreach"
	"qunli/page"
	"qunli/referral"
	"qunli/reward"
	"qunli/segment"
	"qunli/succession"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
	"qunli/webhook"
)

// house is a running console on a fresh database.
type house struct {
	*testing.T
	d     dbtest.Fixture
	c     *Console
	h     http.Handler
	queue *job.Queue
	bus   *event.Bus
	log   *bytes.Buffer
}

func TestMain(m *testing.M) {
	os.Exit(pgtest.Run(m))
}

const password = "correct horse battery"

func each(t *testing.T, f func(h *house)) {
	t.Helper()
	dbtest.Each(t, rooms(), func(t *testing.T, d dbtest.Fixture) { f(newHouse(t, d)) })
}

// rooms are the schemas that a console speaks to.
func rooms() []fs.FS {
	return []fs.FS{serve.Schema, event.Schema, job.Schema, org.Schema, customer.Schema, segment.Schema, community.Schema, conversation.Schema,
		commerce.Schema, ledger.Schema, pay.Schema, referral.Schema, page.Schema, reward.Schema, campaign.Schema, cashier.Schema, risk.Schema, handover.Schema, lead.Schema, livecode.Schema, landing.Schema, mirror.Schema, succession.Schema, desk.Schema, outreach.Schema, intake.Schema, insight.Schema, channel.Schema, automation.Schema, webhook.Schema}
}

func newHouse(t *testing.T, d dbtest.Fixture) *house {
	t.Helper()
	h := &house{T: t, d: d, log: &bytes.Buffer{}}
	log := slog.New(slog.NewTextHandler(h.log, nil))
	queue := job.New(d.DB, job.Options{})
	bus := event.NewBus(queue)
	customers := customer.New(d.DB, bus)
	segments := segment.New(d.DB, bus, slices.Concat(customer.Attributes(), community.Attributes(), conversation.Attributes(), commerce.Attributes(),
		referral.Attributes()))
	referrals, tasks := referral.New(d.DB, bus, customers), desk.New(d.DB)
	referrals.Hear()
	tasks.Listen(bus)
	metrics := insight.NewService(d.DB)
	metrics.AskRules(segments)
	h.queue, h.bus = queue, bus
	ring, err := secret.NewKeyring(bytes.Repeat([]byte{7}, 32))
	h.must(err)
	inbox, staff := channel.NewInbox(d.DB, queue), org.New(d.DB, org.Options{})
	office := wecom.NewOffice(d.DB, staff, ring)
	merchant := wechat.NewOffice(d.DB, staff, ring)
	groups, refresher := community.New(d.DB, bus, customers, segments), channel.NewRefresher(d.DB, queue, log)
	campaigns := campaign.New(d.DB, bus, segments, campaign.NewModels(groupbuy.Model{}, flashsale.Model{}, invite.Model{}, redpacket.Model{}), log, campaign.Options{})
	money, gifts := pay.New(d.DB, bus, queue, merchant), reward.New(d.DB, bus, queue, segments, ring)
	h.open(Deps{
		Rewards: gifts, Pay: money, Cashier: cashier.New(d.DB, bus, queue, campaigns, money, gifts),
		Handover: handover.New(d.DB, bus, campaigns.Models(), ring),
		Official: oa.NewOffice(d.DB, staff, ring), WeChatPay: merchant,
		Successions: succession.New(d.DB, queue, groups, wecom.Succession{Office: office}, refresher, log),
		WeComSync:   wecom.NewSync(office, channel.NewSyncer(d.DB, queue, refresher, nil, log)),
		WeCom:       office, Inbox: inbox, Greeter: automation.NewGreeter(d.DB, segments, inbox, log), Callback: "/hook/wecom",
		DB: d.DB, Org: staff, Customers: customers,
		Segments: segments, Communities: groups, Talk: conversation.New(d.DB, bus, queue),
		Referrals: referrals, Desk: tasks, Outreach: outreach.New(d.DB, queue, segments, log), Codes: livecode.New(d.DB, queue, wecom.Ways{Office: office}),
		Mirror:   mirror.New(d.DB, queue, staff, wecom.Mirror{Office: office}, log),
		Commerce: commerce.New(d.DB, bus, customers), Hooks: secrets{}, Intake: intake.New(d.DB, bus, t.TempDir(), log), Insight: metrics,
		Bulks: intake.NewBulks(d.DB, queue, customers, metrics), Webhooks: webhook.New(d.DB, queue, bus, ring),
		Campaigns: campaigns, Risk: risk.New(d.DB, queue, campaigns), Herald: herald.New(d.DB, bus, queue, campaigns),
		GamePath: "/g/", ShelfPath: "/s/", Preview: func(i campaign.ID) string { return "/g/" + i.String() + "/preview?pass=1" },
		PreviewStates: func(string) []PreviewState {
			return []PreviewState{{"before", "未开始", "Before"}, {"open", "进行中", "Open"}}
		},
		Landings: landing.New(d.DB), Pictures: page.NewPictures(d.DB), Library: page.NewLibrary(d.DB),
	})
	return h
}

// open puts a console behind an edge, as the program does.
func (h *house) open(deps Deps) {
	h.Helper()
	var err error
	h.c, err = New(deps)
	h.must(err)
	h.h, err = serve.NewEdge(h.c, serve.Options{Log: slog.New(slog.NewTextHandler(h.log, nil)), Clock: h.d.Clock, Page: Problem})
	h.must(err)
}

// owner acts as the owner of the file.
func (h *house) owner() context.Context { return org.Owner(h.Context(), "test") }

// caller sends requests with the same credentials.
type caller struct {
	*house
	header http.Header
}

func (h *house) nobody() *caller { return &caller{h, http.Header{}} }

// bearer issues a token of the role.
func (h *house) bearer(role org.Role, scope org.ScopeKind, store org.StoreID) *caller {
	h.Helper()
	plain, _, err := h.c.Org.IssueToken(h.owner(), org.TokenRequest{Name: string(role), Role: role, Scope: scope, Store: store})
	if err != nil {
		h.Fatal(err)
	}
	return &caller{h, http.Header{"Authorization": {"Bearer " + plain}}}
}

// setUp makes the first owner over the API and gives their browser.
func (h *house) setUp() *caller {
	h.Helper()
	l, err := h.c.Org.SetupLink(h.owner())
	if err != nil {
		h.Fatal(err)
	}
	c := h.nobody()
	w := c.send("POST", "/api/setup", map[string]any{"token": l.Token, "login": "boss", "name": "老板", "password": password})
	if w.Code != 200 {
		h.Fatalf("setup: %d %s", w.Code, w.Body)
	}
	c.keepCookie(w)
	return c
}

func (c *caller) keepCookie(w *httptest.ResponseRecorder) {
	for _, cookie := range w.Result().Cookies() {
		c.header.Set("Cookie", cookie.Name+"="+cookie.Value)
	}
}

// with gives the same caller with one more header.
func (c *caller) with(name, value string) *caller {
	h := c.header.Clone()
	h.Set(name, value)
	return &caller{c.house, h}
}

// send sends JSON (or, of a string, the bytes as they are).
func (c *caller) send(method, path string, body any) *httptest.ResponseRecorder {
	c.Helper()
	var text string
	switch b := body.(type) {
	case nil:
	case string:
		text = b
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			c.Fatal(err)
		}
		text = string(raw)
	}
	r := httptest.NewRequest(method, path, strings.NewReader(text))
	r.RemoteAddr = "127.0.0.1:50000"
	for name, values := range c.header {
		r.Header[name] = values
	}
	if r.Header.Get("Content-Type") == "" && text != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	defer func() {
		if p := recover(); p != nil {
			c.Fatalf("%s %s: cut short: %s", method, path, c.log)
		}
	}()
	c.h.ServeHTTP(w, r)
	return w
}

// page gets an address as a browser does that goes there.
func (c *caller) page(path string) *httptest.ResponseRecorder {
	c.Helper()
	return c.with("Accept", "text/html,*/*;q=0.8").send("GET", path, nil)
}

// ok sends, wants a 2xx and reads the answer into T.
func ok[T any](c *caller, method, path string, body any) T {
	c.Helper()
	w := c.send(method, path, body)
	var out T
	if w.Code/100 != 2 {
		c.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			c.Fatalf("%s %s: %v in %s", method, path, err, w.Body)
		}
	}
	return out
}

// refused sends and wants a problem of that status and code.
func refused(c *caller, status int, code, method, path string, body any) serve.Problem {
	c.Helper()
	w := c.send(method, path, body)
	var p serve.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		c.Fatalf("%s %s: %d, no problem: %s", method, path, w.Code, w.Body)
	}
	if w.Code != status || code != "" && p.Code != code || p.Status != status || p.RequestID == "" {
		c.Errorf("%s %s: %d %+v, want %d %s", method, path, w.Code, p, status, code)
	}
	if w.Header().Get("Content-Type") != "application/problem+json" {
		c.Errorf("%s %s: %s", method, path, w.Header().Get("Content-Type"))
	}
	return p
}

// people enters customers of a store, in a transaction of their own.
func (h *house) people(store org.StoreID, names ...string) []customer.ID {
	h.Helper()
	cards := make([]customer.Card, len(names))
	for i, n := range names {
		cards[i] = customer.Card{Keys: []customer.Key{{Kind: customer.Account, Space: "till", Value: n}}, Name: n, Store: store}
	}
	return h.resolve(cards...)
}

// resolve enters people in a transaction of their own.
func (h *house) resolve(cards ...customer.Card) []customer.ID {
	h.Helper()
	var ids []customer.ID
	err := h.d.Tx(h.owner(), func(ctx context.Context, tx *db.Tx) error {
		found, err := customer.Resolve(ctx, tx, 0, cards)
		for _, f := range found {
			ids = append(ids, f.ID)
		}
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return ids
}

func newRequest(method, path, remote string) *http.Request {
	r := httptest.NewRequest(method, path, nil)
	r.RemoteAddr = remote
	return r
}

func discard() *httptest.ResponseRecorder { return httptest.NewRecorder() }

// edgeFor wraps one handler; 10.0.0.0/8 are its proxies.
func edgeFor(t *testing.T, h serve.Handler) http.Handler {
	t.Helper()
	e, err := serve.NewEdge(h, serve.Options{Log: slog.New(slog.DiscardHandler), Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// secrets stands for the hook's keys.
type secrets struct{}

func (secrets) Issue(ctx context.Context, _ string) (string, error) {
	return "qh_1", org.Must(ctx, org.SettingEdit)
}

func (secrets) Revoke(ctx context.Context, _ string) error { return org.Must(ctx, org.SettingEdit) }
