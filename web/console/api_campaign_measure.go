package console

import (
	"context"

	"qunli/campaign"
)

// measuredView is how a campaign lives, spreads and pays.
type measuredView struct {
	Days     []lifeDayView `json:"days" nullable:"false"`
	HalfLife int           `json:"half_life" doc:"The first day, from 1, on which at most half as many took part as on the first; 0 not yet"`
	StopDay  string        `json:"stop_day" doc:"The first day whose last seven cost more than they brought; empty: none, or the margin is unknown"`
	People   int64         `json:"people" doc:"Who took part"`
	Brought  int64         `json:"brought" doc:"Of them, whom another who took part brought"`
	K        *float64      `json:"k" doc:"How many people each brought within fourteen days; null: nobody took part"`
	Early    bool          `json:"early" doc:"Nobody has taken part for fourteen days yet: K is of everybody so far"`
	Cycle    *int64        `json:"cycle" doc:"Median ms between an inviter's coming and that of whom they brought"`
	Sales    int64         `json:"sales" doc:"Fen"`
	Cost     int64         `json:"cost" doc:"Fen: rewards that were given"`
	Profit   *int64        `json:"profit" doc:"Fen; null: the margin is unknown"`
	ROI      *float64      `json:"roi"`
	Plan     *loopView     `json:"plan" doc:"How it was to spread; null: nothing was planned"`
}

type lifeDayView struct {
	Day    string   `json:"day"`
	People int64    `json:"people"`
	Share  *float64 `json:"share" doc:"Of those of the first day"`
	Sales  int64    `json:"sales"`
	Cost   int64    `json:"cost"`
}

// measuredCampaign tells how a campaign lives, spreads and pays.
func (c *Console) measuredCampaign(ctx context.Context, in *campaignIn) (measuredView, error) {
	m, err := c.Campaigns.Measure(ctx, in.ID.ID)
	return measuredView{views(m.Days, func(d campaign.LifeDay) lifeDayView { return lifeDayView(d) }), m.HalfLife, m.StopDay, m.People, m.Brought, m.K, m.Early, m.Cycle, m.Sales, m.Cost, m.Profit, m.ROI, viewLoop(m.Planned)}, err
}

type putOutIn struct {
	ID   ref[campaign.ID] `path:"id"`
	Body struct {
		Number int64 `json:"number" minimum:"1" doc:"The how many-th the brand puts out: the same number again puts out none"`
	}
}

// openedView is what was put out.
type openedView struct {
	InstanceID campaign.InstanceID `json:"instance_id"`
	Until      int64               `json:"until" doc:"Unix ms"`
}

// putOut has the brand open an instance itself: a red packet.
func (c *Console) putOut(ctx context.Context, in *putOutIn) (openedView, error) {
	r, err := c.Herald.PutOut(ctx, in.ID.ID, in.Body.Number)
	return openedView{r.Instance, r.Until}, err
}

type waiveCampaignIn struct {
	ID   ref[campaign.ID] `path:"id"`
	Body struct {
		Why string `json:"why" minLength:"10" maxLength:"500" doc:"Audited with what is passed over"`
	}
}

// waiveCampaign publishes although there are problems that may be passed over.
func (c *Console) waiveCampaign(ctx context.Context, in *waiveCampaignIn) (campaignView, error) {
	one, err := c.Campaigns.PublishDespite(ctx, in.ID.ID, in.Body.Why)
	return viewCampaign(one), err
}
