package crash

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"qunli/kit/clock"
)

// Bring hands a file in over the API, under one idempotency key until that is acknowledged, whatever happens to the servers.
func (h *Home) Bring(c *Cargo) {
	h.Helper()
	body, err := os.ReadFile(c.Path)
	if err != nil {
		h.Fatal(err)
	}
	query := url.Values{"kind": {c.Kind}, "source": {c.Source}, "name": {c.name()}}
	for i := 0; i+1 < len(c.Flags); i += 2 {
		query.Set(strings.TrimPrefix(c.Flags[i], "--"), c.Flags[i+1])
	}
	client, ctx := newClient(h, 98), context.Background()
	for watch := clock.Stopwatch(); ; {
		a, err := h.hand(ctx, client, "/api/imports?"+query.Encode(), "bring-"+c.name(), body)
		switch {
		case err == nil && carried(a):
			return
		case err == nil && a.Status != http.StatusTooManyRequests && a.Status != http.StatusServiceUnavailable:
			h.Fatalf("upload of %s: %s", c.name(), a)
		case watch() > 2*time.Minute:
			h.Fatalf("upload of %s: not acknowledged within two minutes: %s %v", c.name(), a, err)
		}
		_ = clock.Sleep(ctx, pollStep) // never ends early
	}
}

func (h *Home) hand(ctx context.Context, c *client, path, key string, body []byte) (Answer, error) {
	base, err := h.waitUp(ctx)
	if err != nil {
		return Answer{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+path, bytes.NewReader(body))
	if err != nil {
		return Answer{}, err
	}
	r.GetBody = nil // nothing is sent twice but by us
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Header.Set("Idempotency-Key", key)
	return c.do(r)
}

// In tells whether every file has been brought in, by the imports as the running server lists them. One that failed ends the
// test.
func (h *Home) In(cargo []*Cargo) bool {
	h.Helper()
	var got struct {
		Items []struct {
			Name  string `json:"file_name"`
			State string `json:"state"`
		} `json:"items"`
	}
	a := h.Ask(http.MethodGet, "/api/imports?limit=200", "", nil)
	if !a.OK() || a.Into(&got) != nil {
		return false
	}
	done := map[string]bool{}
	for _, i := range got.Items {
		if i.State == "failed" {
			h.Fatalf("the import of %s failed: %s", i.Name, a.Body)
		}
		done[i.Name] = done[i.Name] || i.State == "done"
	}
	return !slices.ContainsFunc(cargo, func(c *Cargo) bool { return !done[c.name()] })
}

// Adopt lets this installation, which holds what another did, be asked with the other's token.
func (h *Home) Adopt(other *Home) { h.token = other.token }
