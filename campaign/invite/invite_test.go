package invite_test

import (
	"fmt"
	"strings"
	"testing"

	"qunli/campaign"
	"qunli/campaign/campaigntest"
	"qunli/campaign/invite"
	"qunli/commerce/pay"
	"qunli/kit/money"
)

// The whole suite: gifts that run out, cash with a small budget, claw-back, no hold period.
func TestSuite(t *testing.T) {
	campaigntest.Run(t, campaigntest.Suite{
		Model: invite.Model{},
		Settings: map[string]string{
			"gifts": `{"steps":[{"need":1,"reward":{"kind":"coupon","what":"券","stock":20}},{"need":3,"reward":{"kind":"gift","what":"礼","stock":2},"fallback":{"kind":"coupon","what":"券","stock":3}}],
				"hold_hours":1,"window_hours":24,"most":20,"budget":0}`,
			"cash": `{"steps":[{"need":1,"reward":{"kind":"cash","amount":500}},{"need":2,"reward":{"kind":"cash","amount":900}},{"need":4,"reward":{"kind":"cash","amount":1500}}],
				"welcome":{"kind":"cash","amount":100},"hold_hours":0,"window_hours":1,"most":5,"budget":6000,"claw_back":true}`,
		},
		People: 120,
		Unit:   1500,
		Enter: func(w *campaigntest.World) campaign.Command {
			c := campaign.Command{Kind: campaign.Join, Person: w.Person(), Instance: w.Instance(), Number: 1 + w.Rand.Int64N(2)}
			if c.Instance == 0 || w.Rand.IntN(8) == 0 {
				c.Kind, c.Instance = campaign.Open, 0
			}
			return c
		},
		Fact: func(w *campaigntest.World) campaign.Command {
			c := campaign.Command{Kind: campaign.Qualify, Seat: w.AnySeat()}
			if w.Rand.IntN(4) == 0 {
				c.Kind = campaign.Revoke
			}
			if c.Seat == 0 {
				c.Kind = ""
			}
			return c
		},
	})
}

// What an operator can read: testdata/*.scenario.
func TestScenarios(t *testing.T) { campaigntest.Scenarios(t, invite.Model{}) }

// Cash that the provider does not pay out would be lost to whoever won it: such rules are refused, of each place that gives it.
func TestLessThanIsPaidOutIsRefused(t *testing.T) {
	for amount, good := range map[money.Fen]bool{0: false, 1: false, pay.LeastPayout - 1: false, pay.LeastPayout: true} {
		cash := invite.Reward{Kind: invite.Cash, Amount: int64(amount)}
		g := &invite.Game{Rules: invite.Rules{Steps: []invite.Step{{Need: 1, Reward: cash, Fallback: &cash}}, Welcome: &cash, WindowHours: 1, Most: 1, Budget: 1000}}
		var fields []string
		for _, p := range g.Validate(campaign.Terms{}) {
			fields = append(fields, p.Field)
			if p.Value != fmt.Sprint(int64(amount)) || !strings.Contains(p.En, pay.LeastPayout.String()) {
				t.Errorf("%+v", p)
			}
		}
		want := "[steps[0].reward.amount steps[0].fallback.amount welcome.amount]"
		if good {
			want = "[]"
		}
		if fmt.Sprint(fields) != want {
			t.Errorf("%d: %v", amount, fields)
		}
	}
}
