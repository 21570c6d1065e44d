package community

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
)

// TestTheThresholdOfACoreGroup (COM-06 as corrected): 9,999.99 is refused, 10,000.00 admitted; two packages of 6,000 are
// refused by a single package and admitted by cumulative spend. Who is refused learns why and is offered another group.
func TestTheThresholdOfACoreGroup(t *testing.T) {
	each(t, func(h house) {
		other := h.opened(Plan{Kind: Sales, Purpose: "福利"})
		single := h.opened(Plan{Kind: Core, Purpose: "核心"})
		cumulative := h.opened(Plan{Kind: Core, Purpose: "至尊", Threshold: Cumulative})
		who := h.crowd(3)
		h.buys(who[0], 999_999)
		h.buys(who[1], 1_000_000)
		h.buys(who[2], 600_000, 600_000)
		for _, c := range []struct {
			name  string
			group Community
			who   customer.ID
			want  ApplyState
		}{
			{"9,999.99", single, who[0], ApplyRefused}, {"10,000.00", single, who[1], ApplyAdmitted},
			{"two of 6,000 under single", single, who[2], ApplyRefused}, {"two of 6,000 under cumulative", cumulative, who[2], ApplyAdmitted},
			{"9,999.99 under cumulative", cumulative, who[0], ApplyRefused},
		} {
			e := must[Entrance](t)(h.PutEntrance(h.ctx, EntrancePlan{Community: c.group.ID, Name: c.name, Gate: GateFree}))
			a := must[Application](t)(h.Apply(h.ctx, Request{Code: e.Code, Customer: c.who}))
			if a.State != c.want {
				t.Errorf("%s: %s %+v", c.name, a.State, a.Explanation())
			}
			if c.want == ApplyRefused && (a.Reason != RefusedRule || len(a.Explanation()) == 0 || a.AlternativeID != other.ID) {
				t.Errorf("%s: reason %q because %v, offered %s", c.name, a.Reason, a.Explanation(), a.AlternativeID)
			}
		}
	})
}

// TestOnlyBuyersAreInvited (COM-04): a service group admits whoever has a paid qualifying order.
func TestOnlyBuyersAreInvited(t *testing.T) {
	each(t, func(h house) {
		c := h.opened(Plan{Kind: Serving, Purpose: "护肤"})
		e := must[Entrance](t)(h.PutEntrance(h.ctx, EntrancePlan{Community: c.ID, Name: "包裹卡", Gate: GatePurchase}))
		who := h.crowd(2)
		h.buys(who[0], 100)
		for i, want := range []ApplyState{ApplyAdmitted, ApplyRefused} {
			if a := must[Application](t)(h.Apply(h.ctx, Request{Code: e.Code, Customer: who[i]})); a.State != want {
				t.Errorf("%d: %+v", i, a)
			}
		}
	})
}

// TestOnlyThePoolIsAdmitted (COM-21): a group of seed users, whom the pool has.
func TestOnlyThePoolIsAdmitted(t *testing.T) {
	each(t, func(h house) {
		c := h.opened(Plan{Kind: Seed, Purpose: "种子"})
		e := must[Entrance](t)(h.PutEntrance(h.ctx, EntrancePlan{Community: c.ID, Name: "邀请", Gate: GateFree}))
		who := h.crowd(2)
		h.is(h.customers.Invite(h.ctx, who[0], "shares a lot"), nil)
		for i, want := range []ApplyState{ApplyAdmitted, ApplyRefused} {
			if a := must[Application](t)(h.Apply(h.ctx, Request{Code: e.Code, Customer: who[i]})); a.State != want {
				t.Errorf("%d: %+v %v", i, a, a.Explanation())
			}
		}
	})
}

// TestTheGatesOfEntrances (COM-12): each kind of gate, with its reason; the queue of approval; figures by entrance.
func TestTheGatesOfEntrances(t *testing.T) {
	each(t, func(h house) {
		c := h.opened(Plan{Kind: Sales, Purpose: "福利"})
		put := func(p EntrancePlan) Entrance {
			p.Community = c.ID
			p.Name = cmpOr(p.Name, string(p.Gate))
			return must[Entrance](t)(h.PutEntrance(h.ctx, p))
		}
		tag := put(EntrancePlan{Gate: GateTag, Rule: `tag = "老客"`})
		code := put(EntrancePlan{Gate: GateCode, Invite: "Spring 26"})
		form := put(EntrancePlan{Gate: GateQuestionnaire, Questions: []string{"肤质？", "住哪？"}, Approval: true})
		free := put(EntrancePlan{Gate: GateFree})
		who := h.crowd(6)
		h.is(h.customers.Tag(h.ctx, who[:1], []string{"老客"}), nil)
		apply := func(e Entrance, r Request) Application {
			r.Code = e.Code
			return must[Application](t)(h.Apply(h.ctx, r))
		}
		for _, x := range []struct {
			name   string
			got    Application
			state  ApplyState
			reason Refusal
		}{
			{"tagged", apply(tag, Request{Customer: who[0]}), ApplyAdmitted, ""},
			{"not tagged", apply(tag, Request{Customer: who[1]}), ApplyRefused, RefusedRule},
			{"wrong code", apply(code, Request{Customer: who[2], Invite: "summer"}), ApplyRefused, RefusedCode},
			{"right code, typed otherwise", apply(code, Request{Customer: who[2], Invite: " spring 26"}), ApplyAdmitted, ""},
			{"a question left open", apply(form, Request{Customer: who[3], Answers: []string{"油", " "}}), ApplyRefused, RefusedAnswers},
			{"all answered", apply(form, Request{Customer: who[3], Answers: []string{"油", "徐汇"}}), ApplyWaiting, ""},
			{"asked again", apply(form, Request{Customer: who[3], Answers: []string{"油", "徐汇"}}), ApplyWaiting, ""},
			{"another waits", apply(form, Request{Customer: who[4], Answers: []string{"干", "黄浦"}}), ApplyWaiting, ""},
			{"anybody", apply(free, Request{Customer: who[5]}), ApplyAdmitted, ""},
		} {
			if x.got.State != x.state || x.got.Reason != x.reason {
				t.Errorf("%s: %s %s", x.name, x.got.State, x.got.Reason)
			}
		}
		queue := must[[]Application](t)(h.Applications(h.ctx, Queue{Community: c.ID, State: ApplyWaiting}))
		if len(queue) != 2 {
			t.Fatalf("queue %+v", queue)
		}
		must[Application](t)(h.Decide(h.ctx, queue[0].ID, queue[0].Version, true))
		no := must[Application](t)(h.Decide(h.ctx, queue[1].ID, queue[1].Version, false))
		if no.Reason != RefusedHand {
			t.Errorf("%+v", no)
		}
		_, err := h.Decide(h.ctx, queue[1].ID, queue[1].Version, true)
		h.is(err, ErrDecided)
		h.moved(0, Movement{Community: c.ID, Customer: who[5], Kind: Join, At: noon, Entrance: free.ID},
			Movement{Community: c.ID, Customer: who[0], Kind: Join, At: noon, Entrance: tag.ID}, Movement{Community: c.ID, Customer: who[0], Kind: Leave, At: noon + half})
		var got []string
		for _, x := range must[[]Traffic](t)(h.Entrances(h.ctx, c.ID)) {
			got = append(got, fmt.Sprint(x.Gate, " ", x.Waiting, x.Admitted, x.Refused, " ", x.Joined, x.Here))
		}
		if want := []string{"tag 0 1 1 1 0", "code 0 1 1 0 0", "questionnaire 0 1 2 0 0", "free 0 1 0 1 1"}; !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		members := must[[]Stay](t)(h.Members(h.ctx, c.ID, MemberQuery{}))
		if len(members) != 1 || members[0].EntranceID != free.ID {
			t.Errorf("every member shows the entrance: %+v", members)
		}
		h.clean()
	})
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// TestTheNextOfASeries (COM-10): at 200 members the code serves group 2, while group 1 stays open for whom its members
// invite, up to its cap.
func TestTheNextOfASeries(t *testing.T) {
	each(t, func(h house) {
		one := h.opened(Plan{Kind: Sales, Purpose: "福利", Cap: 201})
		e := must[Entrance](t)(h.PutEntrance(h.ctx, EntrancePlan{Community: one.ID, Name: "海报", Gate: GateFree, Rolling: true}))
		who := h.crowd(204)
		h.join(one.ID, who[:199]...)
		if a := must[Application](t)(h.Apply(h.ctx, Request{Code: e.Code, Customer: who[199]})); a.CommunityID != one.ID {
			t.Errorf("the 200th still gets into group 1: %+v", a)
		}
		h.join(one.ID, who[199])
		two := must[Application](t)(h.Apply(h.ctx, Request{Code: e.Code, Customer: who[200]}))
		c := must[Detail](t)(h.Get(h.ctx, two.CommunityID))
		if c.Number != 2 || c.State != Open || c.Name != "暖胃福利2群" || c.Brief != 1 || two.State != ApplyAdmitted {
			t.Errorf("the 201st gets into group 2: %+v", c)
		}
		if a := must[Application](t)(h.Apply(h.ctx, Request{Code: e.Code, Customer: who[201], Inviter: who[0]})); a.CommunityID != one.ID {
			t.Errorf("whom a member invites gets into group 1: %+v", a)
		}
		if a := must[Application](t)(h.Apply(h.ctx, Request{Code: e.Code, Customer: who[202], Inviter: who[0]})); a.CommunityID != c.ID {
			t.Errorf("but not beyond its cap: %+v", a)
		}
		if d := must[Detail](t)(h.Get(h.ctx, one.ID)); d.State != Open {
			t.Errorf("group 1 is %s", d.State)
		}
		fixed := must[Entrance](t)(h.PutEntrance(h.ctx, EntrancePlan{Community: one.ID, Name: "名片", Gate: GateFree}))
		if a := must[Application](t)(h.Apply(h.ctx, Request{Code: fixed.Code, Customer: who[203]})); a.Reason != RefusedFull || a.AlternativeID != c.ID {
			t.Errorf("a code of group 1 alone refuses at the cap and offers group 2: %+v", a)
		}
	})
}

// TestTheLastSeat: of many who ask at once for the last seats, as many get in as there are.
func TestTheLastSeat(t *testing.T) {
	each(t, func(h house) {
		one := h.opened(Plan{Kind: Sales, Purpose: "福利", TargetSize: 5, Cap: 5})
		e := must[Entrance](t)(h.PutEntrance(h.ctx, EntrancePlan{Community: one.ID, Name: "海报", Gate: GateFree, Rolling: true}))
		who := h.crowd(12)
		var all sync.WaitGroup
		for _, p := range who {
			all.Go(func() {
				if _, err := h.Apply(h.ctx, Request{Code: e.Code, Customer: p}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		type count struct{ Number, N int64 }
		got := must[[]count](t)(db.All[count](h.ctx, h.Read(), `SELECT c.number, COUNT(*) AS n FROM community_application a
			JOIN community c ON c.id = a.community_id WHERE a.state = 'admitted' GROUP BY c.number ORDER BY c.number`))
		if !slices.Equal(got, []count{{1, 5}, {2, 5}, {3, 2}}) {
			t.Errorf("%v", got)
		}
	})
}

// TestWhoEntersOtherwise (COM-12 as corrected): a removal is due within five minutes, once a stay; not for whom the gate
// admits, nor for whom it admitted, nor for history.
func TestWhoEntersOtherwise(t *testing.T) {
	each(t, func(h house) {
		c := h.opened(Plan{Kind: Core, Purpose: "核心"})
		who := h.crowd(3)
		h.buys(who[0], 1_000_000)
		h.watchJoined(h.ctx, c.ID, who...)
		got := told[GateBreached](h)
		if len(got) != 2 || got[0].Due != h.Clock.Now().UnixMilli()+5*minute {
			t.Fatalf("%+v", got)
		}
		h.watchJoined(h.ctx, c.ID, who...) // told twice
		if n := len(told[GateBreached](h)); n != 2 {
			t.Errorf("%d breaches", n)
		}
		h.buys(h.person("twin"), 1_000_000)
		h.is(h.customers.Merge(h.ctx, h.person("other"), h.person("twin"), "one person"), nil)
		h.watchJoined(h.ctx, c.ID, h.person("other")) // by the account of a person whom the gate admits
		if n := len(told[GateBreached](h)); n != 2 {
			t.Errorf("%d breaches", n)
		}
		open := must[[]Breach](t)(h.Breaches(h.ctx, c.ID))
		if len(open) != 2 {
			t.Fatalf("%+v", open)
		}
		h.is(h.Excuse(h.ctx, open[0].ID, "店长的家人"), nil)
		h.is(h.Excuse(h.ctx, open[0].ID, "店长的家人"), ErrNoBreach)
		h.moved(0, Movement{Community: c.ID, Customer: open[1].CustomerID, Kind: Leave, At: h.Clock.Now().UnixMilli() + 1})
		if open = must[[]Breach](t)(h.Breaches(h.ctx, c.ID)); len(open) != 0 {
			t.Errorf("excused or gone: %+v", open)
		}
		gated := h.opened(Plan{Kind: Sales, Purpose: "福利"})
		e := must[Entrance](t)(h.PutEntrance(h.ctx, EntrancePlan{Community: gated.ID, Name: "码", Gate: GateCode, Invite: "x"}))
		must[Application](t)(h.Apply(h.ctx, Request{Code: e.Code, Customer: who[0], Invite: "x"}))
		h.watchJoined(h.ctx, gated.ID, who[:2]...)
		if n := len(told[GateBreached](h)); n != 3 {
			t.Errorf("%d breaches: who came without the code", n)
		}
	})
}

// watchJoined lets people join and the room hear of it.
func (h house) watchJoined(ctx context.Context, c ID, who ...customer.ID) {
	h.t.Helper()
	at := h.Clock.Now().UnixMilli()
	h.join(c, who...)
	var facts []Joined
	for _, p := range who {
		facts = append(facts, Joined{Community: c, Customer: p, At: at})
	}
	h.tx(func(ctx context.Context, tx *db.Tx) error { return h.watch(ctx, tx, facts) })
}

// TestHearing: the room hears of joins by the bus, and leaves history alone.
func TestHearing(t *testing.T) {
	each(t, func(h house) {
		h.Subscribe(h.bus)
		if got := h.bus.Subscribers(Joined{}.FactKind()); len(got) != 1 {
			t.Fatalf("%v", got)
		}
		c, who := h.opened(Plan{Kind: Core, Purpose: "核心"}), h.crowd(2)
		at := h.Clock.Now().UnixMilli()
		must[Outcome](t)(h.Record(h.ctx, []Movement{{Community: c.ID, Customer: who[0], Kind: Join, At: at}}))
		must[Outcome](t)(h.Record(event.History(h.ctx), []Movement{{Community: c.ID, Customer: who[1], Kind: Join, At: at}}))
		h.is(h.queue.Drain(h.ctx), nil)
		if got := told[GateBreached](h); len(got) != 1 || got[0].Customer != who[0] {
			t.Errorf("%+v", got)
		}
	})
}
