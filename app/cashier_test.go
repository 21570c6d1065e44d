package app_test

import (
	"context"
	"fmt"
	"net/url"
	"testing"
	"time"

	"qunli/app"
	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
	"qunli/sandbox"
)

// payer gives a customer with a phone that can pay.
func (c *company) payer(n int) customer.ID {
	c.Helper()
	m, err := c.world.Merchant(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	openid, name := fmt.Sprint("oA-payer-", n), fmt.Sprint("客", n)
	if err := c.world.Place(c.Context(), sandbox.Cast{People: []sandbox.Person{{ID: fmt.Sprint("wm-payer-", n), Name: name, OAOpenID: openid}}}); err != nil {
		c.Fatal(err)
	}
	var who customer.ID
	err = c.app.DB.Tx(c.Context(), func(ctx context.Context, tx *db.Tx) error {
		known, err := customer.Resolve(ctx, tx, 0, []customer.Card{{Name: name, Keys: []customer.Key{{Kind: customer.OpenID, Space: "official:" + m.AppID, Value: openid}}}})
		if err == nil {
			who = known[0].ID
		}
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
	return who
}

// teams publishes a group-buy of two.
func (c *company) teams() campaign.ID {
	c.Helper()
	owner, now := org.Owner(c.Context(), "test"), time.Now()
	made, err := c.app.Campaign.Draft(owner, "groupbuy", "两人成团", 0)
	if err != nil {
		c.Fatal(err)
	}
	_, err = c.app.Campaign.Save(owner, made.ID, campaign.Edit{Settings: []byte(`{"size":2,"minutes":60,"price":5900,"leader_price":4900,"single_price":7900,"stock":10,"hold_minutes":10}`),
		Terms: campaign.Terms{From: now.Add(-time.Hour).UnixMilli(), Until: now.Add(24 * time.Hour).UnixMilli(), Goal: "老带新", Target: 10, Cost: 100000, Act: "order"}})
	if err != nil {
		c.Fatal(err)
	}
	if made, err = c.app.Campaign.Publish(owner, made.ID); err != nil {
		c.Fatal(err)
	}
	return made.ID
}

// enters has somebody open or join a team and gives what they got.
func (c *company) enters(i campaign.ID, who customer.ID, kind campaign.Kind, team campaign.InstanceID) campaign.Reply {
	c.Helper()
	ctx := org.As(c.Context(), org.Actor{Kind: org.ActorCustomer, ID: int64(who), Address: "h5"})
	r, err := c.app.Campaign.Do(ctx, i, campaign.Command{Kind: kind, Person: who, Instance: team})
	if err != nil || r.Err() != nil {
		c.Fatal(r, err)
	}
	return r
}

// pays pays for a seat by the sheet of the phone.
func (c *company) pays(seat campaign.SeatID) {
	c.Helper()
	of := pay.Cause{Kind: campaign.SeatCause, ID: int64(seat)}
	var p pay.Payment
	c.await("pending", func() string {
		var err error
		if p, err = pay.OfCause(c.Context(), c.app.DB.Read(), of); err != nil {
			return err.Error()
		}
		return string(p.State)
	})
	sheet, err := c.app.Pay.SheetOf(c.Context(), p.ID)
	if err != nil {
		c.Fatal(err)
	}
	c.press(sheet.Address+"?"+url.Values{"appId": {sheet.AppID}, "timeStamp": {sheet.TimeStamp}, "nonceStr": {sheet.NonceStr}, "package": {sheet.Package},
		"signType": {sheet.SignType}, "paySign": {sheet.PaySign}}.Encode(), "pay")
}

// TestATeamPaysAndAnotherIsPaidBack: two people pay on their phones and are a team; of a team that is called off whoever paid gets
// all of it back, once, and whoever did not pay owes nothing any more. The books balance.
func TestATeamPaysAndAnotherIsPaidBack(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		i := c.teams()
		first := c.enters(i, c.payer(1), campaign.Open, 0)
		second := c.enters(i, c.payer(2), campaign.Join, first.Instance)
		c.pays(first.Seat)
		c.pays(second.Seat)
		stand := func(team campaign.InstanceID) func() string {
			return func() string {
				return c.lines(fmt.Sprintf(`SELECT state AS line FROM campaign_instance WHERE id = %d`, int64(team)))
			}
		}
		c.await("succeeded", stand(first.Instance))
		lonely := c.enters(i, c.payer(3), campaign.Open, 0)
		waiting := c.enters(i, c.payer(4), campaign.Join, lonely.Instance)
		c.pays(lonely.Seat)
		paid := func(seat campaign.SeatID) func() string {
			return func() string {
				return c.lines(fmt.Sprintf(`SELECT state AS line FROM campaign_seat WHERE id = %d`, int64(seat)))
			}
		}
		c.await("paid", paid(lonely.Seat))
		if _, err := c.app.Campaign.End(org.Owner(c.Context(), "test"), i, "试到这里"); err != nil {
			c.Fatal(err)
		}
		c.await("refunded", paid(lonely.Seat))
		c.await("released", paid(waiting.Seat))
		c.await("4900 done", func() string {
			return c.lines(`SELECT r.amount || ' ' || r.state AS line FROM commerce_pay_refund r`)
		})
		if found, err := app.Check(c.Context(), c.app.DB); err != nil || len(found) > 0 {
			c.Errorf("%v, %v", found, err)
		}
	})
}
