package walk

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"qunli/testkit/browser"
)

// What a page for customers may weigh (web.md §E): bytes of HTML packed, of scripts, of everything, requests, and how much may move.
const (
	mostHTML     = 14 << 10
	mostScripts  = 4 << 10
	mostInAll    = 100 << 10
	mostRequests = 6
	mostMoved    = 0.02
	mostSlower   = 2.5 // times as long to the first picture as a blank page of a kilobyte, in the same throttled browser
)

// said is a page in three sections, as an operator makes one.
const said = `{"skin":"warm","top":[{"kind":"hook","title":"三人成团，鲜花立减","text":"当天现剪，门店自提。\n没成团全额退款。"},{"kind":"play"}],
	"middle":[{"kind":"trust","title":"经营许可","text":"编号与门店公示一致","proof":"qualification"},{"kind":"trust","title":"一周还很精神","text":"王女士，十一月购买","proof":"customer"},
	{"kind":"crowd","title":"刚刚"}],"bottom":[{"kind":"rules"},{"kind":"action","title":"去参加","to":"#play"}]}`

// games are one campaign of every model.
var games = map[string]string{
	"groupbuy":  `{"size":3,"minutes":1440,"price":5900,"leader_price":4900,"single_price":7900,"stock":100,"hold_minutes":10}`,
	"flashsale": `{"items":[{"key":"a","name":"玫瑰花束 11 枝","price":1990,"was":3990,"stock":100,"per_person":2},{"key":"b","name":"向日葵 5 枝","price":990,"stock":3}],"hold_minutes":15}`,
	"redpacket": `{"amount":2000,"shares":10,"least":100,"most":1000,"hours":24,"budget":20000,"purpose":"开业第一周，谢谢光临"}`,
	"invite":    `{"steps":[{"need":3,"reward":{"kind":"cash","amount":500}},{"need":10,"reward":{"kind":"cash","amount":2000}}],"hold_hours":168,"window_hours":720,"most":100,"budget":100000}`,
}

var called = map[string]string{"groupbuy": "鲜花团", "flashsale": "今日爆品", "redpacket": "开业红包", "invite": "邀请有礼"}

// plays drafts a campaign of a model with a page and gives its id.
func (h *house) plays(model, settings, page string) string {
	h.Helper()
	now := time.Now()
	body := fmt.Sprintf(`{"kind":"qunli.campaign/1","model":%q,"name":%q,"terms":{"from":%d,"until":%d,"goal":"老带新","target":10,"cost":100000,"act":"order"},"settings":%s,"page":%s}`,
		model, called[model], now.Add(-time.Hour).UnixMilli(), now.Add(24*time.Hour).UnixMilli(), settings, page)
	return browser.Eval[string](h.Page, fmt.Sprintf(`fetch('/api/campaigns/import', {method: 'POST', headers: {'content-type': 'application/json'}, body: %q}).then(r => r.json()).then(c => c.id ?? JSON.stringify(c))`, body))
}

// preview is where the page of a draft can be looked at, in each of its states.
type preview struct {
	Path   string
	States []struct{ Name string }
}

// Every page of every game, in every state, opens at once on a cheap phone: it is light, nothing moves, and whoever cannot see well or
// uses a thumb can use it.
func TestEveryPageOfAGame(t *testing.T) {
	h := enter(t)
	previews := map[string]preview{}
	for model, settings := range games {
		previews[model] = get[preview](h, "/api/campaigns/"+h.plays(model, settings, said)+"/preview")
	}
	h.Size(390, 844)
	for model, p := range previews {
		if len(p.States) < 8 {
			t.Errorf("%s is looked at in %d states", model, len(p.States))
		}
		for _, s := range p.States {
			for _, scheme := range []string{"light", "dark"} {
				h.Scheme(scheme)
				h.Go(h.base + p.Path + "&state=" + s.Name)
				h.weigh(model + " " + s.Name)
				h.judge(look{"phone-" + scheme, 390, 844, scheme, "zh-CN"}, model+" "+s.Name)
			}
			h.Shot("game-" + model + "-" + s.Name)
		}
	}
	h.quiet("games")
	h.compare(previews["groupbuy"])
}

// weigh wants a page within its budget.
func (h *house) weigh(name string) {
	h.Helper()
	v := h.Vitals()
	text := browser.Eval[string](h.Page, `fetch(location.href).then(r => r.text())`)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write([]byte(text)) // into memory
	_ = w.Close()
	if packed.Len() > mostHTML || v.Scripts > mostScripts || v.Bytes > mostInAll || v.Requests > mostRequests || v.CLS > mostMoved {
		h.Errorf("%s: HTML %d bytes packed (%d), scripts %d (%d), all %d (%d), %d requests (%d), moved %.3f (%.2f)",
			name, packed.Len(), mostHTML, v.Scripts, mostScripts, v.Bytes, mostInAll, v.Requests, mostRequests, v.CLS, mostMoved)
	}
}

// compare wants the first picture of a game not much later than that of a blank page, in the same slow browser.
func (h *house) compare(p preview) {
	h.Helper()
	blank := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprintf(w, "<!doctype html><title>x</title><p>blank<!--%s-->", strings.Repeat("x", 960)) // the browser may be gone
	}))
	h.Cleanup(blank.Close)
	h.Throttle(150, 200_000, 4) // slow 4G, 1.6 Mbit/s
	defer h.Throttle(0, 0, 1)
	took := map[string][]float64{}
	for range 5 {
		for name, address := range map[string]string{"blank": blank.URL, "game": h.base + p.Path + "&state=forming"} {
			h.Go(address)
			took[name] = append(took[name], h.Vitals().FCP)
		}
	}
	median := func(name string) float64 { slices.Sort(took[name]); return took[name][2] }
	ratio := median("game") / median("blank")
	h.Logf("first picture after %.0f ms, of a blank page after %.0f ms: %.2f", median("game"), median("blank"), ratio)
	if ratio > mostSlower {
		h.Errorf("the first picture of a game takes %.2f times that of a blank page, want %.1f at most", ratio, mostSlower)
	}
}
