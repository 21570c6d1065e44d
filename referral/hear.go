package referral

import (
	"context"
	"slices"

	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
)

// hearing is the name under which this room hears facts.
const hearing = "referral"

// Hear makes the room follow what happens in earlier rooms: who is one person, who bought, who joined and left groups.
func (s *Service) Hear() {
	event.SubscribeSerial(s.bus, hearing, func(ctx context.Context, tx *db.Tx, facts []customer.Merged) error {
		var people []customer.ID
		for _, f := range facts {
			people = append(people, f.From, f.Into)
		}
		return regrow(ctx, tx, people)
	})
	event.SubscribeSerial(s.bus, hearing, func(ctx context.Context, tx *db.Tx, facts []customer.Unmerged) error {
		var people []customer.ID
		for _, f := range facts {
			people = append(people, f.From, f.Was)
		}
		if err := regrow(ctx, tx, people); err != nil {
			return err
		}
		return s.release(ctx, tx, people)
	})
	event.SubscribeSerial(s.bus, hearing, func(ctx context.Context, tx *db.Tx, facts []commerce.OrdersPlaced) error {
		var buyers []customer.ID
		for _, f := range facts {
			buyers = append(buyers, f.Customers...)
		}
		return Respend(ctx, tx, buyers)
	})
	event.SubscribeSerial(s.bus, hearing, func(ctx context.Context, tx *db.Tx, facts []commerce.OrdersChanged) error {
		var buyers []customer.ID
		for _, f := range facts {
			buyers = append(buyers, f.Customers...)
		}
		return Respend(ctx, tx, buyers)
	})
	event.SubscribeSerial(s.bus, hearing, s.joined)
	event.SubscribeSerial(s.bus, hearing, s.left)
	event.SubscribeSerial(s.bus, hearing, func(ctx context.Context, tx *db.Tx, facts []community.Shifted) error {
		var people []customer.ID
		var groups []community.ID
		for _, f := range facts {
			people, groups = append(people, f.Customers...), append(groups, f.Community)
		}
		return Restand(ctx, tx, people, groups)
	})
}

// joined takes the inviters whom the channel names as claims, and gives the invitations into those groups their standing.
func (s *Service) joined(ctx context.Context, tx *db.Tx, facts []community.Joined) error {
	var people []customer.ID
	var groups []community.ID
	for _, f := range facts {
		people, groups = append(people, f.Customer), append(groups, f.Community)
	}
	named, err := inviters(ctx, tx, people, groups)
	if err != nil {
		return err
	}
	claims := map[int64][]Claim{}
	var imports []int64
	for _, f := range facts {
		if !named[brought{f.Customer, f.Community, f.Inviter}] {
			continue
		}
		if claims[f.Import] == nil {
			imports = append(imports, f.Import)
		}
		claims[f.Import] = append(claims[f.Import], invitation(f))
	}
	for _, i := range imports {
		verdicts, err := Bind(ctx, tx, i, claims[i])
		if err != nil {
			return err
		}
		if err := s.bus.Publish(ctx, tx, Facts(i, verdicts)...); err != nil {
			return err
		}
	}
	return Restand(ctx, tx, people, groups)
}

// brought is a person in a group with who invited them, as booked.
type brought struct {
	person  customer.ID
	group   community.ID
	inviter customer.ID
}

// inviters gives who, by the stays of people in groups, is known to have invited them: stays that an undo took away before
// their facts were heard make no claim. The forest is locked from here on, so that the undo of claims comes before or after.
func inviters(ctx context.Context, tx *db.Tx, people []customer.ID, groups []community.ID) (map[brought]bool, error) {
	if err := lockForest(ctx, tx); err != nil {
		return nil, err
	}
	stays, err := community.StaysOf(ctx, tx, distinct(people), distinct(groups))
	out := map[brought]bool{}
	for _, s := range stays {
		if s.InviterID != 0 {
			out[brought{s.CustomerID, s.CommunityID, s.InviterID}] = true
		}
	}
	return out, err
}

// invitation is the claim that a stay with a known inviter makes.
func invitation(f community.Joined) Claim {
	c := Claim{Customer: f.Customer, Inviter: f.Inviter, At: f.At, Community: f.Community, Source: SourceStaff}
	switch {
	case f.Import != 0:
		c.Source = SourceImport
	case f.Scene == community.SceneCode:
		c.Source = SourceCode
	case f.Scene == community.SceneLink:
		c.Source = SourceLink
	}
	return c
}

func (s *Service) left(ctx context.Context, tx *db.Tx, facts []community.Left) error {
	var people []customer.ID
	var groups []community.ID
	for _, f := range facts {
		people, groups = append(people, f.Customer), append(groups, f.Community)
	}
	return Restand(ctx, tx, people, groups)
}

// Restand gives the claims that brought people into groups their standing as it is now, in the caller's transaction: the handlers
// of stays call it, and the undo of an import, which cannot wait for them.
func Restand(ctx context.Context, tx *db.Tx, people []customer.ID, groups []community.ID) error {
	if err := lockForest(ctx, tx); err != nil {
		return err
	}
	g, err := openGrove(ctx, tx, 0, distinct(people), nil)
	if err != nil {
		return err
	}
	told := map[community.ID]bool{}
	for _, i := range groups {
		told[i] = true
	}
	for _, e := range g.entries {
		if told[e.CommunityID] {
			g.places[place{g.family.Now(e.CustomerID), e.CommunityID}] = true
		}
	}
	return g.write(ctx, tx)
}

// Respend folds what people bought into the sums of everybody above them, in the caller's transaction: the handler of order
// facts calls it, and whoever takes orders away without telling. People are as booked.
func Respend(ctx context.Context, tx *db.Tx, buyers []customer.ID) error {
	if len(buyers) == 0 {
		return nil
	}
	if err := lockForest(ctx, tx); err != nil {
		return err
	}
	family, err := customer.FamiliesOf(ctx, tx, distinct(buyers))
	if err != nil {
		return err
	}
	heads := make([]customer.ID, len(buyers))
	for n, i := range buyers {
		heads[n] = family.Now(i)
	}
	heads = distinct(heads)
	f := newForest()
	if err := f.load(ctx, tx, heads); err != nil {
		return err
	}
	heads = slices.DeleteFunc(heads, func(i customer.ID) bool { return f.plants[i] == nil })
	var members []customer.ID
	for _, i := range heads {
		members = append(members, family.Members(i)...)
	}
	g := &grove{forest: f, family: family}
	if g.bought, err = commerce.Bought(ctx, tx, distinct(members)); err != nil {
		return err
	}
	for _, i := range heads {
		f.earn(f.plants[i], g.own(i))
	}
	return f.write(ctx, tx)
}
