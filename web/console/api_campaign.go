package console

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"qunli/campaign"
	"qunli/insight"
	"qunli/org"
	"qunli/page"
)

func (c *Console) campaignModels(ctx context.Context, _ *struct{}) (list[modelView], error) {
	return listOf(views(modelsIn(c.Campaigns.Models()), viewModel), ""), org.Must(ctx, org.CampaignRead)
}

func (c *Console) campaignTemplates(ctx context.Context, _ *struct{}) (list[templateView], error) {
	return listOf(views(c.templates(), func(t Template) templateView { return templateView(t) }), ""), org.Must(ctx, org.CampaignRead)
}

type campaignsIn struct {
	Sized
	State  string           `query:"state" enum:"draft,live,paused,ended"`
	Model  string           `query:"model" maxLength:"40"`
	Review string           `query:"review" enum:"with,without" doc:"Of those that are over: with what was learnt, or still owing it"`
	After  ref[campaign.ID] `query:"after"`
}

func (c *Console) campaigns(ctx context.Context, in *campaignsIn) (list[campaignView], error) {
	all, err := c.Campaigns.List(ctx, campaign.Filter{State: campaign.State(in.State), Model: in.Model, Learnt: campaign.Learnt(in.Review), After: in.After.ID, Limit: cmp.Or(in.Limit, defaultPage)})
	next := pageAfter(all, in.Limit, func(one campaign.Campaign) string { return one.ID.String() })
	return listOf(views(all, viewCampaign), next), err
}

type draftCampaignIn struct {
	Body struct {
		Template string      `json:"template" minLength:"1" doc:"The key of a template"`
		Name     string      `json:"name" minLength:"1" maxLength:"60"`
		StoreID  org.StoreID `json:"store_id,omitempty" doc:"Empty: of all stores"`
	}
}

// draftCampaign begins a campaign that has its dates already: there is never one that was left half made.
func (c *Console) draftCampaign(ctx context.Context, in *draftCampaignIn) (campaignView, error) {
	t, err := c.template(in.Body.Template)
	if err != nil {
		return campaignView{}, err
	}
	says, err := json.Marshal(t.Page)
	if err != nil {
		return campaignView{}, err
	}
	terms := dated(t.Terms, c.DB.Clock().Now(), t.Days)
	one, err := c.Campaigns.Begin(ctx, t.Model, in.Body.StoreID, campaign.Edit{Name: in.Body.Name, Terms: terms, Settings: t.Settings, Page: says})
	return viewCampaign(one), err
}

type campaignIn struct {
	ID ref[campaign.ID] `path:"id"`
}

func (c *Console) campaign(ctx context.Context, in *campaignIn) (campaignRules, error) {
	return viewRules(c.Campaigns.Rules(ctx, in.ID.ID, 0))
}

type saveCampaignIn struct {
	ID   ref[campaign.ID] `path:"id"`
	Body struct {
		Name     string          `json:"name" minLength:"1" maxLength:"60"`
		Terms    campaign.Terms  `json:"terms"`
		Settings json.RawMessage `json:"settings" doc:"Of the model"`
		Page     page.Page       `json:"page"`
		Edits    int64           `json:"edits" doc:"The count that was read: when somebody else has saved since, nothing is written"`
	}
}

func (c *Console) saveCampaign(ctx context.Context, in *saveCampaignIn) (campaignRules, error) {
	says, err := json.Marshal(in.Body.Page)
	if err != nil {
		return campaignRules{}, err
	}
	_, err = c.Campaigns.Save(ctx, in.ID.ID, campaign.Edit{Name: in.Body.Name, Terms: in.Body.Terms, Settings: in.Body.Settings, Page: says, Edits: in.Body.Edits})
	if err != nil {
		return campaignRules{}, err
	}
	return viewRules(c.Campaigns.Rules(ctx, in.ID.ID, 0))
}

// campaignOutlook tells what publishing would mean, and what is wrong: with the rules, and with the page.
func (c *Console) campaignOutlook(ctx context.Context, in *campaignIn) (outlookView, error) {
	o, err := c.Campaigns.Outlook(ctx, in.ID.ID)
	if err != nil {
		return outlookView{}, err
	}
	one, r, err := c.Campaigns.Rules(ctx, in.ID.ID, 0)
	if err != nil {
		return outlookView{}, err
	}
	zone, err := org.Zone(ctx, c.DB.Read())
	if err != nil {
		return outlookView{}, err
	}
	out := withPath(viewOutlook(o), one.Model, r)
	out.Problems = append(out.Problems, c.unfit(ctx, one.Model, r)...)
	says, err := page.Read(r.Page)
	if err != nil {
		return out, err
	}
	found, err := page.Judge(ctx, c.DB.Read(), says, c.DB.Clock().Now().In(zone).Format(time.DateOnly))
	for _, p := range found {
		if p.Warns { // what does not only warn is among those of the rules
			out.Problems = append(out.Problems, problemView{p.Field, p.Value, insight.Words{Zh: p.Zh, En: p.En}, false, true})
		}
	}
	return out, err
}

func (c *Console) publishCampaign(ctx context.Context, in *campaignIn) (campaignView, error) {
	one, err := c.Campaigns.Publish(ctx, in.ID.ID)
	return viewCampaign(one), err
}

type pauseCampaignIn struct {
	ID   ref[campaign.ID] `path:"id"`
	Body struct {
		Why string `json:"why" minLength:"1" maxLength:"200" doc:"Shown on the board"`
	}
}

func (c *Console) pauseCampaign(ctx context.Context, in *pauseCampaignIn) (campaignView, error) {
	one, err := c.Campaigns.Pause(ctx, in.ID.ID, in.Body.Why)
	return viewCampaign(one), err
}

func (c *Console) resumeCampaign(ctx context.Context, in *campaignIn) (campaignView, error) {
	one, err := c.Campaigns.Resume(ctx, in.ID.ID)
	return viewCampaign(one), err
}

type endCampaignIn struct {
	ID   ref[campaign.ID] `path:"id"`
	Body struct {
		Why string `json:"why,omitempty" maxLength:"200"`
	}
}

func (c *Console) endCampaign(ctx context.Context, in *endCampaignIn) (campaignView, error) {
	one, err := c.Campaigns.End(ctx, in.ID.ID, in.Body.Why)
	return viewCampaign(one), err
}

func (c *Console) campaignRevisions(ctx context.Context, in *campaignIn) (list[revisionView], error) {
	all, err := c.Campaigns.Revisions(ctx, in.ID.ID)
	return listOf(views(all, viewRevision), ""), err
}

type restoreCampaignIn struct {
	ID   ref[campaign.ID] `path:"id"`
	Body struct {
		Number int64 `json:"number" minimum:"1" doc:"The version whose rules and page are to be edited"`
		Edits  int64 `json:"edits" doc:"The count that was read, as of saving"`
	}
}

func (c *Console) restoreCampaign(ctx context.Context, in *restoreCampaignIn) (campaignRules, error) {
	if _, err := c.Campaigns.Restore(ctx, in.ID.ID, in.Body.Number, in.Body.Edits); err != nil {
		return campaignRules{}, err
	}
	return viewRules(c.Campaigns.Rules(ctx, in.ID.ID, 0))
}

// campaignFileKind is what a file of a campaign says that it is.
const campaignFileKind = "qunli.campaign/1"

// CampaignFile is a campaign as a file (CAM-15): its rules and its page, without its window and without anybody who took part.
type CampaignFile struct {
	Kind     string          `json:"kind" enum:"qunli.campaign/1"`
	Model    string          `json:"model"`
	Name     string          `json:"name" minLength:"1" maxLength:"60"`
	Terms    campaign.Terms  `json:"terms"`
	Settings json.RawMessage `json:"settings"`
	Page     page.Page       `json:"page"`
}

func (c *Console) exportCampaign(ctx context.Context, in *campaignIn) (CampaignFile, error) {
	r, err := viewRules(c.Campaigns.Rules(ctx, in.ID.ID, 0))
	r.Terms.From, r.Terms.Until = 0, 0
	return CampaignFile{campaignFileKind, r.Campaign.Model, r.Campaign.Name, r.Terms, r.Settings, r.Page}, err
}

type importCampaignIn struct{ Body CampaignFile }

func (c *Console) importCampaign(ctx context.Context, in *importCampaignIn) (campaignView, error) {
	says, err := json.Marshal(in.Body.Page)
	if err != nil {
		return campaignView{}, err
	}
	one, err := c.Campaigns.Begin(ctx, in.Body.Model, 0, campaign.Edit{Name: in.Body.Name, Terms: in.Body.Terms, Settings: in.Body.Settings, Page: says})
	return viewCampaign(one), err
}

// PreviewState is a state in which the page of a campaign can be looked at before anybody is in it.
type PreviewState struct{ Name, Zh, En string }

func (c *Console) campaignPreview(ctx context.Context, in *campaignIn) (previewView, error) {
	one, err := c.Campaigns.Get(ctx, in.ID.ID)
	if err != nil || c.Preview == nil {
		return previewView{States: []stateView{}}, err
	}
	return previewView{c.Preview(one.ID), views(c.PreviewStates(one.Model), func(s PreviewState) stateView {
		return stateView{s.Name, insight.Words{Zh: s.Zh, En: s.En}}
	})}, nil
}

// campaignPicture draws the address of the page, or with state of the preview, to try it on a phone.
func (c *Console) campaignPicture(w http.ResponseWriter, r *http.Request) error {
	var i campaign.ID
	if err := i.UnmarshalText([]byte(r.PathValue("id"))); err != nil || c.Preview == nil {
		return campaign.ErrMissing
	}
	one, err := c.Campaigns.Get(r.Context(), i)
	if err != nil {
		return err
	}
	path := c.GamePath + one.ID.String()
	if state := r.URL.Query().Get("state"); state != "" {
		path = inState(c.Preview(i), state)
	}
	return drawCode(w, r, c.address(r)+path)
}

// inState gives the address of a preview in a state.
func inState(path, state string) string {
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	return path + join + "state=" + url.QueryEscape(state)
}
