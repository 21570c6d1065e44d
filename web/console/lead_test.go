package console

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

var (
	routeLine = regexp.MustCompile(`(?m)^\s*(?:page|alone)\('(/[^']*)'`)
	routePart = regexp.MustCompile(`\\\$[a-z]+`)
)

// leadsToAPage wants an address to be one of the application's pages, which are listed in ui/src/routes.tsx.
func (h *house) leadsToAPage(address string) {
	h.Helper()
	at, err := url.Parse(address)
	h.must(err)
	text, err := os.ReadFile("ui/src/routes.tsx")
	h.must(err)
	path, below := strings.CutPrefix(at.Path, Root)
	for _, m := range routeLine.FindAllStringSubmatch(string(text), -1) {
		if m[1] == "/$" { // says that there is no such page
			continue
		}
		route := regexp.MustCompile("^" + routePart.ReplaceAllString(regexp.QuoteMeta(m[1]), "[^/]+") + "$")
		if below && at.Host == "" && route.MatchString(path) {
			return
		}
	}
	h.Errorf("%q is no page of the application", address)
}

// Every address that somebody may have been sent or written down leads to the page that is meant, with its question, and none
// to another site.
func TestOldAddressesLeadOn(t *testing.T) {
	each(t, func(h *house) {
		for from, to := range map[string]string{
			"/": "/console/", "/?lang=en": "/console/?lang=en",
			"/setup?token=a%2Bb": "/console/setup?token=a%2Bb", "/password?token=x": "/console/password?token=x", "/login?next=%2Fx": "/console/login?next=%2Fx",
			"/evening": "/console/evening", "/tasks?kind=answer": "/console/today?kind=answer", "/jobs": "/console/settings/jobs",
			"/insight/loop?from=2026-01-01&to=2026-01-31": "/console/insight/loop?from=2026-01-01&to=2026-01-31",
			"/customers?q=%E7%8E%8B":                      "/console/customers?q=%E7%8E%8B", "/customers/cus_1": "/console/customers/cus_1",
			"/segments": "/console/customers/segments", "/segments/seg_1": "/console/customers/segments/seg_1",
			"/communities?kind=none": "/console/communities?kind=none", "/communities/com_1": "/console/communities/com_1",
			"/referrals": "/console/referral", "/referrals/cus_1": "/console/referral/tree/cus_1",
			"/imports": "/console/imports", "/imports/imp_1": "/console/imports/imp_1",
		} {
			w := h.nobody().page(from)
			if got := w.Header().Get("Location"); w.Code != 303 || got != to {
				h.Errorf("%s leads with %d to %q, not %q", from, w.Code, got, to)
			}
			h.leadsToAPage(to)
		}
		if got := h.nobody().page("/favicon.ico").Header().Get("Location"); got != "/console/favicon.svg" {
			h.Errorf("the icon is at %q", got)
		}
		for _, from := range []string{"//evil.example", "/customers//evil.example", `/customers/\evil.example`, "/customers/%2F%2Fevil.example", "/imports/..//evil.example"} {
			to, err := url.Parse(h.nobody().page(from).Header().Get("Location"))
			if err != nil || to.Host != "" || strings.HasPrefix(to.Path, "//") {
				h.Errorf("%s leads to %v %v", from, to, err)
			}
		}
		if w := h.nobody().send("POST", "/login", "login=boss"); w.Code != 405 {
			h.Errorf("a form is answered %d", w.Code)
		}
	})
}

// What fails outside the API is told on a page, in the caller's language and with the number of the request; below /api it is a
// problem, whoever asks.
func TestFailuresAreToldOnAPage(t *testing.T) {
	each(t, func(h *house) {
		for lang, says := range map[string][]string{"zh-CN": {"没有这个页面", `<html lang="zh-CN">`, "打开控制台"}, "en": {"There is no such page", `<html lang="en">`, "Open the console"}} {
			w := h.nobody().with("Accept-Language", lang).page("/nothing<b>")
			body := w.Body.String()
			for _, want := range append(says, w.Header().Get("X-Request-Id"), `href="/console/"`, "request.route") {
				if want == "" || !strings.Contains(body, want) {
					h.Errorf("the page in %s lacks %q: %s", lang, want, body)
				}
			}
			if w.Code != 404 || w.Header().Get("Content-Type") != "text/html; charset=utf-8" || w.Header().Get("Cache-Control") != "no-store" {
				h.Errorf("%d %v", w.Code, w.Header())
			}
			for _, bad := range []string{"<script", " src=", " style=", "<link", "http:", "https:", "<b>", "ZgotmplZ", "no value"} {
				if strings.Contains(body, bad) {
					h.Errorf("the page holds %q", bad)
				}
			}
			_, style, _ := strings.Cut(body, "<style>")
			style, _, _ = strings.Cut(style, "</style>")
			hash := sha256.Sum256([]byte(style))
			if policy := w.Header().Get("Content-Security-Policy"); style == "" || strings.Contains(policy, "unsafe") ||
				!strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(hash[:])+"'") {
				h.Errorf("%s does not fit %q", policy, style)
			}
		}
		browser := h.nobody().with("Accept", "text/html")
		refused(browser, 404, "request.route", "GET", "/api/nothing", nil)
		refused(browser, 401, "auth.required", "GET", "/api/customers", nil)
		refused(h.nobody().with("Accept", "*/*"), 404, "request.route", "GET", "/console/assets/gone.js", nil)
	})
}

// A program without the application still answers the API, and leads people to the page that says what is missing.
func TestWithoutABuildTheAPIWorks(t *testing.T) {
	each(t, func(h *house) {
		deps := h.c.Deps
		deps.Built = fstest.MapFS{".keep": {}}
		h.open(deps)
		boss := h.setUp()
		if me := ok[who](boss, "GET", "/api/session", nil); me.Login != "boss" {
			h.Errorf("%+v", me)
		}
		at := boss.page("/").Header().Get("Location")
		if w := boss.page(at); w.Code != 503 || !strings.Contains(w.Body.String(), "make build") {
			h.Errorf("%s: %d %s", at, w.Code, w.Body)
		}
	})
}
