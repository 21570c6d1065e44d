package serve_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"qunli/kit/serve"
)

// packing serves answers of every kind behind an edge, over a real connection.
func packing(t *testing.T) *httptest.Server {
	t.Helper()
	m := serve.NewMux()
	say := func(w http.ResponseWriter, r *http.Request) error {
		q := r.URL.Query()
		for name := range q {
			if name != "body" && name != "status" {
				w.Header().Set(name, q.Get(name))
			}
		}
		if q.Get("status") != "" {
			w.WriteHeader(http.StatusNotFound)
		}
		for range len(q.Get("body")) / 7 { // in pieces
			if _, err := io.WriteString(w, q.Get("body")[:7]); err != nil {
				return err
			}
		}
		return nil
	}
	m.Get("/say", say)
	m.Post("/say", say)
	m.Get("/fails", func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, r.URL.Query().Get("body"))
		return io.ErrUnexpectedEOF
	})
	edge, err := serve.NewEdge(m, serve.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(edge)
	t.Cleanup(server.Close)
	return server
}

// ask asks without unpacking anything.
func ask(t *testing.T, method, address string, headers ...string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	for n := 0; n < len(headers); n += 2 {
		r.Header.Set(headers[n], headers[n+1])
	}
	a, err := (&http.Transport{DisableCompression: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Body.Close() })
	return a
}

// TestWhatIsPacked: texts of a kilobyte and more that are asked for, and nothing else; whatever is packed unpacks to what was said.
func TestWhatIsPacked(t *testing.T) {
	server := packing(t)
	long, short := strings.Repeat("abcdef.", 150), strings.Repeat("abcdef.", 146) // 1,050 and 1,022 bytes
	const html = "&Content-Type=text/html"
	for _, c := range []struct {
		name, method, query, body string
		headers                   []string
		packed                    bool
	}{
		{name: "a page", query: html, body: long, packed: true},
		{name: "JSON", query: "&Content-Type=application/json", body: long, packed: true},
		{name: "a refusal", query: "&Content-Type=application/problem%2Bjson&status=404", body: long, packed: true},
		{name: "its length was told", query: html + "&Content-Length=1050", body: long, packed: true},
		{name: "a page asked for by hand, with our cookies", query: html, body: long, headers: []string{"Cookie", "a=b", "Sec-Fetch-Site", "none"}, packed: true},
		{name: "a stranger has it asked for, without cookies", query: html, body: long, headers: []string{"Sec-Fetch-Site", "cross-site"}, packed: true},
		{name: "a stranger has it asked for, with our cookies", query: html, body: long, headers: []string{"Cookie", "a=b", "Sec-Fetch-Site", "cross-site"}},
		{name: "a neighbour does", query: html, body: long, headers: []string{"Cookie", "a=b", "Sec-Fetch-Site", "same-site"}},
		{name: "a secret", query: html + "&Cache-Control=no-store,+no-transform", body: long},
		{name: "short", query: html, body: short},
		{name: "a picture", query: "&Content-Type=image/png", body: long},
		{name: "of no kind", body: long},
		{name: "packed already", query: html + "&Content-Encoding=br", body: long},
		{name: "a write", method: http.MethodPost, query: html, body: long},
		{name: "a part", query: html, body: long, headers: []string{"Range", "bytes=0-9"}},
		{name: "not taken", query: html, body: long, headers: []string{"Accept-Encoding", "br, gzip;q=0"}},
	} {
		if c.method == "" {
			c.method = http.MethodGet
		}
		a := ask(t, c.method, server.URL+"/say?body="+c.body+c.query, c.headers...)
		if packed := a.Header.Get("Content-Encoding") == "gzip"; packed != c.packed {
			t.Errorf("%s: packed is %v", c.name, packed)
		}
		body := io.Reader(a.Body)
		if c.packed {
			z, err := gzip.NewReader(a.Body)
			if err != nil {
				t.Fatal(c.name, err)
			}
			body = z
		}
		if text, err := io.ReadAll(body); err != nil || string(text) != c.body {
			t.Errorf("%s: %d bytes, %v", c.name, len(text), err)
		}
		if text := strings.Contains(c.query, "text/html") && !strings.Contains(c.query, "Encoding"); text && a.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: varies by %q", c.name, a.Header.Values("Vary"))
		}
	}
}

// TestHeadersOfWhatIsPacked: HEAD tells what GET would, a tag of packed bytes is a weak one, and Vary is said once.
func TestHeadersOfWhatIsPacked(t *testing.T) {
	server := packing(t)
	address := server.URL + "/say?body=" + strings.Repeat("abcdef.", 200) + "&Content-Type=text/html&ETag=%22x%22&Vary=accept-encoding"
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		a := ask(t, method, address)
		if a.Header.Get("Content-Encoding") != "gzip" || a.Header.Get("ETag") != `W/"x"` || len(a.Header.Values("Vary")) != 1 || a.Header.Get("Content-Length") == "1400" {
			t.Errorf("%s: %v", method, a.Header)
		}
	}
	if a := ask(t, http.MethodGet, address, "Accept-Encoding", "identity"); a.Header.Get("ETag") != `"x"` {
		t.Error(a.Header)
	}
}

// TestEventsAreNotHeldBack: every event of a stream arrives when it is flushed, before the next is said, and so does any other text that is
// flushed before a kilobyte of it is there.
func TestEventsAreNotHeldBack(t *testing.T) {
	for _, kind := range []string{"text/event-stream", "text/plain", "application/json"} {
		next := make(chan string)
		m := serve.NewMux()
		m.Get("/events", func(w http.ResponseWriter, r *http.Request) error {
			w.Header().Set("Content-Type", kind)
			out := http.NewResponseController(w)
			for {
				select {
				case text, more := <-next:
					if !more {
						return nil
					}
					if _, err := io.WriteString(w, text); err != nil {
						return err
					}
					if err := out.Flush(); err != nil {
						return err
					}
				case <-r.Context().Done():
					return r.Context().Err()
				}
			}
		})
		edge, err := serve.NewEdge(m, serve.Options{Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(edge)
		defer server.Close()
		go func() { next <- "data: 0\n" }()
		a := ask(t, http.MethodGet, server.URL+"/events")
		if a.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s is packed", kind)
		}
		lines := bufio.NewReader(a.Body)
		for n := range 3 {
			heard := make(chan string, 1)
			go func() { line, _ := lines.ReadString('\n'); heard <- line }()
			select {
			case line := <-heard:
				if line != fmt.Sprintf("data: %d\n", n) {
					t.Errorf("%s: heard %q", kind, line)
				}
			case <-time.After(10 * time.Second):
				t.Fatalf("%s: event %d is held back", kind, n)
			}
			if n < 2 {
				next <- fmt.Sprintf("data: %d\n", n+1)
			}
		}
		close(next)
	}
}

// TestHalfAnAnswerIsNotTakenForTheWhole: when a handler fails in the middle, what was packed does not end as if it were all.
func TestHalfAnAnswerIsNotTakenForTheWhole(t *testing.T) {
	server := packing(t)
	for _, size := range []int{10, 5000} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/fails?body="+strings.Repeat("x", size), nil)
		if err != nil {
			t.Fatal(err)
		}
		a, err := (&http.Transport{}).RoundTrip(r) // unpacks
		if err != nil {
			continue
		}
		var whole bytes.Buffer
		if _, err := io.Copy(&whole, a.Body); err == nil {
			t.Errorf("%d bytes pass for the whole", whole.Len())
		}
		_ = a.Body.Close()
	}
}
