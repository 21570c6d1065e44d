package circle

import (
	"context"

	"qunli/campaign"
	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
)

// The acts that a campaign may reward (Terms.Act). Clicks, shares and help are none: only results that can be seen here are.
const (
	byOrder        = "order"
	byNewcomer     = "newcomer"
	byRegistration = "registration"
)

var seen = map[string]bool{byOrder: true, byNewcomer: true, byRegistration: true}

// deeds tells of each invitee whether what their campaign rewards holds now, of after they accepted.
func deeds(ctx context.Context, q db.Q, invitees []campaign.Invitee) (map[campaign.SeatID]bool, error) {
	people := map[string][]customer.ID{}
	for _, i := range invitees {
		people[i.Act] = append(people[i.Act], i.Seat.PersonID)
	}
	family, err := customer.FamiliesOf(ctx, q, flat(people))
	if err != nil {
		return nil, err
	}
	latest := map[string]map[customer.ID]int64{}
	for act, who := range people {
		var all []customer.ID
		for _, i := range who {
			all = append(all, family.Members(family.Now(i))...)
		}
		if latest[act], err = lately(ctx, q, act, all); err != nil {
			return nil, err
		}
	}
	out := map[campaign.SeatID]bool{}
	for _, i := range invitees {
		for _, m := range family.Members(family.Now(i.Seat.PersonID)) {
			out[i.Seat.ID] = out[i.Seat.ID] || latest[i.Act][m] >= i.Seat.At
		}
	}
	return out, nil
}

// lately gives when people last did something that counts and still holds (ms); whoever never did is not in it.
func lately(ctx context.Context, q db.Q, act string, people []customer.ID) (map[customer.ID]int64, error) {
	out := map[customer.ID]int64{}
	later := func(who customer.ID, at int64) { out[who] = max(out[who], at) }
	switch act {
	case byOrder:
		bought, err := commerce.Bought(ctx, q, people)
		for i, b := range bought {
			later(i, b.LastAt)
		}
		return out, err
	case byNewcomer:
		bonds, err := customer.BondsOf(ctx, q, "", people...)
		if err != nil {
			return nil, err
		}
		for _, b := range bonds {
			if b.Until == 0 {
				later(b.CustomerID, b.Since)
			}
		}
		inside, err := community.Inside(ctx, q, people)
		for i, at := range inside {
			later(i, at)
		}
		return out, err
	case byRegistration:
		known, err := customer.KeyedAt(ctx, q, customer.Phone, people)
		for i, at := range known {
			later(i, at)
		}
		return out, err
	}
	return out, nil
}

func flat(people map[string][]customer.ID) []customer.ID {
	var out []customer.ID
	for _, some := range people {
		out = append(out, some...)
	}
	return out
}
