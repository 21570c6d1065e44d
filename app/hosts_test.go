package app_test

import (
	"net"
	"net/http"
	"strings"
	"testing"

	"qunli/testkit/crash"
)

// Customers' pages and the console stand at hosts of their own once both are told: nothing of the console at the customers' host, and
// links that were printed before lead on.
func TestConsoleAndPagesHaveHostsOfTheirOwn(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	here := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	home := crash.NewHome(t, crash.SQLite, nil)
	home.Serve("--listen", here, "--public-url", "http://"+here, "--h5-url", "https://m.example.com")
	defer home.Stop()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask := func(host, path string) (status int, to string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+here+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		w, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Body.Close()
		return w.StatusCode, w.Header.Get("Location")
	}
	for _, path := range []string{"/console/login", "/console/", "/api/session", "/api/openapi.yaml", "/setup", "/"} {
		if status, _ := ask("m.example.com", path); status != http.StatusNotFound {
			t.Errorf("%s at the customers' host: %d", path, status)
		}
	}
	for path, want := range map[string]string{"/g/cam_1?x=1": "https://m.example.com/g/cam_1?x=1", "/me": "https://m.example.com/me", "/g/cam_1/preview": "", "/console/login": ""} {
		if _, to := ask(here, path); to != want {
			t.Errorf("%s at the console's host leads to %q", path, to)
		}
	}
	for _, host := range []string{"m.example.com", "another.example.com"} {
		if status, to := ask(host, "/c/nothing"); strings.HasPrefix(to, "https://m.example.com/c/") || status == http.StatusPermanentRedirect {
			t.Errorf("a page at %s: %d to %q", host, status, to)
		}
	}
	if a := home.Ask("GET", "/api/session", "", nil); !strings.Contains(string(a.Body), `"pages_url":"https://m.example.com"`) {
		t.Errorf("the console knows: %s", a)
	}
}
