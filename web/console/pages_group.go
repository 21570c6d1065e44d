package console

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"

	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/insight"
	"qunli/org"
)

// communitiesBody is the list of groups.
type communitiesBody struct {
	Button, Count string
	Choices       []choice
	Table         tablePage
	More          *anchor
}

func (c *Console) communitiesPage(w http.ResponseWriter, r *http.Request) error {
	see, err := c.visit(r, org.CommunityRead)
	if err != nil {
		return err
	}
	after, err := queryID[community.ID](r, "after")
	if err != nil {
		return err
	}
	q := r.URL.Query()
	f := community.Filter{Kind: community.Kind(q.Get("kind")), State: community.State(q.Get("state")), After: after, Limit: peoplePerPage}
	if f.Kind == "none" {
		f.Kind, f.Undecided = "", true
	}
	ctx := r.Context()
	all, err := c.Communities.List(ctx, f)
	if err != nil {
		return err
	}
	total, err := c.Communities.Total(ctx, f)
	if err != nil {
		return err
	}
	lives, err := c.lives(ctx, see)
	if err != nil {
		return err
	}
	body := communitiesBody{Button: see.say("筛选", "Filter"), Choices: see.groupChoices(q.Get("kind"), q.Get("state")),
		Count: see.say("共 ", "") + whole(total.Groups) + see.say(" 个群，", " groups, ") + whole(total.Members) + see.say(" 个在群人次", " people in them, counted once a group")}
	body.Table = see.grid(see.w.Communities, see.say("还没有群。导入群聊记录或用接口新建后，会出现在这里。", "No groups yet. Import chat logs or make one over the API, and it shows here."),
		see.col("群", "Group"), see.col("类型", "Kind"), see.col("状态", "State"), see.num("成员", "Members"), see.col("健康", "Health"), see.col("定位", "Brief"), see.col("开群", "Opened"))
	for _, g := range all {
		brief := see.say("已写", "written")
		if g.Brief == 0 {
			brief = see.say("未写", "missing")
		}
		body.Table.row(to(groupName(g), "/communities/"+g.ID.String()), text(see.kind(g.Kind)), text(see.state(g.State)), count(g.Members), text(orDash(lives[g.ID].life)),
			text(brief), text(see.day(g.OpenedAt)))
	}
	if len(all) == peoplePerPage {
		body.More = see.further(r, all[len(all)-1].ID.String())
	}
	return c.present(w, r, "communities", see.w.Communities, body, nil)
}

func groupName(g community.Community) string {
	if g.Name == "" {
		return g.Code
	}
	return g.Name
}

func (see reader) groupChoices(kind, state string) []choice {
	any := see.say("全部", "All")
	kinds := []string{"", any}
	for _, k := range []community.Kind{community.Activity, community.Serving, community.Sales, community.Core, community.Seed} {
		kinds = append(kinds, string(k), see.kind(k))
	}
	states := []string{"", any}
	for _, s := range []community.State{community.Draft, community.Open, community.Harvest, community.Closed, community.Archived} {
		states = append(states, string(s), see.state(s))
	}
	return []choice{choose("kind", see.say("类型", "Kind"), kind, append(kinds, "none", see.kind(""))...), choose("state", see.w.State, state, states...)}
}

func (see reader) kind(k community.Kind) string {
	switch k {
	case community.Activity:
		return see.say("活动群", "activity")
	case community.Serving:
		return see.say("服务群", "service")
	case community.Sales:
		return see.say("销售群", "sales")
	case community.Core:
		return see.say("核心群", "core")
	case community.Seed:
		return see.say("种子用户群", "seed users")
	}
	return see.say("未定类型", "undecided")
}

func (see reader) state(s community.State) string {
	switch s {
	case community.Draft:
		return see.say("草稿", "draft")
	case community.Open:
		return see.say("进行中", "open")
	case community.Harvest:
		return see.say("收割中", "harvest")
	case community.Closed:
		return see.say("已关闭", "closed")
	}
	return see.say("已归档", "archived")
}

// lived is how a group was judged.
type lived struct {
	life string
	row  []shown // the figures it was judged by
}

var groupOf = regexp.MustCompile(`\((com_\w+)\)$`)

// lives reads how groups were judged from the stored answer; nothing while there is none.
func (c *Console) lives(ctx context.Context, see reader) (map[community.ID]lived, error) {
	a, err := c.Insight.Page(ctx, "health")
	if errors.Is(err, insight.ErrNotReady) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	t := a.Table("communities")
	out := map[community.ID]lived{}
	for _, row := range t.Rows {
		m := groupOf.FindStringSubmatch(t.Columns[0].Show(row[0], see.lang))
		var i community.ID
		if m == nil || i.UnmarshalText([]byte(m[1])) != nil {
			continue
		}
		l := lived{life: t.Columns[1].Show(row[1], see.lang)}
		for n, cell := range row[2:] {
			l.row = append(l.row, shown{t.Columns[n+2].Title.In(see.lang), t.Columns[n+2].Show(cell, see.lang), ""})
		}
		out[i] = l
	}
	return out, nil
}

// communityBody is one group.
type communityBody struct {
	Back, Name string
	Tags       []string
	Alerts     []string
	Figures    []shown
	Sections   []sectionPage
}

func (c *Console) communityPage(w http.ResponseWriter, r *http.Request) error {
	see, err := c.visit(r, org.CommunityRead)
	if err != nil {
		return err
	}
	ctx := r.Context()
	d, err := c.Communities.Get(ctx, pathID[community.ID](r))
	if err != nil {
		return err
	}
	lives, err := c.lives(ctx, see)
	if err != nil {
		return err
	}
	life := lives[d.ID]
	body := communityBody{Back: see.w.Communities, Name: groupName(d.Community), Tags: []string{see.kind(d.Kind), see.state(d.State), d.Carrier}, Alerts: see.groupAlerts(d)}
	if life.life != "" {
		body.Tags = append(body.Tags, life.life)
	}
	body.Figures = []shown{{see.say("在群成员", "Members"), whole(d.Members), see.say("上限 ", "cap ") + whole(d.Cap)}, {see.say("开群", "Opened"), see.day(d.OpenedAt), ""}}
	body.Figures = append(body.Figures, life.row[min(len(life.row), 1):]...)
	for _, part := range []func(context.Context, reader, community.Detail) ([]sectionPage, error){c.growthPart, c.talkPart, c.waitingPart, c.membersPart, c.briefPart, c.rolesPart} {
		sections, err := part(ctx, see, d)
		if err != nil {
			return err
		}
		body.Sections = append(body.Sections, sections...)
	}
	return c.present(w, r, "community", body.Name, body, nil)
}

// groupAlerts says what a group lacks at once.
func (see reader) groupAlerts(d community.Detail) []string {
	var out []string
	if d.Community.Brief == 0 {
		out = append(out, see.say("还没有定位：写清目的、人群、价值后才能新开群。", "There is no positioning brief: no group opens without purpose, people and value."))
	}
	if d.Kind == community.Undecided {
		out = append(out, see.say("还没有选定类型：活动、服务、销售、核心或种子用户群。", "Nobody has decided its kind: activity, service, sales, core or seed users."))
	}
	if d.Deviates {
		out = append(out, see.say("群名与模板不一致，应为：", "Its name is not the template's: ")+d.Expected)
	}
	return out
}

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
		t.row(text(orDash(s.Name)), text(clip(s.Text, 80)), text(see.minute(s.At)), text(see.span(s.Waits(now))))
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
