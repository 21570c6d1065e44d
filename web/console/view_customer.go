package console

import (
	"qunli/customer"
	"qunli/kit/money"
	"qunli/org"
)

// personView is one person in a list.
type personView struct {
	ID        customer.ID      `json:"id"`
	Name      string           `json:"name"`
	Remark    string           `json:"remark"`
	StoreID   org.StoreID      `json:"store_id"`
	StaffID   org.StaffID      `json:"staff_id"`
	Channel   string           `json:"channel"`
	AddedAt   int64            `json:"added_at" doc:"Unix ms, 0 unknown"`
	CreatedAt int64            `json:"created_at" doc:"Unix ms"`
	Version   int64            `json:"version"`
	Badges    []customer.Badge `json:"badges" doc:"registration, social, content; none: out of reach"`
	Tags      []tagView        `json:"tags"`
}

type tagView struct {
	ID     customer.TagID `json:"id"`
	Family string         `json:"family"`
	Name   string         `json:"name"`
}

func viewPerson(s customer.Summary) personView {
	return personView{s.ID, s.Name, s.Remark, s.Store, s.Staff, s.Channel, s.AddedAt, s.CreatedAt, s.Version,
		some(s.Badges), views(s.Tags, func(t customer.Tag) tagView { return tagView(t) })}
}

// identityView is one account of a person.
type identityView struct {
	ID    customer.IdentityID `json:"id"`
	Owner customer.ID         `json:"owner" doc:"The person, or the one merged into them, who has it"`
	Kind  customer.Kind       `json:"kind"`
	Space string              `json:"space"`
	Value string              `json:"value" doc:"Masked unless revealed"`
	Badge customer.Badge      `json:"badge"`
}

// ProfileView is what a screen shows of one person.
type ProfileView struct {
	Person     personView     `json:"person"`
	ErasedAt   int64          `json:"erased_at" doc:"Unix ms, 0 while the personal data stand"`
	Identities []identityView `json:"identities"`
	Merged     []customer.ID  `json:"merged" doc:"People merged into this one"`
}

func viewProfile(p customer.Profile) ProfileView {
	return ProfileView{viewPerson(p.Summary), p.ErasedAt,
		views(p.Identities, func(i customer.Identity) identityView { return identityView(i) }), some(p.Merged)}
}

// touchView is one entry of the timeline.
type touchView struct {
	ID       customer.TouchID `json:"id"`
	Customer customer.ID      `json:"customer_id"`
	Kind     string           `json:"kind"`
	At       int64            `json:"at" doc:"Unix ms"`
	Day      string           `json:"day"`
	Channel  string           `json:"channel"`
	Cost     money.Fen        `json:"cost" doc:"Fen paid for this contact"`
	Cause    string           `json:"cause"`
	StoreID  org.StoreID      `json:"store_id"`
	StaffID  org.StaffID      `json:"staff_id"`
}

func viewTouch(t customer.Touch) touchView {
	return touchView{t.ID, t.CustomerID, t.Kind, t.At, t.Day, t.Channel, t.Cost, t.Cause, t.StoreID, t.StaffID}
}

// twinView is a pair of people who may be one.
type twinView struct {
	A      customer.ID `json:"a"`
	B      customer.ID `json:"b"`
	Reason string      `json:"reason"`
	At     int64       `json:"at" doc:"Unix ms"`
}

// mergeView is one merge that stands.
type mergeView struct {
	From   customer.ID `json:"from"`
	Into   customer.ID `json:"into"`
	Reason string      `json:"reason"`
	At     int64       `json:"at" doc:"Unix ms"`
}

// consentView is one entry of the consent log.
type consentView struct {
	ID       customer.ConsentID `json:"id"`
	Owner    customer.ID        `json:"owner"`
	Channel  string             `json:"channel"`
	Topic    string             `json:"topic"`
	Agreed   bool               `json:"agreed"`
	Evidence string             `json:"evidence"`
	At       int64              `json:"at" doc:"Unix ms"`
}

// views turns things into what the API shows of them; never nil.
func views[T, V any](items []T, view func(T) V) []V {
	out := make([]V, len(items))
	for i, item := range items {
		out[i] = view(item)
	}
	return out
}

// some gives items, never nil.
func some[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}
