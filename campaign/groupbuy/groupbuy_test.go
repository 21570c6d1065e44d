package groupbuy_test

import (
	"testing"

	"qunli/campaign"
	"qunli/campaign/campaigntest"
	"qunli/campaign/groupbuy"
	"qunli/customer"
)

// The whole suite, with each way the settings can turn.
func TestSuite(t *testing.T) {
	campaigntest.Run(t, campaigntest.Suite{
		Model: groupbuy.Model{},
		Settings: map[string]string{
			"plain":     `{"size":3,"minutes":60,"price":5900,"leader_price":4900,"stock":90,"hold_minutes":5}`,
			"pairs":     `{"size":2,"minutes":30,"price":5900,"leader_price":4900,"stock":20,"hold_minutes":5,"one_team":true}`,
			"pay first": `{"size":3,"minutes":60,"price":5900,"leader_price":4900,"stock":90,"hold_minutes":5,"pay_first":true,"overflow":"new_team"}`,
			"or join":   `{"size":3,"minutes":60,"price":5900,"leader_price":4900,"stock":90,"hold_minutes":5,"pay_first":true,"overflow":"join_other"}`,
			"one team":  `{"size":3,"minutes":60,"price":5900,"leader_price":5900,"stock":90,"hold_minutes":5,"pay_first":true,"overflow":"join_other","one_team":true}`,
			"or refund": `{"size":3,"minutes":60,"price":5900,"leader_price":4900,"stock":40,"hold_minutes":5,"pay_first":true,"overflow":"refund"}`,
			"bonus":     `{"size":3,"minutes":60,"price":5900,"leader_price":4900,"stock":90,"hold_minutes":5,"fill_least":2,"fill_most":1,"bonus":{"kind":"cash","amount":300,"each":true,"budget":4000,"need":1,"hold_hours":1,"claw_back":true}}`,
			"gift":      `{"size":3,"minutes":60,"price":5900,"leader_price":4900,"stock":90,"hold_minutes":5,"pay_first":true,"overflow":"join_other","bonus":{"kind":"gift","what":"g","stock":9,"need":2,"hold_hours":0}}`,
			"filled":    `{"size":4,"minutes":60,"price":5900,"leader_price":4900,"stock":90,"hold_minutes":5,"fill_least":2,"fill_most":2}`,
			"ladder":    `{"size":2,"most":6,"minutes":60,"price":3000,"leader_price":3000,"stock":90,"hold_minutes":5,"ladder":[{"from":3,"price":2700},{"from":5,"price":2500}]}`,
			"current":   `{"size":2,"most":6,"minutes":60,"price":3000,"leader_price":3000,"stock":90,"hold_minutes":5,"current":true,"ladder":[{"from":3,"price":2700},{"from":5,"price":2500}]}`,
			"by day":    `{"size":3,"minutes":600,"price":5900,"leader_price":4900,"stock":90,"stock_a_day":30,"hold_minutes":50,"merge_before":30}`,
		},
		Terms: campaign.Terms{Lapses: 50},
		Enter: func(w *campaigntest.World) campaign.Command {
			c := campaign.Command{Kind: campaign.Join, Person: w.Person(), Instance: w.Instance(), Number: 1 + w.Rand.Int64N(3)}
			if c.Instance == 0 || w.Rand.IntN(5) == 0 {
				c.Kind, c.Instance = campaign.Open, 0
				c.Number = 1 + w.Rand.Int64N(9)
			}
			return c
		},
		Fact: func(w *campaigntest.World) campaign.Command {
			if w.Rand.IntN(2) == 0 {
				return w.GivesBack()
			}
			return campaign.Command{Kind: campaign.Merge, Instance: w.Instance(), Other: w.Instance()}
		},
		Holds: oneTeamEach,
	})
}

// oneTeamEach holds of a game that allows one team at a time that nobody has two.
func oneTeamEach(t testing.TB, w *campaigntest.World) {
	g := w.Game.(*groupbuy.Game)
	if !g.OneTeam {
		return
	}
	in := map[customer.ID]campaign.InstanceID{}
	for _, s := range w.Seats() {
		if s.State == groupbuy.PaidSeat && in[s.PersonID] != 0 && in[s.PersonID] != s.InstanceID {
			t.Fatalf("person %d is in teams %d and %d", s.PersonID, in[s.PersonID], s.InstanceID)
		} else if s.State == groupbuy.PaidSeat {
			in[s.PersonID] = s.InstanceID
		}
	}
}

// What an operator can read: testdata/*.scenario.
func TestScenarios(t *testing.T) { campaigntest.Scenarios(t, groupbuy.Model{}) }
