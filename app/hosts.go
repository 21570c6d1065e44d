package app

import (
	"net/http"
	"net/url"
	"strings"

	"qunli/kit/fault"
	"qunli/web/h5"
)

// hosts keeps what customers open and what staff open at hosts of their own (house.md §11): a fault in a page for customers reaches
// no session of the console. At any other host, as on the machine itself, all of it stands.
type hosts struct {
	pages, console string       // host[:port]; "" is told apart by nobody
	pagesURL       string       // without a slash at its end
	few            http.Handler // what stands at the customers' host: their pages, and what channels call
	all            http.Handler
}

// newHosts reads the two addresses; with none for customers, or the same, everything stands everywhere.
func newHosts(c Config, few, all http.Handler) (http.Handler, error) {
	if c.H5URL == "" {
		return all, nil
	}
	pages, err := url.Parse(c.H5URL)
	if err != nil || pages.Host == "" || pages.Scheme != "https" && pages.Scheme != "http" || strings.Trim(pages.Path, "/") != "" {
		return nil, fault.InvalidField("h5-url", c.H5URL, "要写成 https://域名", "write it as https://host")
	}
	console, err := url.Parse(c.PublicURL)
	if err != nil {
		return nil, fault.InvalidField("public-url", c.PublicURL, "要写成 https://域名", "write it as https://host")
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
	case strings.EqualFold(r.Host, h.console) && h5.Stands(r.URL.Path) && !h5.Framed(r.URL.Path): // as it was printed before there were two
		http.Redirect(w, r, h.pagesURL+r.URL.RequestURI(), http.StatusPermanentRedirect)
	default:
		h.all.ServeHTTP(w, r)
	}
}

// pagesURL is where customers reach their pages, "" unknown.
func (c Config) pagesURL() string {
	if c.H5URL != "" {
		return strings.TrimSuffix(c.H5URL, "/")
	}
	return strings.TrimSuffix(c.PublicURL, "/")
}
