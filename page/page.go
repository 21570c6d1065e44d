package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"qunli/kit/fault"
)

// Kind is what a block is.
type Kind string

// The kinds of blocks.
const (
	Hook    Kind = "hook"    // the theme and what is offered: the headline of the page
	Text    Kind = "text"    // words
	Picture Kind = "picture" // a picture that was uploaded
	Trust   Kind = "trust"   // a proof: a certificate, a qualification, an expert, what a customer said (LND-03)
	Play    Kind = "play"    // the game itself with its button; of campaigns only
	Crowd   Kind = "crowd"   // who has just taken part: real events, masked (CAM-17)
	Rules   Kind = "rules"   // the rules, written from the settings; of campaigns only
	Lead    Kind = "lead"    // the form in which somebody leaves a phone number; of landing pages only
	Action  Kind = "action"  // a button that leads to To
)

// Kinds lists all kinds.
var Kinds = []Kind{Hook, Text, Picture, Trust, Play, Crowd, Rules, Lead, Action}

// Block is one block. Which fields it uses is its kind's.
type Block struct {
	Kind    Kind   `json:"kind"`
	Title   string `json:"title,omitempty"`   // hook, text, trust, lead; of an action what the button says
	Text    string `json:"text,omitempty"`    // hook, text, trust, lead; line breaks are kept
	Picture string `json:"picture,omitempty"` // hook, picture, trust: the key of an uploaded picture
	Alt     string `json:"alt,omitempty"`     // what the picture shows, for whoever does not see it
	Proof   string `json:"proof,omitempty"`   // trust: certificate, qualification, expert, customer
	Ref     string `json:"ref,omitempty"`     // trust: the proof of the library that it shows; what else it says is then the library's
	Until   string `json:"until,omitempty"`   // trust: the last day on which it holds, "" always; afterwards the block is not shown
	To      string `json:"to,omitempty"`      // action: the path of a code of ours (/c/…), or #play, #lead

	proven bool // it says what the library says now
}

// Page is what a page says.
type Page struct {
	Skin   string  `json:"skin,omitempty"` // one of Skins, "" the first
	Top    []Block `json:"top"`
	Middle []Block `json:"middle"`
	Bottom []Block `json:"bottom"`
}

// Skins are the looks that a page can have.
var Skins = []string{"plain", "warm", "fresh", "night"}

// Proofs are the kinds of trust blocks.
var Proofs = []string{"certificate", "qualification", "expert", "customer"}

// Problem is something wrong with a page: the field, the value seen and the remedy. One that only warns keeps nothing from being published.
type Problem struct {
	Field string `json:"field"`
	Value string `json:"value,omitempty"`
	Zh    string `json:"zh"`
	En    string `json:"en"`
	Warns bool   `json:"warns,omitempty"`
}

const (
	maxBlocks = 30 // of a section
	maxTitle  = 60
	maxText   = 1000
)

// Read gives the page that JSON describes; "{}" is an empty page.
func Read(text string) (Page, error) {
	var p Page
	in := json.NewDecoder(bytes.NewReader([]byte(text)))
	in.DisallowUnknownFields()
	if err := in.Decode(&p); err != nil {
		return p, fault.InvalidField("page", "", "页面内容读不出来："+err.Error(), "the page cannot be read: "+err.Error())
	}
	return p, nil
}

// Sections gives the sections in order, with their names.
func (p Page) Sections() []Section {
	return []Section{{"top", p.Top}, {"middle", p.Middle}, {"bottom", p.Bottom}}
}

// Section is one of the three.
type Section struct {
	Name   string
	Blocks []Block
}

// Has tells whether the page has a block of a kind.
func (p Page) Has(k Kind) bool {
	return slices.ContainsFunc(p.Sections(), func(s Section) bool { return s.has(k) })
}

func (s Section) has(k ...Kind) bool {
	return slices.ContainsFunc(s.Blocks, func(b Block) bool { return slices.Contains(k, b.Kind) })
}

// Shown gives the page without what is over on a day (YYYY-MM-DD): a certificate that has run out removes itself (LND-03).
func (p Page) Shown(day string) Page {
	for _, blocks := range []*[]Block{&p.Top, &p.Middle, &p.Bottom} {
		*blocks = slices.DeleteFunc(slices.Clone(*blocks), func(b Block) bool { return b.Until != "" && b.Until < day || b.unproven() })
	}
	return p
}

// unproven tells what must not be shown: a reference that the library does not bear out, and what a customer is said to have said.
func (b Block) unproven() bool {
	return b.Kind == Trust && !b.proven && (b.Ref != "" || b.Proof == "customer")
}

// Words gives everything that the page says, for whoever judges it.
func (p Page) Words() string {
	var out strings.Builder
	for _, s := range p.Sections() {
		for _, b := range s.Blocks {
			for _, t := range []string{b.Title, b.Text, b.Alt} {
				if t != "" {
					out.WriteString(t + "\n")
				}
			}
		}
	}
	return out.String()
}

// Problems names what is wrong with a page as such: a theme, and something to do in the first and in the last section (LND-01). Day is
// today (YYYY-MM-DD).
func (p Page) Problems(day string) []Problem {
	c := &check{day: day, out: p.Flaws(day)}
	acts := []Kind{Play, Lead, Action}
	if !(Section{Blocks: p.Top}).has(Hook) {
		c.bad("page.top", "", "上段须有标题块：写明主题和能得到什么", "the first section needs a hook: the theme and what is offered")
	}
	if !(Section{Blocks: p.Top}).has(acts...) {
		c.bad("page.top", "", "上段须有能点的：玩法、表单或按钮", "the first section needs something to do: the game, a form or a button")
	}
	if !(Section{Blocks: p.Bottom}).has(acts...) {
		c.bad("page.bottom", "", "下段须再给一次能点的：玩法、表单或按钮", "the last section needs something to do again: the game, a form or a button")
	}
	if !(Section{Blocks: p.Middle}).has(Trust) {
		c.out = append(c.out, noTrust)
	}
	return c.out
}

// Flaws are those problems that any page has with the same blocks, whatever else stands around them: a page that brings its own headline and
// its own button, as that of a product does, is judged by them alone.
func (p Page) Flaws(day string) []Problem {
	c := &check{day: day}
	if p.Skin != "" && !slices.Contains(Skins, p.Skin) {
		c.bad("page.skin", p.Skin, "没有这种外观", "is no such skin")
	}
	for _, s := range p.Sections() {
		c.section(s)
	}
	return c.out
}

var noTrust = Problem{"page.middle", "", "中段没有信任块（资质、专家、顾客评语），打开的人容易走", "the middle section has no proof; people tend to leave", true}

type check struct {
	day string
	out []Problem
}

func (c *check) bad(field, value, zh, en string) {
	c.out = append(c.out, Problem{Field: field, Value: value, Zh: zh, En: en})
}

func (c *check) section(s Section) {
	if len(s.Blocks) > maxBlocks {
		c.bad("page."+s.Name, fmt.Sprint(len(s.Blocks)), "一段最多 30 块", "a section has at most 30 blocks")
	}
	for n, b := range s.Blocks {
		c.block(fmt.Sprintf("page.%s[%d]", s.Name, n), b)
	}
}

func (c *check) block(at string, b Block) {
	if !slices.Contains(Kinds, b.Kind) {
		c.bad(at+".kind", string(b.Kind), "没有这种块", "is no such kind of block")
	}
	c.filled(at, b)
	if b.Kind == Trust {
		c.trust(at, b)
	}
	if n := utf8.RuneCountInString(b.Title); n > maxTitle || n == 0 && b.Ref == "" && slices.Contains([]Kind{Hook, Trust, Lead, Action}, b.Kind) {
		c.bad(at+".title", b.Title, "须填写，最多 60 个字", "must be given, with at most 60 characters")
	}
	if n := utf8.RuneCountInString(b.Text); n > maxText || n == 0 && b.Kind == Text {
		c.bad(at+".text", "", "须填写，最多 1000 个字", "must be given, with at most 1,000 characters")
	}
	if b.Picture == "" && b.Kind == Picture {
		c.bad(at+".picture", "", "请上传图片", "upload a picture")
	}
	if b.Picture != "" && b.Alt == "" {
		c.bad(at+".alt", "", "请写一句图片内容，给看不见图的人", "say what the picture shows, for whoever does not see it")
	}
	if b.Kind == Trust && b.Ref == "" && !slices.Contains(Proofs, b.Proof) {
		c.bad(at+".proof", b.Proof, "须选：认证、资质、专家或顾客", "must be a certificate, a qualification, an expert or a customer")
	}
	if _, err := time.Parse(time.DateOnly, b.Until); err != nil && b.Until != "" {
		c.bad(at+".until", b.Until, "须是日期，如 2026-03-02", "must be a day such as 2026-03-02")
	} else if b.Until != "" && b.Until < c.day {
		c.out = append(c.out, Problem{at + ".until", b.Until, "已过期，页面上不再显示", "has run out and is not shown any more", true})
	}
	if b.Kind == Action && !leads(b.To) {
		c.bad(at+".to", b.To, "须是本站的活码（/c/…）、#play 或 #lead", "must be a code of ours (/c/…), #play or #lead")
	}
}

// filled wants nothing left open: customers would read the placeholder.
func (c *check) filled(at string, b Block) {
	for _, one := range []struct{ field, says string }{{".title", b.Title}, {".text", b.Text}, {".alt", b.Alt}} {
		if strings.Contains(one.says, Open) {
			c.bad(at+one.field, one.says, "还写着【待填】，顾客会看到：换成真实的内容，或删去这一块", "still says 【待填】, and customers would read it: put the real words in its place, or take the block out")
		}
	}
}

// trust warns of a proof that nobody approved.
func (c *check) trust(at string, b Block) {
	warn := func(field, zh, en string) { c.out = append(c.out, Problem{at + field, "", zh, en, true}) }
	switch {
	case strings.Contains(b.Title+b.Text, Open): // said already, and not as a warning
	case b.Ref == "" && b.Proof == "customer":
		warn(".ref", "顾客评语要从可信材料库里选（有订单和顾客同意）；手写的不会显示", "choose what a customer said from the library of proofs, where their order and consent are kept; typed words are not shown")
	case b.Ref == "":
		warn(".ref", "建议从可信材料库里选：有证明文件、有人批准、到期自动撤下", "better chosen from the library of proofs: with its file, approved, and gone by itself when it runs out")
	}
}

// leads tells whether a button may lead there: within the page, or to a page of ours.
func leads(to string) bool {
	return to == "#play" || to == "#lead" || strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") && !strings.ContainsAny(to, "\\ \t\n\r")
}
