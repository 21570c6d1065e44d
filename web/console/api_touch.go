package console

import (
	"context"

	"qunli/community"
	"qunli/customer"
	"qunli/intake"
	"qunli/kit/money"
	"qunli/org"
)

// TouchBody is one dated contact with its cause.
type TouchBody struct {
	Customer  customer.ID  `json:"customer_id,omitempty"`
	Who       []KeyBody    `json:"who,omitempty" maxItems:"20" nullable:"false" doc:"Accounts, instead of customer_id; unknown ones make a new person"`
	Kind      string       `json:"kind" doc:"scan, view, share, click, vote, checkin, …"`
	At        int64        `json:"at" minimum:"1" doc:"Unix ms"`
	Cause     string       `json:"cause,omitempty" maxLength:"200" doc:"What brought it about: campaign, playbook, post"`
	Item      string       `json:"item,omitempty" maxLength:"200" doc:"SKU, page or poll it is about"`
	Channel   string       `json:"channel,omitempty" maxLength:"100"`
	Cost      money.Fen    `json:"cost,omitempty" minimum:"0" doc:"Fen paid for this contact"`
	Community community.ID `json:"community_id,omitempty"`
	By        customer.ID  `json:"by_id,omitempty" doc:"Whose share, link or code led here"`
	ByWho     []KeyBody    `json:"by,omitempty" maxItems:"20" nullable:"false" doc:"Accounts, instead of by_id"`
	Store     org.StoreID  `json:"store_id,omitempty"`
	Staff     org.StaffID  `json:"staff_id,omitempty"`
	Ref       string       `json:"ref,omitempty" maxLength:"200" doc:"Its number in the source: the same again changes nothing"`
}

func (b TouchBody) happened() intake.Happened {
	h := intake.Happened{Touch: customer.Touch{CustomerID: b.Customer, Kind: b.Kind, At: b.At, Cause: b.Cause, Item: b.Item, Channel: b.Channel,
		Cost: b.Cost, CommunityID: int64(b.Community), ByID: b.By, StoreID: b.Store, StaffID: b.Staff, Ref: b.Ref}}
	for _, k := range b.Who {
		h.Who.Keys = append(h.Who.Keys, customer.Key(k))
	}
	for _, k := range b.ByWho {
		h.By = append(h.By, customer.Key(k))
	}
	return h
}

type touchesIn struct {
	Body struct {
		Source  string      `json:"source" minLength:"1" maxLength:"60" doc:"The system that tells"`
		Touches []TouchBody `json:"touches" minItems:"1" maxItems:"500" nullable:"false"`
	}
}

// touchedView is how many touches were new and how many known already.
type touchedView struct {
	Added int64 `json:"added"`
	Same  int64 `json:"same"`
}

func (c *Console) touches(ctx context.Context, in *touchesIn) (touchedView, error) {
	added, err := c.Intake.Record(ctx, in.Body.Source, views(in.Body.Touches, TouchBody.happened))
	return touchedView{added, int64(len(in.Body.Touches)) - added}, err
}
