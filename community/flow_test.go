package community

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"qunli/customer"
	"qunli/kit/db"
)

const day = 24 * time.Hour

// TestFlow (COM-07): "at least 3 orders and 5 active days in 30 days" gives exactly those people; a join of the target
// within 14 days of the suggestion is a flow, a later one is not; the funnel counts suggested, invited, joined.
func TestFlow(t *testing.T) {
	each(t, func(h house) {
		from, to := h.opened(Plan{Kind: Sales, Purpose: "福利"}), h.opened(Plan{Kind: Core, Purpose: "核心"})
		who := h.crowd(8)
		h.join(from.ID, who[:7]...)
		buy := func(i int, orders int) { h.buys(who[i], make([]int64, orders)...) }
		for i, x := range []struct{ orders, days int }{{3, 4}, {3, 3}, {2, 6}, {4, 9}, {0, 30}, {3, 4}, {5, 6}, {3, 9}} {
			buy(i, x.orders)
			for d := 1; d <= x.days; d++ {
				h.acts(who[i], customer.ActVote, d)
			}
		}
		h.acts(who[1], customer.ActVote, 31) // outside the window: the fifth day is missing
		h.join(to.ID, who[6])                // is in the target already; who[7] is in no group
		r := must[FlowRule](t)(h.SaveFlowRule(h.ctx, FlowRule{Name: "转化群 → 核心群", Rule: "orders(30d) >= 3 and active_days(30d) >= 5",
			FromKind: Sales, ToKind: Core}))
		flows := must[[]Flow](t)(h.RunFlow(h.ctx, r.ID))
		var got []customer.ID
		for _, f := range flows {
			got = append(got, f.CustomerID)
		}
		if want := []customer.ID{who[0], who[3], who[5]}; !slices.Equal(got, want) { // the day of the orders is active too
			t.Fatalf("suggested %v, want %v", got, want)
		}
		if again := must[[]Flow](t)(h.RunFlow(h.ctx, r.ID)); len(again) != 0 {
			t.Errorf("suggested again: %+v", again)
		}
		if told := told[FlowSuggested](h); len(told) != 3 || told[0].To != to.ID || told[0].From != from.ID {
			t.Errorf("%+v", told)
		}
		h.is(h.InviteFlow(h.ctx, flows[0].ID), nil)
		h.is(h.InviteFlow(h.ctx, flows[0].ID), ErrNoFlow)
		h.is(h.InviteFlow(h.ctx, flows[1].ID), nil)
		h.is(h.DropFlow(h.ctx, flows[2].ID), nil)
		h.Clock.Advance(14 * day)
		h.join(to.ID, who[0])
		h.Clock.Advance(time.Second)
		h.join(to.ID, who[3])
		f := must[Funnel](t)(h.Funnel(h.ctx, r.ID, 0, maxTime))
		if f != (Funnel{Rule: r.ID, Suggested: 3, Invited: 2, Joined: 1}) {
			t.Errorf("%+v", f)
		}
		list := must[[]Flow](t)(h.Flows(h.ctx, FlowQuery{Rule: r.ID}))
		if len(list) != 3 || list[2].JoinedAt == 0 || list[1].JoinedAt != 0 {
			t.Errorf("%+v", list)
		}
	})
}

// TestFlowRules: templates can be saved; a name is taken once; a paused rule does not run; versions are kept.
func TestFlowRules(t *testing.T) {
	each(t, func(h house) {
		for _, r := range FlowTemplates() {
			must[FlowRule](t)(h.SaveFlowRule(h.ctx, r))
		}
		_, err := h.SaveFlowRule(h.ctx, FlowTemplates()[0])
		h.is(err, ErrFlowRuleTaken)
		rules := must[[]FlowRule](t)(h.FlowRules(h.ctx))
		if len(rules) != 5 {
			t.Fatalf("%d rules", len(rules))
		}
		for _, r := range rules {
			r.Paused = true
			saved := must[FlowRule](t)(h.SaveFlowRule(h.ctx, r))
			if _, err := h.SaveFlowRule(h.ctx, r); !errors.Is(err, ErrChanged) {
				t.Errorf("a stale version of %s: %v", saved.Name, err)
			}
		}
		if n := must[int64](t)(h.RunFlows(h.ctx)); n != 0 {
			t.Errorf("%d suggested by paused rules", n)
		}
		_, err = h.SaveFlowRule(h.ctx, FlowRule{Name: "x", Rule: "orders >= 1"})
		if got := fields(err); !slices.Equal(got, []string{"from", "to"}) {
			t.Errorf("%v", got)
		}
	})
}

// TestTwoRunsAtOnce suggest nobody twice.
func TestTwoRunsAtOnce(t *testing.T) {
	each(t, func(h house) {
		from := h.opened(Plan{Kind: Sales, Purpose: "福利"})
		h.opened(Plan{Kind: Core, Purpose: "核心"})
		who := h.crowd(5)
		h.join(from.ID, who...)
		for _, p := range who {
			h.buys(p, 1)
		}
		r := must[FlowRule](t)(h.SaveFlowRule(h.ctx, FlowRule{Name: "x", Rule: "orders >= 1", FromID: from.ID, ToKind: Core}))
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if _, err := h.RunFlow(h.ctx, r.ID); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		if n := h.count(`SELECT COUNT(*) FROM community_flow`); n != 5 {
			t.Errorf("%d suggestions, want 5", n)
		}
	})
}

// TestMatrix (COM-08): 3 areas × 2 levels are 6 cells with members, groups and topics; a cell without a group is a gap;
// whoever is in more than two marketing groups is an overlap, counted as who they are now.
func TestMatrix(t *testing.T) {
	each(t, func(h house) {
		h.is(h.SetMatrix(h.ctx, []Axis{{AxisArea, []string{"徐汇", "黄浦", "静安"}}, {AxisLevel, []string{"新客", "老客"}}}), nil)
		who := h.crowd(6)
		plans := []Plan{{Kind: Sales, Area: "徐汇", Level: "新客", Topic: "护肤"}, {Kind: Sales, Area: "徐汇", Level: "新客", Topic: "水果"},
			{Kind: Activity, Area: "黄浦", Level: "老客", Topic: "护肤"}, {Kind: Serving, Area: "静安", Level: "老客"}, {Kind: Sales, Area: "长宁"}}
		var groups []Community
		for _, p := range plans {
			p.Purpose = "福利"
			groups = append(groups, h.opened(p))
		}
		h.join(groups[0].ID, who[0], who[1], who[2])
		h.join(groups[1].ID, who[0], who[3])
		h.join(groups[2].ID, who[0], who[1])
		h.join(groups[3].ID, who[0], who[1]) // a service group is no marketing group
		h.join(groups[4].ID, who[4])
		h.is(h.customers.Merge(h.ctx, who[4], who[1], "same person"), nil)
		m := must[Matrix](t)(h.Matrix(h.ctx))
		if len(m.Cells) != 6 || len(m.Gaps) != 3 || len(m.Outside) != 1 || m.Unplaced != 1 {
			t.Fatalf("%d cells, %d gaps, %d outside", len(m.Cells), len(m.Gaps), len(m.Outside))
		}
		c := m.Cells[0]
		if !slices.Equal(c.Values, []string{"徐汇", "新客"}) || len(c.Groups) != 2 || c.Members != 4 || !slices.Equal(c.Topics, []string{"护肤", "水果"}) {
			t.Errorf("%+v", c)
		}
		if m.Over != 2 || m.Overlaps[0].Customer != who[0] || m.Overlaps[1].Customer != who[1] || len(m.Overlaps[1].Groups) != 3 {
			t.Errorf("overlaps %+v", m.Overlaps)
		}
		if one := must[Matrix](t)(h.Matrix(h.ctx, AxisArea)); len(one.Cells) != 3 || one.Cells[0].Members != 4 {
			t.Errorf("%+v", one.Cells)
		}
		moved := must[Community](t)(h.Stand(h.ctx, groups[4].ID, groups[4].Version, map[string]string{AxisArea: "静安", AxisLevel: "新客", AxisNeed: "省钱"}, "团购"))
		if m = must[Matrix](t)(h.Matrix(h.ctx)); len(m.Outside) != 0 || len(m.Gaps) != 2 || moved.Topic != "团购" {
			t.Errorf("%d outside, %d gaps", len(m.Outside), len(m.Gaps))
		}
		h.is(h.SetMatrix(h.ctx, []Axis{{AxisArea, []string{"静安"}}, {AxisNeed, []string{"省钱", "省心"}}}), nil)
		if m = must[Matrix](t)(h.Matrix(h.ctx)); m.Cells[0].Members != 1 || len(m.Gaps) != 1 {
			t.Errorf("%+v", m.Cells)
		}
	})
}

// TestReview (COM-15): nobody is removed without approval; whoever has 0 orders, 0 interactions and at least 2 grabs in 60
// days is proposed; so is whoever is worth promoting; the effect is measured before and after.
func TestReview(t *testing.T) {
	each(t, func(h house) {
		core, c := h.opened(Plan{Kind: Core, Purpose: "核心"}), h.opened(Plan{Kind: Sales, Purpose: "福利"})
		who := h.crowd(6)
		h.join(c.ID, who...)
		h.acts(who[0], customer.ActGrab, 5, 20)         // takes and never gives
		h.acts(who[1], customer.ActGrab, 5)             // once only
		h.acts(who[2], customer.ActGrab, 5, 6)          // but speaks
		h.acts(who[2], customer.ActSpeak, 7)            //
		h.acts(who[3], customer.ActGrab, 5, 61)         // the other one is long ago
		h.buys(who[4], 100, 100, 100)                   // worth promoting
		h.acts(who[4], customer.ActCheckin, 1, 2, 3, 4) //
		h.buys(who[5], 100, 100, 100)                   // buys, and is seldom here
		proposals := must[[]Proposal](t)(h.Review(h.ctx, c.ID))
		kinds := map[customer.ID]ProposalKind{}
		for _, p := range proposals {
			kinds[p.CustomerID] = p.Kind
		}
		if len(proposals) != 2 || kinds[who[0]] != Prune || kinds[who[4]] != Promote {
			t.Fatalf("%+v", proposals)
		}
		if told := told[ReviewProposed](h); len(told) != 2 {
			t.Errorf("%+v", told)
		}
		if again := must[[]Proposal](t)(h.Review(h.ctx, c.ID)); len(again) != 0 {
			t.Errorf("proposed twice: %+v", again)
		}
		prune := proposals[slices.IndexFunc(proposals, func(p Proposal) bool { return p.Kind == Prune })]
		promote := proposals[slices.IndexFunc(proposals, func(p Proposal) bool { return p.Kind == Promote })]
		if promote.ToID != core.ID || len(promote.Explanation()) == 0 {
			t.Errorf("%+v", promote)
		}
		_, err := h.CarryOut(h.ctx, prune.ID, prune.Version)
		h.is(err, ErrNotApproved)
		if n := h.count(`SELECT members FROM community WHERE id = $1`, c.ID); n != 6 {
			t.Errorf("%d members before approval", n)
		}
		h.Clock.Advance(time.Hour)
		prune = must[Proposal](t)(h.Approve(h.ctx, prune.ID, prune.Version, true, ""))
		_, err = h.Approve(h.ctx, prune.ID, prune.Version, false, "")
		h.is(err, ErrSettled)
		prune = must[Proposal](t)(h.CarryOut(h.ctx, prune.ID, prune.Version))
		if stays := h.stays(c.ID); stays[0].LeftScene != SceneRemoved || prune.State != Done {
			t.Errorf("%+v", stays[0])
		}
		promote = must[Proposal](t)(h.Approve(h.ctx, promote.ID, promote.Version, false, "还不熟"))
		if again := must[[]Proposal](t)(h.Review(h.ctx, c.ID)); len(again) != 0 {
			t.Errorf("refused lately and proposed again: %+v", again)
		}
		h.Clock.Advance(2 * day)
		h.join(c.ID, h.person("new"))
		e := must[Effect](t)(h.Effect(h.ctx, prune.ID))
		if e.Days != 14 || e.Before.Joins != 0 || e.After.Joins != 1 || e.Whole {
			t.Errorf("%+v", e)
		}
		h.Clock.Advance(14 * day)
		if e = must[Effect](t)(h.Effect(h.ctx, prune.ID)); !e.Whole {
			t.Errorf("%+v", e)
		}
		h.clean()
	})
}

// TestTend: a night's round begins the harvest of a group past its last day, proposes and suggests, once.
func TestTend(t *testing.T) {
	each(t, func(h house) {
		over := h.opened(Plan{Kind: Activity, Purpose: "活动", StartsOn: "2026-02-01", EndsOn: "2026-03-01"})
		sales := h.opened(Plan{Kind: Sales, Purpose: "福利"})
		h.opened(Plan{Kind: Core, Purpose: "核心"})
		who := h.crowd(3)
		h.join(over.ID, who[0])
		h.join(sales.ID, who[1:]...)
		h.acts(who[0], customer.ActVote, 2)
		h.acts(who[1], customer.ActGrab, 2, 3)
		h.buys(who[2], 1)
		must[FlowRule](t)(h.SaveFlowRule(h.ctx, FlowRule{Name: "x", Rule: "orders >= 1", FromKind: Sales, ToKind: Core}))
		if got := must[Tended](t)(h.Tend(h.ctx)); got != (Tended{Suggested: 1, Proposed: 1, Harvests: 1}) {
			t.Errorf("%+v", got)
		}
		if got := must[Tended](t)(h.Tend(h.ctx)); got != (Tended{}) {
			t.Errorf("the second round: %+v", got)
		}
	})
}

// TestSeedUsersRetire (COM-21): 0 shares in 60 days → proposed; carried out, they leave pool and group. What is new they see at
// least 24 hours earlier.
func TestSeedUsersRetire(t *testing.T) {
	each(t, func(h house) {
		c, other := h.opened(Plan{Kind: Seed, Purpose: "种子"}), h.opened(Plan{Kind: Sales, Purpose: "福利"})
		who := h.crowd(2)
		for _, p := range who {
			h.is(h.customers.Invite(h.ctx, p, "x"), nil)
			h.is(h.customers.Activate(h.ctx, p, "x"), nil)
		}
		h.join(c.ID, who...)
		h.acts(who[0], customer.ActShare, 59)
		h.acts(who[1], customer.ActShare, 60)
		proposals := must[[]Proposal](t)(h.Review(h.ctx, c.ID))
		if len(proposals) != 1 || proposals[0].CustomerID != who[1] || proposals[0].Kind != Retire {
			t.Fatalf("%+v", proposals)
		}
		h.Clock.Advance(time.Hour)
		p := must[Proposal](t)(h.Approve(h.ctx, proposals[0].ID, 0, true, ""))
		must[Proposal](t)(h.CarryOut(h.ctx, p.ID, p.Version))
		if n := h.count(`SELECT COUNT(*) FROM customer_standing WHERE seed = 'retired'`); n != 1 {
			t.Errorf("%d retired", n)
		}
		if n := h.count(`SELECT members FROM community WHERE id = $1`, c.ID); n != 1 {
			t.Errorf("%d members", n)
		}
		now := h.Clock.Now().UnixMilli()
		_, err := h.Announce(h.ctx, News{Title: "新品面霜", PublicAt: now + 23*3_600_000})
		h.is(err, ErrLead)
		must[News](t)(h.Announce(h.ctx, News{Title: "新品面霜", PublicAt: now + 24*3_600_000}))
		sees := func(c ID) int { return len(must[[]News](t)(h.News(h.ctx, c))) }
		if sees(c.ID) != 1 || sees(other.ID) != 0 {
			t.Errorf("seed users see %d, others %d", sees(c.ID), sees(other.ID))
		}
		h.Clock.Advance(day)
		if sees(other.ID) != 1 {
			t.Error("it is public and not seen")
		}
	})
}

// TestMovingToAnotherCarrier (COM-23): of 180 people 120 moved, 40 reminded, 20 lost; the same people, curves go on, and nobody
// is counted twice.
func TestMovingToAnotherCarrier(t *testing.T) {
	each(t, func(h house) {
		qq := h.ensure(0, "qq-1")
		who := h.crowd(181)
		h.join(qq, who...)
		h.is(h.customers.Merge(h.ctx, who[180], who[0], "two accounts of one person"), nil)
		before := h.stays(qq)
		m := must[Crossing](t)(h.StartMove(h.ctx, qq, 0, "wecom", "wecom", "wr-1"))
		if m.Total != 180 || m.Waiting != 180 {
			t.Fatalf("%+v", m)
		}
		_, err := h.StartMove(h.ctx, qq, 1, "wecom", "wecom", "wr-2")
		h.is(err, ErrMoving)
		h.Clock.Advance(time.Hour)
		if same := h.ensureFrom(5, "wecom", "wr-1"); same != qq {
			t.Errorf("the new key names another group: %s", same)
		}
		h.join(qq, who[:120]...) // what the new carrier tells of those who came
		m = must[Crossing](t)(h.Arrived(h.ctx, m.ID, who[:120]))
		m = must[Crossing](t)(h.Remind(h.ctx, m.ID, who[120:160]))
		m = must[Crossing](t)(h.FinishMove(h.ctx, m.ID))
		if m.Moved != 120 || m.Reminded != 40 || m.Lost != 20 || m.Waiting != 0 || m.Total != 180 {
			t.Errorf("%+v", m)
		}
		d := must[Detail](t)(h.Get(h.ctx, qq))
		if d.Carrier != "wecom" || d.Code != "wr-1" || d.Members != 161 {
			t.Errorf("%+v", d.Community)
		}
		after := h.stays(qq)
		if len(after) != len(before) {
			t.Fatalf("%d stays, %d before: somebody is counted twice", len(after), len(before))
		}
		for i := range after {
			if after[i].CustomerID != before[i].CustomerID || after[i].JoinedAt != before[i].JoinedAt {
				t.Fatalf("the history of %s is broken", after[i].CustomerID)
			}
		}
		if n := h.count(`SELECT SUM(joins) FROM community_day`); n != 181 {
			t.Errorf("%d joins in all", n)
		}
		if m = must[Crossing](t)(h.Arrived(h.ctx, m.ID, who[120:125])); m.Moved != 125 || m.Reminded != 35 {
			t.Errorf("who was reminded may still come: %+v", m)
		}
		h.clean()
	})
}

func (h house) ensureFrom(importID int64, source, code string) ID {
	h.t.Helper()
	var out map[string]ID
	h.tx(func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = Ensure(ctx, tx, importID, []Known{{Source: source, Code: code}})
		return err
	})
	return out[code]
}
