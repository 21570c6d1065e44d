package insight

import (
	"cmp"
	"context"
	"slices"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/org"
	"qunli/segment"
)

// PeopleFilter says whom a list of customers shows; zero fields do not narrow it. It is also what a bulk act and an export
// are given, as JSON.
type PeopleFilter struct {
	Query     string           `json:"q,omitempty"`
	Tags      []customer.TagID `json:"tags,omitempty"` // all of them
	Store     org.StoreID      `json:"store_id,omitempty"`
	Staff     org.StaffID      `json:"staff_id,omitempty"`
	Channel   string           `json:"channel,omitempty"`
	Lost      bool             `json:"lost,omitempty"` // without a badge: we cannot reach them
	Ladder    string           `json:"ladder,omitempty"`
	Depth     string           `json:"depth,omitempty"`
	Band      string           `json:"band,omitempty"`
	Tier      string           `json:"tier,omitempty"`
	Seed      string           `json:"seed,omitempty"`
	Segment   segment.ID       `json:"segment_id,omitempty"`
	Community community.ID     `json:"community_id,omitempty"` // inside now
	Bought    string           `json:"bought,omitempty"`       // yes, no
	Orders    Span             `json:"orders,omitzero"`
	Spent     Span             `json:"spent,omitzero"` // fen
	First     Span             `json:"first,omitzero"` // ms of the first order
	Last      Span             `json:"last,omitzero"`  // ms of the last order
	Added     Span             `json:"added,omitzero"` // ms of the first contact by which we could reach them
}

// Span is a range, both ends included; an end that is nil is open.
type Span struct {
	From *int64 `json:"from,omitempty"`
	To   *int64 `json:"to,omitempty"`
}

func (s Span) open() bool { return s.From == nil && s.To == nil }

// empty tells whether nobody can lie in it.
func (s Span) empty() bool { return s.From != nil && s.To != nil && *s.From > *s.To }

// PeopleSort is the order of a list of customers.
type PeopleSort string

// The orders. People who never bought come last in those of buying, whichever way.
const (
	ByEntry PeopleSort = "latest" // who entered last
	BySpent PeopleSort = "value"  // net amount spent
	ByLast  PeopleSort = "last_order"
)

// column is the column of commerce_buyer by which people are ordered, "" none.
func (s PeopleSort) column() string {
	switch s {
	case BySpent:
		return "amount"
	case ByLast:
		return "last_at"
	}
	return ""
}

// ErrSort refuses an order that lists do not have.
var ErrSort = fault.New(fault.Invalid, "people.sort", "不能按 %q 排序；可用 latest、value、last_order", "Cannot sort by %q; there are latest, value and last_order")

// MostCounted is up to where a list is counted.
const MostCounted = 10_000

// PeopleQuery asks for a page of a list: of two marks at most one is given, and neither with End.
type PeopleQuery struct {
	PeopleFilter
	Sort      PeopleSort // ByEntry when ""
	Ascending bool
	After     *Mark // the page that follows a place
	Before    *Mark // the page that ends before a place
	End       bool  // the last page
	Limit     int   // 50 when 0, 200 at most
}

// Mark is a person's place in a list.
type Mark struct {
	None  bool  // of a list by buying: never bought
	Value int64 // by which the list is ordered, 0 by entry
	ID    customer.ID
}

// Listed is a person of a list with what the list shows beside the person's card.
type Listed struct {
	Mark
	Orders  int64
	Spent   money.Fen
	FirstAt int64 // ms, 0 never
	LastAt  int64
	Ladder  string // code, "" none
	Depth   string
	Band    string
	Tier    string
	Seed    string
}

// PeoplePage is a page of a list. Total is exact up to MostCounted; More says that there are more than that.
type PeoplePage struct {
	People         []Listed
	Next, Previous *Mark // of After and Before; nil at the ends
	Total          int64
	More           bool
}

// Browse gives a page of the customers in the actor's scope, those merged into others and the erased left out. A list of at
// most MostCounted people is found by its narrowest filter and put in order here; a longer one is walked along the index of
// its order.
func (s *Service) Browse(ctx context.Context, ask PeopleQuery) (PeoplePage, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return PeoplePage{}, err
	}
	b, err := s.browser(ctx, ask)
	if err != nil {
		return PeoplePage{}, err
	}
	if err := b.count(ctx); err != nil {
		return PeoplePage{}, err
	}
	marks, err := b.page(ctx)
	if err != nil {
		return PeoplePage{}, err
	}
	out := b.cut(marks)
	return out, b.fill(ctx, out.People)
}

// Describe completes the people of ids for a list, in the order of ids, whoever may see them: ids come from People.
func (s *Service) Describe(ctx context.Context, ids []customer.ID) ([]Listed, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	out := make([]Listed, len(ids))
	for i, id := range ids {
		out[i].ID = id
	}
	return out, s.reading().fill(ctx, out)
}

// People gives the ids of all people of a filter in the actor's scope, those who entered last first: 8 MB for a million.
func (s *Service) People(ctx context.Context, filter PeopleFilter) ([]customer.ID, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	b, err := s.browser(ctx, PeopleQuery{PeopleFilter: filter})
	if err != nil {
		return nil, err
	}
	if err := b.choose(ctx); err != nil {
		return nil, err
	}
	ids, err := b.everybody(ctx, 1<<62)
	slices.SortFunc(ids, func(x, y customer.ID) int { return cmp.Compare(y, x) })
	return ids, err
}

// cut makes a page of the places found, of which there may be one more than asked for.
func (b *browser) cut(marks []Mark) PeoplePage {
	out := PeoplePage{Total: b.total, More: b.more, People: []Listed{}}
	over := len(marks) > b.size
	marks = marks[:min(len(marks), b.size)]
	if b.backward() {
		slices.Reverse(marks)
	}
	for _, m := range marks {
		out.People = append(out.People, Listed{Mark: m})
	}
	if len(marks) == 0 {
		return out
	}
	first, last := marks[0], marks[len(marks)-1]
	if b.backward() && over || !b.backward() && b.ask.After != nil {
		out.Previous = &first
	}
	if !b.backward() && over || b.backward() && b.ask.Before != nil {
		out.Next = &last
	}
	return out
}
