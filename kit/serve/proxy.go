package serve

import (
	"net/http"
	"net/netip"
	"strings"
)

// caller finds who really called and whether their connection is encrypted. X-Forwarded-For is read from the right, one
// listed proxy after the other; what anybody else wrote into it is not believed. A forwarded request whose proxy is not
// listed has no known caller: it must not pass for the proxy itself, which may be this machine.
func caller(r *http.Request, proxies []netip.Prefix) (netip.Addr, bool) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	https := r.TLS != nil
	if err != nil { // the Unix socket
		return netip.Addr{}, https
	}
	address := peer.Addr().Unmap()
	if !listed(address, proxies) {
		if forwarded(r.Header) && address.IsLoopback() {
			return netip.IPv6Unspecified(), https
		}
		return address, https
	}
	if proto := lastOf(r.Header.Values("X-Forwarded-Proto")); proto != "" {
		https = strings.EqualFold(proto, "https")
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		if address = hop.Unmap(); !listed(address, proxies) {
			break
		}
	}
	return address, https
}

func listed(a netip.Addr, proxies []netip.Prefix) bool {
	for _, p := range proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

func forwarded(h http.Header) bool {
	return h.Get("X-Forwarded-For") != "" || h.Get("Forwarded") != "" || h.Get("X-Real-Ip") != ""
}

func lastOf(values []string) string {
	list := strings.Split(strings.Join(values, ","), ",")
	return strings.TrimSpace(list[len(list)-1])
}
