package walk

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"qunli/kit/clock"
	"qunli/testkit/browser"
	"qunli/testkit/crash"
)

// look is a window, a colour scheme and a language.
type look struct {
	name          string
	width, height int64
	scheme, lang  string
}

// looks are the two in which every page is looked at, which differ in everything; with QUNLI_PROOF=full all eight.
func looks() (out []look) {
	if os.Getenv("QUNLI_PROOF") != "full" {
		return []look{{"desktop-light-zh", 1440, 900, "light", "zh"}, {"phone-dark-en", 390, 844, "dark", "en"}}
	}
	for _, window := range []look{{name: "desktop", width: 1440, height: 900}, {name: "phone", width: 390, height: 844}} {
		for _, scheme := range []string{"light", "dark"} {
			for _, lang := range []string{"zh", "en"} {
				out = append(out, look{window.name + "-" + scheme + "-" + lang, window.width, window.height, scheme, lang})
			}
		}
	}
	return out
}

var routeLine = regexp.MustCompile(`(?m)^\s*page\('(/[^']*)'`)

// routes reads the pages from the index of the console, so that none is left out.
func routes(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../console/ui/src/routes.tsx")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range routeLine.FindAllStringSubmatch(string(text), -1) {
		if m[1] != "/$" {
			out = append(out, m[1])
		}
	}
	if len(out) < 10 {
		t.Fatalf("only %d pages in routes.tsx", len(out))
	}
	return out
}

// ids gives what stands for the parameters of addresses: the first of each list.
func (h *house) ids() *strings.Replacer {
	h.Helper()
	type page struct {
		Items []struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"items"`
	}
	first := func(path string) string {
		p := get[page](h, path)
		if len(p.Items) == 0 {
			h.Fatalf("%s lists nothing", path)
		}
		return p.Items[0].ID
	}
	customer := first("/api/customers?sort=value&limit=1")
	return strings.NewReplacer(
		"/customers/$id", "/customers/"+customer, "/referral/tree/$id", "/referral/tree/"+customer,
		"/communities/broadcasts/$id", "/communities/broadcasts/"+h.broadcast(), "/communities/codes/$id", "/communities/codes/"+h.liveCode(), "/campaigns/landings/$id", "/campaigns/landings/"+h.landing(), "/campaigns/$id", "/campaigns/"+h.campaign(), "/communities/$id", "/communities/"+first("/api/communities?limit=1"), "/orders/$id", "/orders/"+first("/api/orders?limit=1"), "/products/$id", "/products/"+first("/api/products?limit=1"),
		"/segments/$id", "/segments/"+first("/api/segments"), "/imports/$id", "/imports/"+first("/api/imports?limit=1"),
		"/insight/experiments/$id", "/insight/experiments/"+h.experiment(), "/insight/$name", "/insight/rfm")
}

// experiment begins one over everybody, as the demo brand has none.
func (h *house) experiment() string {
	h.Helper()
	return browser.Eval[string](h.Page, `fetch('/api/experiments', {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({name: 'Spring'})}).then(r => r.json()).then(e => e.id)`)
}

// landing drafts one, as the demo brand has none.
func (h *house) landing() string {
	h.Helper()
	return browser.Eval[string](h.Page, `fetch('/api/landings', {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({name: 'Spring', source: 'ads'})}).then(r => r.json()).then(l => l.id)`)
}

// broadcast drafts one to whoever was ever added, as the demo brand has none.
func (h *house) broadcast() string {
	h.Helper()
	return browser.Eval[string](h.Page, `fetch('/api/broadcasts', {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({
		name: 'Spring', channel: 'wecom', topic: 'news', audience: {rule: 'added is known'}, message: {text: 'Spring is here'}})}).then(r => r.json()).then(b => b.id)`)
}

// liveCode drafts a code, as the demo brand has none.
func (h *house) liveCode() string {
	h.Helper()
	return browser.Eval[string](h.Page, `(async () => {
		const staff = (await (await fetch('/api/staff?limit=1')).json()).items[0].id
		const made = await fetch('/api/livecodes', {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({kind: 'person', name: 'Door', class: 'internal', medium: 'store',
			promise: {who: 'Mei', now: 'a cup', later: 'news', quiet: 'two a week'}, branches: [{seats: [{staff_id: staff}]}]})})
		return (await made.json()).id
	})()`)
}

// campaign publishes a group-buy, as the demo brand has none.
func (h *house) campaign() string {
	h.Helper()
	return browser.Eval[string](h.Page, `(async () => {
		const send = async (method, path, body) => (await fetch('/api/campaigns' + path, {method, headers: {'content-type': 'application/json'}, body: JSON.stringify(body)})).json()
		const id = (await send('POST', '', {template: 'groupbuy', name: 'Three together'})).id
		const {page, settings} = await (await fetch('/api/campaigns/' + id)).json()
		await send('PUT', '/' + id, {name: 'Three together', page, settings, edits: 0, terms: {from: Date.now(), until: Date.now() + 604800000, goal: 'Newcomers', target: 100, cost: 300000}})
		return (await send('POST', '/' + id + '/publish', {})).id
	})()`)
}

// computed waits until every metric has its stored answer, so that pages are looked at as they are most of the time.
func (h *house) computed() {
	h.Helper()
	watch := clock.Stopwatch()
	for _, metric := range get[struct{ Items []struct{ Name string } }](h, "/api/insight").Items {
		for {
			status, _ := h.fetch("GET", "/api/insight/"+metric.Name+"?stored=true", "")
			if status != 503 {
				break
			}
			if watch() > 3*time.Minute {
				h.Fatalf("%s is never computed", metric.Name)
			}
			crash.Moment(200 * time.Millisecond)
		}
	}
	h.Complaints() // of the answers that were not there yet
}

// Every page of the console stands in each look: a head, nothing loading for ever, no complaint of the browser, nothing that
// people stumble over.
func TestEveryPage(t *testing.T) {
	h := enter(t)
	h.computed()
	fill, pages := h.ids(), routes(t)
	for _, l := range looks() {
		h.Size(l.width, l.height)
		h.Scheme(l.scheme)
		h.speak(l.lang)
		for _, route := range pages {
			path := fill.Replace(route)
			if strings.Contains(path, "$") {
				h.Errorf("%s: nothing stands for its parameter", route)
				continue
			}
			h.Log(l.name, path) // which page, should it not come
			h.open(path)
			h.quiet(l.name + " " + route)
			h.judge(l, route)
			h.Shot(l.name + strings.NewReplacer("/", "-", "$", "").Replace(strings.TrimSuffix(route, "/")))
		}
	}
}

// speak sets the language as the switch does.
func (h *house) speak(lang string) {
	h.Helper()
	browser.Eval[bool](h.Page, fmt.Sprintf(`localStorage.setItem('qunli.lang', %q), true`, lang))
}

// judge names what people would stumble over.
func (h *house) judge(l look, route string) {
	h.Helper()
	for _, problem := range h.Audit(l.lang, l.width < 720) {
		h.Errorf("%s %s: %s", l.name, route, problem)
	}
	for _, problem := range h.axe() {
		h.Errorf("%s %s: %s", l.name, route, problem)
	}
	if l.lang != "en" {
		return
	}
	for _, text := range browser.Eval[[]string](h.Page, `[...document.querySelectorAll('h2, th, label, legend, nav a')].filter(e => !e.closest('[translate=no]')).map(e => e.innerText).filter(s => /[\u4e00-\u9fff]/.test(s))`) {
		h.Errorf("%s %s: not in English: %q", l.name, route, text)
	}
}

const axeProgram = "../console/ui/node_modules/axe-core/axe.min.js"

// axe gives the serious findings of axe-core.
func (h *house) axe() []string {
	h.Helper()
	program, err := os.ReadFile(axeProgram)
	if err != nil {
		h.Fatalf("axe-core is not there, run make web: %v", err)
	}
	browser.Eval[bool](h.Page, string(program)+"\n;true")
	return browser.Eval[[]string](h.Page, `axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'], resultTypes: ['violations'], preload: false}).then(r => r.violations
		.filter(v => v.impact === 'serious' || v.impact === 'critical')
		.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join('; ')))`)
}

// Every number of the loop page is what the command line says.
func TestNumbersOfTheLoop(t *testing.T) {
	h := enter(t)
	h.open("/")
	h.Wait(`document.querySelectorAll('[data-metric][data-name]').length >= 12 && !document.body.innerText.includes('计算中')`)
	type card struct{ Metric, Name, Value, From, To string }
	cards := browser.Eval[[]card](h.Page, `[...document.querySelectorAll('[data-metric]')].map(({dataset: d}) =>
		({Metric: d.metric, Name: d.name ?? '', Value: d.value ?? '', From: d.from ?? '', To: d.to ?? ''})).filter(c => c.Name)`)
	if len(cards) < 12 {
		h.Fatalf("only %d numbers", len(cards))
	}
	answers := map[card]answer{}
	for _, c := range cards {
		question := card{Metric: c.Metric, From: c.From, To: c.To}
		if _, ok := answers[question]; !ok {
			answers[question] = h.ask(question.Metric, question.From, question.To)
		}
		want, ok := answers[question].value(c.Name)
		if !ok {
			h.Errorf("the command line knows no %s of %s", c.Name, c.Metric)
		} else if !sameNumber(want, c.Value) {
			h.Errorf("%s of %s: the page says %q, the command line %v", c.Name, c.Metric, c.Value, want)
		}
	}
}

// sameNumber compares a number, nil for unknown, with the text in which a page carries it, "" for unknown.
func sameNumber(want *float64, text string) bool {
	if want == nil || text == "" {
		return want == nil && text == ""
	}
	got, err := strconv.ParseFloat(text, 64)
	return err == nil && got == *want
}

// ask runs `qunli insight`.
func (h *house) ask(metric, from, to string) (a answer) {
	h.Helper()
	args := []string{"insight", metric, "--json"}
	if from != "" {
		args = append(args, "--from", from)
	}
	if to != "" {
		args = append(args, "--to", to)
	}
	text := h.home.Run(args...)
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		h.Fatalf("qunli %v: %v: %.300s", args, err, text)
	}
	return a
}

// answer is what `qunli insight … --json` says of a metric.
type answer struct {
	Values []struct {
		Name   string   `json:"name"`
		Number *float64 `json:"number"`
	} `json:"values"`
	Denominators []struct {
		Name  string `json:"name"`
		Count int64  `json:"count"`
	} `json:"denominators"`
}

// value gives a value or a denominator by its name, nil when it is unknown.
func (a answer) value(name string) (number *float64, ok bool) {
	for _, v := range a.Values {
		if v.Name == name {
			return v.Number, true
		}
	}
	for _, d := range a.Denominators {
		if d.Name == name {
			n := float64(d.Count)
			return &n, true
		}
	}
	return nil, false
}

// TestTurningFromPageToPage goes round by the navigation: every place has its head at once, and how long it took to come to rest
// is printed.
func TestTurningFromPageToPage(t *testing.T) {
	h := enter(t)
	h.open("/")
	for range 2 { // the second round has every part of the program loaded
		for _, place := range []string{"今日", "客户", "社群", "订单", "活动", "转介绍", "洞察", "导入", "设置", "闭环"} {
			took := clock.Stopwatch()
			h.press("nav a", place)
			h.Wait(`document.querySelector('nav a[aria-current=page]')?.getAttribute('aria-label') === ` + strconv.Quote(place))
			head := took()
			h.rest()
			t.Logf("%s: there after %d ms, at rest after %d ms", place, head.Milliseconds(), took().Milliseconds())
		}
	}
	h.quietBut("round by the navigation", "/api/insight/")
}
