package console

import (
	"strings"
	"testing"

	"qunli/community"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/org"
	"qunli/referral"
	"qunli/segment"
)

// TestAnotherStoreSeesNothingOfTheVillage: its people and groups are refused one by one, and stand in no list.
func TestAnotherStoreSeesNothingOfTheVillage(t *testing.T) {
	each(t, func(h *house) {
		v := h.settleVillage()
		s, err := h.c.Org.OpenStore(h.owner(), org.StoreRequest{Name: "别的店"})
		h.must(err)
		clerk := h.bearer(org.RoleStore, org.ScopeStore, s.ID)
		person, group, segment := v.people[0].String(), v.group.String(), v.segment.String()
		for _, one := range []string{"/api/customers/" + person, "/api/customers/" + person + "/standing", "/api/customers/" + person + "/tree",
			"/api/communities/" + group, "/api/communities/" + v.bare.String(), "/api/communities/" + group + "/stays", "/api/communities/" + group + "/messages"} {
			refused(clerk, 403, "scope.denied", "GET", one, nil)
		}
		for _, all := range []string{"/api/customers", "/api/customers/" + person + "/communities", "/api/communities", "/api/communities/matrix", "/api/segments/" + segment + "/members", "/api/referrals/board", "/api/tasks", "/api/questions",
			"/api/orders", "/api/insight/health", "/api/insight/rfm/rows?set=customers"} {
			w := clerk.send("GET", all, nil)
			if body := w.Body.String(); w.Code != 200 || strings.Contains(body, "顾客") || strings.Contains(body, "cus_") || strings.Contains(body, "com_") {
				h.Errorf("a clerk of another store at %s: %d %s", all, w.Code, body)
			}
		}
		if n := ok[segmentView](clerk, "GET", "/api/segments/"+segment, nil).Members; n != 0 {
			h.Errorf("a clerk of another store is told of %d members", n)
		}
	})
}

func TestARuleIsTriedAndSaved(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		h.settleVillage()
		try := ok[triedView](boss, "POST", "/api/segments/try", m{"rule": "orders >= 1"})
		if try.Count != 12 || len(try.People) == 0 || len(try.People[0].Because) != 1 || !try.People[0].Because[0].Holds {
			h.Errorf("%+v", try)
		}
		if p := refused(boss, 422, "segment.rule", "POST", "/api/segments/try", m{"rule": "oders >= 1"}); !strings.Contains(p.Messages.Zh, "oders") || !strings.Contains(p.Messages.En, "oders") {
			h.Errorf("%+v", p)
		}
		rule := m{"rule": "orders >= 1", "name": "买过"}
		at := "/api/segments/" + ok[versioned[segment.ID]](boss, "POST", "/api/segments", rule).ID.String()
		h.must(h.c.Segments.Settle(h.owner()))
		if s := ok[segmentView](boss, "GET", at, nil); s.State != segment.Live || s.Members != 12 || s.Name != "买过" {
			h.Errorf("%+v", s)
		}
		refused(boss, 409, "segment.name", "POST", "/api/segments", rule)
		ok[none](boss, "POST", at+"/pause", nil)
		if s := ok[segmentView](boss, "GET", at, nil); s.State != segment.Paused {
			h.Errorf("%+v", s)
		}
		zh := ok[triedView](boss, "POST", "/api/segments/try", m{"rule": "订单数(90d) >= 2 且 最近下单 older than 30d"})
		en := ok[triedView](boss, "POST", "/api/segments/try", m{"rule": "orders(90d) >= 2 and last_order older than 30d"})
		if zh.Rule != en.Rule || zh.Count != en.Count {
			h.Errorf("%+v, in English %+v", zh, en)
		}
	})
}

func TestTasksAreDoneDroppedAndPutOff(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		h.settleVillage()
		due := h.d.Clock.Now().UnixMilli() + dayMs
		for kind, act := range map[desk.Kind]struct {
			path string
			body m
			want desk.State
		}{
			desk.Contact: {"/close", m{"state": "done", "outcome": "done"}, desk.Done}, desk.Remove: {"/close", m{"state": "dropped"}, desk.Dropped},
			desk.Harvest: {"/snooze", m{"due_at": due}, desk.Open},
		} {
			one := ok[list[taskView]](boss, "GET", "/api/tasks?kind="+string(kind), nil).Items[0]
			at := "/api/tasks/" + one.ID.String()
			ok[none](boss, "POST", at+act.path, act.body)
			after := ok[list[taskView]](boss, "GET", "/api/tasks?kind="+string(kind)+"&state="+string(act.want), nil)
			if len(after.Items) != 1 || after.Items[0].ID != one.ID || act.want == desk.Open && after.Items[0].DueAt != due {
				h.Errorf("%s: %+v", kind, after)
			}
			if act.want != desk.Open {
				refused(boss, 409, "task.closed", "POST", at+"/close", m{"state": "done"})
			}
		}
	})
}

// A review is decided about its proposal; hearing of that closes the task.
func TestAReviewIsDecided(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		v := h.settleVillage()
		set, err := h.c.Communities.Settings(h.owner())
		h.must(err)
		set.PruneRule = "orders = 0"
		h.must(h.c.Communities.SetSettings(h.owner(), set))
		proposed, err := h.c.Communities.Review(h.owner(), v.group)
		h.must(err)
		if len(proposed) == 0 {
			h.Fatal("nothing is proposed")
		}
		h.must(h.queue.Drain(h.owner()))
		review := ok[list[taskView]](boss, "GET", "/api/tasks?kind=review", nil).Items[0]
		of := "/api/communities/" + review.Community.String() + "/proposals"
		for _, p := range ok[list[proposalView]](boss, "GET", of+"?state=proposed", nil).Items {
			if p.ID.String() == review.Subject {
				ok[versioned[community.ProposalID]](boss, "POST", "/api/proposals/"+review.Subject+"/decide", m{"version": p.Version, "agree": true})
			}
		}
		h.must(h.queue.Drain(h.owner()))
		approved := ok[list[proposalView]](boss, "GET", of+"?state=approved", nil)
		closed := ok[list[taskView]](boss, "GET", "/api/tasks?kind=review&state=done", nil)
		if len(approved.Items) != 1 || len(closed.Items) != 1 || closed.Items[0].ID != review.ID || closed.Items[0].Outcome != "approved" {
			h.Errorf("%+v, %+v", approved, closed)
		}
	})
}

func TestTouchesOverTheAPI(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		v := h.settleVillage()
		at := h.d.Clock.Now().UnixMilli()
		batch := m{"source": "h5", "touches": []m{
			{"customer_id": v.people[0], "kind": "scan", "at": at, "ref": "1", "cause": "poster", "community_id": v.group},
			{"who": till("新来的"), "kind": "view", "at": at, "ref": "2", "item": "SKU-1", "by_id": v.people[0]},
			{"customer_id": v.people[1], "kind": "vote", "at": at}}}
		if got := ok[touchedView](boss, "POST", "/api/touches", batch); got.Added != 3 || got.Same != 0 {
			h.Errorf("first: %+v", got)
		}
		if got := ok[touchedView](boss, "POST", "/api/touches", batch); got.Added != 1 || got.Same != 2 { // the vote has no number
			h.Errorf("again: %+v", got)
		}
		for _, wrong := range []m{{"kind": "order"}, {"kind": "join"}, {"kind": "view", "at": 5e14}, {"kind": "view", "cost": -1}, {"kind": "view", "customer_id": ""}} {
			one := m{"customer_id": v.people[0], "at": at}
			for k, value := range wrong {
				one[k] = value
			}
			refused(boss, 422, "", "POST", "/api/touches", m{"source": "h5", "touches": []m{one}})
		}
		n, err := db.One[int64](h.owner(), h.d.Read(), `SELECT CAST(SUM(acts) AS BIGINT) FROM customer_act_day WHERE kind IN ('scan', 'view', 'vote')`)
		h.must(err)
		if n != 4 {
			h.Errorf("%d acts", n)
		}
		s, err := h.c.Org.OpenStore(h.owner(), org.StoreRequest{Name: "别的店"})
		h.must(err)
		clerk := h.bearer(org.RoleStore, org.ScopeStore, s.ID)
		refused(clerk, 403, "scope.denied", "POST", "/api/touches", m{"source": "h5", "touches": []m{{"customer_id": v.people[0], "kind": "view", "at": at}}})
		refused(clerk, 403, "scope.denied", "POST", "/api/touches", m{"source": "h5", "touches": []m{{"who": till("x"), "store_id": s.ID, "kind": "view", "at": at, "community_id": v.group}}})
	})
}

func TestReferralsOverTheAPI(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		v := h.settleVillage()
		fresh := h.people(0, "新一", "新二")
		bound := ok[verdictView](boss, "POST", "/api/claims", m{"customer_id": fresh[0], "inviter_id": v.people[5], "source": "code"})
		if bound.Outcome != referral.OutcomeBound || bound.Referrer != v.people[5] {
			h.Errorf("%+v", bound)
		}
		lost := ok[verdictView](boss, "POST", "/api/claims", m{"customer_id": fresh[0], "inviter_id": v.people[6], "source": "link", "at": h.d.Clock.Now().UnixMilli()})
		if lost.Outcome != referral.OutcomeLost || lost.Reason == "" {
			h.Errorf("%+v", lost)
		}
		refused(boss, 422, "referral.no_reason", "POST", "/api/claims", m{"customer_id": fresh[1], "inviter_id": v.people[5], "source": "hand"})
		code := ok[codeView](boss, "POST", "/api/customers/"+v.people[7].String()+"/codes", m{})
		followed := ok[verdictView](boss, "POST", "/api/claims/follow", m{"token": code.Token, "customer_id": fresh[1], "by": "link"})
		if followed.Referrer != v.people[7] {
			h.Errorf("%+v", followed)
		}
		board := ok[boardView](boss, "GET", "/api/referrals/board", nil)
		if len(board.Items) == 0 || board.Items[0].Valid < board.Items[len(board.Items)-1].Valid {
			h.Errorf("%+v", board)
		}
		if w := boss.send("GET", "/api/referrals/board.csv", nil); w.Code != 200 || !strings.Contains(w.Body.String(), "cus_") {
			h.Errorf("%d %.100s", w.Code, w.Body)
		}
		tree := ok[treeView](boss, "GET", "/api/customers/"+v.people[0].String()+"/tree?depth=10&each=200", nil)
		node := ok[nodeView](boss, "GET", "/api/customers/"+v.people[0].String()+"/influence", nil)
		if int64(len(tree.Items)) != node.Subtree+1 || node.Subtree < 23 {
			h.Errorf("%d in the tree, %+v", len(tree.Items), node)
		}
	})
}
