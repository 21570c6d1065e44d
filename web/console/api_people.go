package console

import (
	"context"
	"strings"
	"time"

	"qunli/community"
	"qunli/customer"
	"qunli/insight"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/org"
	"qunli/segment"
)

// PeopleFilter narrows a list of customers. The same names stand in the address of the list, in its export and in the body
// of a bulk act.
type PeopleFilter struct {
	Query     string            `query:"q" json:"q,omitempty" maxLength:"200" doc:"Name or part of it, pinyin initials, last four digits of a phone, or an account"`
	Tags      string            `query:"tag_id" json:"tag_id,omitempty" maxLength:"1000" doc:"Tags, comma-separated: people with all of them"`
	Store     ref[org.StoreID]  `query:"store_id" json:"store_id,omitzero"`
	Staff     ref[org.StaffID]  `query:"staff_id" json:"staff_id,omitzero"`
	Channel   string            `query:"channel" json:"channel,omitempty" maxLength:"200"`
	Lost      bool              `query:"lost" json:"lost,omitempty" doc:"Only people whom we cannot reach"`
	Ladder    string            `query:"ladder" json:"ladder,omitempty" doc:"Level of the relationship: buyer, fan, friend, partner, shareholder; none: no level"`
	Depth     string            `query:"depth" json:"depth,omitempty" doc:"trust, participation, ritual, belonging; none"`
	Band      string            `query:"band" json:"band,omitempty" doc:"Tie: weak, strong; none"`
	Tier      string            `query:"tier" json:"tier,omitempty" doc:"A, B, C, D"`
	Seed      string            `query:"seed" json:"seed,omitempty" doc:"candidate, invited, training, active, retired"`
	Segment   ref[segment.ID]   `query:"segment_id" json:"segment_id,omitzero" doc:"Members of a saved rule"`
	Community ref[community.ID] `query:"community_id" json:"community_id,omitzero" doc:"Inside a group now"`
	Bought    string            `query:"bought" json:"bought,omitempty" enum:"yes,no" doc:"With or without orders"`
	OrdersMin int64             `query:"orders_min" json:"orders_min,omitempty" minimum:"0"`
	OrdersMax int64             `query:"orders_max" json:"orders_max,omitempty" minimum:"0" doc:"0: open"`
	SpentMin  int64             `query:"spent_min" json:"spent_min,omitempty" doc:"Fen, net"`
	SpentMax  int64             `query:"spent_max" json:"spent_max,omitempty" doc:"Fen; 0: open"`
	FirstFrom string            `query:"first_from" json:"first_from,omitempty" doc:"First order on or after, YYYY-MM-DD in the organisation's zone"`
	FirstTo   string            `query:"first_to" json:"first_to,omitempty"`
	LastFrom  string            `query:"last_from" json:"last_from,omitempty" doc:"Last order on or after"`
	LastTo    string            `query:"last_to" json:"last_to,omitempty"`
	AddedFrom string            `query:"added_from" json:"added_from,omitempty" doc:"Added on or after"`
	AddedTo   string            `query:"added_to" json:"added_to,omitempty"`
}

// filter reads the words of a request.
func (f PeopleFilter) filter(ctx context.Context, c *Console) (insight.PeopleFilter, error) {
	out := insight.PeopleFilter{Query: f.Query, Store: f.Store.ID, Staff: f.Staff.ID, Channel: f.Channel, Lost: f.Lost,
		Ladder: f.Ladder, Depth: f.Depth, Band: f.Band, Tier: f.Tier, Seed: f.Seed, Segment: f.Segment.ID, Community: f.Community.ID,
		Bought: f.Bought, Orders: span(f.OrdersMin, f.OrdersMax), Spent: span(f.SpentMin, f.SpentMax)}
	for word := range strings.SplitSeq(f.Tags, ",") {
		var tag customer.TagID
		if err := tag.UnmarshalText([]byte(strings.TrimSpace(word))); err != nil {
			return out, fault.InvalidField("tag_id", word, "不是有效的标签编号", "is no id of a tag")
		}
		if tag != 0 {
			out.Tags = append(out.Tags, tag)
		}
	}
	zone, err := org.Zone(ctx, c.DB.Read())
	if err != nil {
		return out, err
	}
	for _, d := range []struct {
		name, from, to string
		into           *insight.Span
	}{{"first", f.FirstFrom, f.FirstTo, &out.First}, {"last", f.LastFrom, f.LastTo, &out.Last}, {"added", f.AddedFrom, f.AddedTo, &out.Added}} {
		if d.into.From, err = edgeOf(d.name+"_from", d.from, zone, 0); err != nil {
			return out, err
		}
		if d.into.To, err = edgeOf(d.name+"_to", d.to, zone, 1); err != nil {
			return out, err
		}
	}
	return out, nil
}

// span is a range of numbers of which 0 leaves an end open.
func span(least, most int64) (s insight.Span) {
	if least != 0 {
		s.From = &least
	}
	if most != 0 {
		s.To = &most
	}
	return s
}

// edgeOf gives the first moment of a day, or the last when next is 1, in ms; nil for "".
func edgeOf(name, day string, zone *time.Location, next int) (*int64, error) {
	if day == "" {
		return nil, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return nil, fault.InvalidField(name, day, "日期要写成 YYYY-MM-DD", "is no day; write YYYY-MM-DD")
	}
	ms := t.AddDate(0, 0, next).UnixMilli() - int64(next)
	return &ms, nil
}

type peopleIn struct {
	Sized
	PeopleFilter
	Sort   string `query:"sort" enum:"latest,value,last_order" doc:"latest (who entered last) when empty; in the others who never bought come last"`
	Order  string `query:"order" enum:"desc,asc" doc:"desc when empty"`
	After  string `query:"after" doc:"next of a page: the page that follows"`
	Before string `query:"before" doc:"previous of a page: the page before it"`
	End    bool   `query:"end" doc:"The last page"`
}

func (c *Console) people(ctx context.Context, in *peopleIn) (peopleView, error) {
	filter, err := in.filter(ctx, c)
	if err != nil {
		return peopleView{}, err
	}
	ask := insight.PeopleQuery{PeopleFilter: filter, Sort: insight.PeopleSort(in.Sort), Ascending: in.Order == "asc", End: in.End, Limit: in.Limit}
	if ask.After, err = markOf(in.After); err != nil {
		return peopleView{}, err
	}
	if ask.Before, err = markOf(in.Before); err != nil {
		return peopleView{}, err
	}
	p, err := c.Insight.Browse(ctx, ask)
	if err != nil {
		return peopleView{}, err
	}
	items, err := c.listed(ctx, p.People, false)
	return peopleView{items, cursorAt(p.Next), cursorAt(p.Previous), p.Total, p.More}, err
}

// listedView is one person of a list of customers.
type listedView struct {
	personView
	Phone   string    `json:"phone" doc:"Masked; empty: none on record"`
	Orders  int64     `json:"orders" doc:"Kept orders"`
	Spent   money.Fen `json:"spent" doc:"Fen, net"`
	FirstAt int64     `json:"first_at" doc:"Unix ms of the first order, 0 never"`
	LastAt  int64     `json:"last_at" doc:"Unix ms of the last order, 0 never"`
	Ladder  string    `json:"ladder" doc:"Code, empty: none"`
	Depth   string    `json:"depth"`
	Band    string    `json:"band"`
	Tier    string    `json:"tier"`
	Seed    string    `json:"seed"`
}

// peopleView is a page of people with the size of the whole list.
type peopleView struct {
	Items    []listedView `json:"items"`
	Next     string       `json:"next" doc:"Cursor of the next page, empty at the end"`
	Previous string       `json:"previous" doc:"Cursor of the page before, empty at the beginning"`
	Total    int64        `json:"total" doc:"Of the whole list, counted up to 10,000"`
	More     bool         `json:"more" doc:"There are more than total"`
}

// listed puts cards to the people of a list, phones as they are when plain. Who was erased meanwhile is left out.
func (c *Console) listed(ctx context.Context, people []insight.Listed, plain bool) ([]listedView, error) {
	ids := make([]customer.ID, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	lines, err := c.Customers.Lines(ctx, ids, plain)
	if err != nil {
		return []listedView{}, err
	}
	known := make(map[customer.ID]customer.Line, len(lines))
	for _, l := range lines {
		known[l.ID] = l
	}
	out := make([]listedView, 0, len(people))
	for _, p := range people {
		if l, ok := known[p.ID]; ok {
			out = append(out, listedView{viewPerson(l.Summary), l.Phone, p.Orders, p.Spent, p.FirstAt, p.LastAt, p.Ladder, p.Depth, p.Band, p.Tier, p.Seed})
		}
	}
	return out, nil
}

// cursorAt packs a place in a list, "" for none.
func cursorAt(m *insight.Mark) string {
	switch {
	case m == nil:
		return ""
	case m.None:
		return cursorOf(1, m.Value, int64(m.ID))
	}
	return cursorOf(0, m.Value, int64(m.ID))
}

func markOf(cursor string) (*insight.Mark, error) {
	at, err := readCursor(cursor, 3)
	if err != nil || at == nil {
		return nil, err
	}
	return &insight.Mark{None: at[0] == 1, Value: at[1], ID: customer.ID(at[2])}, nil
}
