package sandbox

import (
	"fmt"
	"testing"
	"time"
)

func (r *rig) groupOf(name string, people ...string) string {
	r.t.Helper()
	return r.act(Act{Verb: "group", Staff: "mei", Name: name, People: people}).Group
}

func (r *rig) joinWay(chats []string, more m) string {
	r.t.Helper()
	body := m{"scene": 2, "remark": "进群码", "chat_id_list": chats, "state": "flyer"}
	for k, v := range more {
		body[k] = v
	}
	return r.ok("externalcontact/groupchat/add_join_way", body)["config_id"].(string)
}

func (r *rig) chat(id string) m {
	r.t.Helper()
	return r.ok("externalcontact/groupchat/get", m{"chat_id": id, "need_name": 1})["group_chat"].(m)
}

func TestAGroupIsEnteredByCodeAndByInvitation(t *testing.T) {
	r := newRig(t)
	in := r.listen()
	id := r.groupOf("福利群")
	if e := in.last(t, 1); e.Event != "change_external_chat" || e.Change != "create" || e.Chat != id {
		t.Errorf("%+v", e)
	}
	r.joinWay([]string{id}, nil)
	zhang := r.act(Act{Verb: "person", Name: "张三"}).Person
	r.act(Act{Verb: "person", Name: "李四"})
	r.act(Act{Verb: "person", Name: "王五"})
	r.act(Act{Verb: "scan", Person: "张三", Code: "进群码"})
	joined := in.last(t, 2)
	if joined.Detail != "add_member" || joined.Join != "3" || joined.Count != 1 || joined.Changed[0] != zhang || joined.Last == joined.Current {
		t.Errorf("%+v", joined)
	}
	r.act(Act{Verb: "invite", Group: "福利群", Person: "张三", People: []string{"李四", "王五"}})
	if e := in.last(t, 3); e.Join != "0" || e.Count != 2 || e.Last != joined.Current {
		t.Errorf("%+v", e)
	}
	g := r.chat(id)
	list := g["member_list"].([]any)
	if len(list) != 4 || g["owner"] != "mei" || g["member_version"] != in.last(t, 3).Current {
		t.Errorf("%v", g)
	}
	first, invitee := list[1].(m), list[2].(m)
	if first["join_scene"] != 3.0 || first["state"] != "flyer" || first["name"] != "张三" || first["unionid"] == "" ||
		invitee["join_scene"] != 1.0 || invitee["invitor"] != nil {
		t.Errorf("%v %v", first, invitee)
	}
	r.act(Act{Verb: "person", Name: "赵六"})
	r.act(Act{Verb: "invite", Group: "福利群", Staff: "mei", People: []string{"赵六"}})
	if last := r.chat(id)["member_list"].([]any)[4].(m); last["invitor"].(m)["userid"] != "mei" {
		t.Errorf("who of the corp invited is told: %v", last)
	}
	r.act(Act{Verb: "kick", Group: "福利群", Person: "赵六"})
	r.act(Act{Verb: "leave", Group: "福利群", Person: "李四"})
	r.act(Act{Verb: "kick", Group: "福利群", Staff: "mei", Person: "王五"})
	got := in.wait(t, 7)[2:]
	if got[3].Detail != "del_member" || got[3].Quit != "0" || got[4].Quit != "1" {
		t.Errorf("%+v", got[3:])
	}
	r.act(Act{Verb: "rename", Group: id, Name: "核心群"})
	r.act(Act{Verb: "notice", Group: id, Text: "请看公告"})
	r.act(Act{Verb: "dismiss", Group: id})
	got = in.wait(t, 10)[2:]
	if got[5].Detail != "change_name" || got[6].Detail != "change_notice" || got[7].Change != "dismiss" {
		t.Errorf("%+v", got[5:])
	}
	r.wants(86001, "externalcontact/groupchat/get", m{"chat_id": id})
}

func TestTheNextGroupOpensWhenAllAreFull(t *testing.T) {
	r := newRig(t, func(s *Settings) { s.GroupOpen = 3 })
	id := r.groupOf("福利群1")
	config := r.joinWay([]string{id}, m{"room_base_name": "福利群", "room_base_id": 2})
	in := r.listen()
	for i := range 5 {
		name := fmt.Sprint("客", i)
		r.act(Act{Verb: "person", Name: name})
		r.act(Act{Verb: "scan", Person: name, Code: config})
	}
	got := in.wait(t, 7)
	if got[2].Change != "create" || got[3].Detail != "add_member" || got[3].Chat != got[2].Chat || got[5].Change != "create" {
		t.Errorf("%+v", got)
	}
	way := r.ok("externalcontact/groupchat/get_join_way", m{"config_id": config})["join_way"].(m)
	chats := way["chat_id_list"].([]any)
	if len(chats) != 3 || r.chat(chats[1].(string))["name"] != "福利群2" || r.chat(chats[2].(string))["name"] != "福利群3" {
		t.Errorf("%v", way)
	}
	off := r.joinWay([]string{id}, m{"auto_create_room": 0, "remark": "满"})
	r.act(Act{Verb: "person", Name: "迟到"})
	r.refused(Act{Verb: "scan", Person: "迟到", Code: off}, ErrGroupFull)
}

func TestGroupsAreListedByPages(t *testing.T) {
	r := newRig(t)
	for i := range 5 {
		r.groupOf(fmt.Sprint("群", i))
	}
	var seen []string
	for next := ""; ; {
		page := r.ok("externalcontact/groupchat/list", m{"limit": 2, "cursor": next})
		for _, g := range page["group_chat_list"].([]any) {
			seen = append(seen, g.(m)["chat_id"].(string))
		}
		if next, _ = page["next_cursor"].(string); next == "" {
			break
		}
	}
	if len(seen) != 5 {
		t.Errorf("%v", seen)
	}
	r.wants(40063, "externalcontact/groupchat/list", m{})
	r.wants(40058, "externalcontact/groupchat/list", m{"limit": 1001})
	r.wants(40058, "externalcontact/groupchat/list", m{"limit": 2, "cursor": "***"})
	r.set(func(s *Settings) { s.ListMost = 1 })
	r.wants(81017, "externalcontact/groupchat/list", m{"limit": 2})
	r.ok("externalcontact/groupchat/list", m{"limit": 2, "owner_filter": m{"userid_list": []string{"mei"}}})
	r.wants(41091, "externalcontact/groupchat/add_join_way", m{"scene": 2, "chat_id_list": append(seen, seen[0])})
}

func TestAGroupIsSeenLate(t *testing.T) {
	r := newRig(t, func(s *Settings) { s.GroupLag = 2000 })
	id := r.groupOf("群")
	r.travel(time.Minute)
	r.joinWay([]string{id}, nil)
	before := r.chat(id)["member_version"]
	r.act(Act{Verb: "person", Name: "张三"})
	r.act(Act{Verb: "scan", Person: "张三", Code: "进群码"})
	if g := r.chat(id); len(g["member_list"].([]any)) != 1 || g["member_version"] != before {
		t.Errorf("%v", g)
	}
	r.travel(2 * time.Second)
	if g := r.chat(id); len(g["member_list"].([]any)) != 2 || g["member_version"] == before {
		t.Errorf("%v", g)
	}
}

func TestStatisticsEndYesterday(t *testing.T) {
	r := newRig(t)
	id := r.groupOf("群")
	r.joinWay([]string{id}, nil)
	r.act(Act{Verb: "person", Name: "张三"})
	r.act(Act{Verb: "scan", Person: "张三", Code: "进群码"})
	r.act(Act{Verb: "groupsay", Group: "群", Person: "张三", Text: "你好"})
	r.act(Act{Verb: "search", Person: "张三", Staff: "mei", On: true})
	r.act(Act{Verb: "reply", Person: "张三", Staff: "mei", Text: "在的"})
	day := r.clock.Now().Unix()
	filter := m{"day_begin_time": day, "owner_filter": m{"userid_list": []string{"mei", "gang"}}}
	r.wants(40058, "externalcontact/groupchat/statistic", filter)
	r.travel(24 * time.Hour)
	rows := r.ok("externalcontact/groupchat/statistic", filter)
	data := rows["items"].([]any)[0].(m)["data"].(m)
	if rows["total"] != 2.0 || data["new_chat_cnt"] != 1.0 || data["member_total"] != 2.0 || data["new_member_cnt"] != 2.0 || data["msg_total"] != 1.0 ||
		data["member_has_msg"] != 1.0 {
		t.Errorf("%v", rows)
	}
	days := r.ok("externalcontact/groupchat/statistic_group_by_day", m{"day_begin_time": day - 3*86400, "day_end_time": day,
		"owner_filter": m{"userid_list": []string{"mei"}}})["items"].([]any)
	if len(days) != 4 || days[0].(m)["data"].(m)["chat_total"] != 0.0 || days[3].(m)["data"].(m)["chat_total"] != 1.0 {
		t.Errorf("%v", days)
	}
	own := r.ok("externalcontact/get_user_behavior_data", m{"userid": []string{"mei"}, "start_time": day, "end_time": day})["behavior_data"].([]any)[0].(m)
	if own["new_contact_cnt"] != 1.0 || own["new_apply_cnt"] != 1.0 || own["message_cnt"] != 1.0 || own["chat_cnt"] != 1.0 {
		t.Errorf("%v", own)
	}
	r.wants(40058, "externalcontact/get_user_behavior_data", m{"userid": []string{"mei"}, "start_time": day - 40*86400, "end_time": day})
	r.wants(40058, "externalcontact/get_user_behavior_data", m{"userid": []string{"mei"}, "start_time": day - 200*86400, "end_time": day - 190*86400})
}
