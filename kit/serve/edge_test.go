package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunli/kit/clock"
	"qunli/kit/fault"
)

var errSold = fault.New(fault.Exhausted, "test.sold_out", "已抢光", "Sold out")

// edge makes an Edge of routes whose log goes to the returned buffer.
func edge(t *testing.T, opt Options, routes func(*Mux)) (*Edge, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	opt.Log = slog.New(slog.NewTextHandler(&log, nil))
	mux := NewMux()
	routes(mux)
	e, err := NewEdge(mux, opt)
	if err != nil {
		t.Fatal(err)
	}
	return e, &log
}

func ask(h http.Handler, method, target, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func problem(t *testing.T, w *httptest.ResponseRecorder) Problem {
	t.Helper()
	var p Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("%v in %q", err, w.Body)
	}
	return p
}

func TestStatusOfEveryKind(t *testing.T) {
	want := map[fault.Kind]int{
		fault.Internal: 500, fault.Invalid: 422, fault.Unauthenticated: 401, fault.Denied: 403, fault.Missing: 404,
		fault.Conflict: 409, fault.Exhausted: 409, fault.Limited: 429, fault.Unavailable: 503,
	}
	for kind, status := range want {
		e, _ := edge(t, Options{}, func(m *Mux) {
			m.Get("/x", func(http.ResponseWriter, *http.Request) error { return fault.New(kind, "k", "中", "en") })
		})
		w := ask(e, "GET", "/x", "")
		if w.Code != status {
			t.Errorf("kind %d gave %d, want %d", kind, w.Code, status)
		}
		if got := w.Header().Get("Retry-After") != ""; got != (status == 503) {
			t.Errorf("kind %d: Retry-After present: %v", kind, got)
		}
	}
}

func TestProblemSpeaksTheCallersLanguage(t *testing.T) {
	e, log := edge(t, Options{}, func(m *Mux) {
		m.Get("/x", func(http.ResponseWriter, *http.Request) error {
			return fmt.Errorf("buy: %w", errSold.At("n", "13800138000", "太多", "too many").Because(errors.New("secret cause")))
		})
	})
	w := ask(e, "GET", "/x?token=abc", "", "Accept-Language", "en-GB,zh;q=0.5")
	p := problem(t, w)
	want := Problem{
		Type: "urn:qunli:error:test.sold_out", Title: "Sold out", Status: 409, Code: "test.sold_out",
		Detail: "Sold out: n too many", Fields: []ProblemField{{"n", "13800138000", "too many"}},
		RequestID: w.Header().Get("X-Request-Id"), Messages: Messages{Zh: "已抢光：n 太多", En: "Sold out: n too many"},
	}
	if d := cmp.Diff(want, p); d != "" {
		t.Error(d)
	}
	if p := problem(t, ask(e, "GET", "/x", "")); p.Title != "已抢光" || p.Fields[0].Message != "太多" {
		t.Errorf("default language: %+v", p)
	}
	line := log.String()
	if strings.Count(line, "\n") != 2 || !strings.Contains(line, want.RequestID) || !strings.Contains(line, "secret cause") {
		t.Errorf("log: %s", line)
	}
	for _, hidden := range []string{"abc", "13800138000"} {
		if strings.Contains(line, hidden) {
			t.Errorf("the log holds %q: %s", hidden, line)
		}
	}
	if strings.Contains(w.Body.String(), "secret") {
		t.Error("the private cause was shown")
	}
}

func TestLang(t *testing.T) {
	for header, want := range map[string]string{
		"": "zh", "en": "en", "fr,de": "zh", "zh-CN,zh;q=0.9,en;q=0.8": "zh", "en-US,en;q=0.9,zh-CN;q=0.8": "en",
		"fr, en;q=0.4, zh;q=0.6": "zh", "en;q=0": "zh", "*": "zh",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Language", header)
		if got := Lang(r); got != want {
			t.Errorf("%q gave %s, want %s", header, got, want)
		}
	}
	r := httptest.NewRequest("GET", "/?lang=zh", nil)
	r.Header.Set("Accept-Language", "en")
	if Lang(r) != "zh" {
		t.Error("the query does not win over the header")
	}
}

func TestPanicIsAnsweredAndLogged(t *testing.T) {
	e, log := edge(t, Options{}, func(m *Mux) {
		m.Get("/x", func(http.ResponseWriter, *http.Request) error { panic("boom") })
	})
	if w := ask(e, "GET", "/x", ""); w.Code != 500 || problem(t, w).Code != "internal" || strings.Contains(w.Body.String(), "boom") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), "boom") || !strings.Contains(log.String(), "edge_test.go") {
		t.Errorf("no stack in the log: %s", log)
	}
}

func TestNoRouteAndWrongMethod(t *testing.T) {
	e, _ := edge(t, Options{}, func(m *Mux) {
		m.Post("/x", func(w http.ResponseWriter, _ *http.Request) error { return nil })
	})
	if w := ask(e, "GET", "/nothing", ""); w.Code != 404 || problem(t, w).Code != "request.route" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := ask(e, "GET", "/x", ""); w.Code != 405 || problem(t, w).Code != "request.method" || w.Header().Get("Allow") != "POST" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

func TestSecurityHeaders(t *testing.T) {
	e, _ := edge(t, Options{}, func(*Mux) {})
	h := ask(e, "GET", "/healthz", "").Header()
	csp := h.Get("Content-Security-Policy")
	if !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("policy %q", csp)
	}
	if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" {
		t.Errorf("headers %v", h)
	}
}

func TestBodyLimitAndItsRaise(t *testing.T) {
	read := func(w http.ResponseWriter, r *http.Request) error {
		_, err := io.Copy(w, r.Body)
		return err
	}
	e, _ := edge(t, Options{BodyLimit: 8}, func(m *Mux) {
		m.Post("/small", func(_ http.ResponseWriter, r *http.Request) error { return read(httptest.NewRecorder(), r) })
		m.Post("/large", func(w http.ResponseWriter, r *http.Request) error {
			r.Body = Body(w, r, 32)
			return read(w, r)
		})
	})
	if w := ask(e, "POST", "/small", "123456789"); w.Code != 413 || problem(t, w).Code != "request.large" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := ask(e, "POST", "/large", "123456789"); w.Code != 200 || w.Body.String() != "123456789" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestCrossOriginWritesAreRefused(t *testing.T) {
	e, _ := edge(t, Options{PublicURL: "https://console.example"}, func(m *Mux) {
		m.Post("/x", func(http.ResponseWriter, *http.Request) error { return nil })
		m.Get("/x", func(http.ResponseWriter, *http.Request) error { return nil })
	})
	for _, c := range []struct {
		method string
		header []string
		status int
	}{
		{"POST", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403},
		{"POST", []string{"Origin", "https://evil.example"}, 403},
		{"POST", []string{"Sec-Fetch-Site", "same-origin"}, 200},
		{"POST", []string{"Origin", "https://console.example"}, 200},
		{"POST", nil, 200}, // not a browser
		{"POST", []string{"Sec-Fetch-Site", "cross-site", "Authorization", "Bearer qt_1"}, 200},
		{"GET", []string{"Sec-Fetch-Site", "cross-site"}, 200},
	} {
		if w := ask(e, c.method, "/x", "", c.header...); w.Code != c.status {
			t.Errorf("%s %v gave %d, want %d", c.method, c.header, w.Code, c.status)
		}
	}
}

func TestRateLimit(t *testing.T) {
	fake := clock.NewFake(time.Unix(1000, 0))
	e, _ := edge(t, Options{Clock: fake, Rate: Rate{PerSecond: 1, Burst: 2}}, func(*Mux) {})
	for i, want := range []int{200, 200, 429} {
		if w := ask(e, "GET", "/healthz", ""); w.Code != want {
			t.Errorf("request %d gave %d, want %d", i, w.Code, want)
		}
	}
	fake.Advance(time.Second)
	if w := ask(e, "GET", "/healthz", ""); w.Code != 200 {
		t.Errorf("after a second: %d", w.Code)
	}
}

func TestLimiterIsBounded(t *testing.T) {
	l := newLimiter(clock.NewFake(time.Unix(0, 0)), Rate{1, 2})
	for i := range maxBuckets + 10 {
		l.take(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}))
	}
	if len(l.buckets) > maxBuckets {
		t.Errorf("%d buckets", len(l.buckets))
	}
	if l.take(netip.MustParseAddr("2001:db8::1")); !l.take(netip.MustParseAddr("2001:db8::2")) || l.take(netip.MustParseAddr("2001:db8::3")) {
		t.Error("one /64 is one caller")
	}
}

func TestForwardedHeadersCountOnlyFromListedProxies(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct {
		peer, xff, proto, want string
		https                  bool
	}{
		{"192.0.2.9:1", "203.0.113.5", "https", "192.0.2.9", false},
		{"10.1.1.1:1", "203.0.113.5", "https", "203.0.113.5", true},
		{"10.1.1.1:1", "6.6.6.6, 203.0.113.5, 10.2.2.2", "http", "203.0.113.5", false},
		{"10.1.1.1:1", "", "", "10.1.1.1", false},
		{"127.0.0.1:1", "203.0.113.5", "", "::", false}, // an unlisted proxy beside us is not this machine's owner
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		if c.xff != "" {
			r.Header.Set("X-Forwarded-For", c.xff)
		}
		r.Header.Set("X-Forwarded-Proto", c.proto)
		a, https := caller(r, proxies)
		if a.String() != c.want || https != c.https {
			t.Errorf("%+v gave %s %v", c, a, https)
		}
	}
}

func TestMetricsOnlyForLoopbackOrToken(t *testing.T) {
	e, _ := edge(t, Options{MetricsToken: "s3cret"}, func(m *Mux) {
		m.Get("/things/{id}", func(w http.ResponseWriter, _ *http.Request) error { return nil })
	})
	ask(e, "GET", "/things/1", "")
	ask(e, "GET", "/things/2", "")
	if w := ask(e, "GET", "/metrics", ""); w.Code != 403 { // httptest comes from 192.0.2.1
		t.Errorf("from afar: %d", w.Code)
	}
	w := ask(e, "GET", "/metrics", "", "Authorization", "Bearer s3cret")
	if want := `qunli_http_requests_total{method="GET",route="/things/{id}",status="200"} 2`; !strings.Contains(w.Body.String(), want) {
		t.Errorf("no %s in %s", want, w.Body)
	}
	r := httptest.NewRequest("GET", "/metrics", nil)
	r.RemoteAddr = "127.0.0.1:9"
	local := httptest.NewRecorder()
	if e.ServeHTTP(local, r); local.Code != 200 {
		t.Errorf("from loopback: %d", local.Code)
	}
}

func TestReadiness(t *testing.T) {
	var ill error
	e, _ := edge(t, Options{Ready: func(context.Context) error { return ill }}, func(*Mux) {})
	if w := ask(e, "GET", "/readyz", ""); w.Code != 200 {
		t.Error(w.Code)
	}
	ill = errors.New("no database")
	if w := ask(e, "GET", "/readyz", ""); w.Code != 503 || ask(e, "GET", "/healthz", "").Code != 200 {
		t.Error(w.Code)
	}
}

func TestErrorAfterTheAnswerBeganCutsTheConnection(t *testing.T) {
	e, _ := edge(t, Options{}, func(m *Mux) {
		m.Get("/x", func(w http.ResponseWriter, _ *http.Request) error {
			_, _ = io.WriteString(w, strings.Repeat("x", 1<<16))
			return errSold
		})
	})
	s := httptest.NewServer(e)
	defer s.Close()
	r, err := s.Client().Get(s.URL + "/x")
	if err == nil {
		_, err = io.Copy(io.Discard, r.Body)
		r.Body.Close()
	}
	if err == nil {
		t.Error("half an answer passed for the whole")
	}
}
