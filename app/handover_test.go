package app_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"qunli/campaign"
	"qunli/campaign/handover"
	"qunli/kit/fault"
	"qunli/org"
	"qunli/web/h5"
)

// hands publishes a campaign whose goods come to their buyers.
func (c *company) hands(model, settings, how string) campaign.ID {
	c.Helper()
	return c.handsAt(0, model, settings, how)
}

// handsAt is hands of a campaign of a shop.
func (c *company) handsAt(shop org.StoreID, model, settings, how string) campaign.ID {
	c.Helper()
	owner, i := org.Owner(c.Context(), "test"), c.offersAt(shop, model, "鲜花", settings, "order")
	_, r, err := c.app.Campaign.Rules(owner, i, 0)
	if err != nil {
		c.Fatal(err)
	}
	_, terms, err := campaign.TermsOf(c.Context(), c.app.DB.Read(), i)
	if err != nil {
		c.Fatal(err)
	}
	terms.Handover = how
	if _, err := c.app.Campaign.Save(owner, i, campaign.Edit{Settings: []byte(settings), Terms: terms, Edits: r.Edits}); err != nil {
		c.Fatal(err)
	}
	if _, err := c.app.Campaign.Publish(owner, i); err != nil {
		c.Fatal(err)
	}
	return i
}

// TestGoodsComeToWhoeverBoughtThem (SHP-07, I5): an address is asked for on the checkout, may be left out, and is remembered only when the
// buyer agrees; a team that is not complete ships nothing; what was sent is told to the buyer, who says that it arrived. Erased, nothing of
// where it went is left.
func TestGoodsComeToWhoeverBoughtThem(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.official()
		c.merchant()
		base, owner := c.pages(), org.Owner(c.Context(), "test")
		i := c.hands("groupbuy", `{"size":2,"minutes":60,"price":5900,"leader_price":4900,"stock":10,"hold_minutes":10}`, "delivery")
		home, mei, li := h5.GamePath+i.String(), c.phone(base, "韩梅梅"), c.phone(base, "李雷")
		mei.presses(home, "开团", nil)
		checkout := mei.at
		action, sent := formOf(mei.get(checkout), "微信支付")
		send := func(b *browsing, action string, fields url.Values) string {
			answer, err := b.http.PostForm(b.base+action, fields)
			return b.read(answer, err, 200)
		}
		if text := send(mei, action, url.Values{"name": {"韩梅梅"}, "phone": {"123"}, "address": {"西安市雁塔区翠华路 1 号"}}); !strings.Contains(text, "手机号不对") || !strings.Contains(text, "翠华路") {
			t.Errorf("a phone number that is none:\n%s", text)
		}
		sent.Set("name", "韩梅梅")
		sent.Set("phone", "13800138000")
		sent.Set("address", "西安市雁塔区翠华路 1 号")
		sent.Set("keep", "yes")
		send(mei, action, sent)
		mei.at = checkout
		team := mei.pays("pay", "paid")
		lines := func() string { return c.lines(`SELECT state AS line FROM campaign_handover ORDER BY seat_id`) }
		seats := func() []campaign.SeatID {
			all, err := c.app.Handover.List(owner, handover.Filter{State: handover.State(strings.Split(lines(), ";")[0]), Limit: 9})
			if err != nil {
				t.Fatal(err)
			}
			var out []campaign.SeatID
			for _, p := range all {
				out = append(out, p.SeatID)
			}
			return out
		}
		first := seats()[0]
		if err := c.app.Handover.Ship(owner, first, "顺丰", "SF1"); !errors.Is(err, handover.ErrState) {
			t.Errorf("a team that is not complete ships: %v", err)
		}
		li.presses(team, "参团", nil)
		seat := li.at
		li.confirms(seat, "微信支付")
		li.at = seat
		li.pays("pay", "settled")
		c.await("ready; ready", lines)
		for _, s := range seats() {
			if s == first {
				continue
			}
			if err := c.app.Handover.Ship(owner, s, "顺丰", "SF2"); !errors.Is(err, handover.ErrNoAddress) {
				t.Errorf("without an address: %v", err)
			}
		}
		if text := li.get(h5.MePath); !strings.Contains(text, "填写收货地址") {
			t.Errorf("nobody asks for the address:\n%s", text)
		}
		if to, err := c.app.Handover.Reveal(owner, first); err != nil || to == nil || to.Phone != "+8613800138000" && to.Phone != "13800138000" {
			t.Errorf("%+v, %v", to, err)
		}
		if err := c.app.Handover.Ship(owner, first, "顺丰", "SF1234567890"); err != nil {
			t.Fatal(err)
		}
		if text := mei.get(h5.MePath); !strings.Contains(text, "SF1234567890") || !strings.Contains(text, "已发货") || strings.Contains(text, "翠华路") {
			t.Errorf("what was sent:\n%s", text)
		}
		if text := mei.presses(h5.MePath, "我已收到", nil); !strings.Contains(text, "已收到") {
			t.Errorf("it arrived:\n%s", text)
		}
		if got := lines(); got != "ready; received" {
			t.Error(got)
		}
		j := c.hands("flashsale", `{"items":[{"key":"a","name":"花束","price":990,"stock":9}],"hold_minutes":15}`, "delivery")
		if text := mei.presses(h5.GamePath+j.String(), "立即抢购", nil); !strings.Contains(text, "翠华路") {
			t.Errorf("it was not remembered:\n%s", text)
		}
		all, err := c.app.Handover.List(owner, handover.Filter{State: handover.Received, Limit: 1})
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		if err := c.app.Customer.Erase(owner, all[0].CustomerID); err != nil {
			t.Fatal(err)
		}
		if got := c.lines(`SELECT state || ' ' || parcel || address AS line FROM campaign_handover WHERE state = 'received' UNION ALL SELECT address FROM campaign_handover_kept`); got != "received " {
			t.Errorf("erased: %s", got)
		}
	})
}

// TestGoodsAreFetchedByTheirCode: the buyer chooses a shop, shows the code that stands under Mine, and staff take it off, once.
func TestGoodsAreFetchedByTheirCode(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.official()
		c.merchant()
		base, owner := c.pages(), org.Owner(c.Context(), "test")
		shop, err := c.app.Org.OpenStore(owner, org.StoreRequest{Name: "高新店", City: "西安"})
		if err != nil {
			t.Fatal(err)
		}
		i := c.hands("flashsale", `{"items":[{"key":"a","name":"花束","price":990,"stock":9}],"hold_minutes":15}`, "pickup")
		mei := c.phone(base, "韩梅梅")
		text := mei.presses(h5.GamePath+i.String(), "立即抢购", nil)
		checkout := mei.at
		action, sent := formOf(text, "微信支付")
		if !strings.Contains(text, "高新店") {
			t.Fatalf("no shop to choose:\n%s", text)
		}
		sent.Set("store", shop.ID.String())
		answer, err := mei.http.PostForm(base+action, sent)
		mei.read(answer, err, 200)
		mei.at = checkout
		mei.pays("pay", "settled")
		c.await("ready", func() string { return c.lines(`SELECT state AS line FROM campaign_handover`) })
		all, err := c.app.Handover.List(owner, handover.Filter{Limit: 9})
		if err != nil || len(all) != 1 || len(all[0].Code) != 8 {
			t.Fatal(all, err)
		}
		if text := mei.get(h5.MePath); !strings.Contains(text, all[0].Code) || !strings.Contains(text, "高新店") {
			t.Errorf("the code is not there:\n%s", text)
		}
		for n, code := range []string{"x", all[0].Code, all[0].Code} {
			err := c.app.Handover.Fetch(owner, all[0].SeatID, code)
			if (err == nil) != (n == 1) {
				t.Errorf("%s: %v", fmt.Sprint(n), err)
			}
		}
	})
}

// TestGoodsAreFetchedWhereTheyMayBe: goods are fetched at the campaign's own shop, or, where it has none, at any that is open; whoever asks
// for another shop is told where instead, and nothing changes.
func TestGoodsAreFetchedWhereTheyMayBe(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		owner, shops := org.Owner(c.Context(), "test"), map[string]org.Store{}
		for _, name := range []string{"高新店", "小寨店", "旧店"} {
			one, err := c.app.Org.OpenStore(owner, org.StoreRequest{Name: name, City: "西安"})
			if err != nil {
				c.Fatal(err)
			}
			shops[name] = one
		}
		if _, err := c.app.Org.CloseStore(owner, shops["旧店"].ID, shops["旧店"].Version); err != nil {
			c.Fatal(err)
		}
		settings, who := `{"items":[{"key":"a","name":"花束","price":990,"stock":9}],"hold_minutes":15}`, c.payer(1)
		me := org.As(c.Context(), org.Actor{Kind: org.ActorCustomer, ID: int64(who), Address: "h5"})
		buys := func(i campaign.ID) campaign.SeatID {
			r, err := c.app.Campaign.Do(me, i, campaign.Command{Kind: campaign.Join, Person: who, Lines: []campaign.Line{{Item: "a", N: 1}}})
			if err != nil || r.Err() != nil {
				c.Fatal(r, err)
			}
			return r.Seat
		}
		own, free := buys(c.handsAt(shops["高新店"].ID, "flashsale", settings, "pickup")), buys(c.hands("flashsale", settings, "pickup"))
		for n, one := range []struct {
			seat campaign.SeatID
			at   string
			zh   string // what the refusal says, "" none
		}{
			{own, "高新店", ""}, {own, "小寨店", "高新店"}, {own, "旧店", "高新店"}, {own, "", "高新店"},
			{free, "小寨店", ""}, {free, "高新店", ""}, {free, "旧店", "营业中"}, {free, "", "营业中"},
		} {
			was := c.lines(`SELECT store_id AS line FROM campaign_handover ORDER BY seat_id`)
			err := c.app.Handover.Tell(me, one.seat, handover.Wish{Store: shops[one.at].ID})
			if one.zh == "" {
				if p, _, e := handover.Of(c.Context(), c.app.DB.Read(), one.seat); err != nil || e != nil || p.StoreID != shops[one.at].ID {
					c.Errorf("%d: %v %v %v", n, p, err, e)
				}
				continue
			}
			if fields := fault.Of(err).Fields; len(fields) != 1 || fields[0].Name != "store" || !strings.Contains(fmt.Sprint(fields), one.zh) {
				c.Errorf("%d: %v", n, err)
			}
			if now := c.lines(`SELECT store_id AS line FROM campaign_handover ORDER BY seat_id`); now != was {
				c.Errorf("%d: %s became %s", n, was, now)
			}
		}
		if _, err := c.app.Org.CloseStore(owner, shops["高新店"].ID, shops["高新店"].Version); err != nil {
			c.Fatal(err)
		}
		if err := c.app.Handover.Tell(me, own, handover.Wish{Store: shops["高新店"].ID}); !errors.Is(err, fault.ErrInvalid) {
			c.Errorf("at a shop that is closed by now: %v", err)
		}
	})
}
