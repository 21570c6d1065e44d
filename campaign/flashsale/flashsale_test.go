package flashsale_test

import (
	"testing"

	"qunli/campaign"
	"qunli/campaign/campaigntest"
	"qunli/campaign/flashsale"
)

// The whole suite: one thing, and several that are bought together.
func TestSuite(t *testing.T) {
	campaigntest.Run(t, campaigntest.Suite{
		Model: flashsale.Model{},
		Settings: map[string]string{
			"one":     `{"items":[{"key":"a","name":"A","price":1990,"stock":30,"per_person":2}],"hold_minutes":15}`,
			"several": `{"items":[{"key":"a","name":"A","price":1990,"stock":30,"per_person":3},{"key":"b","name":"B","price":500,"stock":12},{"key":"c","name":"C","price":1,"stock":60,"stock_a_day":20}],"hold_minutes":5}`,
		},
		Terms: campaign.Terms{Lapses: 30},
		Unit:  2,
		Fact:  func(w *campaigntest.World) campaign.Command { return w.GivesBack() },
		Enter: func(w *campaigntest.World) campaign.Command {
			c := campaign.Command{Kind: campaign.Join, Person: w.Person(), Number: 1 + w.Rand.Int64N(9), Lines: []campaign.Line{{Item: "a", N: 1}}}
			if len(w.Game.Buckets()) > 1 && w.Rand.IntN(2) == 0 {
				c.Lines = append(c.Lines, campaign.Line{Item: "b", N: 1 + w.Rand.Int64N(2)}, campaign.Line{Item: "c", N: 1})[w.Rand.IntN(2):]
			}
			return c
		},
	})
}

// What an operator can read: testdata/*.scenario.
func TestScenarios(t *testing.T) { campaigntest.Scenarios(t, flashsale.Model{}) }
