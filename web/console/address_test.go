package console

import (
	"context"
	"net"
	"net/http"
	"testing"

	"qunli/kit/fault"
	"qunli/kit/serve"
	"qunli/page"
)

// The console has one host: localhost leads to the address that was printed, where the cookie is; what is reached otherwise stays.
func TestLocalhostLeadsToThePrintedAddress(t *testing.T) {
	printed := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}
	for _, c := range []struct {
		host string
		at   net.Addr
		want string
	}{
		{"localhost:8080", printed, "127.0.0.1:8080"},
		{"localhost:9000", printed, "127.0.0.1:9000"}, // through a tunnel
		{"127.0.0.1:8080", printed, ""},
		{"p61.localhost:8080", printed, ""},
		{"localhost", printed, ""},
		{"localhost:8080", &net.TCPAddr{IP: net.IPv4(172, 17, 0, 2), Port: 8080}, ""}, // in a container
		{"localhost:8080", &net.TCPAddr{IP: net.IPv6loopback, Port: 8080}, ""},
		{"localhost:8080", nil, ""},
		{"qunli.example.com:8080", printed, ""},
	} {
		if got := printedHost(c.host, c.at); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	ask := func(public string) *http.Response {
		con := &Console{Deps: Deps{PublicURL: public}}
		serving := edgeFor(t, serve.Handler(con.oneHost(func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(http.StatusNoContent); return nil })))
		r, w := newRequest("GET", "http://localhost:8080/console/today?a=b", "127.0.0.1:50000"), discard()
		serving.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, printed)))
		return w.Result()
	}
	if got := ask(""); got.StatusCode != 307 || got.Header.Get("Location") != "http://127.0.0.1:8080/console/today?a=b" || got.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", got.StatusCode, got.Header)
	}
	if got := ask("https://qunli.example.com"); got.StatusCode != 204 {
		t.Errorf("%d %v", got.StatusCode, got.Header)
	}
}

// The page of a product says once of each text what is still open in it, wherever it stands.
func TestAShelfIsNotKeptWithAPlaceholder(t *testing.T) {
	err := soundShelf(page.Page{Middle: []page.Block{{Kind: page.Text, Text: page.Open + "写明产地"}, {Kind: page.Picture, Picture: "k", Alt: page.Open}}}, "2026-12-01")
	if f := fault.Of(err).Fields; len(f) != 2 || f[0].Name != "page.middle[0].text" || f[1].Name != "page.middle[1].alt" {
		t.Error(f)
	}
	if err := soundShelf(page.Page{Middle: []page.Block{{Kind: page.Text, Text: "当天采摘"}}}, "2026-12-01"); err != nil {
		t.Error(err)
	}
}
