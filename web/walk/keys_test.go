package walk

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"qunli/testkit/browser"
	"qunli/testkit/crash"
)

// mostStops is more than any page has: whoever presses Tab so often goes round in a circle.
const mostStops = 600

// tab presses Tab, or with back Shift-Tab, and wants to be where one sees that one is.
func (h *house) tab(back bool) browser.Focused {
	h.Helper()
	if back {
		h.Shifted("\t")
	} else {
		h.Type("\t")
	}
	return h.seen("")
}

// seen wants the focus to be seen: there, ringed, in the window and under nothing; within a moment, as a page draws what has
// the focus after it has got it.
func (h *house) seen(after string) browser.Focused {
	h.Helper()
	f := h.Focus()
	for look := 0; len(f.Faults) > 0 && look < 10; look++ {
		crash.Moment(50 * time.Millisecond)
		f = h.Focus()
	}
	if f.ID == 0 && after != "" {
		h.Errorf("after %s nothing has the focus, on %s", after, h.at())
	}
	for _, fault := range f.Faults {
		h.Errorf("%s: %s %s", h.at(), f.Name, fault)
	}
	return f
}

// tabTo presses Tab until what is called so has the focus.
func (h *house) tabTo(css, name string) browser.Focused {
	h.Helper()
	arrived := fmt.Sprintf(`((e) => !!e && (e === document.activeElement || e.contains(document.activeElement)))(%s(%q, %q))`, find, css, name)
	h.until(css, name)
	for range mostStops {
		f := h.tab(false)
		if browser.Eval[bool](h.Page, arrived) {
			return f
		}
	}
	h.Fatalf("on %s Tab never comes to %s %q", h.at(), css, name)
	return browser.Focused{}
}

// round goes through a page by Tab from its beginning to its end, wants every stop to be seen and none to come twice, and
// steps back again for a few. It counts the stops.
func (h *house) round() (stops int) {
	h.Helper()
	var way []browser.Focused
	seen := map[int]bool{}
	for f := h.tab(false); f.ID != 0 && !seen[f.ID]; f = h.tab(false) {
		seen[f.ID] = true
		if way = append(way, f); len(way) > mostStops {
			h.Fatalf("%s has no end", h.at())
		}
	}
	if len(way) == 0 {
		return 0
	}
	if f := h.Focus(); f.ID != 0 && f.ID != way[0].ID {
		h.Errorf("%s: the keyboard is caught at %s", h.at(), f.Name)
	}
	for _, want := range backwards(way, 3) {
		got := h.tab(true)
		if got.ID == 0 { // the window itself stands between the first stop and the last
			got = h.tab(true)
		}
		if got.ID != want.ID {
			h.Errorf("%s: Shift-Tab comes to %s, Tab had come to %s", h.at(), got.Name, want.Name)
		}
	}
	return len(way)
}

// backwards gives the last n of a way, the last first.
func backwards(way []browser.Focused, n int) (out []browser.Focused) {
	for i := range min(n, len(way)) {
		out = append(out, way[len(way)-1-i])
	}
	return out
}

// Every page is gone through by Tab from end to end. The main ones always, all of them with QUNLI_PROOF=full.
func TestEveryStopIsSeen(t *testing.T) {
	h := enter(t)
	h.computed()
	pages := []string{"/", "/today", "/customers?limit=20", "/customers/$id", "/communities", "/communities/$id", "/orders?limit=20", "/referral", "/insight/$name", "/imports/new", "/settings"}
	if os.Getenv("QUNLI_PROOF") == "full" {
		pages = routes(t)
	}
	fill := h.ids()
	for _, route := range pages {
		h.open(fill.Replace(route))
		if stops := h.round(); stops < 10 {
			h.Errorf("%s: only %d stops", route, stops)
		}
		h.quiet(route)
	}
}

// A day with a keyboard and no mouse.
func TestByKeyboardAlone(t *testing.T) {
	h := arrive(t)
	h.signInByKeys()
	name := h.people("sort=value&order=desc&limit=1")[0].Name
	h.skipByKeys()
	h.searchByKeys(name)
	h.undoByKeys()
	h.quietBut("by keyboard", "status of 401", "/api/insight/") // nobody was signed in; numbers that are still computed
	h.computed()                                                // a figure that arrives late moves the one that has the focus
	h.drawerByKeys()
	h.listByKeys()
	h.importByKeys()
	h.menuByKeys()
	h.dialogsByKeys()
	if h.clicks > 0 {
		h.Errorf("%d presses of the mouse", h.clicks)
	}
	h.quietBut("by keyboard", "/api/insight/") // what was imported is computed again
}

func (h *house) signInByKeys() {
	h.Helper()
	h.until("input", "登录名")
	h.seen("opening the page")
	h.Type(crash.OwnerLogin + "\t")
	h.seen("the account")
	h.Type(crash.OwnerPassword + "\r")
	h.until("h1", "闭环")
	h.rest()
}

// skipByKeys jumps over the navigation with the first stop of the page.
func (h *house) skipByKeys() {
	h.Helper()
	h.open("/today")
	if f := h.tab(false); !browser.Eval[bool](h.Page, `document.activeElement.matches('.skip')`) {
		h.Errorf("the first stop is %s, not the way past the navigation", f.Name)
	}
	h.Type("\r")
	h.inMain("the way past the navigation")
	h.tab(false)
	if !browser.Eval[bool](h.Page, `!!document.activeElement.closest('main')`) {
		h.Error("after the way past the navigation Tab does not go on in the page")
	}
	h.tabTo("nav a", "社群") // round by the end, as everybody who looks for the navigation
	h.Type("\r")
	h.until("h1", "社群")
	h.inMain("a link of the navigation")
}

// inMain wants the page itself to have the focus, so that it is read out.
func (h *house) inMain(after string) {
	h.Helper()
	h.Wait(`document.activeElement.id === 'main'`)
	h.seen(after)
}

// inWindow wants the window that opens to take the focus.
func (h *house) inWindow(after string) {
	h.Helper()
	h.Wait(`!!document.activeElement.closest('[role=dialog]')`)
	h.seen(after)
}

// searchByKeys finds somebody, and closes the search again where it was opened from.
func (h *house) searchByKeys(name string) {
	h.Helper()
	from := h.tabTo(".seek", "")
	h.Type("\r")
	h.inWindow("opening the search")
	h.Type(kb.Escape)
	h.gone("[role=dialog] input", "")
	h.backAt(from, "closing the search")
	h.Shortcut("k")
	h.until("[role=dialog] input", "")
	h.Type(name + "\r") // whoever knows the name does not wait for the answer
	h.until("h1", name)
	h.inMain("the search")
}

// undoByKeys gives the person of the page a tag and takes it back before the toast is gone.
func (h *house) undoByKeys() {
	h.Helper()
	id := h.at()[strings.LastIndex(h.at(), "/")+1:]
	before := len(h.tagsOf(id))
	h.tabTo("button", "加标签")
	h.Type("\r")
	h.Wait(`document.activeElement.matches('[role=combobox]')`)
	h.Type("只用键盘\r")
	h.until(".ant-notification-notice button", "撤销")
	if n := len(h.tagsOf(id)); n != before+1 {
		h.Errorf("the person has %d tags, want %d", n, before+1)
	}
	h.Shortcut("z")
	h.says("已撤销")
	if n := len(h.tagsOf(id)); n != before {
		h.Errorf("after the undo the person has %d tags, want %d", n, before)
	}
	h.tab(false)
}

func (h *house) tagsOf(id string) []struct{ Name string } {
	h.Helper()
	return get[struct {
		Person struct{ Tags []struct{ Name string } }
	}](h, "/api/customers/"+id).Person.Tags
}

// backAt wants the focus where it was before a window opened.
func (h *house) backAt(from browser.Focused, after string) {
	h.Helper()
	if f := h.seen(after); f.ID != from.ID {
		h.Errorf("%s: after %s the focus is at %q, it was at %q", h.at(), after, f.Name, from.Name)
	}
}

// drawerByKeys opens the definition of a number, which holds the keyboard until Escape gives it back.
func (h *house) drawerByKeys() {
	h.Helper()
	h.byLetter("l", "闭环")
	h.until("button.stat", "")
	h.rest()
	from := h.tabTo("button.stat", "")
	h.Type("\r")
	h.Wait(`document.querySelector('.ant-drawer h3')`)
	for range 12 {
		f := h.tab(false)
		if f.ID != 0 && !browser.Eval[bool](h.Page, `!!document.activeElement.closest('.ant-drawer')`) { // 0: the window of the browser itself
			h.Fatalf("Tab leaves the open drawer for %s", f.Name)
		}
	}
	h.Type(kb.Escape)
	h.gone(".ant-drawer h3", "")
	h.backAt(from, "closing the drawer")
}

// byLetter goes to a place of the navigation by its letter.
func (h *house) byLetter(letter, title string) {
	h.Helper()
	h.Wait(`!document.querySelector('[role=dialog]')`) // a window that closes still takes the keys
	h.Type("g" + letter)
	h.until("h1", title)
	h.inMain("G " + letter)
}

// listByKeys filters, sorts and turns the page.
func (h *house) listByKeys() {
	h.Helper()
	h.byLetter("c", "客户")
	h.Wait(`document.querySelector('.ant-table-row')`)
	h.tabTo("[role=combobox]", "门店")
	h.Type(kb.ArrowDown)
	h.until(option, "")
	h.Type("\r")
	h.Wait(`location.search.includes('store=')`)
	h.still()
	h.tabTo("th", "累计净额")
	h.Type("\r")
	h.Wait(`location.search.includes('sort=-value')`)
	h.still()
	first := h.rows()
	h.tabTo("button", "下一页")
	h.Type("\r")
	h.Wait(`location.search.includes('page=')`)
	h.still()
	if second := h.rows(); len(second) == 0 || second[0] == first[0] {
		h.Errorf("the next page begins with the same row")
	}
	h.seen("the next page")
	from := h.tabTo("button", "列")
	h.Type("\r")
	h.Wait(`!!document.activeElement.closest('.ant-popover')`)
	h.seen("opening the columns")
	h.Type(kb.Escape)
	h.Wait(`!document.activeElement.closest('.ant-popover')`)
	h.backAt(from, "closing the columns")
	h.tabTo("button", "清除筛选")
	h.Type("\r")
	h.Wait(`!location.search.includes('store=')`)
	h.seen("clearing the filters")
}

// importByKeys finds the wizard by the search, chooses a file and comes to the button that would begin.
func (h *house) importByKeys() {
	h.Helper()
	h.Shortcut("k")
	h.until("[role=dialog] input", "")
	h.Type("drwj") // the initials of its pinyin
	h.Wait(`document.querySelector('[role=option][aria-selected=true]')?.innerText.includes('导入文件')`)
	h.Type("\r")
	h.until("h1", "导入文件")
	h.tabTo("main button", "把文件拖到这里")
	h.TypeForFile("\r", ordersInGBK(h.T, 12, "BAD-1"))
	h.until("button", "导入 13 行")
	h.still()
	h.tabTo("button", "导入 13 行")
}

// menuByKeys changes the colours and puts them back.
func (h *house) menuByKeys() {
	h.Helper()
	from := h.tabTo("header button", "外观")
	h.Type("\r")
	h.until("[role=menu]", "")
	h.seen("opening the menu")
	h.Type(kb.ArrowDown)
	h.seen("an arrow")
	h.Type(kb.Escape)
	h.gone("[role=menu]", "")
	h.backAt(from, "closing the menu")
}

// dialogsByKeys opens the help and a question, and dismisses both.
func (h *house) dialogsByKeys() {
	h.Helper()
	from := h.tabTo(".notice button", "移除演示数据")
	h.Type("?")
	h.until("[role=dialog] h3", "")
	h.tab(false)
	h.Type(kb.Escape)
	h.gone("[role=dialog] h3", "")
	h.backAt(from, "closing the help")
	h.Type("\r")
	h.until("[role=dialog] button", "移除演示数据")
	h.inWindow("a question")
	h.Type(kb.Escape)
	h.gone("[role=dialog] button", "移除演示数据")
	h.backAt(from, "dismissing a question")
}
