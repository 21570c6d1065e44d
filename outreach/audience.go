package outreach

import (
	"context"
	"slices"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// candidates gives a page of whom a broadcast is for, by id, after the given one: in the actor's scope, people as they are now.
func (s *Service) candidates(ctx context.Context, q db.Q, b Broadcast, after int64, limit int) ([]int64, error) {
	var all []int64
	var err error
	switch a := b.Audience; {
	case a.Rule != "":
		return s.byRule(ctx, q, a.Rule, after, limit)
	case len(a.People) > 0:
		all, err = byName(ctx, q, a.People)
	default:
		all, err = byGroup(ctx, q, a.Groups)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	from, _ := slices.BinarySearch(all, after+1)
	return all[from:min(from+limit, len(all))], err
}

func (s *Service) byRule(ctx context.Context, q db.Q, text string, after int64, limit int) ([]int64, error) {
	rule, err := s.segments.Parse(text)
	if err != nil {
		return nil, err
	}
	people, err := s.segments.List(ctx, q, rule, customer.ID(after), limit)
	return idsOf[int64](plain(people)), err
}

func plain[T ~int64](ids []T) []int64 {
	out := make([]int64, len(ids))
	for n, i := range ids {
		out[n] = int64(i)
	}
	return out
}

// byName gives the named people whom the actor sees. Who was never here is left out: nobody can be told why of nobody.
func byName(ctx context.Context, q db.Q, people []customer.ID) ([]int64, error) {
	now, err := customer.Canonical(ctx, q, people)
	if err != nil {
		return nil, err
	}
	var heads []customer.ID
	for _, i := range people {
		heads = append(heads, now[i])
	}
	homes, err := customer.Briefs(ctx, q, heads)
	var out []int64
	for i, home := range homes {
		if org.Scope(ctx).Sees(home.StoreID, home.StaffID) {
			out = append(out, int64(i))
		}
	}
	return out, err
}

func byGroup(ctx context.Context, q db.Q, groups []community.ID) ([]int64, error) {
	places, err := community.Places(ctx, q, groups)
	var out []int64
	for i, place := range places {
		if org.Scope(ctx).Sees(place.StoreID, place.StaffID) {
			out = append(out, int64(i))
		}
	}
	return out, err
}
