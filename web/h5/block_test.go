package h5

import (
	"strings"
	"testing"

	"qunli/page"
)

// TestBlocksAreShownAsTheyAre: words are words and never markup, a picture has the room it takes, what has run out is gone, and what
// is the page's own is shown by the page.
func TestBlocksAreShownAsTheyAre(t *testing.T) {
	shown := blockPage("own", `{{template "sections" .}}{{define "lead"}}[form {{.Section}} {{.On}}]{{end}}`)
	p := page.Page{
		Top:    []page.Block{{Kind: page.Hook, Title: "<b>满 30 减 10</b>", Text: "一行\n二行", Picture: "pic_1", Alt: "门店"}, {Kind: page.Lead, Title: "留个电话"}},
		Middle: []page.Block{{Kind: page.Trust, Title: "过期的证", Proof: "certificate", Until: "2026-11-22"}, {Kind: page.Picture, Picture: "pic_2", Alt: "菜单"}, {Kind: page.Picture, Picture: "pic_gone", Alt: "没了"}, {Kind: page.Play}},
		Bottom: []page.Block{{Kind: page.Trust, Title: "食品经营许可", Proof: "qualification"}, {Kind: page.Action, Title: "加我们", To: "/q/abc"}},
	}
	var b strings.Builder
	if err := shown.Execute(&b, blocks(p, "2026-11-23", map[string]page.Size{"pic_1": {Key: "pic_1", Width: 1125, Height: 600}, "pic_2": {Key: "pic_2", Width: 40, Height: 30}}, "zh", "whole")); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, want := range []string{"&lt;b&gt;满 30 减 10", "一行\n二行", `<img src="/p/pic_1" alt="门店" width="1125" height="600" decoding="async">`,
		`<img src="/p/pic_2" alt="菜单" width="40" height="30" loading="lazy" decoding="async">`, "[form top whole]", "经营资质", `<a class="go" href="/q/abc" data-cta>加我们</a>`, `id="bottom"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, no := range []string{"<b>", "过期的证", "pic_gone", "权威认证"} {
		if strings.Contains(text, no) {
			t.Errorf("the page has %s", no)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}
