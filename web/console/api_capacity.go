package console

import (
	"context"

	"qunli/community"
	"qunli/livecode"
	"qunli/org"
)

// capacityView is how full every kind of account is; kinds are never added up.
type capacityView struct {
	Caps    livecode.Caps        `json:"caps"`
	Company livecode.Forecast    `json:"company" doc:"Customers of the company: when it is full no code leads on"`
	Members []memberCapacityView `json:"members" doc:"In the caller's scope, who is full first before"`
	Groups  []groupCapacityView  `json:"groups" doc:"Open groups in the caller's scope, the first to be full before"`
}

type memberCapacityView struct {
	Forecast livecode.Forecast `json:"forecast"`
	Member   string            `json:"member" doc:"The channel's key"`
	StaffID  org.StaffID       `json:"staff_id" doc:"Empty: nobody here is known by that key"`
	Codes    []livecode.Behind `json:"codes" doc:"Codes that lead to the member now"`
}

type groupCapacityView struct {
	Forecast    livecode.Forecast `json:"forecast"`
	CommunityID community.ID      `json:"community_id"`
	Name        string            `json:"name"`
	Codes       []livecode.Behind `json:"codes" doc:"Codes that lead to the group now"`
}

func (c *Console) capacity(ctx context.Context, _ *struct{}) (capacityView, error) {
	all, err := c.Codes.Capacity(ctx)
	out := capacityView{Caps: all.Caps, Company: all.Company, Members: []memberCapacityView{}, Groups: []groupCapacityView{}}
	for _, m := range all.Members {
		out.Members = append(out.Members, memberCapacityView{m.Forecast, m.Member, m.StaffID, append([]livecode.Behind{}, m.Codes...)})
	}
	for _, g := range all.Groups {
		out.Groups = append(out.Groups, groupCapacityView{g.Forecast, g.ID, g.Name, append([]livecode.Behind{}, g.Codes...)})
	}
	return out, err
}

type capsIn struct{ Body livecode.Caps }

func (c *Console) setCaps(ctx context.Context, in *capsIn) (none, error) {
	return none{}, c.Codes.SetCaps(ctx, in.Body)
}
