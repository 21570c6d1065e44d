package console

import (
	"context"
	"strings"

	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/money"
	"qunli/org"
)

// mostFound is how many of each sort a search gives.
const mostFound = 5

// foundView is what a search came upon, a few of each sort, in the caller's scope. A sort that the caller's role may not
// read is empty.
type foundView struct {
	People []foundPerson `json:"people"`
	Groups []foundGroup  `json:"groups"`
	Orders []foundOrder  `json:"orders"`
}

type foundPerson struct {
	ID   customer.ID `json:"id"`
	Name string      `json:"name"`
	Hint string      `json:"hint" doc:"A phone, masked; empty: none on record"`
}

type foundGroup struct {
	ID      community.ID   `json:"id"`
	Name    string         `json:"name"`
	Hint    community.Kind `json:"hint" doc:"Code of its kind, empty: undecided"`
	Members int64          `json:"members"`
}

type foundOrder struct {
	ID     commerce.OrderID `json:"id"`
	Name   string           `json:"name" doc:"Its number in the system it came from"`
	Hint   string           `json:"hint" doc:"Its day, YYYY-MM-DD"`
	Amount money.Fen        `json:"amount" doc:"Fen"`
}

type searchIn struct {
	Query string `query:"q" maxLength:"100" doc:"As typed: name, part of it or pinyin initials, the end of a phone, the beginning of an order's number, or an id"`
}

func (c *Console) search(ctx context.Context, in *searchIn) (foundView, error) {
	query := strings.TrimSpace(in.Query)
	out := foundView{[]foundPerson{}, []foundGroup{}, []foundOrder{}}
	if query == "" {
		return out, nil
	}
	for _, sort := range []struct {
		needs org.Permission
		find  func(context.Context, string, *foundView) error
	}{{org.CustomerRead, c.findPeople}, {org.CommunityRead, c.findGroups}, {org.OrderRead, c.findOrders}} {
		if org.Must(ctx, sort.needs) != nil {
			continue
		}
		if err := sort.find(ctx, query, &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (c *Console) findPeople(ctx context.Context, query string, out *foundView) error {
	all, err := c.Customers.Find(ctx, query, mostFound)
	out.People = views(all, func(f customer.Found) foundPerson { return foundPerson{f.ID, f.Name, f.Phone} })
	return err
}

func (c *Console) findGroups(ctx context.Context, query string, out *foundView) error {
	all, err := c.Communities.Find(ctx, query, mostFound)
	out.Groups = views(all, func(g community.FoundGroup) foundGroup { return foundGroup{g.ID, g.Name, g.Kind, g.Members} })
	return err
}

func (c *Console) findOrders(ctx context.Context, query string, out *foundView) error {
	all, err := c.Commerce.Find(ctx, query, mostFound)
	out.Orders = views(all, func(o commerce.Order) foundOrder { return foundOrder{o.ID, o.OrderNo, o.Day, o.Amount} })
	return err
}
