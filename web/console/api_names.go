package console

import (
	"context"

	"qunli/customer"
	"qunli/kit/fault"
	"qunli/org"
)

// mostNames is how many people one request names.
const mostNames = 400

// nameView is what somebody is called.
type nameView struct {
	ID   customer.ID `json:"id"`
	Name string      `json:"name" doc:"Empty: nobody knows"`
}

type namesIn struct {
	People []string `query:"customer_id,explode" nullable:"false" doc:"At most 400"`
}

// names names people for lists that hold ids.
func (c *Console) names(ctx context.Context, in *namesIn) (list[nameView], error) {
	if len(in.People) > mostNames {
		return list[nameView]{}, fault.InvalidField("customer_id", "", "一次最多 400 个", "at most 400 at once")
	}
	ids := make([]customer.ID, len(in.People))
	for n, word := range in.People {
		if err := ids[n].UnmarshalText([]byte(word)); err != nil {
			return list[nameView]{}, fault.InvalidField("customer_id", word, "不是有效的客户编号", "is no id of a customer")
		}
	}
	known, err := c.Customers.Names(ctx, ids)
	out := []nameView{}
	for _, i := range ids {
		if name, seen := known[i]; seen {
			out = append(out, nameView{i, name})
		}
	}
	return listOf(out, ""), err
}

// colleagueView is what a member of staff is called, by people and in rules, and nothing else.
type colleagueView struct {
	ID   org.StaffID `json:"id"`
	Code string      `json:"code" doc:"By which rules and the filters of metrics name them, empty none"`
	Name string      `json:"name"`
	Left bool        `json:"left" doc:"Works here no more"`
}

type colleaguesIn struct {
	Sized
	After ref[org.StaffID] `query:"after"`
}

func (c *Console) colleagues(ctx context.Context, in *colleaguesIn) (list[colleagueView], error) {
	p, err := c.Org.Colleagues(ctx, in.After.ID, in.Limit)
	return listOf(views(p.Items, func(one org.Colleague) colleagueView { return colleagueView(one) }), p.Next), err
}
