package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"qunli/channel/oa"
	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/money"
	"qunli/org"
	"qunli/referral"
	"qunli/sandbox"
	"qunli/web/h5"
)

var (
	linkShape   = regexp.MustCompile(`<input readonly id="link"[^>]* value="([^"]*)"`)
	posterShape = regexp.MustCompile(`(?s)<section class="poster">.*?<img src="([^"]*)"`)
)

// ownLink gives the link and the poster that a page of sharing shows, as paths.
func (c *company) ownLink(base, text string) (link, poster string) {
	c.Helper()
	l, p := linkShape.FindStringSubmatch(text), posterShape.FindStringSubmatch(text)
	if l == nil || p == nil || !strings.HasPrefix(l[1], base) {
		c.Fatalf("no link of %s:\n%s", base, text)
	}
	return strings.TrimPrefix(html.UnescapeString(l[1]), base), html.UnescapeString(p[1])
}

// claims tells what became of the claims about everybody.
func (c *company) claims() string {
	return c.lines(`SELECT CASE WHEN c.name = '' THEN 'new' ELSE c.name END || ' ' || r.verdict || ' ' || r.reason || ' ' || r.source AS line FROM referral_claim r JOIN customer c ON c.id = r.customer_id`)
}

// known has a member add somebody who bought something long ago if so, and gives who they are.
func (c *company) known(name string, bought bool) customer.ID {
	c.Helper()
	c.act(sandbox.Act{Verb: "search", Person: name, Staff: "mei", On: true})
	c.await("1", func() string {
		return c.lines(fmt.Sprintf(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM customer WHERE name = '%s'`, name))
	})
	me := c.found(name)
	if bought {
		placed, err := c.app.Commerce.Place(org.Owner(c.Context(), "test"), []commerce.Document{{Source: "till", OrderNo: name, Kind: commerce.Sale, Buyer: c.keys(me),
			At: time.Now().Add(-30 * 24 * time.Hour).UnixMilli(), Lines: []commerce.DocumentLine{{SKU: "tea", Quantity: money.MicroUnit, Amount: 1990, AmountGiven: true}}}})
		if err != nil || placed[0].Buyer != me {
			c.Fatal(placed, err)
		}
	}
	return me
}

// TestALinkCarriesWhoseItIs: somebody sees what friends will see and chooses the words before there is a link; their name is on it only
// when they agree. A friend who opens the link is theirs, once, from the moment they are known; whoever was a customer before, or came by
// another's link, stays as they were. Taken back, link and poster lead nowhere, and the page still opens.
func TestALinkCarriesWhoseItIs(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		c.official()
		base, owner := c.pages(), org.Owner(c.Context(), "test")
		settings := `{"size":2,"minutes":60,"price":5900,"leader_price":4900,"single_price":7900,"stock":10,"hold_minutes":10}`
		i, other := c.offers("groupbuy", "两人成团", settings, "order"), c.offers("groupbuy", "另一个团", settings, "order")
		home, share := h5.GamePath+i.String(), h5.GamePath+i.String()+"/share"
		mei, li, wang, zhao, chen := c.phone(base, "韩梅梅"), c.phone(base, "李雷"), c.phone(base, "王小明"), c.phone(base, "赵敏"), c.phone(base, "陈晨")
		friend := c.known("韩梅梅", false)
		was, old := c.known("王小明", false), c.known("赵敏", true)

		text := mei.get(share)
		if stateOf(text) != "unshared" || !strings.Contains(text, "朋友会看到") || strings.Contains(text, "?by=") || strings.Count(text, `type="radio"`) < 2 {
			c.Error(text)
		}
		if n := c.lines(`SELECT token AS line FROM referral_code`); n != "" {
			c.Errorf("looking made a link: %s", n)
		}
		link, poster := c.ownLink(base, mei.presses(share, "生成链接", url.Values{"tone": {"warm"}}))
		c.looksAt(li, poster)
		if text := li.get(link); !strings.Contains(text, "看到一个拼团") || strings.Contains(text, "韩梅梅") {
			c.Error(text)
		}
		again, _ := c.ownLink(base, mei.presses(share, "按上面的改", url.Values{"tone": {"plain"}, "named": {"yes"}}))
		if text := li.get(link); again != link || !strings.Contains(text, "<b>韩梅梅</b>：这里有一个拼团") {
			c.Errorf("%s is not %s, or:\n%s", again, link, text)
		}
		if got := c.claims(); got != "" {
			c.Errorf("nobody is known, and yet %s", got)
		}
		li.presses(link, "开团", nil) // and back from WeChat, by the link
		li.presses(home, "开团", nil)
		c.await("new bound  link", c.claims)

		if _, err := c.app.Referral.Claim(owner, referral.Claim{Customer: was, Inviter: old, Source: referral.SourceHand, Note: "店里说的"}); err != nil {
			c.Fatal(err)
		}
		for _, one := range []*browsing{li, wang, zhao, mei} {
			one.get(h5.MePath)
			one.get(link)
			one.get(link)
			one.get(strings.Replace(link, i.String(), other.String(), 1))
			one.get(home + "?by=" + strings.Repeat("a", 32))
		}
		c.await("new bound  link; 王小明 bound  hand; 王小明 lost earlier link; 赵敏 lost existing link", c.claims)
		if n := c.lines(fmt.Sprintf(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM customer_touch WHERE kind = 'view' AND cause = '%s' AND by_id = %d`, i, int64(friend))); n != "3" {
			c.Errorf("%s looks", n)
		}
		if text := mei.get(share); !strings.Contains(text, "已有 3 位朋友") {
			c.Error(text)
		}

		if text := mei.presses(share, "撤回分享", nil); stateOf(text) != "unshared" {
			c.Error(text)
		}
		chen.get(h5.MePath)
		if text := chen.get(link); stateOf(text) != "open" || strings.Contains(text, "韩梅梅") || strings.Contains(text, "og:title") {
			c.Error(text)
		}
		answer, err := chen.http.Get(base + poster)
		chen.read(answer, err, http.StatusNotFound)
		if got := c.claims(); strings.Count(got, ";") != 3 {
			c.Errorf("after it was taken back: %s", got)
		}
		shares, err := c.app.Referral.Shares(owner, i.String())
		if err != nil || shares != (referral.Shares{Made: 1, Named: 1, Regretted: 1}) {
			c.Error(shares, err)
		}
		c.sound()
	})
}

// TestALinkToAProductCarriesWhoseItIs: what holds of links to campaigns holds of those to products. Who comes by one and is known is of
// whoever passed it on; who is not is so once they buy, in the campaign that sells it. Another campaign's page says nothing to the link.
func TestALinkToAProductCarriesWhoseItIs(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		c.official()
		base, owner := c.pages(), org.Owner(c.Context(), "test")
		product, err := c.app.Commerce.PutProduct(owner, commerce.Product{SKU: "F11", Name: "玫瑰花束 11 枝", Price: 3990, OnSale: true})
		if err != nil {
			t.Fatal(err)
		}
		c.offers("flashsale", "今日爆品", fmt.Sprintf(`{"items":[{"key":"a","name":"玫瑰花束","product":%q,"price":1990,"was":3990,"stock":5}],"hold_minutes":15}`, product.ID.String()), "order")
		other := c.offers("flashsale", "别的", `{"items":[{"key":"a","name":"别的","price":1990,"stock":5}],"hold_minutes":15}`, "order")
		home, share := h5.ShelfPath+product.ID.String(), h5.ShelfPath+product.ID.String()+"/share"
		mei, li, wang := c.phone(base, "韩梅梅"), c.phone(base, "李雷"), c.phone(base, "王小明")
		c.known("韩梅梅", false)

		if text := mei.get(share); stateOf(text) != "unshared" || !strings.Contains(text, "朋友会看到") || strings.Contains(text, "?by=") || !strings.Contains(text, "返回商品") {
			c.Error(text)
		}
		link, poster := c.ownLink(base, mei.presses(share, "生成链接", url.Values{"tone": {"warm"}, "named": {"yes"}}))
		c.looksAt(li, poster)
		if text := mei.get(home); !strings.Contains(text, `href="`+share+`"`) || !strings.HasPrefix(link, home+"?by=") {
			c.Errorf("%s\n%s", link, text)
		}
		text := wang.get(link)
		if !strings.Contains(text, "<b>韩梅梅</b>：看到这款东西") || !strings.Contains(text, `og:title" content="玫瑰花束 11 枝"`) {
			c.Error(text)
		}
		wang.get(strings.Replace(link, home, h5.GamePath+other.String(), 1))
		if got := c.claims(); got != "" {
			c.Errorf("nobody is known, and yet %s", got)
		}
		wang.presses(link, "立即抢购", nil) // to WeChat, and back to the campaign
		wang.presses(wang.at, "立即抢购", nil)
		wang.pays("pay", "settled")
		c.await("new bound  link", c.claims)

		for range 2 {
			li.get(h5.MePath)
			li.get(strings.Replace(link, home, h5.GamePath+other.String(), 1))
		}
		c.await("new bound  link", c.claims)
		li.get(link)
		li.get(link)
		c.await("new bound  link; new bound  link", c.claims)
		if n := c.lines(fmt.Sprintf(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM customer_touch WHERE kind = 'view' AND cause = '%s'`, product.ID)); n != "2" {
			c.Errorf("%s looks", n)
		}

		r, err := http.NewRequestWithContext(c.Context(), http.MethodGet, base+home, nil)
		if err != nil {
			c.Fatal(err)
		}
		r.Header.Set("User-Agent", "MicroMessenger/8")
		answer, err := mei.http.Do(r)
		if text := html.UnescapeString(mei.read(answer, err, http.StatusOK)); !strings.Contains(text, `/jssdk.js" data-title="玫瑰花束 11 枝" data-line="韩梅梅：看到这款东西`) || !strings.Contains(text, `data-link="`+base+link) {
			c.Error(text)
		}
		var s oa.Signed
		if c.asks(base+"/g/signed?page="+url.QueryEscape(base+home), http.StatusOK, &s); s.Signature == "" {
			c.Error(s)
		}

		if text := mei.presses(share, "撤回分享", nil); stateOf(text) != "unshared" {
			c.Error(text)
		}
		if text := c.phone(base, "陈晨").get(link); stateOf(text) != "product" || strings.Contains(text, "韩梅梅") {
			c.Error(text)
		}
		answer, err = mei.http.Get(base + poster)
		mei.read(answer, err, http.StatusNotFound)
		product.OnSale = false
		if _, err := c.app.Commerce.PutProduct(owner, product); err != nil {
			t.Fatal(err)
		}
		if text := mei.get(share); stateOf(text) != "over" || !strings.Contains(text, "已经下架") {
			c.Error(text)
		}
		c.sound()
	})
}

// TestWeChatForwardsTheCardThatWasSeen: within WeChat, a page of somebody who shares it tells the JS-SDK their card and link, signed for
// its whole address; nobody else's does, and no page of others is signed.
func TestWeChatForwardsTheCardThatWasSeen(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.official()
		base := c.pages()
		home := h5.GamePath + c.offers("redpacket", "开业红包", `{"amount":200,"shares":2,"least":30,"most":170,"hours":24,"budget":2000,"purpose":"谢谢光临"}`, "newcomer").String()
		mei, li := c.phone(base, "韩梅梅"), c.phone(base, "李雷")
		c.known("韩梅梅", false)
		link, _ := c.ownLink(base, mei.presses(home+"/share", "生成链接", url.Values{"tone": {"brief"}, "named": {"yes"}}))
		sees := func(b *browsing, agent string) string {
			r, err := http.NewRequestWithContext(c.Context(), http.MethodGet, base+home, nil)
			if err != nil {
				c.Fatal(err)
			}
			r.Header.Set("User-Agent", agent)
			answer, err := b.http.Do(r)
			if !strings.Contains(answer.Header.Get("Content-Security-Policy"), c.outside.URL) == strings.Contains(agent, "MicroMessenger") && b == mei {
				c.Error(answer.Header)
			}
			return html.UnescapeString(b.read(answer, err, http.StatusOK))
		}
		if text := sees(mei, "MicroMessenger/8"); !strings.Contains(text, `data-src="`+c.outside.URL+`/jssdk.js" data-title="开业红包" data-line="韩梅梅：商家发的红包，规则都在页面里。" data-link="`+base+link) {
			c.Error(text)
		}
		if strings.Contains(sees(mei, "Safari"), `id="sdk"`) || strings.Contains(sees(li, "MicroMessenger/8"), `id="sdk"`) {
			c.Error("a page tells WeChat what nobody has seen")
		}
		for range 2 {
			address := base + home + "?from=groupmessage&isappinstalled=0"
			var s oa.Signed
			c.asks(base+"/g/signed?page="+url.QueryEscape(address), http.StatusOK, &s)
			q := url.Values{"appid": {s.App}, "noncestr": {s.Nonce}, "timestamp": {fmt.Sprint(s.Timestamp)}, "url": {address}, "signature": {s.Signature}}
			var said struct{ ErrMsg string }
			if c.asks(c.outside.URL+"/jssdk/check?"+q.Encode(), http.StatusOK, &said); said.ErrMsg != "config:ok" {
				c.Error(said)
			}
		}
		for _, address := range []string{"https://elsewhere.example" + home, base + "/me", "x"} {
			c.asks(base+"/g/signed?page="+url.QueryEscape(address), http.StatusUnprocessableEntity, nil)
		}
	})
}

// asks gets JSON.
func (c *company) asks(address string, status int, out any) {
	c.Helper()
	answer, err := http.Get(address)
	if err != nil {
		c.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != status {
		c.Fatalf("%s: %d", address, answer.StatusCode)
	}
	if out != nil {
		if err := json.NewDecoder(answer.Body).Decode(out); err != nil {
			c.Fatal(err)
		}
	}
}

// looksAt opens a poster.
func (c *company) looksAt(b *browsing, path string) {
	c.Helper()
	answer, err := b.http.Get(b.base + path)
	if err != nil {
		c.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.Header.Get("Content-Type") != "image/png" || len(body) > 80<<10 {
		c.Fatalf("%d, %d bytes of %s, %v", answer.StatusCode, len(body), answer.Header.Get("Content-Type"), err)
	}
	if m, err := png.Decode(bytes.NewReader(body)); err != nil || m.Bounds().Dx() != 750 || m.Bounds().Dy() != 1334 {
		c.Error(m, err)
	}
}
