package walk

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"qunli/testkit/browser"
	"qunli/testkit/crash"
)

// person is what these journeys need of a customer.
type person struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	StoreID string `json:"store_id"`
}

func (h *house) people(query string) []person {
	h.Helper()
	return get[struct{ Items []person }](h, "/api/customers?"+query).Items
}

// A rule built by hand: what is counted is what is saved, listed and exported.
func TestSegmentThroughToExport(t *testing.T) {
	h := enter(t)
	h.open("/customers/segments/new")
	h.choose("选择条件", "订单数")
	h.write("input", "值", "5")
	h.Wait(`Number(document.querySelector('[data-value]')?.dataset.value) > 0 && !document.body.innerText.includes('计算中')`)
	counted := browser.Eval[string](h.Page, `document.querySelector('[data-value]').dataset.value`)
	h.write("input", "名称", "买过五次以上")
	h.press("button", "保存人群")
	h.until("h1", "买过五次以上")
	h.until("button", "导出 ")
	h.still()
	var total int
	if _, err := fmt.Sscan(counted, &total); err != nil {
		h.Fatal(err)
	}
	h.says(fmt.Sprintf("%d 人 · ", total))
	dir := t.TempDir()
	h.Downloads(dir)
	h.press("button", fmt.Sprintf("导出 %d 人", total))
	h.press(".ant-dropdown-menu-item", "导出 CSV（手机号打码）")
	file := h.saved(dir)
	if len(file)-1 != total {
		h.Errorf("the file has %d people, the page says %d", len(file)-1, total)
	}
	id := h.at()[strings.LastIndex(h.at(), "/")+1:]
	members := get[struct{ Total int }](h, "/api/customers?limit=1&segment_id="+id)
	if members.Total != total {
		h.Errorf("the list has %d members, the page says %d", members.Total, total)
	}
	h.quiet("segment")
}

// Two records read as one and are separated again, from the toast and from the card.
func TestMergeAndUnmerge(t *testing.T) {
	h := enter(t)
	one, other := h.twoPeople()
	before := h.orders(one.ID)
	h.open("/customers/" + one.ID)
	h.merge(other)
	h.Wait(fmt.Sprintf(`location.pathname === '/console/customers/%s'`, other.ID))
	h.until("h1", other.Name)
	h.says("并入的档案")
	h.still()
	if got := h.orders(other.ID); got <= before {
		h.Errorf("both together have %d orders, one alone had %d", got, before)
	}
	h.open("/customers/" + one.ID) // its address reads as the other
	h.says("这份档案已并入")
	h.press("main .row button", "拆开")
	h.until("h1", one.Name)
	h.gone("h3", "并入的档案")
	if got := h.orders(one.ID); got != before {
		h.Errorf("after the separation it has %d orders, before the merge %d", got, before)
	}

	h.open("/customers/" + one.ID)
	h.merge(other)
	h.until("h1", other.Name)
	h.press(".ant-notification-notice button", "撤销")
	h.gone("h3", "并入的档案")
	if got := h.orders(one.ID); got != before {
		h.Errorf("after the undo it has %d orders, before the merge %d", got, before)
	}
	h.quiet("merge")
}

// twoPeople are two customers with orders and with names by which each is found alone.
func (h *house) twoPeople() (one, other person) {
	h.Helper()
	var out []person
	for _, p := range h.people("sort=value&order=desc&limit=50") {
		if p.Name != "" && len(h.people("limit=3&q="+url.QueryEscape(p.Name))) == 1 && h.orders(p.ID) > 0 {
			if out = append(out, p); len(out) == 2 {
				return out[0], out[1]
			}
		}
	}
	h.Fatal("no two customers have names of their own")
	return one, other
}

// merge makes the person of the page read as another, by the window for that.
func (h *house) merge(into person) {
	h.Helper()
	h.press("button", "合并")
	h.press(".ant-modal [role=combobox]", "找另一份档案")
	h.Type(into.Name)
	h.press(option, into.Name)
	h.until(".ant-modal th", "另一份（保留）")
	h.press(".ant-modal-footer button", "合并")
}

// orders counts the orders of a person.
func (h *house) orders(id string) int {
	h.Helper()
	return len(get[struct{ Items []struct{ ID string } }](h, "/api/orders?limit=200&customer_id="+id).Items)
}

const staffPassword = "a till in the first store"

// clerk takes on somebody of a store, and signs them in instead of the owner.
func (h *house) clerk(store string) {
	h.Helper()
	in, err := json.Marshal(map[string]string{"login": "till", "name": "收银小王", "role": "store", "scope": "store", "store_id": store})
	if err != nil {
		h.Fatal(err)
	}
	status, text := h.fetch("POST", "/api/staff", string(in))
	var hired struct{ Link struct{ Token string } }
	if err := json.Unmarshal([]byte(text), &hired); err != nil || hired.Link.Token == "" {
		h.Fatalf("hiring: %d %s %v", status, text, err)
	}
	h.fetch("DELETE", "/api/session", "")
	if status, text = h.fetch("POST", "/api/password", fmt.Sprintf(`{"token": %q, "password": %q}`, hired.Link.Token, staffPassword)); status/100 != 2 {
		h.Fatalf("setting a password: %d %s", status, text)
	}
}

// Somebody of a store is told what they may not, and gets no word of another store's people.
func TestDenied(t *testing.T) {
	h := enter(t)
	stores := get[struct{ Items []struct{ ID string } }](h, "/api/stores").Items
	mine, theirs := stores[0].ID, stores[1].ID
	stranger := h.people("limit=1&store_id=" + theirs)[0]
	h.clerk(mine)
	for page, permission := range map[string]string{
		"/imports/new": "导入数据", "/settings/audit": "查看操作记录", "/settings/tokens": "管理接口令牌", "/customers/segments/new": "编辑人群", "/orders/spend": "查看投放费用",
	} {
		h.open(page)
		h.says("你没有这项权限")
		h.says("需要“" + permission + "”权限")
		h.quiet(page)
	}
	h.open("/settings")
	h.until("[role=note]", "")
	h.open("/customers")
	h.still()
	if len(h.rows()) == 0 {
		h.Error("somebody of a store sees none of its people")
	}
	for _, barred := range []string{"导入", "导出"} {
		h.gone("nav a, button", barred)
	}
	for _, p := range get[struct{ Items []person }](h, "/api/customers?limit=200").Items {
		if p.StoreID != mine {
			h.Errorf("somebody of store %s sees one of %s", mine, p.StoreID)
		}
	}
	h.quiet("customers of a store")

	h.open("/customers/" + stranger.ID)
	h.until("main [role=alert]", "")
	if text := h.Text("main"); strings.Contains(text, stranger.Name) || !strings.Contains(text, "请求编号") {
		h.Errorf("another store's customer: %s", text)
	}
	h.quietBut("another store's customer", "status of 404", "status of 403")
}

// startRemark opens a person and types a remark that is not saved yet.
func (h *house) startRemark(id, text string) {
	h.Helper()
	h.open("/customers/" + id)
	h.press("button", "修改 备注")
	h.write("textarea", "备注", text)
}

func (h *house) remark(id string) string {
	h.Helper()
	return get[struct{ Person struct{ Remark string } }](h, "/api/customers/"+id).Person.Remark
}

// A session that ends inside a form: nothing typed is lost, and after the password it is saved.
func TestSessionEndsInsideAForm(t *testing.T) {
	const text = "周六上午来店，喜欢明前茶"
	h := enter(t)
	id := h.people("sort=value&limit=1")[0].ID
	h.startRemark(id, text)
	h.fetch("DELETE", "/api/session", "")
	h.press("button", "保存")
	h.until(".ant-modal-title", "登录已过期")
	if got := browser.Eval[string](h.Page, `document.querySelector('textarea[aria-label=备注]').value`); got != text {
		h.Errorf("the form holds %q", got)
	}
	h.write(".ant-modal input", "密码", "wrong, by mistake")
	h.press(".ant-modal button", "登录")
	h.until(".ant-modal [role=alert]", "")
	h.write(".ant-modal input", "密码", crash.OwnerPassword)
	h.press(".ant-modal button", "登录")
	h.gone(".ant-modal-title", "登录已过期")
	h.gone("textarea", "备注")
	h.says(text)
	if got := h.remark(id); got != text {
		h.Errorf("saved was %q", got)
	}
	h.quietBut("session", "status of 401")
}
