package console

import (
	"context"

	"qunli/customer"
	"qunli/kit/fault"
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
