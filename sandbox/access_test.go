package sandbox

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"qunli/kit/fault"
)

func TestTokensEnd(t *testing.T) {
	r := newRig(t)
	again := r.get("gettoken", "corpid", r.cfg().CorpID, "corpsecret", r.apps.get("1000002").Secret)
	if again["access_token"] != r.token || again["expires_in"] != 7200.0 {
		t.Errorf("%v", again)
	}
	for want, pairs := range map[int][]string{40013: {"corpid", "wwother", "corpsecret", "x"}, 40001: {"corpid", r.cfg().CorpID, "corpsecret", "x"}} {
		if got := r.get("gettoken", pairs...); code(got) != want {
			t.Errorf("%v", got)
		}
	}
	get := func() int { return code(r.get("externalcontact/get_follow_user_list")) }
	r.fetchJSON(http.MethodPost, "/admin/tokens/expire", nil)
	if get() != 42001 {
		t.Error("expired")
	}
	r.login()
	r.fetchJSON(http.MethodPost, "/admin/tokens/revoke", nil)
	if get() != 40014 {
		t.Error("revoked")
	}
	r.login()
	r.clock.Advance(2 * time.Hour)
	if get() != 42001 {
		t.Error("old")
	}
	r.token = ""
	if got := r.get("externalcontact/get_follow_user_list"); code(got) != 41001 {
		t.Error("none")
	} else if msg := got["errmsg"].(string); !strings.Contains(msg, "from ip: 127.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query?e=41001") ||
		!strings.Contains(msg, "hint: [") {
		t.Error(msg)
	}
}

func (r *rig) app(f func(a *App)) {
	r.t.Helper()
	apps, _ := r.Apps(r.t.Context())
	f(&apps[0])
	if err := r.SaveApp(r.t.Context(), apps[0]); err != nil {
		r.t.Fatal(err)
	}
}

func TestAnAppSeesAndMayOnlySoMuch(t *testing.T) {
	r := newRig(t)
	ids := r.people("张三")
	r.act(Act{Verb: "person", Name: "李四"})
	other := r.act(Act{Verb: "search", Person: "李四", Staff: "gang", On: true}).Person
	r.app(func(a *App) { a.Users = []string{"mei"} })
	if got := r.get("externalcontact/list", "userid", "gang"); code(got) != 60011 {
		t.Errorf("%v", got)
	}
	if got := r.get("externalcontact/get", "external_userid", other); code(got) != 40096 {
		t.Errorf("%v", got)
	}
	if got := r.get("externalcontact/get", "external_userid", ids[0]); code(got) != 0 {
		t.Errorf("%v", got)
	}
	in := r.listen()
	r.act(Act{Verb: "remark", Person: "李四", Staff: "gang", Text: "x"})
	r.act(Act{Verb: "remark", Person: "张三", Staff: "mei", Text: "x"})
	if e := in.last(t, 1); e.User != "mei" {
		t.Errorf("%+v", e)
	}
	r.app(func(a *App) { a.Callable = false })
	if got := r.get("externalcontact/list", "userid", "mei"); code(got) != 48002 {
		t.Errorf("%v", got)
	}
	r.app(func(a *App) { a.Callable, a.IPs = true, []string{"10.1.0.0/16"} })
	if got := r.get("externalcontact/list", "userid", "mei"); code(got) != 60020 || !strings.Contains(got["errmsg"].(string), "from ip: 127.0.0.1") {
		t.Errorf("%v", got)
	}
	r.set(func(s *Settings) { s.Caller = "10.1.2.3" })
	if got := r.get("externalcontact/list", "userid", "mei"); code(got) != 0 {
		t.Errorf("%v", got)
	}
	r.act(Act{Verb: "service", Staff: "mei"})
	if got := r.get("externalcontact/list", "userid", "mei"); code(got) != 84074 {
		t.Errorf("%v", got)
	}
}

func TestAnAppTouchesOnlyItsOwn(t *testing.T) {
	r := newRig(t)
	config := r.way(nil)
	tag := r.ok("externalcontact/add_corp_tag", m{"group_name": "来源", "tag": []m{{"name": "老客"}}})["tag_group"].(m)["group_id"].(string)
	if err := r.SaveApp(t.Context(), App{AgentID: "1000009", Secret: "other", Callable: true}); err != nil {
		t.Fatal(err)
	}
	r.token = r.get("gettoken", "corpid", r.cfg().CorpID, "corpsecret", "other")["access_token"].(string)
	r.wants(41044, "externalcontact/get_contact_way", m{"config_id": config})
	r.wants(48002, "externalcontact/del_corp_tag", m{"group_id": []string{tag}})
	if got := r.ok("externalcontact/get_corp_tag_list", m{})["tag_group"].([]any); len(got) != 1 {
		t.Errorf("%v", got)
	}
	r.app(func(a *App) { *a = App{AgentID: "1000009", Secret: "other", System: true} })
	r.ok("externalcontact/del_corp_tag", m{"group_id": []string{tag}})
}

func TestLimitsAndFaults(t *testing.T) {
	r := newRig(t)
	list := func() int { return code(r.get("externalcontact/get_follow_user_list")) }
	r.set(func(s *Settings) {
		s.Faults = map[string]*Fault{"externalcontact/get_follow_user_list": {Code: 45033, Left: 2}}
	})
	if a, b, c := list(), list(), list(); a != 45033 || b != 45033 || c != 0 {
		t.Errorf("%d %d %d", a, b, c)
	}
	r.set(func(s *Settings) { s.PerMinute = 5 })
	worst := 0
	for range 6 {
		worst = max(worst, list())
	}
	if worst != 45009 {
		t.Errorf("%d", worst)
	}
	r.travel(59 * time.Second)
	if list() != 45009 {
		t.Error("the block lasts as long as the window")
	}
	r.travel(2 * time.Second)
	if list() != 0 {
		t.Error("the block ends")
	}
	r.set(func(s *Settings) { s.DropReply = 1 })
	if resp, err := http.Get(r.server.URL + "/cgi-bin/get_api_domain_ip?access_token=" + r.token); err == nil {
		resp.Body.Close()
		t.Error("a reply came")
	}
}

func TestWrongRequests(t *testing.T) {
	r := newRig(t)
	r.people("张三")
	if got := r.get("externalcontact/remark"); code(got) != 40063 {
		t.Errorf("%v", got)
	}
	resp, err := http.Post(r.server.URL+"/cgi-bin/externalcontact/remark?access_token="+r.token, "", strings.NewReader("{"))
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if resp.StatusCode != 200 || !strings.Contains(string(body), "40058") {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	got := r.call("externalcontact/groupchat/list", m{"limit": 3, "status_filter": "0"})
	if code(got) != 0 || !strings.Contains(got["errmsg"].(string), "wrong json format") {
		t.Errorf("%v", got)
	}
	for want, body := range map[int]m{41037: {}, 41038: {"type": 1}, 41039: {"type": 3, "scene": 2}, 41040: {"type": 1, "scene": 4},
		60111: {"type": 1, "scene": 2, "user": []string{"nobody"}}, 40058: {"type": 1, "scene": 2, "user": []string{"mei", "gang"}}} {
		r.wants(want, "externalcontact/add_contact_way", body)
	}
}

func (r *rig) upload(path, name string, data []byte) m {
	r.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, _ := form.CreateFormFile("media", name)
	part.Write(data)
	form.Close()
	resp, err := http.Post(r.server.URL+"/cgi-bin/"+path+"access_token="+r.token, form.FormDataContentType(), &b)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	return decode(r.t, raw)
}

var png = append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 64)...)

func TestFilesLiveThreeDays(t *testing.T) {
	r := newRig(t)
	id := r.upload("media/upload?type=image&", "a.png", png)["media_id"].(string)
	get := func() ([]byte, string) {
		resp, err := http.Get(r.server.URL + "/cgi-bin/media/get?access_token=" + r.token + "&media_id=" + id)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		return body, resp.Header.Get("Content-Disposition")
	}
	if body, name := get(); !bytes.Equal(body, png) || !strings.Contains(name, "a.png") {
		t.Errorf("%d bytes, %s", len(body), name)
	}
	r.people("张三")
	pic := m{"sender": "mei", "attachments": []m{{"msgtype": "image", "image": m{"media_id": id}}}}
	r.ok("externalcontact/add_msg_template", pic)
	album := r.upload("media/upload_attachment?media_type=image&attachment_type=1&", "a.png", png)["media_id"].(string)
	r.wants(41072, "externalcontact/add_msg_template", m{"sender": "mei", "attachments": []m{{"msgtype": "image", "image": m{"media_id": album}}}})
	r.travel(72*time.Hour - time.Second)
	r.login()
	if body, _ := get(); !bytes.Equal(body, png) {
		t.Error("gone too early")
	}
	r.travel(time.Second)
	if body, _ := get(); !strings.Contains(string(body), "40007") {
		t.Errorf("%s", body)
	}
	r.wants(40007, "externalcontact/add_msg_template", pic)
	if got := r.upload("media/upload?type=image&", "a.png", []byte("no picture at all")); code(got) != 40005 {
		t.Errorf("%v", got)
	}
	if got := r.upload("media/upload?type=poem&", "a.png", png); code(got) != 40004 {
		t.Errorf("%v", got)
	}
	picture := r.upload("media/uploadimg?", "a.png", png)["url"].(string)
	resp, err := http.Get(picture)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 200 {
		t.Error(resp.Status)
	}
}

func TestSigningIn(t *testing.T) {
	r := newRig(t)
	ids := r.people("张三")
	stranger := r.act(Act{Verb: "person", Name: "路人"}).Person
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	sign := func(as string, more ...string) (string, int) {
		q := url.Values{"appid": {r.cfg().CorpID}, "redirect_uri": {"http://127.0.0.1:1/back?a=1"}, "state": {"s"}, "scope": {"snsapi_base"}, "as": {as}}
		for i := 0; i < len(more); i += 2 {
			q.Set(more[i], more[i+1])
		}
		resp, err := client.Get(r.server.URL + "/connect/oauth2/authorize?" + q.Encode())
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		to, _ := url.Parse(resp.Header.Get("Location"))
		if resp.StatusCode == 302 && (to.Query().Get("state") != "s" || to.Query().Get("a") != "1") {
			t.Errorf("%s", to)
		}
		return to.Query().Get("code"), resp.StatusCode
	}
	code1, _ := sign("mei")
	if got := r.get("auth/getuserinfo", "code", code1); got["userid"] != "mei" {
		t.Errorf("%v", got)
	}
	if got := r.get("auth/getuserinfo", "code", code1); code(got) != 42022 {
		t.Errorf("%v", got)
	}
	code2, _ := sign("张三")
	if got := r.get("auth/getuserinfo", "code", code2); got["external_userid"] != ids[0] || got["openid"] == "" {
		t.Errorf("%v", got)
	}
	code3, _ := sign(stranger)
	if got := r.get("auth/getuserinfo", "code", code3); got["external_userid"] != nil || got["openid"] == nil {
		t.Errorf("%v", got)
	}
	code4, _ := sign("mei")
	r.travel(5 * time.Minute)
	if got := r.get("auth/getuserinfo", "code", code4); code(got) != 42003 {
		t.Errorf("%v", got)
	}
	if _, status := sign("mei", "redirect_uri", "https://elsewhere.example/"); status != 403 {
		t.Error(status)
	}
	oa, _ := sign("张三", "appid", r.cfg().OAAppID, "scope", "snsapi_userinfo")
	got := r.fetchJSON(http.MethodGet, fmt.Sprintf("/sns/oauth2/access_token?appid=%s&secret=%s&code=%s", r.cfg().OAAppID, r.cfg().OASecret, oa), nil)
	if got["openid"] == nil || got["unionid"] != r.known(ids[0]).UnionID {
		t.Errorf("%v", got)
	}
	who := r.fetchJSON(http.MethodGet, fmt.Sprintf("/sns/userinfo?access_token=%s&openid=%s", got["access_token"], got["openid"]), nil)
	if who["nickname"] != "张三" {
		t.Errorf("%v", who)
	}
}

func (r *rig) known(id string) *Person { return r.World.people.get(id) }

func TestTicketsAndMessages(t *testing.T) {
	r := newRig(t)
	corp, app := r.get("get_jsapi_ticket"), r.get("ticket/get", "type", "agent_config")
	if corp["ticket"] == app["ticket"] || corp["ticket"] != r.get("get_jsapi_ticket")["ticket"] {
		t.Errorf("%v %v", corp, app)
	}
	out := r.ok("message/send", m{"touser": "mei|nobody", "msgtype": "text", "agentid": 1000002, "text": m{"content": "请确认群发"}})
	if out["invaliduser"] != "nobody" || out["msgid"] == "" {
		t.Errorf("%v", out)
	}
	r.wants(81013, "message/send", m{"touser": "nobody", "msgtype": "text", "agentid": 1000002, "text": m{"content": "x"}})
	r.wants(82001, "message/send", m{"msgtype": "text", "agentid": 1000002, "text": m{"content": "x"}})
	r.wants(40056, "message/send", m{"touser": "mei", "msgtype": "text", "agentid": 1, "text": m{"content": "x"}})
}

// Whatever is asked for, an answer in the vendor's shape comes.
func TestOddRequestsAreAnswered(t *testing.T) {
	r := newRig(t, func(s *Settings) { s.PerMinute = 0 })
	ids := r.people("张三")
	chat := r.groupOf("群", "张三")
	odd := []string{``, `null`, `[]`, `0`, `"x"`, `{}`, `{"cursor":"LTEgLTE","limit":-5,"userid_list":["mei"],"msgid":"x"}`,
		`{"limit":1000000,"cursor":"OTk5OTk5OTk5OSA5OTk5OTk5OTk5","userid_list":["mei","gang"],"page_id":-1}`,
		`{"userid":"mei","external_userid":"` + ids[0] + `","add_tag":[""],"chat_id":"` + chat + `","chat_id_list":["` + chat + `",""],"new_owner":"mei","limit":1}`,
		`{"sender":"mei","text":null,"attachments":[{"msgtype":"image"},{"msgtype":"link","link":null},null]}`,
		`{"sender":"mei","external_userid":["` + ids[0] + `",""],"chat_type":"group","text":{"content":"x"},"tag_filter":{"group_list":[{}]}}`,
		`{"handover_userid":"mei","takeover_userid":"gang","external_userid":["",null]}`, `{"tag_id":[""],"group_id":[null],"id":"","name":""}`,
		`{"type":2,"scene":2,"user":[],"party":[999],"range":{"user_list":[""]},"link_name":"x"}`,
		`{"day_begin_time":1,"day_end_time":99999999999,"start_time":-1,"end_time":1,"owner_filter":{"userid_list":["mei"]},"order_by":99,"offset":-3,"userid":["mei"]}`,
	}
	for path := range endpoints() {
		for _, body := range odd {
			resp, err := http.Post(r.server.URL+"/cgi-bin/"+path+"?access_token="+r.token+"&userid=&external_userid=x&cursor=LTE&media_id=x&code=x&department_id=-1", "", strings.NewReader(body))
			if err != nil {
				t.Fatalf("%s %s: %v", path, body, err)
			}
			raw, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			if got := decode(t, raw); resp.StatusCode != 200 || got["errmsg"] == nil || code(got) == -1 {
				t.Errorf("%s %s: %d %s", path, body, resp.StatusCode, raw)
			}
		}
	}
}

// Whatever is tried with a phone, it is done or refused, and the world goes on.
func TestOddActsAreDoneOrRefused(t *testing.T) {
	r := newRig(t)
	r.people("张三", "李四")
	chat := r.groupOf("群", "张三")
	r.way(nil)
	r.joinWay([]string{chat}, nil)
	for name := range verbs() {
		for _, a := range []Act{{}, {Person: "张三"}, {Staff: "小美"}, {Person: "张三", Staff: "小美"}, {Person: "小美", Staff: "张三"}, {Group: "群"},
			{Person: "李四", Group: "群"}, {Staff: "小美", Group: "群", People: []string{"nobody"}}, {Staff: "小美", Group: "群", To: "张三", Person: "张三"},
			{Person: "张三", Code: "http://127.0.0.1/ca/x"}, {Person: "张三", Code: "%zz://"}, {Person: "张三", To: "李四", Text: "x", Code: "y", URL: "z"},
			{Name: "x", Group: "y", Number: -7, ID: "x"}, {Staff: "小刚", Person: "李四", Tags: []string{"x"}, ID: "x", On: true}} {
			a.Verb = name
			out, err := r.Act(t.Context(), a)
			if err != nil && fault.Of(err).Kind == fault.Internal {
				t.Errorf("%+v: %v", a, err)
			}
			_ = out
		}
	}
	r.fetchJSON(http.MethodGet, "/admin/state", nil)
	for _, p := range append(sorted(r.World.people), &Person{ID: "mei"}) {
		r.fetchJSON(http.MethodGet, "/admin/phone/"+p.ID, nil)
	}
	r.reopen()
}
