package walk

import (
	"testing"
	"time"

	"qunli/testkit/browser"
	"qunli/testkit/crash"
)

// A landing page is made, says something, is published, opened on a phone; somebody leaves a number and is led on, and the console
// shows how far they came and who calls them (LND-01 to LND-05).
func TestALandingPageFromTheFirstBlockToTheCall(t *testing.T) {
	h := enter(t)
	h.open("/campaigns/landings")
	h.says("还没有落地页")
	h.press("main button", "新建落地页")
	h.write(".ant-drawer input", "名称", "春茶试饮")
	h.write(".ant-drawer input", "获客渠道", "抖音")
	h.press(".ant-drawer button", "保存")
	h.until("h1", "春茶试饮")
	h.says("发布前还要改")
	type none struct{}
	browser.Eval[none](h.Page, `(async () => { // the blocks themselves are edited by a part that has a journey of its own
		const id = location.pathname.split('/').pop(), at = '/api/landings/' + id + '/variants/a'
		const page = {skin: 'warm', top: [{kind: 'hook', title: '春茶上市，免费寄一份试饮', text: '今年头采的明前茶，留个电话，三天内到家。'}, {kind: 'lead', title: '免费领试饮装'}],
			middle: [{kind: 'trust', proof: 'qualification', title: '食品经营许可证', text: 'JY16101130012345'}, {kind: 'text', title: '四年老顾客', text: '每年清明前都来'}],
			bottom: [{kind: 'lead', title: '还没留？现在留'}]}
		const r = await fetch(at, {method: 'PUT', headers: {'content-type': 'application/json'}, body: JSON.stringify({page, edits: 0})})
		if (!r.ok) throw new Error(await r.text())
		return {}
	})()`)
	h.open(h.at())
	h.says("可以发布了")
	h.Wait(`document.querySelector('iframe')?.src.includes('/l/preview/')`)
	h.press("section[aria-label=上段] button", "标题")
	h.write("input", "标题", "春茶上市，免费寄一份试饮装")
	h.Wait(`document.querySelector('[data-saving]')?.dataset.saving === 'saved'`)
	crash.Moment(2 * time.Second) // the phone shows what was saved; from outside nobody sees when
	h.Shot("landing-editor")
	h.press("main button", "发布 A 版")
	h.says("使用中")
	h.press("main label", "效果")
	h.says("从看到到下单")
	at, path := h.at(), browser.Eval[string](h.Page, `new URL([...document.querySelectorAll('a')].find(a => a.pathname.startsWith('/l/')).href).pathname`)

	h.Size(390, 844)
	h.Go(h.base + path + "?ch=wx")
	h.says("春茶上市，免费寄一份试饮装")
	h.still()
	h.Shot("landing-phone")
	for _, problem := range h.Audit("zh", true) {
		h.Error(problem)
	}
	h.Fill("#phone-1", "138123")
	h.sends("#lead", `document.querySelector('[name=agree]').checked = true`)
	h.says("手机号不对")
	h.Shot("landing-phone-wrong")
	browser.Eval[bool](h.Page, `(document.querySelector('#phone-1').value = '', true)`)
	h.Fill("#phone-1", "13812345678")
	h.sends("#lead", `document.querySelector('[name=agree]').checked = true`)
	h.says("已经记下")
	for _, problem := range h.Audit("zh", true) {
		h.Error(problem)
	}
	h.Shot("landing-phone-thanks")

	h.Size(1440, 900)
	h.open(at)
	h.press("main label", "效果")
	h.Wait(`[...document.querySelectorAll('[aria-label=分渠道] td')].slice(0, 6).map(d => d.textContent).join() === 'wx,1,1,1,1,1'`)
	h.Shot("landing-effect")
	h.press("main label", "线索")
	h.says("待联系")
	h.Shot("landing-leads")
}
