package console

import (
	"context"

	"qunli/insight"
	"qunli/org"
)

// savedView is the address of a list under a name.
type savedView struct {
	ID        org.SavedID `json:"id"`
	StaffID   org.StaffID `json:"staff_id" doc:"Whose"`
	Page      string      `json:"page"`
	Name      string      `json:"name"`
	Query     string      `json:"query" doc:"Of the address; what was searched for is not kept"`
	Shared    bool        `json:"shared" doc:"Everybody sees it"`
	ChangedAt int64       `json:"changed_at" doc:"Unix ms"`
}

func viewSaved(v org.Saved) savedView { return savedView(v) }

type savedIn struct {
	Page string `query:"page" required:"true" maxLength:"64" doc:"customers, orders, …"`
}

func (c *Console) savedViews(ctx context.Context, in *savedIn) (list[savedView], error) {
	all, err := c.Org.SavedViews(ctx, in.Page)
	return listOf(views(all, viewSaved), ""), err
}

type saveViewIn struct {
	Body struct {
		Page   string `json:"page" minLength:"1" maxLength:"64"`
		Name   string `json:"name" minLength:"1" maxLength:"64"`
		Query  string `json:"query" maxLength:"2000"`
		Shared bool   `json:"shared,omitempty"`
	}
}

func (c *Console) saveView(ctx context.Context, in *saveViewIn) (savedView, error) {
	b := in.Body
	v, err := c.Org.SaveView(ctx, org.Saved{Page: b.Page, Name: b.Name, Query: b.Query, Shared: b.Shared})
	return viewSaved(v), err
}

type savedIDIn struct {
	ID ref[org.SavedID] `path:"id"`
}

func (c *Console) dropView(ctx context.Context, in *savedIDIn) (none, error) {
	return none{}, c.Org.DropView(ctx, in.ID.ID)
}

// annotationView says what happened on a day.
type annotationView struct {
	ID      insight.AnnotationID `json:"id"`
	Day     string               `json:"day" doc:"YYYY-MM-DD"`
	Words   string               `json:"words"`
	StoreID org.StoreID          `json:"store_id" doc:"Empty: of the whole company"`
	StaffID org.StaffID          `json:"staff_id" doc:"Who wrote it"`
	At      int64                `json:"at" doc:"Unix ms"`
}

func viewAnnotation(a insight.Annotation) annotationView { return annotationView(a) }

type annotationsIn struct {
	From string `query:"from" doc:"YYYY-MM-DD, included"`
	To   string `query:"to" doc:"YYYY-MM-DD, included"`
}

func (c *Console) annotations(ctx context.Context, in *annotationsIn) (list[annotationView], error) {
	all, err := c.Insight.Annotations(ctx, in.From, in.To)
	return listOf(views(all, viewAnnotation), ""), err
}

type annotateIn struct {
	Body struct {
		Day   string      `json:"day" doc:"YYYY-MM-DD"`
		Words string      `json:"words" minLength:"1" maxLength:"200" doc:"No personal data"`
		Store org.StoreID `json:"store_id,omitempty" doc:"Empty: of the whole company, or of the caller's own store"`
	}
}

func (c *Console) annotate(ctx context.Context, in *annotateIn) (annotationView, error) {
	a, err := c.Insight.Annotate(ctx, insight.Annotation{Day: in.Body.Day, Words: in.Body.Words, StoreID: in.Body.Store})
	return viewAnnotation(a), err
}

type annotationIDIn struct {
	ID ref[insight.AnnotationID] `path:"id"`
}

func (c *Console) unannotate(ctx context.Context, in *annotationIDIn) (none, error) {
	return none{}, c.Insight.Unannotate(ctx, in.ID.ID)
}
