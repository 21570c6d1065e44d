package referral

import (
	"cmp"
	"context"
	"slices"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// checkStandings compares the standing of every invitation into a group with what the stays there say (REF-01). Left out are
// people of whom a coming, going or merge has not been heard yet, and everybody once the rules were ever changed: what was decided
// before stays as it was.
func checkStandings(ctx context.Context, q db.Q) ([]db.Difference, error) {
	if changed, err := org.Setting(ctx, q, SettingRules); err != nil || changed != "" {
		return nil, err
	}
	now, err := customer.Aliases(ctx, q)
	if err != nil {
		return nil, err
	}
	behind, err := movingUnheard(ctx, q, now)
	if err != nil {
		return nil, err
	}
	head := func(i customer.ID) customer.ID { return cmp.Or(now[i], i) }
	claims, err := invitations(ctx, q, head)
	if err != nil {
		return nil, err
	}
	stays := map[place][]community.Stay{}
	err = community.EachStay(ctx, q, func(s community.Stay) error {
		if p := (place{head(s.CustomerID), s.CommunityID}); claims[p] != nil {
			stays[p] = append(stays[p], s)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var out []db.Difference
	for p, records := range claims {
		if !behind[p.person] {
			out = append(out, differingStandings(DefaultRules(), records, stays[p])...)
		}
	}
	slices.SortFunc(out, func(a, b db.Difference) int { return cmp.Compare(a.Key, b.Key) })
	return db.FirstDifferences(out), nil
}

// invitations gives all claims into groups, by who was brought, as they are now, and where.
func invitations(ctx context.Context, q db.Q, head func(customer.ID) customer.ID) (map[place][]*Record, error) {
	out := map[place][]*Record{}
	return out, db.Each(ctx, q, func(r Record) error {
		p := place{head(r.CustomerID), r.CommunityID}
		out[p] = append(out[p], &r)
		return nil
	}, `SELECT `+claimColumns+` FROM referral_claim WHERE community_id <> 0`)
}

// differingStandings decides the standings of the claims that brought one person into one group again, and compares.
func differingStandings(rules Rules, records []*Record, stays []community.Stay) []db.Difference {
	stored := map[ClaimID]Standing{}
	for _, r := range records {
		stored[r.ID] = r.Standing
	}
	slices.SortFunc(stays, func(a, b community.Stay) int { return cmp.Compare(a.JoinedAt, b.JoinedAt) })
	rules.invite(records, stays)
	var out []db.Difference
	for _, r := range records {
		if stored[r.ID] != r.Standing {
			out = append(out, db.Differs("referral_claim", r.ID.String()+" standing", string(stored[r.ID]), string(r.Standing)))
		}
	}
	return out
}

// movingUnheard gives the people, as they are now, of whose stays or merges this room has still to hear.
func movingUnheard(ctx context.Context, q db.Q, now map[customer.ID]customer.ID) (map[customer.ID]bool, error) {
	var people []customer.ID
	for _, read := range []func() error{
		heard(ctx, q, &people, func(f customer.Merged) []customer.ID { return []customer.ID{f.From, f.Into} }),
		heard(ctx, q, &people, func(f customer.Unmerged) []customer.ID { return []customer.ID{f.From, f.Was} }),
		heard(ctx, q, &people, func(f community.Joined) []customer.ID { return []customer.ID{f.Customer} }),
		heard(ctx, q, &people, func(f community.Left) []customer.ID { return []customer.ID{f.Customer} }),
		heard(ctx, q, &people, func(f community.Shifted) []customer.ID { return f.Customers }),
	} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	out := make(map[customer.ID]bool, len(people))
	for _, i := range people {
		out[cmp.Or(now[i], i)] = true
	}
	return out, nil
}
