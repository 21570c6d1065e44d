package console

import (
	"net/http"
	"net/url"
	"strconv"

	"qunli/customer"
	"qunli/kit/fault"
	"qunli/org"
	"qunli/referral"
)

// referralsBody is the board of inviters.
type referralsBody struct {
	FromLabel, ToLabel, From, To, Button string
	BoardTitle, Intro, CSV, CSVTitle     string
	Figures                              []shown
	Table                                tablePage
}

func (c *Console) referralsPage(w http.ResponseWriter, r *http.Request) error {
	see, err := c.visit(r, org.ReferralRead)
	if err != nil {
		return err
	}
	ctx, q := r.Context(), r.URL.Query()
	body := referralsBody{FromLabel: see.say("从", "From"), ToLabel: see.say("到", "To"), From: q.Get("from"), To: q.Get("to"), Button: see.say("查看", "Show"),
		BoardTitle: see.say("邀请榜", "Inviters"), CSVTitle: see.say("下载完整榜单（CSV）", "Download the whole board (CSV)"),
		Intro: see.say("有效 = 带来的人仍在，且没有在规定时间内离群；不知道谁邀请的不计在任何人名下。", "Valid: the person brought is there and did not leave the group within the time set. Unknown inviters are nobody's.")}
	body.CSV = "/api/referrals/board.csv?" + url.Values{"from": {body.From}, "to": {body.To}}.Encode()
	board, refusal := c.Referrals.Board(ctx, referral.BoardQuery{From: body.From, To: body.To, Limit: 50})
	if refusal != nil && fault.Of(refusal).Kind != fault.Invalid {
		return refusal
	}
	body.Figures = []shown{{see.say("邀请人", "Inviters"), whole(board.Inviters), ""}, {see.say("邀请", "Invitations"), whole(board.Total.Invited), ""},
		{see.say("有效", "Valid"), whole(board.Total.Valid), ""}, {see.say("无效", "Invalid"), whole(board.Total.Invalid), ""}, {see.say("待定", "Pending"), whole(board.Total.Pending), ""}}
	who, err := c.called(ctx, see, views(board.Rows, func(k referral.Rank) customer.ID { return k.Inviter }))
	if err != nil {
		return err
	}
	body.Table = see.grid(body.BoardTitle, see.say("这段时间没有邀请记录。", "No invitations in these days."), see.num("名次", "Rank"), see.col("邀请人", "Inviter"), see.num("有效", "Valid"),
		see.num("邀请", "Invited"), see.num("无效", "Invalid"), see.num("待定", "Pending"), see.col("带来了谁", "Whom"))
	for n, k := range board.Rows {
		body.Table.row(figure(strconv.Itoa(n+1)), who.cell(k.Inviter), count(k.Valid), count(k.Invited), count(k.Invalid), count(k.Pending),
			to(see.say("转介绍树", "tree"), "/referrals/"+k.Inviter.String()))
	}
	return c.present(w, r, "referrals", see.w.Referrals, body, refusal)
}

// treeBody is one person's tree, as a list that folds.
type treeBody struct {
	Back, Name             string
	AboveTitle             string
	Above                  []cellPage
	Figures                []shown
	ListTitle, Intro, None string
	Below                  []branch
	More                   *anchor
}

// branch is somebody in the tree with the people below.
type branch struct {
	Person     cellPage
	Note, Open string
	Below      []branch
}

// What a tree shows at once: so many levels, and of each person so many of most value. The rest is on the pages of those below.
const (
	treeDepth = 3
	treeEach  = 20
)

func (c *Console) treePage(w http.ResponseWriter, r *http.Request) error {
	see, err := c.visit(r, org.ReferralRead)
	if err != nil {
		return err
	}
	ctx, i := r.Context(), pathID[customer.ID](r)
	if i == 0 {
		return customer.ErrMissing
	}
	top, err := c.Referrals.Tree(ctx, i, treeDepth, treeEach)
	if err != nil {
		return err
	}
	above, err := c.Referrals.Ancestors(ctx, i, 10)
	if err != nil {
		return err
	}
	who, err := c.called(ctx, see, treePeople(top, views(above, func(n referral.Node) customer.ID { return n.CustomerID })))
	if err != nil {
		return err
	}
	n := top.Node
	body := treeBody{Back: see.w.Referrals, Name: who.cell(top.CustomerID).Text, AboveTitle: see.say("由谁带来：", "Brought by:"), ListTitle: see.say("带来的人", "People brought"),
		Intro: see.say("每一层只列价值最高的 20 人，共三层；点名字继续往下看。", "Each level lists the 20 of most value, three levels deep; follow a name for the rest."),
		None:  see.say("还没有带来别人。", "Nobody yet."), Below: see.branches(who, top.Below),
		Figures: []shown{{see.say("带来的人", "People brought"), whole(n.Subtree), see.say("直接 ", "directly ") + whole(n.Children)}, {see.say("其中买家", "Buyers among them"), whole(n.Buyers), ""},
			{see.say("他们的消费", "Their spend"), see.money(n.Below), ""}, {see.say("自己的消费", "Own spend"), see.money(n.Own), ""}}}
	for _, a := range above {
		cell := who.cell(a.CustomerID)
		if cell.Href != "" {
			cell.Href = "/referrals/" + a.CustomerID.String()
			body.Above = append(body.Above, cell)
		}
	}
	if int64(len(top.Below)) < n.Children {
		body.More = &anchor{Href: "/api/customers/" + i.String() + "/children", Title: see.say("全部直接带来的人（接口）", "Everybody brought directly (API)")}
	}
	return c.present(w, r, "tree", body.Name, body, nil)
}

func treePeople(t referral.Tree, out []customer.ID) []customer.ID {
	out = append(out, t.CustomerID)
	for _, b := range t.Below {
		out = treePeople(b, out)
	}
	return out
}

func (see reader) branches(who people, all []referral.Tree) []branch {
	return views(all, func(t referral.Tree) branch {
		cell := who.cell(t.CustomerID)
		if cell.Href != "" {
			cell.Href = "/referrals/" + t.CustomerID.String()
		}
		note := see.say("带来 ", "brought ") + whole(t.Subtree) + see.say(" 人 · 消费 ", " · spent ") + see.money(t.Own)
		return branch{cell, note, see.say("从这里往下看", "see from here"), see.branches(who, t.Below)}
	})
}
