package console

import (
	"net/http"
	"net/url"
	"strings"

	"qunli/kit/serve"
)

// Root is where the application stands: every address of it that the program prints or sends begins so.
const Root = "/console"

// signpost says which address of the application is meant by another; one that ends in / stands for all below it.
type signpost struct{ from, to string }

// leads are the addresses that a person may type, or have been sent or written down by a former version.
func leads() []signpost {
	return []signpost{
		{"/", "/"}, {"/favicon.ico", "/favicon.svg"},
		{"/setup", "/setup"}, {"/password", "/password"}, {"/login", "/login"},
		{"/evening", "/evening"}, {"/tasks", "/today"}, {"/jobs", "/settings/jobs"}, {"/insight", "/insight"}, {"/insight/", "/insight/"},
		{"/customers", "/customers"}, {"/customers/", "/customers/"}, {"/segments", "/customers/segments"}, {"/segments/", "/customers/segments/"},
		{"/communities", "/communities"}, {"/communities/", "/communities/"}, {"/referrals", "/referral"}, {"/referrals/", "/referral/tree/"},
		{"/imports", "/imports"}, {"/imports/", "/imports/"},
	}
}

// leadOn sends browsers from those addresses to the application, with the question of the address.
func leadOn(m *serve.Mux) {
	for _, l := range leads() {
		pattern := l.from
		if pattern == "/" {
			pattern = "/{$}" // the rest is no address
		}
		m.Get(pattern, func(w http.ResponseWriter, r *http.Request) error {
			at := url.URL{Path: Root + l.to + strings.TrimPrefix(r.URL.Path, l.from), RawQuery: r.URL.RawQuery}
			http.Redirect(w, r, at.String(), http.StatusSeeOther)
			return nil
		})
	}
}
