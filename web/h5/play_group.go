package h5

import (
	"context"

	"qunli/campaign"
	"qunli/campaign/flashsale"
	"qunli/community"
	"qunli/customer"
)

// inGroups reads which groups of a sale the visitor is in, and what those groups are called.
func (p *Pages) inGroups(ctx context.Context, s *scene, g campaign.Game) (err error) {
	sale, is := g.(*flashsale.Game)
	if !is || len(sale.Asks()) == 0 {
		return nil
	}
	if me, err := customer.Self(ctx); err == nil {
		if s.meets, err = p.Campaigns.Meets(ctx, g, me); err != nil {
			return err
		}
	}
	var ids []community.ID
	for _, i := range sale.Items {
		for _, h := range i.Groups {
			var one community.ID
			if one.UnmarshalText([]byte(h.Group)) == nil {
				ids = append(ids, one)
			}
		}
	}
	names, err := community.Called(ctx, p.DB.Read(), ids)
	s.groups = make(map[string]string, len(names))
	for i, name := range names {
		s.groups[i.String()] = name
	}
	return err
}
