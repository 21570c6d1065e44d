package console

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"qunli/community"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/org"
	"qunli/referral"
)

// roomPages lists the pages of the rooms with something that must stand there.
func roomPages(v village) map[string]string {
	return map[string]string{
		"/customers": "顾客01", "/customers?q=顾客07": "顾客07", "/customers/" + v.people[0].String(): "客户价值",
		"/communities": "暖胃福利一群", "/communities?kind=none": "ubuntu", "/communities/" + v.group.String(): "请问空腹可以喝吗", "/communities/" + v.bare.String(): "还没有定位",
		"/segments": "买过的群友", "/segments?rule=" + url.QueryEscape("orders >= 1"): "符合的人数", "/segments/" + v.segment.String(): "顾客01",
		"/referrals": "邀请榜", "/referrals/" + v.people[0].String(): "带来的人", "/tasks": "联系客户", "/insight/health": "社群生死",
	}
}

func TestPagesOfTheRooms(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		v := h.settleVillage()
		h.must(h.c.Insight.Refresh(h.owner()))
		en := boss.with("Accept-Language", "en")
		data := strings.NewReplacer("中文", "")
		for path, want := range roomPages(v) {
			boss.sound(boss.page(path), 200, want)
			page := en.sound(en.page(path), 200, `<html lang="en">`)
			page = data.Replace(page[strings.Index(page, "<main"):])
			for _, found := range regexp.MustCompile(`\p{Han}+`).FindAllString(page, -1) {
				if !strings.Contains(ours, found) {
					h.Errorf("the English page %s holds %q", path, found)
				}
			}
		}
	})
}

// ours are the data of the village: names and texts of people are not translated.
const ours = `顾客 群友 小问号 暖胃福利一群 名字很长很长很长的群 福利 让买过的人用好产品 一起养胃 有问必答 别处买不到的搭配 胃不好的上班族 吃饭不规律 自己的营养师 商城暖胃汤
买过的群友 自动 请问空腹可以喝吗 我的胃最近一直不太舒服 医生说要少吃辣 也要少喝咖啡 这个产品里面有没有刺激性的东西 谁知道的告诉我一下好吗 今天喝了一碗 暖暖的`

func TestPagesAreForThoseWhoMay(t *testing.T) {
	each(t, func(h *house) {
		v := h.settleVillage()
		reader := h.bearer(org.RoleReader, org.ScopeAll, 0)
		for path := range roomPages(v) {
			want := 200
			if strings.HasPrefix(path, "/tasks") {
				want = 403
			}
			if w := reader.page(path); w.Code != want {
				h.Errorf("a reader at %s: %d, want %d", path, w.Code, want)
			}
			if w := h.nobody().page(path); w.Code != 303 {
				h.Errorf("nobody at %s: %d", path, w.Code)
			}
		}
		s, err := h.c.Org.OpenStore(h.owner(), org.StoreRequest{Name: "别的店"})
		h.must(err)
		clerk := h.bearer(org.RoleStore, org.ScopeStore, s.ID)
		for path := range roomPages(v) {
			w := clerk.page(path)
			if single := strings.Contains(path, v.people[0].String()) || strings.Contains(path, v.group.String()) || strings.Contains(path, v.bare.String()); single != (w.Code == 403) {
				h.Errorf("a clerk of another store at %s: %d", path, w.Code)
			}
			if body := w.Body.String(); strings.Contains(body, "顾客0") && !strings.Contains(path, "顾客") || strings.Contains(body, "暖胃福利") {
				h.Errorf("a clerk of another store sees people or groups at %s", path)
			}
		}
	})
}

func TestARuleIsTriedAndSavedByForm(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		h.settleVillage()
		w := boss.page("/segments?rule=" + url.QueryEscape("orders >= 1"))
		boss.sound(w, 200, "保存为人群", "✓")
		boss.sound(boss.page("/segments?rule="+url.QueryEscape("oders >= 1")), 422, `role="alert"`, "oders")
		w = boss.form("/segments", "rule", "orders >= 1", "name", "买过", "tag", "")
		if w.Code != 303 {
			h.Fatalf("%d %s", w.Code, w.Body)
		}
		at := w.Header().Get("Location")
		h.must(h.c.Segments.Settle(h.owner()))
		boss.sound(boss.page(at), 200, "买过", "实时更新", ">12<")
		boss.sound(boss.form("/segments", "rule", "orders >= 1", "name", "买过"), 409, "已有名为")
		if w := boss.form(at + "/pause"); w.Code != 303 {
			h.Errorf("%d %s", w.Code, w.Body)
		}
		boss.sound(boss.page(at), 200, "已暂停")
		for _, example := range []string{"订单数(90d) >= 2 且 最近下单 older than 30d", "orders(90d) >= 2 and last_order older than 30d"} { // as the page has them
			boss.sound(boss.page("/segments?rule="+url.QueryEscape(example)), 200, "符合的人数")
			if !strings.Contains((reader{lang: "zh"}).segmentsBody("").TryHint, example) {
				h.Errorf("the page has no example %q", example)
			}
		}
		reader := h.bearer(org.RoleReader, org.ScopeAll, 0)
		if w := reader.form("/segments", "rule", "orders >= 1", "name", "另一个"); w.Code != 403 {
			h.Errorf("a reader saved a segment: %d", w.Code)
		}
	})
}

func TestTasksAreDoneByForm(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		h.settleVillage()
		for act, kind := range map[string]desk.Kind{"done": desk.Contact, "drop": desk.Remove, "snooze": desk.Harvest} {
			all, err := h.c.Desk.List(h.owner(), desk.Filter{Kind: kind})
			h.must(err)
			due := fmt.Sprint(h.d.Clock.Now().UnixMilli() + dayMs)
			if w := boss.form("/tasks/"+all[0].ID.String()+"/"+act, "due", due); w.Code != 303 {
				h.Errorf("%s: %d %s", act, w.Code, w.Body)
			}
			after, err := h.c.Desk.Get(h.owner(), all[0].ID)
			h.must(err)
			if open := act == "snooze"; open != (after.State == desk.Open) || open && fmt.Sprint(after.DueAt) != due {
				h.Errorf("%s: %+v", act, after)
			}
			if w := boss.form("/tasks/"+all[0].ID.String()+"/done", "due", due); act != "snooze" && w.Code != 409 {
				h.Errorf("%s twice: %d", act, w.Code)
			}
		}
	})
}

func TestAReviewIsDecidedByForm(t *testing.T) {
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
		all, err := h.c.Desk.List(h.owner(), desk.Filter{Kind: desk.Review})
		h.must(err)
		if w := boss.form("/tasks/" + all[0].ID.String() + "/approve"); w.Code != 303 {
			h.Fatalf("%d %s", w.Code, w.Body)
		}
		h.must(h.queue.Drain(h.owner()))
		approved, err := h.c.Communities.Proposals(h.owner(), community.ProposalQuery{Community: v.group, State: community.Approved})
		h.must(err)
		after, err := h.c.Desk.Get(h.owner(), all[0].ID)
		h.must(err)
		if len(approved) != 1 || after.State != desk.Done || after.Outcome != "approved" {
			h.Errorf("%+v, %+v", approved, after)
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
