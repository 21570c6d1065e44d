package app_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"qunli/campaign"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/org"
	"qunli/reward"
	"qunli/web/h5"
)

// gift makes something that can be given.
func (c *company) gift(g reward.Gift) reward.Gift {
	c.Helper()
	made, err := c.app.Reward.Save(org.Owner(c.Context(), "test"), g)
	if err != nil {
		c.Fatal(err)
	}
	return made
}

// TestTheThirdFriendBringsACoupon (REF-02): two valid friends bring nothing, the third a coupon, the fourth a thing that is sent. Who
// invited sees both on their own page and why, says where the thing goes without any script, and the game hears that it was sent.
func TestTheThirdFriendBringsACoupon(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.official()
		base, owner := c.pages(), org.Owner(c.Context(), "test")
		coupon := c.gift(reward.Gift{Kind: reward.Coupon, Name: "满100减20券", Total: 5, Days: 30, Terms: reward.Terms{Off: 2000, Minimum: 10000}})
		bag := c.gift(reward.Gift{Kind: reward.Thing, Name: "定制帆布袋", Total: 1, Cost: 1200, Worth: 5900})
		i := c.offers("invite", "邀请有礼", fmt.Sprintf(`{"steps":[{"need":3,"reward":{"kind":"coupon","what":"%s","stock":5}},{"need":4,"reward":{"kind":"gift","what":"%s","stock":1}}],
			"hold_hours":0,"window_hours":720,"most":10,"budget":0}`, coupon.ID, bag.ID), "order")
		home, mei := h5.GamePath+i.String(), c.phone(base, "韩梅梅")
		if text := mei.get(home); !strings.Contains(text, coupon.Name) || !strings.Contains(text, bag.Name) || strings.Contains(text, coupon.ID.String()) {
			c.Errorf("the page does not say what there is to get:\n%s", text)
		}
		mei.presses(home, "生成我的邀请链接", nil)
		account := mei.at
		for _, name := range []string{"甲", "乙", "丙", "丁"} {
			if text := c.phone(base, name).presses(account, "接受邀请", nil); stateOf(text) != "bound" {
				c.Fatal(text)
			}
		}
		var link campaign.InstanceID
		if err := link.UnmarshalText([]byte(account[strings.LastIndexByte(account, '/')+1:])); err != nil {
			c.Fatal(err)
		}
		in, err := c.app.Campaign.Gathering(owner, i, link)
		if err != nil || len(in.Seats) != 5 {
			c.Fatal(in, err)
		}
		qualify := func(seat campaign.Seat) {
			c.Helper()
			if r, err := c.app.Campaign.Do(owner, i, campaign.Command{Kind: campaign.Qualify, Seat: seat.ID}); err != nil || r.Err() != nil {
				c.Fatal(r, err)
			}
		}
		rewards := func() string {
			return c.lines(`SELECT note || number || ' ' || state AS line FROM campaign_seat WHERE note = 'step'`)
		}
		qualify(in.Seats[1])
		qualify(in.Seats[2])
		if n := c.lines(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM event_fact WHERE kind = 'campaign.asked'`); n != "0" {
			c.Errorf("two friends bring %s", n)
		}
		qualify(in.Seats[3])
		c.await("step1 received", rewards)
		for _, want := range []string{"满100减20券", "满 ¥100 减 ¥20", "来自“邀请有礼”", "邀请达标的奖励", "可使用", "有效到 "} {
			if page := mei.get(h5.MePath); !strings.Contains(page, want) {
				c.Errorf("%q is not on the page:\n%s", want, page)
			}
		}
		qualify(in.Seats[4])
		c.await("step1 received; step2 granted", rewards)
		c.sends(mei, rewards)
		if page := c.phone(base, "戊").get(h5.MePath); strings.Contains(page, "帆布袋") {
			c.Errorf("somebody else's page:\n%s", page)
		}
		c.sound()
	})
}

// sends has a bag be asked for on a phone, and sent.
func (c *company) sends(mei *browsing, rewards func() string) {
	c.Helper()
	owner := org.Owner(c.Context(), "test")
	c.await("true", func() string { return fmt.Sprint(strings.Contains(mei.get(h5.MePath), "填写收货地址")) })
	if page := mei.presses(h5.MePath, "提交地址", url.Values{"name": {"韩梅梅"}, "phone": {"123"}, "address": {"西安市雁塔区翠华路 1 号"}}); !strings.Contains(page, "手机号不对") || !strings.Contains(page, "翠华路") {
		c.Errorf("a phone number that is none:\n%s", page)
	}
	if page := mei.presses(h5.MePath, "提交地址", url.Values{"name": {"韩梅梅"}, "phone": {"13800138000"}, "address": {"西安市雁塔区翠华路 1 号"}}); !strings.Contains(page, "待发货") || strings.Contains(page, "翠华路") {
		c.Errorf("an address:\n%s", page)
	}
	all, err := c.app.Reward.List(owner, reward.Filter{State: reward.Applied, Limit: 9})
	if err != nil || len(all) != 1 {
		c.Fatal(all, err)
	}
	if got := rewards(); got != "step1 received; step2 granted" {
		c.Errorf("before it is sent the game says %s", got)
	}
	if _, err := c.app.Reward.Ship(owner, all[0].ID, "顺丰", "SF1234567890"); err != nil {
		c.Fatal(err)
	}
	c.await("step1 received; step2 received", rewards)
	if page := mei.presses(h5.MePath, "我已收到", nil); !strings.Contains(page, "SF1234567890") || !strings.Contains(page, "已收到") {
		c.Errorf("it arrived:\n%s", page)
	}
}

// TestMoreThanThereIsCannotBePromised: publishing asks that a gift is there, is open, and is enough for all that promise it, and says
// which is not, by the field; what a game has handed out already is no promise any more.
func TestMoreThanThereIsCannotBePromised(t *testing.T) {
	eachCompany(t, func(c *company) {
		owner := org.Owner(c.Context(), "test")
		g := c.gift(reward.Gift{Kind: reward.Coupon, Name: "券", Total: 10, Terms: reward.Terms{Off: 100 * money.Fen(1)}})
		settings := func(what string, stock int) string {
			return fmt.Sprintf(`{"steps":[{"need":1,"reward":{"kind":"coupon","what":"%s","stock":%d}}],"hold_hours":0,"window_hours":720,"most":10,"budget":0}`, what, stock)
		}
		refused := func(what string, stock int) string {
			c.Helper()
			made, err := c.app.Campaign.Draft(owner, "invite", "再来一个", 0)
			if err != nil {
				c.Fatal(err)
			}
			if _, err := c.app.Campaign.Save(owner, made.ID, campaign.Edit{Settings: []byte(settings(what, stock)),
				Terms: campaign.Terms{From: 1, Until: 4_000_000_000_000, Goal: "老带新", Target: 10, Cost: 100000, Act: "order"}}); err != nil {
				c.Fatal(err)
			}
			_, err = c.app.Campaign.Publish(owner, made.ID)
			if err != nil && !errors.Is(err, campaign.ErrRules) {
				c.Fatal(err)
			}
			if err == nil {
				return ""
			}
			f := fault.Of(err).Fields
			return f[0].Name + " " + f[0].Zh
		}
		if got := refused("满减券", 1); !strings.HasPrefix(got, "steps[0].reward.what 没有这个礼品") {
			c.Error(got)
		}
		if got := refused(g.ID.String(), 11); !strings.Contains(got, "只剩 10 份，这个活动还要发 11 份，其他活动还要发 0 份") {
			c.Error(got)
		}
		if got := refused(g.ID.String(), 6); got != "" {
			c.Error(got)
		}
		if got := refused(g.ID.String(), 5); !strings.Contains(got, "只剩 10 份，这个活动还要发 5 份，其他活动还要发 6 份") {
			c.Error(got)
		}
		if _, err := c.app.Reward.Turn(owner, g.ID, g.Version, reward.Closed); err != nil {
			c.Fatal(err)
		}
		if got := refused(g.ID.String(), 1); !strings.Contains(got, "已停发") {
			c.Error(got)
		}
	})
}
