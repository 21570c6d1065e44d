package app_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/org"
	"qunli/reward"
	"qunli/web/h5"
)

// couponFor gives somebody a coupon.
func (c *company) couponFor(who customer.ID, nth int64, g reward.Gift) {
	c.Helper()
	err := c.app.DB.Tx(c.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := c.app.Reward.Give(ctx, tx, reward.Asking{Customer: who, Gift: g.ID, Cause: pay.Cause{Kind: "test", ID: nth}, Title: "测试"})
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
}

// newest gives whoever was seen on a phone last.
func (c *company) newest() customer.ID {
	c.Helper()
	who, err := db.One[customer.ID](c.Context(), c.app.DB.Read(), `SELECT MAX(id) FROM customer`)
	if err != nil {
		c.Fatal(err)
	}
	return who
}

// confirms presses the button of a checkout once: the page behind it may say the same.
func (b *browsing) confirms(checkout, says string) {
	b.c.Helper()
	text := b.get(checkout)
	action, sent := formOf(text, says)
	if action == "" {
		b.c.Fatalf("no button %q:\n%s", says, text)
	}
	answer, err := b.http.PostForm(b.base+action, sent)
	b.read(answer, err, http.StatusOK)
}

func (c *company) couponStates() string {
	return c.lines(`SELECT g.state || CASE WHEN g.returned THEN ' returned' ELSE '' END AS line FROM reward_grant g ORDER BY g.id`)
}

// TestACouponIsSpentAtTheCheckout (SHP-07): the best coupon is chosen and what the other lacks is said; money and coupon together pay the
// price, the order book shows the discount, and when all of it is given back the coupon comes back, once. Given up before it is paid, the
// coupon is free at once. A coupon that covers all needs no pay sheet. The books balance at the end.
func TestACouponIsSpentAtTheCheckout(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.official()
		c.merchant()
		base, owner := c.pages(), org.Owner(c.Context(), "test")
		five := c.gift(reward.Gift{Kind: reward.Coupon, Name: "立减5元", Total: 9, Terms: reward.Terms{Off: 500}})
		more := c.gift(reward.Gift{Kind: reward.Coupon, Name: "满25减10", Total: 9, Terms: reward.Terms{Off: 1000, Minimum: 2490}})
		i := c.offers("flashsale", "今日爆品", `{"items":[{"key":"a","name":"玫瑰花束","price":1990,"was":3990,"stock":5,"per_person":4}],"hold_minutes":15}`, "order")
		home, mei := h5.GamePath+i.String(), c.phone(base, "韩梅梅")
		if text := mei.get(home); !strings.Contains(text, "可以使用优惠券") {
			t.Errorf("the rules say nothing of coupons:\n%s", text)
		}
		mei.get(h5.MePath)
		who := c.newest()
		c.couponFor(who, 1, five)
		c.couponFor(who, 2, more)
		text := mei.presses(home, "立即抢购", nil)
		for _, want := range []string{"还差 5.00 元", "−¥5", "微信支付 ¥14.90", "立减5元"} {
			if stateOf(text) != "checkout" || !strings.Contains(text, want) {
				t.Fatalf("%q is not on the checkout:\n%s", want, text)
			}
		}
		if plain := mei.get(mei.at + "?chosen=1"); !strings.Contains(plain, "微信支付 ¥19.90") {
			t.Errorf("without a coupon:\n%s", plain)
		}
		checkout := strings.Split(mei.at, "?")[0]
		mei.confirms(checkout, "微信支付 ¥14.90")
		if got := c.couponStates(); got != "issued; locked" {
			t.Errorf("once it was asked for: %s", got)
		}
		mei.at = checkout
		mei.pays("pay", "settled")
		if got := c.couponStates(); got != "issued; used" {
			t.Errorf("once it was paid: %s", got)
		}
		c.await("1490 kept", func() string { return c.lines(`SELECT amount || ' ' || state AS line FROM commerce_order`) })
		if got := c.lines(`SELECT l.class || ' ' || l.amount AS line FROM commerce_line l ORDER BY l.ordinal`); got != "discount -500; goods 1990" {
			t.Errorf("the order book: %s", got)
		}
		p, err := db.One[pay.ID](c.Context(), c.app.DB.Read(), `SELECT id FROM commerce_pay WHERE state = 'paid'`)
		if err != nil {
			t.Fatal(err)
		}
		for n, part := range []money.Fen{490, 1000} {
			if _, err := c.app.Pay.GiveBack(owner, p, part, "不新鲜", fmt.Sprint(n)); err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				c.await("490", func() string { return c.lines(`SELECT refunded AS line FROM commerce_order WHERE kind = 'sale'`) })
				if got := c.couponStates(); got != "issued; used" {
					t.Errorf("a part is given back: %s", got)
				}
			}
		}
		c.await("issued; issued returned", c.couponStates)
		c.covered(base)
		c.sound()
	})
}

// covered has somebody take a thing, give it up after all, and take it again with a coupon that covers it.
func (c *company) covered(base string) {
	c.Helper()
	i := c.offers("flashsale", "明日爆品", `{"items":[{"key":"a","name":"向日葵","price":990,"stock":5}],"hold_minutes":15}`, "order")
	home, zhou := h5.GamePath+i.String(), c.phone(base, "周宁")
	zhou.get(h5.MePath)
	c.couponFor(c.newest(), 3, c.gift(reward.Gift{Kind: reward.Coupon, Name: "立减1元", Total: 1, Terms: reward.Terms{Off: 100}}))
	who := c.newest()
	zhou.presses(home, "立即抢购", nil)
	zhou.confirms(zhou.at, "微信支付 ¥8.90")
	if got := c.couponStates(); got != "issued; issued returned; locked" {
		c.Errorf("asked for: %s", got)
	}
	zhou.presses(home, "不要了", nil)
	c.await("issued; issued; issued returned", c.couponStates)
	c.couponFor(who, 4, c.gift(reward.Gift{Kind: reward.Coupon, Name: "免单券", Total: 1, Terms: reward.Terms{Off: 5000}}))
	zhou.presses(home, "立即抢购", nil)
	checkout := zhou.at
	zhou.confirms(checkout, "确认，无需付款")
	zhou.shows(checkout, "settled")
	if got := c.couponStates(); got != "issued; issued; issued returned; used" {
		c.Errorf("covered: %s", got)
	}
	if n := c.lines(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM commerce_pay`); n != "2" {
		c.Errorf("%s payments were asked for", n)
	}
	c.await("0 kept", func() string {
		return c.lines(`SELECT amount || ' ' || state AS line FROM commerce_order WHERE amount = 0`)
	})
}

// TestACouponInATeamGoesBackInProportion (CAM-09): of a ladder, the difference is parted between money and coupon; a team that fails gives
// all of the money and the coupon back. The game sees prices alone.
func TestACouponInATeamGoesBackInProportion(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.official()
		c.merchant()
		base, owner := c.pages(), org.Owner(c.Context(), "test")
		ten := c.gift(reward.Gift{Kind: reward.Coupon, Name: "立减10元", Total: 9, Terms: reward.Terms{Off: 1000}})
		publish := func(settings string) campaign.ID {
			i := c.offers("groupbuy", "鲜花团", settings, "order")
			_, r, err := c.app.Campaign.Rules(owner, i, 0)
			if err != nil {
				t.Fatal(err)
			}
			_, terms, err := campaign.TermsOf(c.Context(), c.app.DB.Read(), i)
			if err != nil {
				t.Fatal(err)
			}
			terms.Coupons = "yes"
			if _, err := c.app.Campaign.Save(owner, i, campaign.Edit{Settings: []byte(settings), Terms: terms, Edits: r.Edits}); err != nil {
				t.Fatal(err)
			}
			if _, err := c.app.Campaign.Publish(owner, i); err != nil {
				t.Fatal(err)
			}
			return i
		}
		i := publish(`{"size":2,"minutes":60,"price":5900,"leader_price":5900,"stock":10,"hold_minutes":10,"ladder":[{"from":2,"price":4900}]}`)
		home, mei, li := h5.GamePath+i.String(), c.phone(base, "韩梅梅"), c.phone(base, "李雷")
		mei.get(h5.MePath)
		who := c.newest()
		c.couponFor(who, 1, ten)
		mei.presses(home, "开团", nil)
		checkout := mei.at
		mei.confirms(checkout, "微信支付 ¥49")
		mei.at = checkout
		team := mei.pays("pay", "paid")
		li.presses(team, "参团", nil)
		li.pays("pay", "settled")
		c.await("1000 done; 830 done", func() string {
			return c.lines(`SELECT amount || ' ' || state AS line FROM commerce_pay_refund ORDER BY amount DESC`)
		})
		c.await("1000 1000; 1000 1000", func() string { return c.lines(`SELECT back || ' ' || arrived AS line FROM campaign_seat ORDER BY id`) })
		c.await("4070; 4900", func() string { return c.lines(`SELECT amount AS line FROM commerce_order ORDER BY amount`) })
		if got := c.couponStates(); got != "used" {
			t.Errorf("a part went back: %s", got)
		}
		c.sound()
		i = publish(`{"size":2,"minutes":60,"price":5900,"leader_price":5900,"stock":10,"hold_minutes":10}`)
		home, zhou := h5.GamePath+i.String(), c.phone(base, "周宁")
		zhou.get(h5.MePath)
		c.couponFor(c.newest(), 2, ten)
		zhou.presses(home, "开团", nil)
		checkout = zhou.at
		zhou.confirms(checkout, "微信支付 ¥49")
		zhou.at = checkout
		lonely := zhou.pays("pay", "paid")
		if _, err := c.app.Campaign.End(owner, i, "试到这里"); err != nil {
			t.Fatal(err)
		}
		zhou.shows(lonely, "refunded")
		c.await("issued returned; used", c.couponStates)
		c.sound()
	})
}
