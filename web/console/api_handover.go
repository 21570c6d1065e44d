package console

import (
	"cmp"
	"context"

	"qunli/campaign"
	"qunli/campaign/handover"
	"qunli/customer"
	"qunli/kit/serve"
	"qunli/org"
)

// handoverRoutes: what was bought in campaigns and comes to its buyers.
func (c *Console) handoverRoutes(t *table) {
	get(t, "/api/parcels", "listParcels", "What was bought and comes to its buyers, the latest first", c.parcels)
	post(t, "/api/parcels/{id}/reveal", "revealParcel", "Where a delivery goes, as it is; audited", c.revealParcel)
	post(t, "/api/parcels/{id}/ship", "shipParcel", "Note that a delivery was sent; nothing is sent before its game let it go", c.shipParcel)
	post(t, "/api/parcels/{id}/fetch", "fetchParcel", "Note that goods were fetched, by the code that the buyer shows", c.fetchParcel)
}

// ParcelView is what somebody bought and how it comes to them.
type ParcelView struct {
	ID         campaign.SeatID `json:"id" doc:"Of the seat that was paid"`
	CampaignID campaign.ID     `json:"campaign_id"`
	CustomerID customer.ID     `json:"customer_id"`
	Title      string          `json:"title"`
	How        handover.How    `json:"how" enum:"delivery,pickup"`
	State      handover.State  `json:"state" enum:"waiting,ready,shipped,received,fetched,withdrawn"`
	Told       bool            `json:"told" doc:"It is known where it goes"`
	StoreID    org.StoreID     `json:"store_id"`
	Carrier    string          `json:"carrier"`
	Parcel     string          `json:"parcel"`
	EndedAt    int64           `json:"ended_at" doc:"Unix ms, 0 not yet"`
	CreatedAt  int64           `json:"created_at" doc:"Unix ms"`
}

func viewParcel(p handover.Parcel) ParcelView {
	return ParcelView{p.SeatID, p.CampaignID, p.CustomerID, p.Title, p.How, p.State, p.Address != "" || p.StoreID != 0, p.StoreID, p.Carrier, p.Parcel, p.EndedAt, p.CreatedAt}
}

type parcelsIn struct {
	Sized
	Campaign ref[campaign.ID]     `query:"campaign_id"`
	State    string               `query:"state" enum:"waiting,ready,shipped,received,fetched,withdrawn"`
	Code     string               `query:"code" doc:"That a buyer shows"`
	After    ref[campaign.SeatID] `query:"after"`
}

func (c *Console) parcels(ctx context.Context, in *parcelsIn) (list[ParcelView], error) {
	all, err := c.Handover.List(ctx, handover.Filter{Campaign: in.Campaign.ID, State: handover.State(in.State), Code: in.Code, Before: in.After.ID, Limit: cmp.Or(in.Limit, defaultPage)})
	return listOf(views(all, viewParcel), pageAfter(all, in.Limit, func(p handover.Parcel) string { return p.SeatID.String() })), err
}

type parcelIn struct {
	ID ref[campaign.SeatID] `path:"id"`
}

// parcelShown is where a delivery goes.
type parcelShown struct {
	Name  string `json:"name" doc:"Empty: not said, or forgotten"`
	Phone string `json:"phone"`
	Text  string `json:"address"`
}

func (c *Console) revealParcel(ctx context.Context, in *parcelIn) (parcelShown, error) {
	serve.Unkept(ctx)
	to, err := c.Handover.Reveal(ctx, in.ID.ID)
	if to == nil {
		return parcelShown{}, err
	}
	return parcelShown{to.Name, to.Phone, to.Text}, err
}

type shipParcelIn struct {
	ID   ref[campaign.SeatID] `path:"id"`
	Body struct {
		Carrier string `json:"carrier"`
		Parcel  string `json:"parcel" doc:"The carrier's number"`
	}
}

func (c *Console) shipParcel(ctx context.Context, in *shipParcelIn) (none, error) {
	return none{}, c.Handover.Ship(ctx, in.ID.ID, in.Body.Carrier, in.Body.Parcel)
}

type fetchParcelIn struct {
	ID   ref[campaign.SeatID] `path:"id"`
	Body struct {
		Code string `json:"code" doc:"That the buyer shows"`
	}
}

func (c *Console) fetchParcel(ctx context.Context, in *fetchParcelIn) (none, error) {
	return none{}, c.Handover.Fetch(ctx, in.ID.ID, in.Body.Code)
}
