package console

import (
	"context"

	"qunli/community"
	"qunli/insight"
	"qunli/kit/money"
	"qunli/org"
)

type communitiesIn struct {
	Sized
	Kind      string            `query:"kind" enum:"activity,service,sales,core,seed"`
	Undecided bool              `query:"undecided" doc:"Only groups of no kind yet"`
	State     string            `query:"state" enum:"draft,open,harvest,closed,archived"`
	Store     ref[org.StoreID]  `query:"store_id"`
	Staff     ref[org.StaffID]  `query:"staff_id"`
	Area      string            `query:"area"`
	Series    string            `query:"series"`
	NoBrief   bool              `query:"no_brief" doc:"Only groups without a positioning brief"`
	Health    string            `query:"health" enum:"dead_a,dead_b,ad_only,healthy,young" doc:"As judged last; needs insight.read"`
	After     ref[community.ID] `query:"after"`
}

func (in *communitiesIn) filter() community.Filter {
	return community.Filter{Kind: community.Kind(in.Kind), Undecided: in.Undecided, State: community.State(in.State), Store: in.Store.ID,
		Staff: in.Staff.ID, Area: in.Area, Series: in.Series, NoBrief: in.NoBrief, After: in.After.ID, Limit: in.Limit}
}

func (c *Console) communities(ctx context.Context, in *communitiesIn) (communitiesView, error) {
	f := in.filter()
	if in.Health != "" {
		var err error
		if f.Among, err = c.Insight.GroupsOfLife(ctx, insight.Life(in.Health)); err != nil {
			return communitiesView{}, err
		}
	}
	all, err := c.Communities.List(ctx, f)
	if err != nil {
		return communitiesView{}, err
	}
	total, err := c.Communities.Total(ctx, f)
	next := pageAfter(all, in.Limit, func(g community.Community) string { return g.ID.String() })
	return communitiesView{views(all, viewCommunity), next, total.Groups, total.Members}, err
}

type communityIn struct {
	ID ref[community.ID] `path:"id"`
}

func (c *Console) community(ctx context.Context, in *communityIn) (communityDetail, error) {
	d, err := c.Communities.Get(ctx, in.ID.ID)
	return communityDetail{viewCommunity(d.Community), viewKind(d.Preset), d.Gate, d.Expected, d.Deviates}, err
}

// grouped answers with the version that a group has now.
func grouped(g community.Community, err error) (versioned[community.ID], error) {
	return versioned[community.ID]{g.ID, g.Version}, err
}

type makeCommunityIn struct{ Body PlanBody }

func (c *Console) makeCommunity(ctx context.Context, in *makeCommunityIn) (versioned[community.ID], error) {
	return grouped(c.Communities.Make(ctx, community.Plan(in.Body)))
}

type updateCommunityIn struct {
	ID   ref[community.ID] `path:"id"`
	Body struct {
		VersionBody
		PlanBody
	}
}

func (c *Console) updateCommunity(ctx context.Context, in *updateCommunityIn) (versioned[community.ID], error) {
	return grouped(c.Communities.Update(ctx, in.ID.ID, in.Body.Version, community.Plan(in.Body.PlanBody)))
}

type communityVersionIn struct {
	ID   ref[community.ID] `path:"id"`
	Body VersionBody
}

func (c *Console) openCommunity(ctx context.Context, in *communityVersionIn) (versioned[community.ID], error) {
	return grouped(c.Communities.Open(ctx, in.ID.ID, in.Body.Version))
}

func (c *Console) closeCommunity(ctx context.Context, in *communityVersionIn) (versioned[community.ID], error) {
	return grouped(c.Communities.Close(ctx, in.ID.ID, in.Body.Version))
}

func (c *Console) archiveCommunity(ctx context.Context, in *communityVersionIn) (versioned[community.ID], error) {
	return grouped(c.Communities.Archive(ctx, in.ID.ID, in.Body.Version))
}

func (c *Console) reopenCommunity(ctx context.Context, in *communityVersionIn) (versioned[community.ID], error) {
	return grouped(c.Communities.Reopen(ctx, in.ID.ID, in.Body.Version))
}

func (c *Console) nextCommunity(ctx context.Context, in *communityIn) (versioned[community.ID], error) {
	return grouped(c.Communities.Next(ctx, in.ID.ID))
}

type communityKindIn struct {
	ID   ref[community.ID] `path:"id"`
	Body struct {
		VersionBody
		Kind community.Kind `json:"kind" enum:"activity,service,sales,core,seed"`
	}
}

func (c *Console) setCommunityKind(ctx context.Context, in *communityKindIn) (versioned[community.ID], error) {
	return grouped(c.Communities.SetKind(ctx, in.ID.ID, in.Body.Version, in.Body.Kind))
}

type communityNameIn struct {
	ID   ref[community.ID] `path:"id"`
	Body struct {
		VersionBody
		Name string `json:"name" minLength:"1" maxLength:"200"`
	}
}

func (c *Console) communityRenamed(ctx context.Context, in *communityNameIn) (versioned[community.ID], error) {
	return grouped(c.Communities.Renamed(ctx, in.ID.ID, in.Body.Version, in.Body.Name))
}

type communityPlaceIn struct {
	ID   ref[community.ID] `path:"id"`
	Body struct {
		VersionBody
		At    map[string]string `json:"at" doc:"Value of each dimension of the matrix"`
		Topic string            `json:"topic,omitempty" maxLength:"200"`
	}
}

func (c *Console) standCommunity(ctx context.Context, in *communityPlaceIn) (versioned[community.ID], error) {
	return grouped(c.Communities.Stand(ctx, in.ID.ID, in.Body.Version, in.Body.At, in.Body.Topic))
}

type briefIn struct {
	ID   ref[community.ID] `path:"id"`
	Body struct {
		VersionBody
		BriefBody
	}
}

func (c *Console) setBrief(ctx context.Context, in *briefIn) (versioned[community.ID], error) {
	return grouped(c.Communities.SetBrief(ctx, in.ID.ID, in.Body.Version, in.Body.brief()))
}

func (c *Console) briefs(ctx context.Context, in *communityIn) (list[briefView], error) {
	all, err := c.Communities.Briefs(ctx, in.ID.ID)
	return listOf(views(all, func(b community.Brief) briefView { return briefView(b) }), ""), err
}

// briefTemplate is a sample of a brief.
type briefTemplate struct {
	Name  string    `json:"name"`
	Brief BriefBody `json:"brief"`
}

func (c *Console) briefTemplates(ctx context.Context, _ *struct{}) (list[briefTemplate], error) {
	err := org.Must(ctx, org.CommunityRead)
	return listOf(views(community.Templates(), func(t community.Template) briefTemplate {
		b := t.Brief
		return briefTemplate{t.Name, BriefBody{b.Purpose, b.Goal, b.Value, b.Persona, b.Pains, b.Advantage, b.Product}}
	}), ""), err
}

func (c *Console) communityKinds(ctx context.Context, _ *struct{}) (list[kindView], error) {
	all, err := c.Communities.Presets(ctx)
	return listOf(views(all, viewKind), ""), err
}

type adviceIn struct {
	Category string `query:"category" doc:"Category of goods; the general one when empty"`
	Price    int64  `query:"price" minimum:"0" doc:"Fen of one order"`
	Orders   int64  `query:"orders" minimum:"0" doc:"Orders a year of one buyer"`
}

func (c *Console) advise(ctx context.Context, in *adviceIn) (adviceView, error) {
	a, err := c.Communities.Advise(ctx, in.Category, money.Fen(in.Price), in.Orders)
	return viewAdvice(a), err
}

// CommunitySettings are the numbers of groups that a brand may change.
type CommunitySettings community.Settings

type communitySettingsIn struct{ Body CommunitySettings }

func (c *Console) communitySettings(ctx context.Context, _ *struct{}) (CommunitySettings, error) {
	s, err := c.Communities.Settings(ctx)
	s.Categories = some(s.Categories)
	return CommunitySettings(s), err
}

func (c *Console) setCommunitySettings(ctx context.Context, in *communitySettingsIn) (none, error) {
	return none{}, c.Communities.SetSettings(ctx, community.Settings(in.Body))
}

type matrixIn struct {
	Axes []string `query:"axis,explode" nullable:"false" doc:"Only these dimensions"`
}

func (c *Console) matrix(ctx context.Context, in *matrixIn) (matrixView, error) {
	if len(in.Axes) == 0 {
		m, asOf, err := insight.Kept[matrixView](ctx, c.Insight, reportMatrix)
		m.AsOf = AsOf{asOf}
		return m, err
	}
	m, err := c.Communities.Matrix(ctx, in.Axes...)
	return viewMatrix(m), err
}

type setMatrixIn struct {
	Body struct {
		Axes []axisBody `json:"axes" maxItems:"6" nullable:"false"`
	}
}

func (c *Console) setMatrix(ctx context.Context, in *setMatrixIn) (none, error) {
	err := c.Communities.SetMatrix(ctx, views(in.Body.Axes, func(a axisBody) community.Axis { return community.Axis(a) }))
	if err != nil {
		return none{}, err
	}
	return none{}, c.Insight.Outdated(ctx, reportMatrix)
}

type eventIn struct {
	ID   ref[community.ID] `path:"id"`
	Body struct {
		Title string `json:"title" minLength:"1" maxLength:"200"`
		At    int64  `json:"at" minimum:"1" doc:"Unix ms"`
	}
}

func (c *Console) recordEvent(ctx context.Context, in *eventIn) (none, error) {
	return none{}, c.Communities.RecordEvent(ctx, community.Event{CommunityID: in.ID.ID, Title: in.Body.Title, At: in.Body.At})
}

func (c *Console) communityNews(ctx context.Context, in *communityIn) (list[newsView], error) {
	all, err := c.Communities.News(ctx, in.ID.ID)
	return listOf(views(all, viewNews), ""), err
}

type announceIn struct {
	Body struct {
		Title    string `json:"title" minLength:"1" maxLength:"200"`
		Link     string `json:"link,omitempty" maxLength:"2000"`
		SeedAt   int64  `json:"seed_at,omitempty" doc:"Unix ms, now when left out"`
		PublicAt int64  `json:"public_at" minimum:"1" doc:"Unix ms"`
	}
}

func (c *Console) announce(ctx context.Context, in *announceIn) (newsView, error) {
	b := in.Body
	n, err := c.Communities.Announce(ctx, community.News{Title: b.Title, Link: b.Link, SeedAt: b.SeedAt, PublicAt: b.PublicAt})
	return viewNews(n), err
}
