package h5

import (
	_ "embed"
	"html/template"
	"net/http"

	"qunli/page"
)

var (
	//go:embed block.html
	blockText string
	//go:embed fold.js
	foldText string

	foldPath = scriptAt(page.PicturePath, foldText)
)

// blockPage parses a page that shows blocks: it calls {{template "sections" .Sections}} in a body whose data-skin
// is the page's skin. {{template "by" .}} shows a page's Card, of the link that led to it, and {{template "sdk" .}} its SDK, of the visitor's own.
// What is its own it defines: "play", "crowd", "rules" and "lead" are given a blockView, whose On is the page.
func blockPage(name, text string) *template.Template {
	return template.Must(template.Must(template.New(name).Parse(blockText)).Parse(text))
}

// blockSection is one of the three sections, and blockView one block of it.
type (
	blockSection struct {
		Name   string
		Blocks []blockView
		Fold   string // the script that measures the page in a preview, "" none
	}
	blockView struct {
		page.Block
		Size    page.Size // of the picture; of none, or of one that there is no more, 0
		First   bool      // stands in the first section: its picture does not wait
		Section string
		Seal    string // what kind of proof it is, in words
		On      any    // the page that shows it
		Waits   string // what stands in the place of a button that leads to nothing to press, "" the button
	}
)

// blocks gives what "sections" shows of a page on a day (YYYY-MM-DD); on is what the partials that are the page's own are given.
func blocks(p page.Page, day string, sizes map[string]page.Size, lang string, on any) []blockSection {
	var out []blockSection
	for n, s := range p.Shown(day).Sections() {
		section := blockSection{Name: s.Name}
		for _, b := range s.Blocks {
			section.Blocks = append(section.Blocks, blockView{b, sizes[b.Picture], n == 0, s.Name, seal(b.Proof, lang), on, ""})
		}
		out = append(out, section)
	}
	return out
}

// awaiting has buttons to the game say what people wait for, while there is nothing to press there.
func awaiting(sections []blockSection, waits string) {
	for _, s := range sections {
		for n := range s.Blocks {
			if b := &s.Blocks[n]; b.Kind == page.Action && b.To == "#play" {
				b.Waits = waits
			}
		}
	}
}

// seal says what kind of proof something is.
func seal(proof, lang string) string {
	words := map[string][2]string{"certificate": {"权威认证", "Certified"}, "qualification": {"经营资质", "Licensed"}, "expert": {"专家说", "An expert says"}, "customer": {"顾客说", "A customer says"}}
	if lang == "en" {
		return words[proof][1]
	}
	return words[proof][0]
}

// measured has a preview tell the frame around it where the first thing to do stands, when the request asks for it ("fold"). How the page lies is the
// browser's to say: the server would only guess.
func measured(r *http.Request, sections []blockSection) {
	if n := len(sections); n > 0 && r.URL.Query().Get("fold") != "" {
		sections[n-1].Fold = foldPath
	}
}
