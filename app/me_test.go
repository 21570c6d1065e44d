package app_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"qunli/channel/oa"
	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/money"
	"qunli/kit/serve"
	"qunli/livecode"
	"qunli/org"
	"qunli/referral"
	"qunli/sandbox"
	"qunli/web/h5"
)

// browsing is somebody with a phone of their own before the pages for customers.
type browsing struct {
	c    *company
	base string
	http *http.Client
	at   string // the path of the page that was last shown
}

// browse gives somebody a phone; whose it is the world knows by who.
func (c *company) browse(base, who string) *browsing {
	c.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		c.Fatal(err)
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasSuffix(r.URL.Path, "/authorize") {
			r.Header.Set("X-Sandbox-Phone", who)
		}
		return nil
	}}
	return &browsing{c, base, client, ""}
}

func (b *browsing) get(path string) string {
	b.c.Helper()
	answer, err := b.http.Get(b.base + path)
	return b.read(answer, err, http.StatusOK)
}

func (b *browsing) read(answer *http.Response, err error, want int) string {
	b.c.Helper()
	if err != nil {
		b.c.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != want {
		b.c.Fatalf("%s answered %d: %s %v", answer.Request.URL.Path, answer.StatusCode, text, err)
	}
	b.at = answer.Request.URL.Path
	return string(text)
}

// pages serves the pages for customers.
func (c *company) pages() string {
	c.Helper()
	session := &h5.Session{Office: c.app.OA, Customers: c.app.Customer, Ring: c.app.Keys, Clock: c.app.DB.Clock()}
	p := &h5.Pages{Codes: c.app.Codes, Session: session, DB: c.app.DB, Commerce: c.app.Commerce, Referrals: c.app.Referral, Campaigns: c.app.Campaign, Risk: c.app.Risk, Pay: c.app.Pay, Cashier: c.app.Cashier, Handover: c.app.Handover, Rewards: c.app.Reward, Pictures: c.app.Pictures, Landing: c.app.Landing,
		Frame: func() string { return "" }}
	edge, err := serve.NewEdge(p.Handler(), serve.Options{})
	if err != nil {
		c.Fatal(err)
	}
	server := httptest.NewServer(edge)
	c.Cleanup(server.Close)
	return server.URL
}

// official connects the world's official account.
func (c *company) official() {
	c.Helper()
	owner := org.Owner(c.Context(), "test")
	var settings sandbox.Settings
	if err := c.world.Set(owner, func(*sandbox.Settings) error { return nil }, &settings); err != nil {
		c.Fatal(err)
	}
	if err := c.app.OA.Save(owner, oa.Account{App: settings.OAAppID, Secret: settings.OASecret, Base: c.outside.URL, Authorize: c.outside.URL}); err != nil {
		c.Fatal(err)
	}
}

// TestACodeLeadsByTag: two people before the same code are led to two places by their tags (COM-09), known by WeChat without being
// asked; without an official account everybody is led as somebody of no tag.
func TestACodeLeadsByTag(t *testing.T) {
	eachCompany(t, func(c *company) {
		owner, base := org.Owner(c.Context(), "test"), c.pages()
		seats := []livecode.Seat{{StaffID: c.staff("mei")}}
		code := c.publish(livecode.Plan{Code: livecode.Code{Kind: livecode.Person, Name: "分人码",
			Branches: []livecode.Branch{{Seats: seats}, {Tag: "等级/铁粉", Seats: []livecode.Seat{{StaffID: c.staff("gang")}}}}}})
		c.await(`["gang"] ; ["mei"] `, c.stands(code.ID))
		code, err := c.app.Codes.Get(owner, code.ID)
		if err != nil {
			c.Fatal(err)
		}
		who := map[string]string{}
		for _, name := range []string{"王小明", "李雷"} {
			who[name] = c.act(sandbox.Act{Verb: "person", Name: name}).Person
			c.act(sandbox.Act{Verb: "search", Person: name, Staff: "mei", On: true})
		}
		c.await("李雷 mei; 王小明 mei", c.bonds)
		if err := c.app.Customer.Tag(owner, []customer.ID{c.found("王小明")}, []string{"等级/铁粉"}); err != nil {
			c.Fatal(err)
		}
		leads := func(name string, branch int) {
			c.Helper()
			page := c.browse(base, who[name]).get(livecode.Path + code.Key)
			if !strings.Contains(page, code.Branches[branch].Picture) || strings.Contains(page, code.Branches[1-branch].Picture) {
				c.Errorf("%s is not led to way %d:\n%s", name, branch, page)
			}
		}
		leads("王小明", 0)
		c.official()
		leads("王小明", 1)
		leads("李雷", 0)
	})
}

// TestMine: a customer opens their own page in WeChat and is known without being asked anything else, as the person whom a member
// added; they see what they bought, whom they brought and why somebody does not count, and may say that they want no messages.
// Nobody sees anybody else's page: not with a cookie that was changed, not by coming back from WeChat with another's code.
func TestMine(t *testing.T) {
	eachCompany(t, func(c *company) {
		owner := org.Owner(c.Context(), "test")
		base := c.pages()
		if page := c.browse(base, "").get(h5.MePath); !strings.Contains(page, "请在微信里打开") {
			c.Errorf("without an official account:\n%s", page)
		}
		c.official()
		wang := c.act(sandbox.Act{Verb: "person", Name: "王小明"}).Person
		li := c.act(sandbox.Act{Verb: "person", Name: "李雷"}).Person
		c.act(sandbox.Act{Verb: "search", Person: "王小明", Staff: "mei", On: true})
		c.await("王小明 mei", c.bonds)
		me, friend := c.found("王小明"), c.buys("朋友甲", 500)
		placed, err := c.app.Commerce.Place(owner, []commerce.Document{{Source: "till", OrderNo: "1", Kind: commerce.Sale, Buyer: c.keys(me), At: time.Now().UnixMilli(),
			Lines: []commerce.DocumentLine{{SKU: "tea", Quantity: money.MicroUnit, Amount: 1990, AmountGiven: true}}}})
		if err != nil || placed[0].Buyer != me {
			c.Fatal(placed, err)
		}
		if _, err := c.app.Referral.Claim(owner, referral.Claim{Customer: friend, Inviter: me, Source: referral.SourceCode}); err != nil {
			c.Fatal(err)
		}

		phone := c.browse(base, wang)
		for _, want := range []string{"你好，王小明", "¥19.90", "朋*", "早就是我们的顾客了", "所有消息"} {
			if page := phone.get(h5.MePath); !strings.Contains(page, want) {
				c.Errorf("%q is not on the page:\n%s", want, page)
			}
		}
		if n := c.lines(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM customer WHERE name = '王小明'`); n != "1" {
			c.Errorf("%s people are called so", n)
		}
		answer, err := phone.http.PostForm(base+h5.MePath+"/answer", url.Values{"channel": {"wecom"}, "agreed": {"no"}})
		if page := phone.read(answer, err, http.StatusOK); !strings.Contains(page, "已改好") || !strings.Contains(page, "不接收") {
			c.Error(page)
		}
		if out, err := customer.MayReach(owner, c.app.DB.Read(), []customer.ID{me}, "wecom", ""); err != nil || !out[me] {
			c.Error(out, err)
		}
		if page := c.browse(base, li).get(h5.MePath); strings.Contains(page, "王小明") || strings.Contains(page, "19.90") {
			c.Errorf("somebody else's page:\n%s", page)
		}
		c.forge(base, phone, wang)
		if err := c.app.Customer.Erase(owner, me); err != nil {
			c.Fatal(err)
		}
		if page := phone.get(h5.MePath); strings.Contains(page, "19.90") {
			c.Errorf("an erased person's page:\n%s", page)
		}
	})
}

// forge tries to be somebody by a cookie that was changed and by a state that was not asked for.
func (c *company) forge(base string, phone *browsing, who string) {
	c.Helper()
	at, _ := url.Parse(base + h5.MePath)
	stolen := c.browse(base, "")
	stolen.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for _, cookie := range phone.http.Jar.Cookies(at) {
		stolen.http.Jar.SetCookies(at, []*http.Cookie{{Name: cookie.Name, Value: "z" + cookie.Value, Path: h5.MePath}})
	}
	answer, err := stolen.http.Get(base + h5.MePath)
	stolen.read(answer, err, http.StatusFound) // to WeChat, where nobody takes a cookie for an answer
	answer, err = c.browse(base, who).http.Get(base + h5.InPath + "?code=x&state=" + fmt.Sprint("guess"))
	c.browse(base, who).read(answer, err, http.StatusUnprocessableEntity)
}

// found gives the one person of a name.
func (c *company) found(name string) customer.ID {
	c.Helper()
	page, err := c.app.Customer.Search(org.Owner(c.Context(), "test"), name, 0, 2)
	if err != nil || len(page.People) != 1 {
		c.Fatal(page, err)
	}
	return page.People[0].ID
}

// buys makes a customer who bought something long ago.
func (c *company) buys(name string, fen money.Fen) customer.ID {
	c.Helper()
	placed, err := c.app.Commerce.Place(org.Owner(c.Context(), "test"), []commerce.Document{{Source: "till", OrderNo: name, Kind: commerce.Sale, BuyerName: name,
		Buyer: []customer.Key{{Kind: customer.Account, Space: "till", Value: name}}, At: time.Now().AddDate(0, -3, 0).UnixMilli(),
		Lines: []commerce.DocumentLine{{SKU: "tea", Quantity: money.MicroUnit, Amount: fen, AmountGiven: true}}}})
	if err != nil {
		c.Fatal(err)
	}
	return placed[0].Buyer
}

// keys gives a key by which somebody is known.
func (c *company) keys(who customer.ID) []customer.Key {
	c.Helper()
	values, err := customer.KeysOf(c.Context(), c.app.DB.Read(), customer.ExternalUserID, "", []customer.ID{who})
	if err != nil || values[who] == "" {
		c.Fatal(values, err)
	}
	space := c.lines(`SELECT DISTINCT space AS line FROM customer_identity WHERE kind = 'external_userid'`)
	return []customer.Key{{Kind: customer.ExternalUserID, Space: space, Value: values[who]}}
}
