package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"time"
)

// client speaks to whatever server the installation has at the moment.
type client struct {
	home   *Home
	http   *http.Client
	cookie string
}

// Answer is what a server said to a request.
type Answer struct {
	Status int
	Code   string // of a problem
	Header http.Header
	Body   []byte
}

// OK reports whether the request was carried out.
func (a Answer) OK() bool { return a.Status/100 == 2 }

// Into decodes the body.
func (a Answer) Into(out any) error { return json.Unmarshal(a.Body, out) }

func (a Answer) String() string { return fmt.Sprintf("%d %s %s", a.Status, a.Code, a.Body) }

// newClient gives a client of its own connections; from is its address among those of loopback, so that each caller is
// throttled by itself.
func newClient(h *Home, from int) *client {
	dialer := &net.Dialer{}
	if runtime.GOOS == "linux" {
		dialer.LocalAddr = &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(1+from))}
	}
	transport := &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 1, IdleConnTimeout: 5 * time.Second}
	return &client{home: h, http: &http.Client{Timeout: time.Minute, Transport: transport}}
}

// send makes one request of the running server; the error means that nobody knows what became of it.
func (c *client) send(ctx context.Context, base, method, path, key string, body []byte) (Answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, base+path, bytes.NewReader(body))
	if err != nil {
		return Answer{}, err
	}
	r.GetBody = nil // nothing is sent twice but by us
	if len(body) > 0 {
		r.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	return c.do(r)
}

// do sends a request with our credentials.
func (c *client) do(r *http.Request) (Answer, error) {
	switch {
	case c.cookie != "":
		r.Header.Set("Cookie", c.cookie)
	case c.home.token != "":
		r.Header.Set("Authorization", "Bearer "+c.home.token)
	}
	got, err := c.http.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer got.Body.Close()
	a := Answer{Status: got.StatusCode, Header: got.Header}
	if a.Body, err = io.ReadAll(got.Body); err != nil {
		return a, err
	}
	if a.Status >= 400 {
		var p struct {
			Code string `json:"code"`
		}
		if json.Unmarshal(a.Body, &p) == nil {
			a.Code = p.Code
		}
	}
	for _, cookie := range got.Cookies() {
		c.cookie = cookie.Name + "=" + cookie.Value
	}
	return a, nil
}

// must makes a request that has to be carried out.
func (c *client) must(method, path string, in, out any) {
	c.home.Helper()
	a := c.home.ask(c, method, path, "", in)
	if !a.OK() {
		c.home.Fatalf("%s %s: %s", method, path, a)
	}
	if out != nil {
		if err := a.Into(out); err != nil {
			c.home.Fatalf("%s %s: %v in %s", method, path, err, a.Body)
		}
	}
}

// Ask makes one request of the running server, as the callers do.
func (h *Home) Ask(method, path, key string, in any) Answer {
	h.Helper()
	return h.ask(newClient(h, 0), method, path, key, in)
}

func (h *Home) ask(c *client, method, path, key string, in any) Answer {
	h.Helper()
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			h.Fatal(err)
		}
	}
	h.mu.Lock()
	base := h.base
	h.mu.Unlock()
	a, err := c.send(context.Background(), base, method, path, key, body)
	if err != nil {
		h.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

// waitUp gives the address of the server once one runs.
func (h *Home) waitUp(ctx context.Context) (string, error) {
	for {
		h.mu.Lock()
		base, up := h.base, h.up
		h.mu.Unlock()
		if base != "" {
			select {
			case <-up:
				return base, nil
			default:
			}
		}
		select {
		case <-up:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}
