package walk

import (
	"fmt"
	"testing"
	"time"

	"qunli/testkit/browser"
	"qunli/testkit/crash"
)

// Somebody outside the districts of a code leaves a number on a phone of 390 px, and the task to call them stands on the page of
// today; how full accounts are, and a webhook with its secret, are made and seen.
func TestANumberIsLeftAndCalled(t *testing.T) {
	h := enter(t)
	h.open("/today")
	key := browser.Eval[string](h.Page, `(async () => {
		const send = (path, body) => fetch(path, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(body)}).then((r) => r.json())
		const staff = (await (await fetch('/api/staff?limit=1')).json()).items[0].id
		const made = await send('/api/livecodes', {kind: 'person', name: '配送码', class: 'internal', medium: 'table', promise: {who: '小美', now: '一杯茶', later: '尝新', quiet: '每周两条'},
			branches: [{area: '曲江', seats: [{staff_id: staff}]}, {area: '高新', seats: [{staff_id: staff}]}]})
		return (await send('/api/livecodes/' + made.id + '/publish', {version: made.version})).key
	})()`)
	h.Size(390, 844)
	h.Go(h.base + "/c/" + key)
	h.sends(`form`, `document.querySelector('#area').value = '-'`)
	h.says("你的区域暂时还没开通")
	h.Shot("lead-form")
	for _, problem := range h.Audit("zh", true) {
		h.Error(problem)
	}
	h.Fill("#phone", "1381234")
	h.sends(`form.lead`, `document.querySelector('[name=agree]').checked = true`)
	h.says("手机号不对")
	h.Shot("lead-wrong")
	browser.Eval[bool](h.Page, `(document.querySelector('#phone').value = '', true)`)
	h.Fill("#phone", "13812345678")
	h.sends(`form.lead`, `document.querySelector('[name=agree]').checked = true`)
	h.says("已经记下")
	h.Shot("lead-thanks")
	h.open("/today?whose=all")
	h.says("在扫码页留了手机号")
	h.Shot("lead-today")
	h.Size(1440, 900)
	h.open("/communities/capacity")
	h.says("全公司的客户")
	h.Shot("capacity")
	h.open("/settings/webhooks")
	h.says("还没有 Webhook")
	h.press("button", "新增 Webhook")
	h.write("input", "名称", "ERP")
	h.write("input", "地址", "https://example.com/qunli")
	h.press(".ant-drawer button", "全选")
	h.Shot("webhook-editor")
	h.press(".ant-drawer button", "创建并生成密钥")
	h.says("只显示这一次")
	h.Shot("webhook-secret")
	h.press(".ant-modal button", "关闭")
	h.says("https://example.com/qunli")
	h.Shot("webhooks")
}

// leads waits until another page than the one marked old stands there. It asks from outside: what waits inside a page goes with it.
func (h *house) leads() {
	h.Helper()
	h.home.Await(func() bool {
		return browser.Eval[bool](h.Page, `document.readyState !== 'loading' && document.body?.dataset.old !== 'yes'`)
	})
}

// sends fills a form of a page without scripts and sends it; another page comes.
func (h *house) sends(form, fill string) {
	h.Helper()
	browser.Eval[bool](h.Page, fmt.Sprintf(`(%s, document.body.dataset.old = 'yes', setTimeout(() => document.querySelector(%q).requestSubmit(), 50), true)`, fill, form))
	crash.Moment(2 * time.Second) // what asks meanwhile is told that the page went away
	h.leads()
}
