package sandbox

import (
	"testing"
	"time"
)

func TestAMomentIsPublishedAndAnswered(t *testing.T) {
	r := newRig(t)
	ids := r.people("张三", "李四")
	pic := r.upload("media/upload_attachment?media_type=image&attachment_type=1&", "a.png", png)["media_id"].(string)
	plain := r.upload("media/upload?type=image&", "a.png", png)["media_id"].(string)
	r.wants(41072, "externalcontact/add_moment_task", m{"text": m{"content": "新品"}, "attachments": []m{{"msgtype": "image", "image": m{"media_id": plain}}}})
	r.wants(41089, "externalcontact/add_moment_task", m{})
	job := r.ok("externalcontact/add_moment_task", m{"text": m{"content": "新品"}, "attachments": []m{{"msgtype": "image", "image": m{"media_id": pic}}},
		"visible_range": m{"sender_list": m{"user_list": []string{"mei", "nobody"}}}})["jobid"].(string)
	if got := r.get("externalcontact/get_moment_task_result", "jobid", job); got["status"] != 2.0 {
		t.Errorf("%v", got)
	}
	r.travel(3 * time.Second)
	got := r.get("externalcontact/get_moment_task_result", "jobid", job)
	result := got["result"].(m)
	if got["status"] != 3.0 || len(result["invalid_sender_list"].(m)["user_list"].([]any)) != 1 {
		t.Errorf("%v", got)
	}
	id := result["moment_id"].(string)
	if got := r.ok("externalcontact/get_moment_task", m{"moment_id": id})["task_list"].([]any); len(got) != 1 || got[0].(m)["publish_status"] != 0.0 {
		t.Errorf("%v", got)
	}
	r.wants(41062, "externalcontact/get_moment_comments", m{"moment_id": id, "userid": "mei"})
	r.wants(41061, "externalcontact/get_moment_comments", m{"moment_id": id, "userid": "gang"})
	r.act(Act{Verb: "unfollow", Person: "李四", Staff: "mei"})
	r.act(Act{Verb: "publish", Staff: "mei"})
	r.act(Act{Verb: "like", Person: "张三", Staff: "mei", ID: id})
	r.act(Act{Verb: "comment", Person: "张三", Staff: "mei", ID: id, Text: "好看"})
	r.refused(Act{Verb: "like", Person: "李四", Staff: "mei", ID: id}, ErrNothing)
	if got := r.ok("externalcontact/get_moment_customer_list", m{"moment_id": id, "userid": "mei"})["customer_list"].([]any); len(got) != 2 {
		t.Errorf("%v", got)
	}
	if got := r.ok("externalcontact/get_moment_send_result", m{"moment_id": id, "userid": "mei"})["customer_list"].([]any); len(got) != 1 || got[0].(m)["external_userid"] != ids[0] {
		t.Errorf("%v", got)
	}
	said := r.ok("externalcontact/get_moment_comments", m{"moment_id": id, "userid": "mei"})
	if len(said["like_list"].([]any)) != 1 || len(said["comment_list"].([]any)) != 1 {
		t.Errorf("%v", said)
	}
	now := r.clock.Now().Unix()
	list := r.ok("externalcontact/get_moment_list", m{"start_time": now - 60, "end_time": now})["moment_list"].([]any)
	if len(list) != 1 || list[0].(m)["image"].([]any)[0].(m)["media_id"] != pic {
		t.Errorf("%v", list)
	}
	for range 9 {
		r.ok("externalcontact/add_moment_task", m{"text": m{"content": "又一条"}})
	}
	r.wants(41078, "externalcontact/add_moment_task", m{"text": m{"content": "太多"}})
}
