package h5

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"qunli/kit/clock"
	"qunli/kit/secret"
	"qunli/kit/serve"
)

// TestNobodyElseSetsTheCookieOfACustomer: over HTTPS the cookie has the name that browsers take from this host alone; one that came
// under the plain name, as a neighbouring host could set it, is nobody's. Over plain HTTP on this machine the plain name is all there is.
func TestNobodyElseSetsTheCookieOfACustomer(t *testing.T) {
	ring, err := secret.NewKeyring(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	s := &Session{Ring: ring, Clock: clock.System{}}
	ask := func(address, name, value string) (*http.Cookie, bool) {
		known := false
		edge, err := serve.NewEdge(serve.Handler(func(w http.ResponseWriter, r *http.Request) error {
			_, known = s.who(r)
			visitor(w, r)
			s.write(w, r, s.cookie(meCookie, "z", time.Hour))
			return nil
		}), serve.Options{Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		r, w := httptest.NewRequest(http.MethodGet, address, nil), httptest.NewRecorder()
		if name != "" {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		edge.ServeHTTP(w, r)
		for _, c := range w.Result().Cookies() {
			if c.Secure != strings.HasPrefix(address, "https:") {
				t.Errorf("%s: %s", address, c)
			}
		}
		cookies := w.Result().Cookies()
		return cookies[len(cookies)-1], known
	}
	for _, c := range []struct{ address, name, other string }{
		{"https://h5.example.com/me", "__Host-" + meCookie, meCookie}, {"http://localhost/me", meCookie, "__Host-" + meCookie},
	} {
		set, _ := ask(c.address, "", "")
		if set.Name != c.name || set.Path != "/" || set.Domain != "" || !set.HttpOnly || set.SameSite != http.SameSiteLaxMode {
			t.Errorf("%s", set)
		}
		if _, known := ask(c.address, c.name, set.Value); !known {
			t.Errorf("%s: its own cookie is not known", c.address)
		}
		if _, known := ask(c.address, c.other, set.Value); known {
			t.Errorf("%s: %s is believed", c.address, c.other)
		}
	}
}

// TestAForgedHostSignsNothing: with the site's address told, no other host's page is of this site, whatever a request says of itself.
func TestAForgedHostSignsNothing(t *testing.T) {
	for _, c := range []struct {
		public, host, page string
		stands             bool
	}{
		{"https://h5.example.com/", "h5.example.com", "https://h5.example.com/g/x", true},
		{"https://h5.example.com", "evil.example", "https://evil.example/g/x", false},
		{"https://h5.example.com", "evil.example", "http://evil.example/g/x", false},
		{"https://h5.example.com", "evil.example", "https://h5.example.com/g/x", true},
		{"https://h5.example.com", "h5.example.com", "http://h5.example.com/g/x", false},
		{"https://h5.example.com", "127.0.0.1:8080", "http://127.0.0.1:8080/g/x", true},
		{"", "shop.internal", "https://shop.internal/g/x", true}, // behind a proxy that speaks HTTPS for us
		{"", "shop.internal", "https://evil.example/g/x", false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/g/signed", nil)
		r.Host = c.host
		u, err := url.Parse(c.page)
		if err != nil {
			t.Fatal(err)
		}
		if got := (&Session{PublicURL: c.public}).stands(r, u); got != c.stands {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
