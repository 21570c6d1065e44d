package console

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"qunli/campaign"
	"qunli/insight"
	"qunli/kit/fault"
	"qunli/page"
)

// Template is a campaign to begin with (CAM-15).
type Template struct {
	Key      string          `json:"key" doc:"Lasting"`
	Model    string          `json:"model"`
	Title    insight.Words   `json:"title"`
	About    insight.Words   `json:"about" doc:"What it is good for"`
	Aim      string          `json:"aim" enum:"newcomers,again,lively,sell," doc:"Empty: a game as it is, for anything"`
	Days     int             `json:"days" doc:"How long it runs when nothing else is said"`
	Terms    campaign.Terms  `json:"terms"`
	Settings json.RawMessage `json:"settings" doc:"Of the model"`
	Page     page.Page       `json:"page"`
}

// templateView is Template as it is answered.
type templateView Template

var errNoTemplate = fault.New(fault.Missing, "campaign.no_template", "没有名为 %s 的模板", "There is no template named %s")

// templates lists what one can begin with: what Deps.Templates knows, and then each model as it is, by its own name.
func (c *Console) templates() []Template {
	var out []Template
	if c.Templates != nil {
		out = c.Templates()
	}
	for _, m := range modelsIn(c.Campaigns.Models()) {
		zh, en := m.Title()
		out = append(out, Template{Key: m.Name(), Model: m.Name(), Title: insight.Words{Zh: zh, En: en}, About: abouts[m.Name()], Days: plainDays, Settings: m.Example(), Page: plainPage(zh)})
	}
	return out
}

func (c *Console) template(key string) (Template, error) {
	all := c.templates()
	n := slices.IndexFunc(all, func(t Template) bool { return t.Key == key })
	if n < 0 {
		return Template{}, errNoTemplate.F(key)
	}
	return all[n], nil
}

// plainDays is how long a game as it is runs when nothing else is said.
const plainDays = 7

// dated gives terms that have no time one: from now on, for so many days. It is changed in the editor like all else.
func dated(t campaign.Terms, now time.Time, days int) campaign.Terms {
	if t.From == 0 && t.Until == 0 {
		from := now.Truncate(time.Minute)
		t.From, t.Until = from.UnixMilli(), from.AddDate(0, 0, days).UnixMilli()
	}
	return t
}

// plainPage is a page on which everything stands that a page must have, under a headline.
func plainPage(title string) page.Page {
	return page.Page{
		Top:    []page.Block{{Kind: page.Hook, Title: title}, {Kind: page.Play}},
		Middle: []page.Block{{Kind: page.Crowd}, {Kind: page.Rules}},
		Bottom: []page.Block{{Kind: page.Action, Title: "去参加", To: "#play"}},
	}
}

// abouts say what each model is good for.
var abouts = map[string]insight.Words{
	"groupbuy":  {Zh: "几个人一起买更便宜，买的人会去找人。适合单价不高、大家都用得上的东西。", En: "So many people together pay less, and whoever buys looks for others. For things that everybody needs and that cost little."},
	"flashsale": {Zh: "很低的价格，很少的数量，先到先得。适合约好时间把人聚到一起。", En: "A low price, few pieces, first come first served. For gathering people at a time that was told before."},
	"redpacket": {Zh: "一笔钱随机分成若干份，先到先领。适合在群里开场、感谢和庆祝。", En: "A sum in random shares, first come first served. For opening, thanking and celebrating in a group."},
	"invite":    {Zh: "介绍来的人留下来了，介绍人按台阶得到奖励。适合有老客户、想要新客户的店。", En: "When those who were brought stay, whoever brought them is rewarded step by step. For shops with regulars who want newcomers."},
}

// modelView is a game that campaigns may play.
type modelView struct {
	Name    string          `json:"name"`
	Title   insight.Words   `json:"title"`
	Example json.RawMessage `json:"example" doc:"Settings to begin with"`
}

func viewModel(m campaign.Model) modelView {
	zh, en := m.Title()
	return modelView{m.Name(), insight.Words{Zh: zh, En: en}, m.Example()}
}

// modelsIn gives models by name.
func modelsIn(all campaign.Models) []campaign.Model {
	var out []campaign.Model
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, all[name])
	}
	return out
}
