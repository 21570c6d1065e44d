package sandbox

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

func (r *rig) way(more m) string {
	r.t.Helper()
	body := m{"type": 1, "scene": 2, "user": []string{"mei"}, "state": "store-1", "remark": "门店码"}
	for k, v := range more {
		body[k] = v
	}
	return r.ok("externalcontact/add_contact_way", body)["config_id"].(string)
}

func TestACustomerScansIsWelcomedAndIsKnown(t *testing.T) {
	r := newRig(t)
	in := r.listen()
	r.way(nil)
	r.act(Act{Verb: "person", Name: "张三"})
	out := r.act(Act{Verb: "scan", Person: "张三", Code: "门店码"})
	e := in.last(t, 1)
	if e.Event != "change_external_contact" || e.Change != "add_external_contact" || e.User != "mei" || e.Person != out.Person || e.State != "store-1" ||
		e.Welcome == "" || e.From != "sys" || e.To != r.cfg().CorpID || e.Time != r.clock.Now().Unix() {
		t.Errorf("%+v", e)
	}
	r.ok("externalcontact/send_welcome_msg", m{"welcome_code": e.Welcome, "text": m{"content": "欢迎"},
		"attachments": []m{{"msgtype": "link", "link": m{"title": "店", "url": "https://example.com"}}}})
	r.wants(41051, "externalcontact/send_welcome_msg", m{"welcome_code": e.Welcome, "text": m{"content": "又来"}})
	got := r.get("externalcontact/get", "external_userid", out.Person)
	follow := got["follow_user"].([]any)[0].(m)
	if follow["state"] != "store-1" || follow["add_way"] != 1.0 || got["external_contact"].(m)["name"] != "张三" {
		t.Errorf("%v", got)
	}
	if list := r.get("externalcontact/list", "userid", "mei")["external_userid"].([]any); len(list) != 1 || list[0] != out.Person {
		t.Errorf("%v", list)
	}
	var words []string
	for _, one := range r.talk[pair("mei", out.Person)] {
		words = append(words, one.Kind)
	}
	if !reflect.DeepEqual(words, []string{"notice", "text", "link"}) {
		t.Errorf("%v", words)
	}
	if out := r.act(Act{Verb: "scan", Person: "张三", Code: "store-1"}); !out.Already {
		t.Error("a friend is added again")
	}
}

func TestAWelcomeCodeLivesTwentySeconds(t *testing.T) {
	r := newRig(t)
	in := r.listen()
	config := r.way(nil)
	send := func(code string) m {
		return r.call("externalcontact/send_welcome_msg", m{"welcome_code": code, "text": m{"content": "欢迎"}})
	}
	scan := func(name string, n int) string {
		r.act(Act{Verb: "person", Name: name})
		r.act(Act{Verb: "scan", Person: name, Code: r.server.URL + "/q/" + config})
		return in.last(t, n).Welcome
	}
	late := scan("甲", 1)
	r.travel(20 * time.Second)
	if got := send(late); code(got) != 41050 {
		t.Errorf("%v", got)
	}
	just := scan("乙", 2)
	r.travel(19 * time.Second)
	if got := send(just); code(got) != 0 {
		t.Errorf("%v", got)
	}
	talked := scan("丙", 3)
	r.act(Act{Verb: "say", Person: "丙", Staff: "mei", Text: "在吗"})
	if got := send(talked); code(got) != 41051 {
		t.Errorf("%v", got)
	}
	r.wants(41050, "externalcontact/send_welcome_msg", m{"welcome_code": "nonsense", "text": m{"content": "x"}})
	r.wants(41049, "externalcontact/send_welcome_msg", m{"text": m{"content": "x"}})
	r.act(Act{Verb: "welcome", Staff: "mei", Text: "您好"})
	if code := scan("丁", 4); code != "" {
		t.Error("a member greeted by the console has a code")
	}
}

func TestARequestWaitsForTheMember(t *testing.T) {
	r := newRig(t)
	in := r.listen()
	r.way(m{"skip_verify": false, "type": 2, "user": []string{"mei", "gang"}})
	r.act(Act{Verb: "person", Name: "张三"})
	if out := r.act(Act{Verb: "scan", Person: "张三", Code: "门店码", Staff: "gang"}); !out.Waiting || out.Staff != "gang" {
		t.Errorf("%+v", out)
	}
	r.act(Act{Verb: "accept", Staff: "gang"})
	if e := in.last(t, 1); e.User != "gang" || e.Welcome == "" || e.State != "store-1" {
		t.Errorf("%+v", e)
	}
	r.refused(Act{Verb: "accept", Staff: "gang"}, ErrNothing)
}

func TestAHalfAddBecomesWhole(t *testing.T) {
	r := newRig(t, func(s *Settings) { s.HalfAdd = true })
	in := r.listen()
	r.way(nil)
	r.act(Act{Verb: "person", Name: "张三"})
	out := r.act(Act{Verb: "scan", Person: "张三", Code: "门店码"})
	e := in.last(t, 1)
	if e.Change != "add_half_external_contact" || e.Welcome == "" {
		t.Errorf("%+v", e)
	}
	if got := r.get("externalcontact/get", "external_userid", out.Person); code(got) != 84061 {
		t.Errorf("%v", got)
	}
	r.ok("externalcontact/send_welcome_msg", m{"welcome_code": e.Welcome, "text": m{"content": "欢迎"}})
	r.act(Act{Verb: "addback", Person: "张三", Staff: "mei"})
	if e := in.last(t, 2); e.Change != "add_external_contact" || e.Welcome != "" {
		t.Errorf("%+v", e)
	}
	if got := r.get("externalcontact/get", "external_userid", out.Person); code(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestDeletingIsToldAndSeenDifferently(t *testing.T) {
	r := newRig(t)
	in := r.listen()
	ids := r.people("张三", "李四")
	r.act(Act{Verb: "unfollow", Person: "张三", Staff: "mei"})
	r.act(Act{Verb: "unfriend", Person: "李四", Staff: "mei"})
	got := in.wait(t, 4)
	if got[2].Change != "del_follow_user" || got[2].Person != ids[0] || got[3].Change != "del_external_contact" || got[3].Source != "" {
		t.Errorf("%+v", got[2:])
	}
	if got := r.get("externalcontact/get", "external_userid", ids[0]); code(got) != 0 {
		t.Errorf("a member whom the customer deleted still has the customer: %v", got)
	}
	if got := r.get("externalcontact/get", "external_userid", ids[1]); code(got) != 84061 {
		t.Errorf("%v", got)
	}
}

func TestTheAPITellsNobody(t *testing.T) {
	r := newRig(t)
	ids := r.people("张三")
	in := r.listen()
	r.ok("externalcontact/remark", m{"userid": "mei", "external_userid": ids[0], "remark": "老客"})
	tag := r.ok("externalcontact/add_corp_tag", m{"group_name": "来源", "tag": []m{{"name": "老客"}}})
	id := tag["tag_group"].(m)["tag"].([]any)[0].(m)["id"].(string)
	r.ok("externalcontact/mark_tag", m{"userid": "mei", "external_userid": ids[0], "add_tag": []string{id}})
	r.act(Act{Verb: "newtag", Group: "来源", Name: "新客"})
	if got := in.last(t, 1); got.Event != "change_external_tag" || got.Change != "create" || got.TagType != "tag" {
		t.Errorf("%+v", got)
	}
	r.act(Act{Verb: "untag", Person: "张三", Staff: "mei", Tags: []string{"老客"}})
	if got := in.last(t, 2); got.Change != "edit_external_contact" || got.Person != ids[0] {
		t.Errorf("%+v", got)
	}
}

func TestAWorldIsFoundAgain(t *testing.T) {
	r := newRig(t)
	if err := r.Seed(t.Context(), Seed{Members: 3, Customers: 200, Groups: 4, Tags: 30, Marked: 50}); err != nil {
		t.Fatal(err)
	}
	r.people("张三")
	before, _ := json.Marshal(r.State())
	r.reopen()
	after, _ := json.Marshal(r.State())
	if string(before) != string(after) {
		t.Error("the world is another after it was opened again")
	}
	if got := r.get("externalcontact/list", "userid", "mei"); code(got) != 0 {
		t.Errorf("its token is not: %v", got)
	}
}

func TestManyActAtOnceAndAllOfItIsKept(t *testing.T) {
	r := newRig(t)
	r.way(m{"type": 2, "user": []string{"mei", "gang"}})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 25 {
				name := letters(12)
				if _, err := r.Act(t.Context(), Act{Verb: "person", Name: name}); err != nil {
					t.Error(err)
				}
				if _, err := r.Act(t.Context(), Act{Verb: "scan", Person: name, Code: "门店码"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	r.reopen()
	if n := len(r.follows.all); n != 200 {
		t.Errorf("%d relations", n)
	}
}

func TestOnlyThisMachineHoldsPhones(t *testing.T) {
	w, err := Open(t.Context(), Options{DB: filepath.Join(t.TempDir(), "s.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, c := range []struct {
		from, host, origin string
		want               int
	}{
		{"127.0.0.1:1", "127.0.0.1:8090", "", 200}, {"127.0.0.1:1", "localhost:8090", "", 200}, {"10.0.0.1:1", "127.0.0.1:8090", "", 403},
		{"127.0.0.1:1", "evil.example", "", 403}, {"127.0.0.1:1", "localhost:8090", "https://evil.example", 403},
	} {
		r, _ := http.NewRequest(http.MethodPost, "http://"+c.host+"/admin/act", strings.NewReader(`{"verb":"person","name":"x"}`))
		r.RemoteAddr = c.from
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		rw := &recorder{header: http.Header{}}
		w.Handler().ServeHTTP(rw, r)
		if rw.status != c.want {
			t.Errorf("%+v: %d", c, rw.status)
		}
	}
}

type recorder struct {
	header http.Header
	status int
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) Write(b []byte) (int, error) { return len(b), nil }
func (r *recorder) WriteHeader(s int)           { r.status = s }
