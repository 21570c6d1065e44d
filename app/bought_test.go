package app_test

import (
	"fmt"
	"testing"

	"qunli/campaign"
	"qunli/commerce"
	"qunli/org"
	"qunli/reward"
)

// TestWhatWasBoughtIsNamed: the order of a seat has a line for each thing, the shop's products by their SKU and each for what was paid for
// it, and whoever packs it reads what goes into the parcel. What coupons took off is a line of its own.
func TestWhatWasBoughtIsNamed(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		owner, who := org.Owner(c.Context(), "test"), c.payer(1)
		rose, err := c.app.Commerce.PutProduct(owner, commerce.Product{SKU: "R-01", Name: "玫瑰", Line: "鲜花", Role: commerce.Low, Price: 2990, OnSale: true})
		if err != nil {
			t.Fatal(err)
		}
		sale := c.hands("flashsale", fmt.Sprintf(`{"items":[{"key":"a","name":"玫瑰花束","product":"%s","price":1990,"stock":9},{"key":"b","name":"花瓶","price":1000,"stock":9},{"key":"c","name":"卡片","price":100,"stock":9}],"hold_minutes":15}`, rose.ID), "delivery")
		off := c.gift(reward.Gift{Kind: reward.Coupon, Name: "免单券", Total: 9, Terms: reward.Terms{Off: 50000}})
		c.couponFor(who, 1, off)
		c.covers(sale, who, campaign.Join, campaign.Line{Item: "a", N: 2}, campaign.Line{Item: "b", N: 1})
		lines := func() string {
			return c.lines(`SELECT sku || ' ' || (quantity / 1000000) || ' x ' || (price / 10000) || ' = ' || amount AS line FROM commerce_line`)
		}
		c.await(" 1 x 0 = -4980;  1 x 1000 = 1000; R-01 2 x 1990 = 3980", lines)
		c.await("玫瑰花束 × 2 + 花瓶", func() string { return c.lines(`SELECT title AS line FROM campaign_handover`) })

		team := c.offers("groupbuy", "两人成团", fmt.Sprintf(`{"product":"%s","size":2,"minutes":60,"price":5900,"leader_price":4900,"single_price":7900,"stock":10,"hold_minutes":10}`, rose.ID), "order")
		first := c.enters(team, c.payer(2), campaign.Open, 0)
		second := c.enters(team, c.payer(3), campaign.Join, first.Instance)
		c.pays(first.Seat)
		c.pays(second.Seat)
		c.await("R-01 1 4900; R-01 1 5900", func() string {
			return c.lines(fmt.Sprintf(`SELECT l.sku || ' ' || (l.quantity / 1000000) || ' ' || l.amount AS line FROM commerce_line l JOIN commerce_order o ON o.id = l.order_id WHERE o.channel = '%s'`, team))
		})
		c.sound()
	})
}
