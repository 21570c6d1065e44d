package console

import (
	"context"

	"qunli/campaign"
	"qunli/org"
)

// loopView is how a campaign is to spread.
type loopView struct {
	K        float64 `json:"k" doc:"Invitations per newcomer × conversion"`
	Sustains bool    `json:"sustains" doc:"K is 1 or more: it keeps itself going"`
	Users    []int64 `json:"users" nullable:"false" doc:"People after each generation, the seeds first"`
	Limit    *int64  `json:"limit" doc:"How many people it ends at; null: it keeps itself going"`
}

// loopShown is how many generations of a plan are told.
const loopShown = 6

func viewLoop(l *campaign.Loop) *loopView {
	if l == nil || l.Invites == 0 {
		return nil
	}
	out := &loopView{K: l.K(), Sustains: l.Sustains(), Users: l.Users(loopShown)}
	if limit, ok := l.Limit(); ok {
		out.Limit = &limit
	}
	return out
}

// stepView is how many visitors came to a step.
type stepView struct {
	Step  campaign.Step `json:"step" enum:"looked,pressed,entered,sheet,done,shared"`
	N     int64         `json:"n" doc:"Visitors, each once a day"`
	Wrong int64         `json:"wrong" doc:"Of them, to whom something went wrong at it"`
}

// fluencyView is how well the experience flows.
type fluencyView struct {
	Steps    []stepView    `json:"steps" nullable:"false"`
	Started  int64         `json:"started" doc:"Visitors who pressed the game's button"`
	Finished int64         `json:"finished" doc:"Of them, who got in, and paid where there is something to pay"`
	Share    *float64      `json:"share" doc:"finished ÷ started; null: nobody started"`
	P75      *int64        `json:"p75" doc:"Ms: three of four first screens took at most this; null: nobody's browser told"`
	Loads    int64         `json:"loads" doc:"Visitors whose browsers told"`
	Slow     bool          `json:"slow" doc:"p75 is above 2,500 ms"`
	Rough    bool          `json:"rough" doc:"share is below 70 %"`
	Worst    campaign.Step `json:"worst" doc:"Of a slow or rough one the step at which most are lost; empty: it is fluent"`
}

// campaignFluency tells how well the experience flows, over the last 28 days.
func (c *Console) campaignFluency(ctx context.Context, in *campaignIn) (fluencyView, error) {
	f, err := c.Campaigns.Fluency(ctx, in.ID.ID)
	return fluencyView{views(f.Steps, func(s campaign.StepCount) stepView { return stepView(s) }), f.Started, f.Finished, f.Share, f.P75, f.Loads, f.Slow, f.Rough, f.Worst}, err
}

// reviewView is what was learnt of a campaign.
type reviewView struct {
	Ended   int64       `json:"ended" doc:"Unix ms since when it is over, 0 it is not"`
	Well    string      `json:"well"`
	Badly   string      `json:"badly"`
	Next    string      `json:"next"`
	StaffID org.StaffID `json:"staff_id" doc:"Who wrote it"`
	At      int64       `json:"at" doc:"Unix ms, 0 nobody wrote it yet"`
}

// campaignReview tells what was learnt of a campaign, if anybody wrote it.
func (c *Console) campaignReview(ctx context.Context, in *campaignIn) (reviewView, error) {
	ended, r, err := c.Campaigns.Reviewed(ctx, in.ID.ID)
	return reviewView{ended, r.Well, r.Badly, r.Next, r.StaffID, r.At}, err
}

type reviewCampaignIn struct {
	ID   ref[campaign.ID] `path:"id"`
	Body struct {
		Well  string `json:"well" minLength:"1" maxLength:"500" doc:"What went well"`
		Badly string `json:"badly" minLength:"1" maxLength:"500" doc:"What did not"`
		Next  string `json:"next" minLength:"1" maxLength:"500" doc:"What to do next time"`
	}
}

// reviewCampaign keeps what was learnt of a campaign that is over.
func (c *Console) reviewCampaign(ctx context.Context, in *reviewCampaignIn) (reviewView, error) {
	if _, err := c.Campaigns.Review(ctx, in.ID.ID, campaign.Review{Well: in.Body.Well, Badly: in.Body.Badly, Next: in.Body.Next}); err != nil {
		return reviewView{}, err
	}
	return c.campaignReview(ctx, &campaignIn{in.ID})
}
