package console

import (
	"context"

	"qunli/campaign"
)

// newestShown is how many of the last who came the board lists.
const newestShown = 20

// campaignBoard tells how a campaign stands now.
func (c *Console) campaignBoard(ctx context.Context, in *campaignIn) (campaignBoardView, error) {
	b, err := c.Campaigns.Board(ctx, in.ID.ID)
	if err != nil {
		return campaignBoardView{}, err
	}
	r, err := viewRules(c.Campaigns.Rules(ctx, in.ID.ID, b.Campaign.Revision))
	if err != nil {
		return campaignBoardView{}, err
	}
	newest, err := c.Campaigns.Newest(ctx, in.ID.ID, newestShown)
	out := campaignBoardView{Campaign: viewCampaign(b.Campaign), Path: c.GamePath + b.Campaign.ID.String(), Now: c.DB.Clock().Now().UnixMilli(), Terms: r.Terms,
		Buckets: views(b.Buckets, viewBucket), Days: views(b.Days, func(d campaign.Day) happenedView { return happenedView(d) }), Newest: views(newest, viewSeat)}
	out.Seats, out.Instances = funnelOf(b.Days)
	return out, err
}

type instancesIn struct {
	ID    ref[campaign.ID] `path:"id"`
	State string           `query:"state" required:"true" maxLength:"40" doc:"Of the model, such as forming"`
	Limit int              `query:"limit" minimum:"0" maximum:"200"`
}

func (c *Console) campaignInstances(ctx context.Context, in *instancesIn) (list[instanceView], error) {
	if _, err := c.Campaigns.Get(ctx, in.ID.ID); err != nil {
		return list[instanceView]{}, err
	}
	all, err := c.Campaigns.Open(ctx, in.ID.ID, in.State, in.Limit)
	return listOf(views(all, viewInstance), ""), err
}

type whySeatIn struct {
	ID   ref[campaign.ID]     `path:"id"`
	Seat ref[campaign.SeatID] `query:"seat_id" required:"true"`
}

// campaignWhy says why a seat is as it is, to whoever sees its campaign.
func (c *Console) campaignWhy(ctx context.Context, in *whySeatIn) (whySeatView, error) {
	if _, err := c.Campaigns.Get(ctx, in.ID.ID); err != nil {
		return whySeatView{}, err
	}
	s, sentences, err := c.Campaigns.Why(ctx, in.ID.ID, in.Seat.ID)
	return viewWhy(s, sentences), err
}
