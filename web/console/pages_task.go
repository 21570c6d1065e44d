package console

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"qunli/community"
	"qunli/customer"
	"qunli/desk"
	"qunli/kit/fault"
	"qunli/kit/serve"
	"qunli/org"
)

// tasksBody is what there is to do.
type tasksBody struct {
	Button, None string
	Choices      []choice
	Items        []taskCard
	More         *anchor
}

// taskCard is one task with what can be done about it.
type taskCard struct {
	ID              desk.ID
	Title, Why, Due string
	Late, Open      bool
	Person, Group   *cellPage
	Acts            []taskAct
	Ended           string
}

// taskAct is one button.
type taskAct struct {
	Href, Title string
	Quiet       bool
	Fields      []field
}

type field struct{ Name, Value string }

func (c *Console) tasksPage(w http.ResponseWriter, r *http.Request) error {
	return c.showTasks(w, r, nil)
}

func (c *Console) showTasks(w http.ResponseWriter, r *http.Request, refusal error) error {
	see, err := c.visit(r, org.TaskEdit)
	if err != nil {
		return err
	}
	after, err := queryID[desk.ID](r, "after")
	if err != nil {
		return err
	}
	q := r.URL.Query()
	all, err := c.Desk.List(r.Context(), desk.Filter{Kind: desk.Kind(q.Get("kind")), State: desk.State(q.Get("state")), After: after, Limit: peoplePerPage})
	if err != nil {
		return err
	}
	body := tasksBody{Button: see.say("筛选", "Filter"), None: see.say("没有待办。需要联系、回答、邀请或审核时，会出现在这里。", "Nothing to do. Contacts, answers, invitations and reviews will show here."),
		Choices: see.taskChoices(q.Get("kind"), q.Get("state"))}
	if body.Items, err = c.taskCards(r.Context(), see, all); err != nil {
		return err
	}
	if len(all) == peoplePerPage {
		body.More = see.further(r, all[len(all)-1].ID.String())
	}
	return c.present(w, r, "tasks", see.w.Tasks, body, refusal)
}

func (see reader) taskChoices(kind, state string) []choice {
	kinds := []string{"", see.say("全部", "All")}
	for _, k := range desk.Kinds() {
		kinds = append(kinds, string(k.Kind), see.say(k.Zh, k.En))
	}
	return []choice{choose("kind", see.say("类型", "Kind"), kind, kinds...), choose("state", see.w.State, state, "", see.say("待处理", "To do"),
		"done", see.say("已完成", "Done"), "dropped", see.say("不用做了", "Dropped"))}
}

func (c *Console) taskCards(ctx context.Context, see reader, all []desk.Task) ([]taskCard, error) {
	who, err := c.called(ctx, see, views(all, func(t desk.Task) customer.ID { return t.CustomerID }))
	if err != nil {
		return nil, err
	}
	groups := c.groupNames(ctx, views(all, func(t desk.Task) community.ID { return t.CommunityID })...)
	now, mayGroups := c.DB.Clock().Now().UnixMilli(), org.Must(ctx, org.CommunityEdit) == nil
	return views(all, func(t desk.Task) taskCard {
		card := taskCard{ID: t.ID, Title: see.taskTitle(t.Kind), Why: see.why(t.Why), Open: t.State == desk.Open, Late: t.State == desk.Open && t.DueAt < now,
			Due: see.say("期限 ", "due ") + see.minute(t.DueAt), Acts: see.acts(t, now, mayGroups), Ended: see.minute(t.ClosedAt)}
		if t.CustomerID != 0 {
			cell := who.cell(t.CustomerID)
			card.Person = &cell
		}
		if t.CommunityID != 0 {
			cell := groups[t.CommunityID]
			card.Group = &cell
		}
		return card
	}), nil
}

func (see reader) taskTitle(k desk.Kind) string {
	for _, t := range desk.Kinds() {
		if t.Kind == k {
			return see.say(t.Zh, t.En)
		}
	}
	return string(k)
}

// why spells the reason of a task.
func (see reader) why(code string) string {
	if tier, ok := strings.CutPrefix(code, "tier_"); ok {
		return see.say("新进入 "+tier+" 层，24 小时内联系。", "Newly in tier "+tier+"; contact within 24 hours.")
	}
	words := map[string]string{
		"question_waiting": see.say("群里的提问超时无人回答。", "A question in the group has waited too long."),
		"flow_suggested":   see.say("按流转规则，更适合这个群。", "By a rule of flow this group suits them better."),
		"review_promote":   see.say("评审建议：邀请进核心群。", "A review proposes to invite them into the core group."),
		"review_prune":     see.say("评审建议：请出群。", "A review proposes to remove them."),
		"review_retire":    see.say("评审建议：退出种子用户。", "A review proposes to retire this seed user."),
		"approved_promote": see.say("已批准：请邀请进核心群。", "Approved: invite them into the core group."),
		"approved_prune":   see.say("已批准：请在群里移除。", "Approved: take them out of the group."),
		"approved_retire":  see.say("已批准：请退出种子用户群。", "Approved: take them out of the seed users' group."),
		"gate_breached":    see.say("不符合进群条件，需要请出或说明留下的原因。", "The gate does not admit them: remove them, or say why they stay."),
		"harvest_due":      see.say("活动群即将结束，活跃成员还没有去处。", "The activity group ends, and its active members have nowhere to go yet."),
		"dead_b":           see.say("群曾经活跃，最近一周几乎没有行动：救活它或关闭它。", "The group was alive and almost nobody acted last week: save it or close it."),
		"unmatched_orders": see.say("有订单不知道买家是谁。", "There are orders whose buyer nobody knows."),
		"lost":             see.say("买过的客户已经失联。", "Somebody who bought is out of reach."),
		"lapsed":           see.say("买过的客户很久没来了。", "Somebody who bought has not been back for long."),
		"name_deviated":    see.say("群名与模板不一致。", "The group's name is not the template's."),
	}
	if s := words[code]; s != "" {
		return s
	}
	return code
}

// acts are the buttons of an open task.
func (see reader) acts(t desk.Task, now int64, mayGroups bool) []taskAct {
	at := func(act string) string { return "/tasks/" + t.ID.String() + "/" + act }
	var out []taskAct
	switch {
	case !mayGroups && (t.Kind == desk.Review || t.Why == "flow_suggested"): // for whoever looks after the group
	case t.Kind == desk.Review:
		out = append(out, taskAct{Href: at("approve"), Title: see.say("批准", "Approve")}, taskAct{Href: at("refuse"), Title: see.say("驳回", "Refuse"), Quiet: true})
	case t.Kind == desk.Invite && t.Why == "flow_suggested":
		out = append(out, taskAct{Href: at("invite"), Title: see.say("已邀请", "Invited")})
	default:
		out = append(out, taskAct{Href: at("done"), Title: see.say("已完成", "Done")})
	}
	return append(out, taskAct{Href: at("snooze"), Title: see.say("明天再说", "Tomorrow"), Quiet: true, Fields: []field{{"due", strconv.FormatInt(now+dayMs, 10)}}},
		taskAct{Href: at("drop"), Title: see.say("不用做了", "Drop it"), Quiet: true})
}

// taskForm does what a button says and shows the list again.
func (c *Console) taskForm(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := whoAsks(ctx); err != nil {
		return err
	}
	err := c.actOn(r, pathID[desk.ID](r), r.PathValue("act"))
	if err == nil {
		http.Redirect(w, r, "/tasks", http.StatusSeeOther)
		return nil
	}
	if k := fault.Of(err).Kind; k != fault.Conflict && k != fault.Invalid {
		return err
	}
	return c.showTasks(w, r, err)
}

func (c *Console) actOn(r *http.Request, i desk.ID, act string) error {
	ctx := r.Context()
	switch act {
	case "done":
		return c.Desk.Close(ctx, i, desk.Done, "done")
	case "drop":
		return c.Desk.Close(ctx, i, desk.Dropped, "not_needed")
	case "snooze":
		due, err := strconv.ParseInt(r.PostFormValue("due"), 10, 64)
		if err != nil {
			return desk.ErrDue.F(0)
		}
		return c.Desk.Snooze(ctx, i, due)
	case "invite":
		return c.invited(ctx, i)
	case "approve", "refuse":
		return c.reviewed(ctx, i, act == "approve")
	}
	return serve.ErrNoRoute
}

// invited notes that the person of a flow was invited, and closes the task.
func (c *Console) invited(ctx context.Context, i desk.ID) error {
	t, err := c.Desk.Get(ctx, i)
	if err != nil {
		return err
	}
	if err := c.Communities.InviteFlow(ctx, community.FlowID(t.SubjectID)); err != nil {
		return err
	}
	return c.Desk.Close(ctx, i, desk.Done, "invited")
}

// reviewed decides the proposal of a task; hearing of it closes the task.
func (c *Console) reviewed(ctx context.Context, i desk.ID, agree bool) error {
	t, err := c.Desk.Get(ctx, i)
	if err != nil {
		return err
	}
	p, err := c.proposal(ctx, t.CommunityID, community.ProposalID(t.SubjectID))
	if err != nil {
		return err
	}
	outcome := community.Refused
	if agree {
		outcome = community.Approved
	}
	if _, err := c.Communities.Approve(ctx, p.ID, p.Version, agree, ""); err != nil {
		return err
	}
	if err := c.Desk.Close(ctx, i, desk.Done, string(outcome)); err != nil && !errors.Is(err, desk.ErrClosed) {
		return err
	}
	return nil
}

// proposal finds an open proposal of a group.
func (c *Console) proposal(ctx context.Context, group community.ID, i community.ProposalID) (community.Proposal, error) {
	all, err := c.Communities.Proposals(ctx, community.ProposalQuery{Community: group, State: community.Proposed, After: i + 1, Limit: 1})
	if err != nil {
		return community.Proposal{}, err
	}
	if len(all) == 0 || all[0].ID != i {
		return community.Proposal{}, community.ErrSettled
	}
	return all[0], nil
}
