package console

import (
	"qunli/customer"
	"qunli/desk"
	"qunli/insight"
	"qunli/landing"
	"qunli/lead"
	"qunli/org"
	"qunli/page"
)

// LandingView is a landing page.
type LandingView struct {
	ID             landing.ID    `json:"id"`
	Name           string        `json:"name"`
	State          landing.State `json:"state" enum:"draft,live,paused,closed"`
	Source         string        `json:"source" doc:"The acquisition channel of those who leave a number"`
	Campaign       string        `json:"campaign" doc:"Campaign tag, empty none"`
	Follow         string        `json:"follow" doc:"Path of the code to which whoever left a number is led on, empty none"`
	Account        string        `json:"account" doc:"Name of the official account that they are asked to follow, empty none"`
	AccountPicture string        `json:"account_picture" doc:"Key of the picture of its code"`
	Callers        []org.StaffID `json:"callers" nullable:"false" doc:"Who calls, in turn by load; none: the store's"`
	StoreID        org.StoreID   `json:"store_id"`
	Split          bool          `json:"split" doc:"Half of the visitors see variant b"`
	Version        int64         `json:"version"`
	CreatedAt      int64         `json:"created_at" doc:"Unix ms"`
	Path           string        `json:"path" doc:"Of the page, under the address of this server; ch of its question names the channel"`
}

func viewLanding(l landing.Landing) LandingView {
	return LandingView{l.ID, l.Name, l.State, l.Source, l.Campaign, l.Follow, l.Account, l.AccountPicture, some(l.Callers), l.StoreID, l.Split, l.Version, l.CreatedAt, landing.Path + l.Key}
}

// editionView is what a variant says while it is edited.
type editionView struct {
	Variant  landing.Variant `json:"variant" enum:"a,b"`
	Page     page.Page       `json:"page"`
	Edits    int64           `json:"edits" doc:"How often it was saved: goes back with the next save"`
	Revision int64           `json:"revision" doc:"Which one is shown, 0 none yet"`
	Preview  string          `json:"preview" doc:"Path of the page that shows what is edited, for a quarter of an hour; empty: there is none here"`
}

func (c *Console) viewEdition(i landing.ID) func(e landing.Edition) editionView {
	return func(e landing.Edition) editionView {
		p := e.Page
		p.Top, p.Middle, p.Bottom = some(p.Top), some(p.Middle), some(p.Bottom)
		v := editionView{e.Variant, p, e.Edits, e.Revision, ""}
		if c.LandingPreview != nil {
			v.Preview = c.LandingPreview(i, e.Variant)
		}
		return v
	}
}

// landingWhole is a landing page with its variants.
type landingWhole struct {
	LandingView
	Variants []editionView `json:"variants" nullable:"false"`
}

// shortfallView is something wrong with a page.
type shortfallView struct {
	Field string `json:"field" doc:"Such as page.top[0].title"`
	Value string `json:"value"`
	Text  string `json:"text"`
	Warns bool   `json:"warns" doc:"It keeps nothing from being published"`
}

func viewShortfall(lang string) func(p page.Problem) shortfallView {
	return func(p page.Problem) shortfallView {
		return shortfallView{p.Field, p.Value, pick(lang, p.Zh, p.En), p.Warns}
	}
}

// comparisonView holds the two variants against each other by how many of those who viewed left a number.
type comparisonView struct {
	Enough bool            `json:"enough" doc:"There are people enough to tell"`
	P      float64         `json:"p" doc:"Probability that they differ as much by chance"`
	A      int64           `json:"a" doc:"Viewers of variant a"`
	B      int64           `json:"b"`
	Better landing.Variant `json:"better" enum:",a,b" doc:"Empty: neither can be said to be (p is 0.05 or more, or there are too few)"`
}

// significant is below which p a variant is said to be better.
const significant = 0.05

func compare(a, b landing.Count) comparisonView {
	p, ok := insight.TwoShares(a.Leads, a.Views, b.Leads, b.Views)
	out := comparisonView{Enough: ok, P: p, A: a.Views, B: b.Views}
	if ok && p < significant {
		if out.Better = landing.A; b.Leads*a.Views > a.Leads*b.Views {
			out.Better = landing.B
		}
	}
	return out
}

// landingFunnelView is how far visitors came.
type landingFunnelView struct {
	Channels   []landing.Count `json:"channels" nullable:"false" doc:"By variant and channel, the most viewed first, 100 at most"`
	Variants   []landing.Count `json:"variants" nullable:"false" doc:"By variant"`
	Comparison comparisonView  `json:"comparison"`
}

// leadView is somebody who left a number.
type leadView struct {
	ID          lead.ID     `json:"id"`
	CustomerID  customer.ID `json:"customer_id"`
	At          int64       `json:"at" doc:"Unix ms"`
	Source      string      `json:"source"`
	Campaign    string      `json:"campaign"`
	StaffID     org.StaffID `json:"staff_id" doc:"Whose it is, 0 nobody's"`
	TaskID      desk.ID     `json:"task_id"`
	Call        string      `json:"call" enum:"waiting,raised,done,dropped" doc:"raised: nobody called in time, it was passed on"`
	DueAt       int64       `json:"due_at" doc:"Unix ms"`
	EscalatedAt int64       `json:"escalated_at" doc:"Unix ms, 0 never"`
	Friend      bool        `json:"friend" doc:"A contact of ours then or since"`
	Bought      bool        `json:"bought" doc:"Ordered since"`
}

func viewLead(l landing.Left) leadView {
	call := "waiting"
	switch {
	case l.Task.State == desk.Done || l.Task.State == desk.Dropped:
		call = string(l.Task.State)
	case l.Task.EscalatedAt != 0:
		call = "raised"
	}
	return leadView{l.ID, l.Person, l.At, l.Source, l.Campaign, l.Task.StaffID, l.Task.ID, call, l.Task.DueAt, l.Task.EscalatedAt, l.Friend, l.Bought}
}
