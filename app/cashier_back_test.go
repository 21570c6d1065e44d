package app_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"qunli/app"
	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/ledger"
	"qunli/org"
)

// TestWhatWasGivenBackByHandDoesNotKeepTheRest: somebody gave part of a payment back by hand before the team failed; the payer gets
// the rest, not the whole and not nothing, and the seat ends.
func TestWhatWasGivenBackByHandDoesNotKeepTheRest(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		i, owner := c.teams(), org.Owner(c.Context(), "test")
		part, whole := c.enters(i, c.payer(1), campaign.Open, 0), c.enters(i, c.payer(2), campaign.Open, 0)
		for n, r := range []campaign.Reply{part, whole} {
			c.pays(r.Seat)
			c.await("paid", c.seat(r.Seat))
			p, err := pay.OfCause(c.Context(), c.app.DB.Read(), pay.Cause{Kind: campaign.SeatCause, ID: int64(r.Seat)})
			if err != nil {
				c.Fatal(err)
			}
			if _, err := c.app.Pay.GiveBack(owner, p.ID, []pay.Payment{{Amount: 1000}, p}[n].Amount, "补偿", fmt.Sprint("k", n)); err != nil {
				c.Fatal(err)
			}
		}
		if _, err := c.app.Campaign.End(owner, i, "试到这里"); err != nil {
			c.Fatal(err)
		}
		c.await("refunded", c.seat(part.Seat))
		c.await("refunded", c.seat(whole.Seat))
		c.await("1000 done; 3900 done; 4900 done", func() string {
			return c.lines(`SELECT amount || ' ' || state AS line FROM commerce_pay_refund ORDER BY amount`)
		})
		if found, err := app.Check(c.Context(), c.app.DB); err != nil || len(found) > 0 {
			c.Errorf("%v, %v", found, err)
		}
	})
}

// TestARewardThatDoesNotArriveIsNotOwed: the provider pays nobody it does not know; the budget has the share again, and so the book
// owes it to nobody.
func TestARewardThatDoesNotArriveIsNotOwed(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		owner, now := org.Owner(c.Context(), "test"), time.Now()
		made, err := c.app.Campaign.Draft(owner, "redpacket", "红包", 0)
		if err != nil {
			c.Fatal(err)
		}
		_, err = c.app.Campaign.Save(owner, made.ID, campaign.Edit{Settings: []byte(`{"amount":2000,"shares":2,"least":1000,"most":1000,"hours":24,"budget":2000,"purpose":"激活"}`),
			Terms: campaign.Terms{From: now.Add(-time.Hour).UnixMilli(), Until: now.Add(24 * time.Hour).UnixMilli(), Goal: "激活", Target: 10, Cost: 2000, Act: "order"}})
		if err != nil {
			c.Fatal(err)
		}
		if made, err = c.app.Campaign.Publish(owner, made.ID); err != nil {
			c.Fatal(err)
		}
		packet, err := c.app.Campaign.Do(owner, made.ID, campaign.Command{Kind: campaign.Open})
		if err != nil || packet.Err() != nil {
			c.Fatal(packet, err)
		}
		who := c.stranger()
		won := c.enters(made.ID, who, campaign.Join, packet.Instance)
		c.await("returned", c.seat(won.Seat))
		for _, a := range []ledger.Account{pay.RewardsPayable(who), pay.PayoutsUnderWay(who), pay.MarketingCost()} {
			if b, err := ledger.Of(c.Context(), c.app.DB.Read(), a); err != nil || b.Held() != 0 {
				c.Errorf("%s: %d, %v", a.Kind, b.Held(), err)
			}
		}
		if found, err := app.Check(c.Context(), c.app.DB); err != nil || len(found) > 0 {
			c.Errorf("%v, %v", found, err)
		}
	})
}

// seat gives how a seat stands, to wait for.
func (c *company) seat(i campaign.SeatID) func() string {
	return func() string {
		return c.lines(fmt.Sprintf(`SELECT state AS line FROM campaign_seat WHERE id = %d`, int64(i)))
	}
}

// stranger gives a customer whose openid the provider does not know.
func (c *company) stranger() customer.ID {
	c.Helper()
	m, err := c.world.Merchant(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	var who customer.ID
	err = c.app.DB.Tx(c.Context(), func(ctx context.Context, tx *db.Tx) error {
		known, err := customer.Resolve(ctx, tx, 0, []customer.Card{{Keys: []customer.Key{{Kind: customer.OpenID, Space: "official:" + m.AppID, Value: "oA-nobody"}}}})
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
