package walk

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"qunli/kit/clock"
	"qunli/testkit/browser"
	"qunli/testkit/crash"
)

var setupLink = regexp.MustCompile(`http://\S+/setup\?token=\S+`)

// newcomer starts the program on nothing and puts somebody before a browser with the link that it printed.
func newcomer(t *testing.T) (h *house, link string) {
	t.Helper()
	needConsole(t)
	page := browser.Open(t)
	home := crash.NewHome(t, crash.SQLite, nil)
	server := home.Start("serve", "--listen", "127.0.0.1:0")
	home.Await(func() bool { return setupLink.MatchString(server.Said()) })
	h = &house{T: t, Page: page, home: home}
	page.Scheme("light")
	page.Size(1440, 900)
	return h, setupLink.FindString(server.Said())
}

// From the printed link to the loop page in three clicks at most; a tick of the checklist comes from doing.
func TestFromTheLinkToTheLoop(t *testing.T) {
	h, link := newcomer(t)
	h.Go(link + "&e2e=1")
	h.until("input", "姓名")
	for _, text := range []string{"店主", crash.OwnerLogin, crash.OwnerPassword} { // the first field has the focus
		h.Type(text + "\t")
	}
	h.press("button", "创建并进入")
	h.until("h1", "欢迎来到群力")
	h.press("button", "直接看闭环")
	h.until("h1", "闭环")
	h.rest()
	if h.clicks > 3 {
		h.Errorf("the loop page took %d clicks", h.clicks)
	}
	h.base = browser.Eval[string](h.Page, `location.origin`)
	h.ticks("/", "填写企业名称", false)
	h.quietBut("loop of a new brand", "/api/insight/")

	h.open("/start")
	h.press("button", "去做: 填写企业名称")
	h.until("h1", "企业")
	h.write("input", "企业名称", "春和茶铺")
	h.press("button", "保存")
	h.says("已保存")
	h.ticks("/start", "填写企业名称", true)

	h.open("/welcome?step=2")
	h.says("会建一家“春和茶铺”")
	h.press("button", "保存并继续")
	h.says("第 3 步")
	h.ticks("/start", "建第一家门店", true)
	h.ticks("/start", "存第一个人群", false)
	h.quiet("first steps")
}

// ticks wants a step of the checklist to be done, or not.
func (h *house) ticks(page, step string, done bool) {
	h.Helper()
	h.open(page)
	h.says(step)
	got := browser.Eval[bool](h.Page, fmt.Sprintf(`(() => {
		const li = [...document.querySelectorAll('main li')].find((e) => e.innerText.includes(%q))
		return !!li?.querySelector('.anticon-check-circle')
	})()`, step))
	if got != done {
		h.Errorf("%s: the step %s is ticked: %t, want %t", page, step, got, done)
	}
}

// The demo brand goes with one press and its question, and the banner with it.
func TestDemoGoes(t *testing.T) {
	h := enter(t)
	h.open("/")
	h.press(".notice button", "移除演示数据")
	h.press(".ant-modal button", "移除演示数据")
	h.says("正在移除演示品牌")
	for watch := clock.Stopwatch(); browser.Eval[bool](h.Page, `document.body.innerText.includes('正在移除演示品牌')`); {
		if watch() > 2*time.Minute {
			h.Fatal("the demo brand is being removed for two minutes")
		}
		crash.Moment(200 * time.Millisecond)
	}
	h.gone(".notice", "")
	h.says("填写企业名称") // of the checklist of the new brand
	h.open("/customers")
	h.says("还没有客户")
	h.open("/orders")
	h.says("还没有订单")
	h.quietBut("after the demo", "/api/insight/") // numbers of the new brand that are still computed are answered 503
}

// Whoever is not signed in comes, with the password, to where they were going, also by an address of a former version; no
// address makes that another site.
func TestSigningInLeadsOn(t *testing.T) {
	h := enter(t)
	h.fetch("DELETE", "/api/session", "")
	h.Go(h.base + "/customers?q=zh")
	h.until("h1", "登录群力")
	h.write("input", "登录名", crash.OwnerLogin)
	h.write("input", "密码", "wrong, by mistake")
	h.press("button", "登录")
	h.until("[role=alert]", "账号或密码不正确")
	h.enterPassword()
	h.until("h1", "客户")
	if at := h.at(); at != "/customers?q=zh" {
		h.Errorf("signing in led to %s", at)
	}
	for _, to := range []string{"//evil.example/", `/\evil.example/`, "https://evil.example/", "javascript:alert(1)"} {
		h.fetch("DELETE", "/api/session", "")
		h.Go(h.base + "/console/login?to=" + url.QueryEscape(to))
		h.write("input", "登录名", crash.OwnerLogin)
		h.enterPassword()
		h.until("h1", "闭环")
		if at := browser.Eval[string](h.Page, `location.href`); at != h.base+"/console/" {
			h.Errorf("%s led to %s", to, at)
		}
	}
	h.quietBut("signing in", "status of 401", "/api/insight/")
}

func (h *house) enterPassword() {
	h.Helper()
	h.write("input", "密码", crash.OwnerPassword)
	h.press("button", "登录")
}

// What is no page of the console is told on a page of its own, in either language, by a server that knows nobody yet.
func TestAFailureHasAPage(t *testing.T) {
	h, link := newcomer(t)
	base, _, _ := strings.Cut(link, "/console/")
	for _, l := range looks() {
		h.Size(l.width, l.height)
		h.Scheme(l.scheme)
		h.Go(base + "/nothing?lang=" + l.lang)
		h.judge(l, "a failure")
		if size := browser.Eval[string](h.Page, `getComputedStyle(document.querySelector('h1')).fontSize`); size != "20px" {
			h.Errorf("%s: its style is refused, the head is %s high", l.name, size)
		}
		h.Shot(l.name + "-failure")
	}
	h.quietBut("a failure", "status of 404")
}
