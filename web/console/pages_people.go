package console

import (
	"context"
	"net/http"
	"strings"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/money"
	"qunli/org"
	"qunli/referral"
)

// peoplePerPage is how many rows a page of a list shows.
const peoplePerPage = 30

// customersBody is the list of people.
type customersBody struct {
	Search, Button, Query, Count string
	Table                        tablePage
	More                         *anchor
}

func (c *Console) customersPage(w http.ResponseWriter, r *http.Request) error {
	see, err := c.visit(r, org.CustomerRead)
	if err != nil {
		return err
	}
	after, err := queryID[customer.ID](r, "after")
	if err != nil {
		return err
	}
	body := customersBody{Search: see.say("姓名、拼音首字母、手机后四位或账号", "Name, pinyin initials, last four digits or account"),
		Button: see.say("查找", "Search"), Query: r.URL.Query().Get("q")}
	page, err := c.Customers.List(r.Context(), customer.Filter{Query: body.Query, After: after, Limit: peoplePerPage})
	if err != nil {
		return err
	}
	body.Count = see.say("共 ", "") + whole(page.Total) + map[bool]string{true: "+"}[page.Over] + see.say(" 人", " people")
	body.Table = see.grid(see.w.Customers, see.say("没有符合条件的客户。", "Nobody matches."), see.col("客户", "Customer"), see.col("联系", "Reach"),
		see.col("标签", "Tags"), see.col("渠道", "Channel"), see.col("添加日期", "Added"))
	for _, p := range page.People {
		body.Table.row(to(see.nameOf(p), "/customers/"+p.ID.String()), text(see.badges(p.Badges)), text(tagText(p.Tags)), text(p.Channel), text(see.day(p.AddedAt)))
	}
	if page.Next != 0 {
		body.More = see.further(r, page.Next.String())
	}
	return c.present(w, r, "customers", see.w.Customers, body, nil)
}

func (see reader) nameOf(p customer.Summary) string {
	if p.Name == "" {
		return see.nameless(p.ID)
	}
	return p.Name
}

// badges says by which links a person is reached; without one they are out of reach.
func (see reader) badges(all []customer.Badge) string {
	var out []string
	for _, b := range all {
		switch b {
		case customer.Registration:
			out = append(out, see.say("注册", "registration"))
		case customer.Social:
			out = append(out, see.say("社交", "social"))
		case customer.Content:
			out = append(out, see.say("内容", "content"))
		}
	}
	if len(out) == 0 {
		return see.say("失联", "out of reach")
	}
	return strings.Join(out, " · ")
}

func tagText(tags []customer.Tag) string {
	names := views(tags, tagName)
	if len(names) > 4 {
		names = append(names[:4], "…")
	}
	return strings.Join(names, "、")
}

func tagName(t customer.Tag) string {
	if t.Family == "" {
		return t.Name
	}
	return t.Family + "/" + t.Name
}

// customerBody is one person: where they stand, what they are worth, who brought them, where they are.
type customerBody struct {
	Back, Name, Remark string
	Tags               []string
	Figures            []shown
	Sections           []sectionPage
}

func (c *Console) customerPage(w http.ResponseWriter, r *http.Request) error {
	see, err := c.visit(r, org.CustomerRead)
	if err != nil {
		return err
	}
	ctx := r.Context()
	p, err := c.Customers.Get(ctx, pathID[customer.ID](r))
	if err != nil {
		return err
	}
	body := customerBody{Back: see.w.Customers, Name: see.nameOf(p.Summary), Remark: p.Remark, Tags: append([]string{see.badges(p.Badges)}, views(p.Tags, tagName)...)}
	if p.ErasedAt != 0 {
		body.Tags = []string{see.say("资料已删除", "personal data erased")}
	}
	for _, part := range []func(context.Context, reader, customer.Profile) ([]sectionPage, error){c.standingPart, c.valuePart, c.broughtPart, c.groupsPart, c.timelinePart} {
		sections, err := part(ctx, see, p)
		if err != nil {
			return err
		}
		body.Sections = append(body.Sections, sections...)
	}
	body.Figures = []shown{{see.say("添加日期", "Added"), see.day(p.AddedAt), ""}, {see.say("渠道", "Channel"), orDash(p.Channel), ""},
		{see.say("合并进来的档案", "Records merged in"), whole(int64(len(p.Merged))), ""}}
	return c.present(w, r, "customer", body.Name, body, nil)
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// word spells a word of a scale; none is said as such.
func (see reader) word(w customer.Word) string {
	if s := pick(see.lang, w.Zh, w.En); s != "" {
		return s
	}
	return see.say("尚无", "none yet")
}

// standingPart is where a person stands, and why.
func (c *Console) standingPart(ctx context.Context, see reader, p customer.Profile) ([]sectionPage, error) {
	s, err := c.Customers.Standing(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	out := sectionPage{Title: see.say("关系", "Relationship")}
	since := func(r customer.Reading) string {
		if r.Since == 0 {
			return ""
		}
		return see.say("自 ", "since ") + see.day(r.Since)
	}
	ladder := shown{see.say("关系阶梯", "Ladder"), see.word(s.Ladder.Word), since(s.Ladder)}
	if s.Pinned != 0 {
		ladder.Note = see.say("由人工锁定", "held by hand")
	}
	tie := twoPlaces(s.Tie)
	out.Figures = []shown{ladder, {see.say("关系深度", "Depth"), see.word(s.Depth.Word), since(s.Depth)},
		{see.say("连接强弱", "Tie"), see.word(s.Band.Word), see.say("强度 ", "score ") + tie},
		{see.say("分层", "Tier"), orDash(s.Tier), ""}, {see.say("种子用户", "Seed user"), see.word(s.Seed.Title()), ""},
		{see.say("活跃习惯", "Habit"), whole(s.Habit.Active) + "/" + whole(s.Habit.Window), see.say("天", "days")}}
	evidence := see.grid(see.say("凭据", "Evidence"), see.say("还没有凭据。", "No evidence yet."), see.col("走到哪一步", "Step"), see.col("需要什么", "What it needs"),
		see.num("需要", "Need"), see.num("已有", "Have"), see.col("达到日期", "Reached"))
	for _, e := range append(s.Ladder.Evidence, s.Depth.Evidence...) {
		evidence.row(text(see.step(e.Step)), text(see.say(e.Zh, e.En)), count(e.Need), count(e.Have), text(orDash(e.Day)))
	}
	history := see.grid(see.say("变化", "History"), "", see.col("时间", "When"), see.col("哪方面", "Aspect"), see.col("从", "From"), see.col("到", "To"), see.col("原因", "Reason"))
	for _, m := range s.History[:min(len(s.History), 20)] {
		history.row(text(see.minute(m.At)), text(see.aspect(m.Aspect)), text(see.step(m.From)), text(see.step(m.To)), text(orDash(m.Reason)))
	}
	out.Tables = []tablePage{evidence, history}
	return []sectionPage{out}, nil
}

// step spells the code of a level, depth, band or state.
func (see reader) step(code string) string {
	for _, words := range [][]customer.Word{customer.Levels(), customer.Depths(), customer.Bands(), customer.SeedStates()} {
		for _, w := range words {
			if w.Code == code {
				return see.word(w)
			}
		}
	}
	return orDash(code)
}

func (see reader) aspect(a customer.Aspect) string {
	switch a {
	case customer.AspectLadder:
		return see.say("阶梯", "ladder")
	case customer.AspectDepth:
		return see.say("深度", "depth")
	case customer.AspectBand:
		return see.say("强弱", "tie")
	case customer.AspectTier:
		return see.say("分层", "tier")
	}
	return see.say("种子用户", "seed user")
}

func twoPlaces(f float64) string { return money.Fen(f*100 + 0.5).Format() }

// valuePart is what a person bought, and what those bought whom they brought.
func (c *Console) valuePart(ctx context.Context, see reader, p customer.Profile) ([]sectionPage, error) {
	out := sectionPage{Title: see.say("价值", "Value")}
	if org.Must(ctx, org.OrderRead) == nil {
		bought, err := commerce.Bought(ctx, c.DB.Read(), append([]customer.ID{p.ID}, p.Merged...))
		if err != nil {
			return nil, err
		}
		var all commerce.Buyer
		for _, b := range bought {
			all.Orders, all.Amount, all.LastAt = all.Orders+b.Orders, all.Amount+b.Amount, max(all.LastAt, b.LastAt)
		}
		out.Figures = append(out.Figures, shown{see.w.Orders, whole(all.Orders), ""}, shown{see.say("累计消费", "Spent"), see.money(all.Amount), ""},
			shown{see.say("最近下单", "Last order"), see.day(all.LastAt), ""})
	}
	if org.Must(ctx, org.ReferralRead) == nil {
		n, err := c.Referrals.Node(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		out.Figures = append(out.Figures, shown{see.say("带来的人", "People brought"), whole(n.Subtree), see.say("直接 ", "directly ") + whole(n.Children)},
			shown{see.say("他们的消费", "Their spend"), see.money(n.Below), whole(n.Buyers) + see.say(" 位买家", " buyers")},
			shown{see.say("客户价值", "Customer value"), see.money(n.Value()), see.say("自己 + 带来的人", "own + those brought")})
	}
	return []sectionPage{out}, nil
}

// broughtPart is who brought a person, and whom they brought.
func (c *Console) broughtPart(ctx context.Context, see reader, p customer.Profile) ([]sectionPage, error) {
	if org.Must(ctx, org.ReferralRead) != nil {
		return nil, nil
	}
	claims, err := c.Referrals.Claims(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	below, err := c.Referrals.Children(ctx, p.ID, 0, 10)
	if err != nil {
		return nil, err
	}
	ids := append(views(claims, func(r referral.Record) customer.ID { return r.InviterID }), views(below.Nodes, func(n referral.Node) customer.ID { return n.CustomerID })...)
	who, err := c.called(ctx, see, ids)
	if err != nil {
		return nil, err
	}
	said := see.grid(see.say("推荐人", "Who brought them"), see.say("不知道是谁带来的；没有凭据时不作猜测。", "Nobody knows; without evidence nothing is guessed."),
		see.col("推荐人", "Referrer"), see.col("时间", "When"), see.col("来源", "Source"), see.col("结果", "Outcome"))
	for _, r := range claims {
		said.row(who.cell(r.InviterID), text(see.minute(r.At)), text(see.source(r.Source)), text(see.outcome(r)))
	}
	brought := see.grid(see.say("带来了谁", "Whom they brought"), see.say("还没有带来别人。", "Nobody yet."), see.col("客户", "Customer"), see.col("时间", "When"),
		see.num("再带来", "Brought in turn"), see.num("消费", "Spent"))
	for _, n := range below.Nodes {
		brought.row(who.cell(n.CustomerID), text(see.day(n.At)), count(n.Subtree), figure(see.money(n.Own)))
	}
	out := sectionPage{Title: see.w.Referrals, Tables: []tablePage{said, brought}}
	if len(below.Nodes) > 0 {
		out.Link = &anchor{Href: "/referrals/" + p.ID.String(), Title: see.say("看整棵转介绍树", "See the whole tree")}
	}
	return []sectionPage{out}, nil
}

func (see reader) source(s referral.Source) string {
	switch s {
	case referral.SourceCode:
		return see.say("个人码", "personal code")
	case referral.SourceLink:
		return see.say("个人链接", "personal link")
	case referral.SourceStaff:
		return see.say("渠道记录", "named by the channel")
	case referral.SourceImport:
		return see.say("导入", "import")
	case referral.SourceCounter:
		return see.say("柜台登记", "counter")
	}
	return see.say("人工登记", "by hand")
}

// outcome says what became of a claim, and why.
func (see reader) outcome(r referral.Record) string {
	switch {
	case r.Verdict == referral.OutcomeBound:
		return see.say("生效", "holds")
	case r.Verdict == referral.OutcomeVoid:
		return see.say("作废", "void")
	}
	why := map[referral.Reason]string{
		referral.ReasonEarlier: see.say("已有更早的推荐", "another came first"), referral.ReasonLater: see.say("被后来的推荐取代", "a later one took its place"),
		referral.ReasonProtected: see.say("保护期内", "within the protection window"), referral.ReasonExisting: see.say("此前已是客户", "a customer already"),
		referral.ReasonSelf: see.say("推荐了自己", "brought themselves"), referral.ReasonCycle: see.say("互为上下级", "a circle"),
		referral.ReasonDispute: see.say("人工裁定给别人", "decided for another"), referral.ReasonWithdrawn: see.say("已撤回", "taken back"),
	}[r.Reason]
	return see.say("未采用", "not taken") + map[bool]string{true: see.say("：", ": ") + why}[why != ""]
}

// groupsPart is the groups a person is or was in.
func (c *Console) groupsPart(ctx context.Context, see reader, p customer.Profile) ([]sectionPage, error) {
	if org.Must(ctx, org.CommunityRead) != nil {
		return nil, nil
	}
	stays, err := c.Communities.StaysOfPerson(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	stays = stays[:min(len(stays), 20)]
	t := see.grid(see.w.Communities, see.say("还没有进过群。", "Not in any group yet."), see.col("群", "Group"), see.col("进群", "Joined"), see.col("离群", "Left"), see.col("怎么来的", "How"))
	names := c.groupNames(ctx, stayGroups(stays)...)
	for _, s := range stays {
		left := see.minute(s.LeftAt)
		if s.LeftAt == 0 {
			left = see.say("在群", "still in")
		}
		t.row(names[s.CommunityID], text(see.joined(s)), text(left), text(see.scene(s.Scene)))
	}
	return []sectionPage{{Title: see.say("所在的群", "Groups"), Tables: []tablePage{t}}}, nil
}

// timelinePart is what happened lately.
func (c *Console) timelinePart(ctx context.Context, see reader, p customer.Profile) ([]sectionPage, error) {
	touches, err := c.Customers.Timeline(ctx, p.ID, nil, 20)
	if err != nil {
		return nil, err
	}
	t := see.grid(see.say("最近的触点", "Latest contacts"), see.say("还没有触点。", "No contacts yet."), see.col("时间", "When"), see.col("做了什么", "What"),
		see.col("对象", "About"), see.col("起因", "Cause"), see.col("渠道", "Channel"))
	for _, h := range touches {
		t.row(text(see.minute(h.At)), text(see.act(h.Kind)), text(orDash(h.Item)), text(orDash(h.Cause)), text(orDash(h.Channel)))
	}
	return []sectionPage{{Title: see.say("时间线", "Timeline"), Tables: []tablePage{t}}}, nil
}

func (see reader) act(kind string) string {
	if k, ok := customer.ActKindOf(kind); ok {
		return see.say(k.Zh, k.En)
	}
	return kind
}
