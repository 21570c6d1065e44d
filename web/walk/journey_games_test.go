package walk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"qunli/kit/clock"
	"qunli/testkit/browser"
	"qunli/testkit/crash"
)

// goes publishes a campaign of a model and gives the path of its page.
func (h *house) goes(model, settings string) string {
	h.Helper()
	id := h.plays(model, settings, `{"top":[{"kind":"hook","title":"今天一起来"},{"kind":"play"}],"middle":[],"bottom":[{"kind":"rules"},{"kind":"action","title":"去参加","to":"#play"}]}`)
	if status, said := h.fetch("POST", "/api/campaigns/"+id+"/publish", ""); status != 200 {
		h.Fatalf("%s is not published: %d %s", model, status, said)
	}
	return "/g/" + id
}

// phone is one of the phones of the world: its pages have a host of their own, and so its cookies.
type phone struct {
	*house
	base, name string
}

// phoneOf gives somebody of the world a window of their own.
func (h *house) phoneOf(n int, name string) *phone {
	return &phone{h, strings.Replace(h.base, "127.0.0.1", fmt.Sprintf("p%d.localhost", n), 1), name}
}

// sees opens a page and waits until it is in a state; WeChat asks once who holds the phone.
func (p *phone) sees(path, state string) {
	p.Helper()
	p.Go(p.base + path)
	p.stands(state)
}

// stands waits until the page that is shown, or one that it leads to, is in a state.
func (p *phone) stands(state string) {
	p.Helper()
	got := ""
	for waited := clock.Stopwatch(); waited() < 2*time.Minute; {
		if browser.Eval[bool](p.Page, `!!document.getElementById('who')`) {
			p.taps(p.name)
		}
		if got = browser.Eval[string](p.Page, `document.querySelector('main')?.dataset.state ?? ''`); got == state {
			return
		}
		crash.Moment(500 * time.Millisecond)
	}
	p.Fatalf("%s's page is %q, not %q: %s", p.name, got, state, p.Text("body"))
}

// taps presses the button or link that says so.
func (p *phone) taps(says string) {
	p.Helper()
	press := fmt.Sprintf(`((e) => !!e && (document.body.dataset.old = 'yes', setTimeout(() => e.click(), 50), true))([...document.querySelectorAll('a, button')].find((e) => e.innerText.includes(%q)))`, says)
	p.home.Await(func() bool { return browser.Eval[bool](p.Page, press) })
	crash.Moment(300 * time.Millisecond)
	p.leads()
}

// pays goes from the page before the payment to the sheet, and back to one in a state.
func (p *phone) pays(state string) {
	p.Helper()
	p.stands("ready")
	p.taps("微信支付")
	p.taps("支付")
	p.stands(state)
}

// path is that of the page that is shown.
func (p *phone) path() string { return browser.Eval[string](p.Page, `location.pathname`) }

// All four games on three phones, as customers play them: a team is opened, joined, paid and complete, another is called off and paid
// back; the last piece is bought; a packet is opened and its share taken; a friend accepts, buys, and counts. What was sold stands
// on the board and in the order book.
func TestGamesOnThreePhones(t *testing.T) {
	h, _, _ := outside(t)
	h.Go(h.base + "/console/login?e2e=1")
	team := h.goes("groupbuy", `{"size":2,"minutes":60,"price":5900,"leader_price":4900,"single_price":7900,"stock":10,"hold_minutes":10}`)
	sale := h.goes("flashsale", `{"items":[{"key":"a","name":"玫瑰花束","price":1990,"was":3990,"stock":1,"per_person":1}],"hold_minutes":15}`)
	packet := h.goes("redpacket", `{"amount":200,"shares":2,"least":30,"most":170,"hours":24,"budget":2000,"purpose":"谢谢光临"}`)
	invite := h.goes("invite", `{"steps":[{"need":1,"reward":{"kind":"cash","amount":500}}],"hold_hours":0,"window_hours":720,"most":10,"budget":5000}`)
	h.Size(390, 844)
	lin, zhou, chen := h.phoneOf(1, "林晓"), h.phoneOf(2, "周宁"), h.phoneOf(3, "陈佳")

	lin.sees(team, "open")
	h.Shot("phone-team-open")
	lin.taps("开团")
	lin.pays("paid")
	own := lin.path()
	h.Shot("phone-team-paid")
	zhou.sees(own, "forming")
	zhou.taps("参团")
	zhou.pays("settled")
	h.Shot("phone-team-settled")

	chen.sees(invite, "open")
	chen.taps("生成我的邀请链接")
	chen.stands("account")
	account := chen.path()
	lin.sees(account, "open")
	lin.taps("接受邀请")
	lin.stands("bound")
	lin.sees(sale, "open")
	lin.taps("立即抢购")
	lin.pays("settled")
	zhou.sees(sale, "soldout")
	lin.sees(account, "valid")
	chen.sees(account, "account")
	h.Wait(`document.body.innerText.includes('有效 1 位')`)
	h.Shot("phone-invite")

	h.Go(h.base + "/console/login?e2e=1")
	if status, said := h.fetch("POST", "/api/campaigns/"+strings.TrimPrefix(packet, "/g/")+"/instances", `{"number":1}`); status != 200 {
		t.Fatalf("no packet is put out: %d %s", status, said)
	}
	zhou.sees(packet, "open")
	zhou.taps("去拆")
	crash.Moment(2 * time.Second) // whoever opens a packet before reading it is held for a review
	zhou.taps("拆红包")
	zhou.stands("won")
	zhou.taps("收款到零钱")
	zhou.stands("ready")
	zhou.taps("收款 ¥")
	zhou.taps("收下")
	zhou.stands("received")
	h.Shot("phone-packet")

	chen.sees(team, "open")
	chen.taps("开团")
	chen.pays("paid")
	lonely := chen.path()
	h.Go(h.base + "/console/login?e2e=1")
	if status, said := h.fetch("POST", "/api/campaigns/"+strings.TrimPrefix(team, "/g/")+"/end", "{}"); status != 200 {
		t.Fatalf("not ended: %d %s", status, said)
	}
	chen.sees(lonely, "refunded")
	h.Shot("phone-team-refunded")

	h.Go(h.base + "/console/login?e2e=1")
	h.Size(1440, 900)
	h.open("/campaigns/" + strings.TrimPrefix(team, "/g/") + "/board")
	h.says("已成交")
	h.Shot("board-of-a-team")
	h.holdsFrom(strings.TrimPrefix(team, "/g/"), "45")
	orders := get[struct {
		Items []struct {
			ID     string `json:"id"`
			Amount int64  `json:"amount"`
		}
	}](h, "/api/orders?source=campaign&limit=10").Items
	if len(orders) != 3 || orders[0].Amount+orders[1].Amount+orders[2].Amount != 1990+5900+4900 {
		t.Errorf("the orders: %+v", orders)
	}
	h.press("main a", "订单")
	h.Wait(`location.pathname.endsWith('/orders') && document.querySelectorAll('main tbody tr[data-row-key]').length === 2`)
	h.Shot("orders-of-a-team")
	for _, o := range orders {
		if o.Amount == 1990 {
			h.givesBack(o.ID, "19.90")
		}
	}
	h.home.Await(func() bool { // the game is told a moment after the order book
		lin.sees(sale, "settled")
		return strings.Contains(h.Text("body"), "售后已退回 ¥19.90")
	})
}

// holdsFrom changes from how many points on a campaign holds people, on its board.
func (h *house) holdsFrom(id, points string) {
	h.Helper()
	h.press("main button", "判定线")
	h.write(".ant-popover input", "到多少分先不放行", points)
	h.Shot("board-thresholds")
	h.press(".ant-popover button", "保存")
	h.says("已保存，从下一次评分起生效")
	if got := get[struct {
		Hold int `json:"hold"`
	}](h, "/api/campaigns/"+id+"/thresholds").Hold; fmt.Sprint(got) != points {
		h.Errorf("held from %d points on, want %s", got, points)
	}
}

// givesBack has all of an order of a campaign paid back from its page in the order book.
func (h *house) givesBack(order, yuan string) {
	h.Helper()
	h.open("/orders/" + order)
	h.press("main button", "退款")
	h.write(".ant-modal input", "退款金额（元）", yuan)
	h.write(".ant-modal input", "原因", "花枝折断")
	h.press(".ant-modal form button", "退款")
	h.says("已申请退款")
	h.Shot("order-given-back")
	h.home.Await(func() bool { return h.order(order).Refunded > 0 })
	h.open("/orders/" + order)
	h.says("全额退款")
}
