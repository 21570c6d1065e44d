package console

import (
	"context"
	"encoding/json"
	"fmt"

	"qunli/campaign"
	"qunli/insight"
	"qunli/reward"
)

// unfit warns of the gifts of a campaign that do not suit those whom it is for (CAM-11). It keeps nothing from being published; of gifts
// that are not there, and of rules that cannot be read, the check says more.
func (c *Console) unfit(ctx context.Context, model string, r campaign.Revision) (out []problemView) {
	m := c.Campaigns.Models()[model]
	if m == nil {
		return nil
	}
	g, err := m.Read(json.RawMessage(r.Settings))
	giver, gives := g.(campaign.Giver)
	var terms campaign.Terms
	if err != nil || !gives || json.Unmarshal([]byte(r.Terms), &terms) != nil {
		return nil
	}
	for _, p := range giver.Promises() {
		var i reward.GiftID
		if i.UnmarshalText([]byte(p.What)) != nil || i == 0 {
			continue
		}
		fit, err := c.Rewards.Fit(ctx, i, terms.Rule)
		if err != nil || !fit.Poor() {
			continue
		}
		out = append(out, problemView{p.Field, p.What, insight.Words{
			Zh: fmt.Sprintf("参加的 %d 人里，只有 %d 人符合礼品的适合人群：换一个礼品，或调整参加条件", fit.Audience, fit.Suited),
			En: fmt.Sprintf("of the %d people it is for, the gift suits %d: choose another gift, or change who may take part", fit.Audience, fit.Suited)}, false, true})
	}
	return out
}
