package console

import (
	"context"
	"errors"

	"qunli/customer"
	"qunli/insight"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/kit/serve"
	"qunli/org"
)

type personIn struct {
	ID ref[customer.ID] `path:"id"`
}

func (c *Console) person(ctx context.Context, in *personIn) (ProfileView, error) {
	p, err := c.Customers.Get(ctx, in.ID.ID)
	return viewProfile(p), err
}

func (c *Console) reveal(ctx context.Context, in *personIn) (ProfileView, error) {
	serve.Unkept(ctx)
	p, err := c.Customers.Reveal(ctx, in.ID.ID)
	return viewProfile(p), err
}

type renameIn struct {
	ID   ref[customer.ID] `path:"id"`
	Body struct {
		VersionBody
		Name string `json:"name" maxLength:"200"`
	}
}

func (c *Console) rename(ctx context.Context, in *renameIn) (versioned[customer.ID], error) {
	return changed(in.ID.ID, in.Body.Version, c.Customers.Rename(ctx, in.ID.ID, in.Body.Version, in.Body.Name))
}

// changed answers with the version that follows.
func changed(i customer.ID, version int64, err error) (versioned[customer.ID], error) {
	return versioned[customer.ID]{i, version + 1}, err
}

type remarkIn struct {
	ID   ref[customer.ID] `path:"id"`
	Body struct {
		VersionBody
		Remark string `json:"remark" maxLength:"2000"`
	}
}

func (c *Console) remark(ctx context.Context, in *remarkIn) (versioned[customer.ID], error) {
	return changed(in.ID.ID, in.Body.Version, c.Customers.SetRemark(ctx, in.ID.ID, in.Body.Version, in.Body.Remark))
}

type assignIn struct {
	ID   ref[customer.ID] `path:"id"`
	Body struct {
		VersionBody
		Store org.StoreID `json:"store_id" doc:"Home store, empty for none"`
		Staff org.StaffID `json:"staff_id" doc:"Who looks after the person, empty for nobody"`
	}
}

func (c *Console) assign(ctx context.Context, in *assignIn) (versioned[customer.ID], error) {
	b := in.Body
	return changed(in.ID.ID, b.Version, c.Customers.Assign(ctx, in.ID.ID, b.Version, b.Store, b.Staff))
}

type tagIn struct {
	Body struct {
		People []customer.ID `json:"people" minItems:"1" maxItems:"1000"`
		Tags   []string      `json:"tags" minItems:"1" maxItems:"50" doc:"family/name or name"`
	}
}

func (c *Console) tag(ctx context.Context, in *tagIn) (none, error) {
	return none{}, c.Customers.Tag(ctx, in.Body.People, in.Body.Tags)
}

func (c *Console) untag(ctx context.Context, in *tagIn) (none, error) {
	return none{}, c.Customers.Untag(ctx, in.Body.People, in.Body.Tags)
}

// tagCount is a tag and how many people in the caller's scope have it.
type tagCount struct {
	ID     customer.TagID `json:"id"`
	Family string         `json:"family"`
	Name   string         `json:"name"`
	People int64          `json:"people"`
}

func viewTagCount(t customer.TagCount) tagCount { return tagCount(t) }

// tagsView lists all tags.
type tagsView struct {
	AsOf
	Items []tagCount `json:"items"`
}

func (c *Console) tags(ctx context.Context, _ *struct{}) (tagsView, error) {
	all, asOf, err := insight.Kept[[]tagCount](ctx, c.Insight, reportTags)
	return tagsView{AsOf{asOf}, some(all)}, err
}

type consentIn struct {
	ID   ref[customer.ID] `path:"id"`
	Body struct {
		Channel  string `json:"channel" doc:"wecom, sms, phone, mail, …"`
		Topic    string `json:"topic,omitempty" doc:"Empty is every topic"`
		Agreed   bool   `json:"agreed"`
		Evidence string `json:"evidence,omitempty" doc:"How it was given: form, chat, counter"`
		At       int64  `json:"at,omitempty" doc:"Unix ms, now when left out"`
	}
}

func (c *Console) consent(ctx context.Context, in *consentIn) (none, error) {
	return none{}, c.Customers.Consent(ctx, in.ID.ID, customer.Consent(in.Body))
}

func (c *Console) consents(ctx context.Context, in *personIn) (list[consentView], error) {
	all, err := c.Customers.Consents(ctx, in.ID.ID)
	return listOf(views(all, func(g customer.Given) consentView { return consentView(g) }), ""), err
}

// warningView is one reason to believe predictions less.
type warningView struct {
	Code string `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// predictionView is what the models foretell of a person. Shares are 0…1, money is fen.
type predictionView struct {
	AsOf       string        `json:"as_of" doc:"Day of the last orders that the models saw, empty while there are none"`
	Warnings   []warningView `json:"warnings" doc:"What speaks against the models"`
	Prediction *foretoldView `json:"prediction,omitempty" doc:"Absent: no orders, not computed yet, or the models do not fit"`
}

type foretoldView struct {
	Alive     float64    `json:"p_alive" doc:"Chance of still being a customer"`
	Orders    float64    `json:"expected_orders" doc:"In so many months"`
	Months    int        `json:"months"`
	Value     *money.Fen `json:"clv,omitempty" doc:"Fen of these orders, discounted; absent where the model of amounts cannot tell"`
	NextOrder string     `json:"next_order" doc:"YYYY-MM-DD, empty none"`
}

func (c *Console) prediction(ctx context.Context, in *personIn) (predictionView, error) {
	p, err := c.Customers.Get(ctx, in.ID.ID) // whom the caller may see
	if err != nil {
		return predictionView{}, err
	}
	warned := func(all []insight.Warning) []warningView {
		return views(all, func(w insight.Warning) warningView { return warningView{w.Code, w.Zh, w.En} })
	}
	told, err := c.Insight.Prediction(ctx, p.ID)
	if errors.Is(err, db.ErrNone) {
		asOf, warnings, err := c.Insight.Foreseen(ctx)
		return predictionView{asOf, warned(warnings), nil}, err
	}
	return predictionView{told.AsOf, warned(told.Warnings), &foretoldView{told.Alive, told.Orders, told.Months, told.Value, told.NextOrder}}, err
}

type mergeIn struct {
	ID   ref[customer.ID] `path:"id"`
	Body struct {
		Into   customer.ID `json:"into"`
		Reason string      `json:"reason,omitempty" maxLength:"2000"`
	}
}

func (c *Console) merge(ctx context.Context, in *mergeIn) (none, error) {
	return none{}, c.Customers.Merge(ctx, in.ID.ID, in.Body.Into, in.Body.Reason)
}

func (c *Console) unmerge(ctx context.Context, in *personIn) (none, error) {
	return none{}, c.Customers.Unmerge(ctx, in.ID.ID)
}

type cursorIn struct {
	Sized
	After string `query:"after" doc:"next of the page before"`
}

func (c *Console) twins(ctx context.Context, in *cursorIn) (list[twinView], error) {
	at, err := readCursor(in.After, 3)
	if err != nil {
		return list[twinView]{}, err
	}
	var after *customer.Twin
	if at != nil {
		after = &customer.Twin{At: at[0], A: customer.ID(at[1]), B: customer.ID(at[2])}
	}
	all, err := c.Customers.Twins(ctx, after, in.Limit)
	next := pageAfter(all, in.Limit, func(t customer.Twin) string { return cursorOf(t.At, int64(t.A), int64(t.B)) })
	return listOf(views(all, func(t customer.Twin) twinView { return twinView(t) }), next), err
}

type timelineIn struct {
	Sized
	ID    ref[customer.ID] `path:"id"`
	After string           `query:"after" doc:"next of the page before"`
}

func (c *Console) timeline(ctx context.Context, in *timelineIn) (list[touchView], error) {
	at, err := readCursor(in.After, 2)
	if err != nil {
		return list[touchView]{}, err
	}
	var after *customer.Moment
	if at != nil {
		after = &customer.Moment{At: at[0], ID: customer.TouchID(at[1])}
	}
	all, err := c.Customers.Timeline(ctx, in.ID.ID, after, in.Limit)
	next := pageAfter(all, in.Limit, func(t customer.Touch) string { return cursorOf(t.At, int64(t.ID)) })
	return listOf(views(all, viewTouch), next), err
}

// heldView is everything held about one person.
type heldView struct {
	Profile  ProfileView   `json:"profile"`
	Merges   []mergeView   `json:"merges"`
	Consents []consentView `json:"consents"`
	Timeline []touchView   `json:"timeline"`
	Twins    []twinView    `json:"twins"`
	Rewards  []rewardHeld  `json:"rewards" nullable:"false"`
}

func (c *Console) export(ctx context.Context, in *personIn) (heldView, error) {
	serve.Unkept(ctx)
	h, err := c.Customers.Export(ctx, in.ID.ID)
	if err != nil {
		return heldView{}, err
	}
	given, err := c.Rewards.Export(ctx, h.Profile.ID)
	return heldView{viewProfile(h.Profile),
		views(h.Merges, func(m customer.Alias) mergeView { return mergeView(m) }),
		views(h.Consents, func(g customer.Given) consentView { return consentView(g) }),
		views(h.Timeline, viewTouch),
		views(h.Twins, func(t customer.Twin) twinView { return twinView(t) }),
		views(given, viewRewardHeld)}, err
}

func (c *Console) erase(ctx context.Context, in *personIn) (none, error) {
	return none{}, c.Customers.Erase(ctx, in.ID.ID)
}
