package console

import (
	"net/url"
	"testing"

	"qunli/community"
	"qunli/desk"
	"qunli/testkit/browser"
)

func TestRoomsAreSoundInABrowser(t *testing.T) {
	t.Parallel()
	v := visitor(t)
	v.settle()
	v.tour(map[string]string{"no-customers": "/customers", "no-groups": "/communities", "no-segments": "/segments", "no-referrals": "/referrals", "no-tasks": "/tasks"})
	village := v.settleVillage()
	v.compute()
	person, group := village.people[0].String(), village.group.String()
	v.tour(map[string]string{"home-of-a-village": "/", "customers": "/customers", "customer": "/customers/" + person, "groups": "/communities", "group": "/communities/" + group,
		"bare-group": "/communities/" + village.bare.String(), "segments": "/segments", "tried": "/segments?rule=" + url.QueryEscape("orders >= 1 or joined within 30d"),
		"segment": "/segments/" + village.segment.String(), "referrals": "/referrals",
		"tree": "/referrals/" + person, "tasks": "/tasks", "health": "/insight/health", "ladder": "/insight/ladder"})
}

// TestAWorkingDayInABrowser walks through the rooms as somebody does who comes to work.
func TestAWorkingDayInABrowser(t *testing.T) {
	t.Parallel()
	v := visitor(t)
	v.settle()
	village := v.settleVillage()
	v.compute()
	v.Go(v.url + "/")
	v.reads("main", "闭环体检", "最弱", "代替率（按访问）", "更多指标")
	v.Follow("nav a[href='/tasks']")
	v.reads("main", "联系客户", "顾客01", "24 小时内联系")
	v.Go(v.url + "/tasks?kind=contact")
	v.Follow("form[action$='/done'] button")
	open, err := v.c.Desk.List(v.owner(), desk.Filter{Kind: desk.Contact})
	v.must(err)
	if len(open) != 0 {
		t.Errorf("the contact is still to be made: %+v", open)
	}
	v.Follow("nav a[href='/communities']")
	v.Follow("td a[href='/communities/" + village.group.String() + "']")
	v.reads("main", "增长", "发言最多", "请问空腹可以喝吗", "一起养胃", "角色与结构")
	v.Follow("nav a[href='/segments']")
	v.Fill("#rule", "oders >= 1")
	v.Follow("form[method=get] button")
	v.reads("[role=alert]", "oders")
	if found := v.Audit("zh-CN", false); len(found) > 0 {
		t.Errorf("a wrong rule: %q", found)
	}
	v.Complaints() // it was answered 422
	v.Follow("nav a[href='/segments']")
	v.Fill("#rule", "orders >= 1")
	v.Follow("form[method=get] button")
	v.reads("main", "符合的人数", "12", "✓")
	v.Fill("#name", "买过")
	v.Follow("form[method=post][action='/segments'] button")
	v.reads("h1", "买过")
	v.Follow("nav a[href='/referrals']")
	v.reads("main", "邀请榜", "顾客01")
	v.Follow("td a[href='/referrals/" + village.people[0].String() + "']")
	v.reads("main", "带来 3 人")
	if n := browser.Eval[int](v.Page, `document.querySelectorAll(".tree li").length`); n != 23 {
		t.Errorf("%d people in the tree", n)
	}
	v.Follow("nav a[href='/customers']")
	v.Fill("#q", "顾客01")
	v.Follow("main form button")
	v.Follow("td a")
	v.reads("main", "关系阶梯", "客户价值", "推荐人", "所在的群", "时间线")
	if d, err := v.c.Communities.Get(v.owner(), village.group); err != nil || d.State != community.Open {
		t.Errorf("%+v %v", d, err)
	}
	v.quiet("on the way")
}
