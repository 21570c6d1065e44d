package console

import (
	"net"
	"net/http"
	"net/netip"
)

// address is where customers find their pages.
func (c *Console) address(r *http.Request) string {
	if c.PagesURL != "" {
		return c.PagesURL
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// oneHost leads whoever opens the console at localhost to the address that was printed at the start, 127.0.0.1: to a browser the two are
// two hosts with cookies of their own, and who went from one to the other was signed out. An address that was told for others stays.
func (c *Console) oneHost(next func(http.ResponseWriter, *http.Request) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		at, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
		if to := printedHost(r.Host, at); to != "" && c.PublicURL == "" && r.TLS == nil {
			w.Header().Set("Cache-Control", "no-store")
			http.Redirect(w, r, "http://"+to+r.URL.RequestURI(), http.StatusTemporaryRedirect)
			return nil
		}
		return next(w, r)
	}
}

// printedHost gives the host to go on at in the place of localhost, "" to stay: reached at 127.0.0.1 itself, we are at that address too.
func printedHost(host string, at net.Addr) string {
	name, port, err := net.SplitHostPort(host)
	if err != nil || name != "localhost" || at == nil {
		return ""
	}
	here, err := netip.ParseAddrPort(at.String())
	if err != nil || !here.Addr().Unmap().Is4() || !here.Addr().IsLoopback() {
		return ""
	}
	return net.JoinHostPort(here.Addr().Unmap().String(), port)
}
