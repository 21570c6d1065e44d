package console

import (
	"cmp"
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"qunli/kit/serve"
	"qunli/landing"
	"qunli/lead"
	"qunli/org"
	"qunli/page"
)

type landingsIn struct {
	Sized
	State string          `query:"state" enum:"draft,live,paused,closed" doc:"Empty: all but the closed ones"`
	After ref[landing.ID] `query:"after"`
}

func (c *Console) landings(ctx context.Context, in *landingsIn) (list[LandingView], error) {
	all, err := c.Landings.List(ctx, landing.Filter{State: landing.State(in.State), After: in.After.ID, Limit: cmp.Or(in.Limit, defaultPage)})
	next := pageAfter(all, in.Limit, func(l landing.Landing) string { return l.ID.String() })
	return listOf(views(all, viewLanding), next), err
}

// LandingBody is what a landing page is besides what it says.
type LandingBody struct {
	Name           string        `json:"name" minLength:"1" maxLength:"40"`
	Source         string        `json:"source" minLength:"1" maxLength:"40" doc:"The acquisition channel of those who leave a number"`
	Campaign       string        `json:"campaign,omitempty" maxLength:"40" doc:"Campaign tag"`
	Follow         string        `json:"follow,omitempty" doc:"Path of a code: where whoever left a number is led on"`
	Account        string        `json:"account,omitempty" maxLength:"40" doc:"Name of the official account that whoever left a number is asked to follow"`
	AccountPicture string        `json:"account_picture,omitempty" doc:"Key of the picture of its code"`
	Callers        []org.StaffID `json:"callers,omitempty" maxItems:"50" doc:"Who calls, in turn by load; none: the store's"`
	StoreID        org.StoreID   `json:"store_id,omitempty"`
}

func (b LandingBody) settings() landing.Settings {
	return landing.Settings{Name: b.Name, Source: b.Source, Campaign: b.Campaign, Follow: b.Follow, Account: b.Account, AccountPicture: b.AccountPicture, Callers: b.Callers, StoreID: b.StoreID}
}

type draftLandingIn struct{ Body LandingBody }

func (c *Console) draftLanding(ctx context.Context, in *draftLandingIn) (LandingView, error) {
	l, err := c.Landings.Draft(ctx, in.Body.settings())
	return viewLanding(l), err
}

type landingIn struct {
	ID ref[landing.ID] `path:"id"`
}

func (c *Console) landing(ctx context.Context, in *landingIn) (landingWhole, error) {
	l, all, err := c.Landings.Get(ctx, in.ID.ID)
	return landingWhole{viewLanding(l), views(all, c.viewEdition(in.ID.ID))}, err
}

type changeLandingIn struct {
	ID   ref[landing.ID] `path:"id"`
	Body struct {
		LandingBody
		Version int64 `json:"version"`
	}
}

func (c *Console) changeLanding(ctx context.Context, in *changeLandingIn) (LandingView, error) {
	l, err := c.Landings.Change(ctx, in.ID.ID, in.Body.Version, in.Body.settings())
	return viewLanding(l), err
}

// VariantPath is a variant of a page.
type VariantPath struct {
	ID      ref[landing.ID] `path:"id"`
	Variant string          `path:"variant" enum:"a,b"`
}

type saveLandingIn struct {
	VariantPath
	Body struct {
		Page  page.Page `json:"page"`
		Edits int64     `json:"edits" doc:"That was read"`
	}
}

func (c *Console) saveLanding(ctx context.Context, in *saveLandingIn) (editionView, error) {
	e, err := c.Landings.Save(ctx, in.ID.ID, landing.Variant(in.Variant), in.Body.Page, in.Body.Edits)
	return c.viewEdition(in.ID.ID)(e), err
}

func (c *Console) landingProblems(ctx context.Context, in *VariantPath) (list[shortfallView], error) {
	all, err := c.Landings.Problems(ctx, in.ID.ID, landing.Variant(in.Variant))
	return listOf(views(all, viewShortfall(langOf(ctx))), ""), err
}

type publishLandingIn struct {
	VariantPath
	Body struct {
		Edits int64 `json:"edits" doc:"That was read: what somebody else saved since is not published"`
	}
}

func (c *Console) publishLanding(ctx context.Context, in *publishLandingIn) (LandingView, error) {
	l, err := c.Landings.Publish(ctx, in.ID.ID, landing.Variant(in.Variant), in.Body.Edits)
	return viewLanding(l), err
}

type divideLandingIn struct {
	ID   ref[landing.ID] `path:"id"`
	Body struct {
		Version int64 `json:"version"`
		On      bool  `json:"on"`
	}
}

func (c *Console) divideLanding(ctx context.Context, in *divideLandingIn) (LandingView, error) {
	l, err := c.Landings.Divide(ctx, in.ID.ID, in.Body.Version, in.Body.On)
	return viewLanding(l), err
}

type turnLandingIn struct {
	ID   ref[landing.ID] `path:"id"`
	Body struct {
		Version int64  `json:"version"`
		State   string `json:"state" enum:"live,paused,closed"`
	}
}

func (c *Console) turnLanding(ctx context.Context, in *turnLandingIn) (LandingView, error) {
	l, err := c.Landings.Turn(ctx, in.ID.ID, in.Body.Version, landing.State(in.Body.State))
	return viewLanding(l), err
}

func (c *Console) landingFunnel(ctx context.Context, in *landingIn) (landingFunnelView, error) {
	channels, variants, err := c.Landings.Funnel(ctx, in.ID.ID)
	if err != nil {
		return landingFunnelView{}, err
	}
	return landingFunnelView{some(channels), variants, compare(variants[0], variants[1])}, nil
}

type landingLeadsIn struct {
	Sized
	ID    ref[landing.ID] `path:"id"`
	After ref[lead.ID]    `query:"after"`
}

func (c *Console) landingLeads(ctx context.Context, in *landingLeadsIn) (list[leadView], error) {
	all, err := c.Landings.Leads(ctx, in.ID.ID, in.After.ID, cmp.Or(in.Limit, defaultPage))
	next := pageAfter(all, in.Limit, func(l landing.Left) string { return l.ID.String() })
	return listOf(views(all, viewLead), next), err
}

// landingPicture draws the address of a page.
func (c *Console) landingPicture(w http.ResponseWriter, r *http.Request) error {
	var i landing.ID
	if err := i.UnmarshalText([]byte(r.PathValue("id"))); err != nil {
		return landing.ErrMissing
	}
	l, _, err := c.Landings.Get(r.Context(), i)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, max-age=3600")
	return drawCode(w, r, c.address(r)+landing.Path+l.Key)
}

type addPictureIn struct{ body io.ReadCloser }

// Resolve keeps the body as a stream: it is an image and no JSON.
func (in *addPictureIn) Resolve(ctx huma.Context) []error {
	r, w := humago.Unwrap(ctx)
	in.body = serve.Body(w, r, page.MostUpload+1)
	return nil
}

func (c *Console) addPicture(ctx context.Context, in *addPictureIn) (page.Size, error) {
	return c.Pictures.Add(ctx, in.body)
}
