package sandbox

import (
	"fmt"
	"testing"
	"time"
)

func TestCodesAreChangedListedAndDeleted(t *testing.T) {
	r := newRig(t)
	config := r.way(m{"type": 2, "user": []string{"mei"}})
	got := r.ok("externalcontact/get_contact_way", m{"config_id": config})["contact_way"].(m)
	if got["skip_verify"] != true || got["state"] != "store-1" || got["qr_code"] != r.server.URL+"/q/"+config || got["type"] != 2.0 {
		t.Errorf("%v", got)
	}
	r.ok("externalcontact/update_contact_way", m{"config_id": config, "user": []string{"gang"}, "skip_verify": false})
	got = r.ok("externalcontact/get_contact_way", m{"config_id": config})["contact_way"].(m)
	if got["skip_verify"] != false || got["state"] != "store-1" || fmt.Sprint(got["user"]) != "[gang]" {
		t.Errorf("%v", got)
	}
	for range 4 {
		r.way(nil)
	}
	r.way(m{"is_temp": true})
	seen, next := map[string]bool{}, ""
	for {
		page := r.ok("externalcontact/list_contact_way", m{"limit": 2, "cursor": next})
		for _, one := range page["contact_way"].([]any) {
			seen[one.(m)["config_id"].(string)] = true
		}
		if next = page["next_cursor"].(string); next == "" {
			break
		}
	}
	if len(seen) != 5 {
		t.Errorf("%d codes; temporary ones are not listed", len(seen))
	}
	r.ok("externalcontact/del_contact_way", m{"config_id": config})
	r.wants(41044, "externalcontact/del_contact_way", m{"config_id": config})
	r.wants(41043, "externalcontact/get_contact_way", m{})
	r.set(func(s *Settings) { s.WayMost = 3 })
	r.wants(41045, "externalcontact/add_contact_way", m{"type": 1, "scene": 2, "user": []string{"mei"}})
	r.act(Act{Verb: "resign", Staff: "gang"})
	r.wants(60111, "externalcontact/add_contact_way", m{"type": 1, "scene": 2, "user": []string{"gang"}})
}

func TestATemporaryCodeDies(t *testing.T) {
	r := newRig(t)
	once := r.way(m{"is_temp": true, "expires_in": 3600})
	r.act(Act{Verb: "person", Name: "张三"})
	r.act(Act{Verb: "person", Name: "李四"})
	r.act(Act{Verb: "scan", Person: "张三", Code: once})
	r.refused(Act{Verb: "scan", Person: "李四", Code: once}, ErrDead)
	late := r.way(m{"is_temp": true, "expires_in": 3600})
	r.travel(3601 * time.Second)
	r.refused(Act{Verb: "scan", Person: "李四", Code: late}, ErrDead)
}

func TestACodeServesByTurns(t *testing.T) {
	r := newRig(t)
	r.way(m{"type": 2, "user": []string{"mei", "gang"}})
	served := map[string]int{}
	for i := range 6 {
		name := fmt.Sprint("客", i)
		r.act(Act{Verb: "person", Name: name})
		served[r.act(Act{Verb: "scan", Person: name, Code: "门店码"}).Staff]++
	}
	if served["mei"] != 3 || served["gang"] != 3 {
		t.Errorf("%v", served)
	}
	r.act(Act{Verb: "service", Staff: "mei"})
	r.act(Act{Verb: "service", Staff: "gang"})
	r.act(Act{Verb: "person", Name: "迟到"})
	r.refused(Act{Verb: "scan", Person: "迟到", Code: "门店码"}, ErrNobody)
}

func TestCustomersComeByPages(t *testing.T) {
	r := newRig(t)
	var names []string
	for i := range 7 {
		names = append(names, fmt.Sprint("客", i))
	}
	ids := r.people(names...)
	r.act(Act{Verb: "search", Person: "客0", Staff: "gang", On: true})
	var got []string
	for next := ""; ; {
		page := r.ok("externalcontact/batch/get_by_user", m{"userid_list": []string{"gang", "mei"}, "limit": 3, "cursor": next})
		for _, one := range page["external_contact_list"].([]any) {
			got = append(got, one.(m)["external_contact"].(m)["external_userid"].(string))
		}
		if next = page["next_cursor"].(string); next == "" {
			break
		}
	}
	if len(got) != 8 || got[0] != ids[0] || got[1] != ids[0] || got[7] != ids[6] {
		t.Errorf("%v", got)
	}
	r.wants(40063, "externalcontact/batch/get_by_user", m{"cursor": ""})
	if got := r.get("externalcontact/list", "userid", "nobody"); code(got) != 60111 {
		t.Errorf("%v", got)
	}
	r.act(Act{Verb: "hire", Name: "新人", ID: "xin"})
	if got := r.get("externalcontact/list", "userid", "xin"); code(got) != 84061 || len(got["external_userid"].([]any)) != 0 {
		t.Errorf("%v", got)
	}
	if got := r.get("externalcontact/get", "external_userid", "wmnobody"); code(got) != 40096 {
		t.Errorf("%v", got)
	}
}

func TestRemarks(t *testing.T) {
	r := newRig(t)
	id := r.people("张三")[0]
	r.ok("externalcontact/remark", m{"userid": "mei", "external_userid": id, "remark": "老客", "description": "爱喝茶", "remark_mobiles": []string{"13800000000"}, "remark_company": "茶行"})
	follow := func() m { return r.get("externalcontact/get", "external_userid", id)["follow_user"].([]any)[0].(m) }
	if f := follow(); f["remark"] != "老客" || f["description"] != "爱喝茶" || f["remark_corp_name"] != "茶行" || len(f["remark_mobiles"].([]any)) != 1 {
		t.Errorf("%v", f)
	}
	r.ok("externalcontact/remark", m{"userid": "mei", "external_userid": id, "remark_mobiles": []string{""}})
	if f := follow(); f["remark"] != "老客" || len(f["remark_mobiles"].([]any)) != 0 {
		t.Errorf("%v", f)
	}
	r.wants(40058, "externalcontact/remark", m{"userid": "mei", "external_userid": id, "remark": "一二三四五六七八九十一二三四五六七八九十一"})
	r.wants(40063, "externalcontact/remark", m{"userid": "mei", "external_userid": id})
	r.wants(84061, "externalcontact/remark", m{"userid": "gang", "external_userid": id, "remark": "x"})
}

func TestTagsAreKept(t *testing.T) {
	r := newRig(t)
	id := r.people("张三")[0]
	made := r.ok("externalcontact/add_corp_tag", m{"group_name": "层级", "order": 5, "tag": []m{{"name": "粉丝"}, {"name": "铁粉"}, {"name": "粉丝"}}})["tag_group"].(m)
	tags := made["tag"].([]any)
	if len(tags) != 2 || made["order"] != 5.0 {
		t.Errorf("same names collapse: %v", made)
	}
	fan := tags[0].(m)["id"].(string)
	more := r.ok("externalcontact/add_corp_tag", m{"group_id": made["group_id"], "tag": []m{{"name": "股东"}}})["tag_group"].(m)
	if more["group_id"] != made["group_id"] {
		t.Errorf("%v", more)
	}
	r.wants(40068, "externalcontact/mark_tag", m{"userid": "mei", "external_userid": id, "add_tag": []string{"etnothing"}})
	r.ok("externalcontact/mark_tag", m{"userid": "mei", "external_userid": id, "add_tag": []string{fan}})
	r.ok("externalcontact/edit_corp_tag", m{"id": fan, "name": "新粉"})
	r.wants(40058, "externalcontact/edit_corp_tag", m{"id": fan, "name": "铁粉"})
	if got := r.get("externalcontact/get", "external_userid", id)["follow_user"].([]any)[0].(m)["tags"].([]any)[0].(m); got["tag_name"] != "新粉" || got["group_name"] != "层级" {
		t.Errorf("%v", got)
	}
	r.ok("externalcontact/del_corp_tag", m{"tag_id": []string{fan}})
	if got := r.get("externalcontact/get", "external_userid", id)["follow_user"].([]any)[0].(m)["tags"].([]any); len(got) != 0 {
		t.Errorf("%v", got)
	}
	asked := r.ok("externalcontact/get_corp_tag_list", m{"tag_id": []string{fan}})["tag_group"].([]any)[0].(m)["tag"].([]any)[0].(m)
	if asked["deleted"] != true {
		t.Errorf("%v", asked)
	}
	r.ok("externalcontact/del_corp_tag", m{"group_id": []string{made["group_id"].(string)}})
	if got := r.ok("externalcontact/get_corp_tag_list", m{})["tag_group"].([]any); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestWelcomesOfGroups(t *testing.T) {
	r := newRig(t)
	id := r.ok("externalcontact/group_welcome_template/add", m{"text": m{"content": "欢迎进群"}, "link": m{"title": "群规", "url": "https://example.com"}})["template_id"].(string)
	got := r.ok("externalcontact/group_welcome_template/get", m{"template_id": id})
	if got["text"].(m)["content"] != "欢迎进群" || got["link"].(m)["title"] != "群规" {
		t.Errorf("%v", got)
	}
	r.ok("externalcontact/group_welcome_template/edit", m{"template_id": id, "text": m{"content": "欢迎 %NICKNAME%"}})
	chat := r.groupOf("群")
	r.act(Act{Verb: "grouptemplate", Group: chat, ID: id})
	r.joinWay([]string{chat}, nil)
	r.act(Act{Verb: "person", Name: "张三"})
	r.act(Act{Verb: "scan", Person: "张三", Code: "进群码"})
	if last := r.talk[chat][len(r.talk[chat])-1]; last.Cause != "group_welcome" {
		t.Errorf("%+v", last)
	}
	r.ok("externalcontact/group_welcome_template/del", m{"template_id": id})
	r.wants(40058, "externalcontact/group_welcome_template/get", m{"template_id": id})
	r.wants(44004, "externalcontact/group_welcome_template/add", m{"notify": 1})
	r.set(func(s *Settings) { s.TemplateMost = 0 })
	r.wants(41055, "externalcontact/group_welcome_template/add", m{"text": m{"content": "x"}})
}

func TestMembersAndDepartments(t *testing.T) {
	r := newRig(t)
	if err := r.Seed(t.Context(), Seed{Members: 7}); err != nil {
		t.Fatal(err)
	}
	if got := r.get("department/list")["department"].([]any); len(got) != 6 {
		t.Errorf("%v", got)
	}
	if got := r.get("user/simplelist", "department_id", "1")["userlist"].([]any); len(got) != 2 {
		t.Errorf("%v", got)
	}
	if got := r.get("user/list", "department_id", "1", "fetch_child", "1")["userlist"].([]any); len(got) != 9 {
		t.Errorf("%v", got)
	}
	if got := r.get("user/list", "department_id", "77"); code(got) != 60123 {
		t.Errorf("%v", got)
	}
	seen, next := 0, ""
	for {
		page := r.ok("user/list_id", m{"limit": 4, "cursor": next})
		seen += len(page["dept_user"].([]any))
		if next = page["next_cursor"].(string); next == "" {
			break
		}
	}
	if seen != 9 {
		t.Errorf("%d", seen)
	}
	if got := r.get("user/get", "userid", "mei"); got["name"] != "小美" || got["status"] != 1.0 || got["mobile"] != nil {
		t.Errorf("%v", got)
	}
	r.wants(41041, "externalcontact/add_contact_way", m{"type": 2, "scene": 2, "party": []int{1}, "user": many(100)})
}

func many(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprint("nobody", i))
	}
	return out
}

func TestIdsAreConverted(t *testing.T) {
	r := newRig(t)
	id := r.people("张三")[0]
	p := r.known(id)
	if got := r.ok("externalcontact/convert_to_openid", m{"external_userid": id}); got["openid"] != p.OpenID {
		t.Errorf("%v", got)
	}
	if got := r.ok("idconvert/unionid_to_external_userid", m{"unionid": p.UnionID, "openid": p.OAOpenID}); got["external_userid"] != id {
		t.Errorf("%v", got)
	}
	r.wants(610018, "idconvert/unionid_to_external_userid", m{"unionid": p.UnionID, "openid": "other"})
	r.wants(610014, "idconvert/unionid_to_external_userid", m{"unionid": "other", "openid": "other"})
	stranger := r.known(r.act(Act{Verb: "person", Name: "路人"}).Person)
	got := r.ok("idconvert/unionid_to_external_userid", m{"unionid": stranger.UnionID, "openid": stranger.OAOpenID})
	again := r.ok("idconvert/batch/external_userid_to_pending_id", m{"external_userid": []string{stranger.ID}})["result"].([]any)[0].(m)
	if got["external_userid"] != nil || got["pending_id"] == nil || got["pending_id"] != again["pending_id"] {
		t.Errorf("%v %v", got, again)
	}
	wo := r.act(Act{Verb: "person", Name: "同行", Number: 2}).Person
	in := r.listen()
	r.act(Act{Verb: "search", Person: "同行", Staff: "mei", On: true})
	if e := in.last(t, 1); e.Welcome != "" {
		t.Error("somebody of another corp's WeCom is greeted by card")
	}
	r.wants(41056, "externalcontact/convert_to_openid", m{"external_userid": wo})
	if got := r.get("externalcontact/get", "external_userid", wo)["external_contact"].(m); got["type"] != 2.0 || got["corp_name"] == nil || got["unionid"] != nil {
		t.Errorf("%v", got)
	}
	chat := r.groupOf("群")
	if got := r.ok("externalcontact/opengid_to_chatid", m{"opengid": r.groups.get(chat).OpenGID}); got["chat_id"] != chat {
		t.Errorf("%v", got)
	}
	r.wants(90511, "externalcontact/opengid_to_chatid", m{"opengid": "x"})
}

func TestABrandIsPlacedAsItIs(t *testing.T) {
	r := bareRig(t)
	in := r.listen()
	who, tag := newID("wm"), newID("et")
	cast := Cast{Members: []Member{{UserID: "zhen", Name: "阿珍", Service: true}}, People: []Person{{ID: who, Name: "王芳", UnionID: "oUwang"}, {Name: "李雷"}},
		Tags:    []TagGroup{{Name: "层级", Tags: []*Tag{{ID: tag, Name: "铁粉"}}}},
		Follows: []Follow{{User: "zhen", Person: who, Since: 1700000000000, State: "opening", AddWay: 1, Tags: []string{tag}}},
		Groups:  []Group{{Name: "老客群", Owner: "zhen", Created: 1700000000000, Members: []*Stay{{ID: who, Joined: 1700000500000}}}}}
	if err := r.Place(t.Context(), cast); err != nil {
		t.Fatal(err)
	}
	if err := r.Place(t.Context(), cast); err == nil {
		t.Error("placed twice")
	}
	for _, bad := range []Cast{{Follows: []Follow{{User: "nobody", Person: who}}}, {Groups: []Group{{Name: "x", Owner: "nobody"}}}} {
		if err := r.Place(t.Context(), bad); err == nil {
			t.Errorf("%+v is placed", bad)
		}
	}
	r.login()
	got := r.get("externalcontact/get", "external_userid", who)
	follow := got["follow_user"].([]any)[0].(m)
	if follow["createtime"] != 1700000000.0 || follow["state"] != "opening" || len(follow["tags"].([]any)) != 1 || got["external_contact"].(m)["unionid"] != "oUwang" {
		t.Errorf("%v", got)
	}
	id := r.ok("externalcontact/groupchat/list", m{"limit": 10})["group_chat_list"].([]any)[0].(m)["chat_id"].(string)
	if members := r.chat(id)["member_list"].([]any); len(members) != 2 || members[1].(m)["join_time"] != 1700000500.0 {
		t.Errorf("%v", members)
	}
	done, err := r.ActAll(t.Context(), []Act{{Verb: "search", Person: "李雷", Staff: "zhen", On: true}, {Verb: "search", Person: "nobody", Staff: "zhen"}, {Verb: "fly"},
		{Verb: "unfollow", Person: "李雷", Staff: "zhen"}, {Verb: "search", Person: "李雷", Staff: "zhen", On: true}})
	if err != nil || done[0].Error != "" || done[1].Error != "sandbox.no_person" || done[2].Error != "sandbox.verb" || done[4].Error != "" {
		t.Errorf("%+v, %v", done, err)
	}
	if got := in.wait(t, 3); got[0].Change != "add_external_contact" || got[1].Change != "del_follow_user" || got[2].Welcome == "" {
		t.Errorf("%+v", got)
	}
}

func TestAnAcquisitionLinkBringsCustomers(t *testing.T) {
	r := newRig(t)
	in := r.listen()
	link := r.ok("externalcontact/customer_acquisition/create_link", m{"link_name": "视频号", "range": m{"user_list": []string{"mei"}}})["link"].(m)
	id, address := link["link_id"].(string), link["url"].(string)
	r.act(Act{Verb: "person", Name: "张三"})
	out := r.act(Act{Verb: "scan", Person: "张三", Code: address + "?customer_channel=live-1"})
	if e := in.last(t, 1); e.State != "live-1" || e.Welcome == "" || e.Person != out.Person {
		t.Errorf("%+v", e)
	}
	if f := r.get("externalcontact/get", "external_userid", out.Person)["follow_user"].([]any)[0].(m); f["add_way"] != 16.0 || f["state"] != "live-1" {
		t.Errorf("%v", f)
	}
	got := r.ok("externalcontact/customer_acquisition/customer", m{"link_id": id})["customer_list"].([]any)
	if len(got) != 1 || got[0].(m)["chat_status"] != 0.0 || got[0].(m)["state"] != "live-1" {
		t.Errorf("%v", got)
	}
	if quota := r.get("externalcontact/customer_acquisition_quota"); quota["balance"] != 999.0 {
		t.Errorf("%v", quota)
	}
	day := r.clock.Now().Unix()
	r.travel(24 * time.Hour)
	if stat := r.ok("externalcontact/customer_acquisition/statistic", m{"link_id": id, "start_time": day, "end_time": day}); stat["click_link_customer_cnt"] != 1.0 || stat["new_customer_cnt"] != 1.0 {
		t.Errorf("%v", stat)
	}
	r.ok("externalcontact/customer_acquisition/update_link", m{"link_id": id, "link_name": "直播间"})
	if got := r.ok("externalcontact/customer_acquisition/get", m{"link_id": id}); got["link"].(m)["link_name"] != "直播间" {
		t.Errorf("%v", got)
	}
	if list := r.ok("externalcontact/customer_acquisition/list_link", m{})["link_id_list"].([]any); len(list) != 1 {
		t.Errorf("%v", list)
	}
	r.ok("externalcontact/customer_acquisition/delete_link", m{"link_id": id})
	r.wants(40058, "externalcontact/customer_acquisition/get", m{"link_id": id})
}

func TestAnExclusiveCodeKeepsTheFriendOneHas(t *testing.T) {
	r := newRig(t)
	r.people("张三")
	r.way(m{"user": []string{"gang"}, "is_exclusive": true})
	if out := r.act(Act{Verb: "scan", Person: "张三", Code: "门店码"}); out.Staff != "mei" || !out.Already {
		t.Errorf("%+v", out)
	}
	r.act(Act{Verb: "person", Name: "李四"})
	if out := r.act(Act{Verb: "scan", Person: "李四", Code: "门店码"}); out.Staff != "gang" || out.Already {
		t.Errorf("%+v", out)
	}
}

func TestTheAlbum(t *testing.T) {
	r := newRig(t)
	pic := r.upload("media/upload_attachment?media_type=image&attachment_type=2&", "a.png", png)["media_id"].(string)
	post := r.upload("media/upload_attachment?media_type=image&attachment_type=1&", "a.png", png)["media_id"].(string)
	with := func(id string) []m { return []m{{"type": "image", "image": m{"media_id": id}}} }
	r.wants(41088, "externalcontact/add_product_album", m{"description": "阿胶糕", "price": 5900})
	r.wants(41072, "externalcontact/add_product_album", m{"description": "阿胶糕", "price": 5900, "attachments": with(post)})
	r.wants(41086, "externalcontact/add_product_album", m{"description": "阿胶糕", "price": 5000001, "attachments": with(pic)})
	id := r.ok("externalcontact/add_product_album", m{"description": "阿胶糕", "price": 5900, "product_sn": "EJ1", "attachments": with(pic)})["product_id"].(string)
	r.ok("externalcontact/update_product_album", m{"product_id": id, "price": 4900})
	got := r.ok("externalcontact/get_product_album", m{"product_id": id})["product"].(m)
	if got["price"] != 4900.0 || got["description"] != "阿胶糕" || len(got["attachments"].([]any)) != 1 {
		t.Errorf("%v", got)
	}
	if list := r.ok("externalcontact/get_product_album_list", m{})["product_list"].([]any); len(list) != 1 {
		t.Errorf("%v", list)
	}
	r.ok("externalcontact/delete_product_album", m{"product_id": id})
	r.wants(41075, "externalcontact/get_product_album", m{"product_id": id})
}

func TestAWorldStartsOver(t *testing.T) {
	r := newRig(t)
	in := r.listen()
	r.people("张三")
	r.groupOf("群", "张三")
	id := r.upload("media/upload?type=image&", "a.png", png)["media_id"].(string)
	in.wait(t, 2)
	if err := r.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.reopen()
	if n := len(r.World.people.all) + len(r.members.all) + len(r.follows.all) + len(r.groups.all) + len(r.media.all); n != 0 {
		t.Errorf("%d things are left", n)
	}
	if got := r.get("media/get", "media_id", id); code(got) != 40007 {
		t.Errorf("%v", got)
	}
	r.act(Act{Verb: "hire", Name: "小美", ID: "mei"})
	r.people("张三")
	if e := in.last(t, 4); e.Change != "add_external_contact" {
		t.Errorf("its app and its address are kept: %+v", e)
	}
}
