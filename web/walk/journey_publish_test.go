package walk

import "testing"

// A newcomer finds the case they need by what it is for, has a draft with its dates at once, and is led by the publish dialog to each thing
// that is still wrong, by the mouse and by keys alone.
func TestThePublishDialogLeadsToWhatIsWrong(t *testing.T) {
	h := enter(t)
	h.open("/campaigns/new")
	h.press("main button", "拉新客")
	h.says("水果店老带新拼团")
	h.Wait(`!document.body.textContent.includes('月饼一起订') && location.search.includes('aim=newcomers')`)
	h.press("main button", "限时秒杀")
	h.says("没有这样的案例")
	h.Shot("gallery-no-case")
	h.press("main button", "清除筛选")
	h.says("月饼一起订")
	h.press("button", "用这个: 拼团")
	h.write(".ant-modal input", "名称", "没写完的三人团")
	h.press(".ant-modal button", "开始")
	h.until("h1", "没写完的三人团")
	h.Wait(`document.getElementById('f-from')?.value && document.getElementById('f-until')?.value`)

	h.press("main button", "发布")
	h.says("点名称就到那一处")
	h.Wait(`document.querySelector('.ant-modal [role=alert] ul button')?.getAttribute('aria-label') === '去修改：活动计划 · 目标'`)
	h.Shot("campaign-publish-faults")
	h.press(".ant-modal button", "去修改：活动计划 · 要达成的数量")
	h.Wait(`!document.querySelector('.ant-modal-wrap:not([style*="display: none"])') && document.activeElement?.id === 'f-target'`)
	h.toTheRules()
	h.press("main button", "发布")
	h.Wait(`[...document.querySelectorAll('.ant-modal button')].find((b) => b.textContent.startsWith('去修改 '))?.focus() ?? document.activeElement?.textContent.startsWith('去修改 ')`)
	h.Type("\r")
	h.Wait(`document.activeElement?.id === 'f-goal'`)
	h.Size(390, 844)
	h.press("main button", "发布")
	h.Shot("campaign-publish-faults-phone")
	h.press(".ant-modal button", "去修改：活动计划 · 预算")
	h.Wait(`document.activeElement?.id === 'f-cost'`)
	h.Shot("campaign-fault-phone")
	h.quiet("the publish dialog")
}
