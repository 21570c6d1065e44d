package console

import (
	"context"
	"strings"
	"time"

	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/insight"
	"qunli/org"
)

// dayMs is a day in ms, for how long ago something was.
const dayMs = 24 * 60 * 60 * 1000

// shownWeeks is how far back a group's page looks.
const shownWeeks = 12

// recent gives the days a group's page looks at: the last weeks, or those before its last sign of life.
func (see reader) recent(now int64) (from, to string) {
	day := time.UnixMilli(now).In(see.zone)
	return day.AddDate(0, 0, -7*shownWeeks+1).Format(time.DateOnly), day.Format(time.DateOnly)
}

// lastMoment is when something last happened in a group: now for one that lives.
func (c *Console) lastMoment(ctx context.Context, d community.Detail) (int64, error) {
	now := c.DB.Clock().Now().UnixMilli()
	said, err := c.Talk.Messages(ctx, d.ID, conversation.Filter{Limit: 1})
	if err != nil {
		return now, err
	}
	stays, err := c.Communities.Members(ctx, d.ID, community.MemberQuery{Gone: true, Limit: 1})
	last := int64(0)
	for _, s := range stays {
		last = max(last, s.JoinedAt, s.LeftAt)
	}
	for _, m := range said {
		last = max(last, m.At)
	}
	if last == 0 || now-last < 7*shownWeeks*dayMs {
		return now, err
	}
	return last, err
}

// growthPart is how a group grew, week by week.
func (c *Console) growthPart(ctx context.Context, see reader, d community.Detail) ([]sectionPage, error) {
	if org.Must(ctx, org.InsightRead) != nil {
		return nil, nil
	}
	last, err := c.lastMoment(ctx, d)
	if err != nil {
		return nil, err
	}
	from, until := see.recent(last)
	a, err := c.Insight.Ask(ctx, "retention", insight.Params{From: from, To: until, Where: map[string]string{"community": d.Source + "/" + d.Code}})
	if err != nil {
		return nil, err
	}
	out := sectionPage{Title: see.say("增长", "Growth"), Intro: from + " – " + until}
	for _, v := range a.Values[:min(len(a.Values), 3)] {
		out.Figures = append(out.Figures, see.value(v))
	}
	weeks := see.table(a.Table("weeks"))
	out.Tables = []tablePage{weeks}
	return []sectionPage{out}, nil
}

// talkPart is what was said lately, and by whom.
func (c *Console) talkPart(ctx context.Context, see reader, d community.Detail) ([]sectionPage, error) {
	last, err := c.lastMoment(ctx, d)
	if err != nil {
		return nil, err
	}
	from, until := see.recent(last)
	said, err := c.Talk.TalkedIn(ctx, d.ID, from, until, 10)
	if err != nil {
		return nil, err
	}
	answer := "—"
	if said.Answered > 0 {
		answer = see.span(said.AnswerMs / said.Answered)
	}
	out := sectionPage{Title: see.say("交流", "Talk"), Intro: from + " – " + until, Figures: []shown{{see.say("消息", "Messages"), whole(said.Messages), ""},
		{see.say("发言的人", "Speakers"), whole(said.Speaking), ""}, {see.say("推广消息", "Promotion"), whole(said.Promos), see.say("上限 ", "cap ") + whole(d.PromoCap) + "‰"},
		{see.say("提问", "Questions"), whole(said.Questions), see.say("已回答 ", "answered ") + whole(said.Answered)}, {see.say("平均回答用时", "Mean time to answer"), answer, ""}}}
	who, err := c.called(ctx, see, views(said.Speakers, func(s conversation.Speaker) customer.ID { return s.CustomerID }))
	if err != nil {
		return nil, err
	}
	top := see.grid(see.say("发言最多", "Top speakers"), see.say("这段时间没有人发言。", "Nobody spoke in these days."), see.col("名称", "Name"), see.col("客户", "Customer"), see.num("消息", "Messages"))
	for _, s := range said.Speakers {
		top.row(text(orDash(s.Name)), who.cell(s.CustomerID), count(s.Messages))
	}
	out.Tables = []tablePage{top}
	return []sectionPage{out}, nil
}

// waitingPart is the questions nobody has answered.
func (c *Console) waitingPart(ctx context.Context, see reader, d community.Detail) ([]sectionPage, error) {
	all, err := c.Talk.Waiting(ctx, conversation.WaitingFilter{Community: d.ID, Limit: 10})
	if err != nil {
		return nil, err
	}
	now := c.DB.Clock().Now().UnixMilli()
	t := see.grid(see.say("等待回答的提问", "Questions waiting"), see.say("近 30 天没有等待回答的提问。", "No question of the last 30 days waits."),
		see.col("谁", "Who"), see.col("问题", "Question"), see.col("时间", "Asked"), see.col("已等待", "Waited"))
	for _, s := range all {
		t.row(text(orDash(s.Name)), cellPage{Text: clip(s.Text, 120), Wrap: true}, text(see.minute(s.At)), text(see.span(s.Waits(now))))
	}
	return []sectionPage{{Title: see.say("提问", "Questions"), Tables: []tablePage{t}}}, nil
}

// clip cuts a text after n characters.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

func stayGroups(stays []community.Stay) []community.ID {
	return views(stays, func(s community.Stay) community.ID { return s.CommunityID })
}

// joined spells when somebody came, as far as it is known.
func (see reader) joined(s community.Stay) string {
	if !s.Certain {
		return see.say("不晚于 ", "by ") + see.minute(s.JoinedAt)
	}
	return see.minute(s.JoinedAt)
}

func (see reader) scene(s string) string {
	switch s {
	case community.SceneCode:
		return see.say("扫码", "code")
	case community.SceneInvite:
		return see.say("被邀请", "invited")
	case community.SceneLink:
		return see.say("链接", "link")
	case community.SceneImport:
		return see.say("导入", "import")
	case community.SceneRename:
		return see.say("改名", "renamed")
	case community.SceneCarrier:
		return see.say("随群迁移", "moved with the group")
	}
	return orDash(s)
}

// membersPart is who came last.
func (c *Console) membersPart(ctx context.Context, see reader, d community.Detail) ([]sectionPage, error) {
	stays, err := c.Communities.Members(ctx, d.ID, community.MemberQuery{Gone: true, Limit: 20})
	if err != nil {
		return nil, err
	}
	var ids []customer.ID
	for _, s := range stays {
		ids = append(ids, s.CustomerID, s.InviterID)
	}
	who, err := c.called(ctx, see, ids)
	if err != nil {
		return nil, err
	}
	t := see.grid(see.say("最近进出的人", "Who came and went last"), see.say("还没有人进过这个群。", "Nobody has been in this group yet."),
		see.col("客户", "Customer"), see.col("进群", "Joined"), see.col("离群", "Left"), see.col("邀请人", "Inviter"), see.col("怎么来的", "How"))
	for _, s := range stays {
		left := see.minute(s.LeftAt)
		if s.LeftAt == 0 {
			left = see.say("在群", "still in")
		}
		t.row(who.cell(s.CustomerID), text(see.joined(s)), text(left), who.cell(s.InviterID), text(see.scene(s.Scene)))
	}
	return []sectionPage{{Title: see.say("成员", "Members"), Tables: []tablePage{t}}}, nil
}

// briefPart is what the group is for.
func (c *Console) briefPart(ctx context.Context, see reader, d community.Detail) ([]sectionPage, error) {
	all, err := c.Communities.Briefs(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	out := sectionPage{Title: see.say("定位", "Positioning brief")}
	if len(all) == 0 {
		out.Intro = see.say("还没有写。", "Not written yet.")
		return []sectionPage{out}, nil
	}
	b := all[0]
	for _, line := range [][2]string{{see.say("目的", "Purpose"), b.Purpose}, {see.say("共同目标", "Goal"), b.Goal}, {see.say("核心价值", "Value"), b.Value},
		{see.say("人群", "People"), b.Persona}, {see.say("痛点", "Pains"), b.Pains}, {see.say("优势", "Advantage"), b.Advantage}, {see.say("产品", "Product"), b.Product}} {
		out.Reasons = append(out.Reasons, line[0]+see.say("：", ": ")+orDash(line[1]))
	}
	out.Intro = see.say("第 ", "version ") + whole(b.Number) + see.say(" 版，", ", ") + see.day(b.At)
	return []sectionPage{out}, nil
}

// rolesPart is who does what, and what is missing.
func (c *Console) rolesPart(ctx context.Context, see reader, d community.Detail) ([]sectionPage, error) {
	s, err := c.Communities.Structure(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	titles := map[community.Role]string{}
	for _, t := range community.Roles() {
		titles[community.Role(t.Code)] = see.say(t.Zh, t.En)
	}
	who, err := c.called(ctx, see, views(s.Holdings, func(h community.Holding) customer.ID { return h.CustomerID }))
	if err != nil {
		return nil, err
	}
	t := see.grid(see.say("角色", "Roles"), see.say("还没有人担任角色。", "Nobody has a role yet."), see.col("角色", "Role"), see.col("谁", "Who"), see.col("专长", "Good at"), see.col("自", "Since"))
	for _, h := range s.Holdings {
		holder := who.cell(h.CustomerID)
		if h.CustomerID == 0 {
			holder = text(see.say("员工", "staff"))
		}
		t.row(text(titles[h.Role]), holder, text(orDash(h.Expertise)), text(see.day(h.Since)))
	}
	out := sectionPage{Title: see.say("角色与结构", "Roles and structure"), Tables: []tablePage{t}}
	for _, w := range s.Warnings {
		out.Reasons = append(out.Reasons, strings.TrimSpace(see.say(w.Zh, w.En)))
	}
	return []sectionPage{out}, nil
}
