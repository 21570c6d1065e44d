package walk

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// card is what these journeys need of the page of a person.
type card struct {
	Person struct {
		ID   string
		Name string
	}
	Identities []struct{ Value string }
	Merged     []string
	ErasedAt   int64 `json:"erased_at"`
}

func (h *house) card(id string) card {
	h.Helper()
	return get[card](h, "/api/customers/"+id)
}

// verbs lists what the audit says was done to a person, the latest first.
func (h *house) verbs(id string) (out []string) {
	h.Helper()
	type list struct{ Items []struct{ Verb string } }
	for _, e := range get[list](h, "/api/audit?object_kind=customer&object_id="+id).Items {
		out = append(out, e.Verb)
	}
	return out
}

// key is an account by which a buyer is known.
type key struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

// sold is a sale that was placed, with who bought it; "" where nobody is known to have.
type sold struct {
	ID    string
	Buyer string `json:"customer_id"`
}

// buys places a sale of 38.50 on 4 May 2026.
func (h *house) buys(no, name string, keys ...key) sold {
	h.Helper()
	document := map[string]any{"source": "walk", "order_no": no, "buyer": append([]key{}, keys...), "buyer_name": name, "at": time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC).UnixMilli(),
		"lines": []map[string]any{{"sku": "T1", "quantity": "1", "price": "38.50"}}}
	body, err := json.Marshal(map[string]any{"documents": []any{document}})
	if err != nil {
		h.Fatal(err)
	}
	status, text := h.fetch("POST", "/api/orders", string(body))
	var placed struct{ Items []sold }
	if err := json.Unmarshal([]byte(text), &placed); err != nil || len(placed.Items) != 1 {
		h.Fatalf("placing an order: %d %s %v", status, text, err)
	}
	return placed.Items[0]
}

// Two records of one phone are proposed as one person: compared, merged, and separated again by the toast.
func TestTwins(t *testing.T) {
	h := enter(t)
	phone, union := key{"phone", "13900000017"}, key{"unionid", "walk-of-two"}
	first, second := h.buys("TWIN-1", "双木林", phone).Buyer, h.buys("TWIN-2", "林双木", union).Buyer
	h.buys("TWIN-3", "林双木", phone, union) // says that both are one
	pair := fmt.Sprintf(`li:has(a[href$="%s"]):has(a[href$="%s"]) `, first, second)
	h.open("/customers/twins")
	h.press(pair+"button", "对照")
	h.until(pair+"th", "另一份（保留）")
	h.press(pair+"button", "合并")
	h.says("已合并")
	h.gone(pair, "")
	if got := h.card(second).Person.ID; got != first {
		h.Errorf("the later record reads as %s, want %s", got, first)
	}
	if n := h.orders(first); n != 3 {
		h.Errorf("both together have %d orders, want 3", n)
	}
	h.press(".ant-notification-notice button", "撤销")
	h.until(pair+"button", "合并")
	if got := h.card(second).Person.ID; got != second {
		h.Errorf("after the undo the later record still reads as %s", got)
	}
	h.quiet("twins")
}

// An account is masked until somebody asks for it, which the audit tells; and again after that.
func TestReveal(t *testing.T) {
	const phone = "13900000025"
	h := enter(t)
	id := h.buys("REVEAL-1", "甄可见", key{"phone", phone}).Buyer
	h.open("/customers/" + id)
	h.says("139****0025")
	if slices.Contains(h.verbs(id), "customer.reveal") || strings.Contains(h.Text("main"), phone) {
		h.Fatal("it was revealed before anybody asked")
	}
	h.press("main button", "显示完整内容")
	h.says(phone)
	h.says("本次查看已记录")
	if got := h.verbs(id); len(got) == 0 || got[0] != "customer.reveal" {
		h.Errorf("the audit says %v", got)
	}
	h.open("/customers/" + id)
	h.says("139****0025")
	h.quiet("reveal")
}

// A person is erased after their name was typed; what they bought still counts.
func TestErase(t *testing.T) {
	h := enter(t)
	id := h.buys("ERASE-1", "钱无踪", key{"phone", "13900000033"}).Buyer
	h.open("/customers/" + id)
	h.press("button", "更多操作")
	h.press(".ant-dropdown-menu-item", "删除个人资料")
	h.until(".ant-modal button[disabled]", "永久删除")
	h.write(".ant-modal input", "请输入“钱无踪”确认", "钱无踪")
	h.press(".ant-modal button", "永久删除")
	h.until("h1", "资料已删除的客户")
	if c := h.card(id); c.Person.Name != "" || len(c.Identities) != 0 || c.ErasedAt == 0 {
		h.Errorf("left of the person: %+v", c)
	}
	if found := h.people("limit=2&q=" + url.QueryEscape("钱无踪")); len(found) != 0 {
		h.Errorf("they are still found: %v", found)
	}
	if n := h.orders(id); n != 1 {
		h.Errorf("they have %d orders, want 1", n)
	}
	if got := h.verbs(id); !slices.Contains(got, "customer.erase") {
		h.Errorf("the audit says %v", got)
	}
	h.gone("button", "合并")
	h.quiet("erase")
}

// More than a thousand people at once: all who match the filter get the tag, in the background, and nobody else.
func TestBulkOfAll(t *testing.T) {
	type size struct{ Total int }
	h := enter(t)
	n := get[size](h, "/api/customers?limit=1&bought=yes").Total
	if n <= 1000 || n > 10000 {
		h.Fatalf("%d people have bought; it takes more than 1,000", n)
	}
	h.open("/customers?bought=yes")
	h.still()
	h.press(".ant-table-row input", "选择此行")
	h.press(".bulk button", "选择符合筛选的全部 ")
	h.says("已选择符合筛选的全部")
	h.press(".bulk button", "加标签")
	h.press(".ant-modal [role=combobox]", "标签名")
	h.Type("走查全选\r")
	h.press(".ant-modal-title", "") // the list of tags goes away
	h.press(".ant-modal-footer button", "给 ")
	h.Wait(`document.querySelector('.ant-notification')?.innerText.includes('已完成')`)
	tag := h.tag("bought=yes", "走查全选")
	if got := get[size](h, "/api/customers?limit=1&tag_id="+tag).Total; got != n {
		h.Errorf("%d people have the tag, %d were selected", got, n)
	}
	if got := get[size](h, "/api/customers?limit=1&bought=no&tag_id="+tag).Total; got != 0 {
		h.Errorf("%d people have the tag who were not selected", got)
	}
	h.gone(".bulk", "")
	h.quiet("bulk")
}

// tag gives the id of a tag that the first person of a list has.
func (h *house) tag(query, name string) string {
	h.Helper()
	type tagged struct{ Tags []struct{ ID, Name string } }
	for _, p := range get[struct{ Items []tagged }](h, "/api/customers?limit=1&"+query).Items {
		for _, tag := range p.Tags {
			if tag.Name == name {
				return tag.ID
			}
		}
	}
	h.Fatalf("nobody has the tag %s", name)
	return ""
}

// order is what these journeys need of a document.
type order struct {
	State    string
	Amount   int64
	Refunded int64
	Customer string `json:"customer_id"`
}

func (h *house) order(id string) order {
	h.Helper()
	return get[struct{ Order order }](h, "/api/orders/"+id).Order
}

// A sale nobody is known to have made gets its buyer, a part of it is refunded, and another sale is cancelled.
func TestActsOnOrders(t *testing.T) {
	h := enter(t)
	lost, kept := h.buys("ACT-1", "").ID, h.buys("ACT-2", "", key{"phone", "13900000041"}).ID
	buyer, _ := h.twoPeople()

	h.open("/orders/unmatched?from=2026-05-04&to=2026-05-04")
	row := fmt.Sprintf(`[data-row-key="%s"] `, lost)
	h.press(row+"button", "匹配买家")
	h.press(".ant-modal [role=combobox]", "姓名、拼音首字母、手机尾号或账号")
	h.Type(buyer.Name)
	h.press(option, buyer.Name)
	h.press(".ant-modal-footer button", "匹配买家")
	h.says("已匹配")
	h.gone(row, "")
	if got := h.order(lost); got.Customer != buyer.ID {
		h.Errorf("the buyer is %q, want %s", got.Customer, buyer.ID)
	}

	h.open("/orders/" + lost)
	h.press("main button", "登记退款")
	h.write(".ant-modal input", "退款金额（元）", "99")
	h.write(".ant-modal input", "退款单号", "R-1")
	h.press(".ant-modal-footer button", "登记退款")
	h.says("超过可退金额")
	h.write(".ant-modal input", "退款金额（元）", "8.50")
	h.press(".ant-modal-footer button", "登记退款")
	h.says("已登记退款")
	h.says("部分退款")
	if got := h.order(lost); got.Refunded != 850 || got.State != "kept" {
		h.Errorf("after the refund it is %+v", got)
	}

	h.open("/orders/" + kept)
	h.press("main button", "取消订单")
	h.write(".ant-modal textarea", "原因", "客人改主意了")
	h.press(".ant-modal-footer button", "取消订单")
	h.gone("main button", "取消订单")
	if got := h.order(kept); got.State != "cancelled" {
		h.Errorf("after the cancellation it is %+v", got)
	}
	h.quiet("acts on orders")
}
