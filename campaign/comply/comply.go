package comply

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"qunli/campaign"
	"qunli/page"
)

// text is something that people will read: where it stands, and its clauses.
type text struct {
	field   string
	clauses []clause
}

// clause is a piece of a text up to its full stop.
type clause struct {
	words   string // folded
	counted string // folded, with numerals as figures
}

// offer is what is judged.
type offer struct {
	model string
	terms campaign.Terms
	facts facts
	texts []text
}

// maxWords is how many characters a page may have: what nobody reads to its end hides what it says, and takes seconds to judge.
const maxWords = 20_000

// Check names what of a revision may not be published. It is a campaign.Comply.
func Check(model string, t campaign.Terms, r campaign.Revision) []campaign.Problem {
	p, err := page.Read(r.Page)
	if err != nil {
		return []campaign.Problem{{Field: "page", Zh: "页面内容读不出来", En: "the page cannot be read"}}
	}
	out := acts(t.Act)
	out = append(out, ruled(p)...)
	if n := utf8.RuneCountInString(p.Words()); n > maxWords {
		return append(out, campaign.Problem{Field: "page", Value: fmt.Sprint(n), Zh: "页面文字最多 20000 字，请缩短", En: "has more than 20,000 characters: shorten it"})
	}
	o := offer{model: model, terms: t, facts: read(r.Settings), texts: append(said(p), told(r.Settings)...)}
	for _, w := range wordings {
		out = append(out, w.judge(o)...)
	}
	for _, c := range contradictions {
		for _, x := range o.texts {
			for _, k := range x.clauses {
				if found := c.find(o, k.counted); found != "" {
					out = append(out, campaign.Problem{Field: x.field, Value: found, Zh: c.zh, En: c.en})
				}
			}
		}
	}
	return once(out)
}

// once leaves out what was named before: the same remedy for the same field.
func once(all []campaign.Problem) []campaign.Problem {
	var out []campaign.Problem
	for _, p := range all {
		if !slices.ContainsFunc(out, func(o campaign.Problem) bool { return o.Field == p.Field && o.Zh == p.Zh }) {
			out = append(out, p)
		}
	}
	return out
}

// acts judges what is rewarded: verified results by themselves, anything less only by the override.
func acts(act string) []campaign.Problem {
	switch act {
	case "", "order", "newcomer", "registration":
		return nil
	case "share", "help", "click":
		return []campaign.Problem{{Field: "act", Value: act, Waivable: true, Zh: "奖励分享、助力或点击属于诱导，微信内会封链接：请改为奖励新客、注册或下单",
			En: "rewards sharing, help or clicks, for which WeChat bans links: reward newcomers, registrations or orders"}}
	}
	return []campaign.Problem{{Field: "act", Value: act, Zh: "须是 order、newcomer、registration 之一", En: "must be one of order, newcomer, registration"}}
}

// ruled wants the rules on a page that says anything at all; an empty one is page.Problems' affair.
func ruled(p page.Page) []campaign.Problem {
	if len(p.Top)+len(p.Middle)+len(p.Bottom) == 0 || p.Has(page.Rules) {
		return nil
	}
	return []campaign.Problem{{Field: "page", Waivable: true, Zh: "页面没有规则块：请加上，规则由设置自动写成", En: "has no block of rules: add one, it is written from the settings"}}
}

// said lists what the page says, field by field.
func said(p page.Page) []text {
	var out []text
	for _, s := range p.Sections() {
		for n, b := range s.Blocks {
			at := fmt.Sprintf("page.%s[%d].", s.Name, n)
			for _, f := range []struct{ name, words string }{{"title", b.Title}, {"text", b.Text}, {"alt", b.Alt}} {
				if f.words != "" {
					out = append(out, text{at + f.name, clauses(f.words)})
				}
			}
		}
	}
	return out
}

// told lists the words in the settings, which the page shows too.
func told(settings string) []text {
	var v any
	if json.Unmarshal([]byte(settings), &v) != nil {
		return nil
	}
	var out []text
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, k := range sorted(v) {
				walk(strings.TrimPrefix(at+"."+k, "."), v[k])
			}
		case []any:
			for n, e := range v {
				walk(fmt.Sprintf("%s[%d]", at, n), e)
			}
		case string:
			out = append(out, text{at, clauses(v)})
		}
	}
	walk("", v)
	return out
}

func sorted(m map[string]any) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// wording is a way of saying what must not be said.
type wording struct {
	name     string
	waivable bool
	models   string         // "" all
	says     *regexp.Regexp // in a clause
	unless   *regexp.Regexp // of the same clause: it means something else
	zh, en   string
}

func (w wording) judge(o offer) []campaign.Problem {
	var out []campaign.Problem
	if w.models != "" && !strings.Contains(w.models, o.model) {
		return nil
	}
	for _, x := range o.texts {
		for _, c := range x.clauses {
			if found := w.found(c); found != "" {
				out = append(out, campaign.Problem{Field: x.field, Value: found, Waivable: w.waivable, Zh: w.zh, En: w.en})
			}
		}
	}
	return out
}

// found gives the words of a clause that say it, "" where it does not, denies it, or means something else.
func (w wording) found(c clause) string {
	if w.unless != nil && (w.unless.MatchString(c.words) || w.unless.MatchString(c.counted)) {
		return ""
	}
	for n, words := range []string{c.words, c.counted} {
		if n > 0 && words == c.words {
			break
		}
		for _, at := range w.says.FindAllStringIndex(words, -1) {
			if !denied.MatchString(words[:at[0]]) {
				return words[at[0]:at[1]]
			}
		}
	}
	return ""
}

// denied tells by the words just before that what follows is denied.
var denied = regexp.MustCompile(`(无需|不需要?|不用|不必|无须|不要求|没有|绝不|从不|不会|不做|不搞|拒绝|禁止|请勿|谢绝|不靠|不以)[^,]{0,4}$|[不无]$`)
