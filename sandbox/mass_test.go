package sandbox

import (
	"testing"
	"time"
)

func (r *rig) mass(body m) string {
	r.t.Helper()
	if body["text"] == nil {
		body["text"] = m{"content": "上新了"}
	}
	out := r.ok("externalcontact/add_msg_template", body)
	r.travel(3 * time.Second)
	return out["msgid"].(string)
}

func (r *rig) results(id, user string) map[string]int {
	r.t.Helper()
	out := map[string]int{}
	for next := ""; ; {
		page := r.ok("externalcontact/get_groupmsg_send_result", m{"msgid": id, "userid": user, "limit": 2, "cursor": next})
		for _, one := range page["send_list"].([]any) {
			v := one.(m)
			name, _ := v["external_userid"].(string)
			if name == "" {
				name = v["chat_id"].(string)
			}
			out[name] = int(v["status"].(float64))
		}
		if next = page["next_cursor"].(string); next == "" {
			return out
		}
	}
}

func TestAMassMessageWaitsForItsSender(t *testing.T) {
	r := newRig(t)
	ids := r.people("张三", "李四", "王五")
	stranger := r.act(Act{Verb: "person", Name: "陌生人"}).Person
	r.act(Act{Verb: "search", Person: "张三", Staff: "gang", On: true})
	r.act(Act{Verb: "say", Person: "张三", Staff: "gang", Text: "在吗"})
	r.act(Act{Verb: "unfollow", Person: "李四", Staff: "mei"})
	out := r.ok("externalcontact/add_msg_template", m{"chat_type": "single", "external_userid": append(ids, stranger), "text": m{"content": "上新了"}})
	id := out["msgid"].(string)
	if fail := out["fail_list"].([]any); len(fail) != 1 || fail[0] != stranger {
		t.Errorf("%v", out)
	}
	r.wants(41063, "externalcontact/get_groupmsg_task", m{"msgid": id})
	r.travel(3 * time.Second)
	tasks := r.ok("externalcontact/get_groupmsg_task", m{"msgid": id})["task_list"].([]any)
	if len(tasks) != 2 || tasks[0].(m)["userid"] != "gang" || tasks[0].(m)["status"] != 0.0 {
		t.Errorf("the one who talked with a customer last sends: %v", tasks)
	}
	if got := r.results(id, "mei"); got[ids[1]] != unsent || got[ids[2]] != unsent {
		t.Errorf("%v", got)
	}
	r.act(Act{Verb: "confirm", Staff: "mei", ID: id})
	if got := r.results(id, "mei"); got[ids[1]] != notFriend || got[ids[2]] != sent {
		t.Errorf("%v", got)
	}
	tasks = r.ok("externalcontact/get_groupmsg_task", m{"msgid": id})["task_list"].([]any)
	if tasks[0].(m)["status"] != 0.0 || tasks[1].(m)["status"] != 2.0 {
		t.Errorf("%v", tasks)
	}
	last := r.talk[pair("mei", ids[2])]
	if one := last[len(last)-1]; one.Text != "上新了" || one.From != "mei" || one.Cause != "mass" {
		t.Errorf("%+v", one)
	}
	now := r.clock.Now().Unix()
	list := r.ok("externalcontact/get_groupmsg_list_v2", m{"chat_type": "single", "start_time": now - 60, "end_time": now})["group_msg_list"].([]any)
	if len(list) != 1 || list[0].(m)["msgid"] != id || list[0].(m)["creator"] != nil {
		t.Errorf("%v", list)
	}
}

func TestMassMessagesKeepTheirQuota(t *testing.T) {
	for policy, most := range map[string]int{"monthly": 31, "weekly": 7, "daily": 1, "legacy": 4} {
		r := newRig(t, func(s *Settings) { s.MassPolicy = policy })
		ids := r.people("张三")
		n := 0
		for range 33 {
			id := r.mass(m{"sender": "mei"})
			r.act(Act{Verb: "confirm", Staff: "mei", ID: id})
			if r.results(id, "mei")[ids[0]] == sent {
				n++
			}
		}
		if n != most {
			t.Errorf("%s: %d were sent, not %d", policy, n, most)
		}
	}
}

func TestMassMessagesToGroups(t *testing.T) {
	r := newRig(t)
	one, two := r.groupOf("群一"), r.groupOf("群二")
	id := r.mass(m{"chat_type": "group", "sender": "mei", "allow_select": true})
	if got := r.results(id, "mei"); len(got) != 0 {
		t.Errorf("only what was sent is listed: %v", got)
	}
	r.act(Act{Verb: "confirm", Staff: "mei", ID: id, People: []string{"群二"}})
	if got := r.results(id, "mei"); len(got) != 1 || got[two] != sent {
		t.Errorf("%v, %s", got, one)
	}
	r.wants(40063, "externalcontact/add_msg_template", m{"chat_type": "group", "text": m{"content": "x"}})
	r.wants(41048, "externalcontact/add_msg_template", m{"chat_type": "group", "sender": "gang", "text": m{"content": "x"}})
}

func TestAMassMessageIsFilteredRemindedAndCancelled(t *testing.T) {
	r := newRig(t)
	ids := r.people("张三", "李四")
	tags := r.ok("externalcontact/add_corp_tag", m{"group_name": "层级", "tag": []m{{"name": "铁粉"}, {"name": "粉丝"}}})["tag_group"].(m)["tag"].([]any)
	tag := tags[0].(m)["id"].(string)
	r.ok("externalcontact/mark_tag", m{"userid": "mei", "external_userid": ids[0], "add_tag": []string{tag}})
	id := r.mass(m{"sender": "mei", "tag_filter": m{"group_list": []m{{"tag_list": []string{tag, tags[1].(m)["id"].(string)}}}}})
	if got := r.results(id, "mei"); len(got) != 1 || got[ids[0]] != unsent {
		t.Errorf("%v", got)
	}
	for range 3 {
		r.ok("externalcontact/remind_groupmsg_send", m{"msgid": id})
	}
	r.wants(41094, "externalcontact/remind_groupmsg_send", m{"msgid": id})
	r.travel(25 * time.Hour)
	r.ok("externalcontact/remind_groupmsg_send", m{"msgid": id})
	r.ok("externalcontact/cancel_groupmsg_send", m{"msgid": id})
	r.wants(41093, "externalcontact/get_groupmsg_task", m{"msgid": id})
	r.refused(Act{Verb: "confirm", Staff: "mei"}, ErrNothing)
	r.wants(41047, "externalcontact/get_groupmsg_task", m{"msgid": "nonsense"})
	r.wants(44004, "externalcontact/add_msg_template", m{"sender": "mei"})
	r.wants(41065, "externalcontact/add_msg_template", m{"sender": "mei", "attachments": []m{{"msgtype": "poem"}}})
	r.wants(40007, "externalcontact/add_msg_template", m{"sender": "mei", "attachments": []m{{"msgtype": "image", "image": m{"media_id": "gone"}}}})
}
