package console

import (
	"context"
	"errors"
	"net/http"
	"regexp"

	"qunli/community"
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
