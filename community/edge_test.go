package community

import (
	"context"
	"errors"
	"testing"
	"time"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// TestApprovalKeepsTheCap (COM-10): whoever approves lets nobody in beyond the cap, nor into a group that is closed.
func TestApprovalKeepsTheCap(t *testing.T) {
	each(t, func(h house) {
		c := h.opened(Plan{Kind: Sales, Purpose: "福利", TargetSize: 1, Cap: 1})
		e := must[Entrance](t)(h.PutEntrance(h.ctx, EntrancePlan{Community: c.ID, Name: "申请", Gate: GateFree, Approval: true}))
		who := h.crowd(3)
		var asked []Application
		for _, p := range who {
			asked = append(asked, must[Application](t)(h.Apply(h.ctx, Request{Code: e.Code, Customer: p})))
		}
		must[Application](t)(h.Decide(h.ctx, asked[0].ID, asked[0].Version, true))
		_, err := h.Decide(h.ctx, asked[1].ID, asked[1].Version, true)
		h.is(err, ErrFull)
		must[Application](t)(h.Decide(h.ctx, asked[1].ID, asked[1].Version, false))
		c = must[Detail](t)(h.Get(h.ctx, c.ID)).Community
		c = must[Community](t)(h.Update(h.ctx, c.ID, c.Version, Plan{Purpose: "福利", Cap: 9}))
		c = must[Community](t)(h.Close(h.ctx, c.ID, c.Version))
		_, err = h.Decide(h.ctx, asked[2].ID, asked[2].Version, true)
		h.is(err, ErrState)
	})
}

// TestTwoAccountsAtAnEntrance: merged people are one applicant and take one seat.
func TestTwoAccountsAtAnEntrance(t *testing.T) {
	each(t, func(h house) {
		c := h.opened(Plan{Kind: Sales, Purpose: "福利", TargetSize: 2, Cap: 2})
		e := must[Entrance](t)(h.PutEntrance(h.ctx, EntrancePlan{Community: c.ID, Name: "海报", Gate: GateFree}))
		who := h.crowd(3)
		h.is(h.customers.Merge(h.ctx, who[1], who[0], "two accounts"), nil)
		first := must[Application](t)(h.Apply(h.ctx, Request{Code: e.Code, Customer: who[0]}))
		if again := must[Application](t)(h.Apply(h.ctx, Request{Code: e.Code, Customer: who[1]})); again.ID != first.ID {
			t.Errorf("the other account applies anew: %+v", again)
		}
		h.Clock.Advance(time.Minute)
		h.join(c.ID, who[1]) // admitted by one account, there by the other
		if a := must[Application](t)(h.Apply(h.ctx, Request{Code: e.Code, Customer: who[2]})); a.State != ApplyAdmitted {
			t.Errorf("two people in a group of two: %s %s", a.State, a.Reason)
		}
	})
}

// TestADraftOpensNothing (COM-01): a rolling entrance of a group that was never opened opens no next one without a brief.
func TestADraftOpensNothing(t *testing.T) {
	each(t, func(h house) {
		c := must[Community](t)(h.Make(h.ctx, Plan{Kind: Sales, Purpose: "福利"}))
		e := must[Entrance](t)(h.PutEntrance(h.ctx, EntrancePlan{Community: c.ID, Name: "海报", Gate: GateFree, Rolling: true}))
		a := must[Application](t)(h.Apply(h.ctx, Request{Code: e.Code, Customer: h.person("a")}))
		if a.State != ApplyRefused || a.Reason != RefusedClosed {
			t.Errorf("%s %s", a.State, a.Reason)
		}
		if n := h.count(`SELECT COUNT(*) FROM community`); n != 1 {
			t.Errorf("%d groups", n)
		}
	})
}

// TestReopening asks for what opening asks for: a kind, a brief, the days of an activity group.
func TestReopening(t *testing.T) {
	each(t, func(h house) {
		c := must[Community](t)(h.Make(h.ctx, Plan{Purpose: "福利"}))
		c = must[Community](t)(h.SetBrief(h.ctx, c.ID, c.Version, whole()))
		c = must[Community](t)(h.Close(h.ctx, c.ID, c.Version))
		_, err := h.Reopen(h.ctx, c.ID, c.Version)
		h.is(err, ErrUndecided)
		c = must[Community](t)(h.SetKind(h.ctx, c.ID, c.Version, Activity))
		_, err = h.Reopen(h.ctx, c.ID, c.Version)
		h.is(err, ErrDates)
		c = must[Community](t)(h.SetKind(h.ctx, c.ID, c.Version, Sales))
		if c = must[Community](t)(h.Reopen(h.ctx, c.ID, c.Version)); c.OpenedAt == 0 || c.ClosedAt != 0 {
			t.Errorf("%+v", c)
		}
	})
}

// TestTheHarvestIsForced (COM-03): another kind is no way around the people who wait.
func TestTheHarvestIsForced(t *testing.T) {
	each(t, func(h house) {
		c := h.opened(Plan{Kind: Activity, Purpose: "活动"})
		who := h.person("a")
		h.join(c.ID, who)
		h.acts(who, customer.ActVote, 1)
		c = must[Community](t)(h.BeginHarvest(h.ctx, c.ID, c.Version))
		c = must[Community](t)(h.SetKind(h.ctx, c.ID, c.Version, Sales))
		_, err := h.Close(h.ctx, c.ID, c.Version)
		h.is(err, ErrHarvest.F(1))
	})
}

// TestABreachIsOfItsStay (COM-12): whoever left and came back admitted is in no breach; nobody who was erased is accused.
func TestABreachIsOfItsStay(t *testing.T) {
	each(t, func(h house) {
		c, who := h.opened(Plan{Kind: Core, Purpose: "核心"}), h.crowd(2)
		h.watchJoined(h.ctx, c.ID, who[0])
		at := h.Clock.Now().UnixMilli()
		h.moved(0, Movement{Community: c.ID, Customer: who[0], Kind: Leave, At: at + 1})
		h.Clock.Advance(time.Hour)
		h.buys(who[0], 1_000_000)
		h.watchJoined(h.ctx, c.ID, who[0])
		if open := must[[]Breach](t)(h.Breaches(h.ctx, c.ID)); len(open) != 0 {
			t.Errorf("the breach of a stay that is over: %+v", open)
		}
		h.is(h.customers.Erase(h.ctx, who[1]), nil)
		h.watchJoined(h.ctx, c.ID, who[1])
		if got := told[GateBreached](h); len(got) != 1 {
			t.Errorf("%+v", got)
		}
	})
}

// TestWhoIsInTheCoreGroup is promoted no more, nor who was asked lately.
func TestWhoIsInTheCoreGroup(t *testing.T) {
	each(t, func(h house) {
		core, c := h.opened(Plan{Kind: Core, Purpose: "核心"}), h.opened(Plan{Kind: Sales, Purpose: "福利"})
		who := h.crowd(3)
		for _, p := range who {
			h.buys(p, 100, 100, 100)
			h.acts(p, customer.ActCheckin, 1, 2, 3, 4)
		}
		h.join(c.ID, who[0], who[1])
		h.join(core.ID, who[0], who[2])
		h.is(h.customers.Merge(h.ctx, who[2], who[1], "in the core group by another account"), nil)
		if got := must[[]Proposal](t)(h.Review(h.ctx, c.ID)); len(got) != 0 {
			t.Errorf("%+v", got)
		}
		late := h.person("late")
		h.buys(late, 100, 100, 100)
		h.acts(late, customer.ActCheckin, 1, 2, 3, 4)
		h.join(c.ID, late)
		p := must[[]Proposal](t)(h.Review(h.ctx, c.ID))[0]
		p = must[Proposal](t)(h.Approve(h.ctx, p.ID, p.Version, true, ""))
		must[Proposal](t)(h.CarryOut(h.ctx, p.ID, p.Version))
		if got := must[[]Proposal](t)(h.Review(h.ctx, c.ID)); len(got) != 0 {
			t.Errorf("asked today and proposed again: %+v", got)
		}
	})
}

// TestTwoAccountsAreProposedOnce: merged people in one group are one member to a review, and one of its people.
func TestTwoAccountsAreProposedOnce(t *testing.T) {
	each(t, func(h house) {
		c, who := h.opened(Plan{Kind: Sales, Purpose: "福利"}), h.crowd(2)
		h.join(c.ID, who...)
		h.acts(who[0], customer.ActGrab, 5, 20)
		h.is(h.customers.Merge(h.ctx, who[1], who[0], "two accounts"), nil)
		if got := must[[]Proposal](t)(h.Review(h.ctx, c.ID)); len(got) != 1 {
			t.Errorf("%+v", got)
		}
		if d := must[Detail](t)(h.Get(h.ctx, c.ID)); d.Members != 2 || d.People != 1 {
			t.Errorf("%d members, %d people", d.Members, d.People)
		}
	})
}

// TestCarryingOutAStaleProposal does nothing at all.
func TestCarryingOutAStaleProposal(t *testing.T) {
	each(t, func(h house) {
		c, who := h.opened(Plan{Kind: Seed, Purpose: "种子"}), h.person("a")
		h.is(h.customers.Invite(h.ctx, who, "x"), nil)
		h.is(h.customers.Activate(h.ctx, who, "x"), nil)
		h.join(c.ID, who)
		p := must[[]Proposal](t)(h.Review(h.ctx, c.ID))[0]
		p = must[Proposal](t)(h.Approve(h.ctx, p.ID, p.Version, true, ""))
		_, err := h.CarryOut(h.ctx, p.ID, p.Version-1)
		h.is(err, ErrSettled)
		if n := h.count(`SELECT COUNT(*) FROM customer_standing WHERE seed = 'retired'`); n != 0 {
			t.Error("retired all the same")
		}
	})
}

// TestOneBrokenRuleOfFlow stops no other.
func TestOneBrokenRuleOfFlow(t *testing.T) {
	each(t, func(h house) {
		from, to := h.opened(Plan{Kind: Sales, Purpose: "福利"}), h.opened(Plan{Kind: Core, Purpose: "核心"})
		who := h.person("a")
		h.join(from.ID, who)
		h.buys(who, 1)
		for _, name := range []string{"a", "b"} {
			must[FlowRule](t)(h.SaveFlowRule(h.ctx, FlowRule{Name: name, Rule: "orders >= 1", FromID: from.ID, ToID: to.ID}))
		}
		h.tx(func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `UPDATE community_flow_rule SET rule = 'gone >= 1' WHERE name = 'a'`)
			return err
		})
		n, err := h.RunFlows(h.ctx)
		if n != 1 || err == nil {
			t.Errorf("%d suggested, %v", n, err)
		}
	})
}

// TestFlowsFollowTheirGroup to another store: its people see them, those of the old one no more.
func TestFlowsFollowTheirGroup(t *testing.T) {
	each(t, func(h house) {
		stores := h.stores("A", "B")
		from := h.opened(Plan{Kind: Sales, Purpose: "福利", Store: stores[0]})
		h.opened(Plan{Kind: Core, Purpose: "核心", Store: stores[0]})
		who := h.person("a")
		h.join(from.ID, who)
		h.buys(who, 1)
		r := must[FlowRule](t)(h.SaveFlowRule(h.ctx, FlowRule{Name: "a", Rule: "orders >= 1", FromID: from.ID, ToKind: Core}))
		must[[]Flow](t)(h.RunFlow(h.ctx, r.ID))
		must[Community](t)(h.Update(h.ctx, from.ID, from.Version, Plan{Purpose: "福利", Store: stores[1]}))
		for i, want := range []int{0, 1} {
			ctx := org.As(h.ctx, org.Actor{Kind: org.ActorStaff, ID: 5, Staff: 5, Role: org.RoleOperator, Scope: org.ScopeStore, Store: stores[i]})
			if got := must[[]Flow](t)(h.Flows(ctx, FlowQuery{})); len(got) != want {
				t.Errorf("store %d sees %d", i, len(got))
			}
		}
	})
}

// TestWhoLeftHasNoRole: roles count people who are in the group; what they are good at goes when they are erased.
func TestWhoLeftHasNoRole(t *testing.T) {
	each(t, func(h house) {
		c, who := h.opened(Plan{Kind: Sales, Purpose: "福利"}), h.crowd(2)
		h.join(c.ID, who...)
		for i, p := range who {
			must[Holding](t)(h.Appoint(h.ctx, Holding{CommunityID: c.ID, CustomerID: p, Role: RoleLeader, Expertise: []string{"皮肤", "彩妆"}[i]}))
		}
		h.moved(0, Movement{Community: c.ID, Customer: who[0], Kind: Leave, At: h.Clock.Now().UnixMilli() + 1})
		s := must[Structure](t)(h.Structure(h.ctx, c.ID))
		if s.Roles[RoleLeader] != 1 || len(s.Strengths) != 1 || len(s.Holdings) != 1 {
			t.Errorf("%+v", s)
		}
		h.is(h.customers.Erase(h.ctx, who[1]), nil)
		if n := h.count(`SELECT COUNT(*) FROM community_role WHERE expertise = '彩妆'`); n != 0 {
			t.Error("what somebody was good at outlives them")
		}
		if n := h.count(`SELECT COUNT(*) FROM org_audit WHERE after LIKE '%彩妆%'`); n != 0 {
			t.Error("and so does the audit")
		}
	})
}

// TestTheReportCountsPeople once who became one person after the harvest.
func TestTheReportCountsPeople(t *testing.T) {
	each(t, func(h house) {
		c, who := h.opened(Plan{Kind: Activity, Purpose: "活动"}), h.crowd(2)
		h.join(c.ID, who...)
		for _, p := range who {
			h.acts(p, customer.ActVote, 1)
		}
		must[Community](t)(h.BeginHarvest(h.ctx, c.ID, c.Version))
		h.is(h.customers.Merge(h.ctx, who[1], who[0], "two accounts"), nil)
		if r := must[Report](t)(h.Report(h.ctx, c.ID)); r != (Report{Joined: 1, Participated: 1}) {
			t.Errorf("%+v", r)
		}
	})
}

// TestTheGroupOffered is one that is there and open.
func TestTheGroupOffered(t *testing.T) {
	each(t, func(h house) {
		other := h.opened(Plan{Kind: Serving, Purpose: "护肤"})
		c := h.opened(Plan{Kind: Core, Purpose: "核心", Alternative: other.ID})
		_, err := h.Make(h.ctx, Plan{Kind: Core, Purpose: "核心", Alternative: 4711})
		if !errors.Is(err, ErrMissing) {
			t.Errorf("offers a group that is not there: %v", err)
		}
		e := must[Entrance](t)(h.PutEntrance(h.ctx, EntrancePlan{Community: c.ID, Name: "海报", Gate: GateFree}))
		who := h.crowd(2)
		if a := must[Application](t)(h.Apply(h.ctx, Request{Code: e.Code, Customer: who[0]})); a.AlternativeID != other.ID {
			t.Errorf("%+v", a)
		}
		must[Community](t)(h.Close(h.ctx, other.ID, other.Version))
		if a := must[Application](t)(h.Apply(h.ctx, Request{Code: e.Code, Customer: who[1]})); a.AlternativeID != 0 {
			t.Errorf("offered a closed group: %+v", a)
		}
	})
}

// TestEventsStandOnAGroup: an import whose group held a member event since is not undone.
func TestEventsStandOnAGroup(t *testing.T) {
	each(t, func(h house) {
		c := h.ensure(7, "g")
		h.is(h.RecordEvent(h.ctx, Event{CommunityID: c, Title: "茶会", At: noon}), nil)
		got := must[[]customer.Dependent](t)(ImportDependents(h.ctx, h.Read(), 7))
		if len(got) != 1 {
			t.Errorf("%+v", got)
		}
	})
}

// TestNobodyTakesAGroupAwayBeneathAnother: what stands on it in a transaction under way keeps a group from an undo; after the
// undo nothing can stand on it.
func TestNobodyTakesAGroupAwayBeneathAnother(t *testing.T) {
	each(t, func(h house) {
		if h.Engine() != db.Postgres {
			return // one writer at a time
		}
		c := h.ensure(7, "g")
		done := make(chan struct{})
		h.tx(func(ctx context.Context, tx *db.Tx) error {
			if err := errors.Join(customer.Hold(ctx, tx), See(ctx, tx, 0, []ID{c})); err != nil {
				return err
			}
			go func() {
				defer close(done)
				h.forget(7)
			}()
			for h.count(`SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`) == 0 {
				select {
				case <-done:
					return nil
				case <-time.After(2 * time.Millisecond): // until the undo waits for this
				}
			}
			return nil
		})
		<-done
		if n := h.count(`SELECT COUNT(*) FROM community`); n != 1 {
			t.Fatal("the group is gone")
		}
		gone := h.ensure(8, "other")
		h.forget(8)
		h.is(h.Tx(h.ctx, func(ctx context.Context, tx *db.Tx) error { return See(ctx, tx, 0, []ID{gone}) }), ErrMissing)
	})
}

// TestPruneAsksForAllTwoWayActs (COM-15): whoever forwards or writes is no free-rider, though they grab.
func TestPruneAsksForAllTwoWayActs(t *testing.T) {
	each(t, func(h house) {
		c, who := h.opened(Plan{Kind: Sales, Purpose: "福利"}), h.crowd(3)
		h.join(c.ID, who...)
		for _, p := range who {
			h.acts(p, customer.ActGrab, 5, 20)
		}
		h.acts(who[1], customer.ActForward, 3)
		h.acts(who[2], customer.ActUGC, 3)
		got := must[[]Proposal](t)(h.Review(h.ctx, c.ID))
		if len(got) != 1 || got[0].CustomerID != who[0] {
			t.Errorf("%+v", got)
		}
	})
}

// TestEveryNight: the queue tends the groups once a night.
func TestEveryNight(t *testing.T) {
	each(t, func(h house) {
		h.Schedule(h.queue)
		over := h.opened(Plan{Kind: Activity, Purpose: "活动", StartsOn: "2026-02-01", EndsOn: "2026-03-01"})
		h.is(h.queue.Drain(h.ctx), nil)
		if d := must[Detail](t)(h.Get(h.ctx, over.ID)); d.State != Harvest {
			t.Errorf("%s", d.State)
		}
	})
}
