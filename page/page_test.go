package page_test

import (
	"slices"
	"testing"

	"qunli/page"
)

// honest is a page that nothing is wrong with.
func honest() page.Page {
	return page.Page{
		Top:    []page.Block{{Kind: page.Hook, Title: "三人成团，鲜花立减十元"}, {Kind: page.Play}},
		Middle: []page.Block{{Kind: page.Trust, Title: "本店经营许可", Proof: "qualification", Until: "2027-01-31"}},
		Bottom: []page.Block{{Kind: page.Action, Title: "去拼团", To: "#play"}},
	}
}

func TestAPageNeedsAThemeAndSomethingToDoFirstAndLast(t *testing.T) {
	const today = "2026-11-22"
	if p := honest().Problems(today); len(p) != 1 || p[0].Field != "page.middle[0].ref" || !p[0].Warns {
		t.Fatal(p)
	}
	for _, c := range []struct {
		field string
		warns bool
		spoil func(*page.Page)
	}{
		{"page.top", false, func(p *page.Page) { p.Top = p.Top[1:] }},
		{"page.top", false, func(p *page.Page) { p.Top = p.Top[:1] }},
		{"page.bottom", false, func(p *page.Page) { p.Bottom = nil }},
		{"page.middle", true, func(p *page.Page) { p.Middle = nil }},
		{"page.middle[0].until", true, func(p *page.Page) { p.Middle[0].Until = "2026-11-21" }},
		{"page.middle[0].until", false, func(p *page.Page) { p.Middle[0].Until = "soon" }},
		{"page.middle[0].proof", false, func(p *page.Page) { p.Middle[0].Proof = "" }},
		{"page.bottom[0].to", false, func(p *page.Page) { p.Bottom[0].To = "https://elsewhere.example/" }},
		{"page.bottom[0].to", false, func(p *page.Page) { p.Bottom[0].To = "//elsewhere.example/" }},
		{"page.top[0].title", false, func(p *page.Page) { p.Top[0].Title = "" }},
		{"page.top[0].alt", false, func(p *page.Page) { p.Top[0].Picture = "pic_1" }},
		{"page.top[0].kind", false, func(p *page.Page) { p.Top[0].Kind = "video" }},
		{"page.skin", false, func(p *page.Page) { p.Skin = "gold" }},
	} {
		p := honest()
		c.spoil(&p)
		found := p.Problems(today)
		if !slices.ContainsFunc(found, func(f page.Problem) bool { return f.Field == c.field && f.Warns == c.warns }) {
			t.Errorf("want a problem of %s (warns: %v), found %v", c.field, c.warns, found)
		}
	}
}

// What has run out is not shown any more; the page that is kept stays as it was.
func TestACertificateThatHasRunOutIsNotShown(t *testing.T) {
	p := honest()
	if !p.Shown("2027-01-31").Has(page.Trust) || p.Shown("2027-02-01").Has(page.Trust) || !p.Has(page.Trust) {
		t.Error("a certificate is shown through its last day, and then no more")
	}
}

// A button leads nowhere else, however the address is spelt: browsers leave tabs and line ends out of it.
func TestAButtonStaysHere(t *testing.T) {
	for to, good := range map[string]bool{"/c/spring": true, "#play": true, "#lead": true, "//evil.example": false, "/\r/evil.example": false, "/\n/evil.example": false,
		"/\t/evil.example": false, `/\evil.example`: false, "javascript:alert(1)": false, "https://evil.example": false, "": false} {
		refused := false
		for _, p := range (page.Page{Bottom: []page.Block{{Kind: page.Action, Title: "去", To: to}}}).Problems("2026-01-01") {
			refused = refused || p.Field == "page.bottom[0].to"
		}
		if refused == good {
			t.Errorf("%q: refused %v", to, refused)
		}
	}
}
