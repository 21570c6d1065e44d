package sandbox

import (
	"testing"
	"time"
)

// hand asks to hand customers on and gives the code of each.
func (r *rig) hand(path, from, to string, people ...string) []int {
	r.t.Helper()
	var codes []int
	for _, one := range r.ok("externalcontact/"+path, m{"handover_userid": from, "takeover_userid": to, "external_userid": people})["customer"].([]any) {
		codes = append(codes, code(one.(m)))
	}
	return codes
}

func (r *rig) status(path, from, to string) m {
	r.t.Helper()
	return r.ok("externalcontact/"+path, m{"handover_userid": from, "takeover_userid": to})["customer"].([]any)[0].(m)
}

func TestACustomerIsHandedOnAfterADay(t *testing.T) {
	r := newRig(t)
	ids := r.people("张三")
	in := r.listen()
	if got := r.hand("transfer_customer", "mei", "gang", ids[0], "wmnobody"); got[0] != 0 || got[1] != 40096 {
		t.Errorf("%v", got)
	}
	if got := r.hand("transfer_customer", "mei", "gang", ids[0]); got[0] != 40129 {
		t.Errorf("%v", got)
	}
	if got := r.status("transfer_result", "mei", "gang"); got["status"] != 2.0 || int64(got["takeover_time"].(float64)) != r.clock.Now().Unix()+86400 {
		t.Errorf("%v", got)
	}
	r.travel(24 * time.Hour)
	if got := r.status("transfer_result", "mei", "gang"); got["status"] != 1.0 {
		t.Errorf("%v", got)
	}
	got := in.wait(t, 2)
	if got[0].Change != "add_external_contact" || got[0].User != "gang" || got[0].Welcome != "" ||
		got[1].Change != "del_external_contact" || got[1].User != "mei" || got[1].Source != "DELETE_BY_TRANSFER" {
		t.Errorf("%+v", got)
	}
	follow := r.get("externalcontact/get", "external_userid", ids[0])["follow_user"].([]any)
	if len(follow) != 1 || follow[0].(m)["userid"] != "gang" || follow[0].(m)["add_way"] != 202.0 {
		t.Errorf("%v", follow)
	}
	if got := r.hand("transfer_customer", "gang", "mei", ids[0]); got[0] != 0 {
		t.Errorf("%v", got)
	}
	r.travel(24 * time.Hour)
	if got := r.hand("transfer_customer", "mei", "gang", ids[0]); got[0] != 40128 {
		t.Errorf("a third time within 90 days: %v", got)
	}
	r.travel(90 * 24 * time.Hour)
	if got := r.hand("transfer_customer", "mei", "gang", ids[0]); got[0] != 0 {
		t.Errorf("%v", got)
	}
}

func TestACustomerRefusesOrTheTakerIsFull(t *testing.T) {
	r := newRig(t)
	ids := r.people("张三", "李四")
	in := r.listen()
	r.hand("transfer_customer", "mei", "gang", ids[0])
	r.act(Act{Verb: "refuse", Person: "张三"})
	if e := in.last(t, 1); e.Change != "transfer_fail" || e.Reason != "customer_refused" || e.User != "gang" {
		t.Errorf("%+v", e)
	}
	if got := r.status("transfer_result", "mei", "gang"); got["status"] != 3.0 || got["takeover_time"] != 0.0 {
		t.Errorf("%v", got)
	}
	r.act(Act{Verb: "hire", Name: "小满", ID: "man"})
	r.hand("transfer_customer", "mei", "man", ids[1])
	r.set(func(s *Settings) { s.RelationMost = 0 })
	r.travel(25 * time.Hour)
	if got := r.status("transfer_result", "mei", "man"); got["status"] != 4.0 {
		t.Errorf("%v", got)
	}
	if e := in.last(t, 3); e.Reason != "customer_limit_exceed" {
		t.Errorf("%+v", e)
	}
	r.wants(40130, "externalcontact/transfer_customer", m{"handover_userid": "mei", "takeover_userid": "mei", "external_userid": ids})
	r.wants(60111, "externalcontact/transfer_customer", m{"handover_userid": "mei", "takeover_userid": "nobody", "external_userid": ids})
}

func TestWhoResignsLeavesCustomersAndGroups(t *testing.T) {
	r := newRig(t)
	ids := r.people("张三", "李四")
	chat := r.groupOf("群")
	r.wants(40097, "externalcontact/resigned/transfer_customer", m{"handover_userid": "mei", "takeover_userid": "gang", "external_userid": ids})
	if got := r.ok("externalcontact/groupchat/transfer", m{"chat_id_list": []string{chat}, "new_owner": "gang"})["failed_chat_list"].([]any); code(got[0].(m)) != 90500 {
		t.Errorf("%v", got)
	}
	r.act(Act{Verb: "resign", Staff: "mei"})
	page := r.ok("externalcontact/get_unassigned_list", m{"page_size": 1})
	if info := page["info"].([]any); len(info) != 1 || info[0].(m)["handover_userid"] != "mei" || page["is_last"] != false {
		t.Errorf("%v", page)
	}
	page = r.ok("externalcontact/get_unassigned_list", m{"page_size": 1, "cursor": page["next_cursor"]})
	if len(page["info"].([]any)) != 1 || page["is_last"] != true {
		t.Errorf("%v", page)
	}
	if got := r.ok("externalcontact/groupchat/list", m{"limit": 10, "status_filter": 1})["group_chat_list"].([]any); len(got) != 1 {
		t.Errorf("%v", got)
	}
	if got := r.hand("resigned/transfer_customer", "mei", "gang", ids...); got[0] != 0 || got[1] != 0 {
		t.Errorf("%v", got)
	}
	if got := r.ok("externalcontact/groupchat/transfer", m{"chat_id_list": []string{chat}, "new_owner": "gang"})["failed_chat_list"].([]any); len(got) != 0 {
		t.Errorf("%v", got)
	}
	r.travel(24 * time.Hour)
	if got := r.status("resigned/transfer_result", "mei", "gang"); got["status"] != 1.0 {
		t.Errorf("%v", got)
	}
	g := r.chat(chat)
	if g["owner"] != "gang" {
		t.Errorf("%v", g)
	}
	if got := r.get("user/get", "userid", "mei"); code(got) != 60111 {
		t.Errorf("%v", got)
	}
}

func TestAGroupIsHandedOnTwiceInNinetyDays(t *testing.T) {
	r := newRig(t)
	chat := r.groupOf("群")
	move := func(to string) int {
		failed := r.ok("externalcontact/groupchat/onjob_transfer", m{"chat_id_list": []string{chat}, "new_owner": to})["failed_chat_list"].([]any)
		if len(failed) == 0 {
			return 0
		}
		return code(failed[0].(m))
	}
	for i, c := range []struct {
		to   string
		want int
	}{{"mei", 90504}, {"gang", 0}, {"mei", 0}, {"gang", 90507}} {
		if got := move(c.to); got != c.want {
			t.Errorf("%d: %d", i, got)
		}
	}
}
