package livecode

import (
	"context"
	"slices"

	"qunli/community"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/lead"
	"qunli/org"
)

// errNoLeads refuses the number of somebody whom the code serves.
var errNoLeads = fault.New(fault.Conflict, "livecode.lead_served", "你的区域已经开通，请回到上一页", "Your district is served; go back")

// Leave takes down somebody whom a code does not serve: a customer of the code's channel who agreed to be called, and at once
// somebody who is to call within half an hour. The same number again on a day changes nothing. Anybody may: what is printed is public.
func (s *Service) Leave(ctx context.Context, k Knock, g lead.Given) (Door, error) {
	d, err := s.Open(ctx, k)
	if err != nil || d.Step != StepUnserved {
		if err == nil && d.Step != StepAsk {
			err = errNoLeads
		}
		return d, err
	}
	ctx = org.As(ctx, org.Actor{Kind: org.ActorJob, Role: org.RoleOperator, Scope: org.ScopeAll, Address: "h5"})
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := list(ctx, tx, db.Where("key = $1", k.Key), 1)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return ErrMissing
		}
		c := all[0]
		staff, err := callers(ctx, tx, c)
		if err != nil {
			return err
		}
		_, err = lead.Take(ctx, tx, lead.From{Origin: lead.Code, OriginID: int64(c.ID), Path: Path + c.Key, Source: c.Source, Tags: c.Tags, StoreID: c.StoreID,
			Staff: staff, Maker: c.StaffID, Visitor: k.Visitor, Address: k.Address}, g)
		return err
	})
	if err == nil {
		d.Step = StepThanks
	}
	return d, err
}

// callers gives those whom a code knows: who stands behind it, and who looks after its groups.
func callers(ctx context.Context, tx *db.Tx, c Code) ([]org.StaffID, error) {
	var out []org.StaffID
	var groups []community.ID
	for _, b := range c.Branches {
		for _, seat := range b.Seats {
			out = append(out, seat.StaffID)
		}
		groups = append(groups, b.Groups...)
	}
	places, err := community.Places(ctx, tx, groups)
	for _, g := range groups {
		out = append(out, places[g].StaffID)
	}
	slices.Sort(out)
	return slices.Compact(out), err
}
