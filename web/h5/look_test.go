package h5

import (
	"html/template"
	"net/http"
	"net/http/httptest"
	"testing"

	"qunli/campaign"
	"qunli/campaign/flashsale"
	"qunli/campaign/groupbuy"
	"qunli/campaign/redpacket"
	"qunli/commerce"
	"qunli/page"
	"qunli/testkit/browser"
)

// shopping serves pages of games and of a product as customers find them.
func shopping(t *testing.T) *httptest.Server {
	t.Helper()
	p := &Pages{Frame: func() string { return "" }}
	says := page.Page{Skin: "warm", Top: []page.Block{{Kind: page.Hook, Title: "开业红包天天发", Text: "店里到点就发，先到先领。"}, {Kind: page.Action, Title: "拆红包", To: "#play"}}, Middle: []page.Block{{Kind: page.Play}},
		Bottom: []page.Block{{Kind: page.Action, Title: "拆红包", To: "#play"}}}
	mux := http.NewServeMux()
	mux.Handle("GET "+scriptPath, script(island))
	mux.HandleFunc("GET /favicon.ico", func(http.ResponseWriter, *http.Request) {})
	game := func(m campaign.Model, settings, state string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			s, g := acting(t, m, settings, r.PathValue("lang"))
			s.act(state, g)
			v := &gameView{T: s.t, Style: template.CSS(style), Script: scriptPath, Path: "/g/x", Brand: "花满楼", Play: s.play(g), Skin: "plain", Rules: s.rules(g), Now: s.now, InGame: s.at.Instance.ID != 0}
			if state == "waiting" {
				v.Skin, v.Sections = says.Skin, blocks(says, "2026-11-23", nil, s.t.Lang, v)
				awaiting(v.Sections, v.Play.Waits)
			}
			if err := p.show(w, gamePage, "", v); err != nil {
				t.Error(err)
			}
		}
	}
	team := `{"size":3,"minutes":60,"price":4900,"leader_price":3900,"single_price":7900,"stock":10,"hold_minutes":10}`
	mux.HandleFunc("GET /{lang}/waiting", game(redpacket.Model{}, `{"amount":2000,"shares":10,"least":100,"most":1000,"hours":24,"budget":20000,"purpose":"谢谢光临","slots":[{"at":"20:30"}]}`, "waiting"))
	mux.HandleFunc("GET /{lang}/team", game(groupbuy.Model{}, team, "open"))
	mux.HandleFunc("GET /{lang}/joining", game(groupbuy.Model{}, team, "forming"))
	mux.HandleFunc("GET /{lang}/product", func(w http.ResponseWriter, r *http.Request) {
		lang := r.PathValue("lang")
		of := productSubject(commerce.Product{Name: "玫瑰花束 11 枝", Price: 3990, OnSale: true}, commerce.ProductPage{Page: "{}"}, lang)
		v := &shelfView{T: gamesIn(lang), W: shelfIn(lang), Style: template.CSS(style), Script: scriptPath, Brand: "花满楼", Name: of.name, Price: of.price, ShareTo: of.share,
			Card: card{Title: of.name, Name: "韩梅梅", Line: of.t.toneOf(ofProduct, "warm").Line}}
		for _, c := range []struct {
			model          campaign.Model
			name, settings string
		}{{groupbuy.Model{}, "三人成团", team[:len(team)-1] + `,"product":"x"}`}, {flashsale.Model{}, "今日爆品", `{"items":[{"key":"a","name":"玫瑰花束","product":"x","price":1990,"was":3990,"stock":5}],"hold_minutes":15}`}} {
			s, g := acting(t, c.model, c.settings, lang)
			s.shown.Campaign.Name = c.name
			v.Ways = append(v.Ways, s.waysOf(g, "x")...)
		}
		if err := p.show(w, shelfPage, "", v); err != nil {
			t.Error(err)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// TestPagesWhereSomethingIsBought: on a phone, by day and by night, in both languages, the page of a product that somebody passed on, a
// campaign that waits for its packet and both prices of a team can be read and used by everybody, and weigh little.
func TestPagesWhereSomethingIsBought(t *testing.T) {
	server := shopping(t)
	b := browser.Open(t)
	b.Size(390, 844)
	for _, name := range []string{"product", "waiting", "team", "joining"} {
		for _, scheme := range []string{"light", "dark"} {
			b.Scheme(scheme)
			for lang, says := range map[string]string{"zh": "zh-CN", "en": "en"} {
				b.Go(server.URL + "/" + lang + "/" + name)
				for _, problem := range b.Audit(says, true) {
					t.Errorf("%s %s %s: %s", name, lang, scheme, problem)
				}
				if lang == "zh" || scheme == "light" {
					b.Shot("h5-" + name + "-" + lang + "-" + scheme)
				}
				if v := b.Vitals(); v.Requests > 6 || v.CLS > .02 {
					t.Errorf("%s %s %s: %d requests, moved %.3f", name, lang, scheme, v.Requests, v.CLS)
				}
			}
		}
		if size := browser.Eval[int](b, `performance.getEntriesByType('navigation')[0].decodedBodySize`); size > 14<<10 {
			t.Errorf("%s: %d bytes of HTML", name, size)
		}
	}
	for _, said := range b.Complaints() {
		t.Error(said)
	}
}
