package h5

import (
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"qunli/page"
	"qunli/testkit/browser"
	"qunli/web/h5/poster"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := browser.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// sharing serves the page on which people share, in one of its states and skins.
func sharing(t *testing.T) *httptest.Server {
	t.Helper()
	p, studio := &Pages{Frame: func() string { return "" }}, poster.New()
	mux := http.NewServeMux()
	mux.Handle("GET "+scriptPath, script(island))
	mux.HandleFunc("GET /poster", func(w http.ResponseWriter, r *http.Request) {
		body, err := studio.PNG(r.Context(), poster.Poster{Title: "三人成团", Link: "https://h5.example.com/g/cam_0am7ea3kc0400/ins_0am7ea5fc0400?by=qi3pkwfib4tgq22dyhmypb5wy3kmeocr"})
		if err != nil {
			t.Error(err)
		}
		_, _ = w.Write(body)
	})
	mux.HandleFunc("GET /{lang}/{skin}/{state}", func(w http.ResponseWriter, r *http.Request) {
		words := sharesIn(r.PathValue("lang"))
		one := words.toneOf("invite", "warm")
		v := &shareView{T: words, Style: template.CSS(style), Script: scriptPath, Path: "/share", Back: "/", Tones: words.tones("invite"), Name: "韩梅梅", Named: true,
			Shared: r.PathValue("state") != "unshared", Over: r.PathValue("state") == "over", Link: "https://h5.example.com/g/cam_0am7ea3kc0400?by=qi3pkwfib4tgq22dyhmypb5wy3kmeocr",
			Poster: "/poster", Opened: spell(words.Opened, 3), Card: card{Tone: one.Key, Brand: "花满楼", Title: "三人成团：当季鲜花束", Line: one.Line, Name: "韩梅梅", Skin: r.PathValue("skin")}}
		if r.URL.Query().Has("sdk") {
			v.SDK = sdkView{Src: "http://" + r.Host + "/sdk.js", Title: v.Card.Title, Line: v.Card.Line, Link: v.Link}
		}
		if err := p.showIn(w, sharePage, "", v.SDK.Src, "'none'", v); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("GET "+GamePath+"signed", func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]string{"signature": "for " + r.URL.Query().Get("page")})
	})
	mux.HandleFunc("GET /sdk.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `var heard = {}; window.wx = {config: function (s) { heard.sign = s; }, ready: function (f) { f(); },
			updateAppMessageShareData: function (c) { heard.friend = c; }, updateTimelineShareData: function (c) { heard.all = c; }};`)
	})
	mux.HandleFunc("GET /favicon.ico", func(http.ResponseWriter, *http.Request) {})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// TestThePageOnWhichPeopleShare: on a phone, in every skin, by day and by night, nobody stumbles over anything; the link is copied by a
// button, and the code on the poster is at least 280 CSS pixels wide as it is shown.
func TestThePageOnWhichPeopleShare(t *testing.T) {
	server := sharing(t)
	b := browser.Open(t)
	b.Size(390, 844)
	for _, scheme := range []string{"light", "dark"} {
		b.Scheme(scheme)
		for _, skin := range page.Skins {
			for _, state := range []string{"unshared", "shared", "over"} {
				for lang, says := range map[string]string{"zh": "zh-CN", "en": "en"} {
					b.Go(server.URL + "/" + lang + "/" + skin + "/" + state)
					for _, problem := range b.Audit(says, true) {
						t.Errorf("%s %s %s %s: %s", lang, scheme, skin, state, problem)
					}
				}
			}
		}
		b.Go(server.URL + "/zh/plain/shared")
		b.Shot("h5-share-" + scheme)
	}
	b.Press("[data-copy]")
	b.Wait(`document.querySelector('[data-copy]').textContent === '已复制'`)
	b.Wait(`document.querySelector('.poster img').naturalWidth === 750`)
	if wide := browser.Eval[float64](b, `document.querySelector('.poster img').getBoundingClientRect().width`); wide*600/poster.Width < 280 {
		t.Errorf("the poster is %v pixels wide", wide)
	}
	if size := browser.Eval[int](b, `performance.getEntriesByType('navigation')[0].decodedBodySize`); size > 14<<10 {
		t.Errorf("%d bytes of HTML", size)
	}
	b.Go(server.URL + "/zh/plain/shared?sdk=1#below")
	b.Wait(`window.heard && heard.all`)
	if got := browser.Eval[string](b, `heard.sign.signature + ' ' + heard.friend.title + ' ' + heard.friend.link + ' ' + (heard.all.link === heard.friend.link)`); got !=
		"for "+server.URL+"/zh/plain/shared?sdk=1 三人成团：当季鲜花束 https://h5.example.com/g/cam_0am7ea3kc0400?by=qi3pkwfib4tgq22dyhmypb5wy3kmeocr true" {
		t.Errorf("WeChat heard %q", got)
	}
	for _, said := range b.Complaints() {
		t.Error(said)
	}
}
