package walk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"qunli/testkit/browser"
)

// filters are those that stand above a list, and a column that may be sorted.
var filters = map[string][]string{
	"/customers":   {"关系等级", "标签", "门店", "负责人"},
	"/orders":      {"成交场景", "门店", "引导的社群", "单据", "状态"},
	"/communities": {"类型", "状态", "健康", "门店", "群主"},
}

// boxes are the filters that are typed.
var boxes = map[string][2]string{
	"/customers":   {"姓名、拼音首字母、手机尾号或账号", "张"},
	"/orders":      {"来源系统", "d"},
	"/communities": {"区域", "不"},
}

// Every filter of the three great lists stands in the address: reload keeps it, back takes it away.
func TestBackAndReload(t *testing.T) {
	h := enter(t)
	for list, names := range filters {
		h.open(list)
		h.still()
		for _, name := range names {
			h.tryFilter(list, name, func() { h.choose(name, "") })
		}
		h.open(list)
		h.still()
		h.write("input", boxes[list][0], boxes[list][1])
		h.tryReload(list, boxes[list][0]) // typing leaves no step to go back by
	}
	h.quietBut("filters", "/api/insight/") // numbers that are still computed are answered 503
}

// So do order, page and periods.
func TestOrderAndPages(t *testing.T) {
	h := enter(t)
	h.tryFilter("/customers", "order", func() { h.press("th .ant-table-column-sorters", "累计净额") })
	h.tryFilter("/customers", "page", func() { h.press("button", "下一页") })
	h.tryFilter("/customers", "closing the drawer", func() {
		h.press("button", "更多筛选")
		h.press(".ant-drawer .ant-checkbox-wrapper", "")
		h.press(".ant-drawer-close", "")
		h.gone(".ant-drawer", "")
	})
	h.tryFilter("/orders", "days", func() {
		h.press("input", "从")
		h.Type("2026-01-01\r")
		h.Type("2026-03-31\r")
	})
	h.quietBut("order and pages", "/api/insight/")
}

// tryFilter sets a filter on a list that has none, looks at address and rows, reloads, and goes back.
func (h *house) tryFilter(list, name string, set func()) {
	h.Helper()
	if h.at() != list {
		h.open(list)
		h.still()
	}
	plain := h.rows()
	set()
	h.tryReload(list, name)
	browser.Eval[bool](h.Page, `history.back(), true`)
	h.Wait(`location.search === ''`)
	h.still()
	if got := h.rows(); !slices.Equal(got, plain) {
		h.Errorf("%s, %s: after going back %d rows, before the filter %d", list, name, len(got), len(plain))
	}
}

// tryReload wants a list to have the same rows after a reload, once its address has changed.
func (h *house) tryReload(list, name string) {
	h.Helper()
	h.Wait(`location.search !== ''`)
	h.still()
	address, rows := h.at(), h.rows()
	h.Go(h.base + "/console" + address)
	h.still()
	if got := h.rows(); h.at() != address || !slices.Equal(got, rows) {
		h.Errorf("%s, %s: after a reload %s with %d rows, before %s with %d", list, name, h.at(), len(got), address, len(rows))
	}
}

// Without a network a band says so and nothing typed is lost; with it again, work goes on. A slow server shows the shape of
// what will come, and after a while says that it is slow.
func TestOfflineAndSlow(t *testing.T) {
	const text = "不在线时写下的话"
	h := enter(t)
	id := h.people("sort=value&limit=1")[0].ID
	h.startRemark(id, text)
	h.quiet("before")
	h.Offline(true)
	h.press("button", "保存")
	h.until(".notice[role=alert]", "连不上服务器")
	if got := browser.Eval[string](h.Page, `document.querySelector('textarea[aria-label=备注]').value`); got != text {
		h.Errorf("the form holds %q", got)
	}
	h.Offline(false)
	h.press(".notice button", "重新连接")
	h.gone(".notice[role=alert]", "")
	h.press("button", "保存")
	h.gone("textarea", "备注")
	if got := h.remark(id); got != text {
		h.Errorf("saved was %q", got)
	}
	h.Offline(true)
	h.press("nav a", "洞察") // a page that was never fetched waits, and comes
	h.until(".notice[role=alert]", "连不上服务器")
	h.says(text)
	h.Offline(false)
	h.until("h1", "洞察")
	h.gone(".notice[role=alert]", "")
	h.quietBut("offline", "net::ERR_INTERNET_DISCONNECTED", "/api/insight/")

	h.open("/today")
	h.Slow(h.base+"/api/*", 6*time.Second)
	h.press("nav a", "客户")
	h.until("h1", "客户")
	h.Wait(`document.querySelector('main .bone')`)
	if left := strings.TrimSpace(h.Text("main h1")); left == "" {
		h.Error("a slow page is blank")
	}
	h.until(".notice[role=status]", "服务器响应较慢")
	h.Slow("", 0)
	h.Wait(`document.querySelector('.ant-table-row')`)
	h.gone(".notice[role=status]", "服务器响应较慢")
	h.quietBut("slow", "/api/insight/") // numbers that are still computed are answered 503
}
