package h5

import (
	"net/http"
	"net/url"
	"strings"

	"qunli/kit/fault"
)

// hosts keeps what customers open and what staff open at hosts of their own (house.md §11): a fault in a page for customers reaches
// no session of the console. At any other host, as on the machine itself, all of it stands.
type hosts struct {
	pages, console string       // host[:port]; "" is told apart by nobody
	pagesURL       string       // without a slash at its end
	few            http.Handler // what stands at the customers' host: their pages, and what channels call
	all            http.Handler
}

// Apart keeps few, which is all that stands at the customers' host, and all apart by the addresses of both hosts ("" unknown). With
// none for customers, or one for both, everything stands everywhere.
func Apart(pagesURL, consoleURL string, few, all http.Handler) (http.Handler, error) {
	if pagesURL == "" {
		return all, nil
	}
	pages, err := url.Parse(pagesURL)
	if err != nil || pages.Host == "" || pages.Scheme != "https" && pages.Scheme != "http" || strings.Trim(pages.Path, "/") != "" {
		return nil, fault.InvalidField("h5-url", pagesURL, "要写成 https://域名", "write it as https://host")
	}
	console, err := url.Parse(consoleURL)
	if err != nil {
		return nil, fault.InvalidField("public-url", consoleURL, "要写成 https://域名", "write it as https://host")
	}
	if strings.EqualFold(pages.Host, console.Host) {
		return all, nil
	}
	return &hosts{pages: pages.Host, console: console.Host, pagesURL: pages.Scheme + "://" + pages.Host, few: few, all: all}, nil
}

func (h *hosts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.EqualFold(r.Host, h.pages):
		h.few.ServeHTTP(w, r)
	case strings.EqualFold(r.Host, h.console) && stands(r.URL.Path) && !shownInside(r.URL.Path): // as it was printed before there were two
		http.Redirect(w, r, h.pagesURL+r.URL.RequestURI(), http.StatusPermanentRedirect)
	default:
		h.all.ServeHTTP(w, r)
	}
}
