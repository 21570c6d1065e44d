package app_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"qunli/app"
	"qunli/campaign"
	"qunli/campaign/risk"
	"qunli/org"
	"qunli/sandbox"
	"qunli/web/h5"
)

var (
	formShape   = regexp.MustCompile(`(?s)<form method="post" action="([^"]*)"[^>]*>(.*?)</form>`)
	fieldShape  = regexp.MustCompile(`<input type="(?:hidden|number)"[^>]*name="([^"]+)"[^>]*?value="([^"]*)"`)
	buttonShape = regexp.MustCompile(`(?s)<button[^>]*>(.*?)</button>`)
	stateShape  = regexp.MustCompile(`<main[^>]* data-state="([^"]*)"`)
)

// phone gives somebody a phone of the world, before the pages of base.
func (c *company) phone(base, name string) *browsing {
	c.Helper()
	return c.browse(base, c.act(sandbox.Act{Verb: "person", Name: name}).Person)
}

// presses opens a page and presses the form whose button says so, as a phone without scripts does; fields are what was typed. Whoever
// is not known yet comes back from WeChat to the page and presses again.
func (b *browsing) presses(path, button string, fields url.Values) string {
	b.c.Helper()
	text := ""
	for range 2 {
		text = b.get(path)
		action, sent := formOf(text, button)
		if action == "" {
			b.c.Fatalf("%s has no button %q:\n%s", path, button, text)
		}
		for name, values := range fields {
			sent[name] = values
		}
		answer, err := b.http.PostForm(b.base+action, sent)
		if text = b.read(answer, err, http.StatusOK); b.at != path || !strings.Contains(text, button) {
			return text
		}
	}
	return text
}

// formOf gives where a form leads and what it sends, by its button.
func formOf(text, button string) (action string, sent url.Values) {
	for _, f := range formShape.FindAllStringSubmatch(text, -1) {
		if b := buttonShape.FindStringSubmatch(f[2]); b == nil || !strings.Contains(b[1], button) {
			continue
		}
		sent = url.Values{}
		for _, i := range fieldShape.FindAllStringSubmatch(f[2], -1) {
			sent.Add(i[1], html.UnescapeString(i[2]))
		}
		return f[1], sent
	}
	return "", nil
}

// linkOf gives where a link of a page leads, by what it says.
func linkOf(text, says string) string {
	for _, a := range regexp.MustCompile(`(?s)<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>`).FindAllStringSubmatch(text, -1) {
		if strings.Contains(a[2], says) {
			return html.UnescapeString(a[1])
		}
	}
	return ""
}

func stateOf(text string) string {
	if m := stateShape.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// shows waits until a page is in a state, and gives it.
func (b *browsing) shows(path, state string) string {
	b.c.Helper()
	text := ""
	b.c.await(state, func() string { text = b.get(path); return stateOf(text) })
	return text
}

// pays goes from the checkout page that is shown to the sheet of the phone, presses there, and waits until the page to which the phone
// comes back has led on to one in a state. It gives that page's path.
func (b *browsing) pays(how, state string) string {
	b.c.Helper()
	checkout := b.at
	sheet := linkOf(b.shows(checkout, "ready"), "微信支付")
	b.c.press(sheet, how)
	u, err := url.Parse(sheet)
	if err != nil {
		b.c.Fatal(err)
	}
	back, err := b.http.Get(u.Query().Get("back"))
	b.read(back, err, http.StatusOK)
	b.shows(checkout, state)
	return b.at
}

// offers publishes a campaign of a model.
func (c *company) offers(model, name, settings, act string) campaign.ID {
	c.Helper()
	return c.offersAt(0, model, name, settings, act)
}

// offersAt is offers of a campaign of a shop. Phones of tests press sooner than anybody reads a page, so nobody's score holds them here:
// it would, from whenever the next turn of scoring falls.
func (c *company) offersAt(shop org.StoreID, model, name, settings, act string) campaign.ID {
	c.Helper()
	owner, now := org.Owner(c.Context(), "test"), time.Now()
	made, err := c.app.Campaign.Draft(owner, model, name, shop)
	if err != nil {
		c.Fatal(err)
	}
	if _, err = c.app.Campaign.Save(owner, made.ID, campaign.Edit{Settings: []byte(settings),
		Terms: campaign.Terms{From: now.Add(-time.Hour).UnixMilli(), Until: now.Add(24 * time.Hour).UnixMilli(), Goal: "老带新", Target: 10, Cost: 100000, Act: act}}); err != nil {
		c.Fatal(err)
	}
	if made, err = c.app.Campaign.Publish(owner, made.ID); err != nil {
		c.Fatal(err)
	}
	if err := c.app.Risk.SetThresholds(owner, made.ID, risk.Thresholds{Hold: 1000, Flag: 1000}); err != nil {
		c.Fatal(err)
	}
	return made.ID
}

// sound fails when the books do not balance.
func (c *company) sound() {
	c.Helper()
	if found, err := app.Check(c.Context(), c.app.DB); err != nil || len(found) > 0 {
		c.Errorf("%v, %v", found, err)
	}
}

// TestATeamOnThreePhones: one opens a team, friends join by its page, pay by the sheet of the phone, and it is complete; whoever comes
// later may open another, and leaves it with the money back. All of it without scripts.
func TestATeamOnThreePhones(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		c.official()
		base := c.pages()
		i := c.offers("groupbuy", "两人成团", `{"size":2,"minutes":60,"price":5900,"leader_price":4900,"single_price":7900,"stock":10,"hold_minutes":10}`, "order")
		home := h5.GamePath + i.String()
		if text := c.browse(base, "").get(home); stateOf(text) != "open" || !strings.Contains(text, "¥49") || !strings.Contains(text, "请在微信里打开") && !strings.Contains(text, "在微信里打开才能参加") {
			c.Error(text)
		}
		mei, li, wang := c.phone(base, "韩梅梅"), c.phone(base, "李雷"), c.phone(base, "王小明")
		mei.presses(home, "开团", nil)
		team := mei.pays("pay", "paid")
		if text := li.get(team); stateOf(text) != "forming" || strings.Contains(text, "韩梅梅") || !strings.Contains(text, "再来 1 人") {
			c.Error(text)
		}
		li.presses(team, "参团", nil)
		first := li.at
		if text := li.get(team); stateOf(text) != "held" || linkOf(text, "去支付") != first {
			c.Errorf("a second wish beside %s:\n%s", first, text)
		}
		if text := wang.get(team); stateOf(text) != "full" {
			c.Error(text)
		}
		li.get(first)
		li.pays("pay", "settled")
		mei.shows(team, "settled")
		if text := wang.get(team); stateOf(text) != "succeeded" || linkOf(text, "我来开一个团") != home {
			c.Error(text)
		}
		c.await("4900 false; 5900 true", func() string { // two orders: the friend's is owed to the leader
			return c.lines(`SELECT amount || CASE WHEN by_id <> 0 THEN ' true' ELSE ' false' END AS line FROM commerce_order`)
		})
		wang.presses(home, "开团", nil)
		lonely := wang.pays("pay", "paid")
		wang.presses(lonely, "退出并退款", nil)
		if text := wang.shows(lonely, "refunded"); !strings.Contains(text, "已原路退回 ¥49") {
			c.Error(text)
		}
		c.sound()
	})
}

// TestASaleOnPhones: the last piece goes to one; whoever does not pay gives it back, and the next one buys it.
func TestASaleOnPhones(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		c.official()
		base := c.pages()
		i := c.offers("flashsale", "今日爆品", `{"items":[{"key":"a","name":"鲜花束","price":1990,"was":3990,"stock":1,"per_person":1}],"hold_minutes":15}`, "order")
		home := h5.GamePath + i.String()
		mei, li := c.phone(base, "韩梅梅"), c.phone(base, "李雷")
		mei.presses(home, "立即抢购", nil)
		if text := li.get(home); stateOf(text) != "soldout" || !strings.Contains(text, "已抢光") {
			c.Error(text)
		}
		mei.presses(home, "不要了", nil)
		if text := mei.get(home); stateOf(text) != "released" {
			c.Error(text)
		}
		li.presses(home, "立即抢购", nil)
		if text := li.pays("pay", "settled"); text != home {
			c.Error(text)
		}
		if text := li.get(home); !strings.Contains(text, "鲜花束 × 1") {
			c.Error(text)
		}
		c.sound()
	})
}

// TestAPacketOnPhones: two open the packet, each takes their share by the sheet of the phone, and both see who was luckier.
func TestAPacketOnPhones(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		c.official()
		base, owner := c.pages(), org.Owner(c.Context(), "test")
		i := c.offers("redpacket", "开业红包", `{"amount":200,"shares":2,"least":30,"most":170,"hours":24,"budget":2000,"purpose":"谢谢光临"}`, "newcomer")
		home := h5.GamePath + i.String()
		mei, li, wang := c.phone(base, "韩梅梅"), c.phone(base, "李雷"), c.phone(base, "王小明")
		if text := mei.get(home); stateOf(text) != "empty" {
			c.Error(text)
		}
		put, err := c.app.Campaign.Do(owner, i, campaign.Command{Kind: campaign.Open, Number: 1})
		if err != nil || put.Err() != nil {
			c.Fatal(put, err)
		}
		packet := linkOf(mei.get(home), "去拆")
		for _, one := range []*browsing{mei, li} {
			text := one.presses(packet, "拆红包", nil)
			if stateOf(text) != "won" {
				c.Error(text)
			}
			take := linkOf(text, "收款到零钱")
			c.press(linkOf(one.shows(take, "ready"), "收款 ¥"), "take")
			one.shows(packet, "received")
		}
		if text := wang.get(packet); stateOf(text) != "empty" || !strings.Contains(text, "手气最佳") || strings.Contains(text, "李雷") {
			c.Error(text)
		}
		c.sound()
	})
}

// TestAFailedTransferIsTold: whose money the provider refuses to transfer is told so, by the page that takes it and by the packet's, and
// waits for nothing.
func TestAFailedTransferIsTold(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		c.official()
		base := c.pages()
		i := c.offers("redpacket", "开业红包", `{"amount":200,"shares":2,"least":30,"most":170,"hours":24,"budget":2000,"purpose":"谢谢光临"}`, "newcomer")
		if put, err := c.app.Campaign.Do(org.Owner(c.Context(), "test"), i, campaign.Command{Kind: campaign.Open, Number: 1}); err != nil || put.Err() != nil {
			c.Fatal(put, err)
		}
		mei := c.phone(base, "韩梅梅")
		err := c.world.Set(c.Context(), func(s *sandbox.Settings) error {
			s.PayFaults = map[string]*sandbox.PayFault{"/v3/fund-app/mch-transfer/transfer-bills": {Code: "INVALID_REQUEST", Left: 9}}
			return nil
		}, new(sandbox.Settings))
		if err != nil {
			c.Fatal(err)
		}
		packet := linkOf(mei.get(h5.GamePath+i.String()), "去拆")
		take := linkOf(mei.presses(packet, "拆红包", nil), "收款到零钱")
		if text := mei.shows(take, "failed"); !strings.Contains(text, "转账没有成功") || strings.Contains(text, " data-live") || linkOf(text, "返回活动") != packet {
			c.Error(text)
		}
		if text := mei.shows(packet, "returned"); !strings.Contains(text, "转账没有成功") {
			c.Error(text)
		}
		c.sound()
	})
}

// TestInvitationsOnPhones: somebody gets their link; a friend accepts, does what counts, and the reward is there. Nobody invites
// themselves, and nobody is invited twice.
func TestInvitationsOnPhones(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		c.official()
		base := c.pages()
		i := c.offers("invite", "邀请有礼", `{"steps":[{"need":1,"reward":{"kind":"cash","amount":500}}],"hold_hours":0,"window_hours":720,"most":10,"budget":5000}`, "order")
		home := h5.GamePath + i.String()
		mei, li, wang := c.phone(base, "韩梅梅"), c.phone(base, "李雷"), c.phone(base, "王小明")
		mei.presses(home, "生成我的邀请链接", nil)
		account := mei.at
		wang.presses(home, "生成我的邀请链接", nil)
		if text := mei.get(account); stateOf(text) != "account" || !strings.Contains(text, account) {
			c.Error(text)
		}
		if text := li.presses(account, "接受邀请", nil); stateOf(text) != "bound" {
			c.Error(text)
		}
		if text := li.get(wang.at); stateOf(text) != "elsewhere" {
			c.Error(text)
		}
		sale := c.offers("flashsale", "今日爆品", `{"items":[{"key":"a","name":"鲜花束","price":1990,"stock":9}],"hold_minutes":15}`, "order")
		li.presses(h5.GamePath+sale.String(), "立即抢购", nil)
		li.pays("pay", "settled")
		li.shows(account, "valid")
		if text := mei.get(account); !strings.Contains(text, "有效 1 位") || !strings.Contains(text, "¥5 现金") {
			c.Error(text)
		}
		if text := mei.get(linkOf(mei.get(account), "邀请榜")); !strings.Contains(text, "你现在第 1 名") || strings.Contains(text, "韩梅梅") {
			c.Error(text)
		}
		c.press(linkOf(mei.shows(linkOf(mei.get(account), "收款到零钱"), "ready"), "收款 ¥5"), "take")
		c.await("received", func() string { return c.lines(`SELECT state AS line FROM campaign_seat WHERE note = 'step'`) })
		if n := c.lines(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM referral_claim WHERE verdict = 'bound'`); n != "1" {
			c.Errorf("%s people were brought", n)
		}
		c.sound()
	})
}

// instance gives the id that a page's path ends with.
func (c *company) instance(path string) campaign.InstanceID {
	c.Helper()
	var i campaign.InstanceID
	if err := i.UnmarshalText([]byte(path[strings.LastIndexByte(path, '/')+1:])); err != nil {
		c.Fatal(err)
	}
	return i
}
