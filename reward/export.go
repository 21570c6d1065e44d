package reward

import (
	"context"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// Exported is something that was given to somebody, as they may ask for it (ORG-12).
type Exported struct {
	Grant
	Gift string // what it is called
	Shown
}

// Export gives all that somebody was given; codes and addresses for an actor who may see them. The export of the person is audited
// by customer.Export, which has asked whether the actor sees them.
func (s *Service) Export(ctx context.Context, who customer.ID) ([]Exported, error) {
	if err := org.Must(ctx, org.CustomerExport); err != nil {
		return nil, err
	}
	q, hide := s.db.Read(), org.Must(ctx, org.PhoneReveal) != nil
	family, err := customer.FamiliesOf(ctx, q, []customer.ID{who})
	if err != nil {
		return nil, err
	}
	c := db.Where("").In("customer_id", family.Members(family.Now(who)))
	all, err := db.All[Grant](ctx, q, `SELECT `+grantColumns+` FROM reward_grant WHERE `+c.SQL()+` ORDER BY id`, c.Args()...)
	if err != nil {
		return nil, err
	}
	gifts, err := giftsOf(ctx, q, all)
	if err != nil {
		return nil, err
	}
	out := make([]Exported, len(all))
	for n, g := range all {
		out[n] = Exported{Grant: g, Gift: gifts[g.GiftID].Name}
		if hide {
			continue
		}
		if out[n].Shown, err = s.open(ctx, q, &g); err != nil {
			return nil, err
		}
	}
	return out, nil
}
