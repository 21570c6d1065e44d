package segment

import (
	"context"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// Person asks a rule about people as they are booked, whatever the actor's scope, as of now (tx.Now in a transaction): by a
// few statements over all of them, with the explanation of each. Who is no person of their own is in nothing.
func (s *Service) Person(ctx context.Context, q db.Q, r Rule, people []customer.ID) (map[customer.ID]Verdict, error) {
	a, err := s.ask(ctx, q, r)
	if err != nil {
		return nil, err
	}
	found, err := read(ctx, q, a.plan, a.frame, people, nil)
	if err != nil {
		return nil, err
	}
	teller, err := newTeller(ctx, q, a.asked)
	if err != nil {
		return nil, err
	}
	out := make(map[customer.ID]Verdict, len(people))
	for _, i := range people {
		v := Verdict{}
		if p := found[i]; p != nil {
			v.In, v.Flips = a.verdict(p)
			v.Because = teller.because(p)
		}
		out[i] = v
	}
	return out, nil
}

// Explain asks a rule about one person in the actor's scope, through aliases.
func (s *Service) Explain(ctx context.Context, r Rule, i customer.ID) (Verdict, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return Verdict{}, err
	}
	i, err := visible(ctx, s.db.Read(), i)
	if err != nil {
		return Verdict{}, err
	}
	v, err := s.Person(ctx, s.db.Read(), r, []customer.ID{i})
	return v[i], err
}

// visible gives who a person is now, if the actor may see them.
func visible(ctx context.Context, q db.Q, i customer.ID) (customer.ID, error) {
	now, err := customer.Canonical(ctx, q, []customer.ID{i})
	if err != nil {
		return 0, err
	}
	briefs, err := customer.Briefs(ctx, q, []customer.ID{now[i]})
	if err != nil {
		return 0, err
	}
	b, here := briefs[now[i]]
	if !here {
		return 0, customer.ErrMissing
	}
	return now[i], org.Scope(ctx).Check(b.StoreID, b.StaffID)
}

// Admits asks a rule about one person, through aliases and whatever the actor's scope: what gates use.
func (s *Service) Admits(ctx context.Context, q db.Q, r Rule, i customer.ID) (bool, Explanation, error) {
	now, err := customer.Canonical(ctx, q, []customer.ID{i})
	if err != nil {
		return false, nil, err
	}
	v, err := s.Person(ctx, q, r, []customer.ID{now[i]})
	return v[now[i]].In, v[now[i]].Because, err
}
