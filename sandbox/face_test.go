package sandbox

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"qunli/testkit/browser"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) {
	if file := os.Getenv(killedFile); file != "" {
		actUntilKilled(file)
	}
	code := pgtest.Run(m)
	if err := browser.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// press clicks the first button whose text holds words, within a part of the page.
func press(t *testing.T, p *browser.Page, within, words string) {
	t.Helper()
	find := fmt.Sprintf(`[...document.querySelectorAll(%q)].flatMap(e => [...e.querySelectorAll('button')]).find(b => b.textContent.includes(%q) || (b.getAttribute('aria-label') || '').includes(%q))`,
		within, words, words)
	p.Wait(find + ` !== undefined`)
	browser.Eval[bool](p, find+`.click() || true`)
}

// The first minutes with the phones: a small world, a code, an add, a welcome, a group, a mass message.
func TestThePhonesArePlayedWith(t *testing.T) {
	r := bareRig(t)
	r.welcomer()
	p := browser.Open(t)
	p.Size(1440, 900)
	p.Scheme("light")
	p.Go(r.server.URL + "/icon.svg")
	browser.Eval[bool](p, `(localStorage.setItem('sandbox.lang', 'zh'), true)`)
	p.Go(r.server.URL + "/")
	p.Shot("sandbox-empty")
	press(t, p, ".adder", "放进一个小世界")
	p.Wait(`document.querySelectorAll('.phone').length === 3`)
	text := "员工 小红\n小美 建群 福利群 小刚\n码 门店码 小美\n群码 进群码 福利群"
	if err := Run(t.Context(), r.World, strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	phone := func(name string) string { return fmt.Sprintf(`.phone[aria-label^="%s"]`, name) }
	press(t, p, phone("王芳")+" .tabs", "扫一扫")
	p.Shot("sandbox-scan")
	press(t, p, phone("王芳")+" .body", "门店码")
	p.Wait(`document.querySelector('.talk')?.textContent.includes('欢迎光临')`)
	p.Fill(phone("王芳")+" .compose input", "你好，有新品吗？")
	press(t, p, phone("王芳")+" .compose", "发送")
	p.Wait(`document.querySelector('.talk').textContent.includes('有新品吗')`)
	press(t, p, phone("王芳")+" .head", "返回")
	press(t, p, phone("王芳")+" .tabs", "扫一扫")
	press(t, p, phone("王芳")+" .body", "进群码")
	p.Wait(`document.querySelector('.phone .head h2').textContent.includes('福利群 (3)')`)
	press(t, p, phone("小美")+" .body", "福利群")
	p.Fill(phone("小美")+" .compose input", "欢迎新朋友！今晚八点上新")
	press(t, p, phone("小美")+" .compose", "发送")
	p.Wait(`[...document.querySelectorAll('.talk')].filter(e => e.textContent.includes('今晚八点')).length === 2`)
	r.login()
	r.ok("externalcontact/add_msg_template", m{"sender": "user001", "allow_select": true, "text": m{"content": "周五会员日，全场八折。\n回复 1 预约。"}})
	r.ok("externalcontact/add_moment_task", m{"text": m{"content": "秋季新品到店，欢迎来试"}})
	press(t, p, phone("小美")+" .head", "返回")
	press(t, p, phone("小美")+" .tabs", "工作台")
	press(t, p, phone("小美")+" .body", "发表")
	p.Wait(`document.querySelector('.task') !== null`)
	press(t, p, phone("李雷")+" .tabs", "扫一扫")
	p.Shot("sandbox-board")
	if bad := p.Audit("zh-CN", false); len(bad) > 0 {
		t.Error(bad)
	}
	press(t, p, ".task", "发送")
	p.Wait(`!document.querySelector('.task')`)
	press(t, p, phone("王芳")+" .head", "更多")
	p.Wait(`document.querySelector('.faces') !== null`)
	p.Scheme("dark")
	press(t, p, ".panel-tabs", "回调")
	p.Wait(`document.querySelector('.events details') !== null`)
	browser.Eval[bool](p, `(document.querySelector('.events details').open = true)`)
	p.Shot("sandbox-callbacks")
	press(t, p, ".panel-tabs", "开关")
	p.Wait(`document.querySelector('.panel .form') !== null`)
	p.Shot("sandbox-dark")
	if bad := p.Audit("zh-CN", false); len(bad) > 0 {
		t.Error(bad)
	}
	press(t, p, ".tools", "EN")
	press(t, p, ".panel-tabs", "Corp")
	p.Wait(`document.querySelector('.app') !== null`)
	p.Shot("sandbox-english")
	if bad := p.Audit("en", false); len(bad) > 0 {
		t.Error(bad)
	}
	p.Size(390, 844)
	p.Go(r.server.URL + "/")
	p.Wait(`document.querySelectorAll('.place .phone').length === 3`)
	p.Shot("sandbox-phone-english-dark")
	p.Scheme("light")
	press(t, p, ".tools", "中文")
	press(t, p, ".strip", "小美")
	press(t, p, ".place.front .tabs", "聊天")
	p.Wait(`document.querySelector('.place.front .line') !== null`)
	p.Shot("sandbox-phone-chats")
	if bad := p.Audit("zh-CN", true); len(bad) > 0 {
		t.Error(bad)
	}
	press(t, p, ".place.front .body", "王芳")
	p.Wait(`document.querySelector('.place.front .talk') !== null`)
	p.Shot("sandbox-phone-chat")
	if bad := p.Audit("zh-CN", true); len(bad) > 0 {
		t.Error(bad)
	}
	press(t, p, ".strip", "王芳")
	press(t, p, ".place.front .tabs", "扫一扫")
	p.Wait(`document.querySelector('.place.front .body').textContent.includes('秋季新品')`)
	press(t, p, ".place.front .task", "赞")
	p.Wait(`document.querySelector('.place.front .task').textContent.includes('王芳 觉得很赞')`)
	p.Shot("sandbox-phone-moments")
	if bad := p.Audit("zh-CN", true); len(bad) > 0 {
		t.Error(bad)
	}
	if said := p.Complaints(); len(said) > 0 {
		t.Error(said)
	}
}

// A page on a phone is signed in as that phone's owner, and a code that it leads to is scanned.
func TestAPageOnAPhoneKnowsWhoHoldsIt(t *testing.T) {
	r := newRig(t)
	person := r.act(Act{Verb: "person", Name: "王芳"}).Person
	qr := r.server.URL + "/q/" + r.way(nil)
	var codes sync.Map
	var shop *httptest.Server
	shop = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, q *http.Request) {
		if code := q.URL.Query().Get("code"); code != "" {
			codes.Store("code", code)
			fmt.Fprintf(rw, `<!doctype html><title>店</title><meta http-equiv="refresh" content="0;url=%s">`, qr)
			return
		}
		to := url.Values{"appid": {r.cfg().CorpID}, "redirect_uri": {shop.URL + "/back"}, "scope": {"snsapi_base"}, "response_type": {"code"}}
		http.Redirect(rw, q, r.server.URL+"/connect/oauth2/authorize?"+to.Encode()+"#wechat_redirect", http.StatusFound)
	}))
	t.Cleanup(shop.Close)
	p := browser.Open(t)
	p.Size(1440, 900)
	p.Go(r.server.URL + "/")
	browser.Eval[bool](p, fmt.Sprintf(`(localStorage.setItem('sandbox.lang', 'zh'), localStorage.setItem('sandbox.phones', '["%s"]'), true)`, person))
	p.Go(r.server.URL + "/")
	p.Wait(`document.querySelector('.phone .tabs') !== null`)
	press(t, p, ".tabs", "我")
	p.Fill(`.body form input`, shop.URL+"/start")
	press(t, p, ".body form", "打开")
	p.Wait(`document.querySelector('.talk')?.textContent.includes('你们已是好友')`)
	press(t, p, ".head", "返回")
	r.act(Act{Verb: "person", Name: "李雷"})
	press(t, p, ".tabs", "我")
	p.Fill(`.body form input`, r.server.URL+"/icon.svg")
	press(t, p, ".body form", "打开")
	press(t, p, ".head", "转发")
	press(t, p, "dialog", "李雷")
	if err := Run(t.Context(), r.World, strings.NewReader("期望 李雷 收到 icon.svg")); err != nil {
		t.Error(err)
	}
	code, _ := codes.Load("code")
	if got := r.get("auth/getuserinfo", "code", code.(string)); got["external_userid"] != person {
		t.Errorf("%v", got)
	}
	if said := p.Complaints(); len(said) > 0 {
		t.Error(said)
	}
}
