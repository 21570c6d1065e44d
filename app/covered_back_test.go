package app_test

import (
	"errors"
	"fmt"
	"testing"

	"qunli/campaign"
	"qunli/campaign/handover"
	"qunli/commerce/pay"
	"qunli/customer"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/org"
	"qunli/reward"
)

// covers has somebody pay for a seat with the coupons that are best, and nothing else.
func (c *company) covers(i campaign.ID, who customer.ID, kind campaign.Kind, lines ...campaign.Line) campaign.SeatID {
	c.Helper()
	me := org.As(c.Context(), org.Actor{Kind: org.ActorCustomer, ID: int64(who), Address: "h5"})
	r, err := c.app.Campaign.Do(me, i, campaign.Command{Kind: kind, Person: who, Lines: lines})
	if err != nil || r.Err() != nil {
		c.Fatal(r, err)
	}
	s, err := campaign.SeatOf(c.Context(), c.app.DB.Read(), r.Seat)
	if err != nil {
		c.Fatal(err)
	}
	q, err := c.app.Cashier.Offer(me, s, nil)
	if err != nil || q.Bill.Pay != 0 {
		c.Fatal(q, err)
	}
	if err := c.app.Cashier.Confirm(me, r.Seat, q.Chosen); err != nil {
		c.Fatal(err)
	}
	return r.Seat
}

// TestWhatCouponsPaidWholeIsGivenBackByHand: an order without money is given back like any other: the coupons come back once, the seat has
// nothing left, its goods stay, its order counts for nothing, the books balance; in a team that is not complete the place is free again.
// There is no money to part, and without a reason, without the permission and before it is paid nothing goes back.
func TestWhatCouponsPaidWholeIsGivenBackByHand(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		owner, who := org.Owner(c.Context(), "test"), c.payer(1)
		free := c.gift(reward.Gift{Kind: reward.Coupon, Name: "免单券", Total: 9, Terms: reward.Terms{Off: 50000}})
		seat := func(i campaign.SeatID) func() string {
			return func() string {
				return c.lines(fmt.Sprintf(`SELECT state || ' ' || paid || ' ' || back || ' ' || arrived AS line FROM campaign_seat WHERE id = %d`, int64(i)))
			}
		}
		sale := c.hands("flashsale", `{"items":[{"key":"a","name":"玫瑰花束","price":1990,"stock":5}],"hold_minutes":15}`, "delivery")
		c.couponFor(who, 1, free)
		bought := c.covers(sale, who, campaign.Join, campaign.Line{Item: "a", N: 1})
		c.await("settled 1990 0 0", seat(bought))
		c.await("0 kept", func() string { return c.lines(`SELECT amount || ' ' || state AS line FROM commerce_order`) })
		c.await("ready", func() string { return c.lines(`SELECT state AS line FROM campaign_handover`) })
		back := func(i campaign.ID, s campaign.SeatID, amount money.Fen, why string) error {
			_, err := c.app.Cashier.GiveBack(owner, i, s, amount, why, "k")
			return err
		}
		mine := org.As(c.Context(), org.Actor{Kind: org.ActorCustomer, ID: int64(who), Address: "h5"})
		if _, err := c.app.Cashier.GiveBack(mine, sale, bought, 0, "不要了", "k"); !errors.Is(err, org.ErrDenied) {
			c.Errorf("by the buyer: %v", err)
		}
		for n, err := range []error{back(sale, bought, 0, " "), back(sale, bought, 1990, "不新鲜")} {
			if fields := fault.Of(err).Fields; len(fields) != 1 || fields[0].Name != []string{"why", "amount"}[n] {
				c.Errorf("%d: %v", n, err)
			}
		}
		if got := c.couponStates(); got != "used" {
			c.Errorf("refused, and yet %s", got)
		}
		for range 2 { // the same click
			if err := back(sale, bought, 0, "不新鲜"); err != nil {
				c.Fatal(err)
			}
		}
		c.await("settled 1990 1990 1990", seat(bought))
		if got := c.couponStates(); got != "issued returned" {
			c.Errorf("the coupon is %s", got)
		}
		if got := c.lines(`SELECT amount || ' ' || state AS line FROM commerce_order`); got != "0 cancelled" {
			c.Errorf("the order is %s", got)
		}
		if p, _, err := handover.Of(c.Context(), c.app.DB.Read(), bought); err != nil || p.State != handover.Withdrawn {
			c.Errorf("the goods are %s, %v", p.State, err)
		}
		c.sound()

		team := c.offers("groupbuy", "两人成团", `{"size":2,"minutes":60,"price":5900,"leader_price":4900,"stock":10,"hold_minutes":10}`, "order")
		_, r, err := c.app.Campaign.Rules(owner, team, 0)
		if err != nil {
			c.Fatal(err)
		}
		_, terms, err := campaign.TermsOf(c.Context(), c.app.DB.Read(), team)
		if err != nil {
			c.Fatal(err)
		}
		terms.Coupons = "yes"
		if _, err := c.app.Campaign.Save(owner, team, campaign.Edit{Settings: []byte(r.Settings), Terms: terms, Edits: r.Edits}); err != nil {
			c.Fatal(err)
		}
		if _, err := c.app.Campaign.Publish(owner, team); err != nil {
			c.Fatal(err)
		}
		leader := c.payer(2)
		c.couponFor(leader, 2, free)
		opened := c.covers(team, leader, campaign.Open)
		c.await("paid 4900 0 0", seat(opened))
		if err := back(team, opened, 0, "改主意了"); err != nil {
			c.Fatal(err)
		}
		c.await("refunded 4900 4900 4900", seat(opened))
		if got := c.couponStates(); got != "issued returned; issued returned" {
			c.Errorf("the coupons are %s", got)
		}
		if n := c.lines(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM commerce_order`); n != "1" {
			c.Errorf("%s orders", n)
		}
		if n := c.lines(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM commerce_pay`); n != "0" {
			c.Errorf("%s payments", n)
		}
		if err := back(team, c.enters(team, c.payer(3), campaign.Open, 0).Seat, 0, "还没付"); !errors.Is(err, pay.ErrMissing) && !errors.Is(err, pay.ErrNotPaid) {
			c.Errorf("of what nobody paid: %v", err)
		}
		c.sound()
	})
}
