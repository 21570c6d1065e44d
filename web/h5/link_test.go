package h5

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// TestAddressesToPassOn: what is passed on from a phone of the sandbox's opens on every phone; elsewhere it is the public address, or that
// of the request.
func TestAddressesToPassOn(t *testing.T) {
	for _, c := range []struct{ public, host, want string }{
		{"", "p61.localhost:8080", "http://127.0.0.1:8080"},
		{"https://h5.example.com/", "p61.localhost:8080", "http://127.0.0.1:8080"},
		{"https://h5.example.com/", "10.0.0.1:8080", "https://h5.example.com"},
		{"", "localhost:8080", "http://localhost:8080"},
		{"", "10.0.0.1:8080", "http://10.0.0.1:8080"},
	} {
		r := httptest.NewRequest("GET", "/g/cam_1", nil)
		r.Host = c.host
		if got := (&Session{PublicURL: c.public}).open(r); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// TestTokensInAddresses: a token is carried on as it came, beside what else stands in the address; what has another shape is none.
func TestTokensInAddresses(t *testing.T) {
	token := strings.Repeat("a2", 16)
	for query, want := range map[string]string{"by=" + token: token, "from=x&by=" + token: token, "": "", "by=" + token + "a": "", "by=" + token[:31] + "|": "", "by=" + strings.ToUpper(token): "",
		"by=" + token[:30] + "%20a": "", "by=" + token + "&by=x": token} {
		if got := tokenOf(httptest.NewRequest("GET", "/g/cam_1?"+query, nil)); got != want {
			t.Errorf("%s: %q", query, got)
		}
	}
	for path, want := range map[string]string{"/g/cam_1": "/g/cam_1?by=" + token, "/g/cam_1?lang=en": "/g/cam_1?lang=en&by=" + token} {
		if got := byLink(path, token); got != want || byLink(path, "") != path {
			t.Errorf("%s: %s", path, got)
		}
	}
}
