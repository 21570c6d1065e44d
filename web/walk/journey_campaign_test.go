package walk

import (
	"fmt"
	"testing"

	"qunli/testkit/browser"
)

// A group-buy is made of its template, named and planned; what is wrong is told and leads to where it is put right; it saves itself, is
// published with what that means before one's eyes, stands live on its board, is paused with a reason, and goes on.
func TestAGroupBuyFromTheGalleryToTheBoard(t *testing.T) {
	h := enter(t)
	h.open("/campaigns")
	h.says("还没有活动")
	h.Shot("campaigns-none")
	h.press("main button", "新建活动")
	h.press("button", "用这个: 拼团")
	h.Shot("campaigns-gallery")
	h.write(".ant-modal input", "名称", "三月三人团")
	h.press(".ant-modal button", "开始")
	h.until("h1", "三月三人团")
	h.says("发布前还要改")
	h.Shot("campaign-fresh")

	h.press("button", "目标")
	h.Wait(`document.activeElement?.id === 'f-goal'`)
	h.Type("老客带新客")
	h.write("input", "要达成的数量", "100")
	h.write("input", "预算", "2500")
	h.day("开始时间", -1)
	h.day("结束时间", 7)
	h.toTheRules()
	h.write("input", "拼团价", "49")
	h.write("input", "团长价", "39")
	h.write("input", "库存", "90")
	h.saves()
	h.says("可以发布了") // what is judged of it has come, and moves nothing any more
	h.press("section[aria-label=上段] button", "标题")
	h.write("input", "标题", "三人成团，一起更便宜")
	h.press("section[aria-label=中段] [role=combobox]", "加一块")
	h.press(option, "信任")
	h.write("input", "标题", "本店经营许可")
	h.saves()
	h.says("可以发布了")
	h.Shot("campaign-editor")
	h.blocksMove()
	h.open(h.at()) // all of it was kept
	h.choose("状态", "已成团")
	h.Wait(`document.querySelector('iframe:not([aria-hidden])')?.src.includes('state=settled')`)
	h.press("button", "在手机上试")
	h.Wait(`document.querySelector('.ant-popover img')?.naturalWidth > 0`)
	h.Shot("campaign-preview")
	h.Type("\x1b")
	h.says("三人成团，一起更便宜")
	h.Size(390, 844)
	h.still()
	h.Shot("campaign-editor-phone-list")
	h.press(".panebar label", "设置")
	h.Shot("campaign-editor-phone-form")
	h.Size(1440, 900)

	h.press("main button", "发布")
	h.says("规则从这一版起生效")
	h.says("¥3,000.00") // 90 × 30 less than alone, and 10 less for each of 30 leaders
	h.says("最多花费超过预算")
	h.Shot("campaign-publish")
	h.press(".ant-modal button", "发布")
	h.until(".ant-tag", "进行中")
	h.Wait(`document.querySelector('[data-bucket=stock]')?.dataset.free === '90'`)
	h.still()
	h.Shot("campaign-board")

	h.press("main button", "活动页")
	h.Wait(`document.querySelector('.ant-popover img')?.naturalWidth > 0`)
	h.Shot("campaign-address")
	h.Type("\x1b")
	h.press("main button", "暂停")
	h.write(".ant-popover input", "为什么暂停", "库存要核对")
	h.press(".ant-popover button", "暂停")
	h.until(".ant-tag", "已暂停")
	h.says("已暂停: 库存要核对")
	h.Shot("campaign-paused")
	h.press("main button", "恢复")
	h.until(".ant-tag", "进行中")
	h.Size(390, 844)
	h.still()
	h.Shot("campaign-board-phone")
	h.Size(1440, 900)
	h.press("main a", "编辑")
	h.press("main button", "版本")
	h.says("正在用")
	h.Shot("campaign-versions")
	h.quietBut("a group-buy", "/api/insight/")
}

// day writes the beginning of a day, so many from today on, into a field of a moment.
func (h *house) day(name string, from int) {
	h.Helper()
	h.write("input", name, browser.Eval[string](h.Page, fmt.Sprintf(`new Date(Date.now() + %d * 86400000).toISOString().slice(0, 10) + ' 00:00'`, from)))
	h.Type("\r")
}

// saves waits until what is edited was kept.
func (h *house) saves() {
	h.Helper()
	h.Wait(`document.querySelector('[data-saving]')?.dataset.saving === 'saved'`)
}

// blocksMove moves a block past the edge of its section and back by keys alone, repeats it, and puts a picture behind it.
func (h *house) blocksMove() {
	h.Helper()
	const at = `document.activeElement?.closest('[data-spot]')?.dataset.spot`
	arrow := func(key string) {
		h.Helper()
		browser.Eval[bool](h.Page, `document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '`+key+`', altKey: true, bubbles: true, cancelable: true}))`)
	}
	browser.Eval[bool](h.Page, `(document.querySelector('section[aria-label=中段] button[aria-pressed=true]').focus(), true)`)
	from := browser.Eval[string](h.Page, at)
	arrow("ArrowDown")
	h.Wait(at + ` === 'page.bottom[0]'`)
	arrow("ArrowUp")
	h.Wait(at + ` === '` + from + `'`)
	h.press("button", "再放一份: 信任")
	h.Wait(`[...document.querySelectorAll('section[aria-label=中段] button[aria-pressed]')].filter(b => b.textContent.includes('本店经营许可')).length === 2`)
	h.press("button", "删除: 信任")
	h.Wait(`[...document.querySelectorAll('section[aria-label=中段] button[aria-pressed]')].filter(b => b.textContent.includes('本店经营许可')).length === 1`)
	h.press("section[aria-label=中段] [role=combobox]", "加一块")
	h.press(option, "图片")
	browser.Eval[bool](h.Page, `(async () => {
		const c = Object.assign(document.createElement('canvas'), {width: 600, height: 300}), p = c.getContext('2d')
		p.fillStyle = '#2a7'; p.fillRect(0, 0, 600, 300)
		const all = new DataTransfer(), input = document.querySelector('input[type=file][aria-label=上传图片]')
		all.items.add(new File([await new Promise(r => c.toBlob(r, 'image/png'))], 'tea.png', {type: 'image/png'}))
		input.files = all.files
		return input.dispatchEvent(new Event('change', {bubbles: true}))
	})()`)
	h.Wait(`document.querySelector('[data-pane=form] img')?.naturalWidth === 600`)
	h.write("input", "图片内容", "一片茶园")
	h.saves()
	h.says("可以发布了")
	h.Shot("campaign-editor-picture")
}

// toTheRules chooses the rules of the game in the editor: problems that come or go above them move them from under the mouse.
func (h *house) toTheRules() {
	h.Helper()
	h.home.Await(func() bool {
		h.press("main button", "玩法规则")
		return browser.Eval[bool](h.Page, find+`("main button", "玩法规则")?.getAttribute('aria-pressed') === 'true'`)
	})
}
