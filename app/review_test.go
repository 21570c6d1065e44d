package app_test

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"qunli/campaign"
	"qunli/campaign/risk"
	"qunli/org"
	"qunli/web/h5"
)

// TestRewardsWaitForAReview: shares of a packet above what goes out unseen wait: no money moves, and the pages say so; what is approved is
// paid out once, what is rejected never, and its person reads why.
func TestRewardsWaitForAReview(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		c.official()
		base, owner := c.pages(), org.Owner(c.Context(), "test")
		i := c.offers("redpacket", "开业红包", `{"amount":2000,"shares":2,"least":1000,"most":1000,"even":true,"hours":24,"budget":20000,"purpose":"开业"}`, "")
		c.reviews(owner, i)
		made, err := c.app.Campaign.Do(owner, i, campaign.Command{Kind: campaign.Open})
		if err != nil {
			c.Fatal(err)
		}
		packet := h5.GamePath + i.String() + "/" + made.Instance.String()
		mei, li := c.phone(base, "韩梅梅"), c.phone(base, "李雷")
		mei.presses(packet, "拆红包", nil)
		li.presses(packet, "拆红包", nil)
		var waiting []risk.Payout
		c.await("2", func() string {
			if waiting, err = c.app.Risk.Payouts(owner, i, risk.Waiting, 0); err != nil {
				return err.Error()
			}
			return strconv.Itoa(len(waiting))
		})
		if out := c.lines(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM commerce_pay_payout`); out != "0" {
			c.Errorf("%s payouts before the review", out)
		}
		if text := mei.get(packet); stateOf(text) != "won" || !strings.Contains(text, "正在人工审核") {
			c.Error(text)
		}
		if err := c.app.Risk.Approve(owner, i, waiting[0].Number, "看过了"); err != nil {
			c.Fatal(err)
		}
		if err := c.app.Risk.Reject(owner, i, waiting[1].Number, "同一台手机领了多次"); err != nil {
			c.Fatal(err)
		}
		c.await("1000", func() string { return c.lines(`SELECT CAST(amount AS TEXT) AS line FROM commerce_pay_payout`) })
		c.await("returned; won", func() string {
			return c.lines(`SELECT state AS line FROM campaign_seat WHERE person_id <> 0 ORDER BY state`)
		})
		if text := li.get(packet) + mei.get(packet); strings.Count(text, "同一台手机领了多次") != 1 {
			c.Error(text)
		}
		c.sound()
	})
}

// reviews has all rewards above five yuan looked at.
func (c *company) reviews(owner context.Context, i campaign.ID) {
	c.Helper()
	_, r, err := c.app.Campaign.Rules(owner, i, 0)
	if err != nil {
		c.Fatal(err)
	}
	var terms campaign.Terms
	if err := json.Unmarshal([]byte(r.Terms), &terms); err != nil {
		c.Fatal(err)
	}
	terms.ReviewAbove = 500
	if _, err := c.app.Campaign.Save(owner, i, campaign.Edit{Terms: terms, Edits: r.Edits}); err != nil {
		c.Fatal(err)
	}
	if _, err := c.app.Campaign.Publish(owner, i); err != nil {
		c.Fatal(err)
	}
}
