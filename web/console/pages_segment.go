package console

import (
	"net/http"

	"qunli/customer"
	"qunli/kit/fault"
	"qunli/kit/serve"
	"qunli/org"
	"qunli/segment"
)

// segmentsBody is the list of saved rules, and a rule that is being tried.
type segmentsBody struct {
	TryTitle, TryHint, RuleLabel, TryButton     string
	Rule                                        string
	Tried                                       *shown
	People                                      []explained
	MaySave                                     bool
	NameLabel, TagLabel, SaveButton, WordsTitle string
	Attributes, Table                           tablePage
	More                                        *anchor
}

// explained is one person and why a rule holds for them.
type explained struct {
	Person  cellPage
	Reasons []string
}

func (c *Console) segmentsPage(w http.ResponseWriter, r *http.Request) error {
	return c.showSegments(w, r, r.URL.Query().Get("rule"), nil)
}

// showSegments shows the list; a rule is tried first, and a wrong one refused with the place.
func (c *Console) showSegments(w http.ResponseWriter, r *http.Request, rule string, refusal error) error {
	see, err := c.visit(r, org.CustomerRead)
	if err != nil {
		return err
	}
	body := see.segmentsBody(rule)
	if rule != "" {
		if err := c.tryOn(r, see, &body); err != nil && refusal == nil {
			refusal = err
		}
		if refusal != nil && (fault.Of(refusal).Kind == fault.Internal || fault.Of(refusal).Kind == fault.Denied) {
			return refusal
		}
	}
	if err := c.savedRules(r, see, &body); err != nil {
		return err
	}
	return c.present(w, r, "segments", see.w.Segments, body, refusal)
}

func (see reader) segmentsBody(rule string) segmentsBody {
	return segmentsBody{
		TryTitle: see.say("试一条规则", "Try a rule"), RuleLabel: see.w.Rule, TryButton: see.say("试算", "Try"), Rule: rule,
		TryHint: see.say("例如：订单数(90d) >= 2 且 最近下单 older than 30d；也可写英文：orders(90d) >= 2 and last_order older than 30d。试算不会保存。",
			"For example: orders(90d) >= 2 and last_order older than 30d. Trying saves nothing."),
		NameLabel: see.say("名称", "Name"), TagLabel: see.say("自动打的标签（可不填）", "Tag to put on (optional)"), SaveButton: see.say("保存为人群", "Save as a segment"),
		WordsTitle: see.say("规则里可以用的属性", "What rules may ask about"),
	}
}

// tryOn asks the rule: how many, and a few people with why.
func (c *Console) tryOn(r *http.Request, see reader, body *segmentsBody) error {
	ctx := r.Context()
	t, err := c.tried(ctx, body.Rule, 5, 0)
	if err != nil {
		return err
	}
	body.Tried = &shown{see.say("符合的人数", "People it holds for"), whole(t.Count), t.Rule}
	body.MaySave = org.Must(ctx, org.SegmentEdit) == nil
	who, err := c.called(ctx, see, views(t.People, func(v verdictOf) customer.ID { return v.Customer }))
	for _, v := range t.People {
		body.People = append(body.People, explained{who.cell(v.Customer), see.reasons(v.Because)})
	}
	return err
}

// reasons spells an explanation clause by clause.
func (see reader) reasons(all []reasonView) []string {
	return views(all, func(r reasonView) string {
		mark, has := "✗ ", r.Value
		if r.Holds {
			mark = "✓ "
		}
		if has == "" {
			has = see.say("没有", "none")
		}
		return mark + see.say(r.Zh, r.En) + see.say("：", ": ") + has
	})
}

func (c *Console) savedRules(r *http.Request, see reader, body *segmentsBody) error {
	ctx := r.Context()
	all, err := c.Segments.Saved(ctx, r.URL.Query().Get("after"), peoplePerPage)
	if err != nil {
		return err
	}
	body.Table = see.grid(see.say("已保存的人群", "Saved segments"), see.say("还没有保存的人群。", "No segment is saved yet."), see.col("名称", "Name"), see.num("人数", "People"),
		see.col("状态", "State"), see.col("规则", "Rule"), see.col("标签", "Tag"))
	for _, s := range all {
		if err := c.scopedSize(ctx, &s); err != nil {
			return err
		}
		body.Table.row(to(s.Name, "/segments/"+s.ID.String()), count(s.Members), text(see.segmentState(s.State)), cellPage{Text: clip(s.Rule, 120), Wrap: true}, text(orDash(s.Tag)))
	}
	if len(all) == peoplePerPage {
		body.More = see.further(r, all[len(all)-1].Name)
	}
	body.Attributes = see.grid(body.WordsTitle, "", see.col("名称", "Title"), see.col("写法", "Spelling"), see.col("类型", "Type"), see.col("可取的值", "Words"))
	for _, a := range c.Segments.Book().Attributes() {
		spelling := a.Name
		if a.Day != "" {
			spelling += "(30d)"
		}
		words := a.Words
		if see.lang != "en" && len(a.Titles) > 0 {
			words = a.Titles
		}
		body.Attributes.row(text(see.say(a.Zh, a.En)), text(spelling), text(see.attributeType(a.Type)), text(clip(joinWords(words), 60)))
	}
	return nil
}

func joinWords(words []string) string {
	out := ""
	for i, w := range words {
		if i > 0 {
			out += " / "
		}
		out += w
	}
	return out
}

func (see reader) attributeType(t customer.AttributeType) string {
	switch t {
	case customer.AttrNumber:
		return see.say("整数", "number")
	case customer.AttrMoney:
		return see.say("金额", "money")
	case customer.AttrMoment:
		return see.say("时间", "moment")
	case customer.AttrWord:
		return see.say("一个词", "one word")
	}
	return see.say("多个词", "words")
}

func (see reader) segmentState(s segment.State) string {
	switch s {
	case segment.Live:
		return see.say("实时更新", "live")
	case segment.Building:
		return see.say("正在找人", "finding members")
	}
	return see.say("已暂停", "paused")
}

// segmentForm saves the rule that was tried.
func (c *Console) segmentForm(w http.ResponseWriter, r *http.Request) error {
	if err := whoAsks(r.Context()); err != nil {
		return err
	}
	rule := r.PostFormValue("rule")
	s, err := c.saveRule(r.Context(), segment.Draft{Name: r.PostFormValue("name"), Tag: r.PostFormValue("tag")}, rule)
	if err != nil {
		if fault.Of(err).Kind == fault.Denied {
			return err
		}
		return c.showSegments(w, r, rule, err)
	}
	http.Redirect(w, r, "/segments/"+s.ID.String(), http.StatusSeeOther)
	return nil
}

// segmentBody is one saved rule with its members.
type segmentBody struct {
	Back, Name, Rule string
	Tags             []string
	Figures          []shown
	Turn             *anchor
	Table            tablePage
	More             *anchor
}

func (c *Console) segmentPage(w http.ResponseWriter, r *http.Request) error {
	see, err := c.visit(r, org.CustomerRead)
	if err != nil {
		return err
	}
	ctx := r.Context()
	after, err := queryID[customer.ID](r, "after")
	if err != nil {
		return err
	}
	s, err := c.Segments.Get(ctx, pathID[segment.ID](r))
	if err != nil {
		return err
	}
	if err := c.scopedSize(ctx, &s); err != nil {
		return err
	}
	body := segmentBody{Back: see.w.Segments, Name: s.Name, Rule: s.Rule, Tags: []string{see.segmentState(s.State)}, Figures: []shown{
		{see.say("人数", "People"), whole(s.Members), ""}, {see.say("标签", "Tag"), orDash(s.Tag), ""}, {see.say("保存于", "Saved"), see.day(s.CreatedAt), ""}}}
	if org.Must(ctx, org.SegmentEdit) == nil {
		body.Turn = &anchor{Href: "/segments/" + s.ID.String() + "/pause", Title: see.say("暂停更新", "Pause")}
		if s.State == segment.Paused {
			body.Turn = &anchor{Href: "/segments/" + s.ID.String() + "/resume", Title: see.say("恢复更新", "Resume")}
		}
	}
	stays, err := c.Segments.Members(ctx, s.ID, after, peoplePerPage)
	if err != nil {
		return err
	}
	who, err := c.called(ctx, see, views(stays, func(s segment.Stay) customer.ID { return s.CustomerID }))
	if err != nil {
		return err
	}
	body.Table = see.grid(see.say("成员", "Members"), see.say("目前没有人符合。", "Nobody at present."), see.col("客户", "Customer"), see.col("进入", "Since"), see.col("因为什么变化", "Entered by"))
	for _, m := range stays {
		body.Table.row(who.cell(m.CustomerID), text(see.minute(m.Since)), text(see.entered(m.EnteredBy)))
	}
	if len(stays) == peoplePerPage {
		body.More = see.further(r, stays[len(stays)-1].CustomerID.String())
	}
	return c.present(w, r, "segment", s.Name, body, nil)
}

func (see reader) entered(by string) string {
	switch by {
	case "time":
		return see.say("到了时间", "time passed")
	case "build":
		return see.say("保存时就在", "there when it was saved")
	}
	return orDash(by)
}

func (c *Console) segmentTurn(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := whoAsks(ctx); err != nil {
		return err
	}
	in := &segmentIn{ID: ref[segment.ID]{pathID[segment.ID](r)}}
	var err error
	switch r.PathValue("turn") {
	case "pause":
		_, err = c.pauseSegment(ctx, in)
	case "resume":
		_, err = c.resumeSegment(ctx, in)
	default:
		err = serve.ErrNoRoute
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/segments/"+in.ID.ID.String(), http.StatusSeeOther)
	return nil
}
