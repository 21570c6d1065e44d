package walk

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"qunli/testkit/browser"
	"qunli/testkit/crash"
	"qunli/web/h5"
)

var phonesAt = regexp.MustCompile(`phones\s+(http://\S+)`)

// outside puts somebody before the console of a brand with its world outside, and gives the address of the phones and a member
// of staff who has one.
func outside(t *testing.T) (h *house, phones, member string) {
	t.Helper()
	h = arrive(t, "--sandbox", "127.0.0.1:0")
	h.signIn()
	h.home.Await(func() bool { return phonesAt.MatchString(h.home.Server().Said()) })
	phones = phonesAt.FindStringSubmatch(h.home.Server().Said())[1]
	h.Go(phones + "/")
	h.home.Await(func() bool { // until both sides know each other
		return browser.Eval[bool](h.Page, `fetch('/admin/apps').then((r) => r.json()).then((all) => (all.apps ?? all).some((a) => a.url))`)
	})
	h.home.Await(func() bool {
		member = browser.Eval[string](h.Page, `fetch('/admin/board').then((r) => r.json()).then((b) => b.staff[0]?.name ?? '')`)
		return member != ""
	})
	return h, phones, member
}

// A code of a member is made, printed, scanned on a phone, and whoever scanned it is a friend: with the greeting on the phone, the
// person on the list and the count at the code.
func TestACodeFromScreenToPhone(t *testing.T) {
	h, phones, member := outside(t)
	h.open("/communities/codes")
	h.says("还没有活码")
	h.Shot("codes-none")
	h.press("button", "新建活码")
	h.write("input", "名称", "曲江店门口")
	h.write("input", "获客渠道", "门店码")
	for label, text := range map[string]string{"你是谁": "青穗里的店员", "现在能得到什么": "一张 5 元券", "以后持续得到什么": "每周尝新", "会不会打扰": "每周最多两条"} {
		h.write("textarea", label, text)
	}
	h.choose("员工", member)
	h.Shot("codes-editor")
	h.press(".ant-drawer button", "保存")
	h.until("h1", "曲江店门口")
	h.press("button", "发布")
	h.says("已发布")
	h.Wait(`!document.body.innerText.includes('正在准备')`)
	h.Shot("code-page")
	address := browser.Eval[string](h.Page, `document.querySelector('main a[target=_blank]').href`)
	page := browser.Eval[string](h.Page, `location.href`)

	h.Go(address)
	h.says("一张 5 元券")
	h.Size(390, 844)
	h.Shot("code-h5")

	h.Size(1440, 900)
	h.hold(phones, "王小明")
	h.scan(address)
	h.Shot("code-on-phone")
	h.pressInFrame()
	h.says("你们已是好友")
	h.says("欢迎语")
	h.Shot("code-welcomed")

	h.take(phones, "王小明")
	h.scan(h.base + h5.MePath)
	crash.Moment(3 * time.Second) // what stands in the frame is another server's
	h.Shot("me-on-phone")

	h.Go(page)
	h.Wait(`[...document.querySelectorAll('.stat')].some((e) => e.innerText.includes('新朋友') && e.innerText.includes('1'))`)
	h.Shot("code-counted")
	h.open("/customers?q=" + url.QueryEscape("王小明"))
	h.press("a", "王小明")
	h.says("门店码")
	h.Shot("code-profile")
	h.home.Await(func() bool { // the page on the phone knew by WeChat who holds it
		one := browser.Eval[string](h.Page, `fetch('/api/customers/' + location.pathname.split('/').pop()).then((r) => r.text())`)
		return strings.Contains(one, `"openid"`)
	})
	h.quietBut("codes", "/api/insight/")
}

// hold makes somebody new in the world outside and takes their phone in hand.
func (h *house) hold(phones, name string) {
	h.Helper()
	h.Go(phones + "/")
	h.Wait(`document.querySelector('.phones')`)
	h.press("button", "加一部手机")
	h.press("dialog button", "新客户")
	h.write("dialog input", "姓名", name)
	h.press("dialog button", "创建")
	h.Wait(fmt.Sprintf(`[...document.querySelectorAll('.phone .whose')].some((e) => e.innerText.includes(%q))`, name))
	h.take(phones, name) // alone, so that all of it is on the screen
}

// take takes one phone in hand, of somebody who is there already, and puts the others away.
func (h *house) take(phones, name string) {
	h.Helper()
	h.Go(phones + "/")
	h.Wait(`document.querySelector('.phones .phone')`)
	crash.Moment(time.Second) // the board remembers the phones with which it begins
	browser.Eval[bool](h.Page, fmt.Sprintf(`fetch('/admin/people?q=').then((r) => r.json()).then(async (all) => {
		const board = await (await fetch('/admin/board')).json()
		const who = [...board.staff, ...all.people].find((x) => x.name === %q)
		localStorage.setItem('sandbox.phones', JSON.stringify([who.id]))
		return true
	})`, name))
	h.Go(phones + "/")
	h.Wait(fmt.Sprintf(`document.querySelector('.place.front .whose')?.innerText.includes(%q)`, name))
}

// scan holds the phone in front over what is printed.
func (h *house) scan(address string) {
	h.Helper()
	h.press(".place.front .tabs button", "扫一扫")
	h.write(".place.front input", "或粘贴地址、码", address)
	h.press(".place.front button", "扫")
	h.Wait(`document.querySelector('.place.front iframe')`)
}

// pressInFrame presses the picture of a code in the page on a phone, as a long press does, until the phone shows a chat: when the
// page in the frame stands nobody here sees, as it is another server's.
func (h *house) pressInFrame() {
	h.Helper()
	h.home.Await(func() bool {
		crash.Moment(time.Second)
		at := browser.Eval[struct{ X, Y float64 }](h.Page, `(() => { const r = document.querySelector('.place.front iframe')?.getBoundingClientRect(); return r ? { x: r.x + r.width / 2, y: r.y + 260 } : { x: 0, y: 0 } })()`)
		if at.X > 0 {
			h.Click(at.X, at.Y)
		}
		return browser.Eval[bool](h.Page, `!!document.querySelector('.place.front .talk')`)
	})
}

// A code of a group: a phone scans it and is in; two friends are asked in from that phone, and all of them stand among the members.
// A broadcast to the group is written, approved, confirmed on the member's phone and read on the customer's; it stands on the
// timeline of who got it.
func TestAGroupFromScreenToPhone(t *testing.T) {
	h, phones, member := outside(t)
	inside := h.number("conversion", "members")
	h.take(phones, member)
	h.press(".place.front .tabs button", "工作台")
	h.press(".place.front button", "建客户群")
	h.write("dialog input", "群名", "曲江福利群")
	h.press("dialog button", "创建")
	h.press("dialog button", "好") // nobody is invited yet
	h.open("/communities")
	h.home.Await(func() bool {
		found := get[struct {
			Items []struct{ Name string }
		}](h, "/api/communities?limit=200")
		return slices.ContainsFunc(found.Items, func(g struct{ Name string }) bool { return g.Name == "曲江福利群" })
	})
	h.open("/communities/codes")
	h.press("button", "新建活码")
	h.press(".ant-drawer label", "进群")
	h.write("input", "名称", "福利群码")
	for label, text := range map[string]string{"你是谁": "青穗里的店员", "现在能得到什么": "一张 5 元券", "以后持续得到什么": "每周尝新", "会不会打扰": "每周最多两条"} {
		h.write("textarea", label, text)
	}
	h.choose("群", "曲江福利群")
	h.press(".ant-drawer button", "保存")
	h.until("h1", "福利群码")
	h.press("button", "发布")
	h.Wait(`!document.body.innerText.includes('正在准备')`)
	h.says("曲江福利群")
	h.Shot("group-code")
	address := browser.Eval[string](h.Page, `document.querySelector('main a[target=_blank]').href`)

	h.hold(phones, "王小明")
	h.scan(address)
	h.pressInFrame()
	h.says("王小明 加入了群聊")
	h.press(".place.front .head button", "更多")
	h.press(".place.front .face", "邀请")
	h.Wait(`document.querySelectorAll('dialog label.line').length > 2`)
	friends := browser.Eval[[]string](h.Page, `[...document.querySelectorAll('dialog label.line')].slice(0, 2).map((e) => { e.querySelector('input').click(); return e.querySelector('.grow').innerText })`)
	h.press("dialog button", "好")
	h.says("群成员 4")
	h.Shot("group-friends")

	h.open("/communities?limit=200")
	h.press("a", "曲江福利群")
	h.says("曲江福利群")
	h.inside(append(friends, "王小明")...)
	h.Shot("group-page")

	h.open("/communities/broadcasts")
	h.press("main button", "写群发")
	h.write("input", "名称", "周三上新")
	h.write("input", "话题", "上新")
	h.press("main label", "社群")
	h.choose("社群", "曲江福利群")
	h.press("h1", "写群发") // beside the list, which closes it
	h.write("textarea", "内容", "新茶到店，今天第二杯半价")
	h.says("1")
	h.Shot("broadcast-editor")
	h.press("main button", "保存草稿")
	h.press("button", "提交审批")
	h.press("button", "批准发送")
	h.says("等确认")
	broadcast := browser.Eval[string](h.Page, `location.href`)
	h.take(phones, member)
	h.press(".place.front .tabs button", "工作台")
	h.press(".place.front .task button", "发送")
	h.take(phones, "王小明")
	h.press(".place.front .line .name", "曲江福利群")
	h.says("今天第二杯半价")
	h.Shot("broadcast-on-phone")
	h.Go(broadcast)
	h.home.Await(func() bool {
		h.Go(broadcast)
		h.rest()
		return browser.Eval[bool](h.Page, `document.body.innerText.includes('已完成')`)
	})
	h.Shot("broadcast-sent")
	h.open("/customers?q=" + url.QueryEscape("王小明"))
	h.press("a", "王小明")
	h.press("[role=tab]", "时间线")
	h.says("收到群发")
	h.says("进群")
	h.Shot("group-timeline")
	h.turns("conversion", "members", inside+float64(1+len(friends)))
	h.quietBut("group", "/api/insight/")
}

// number is a number of a metric as the command line gives it.
func (h *house) number(metric, name string) float64 {
	h.Helper()
	n, ok := h.ask(metric, "", "").value(name)
	if !ok || n == nil {
		h.Fatalf("%s has no %s", metric, name)
	}
	return *n
}

// turns wants a number on the page of the loop to come to what happened on the phones.
func (h *house) turns(metric, name string, want float64) {
	h.Helper()
	if got := h.number(metric, name); got != want {
		h.Errorf("%s of %s: %v, want %v", name, metric, got, want)
	}
	h.home.Await(func() bool {
		h.open("/")
		h.rest()
		return sameNumber(&want, browser.Eval[string](h.Page, fmt.Sprintf(`document.querySelector('[data-metric=%q][data-name=%q]')?.dataset.value ?? ''`, metric, name)))
	})
	h.Shot("loop-after")
}

// inside wants people among the members of the group whose page is open.
func (h *house) inside(names ...string) {
	h.Helper()
	group := browser.Eval[string](h.Page, `location.pathname.split('/').pop()`)
	h.home.Await(func() bool {
		stays := browser.Eval[string](h.Page, fmt.Sprintf(`fetch('/api/communities/%s/stays?limit=50').then((r) => r.text())`, group))
		return strings.Count(stays, `"customer_id"`) >= len(names)
	})
}
