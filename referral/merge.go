package referral

import (
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
)

// regrow makes the nodes of people, and of everybody whom they brought, what claims, aliases and orders say by now: people
// were merged into each other, or are people of their own again. Of several referrers on record the earliest stays; an edge
// that leads to the person themselves is none; of a circle the latest edge is dropped. Invitations into groups get their
// standing anew.
func regrow(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	if err := lockForest(ctx, tx); err != nil {
		return err
	}
	touched, err := concerned(ctx, tx, distinct(people))
	if err != nil {
		return err
	}
	g, err := openGrove(ctx, tx, 0, touched, nil)
	if err != nil {
		return err
	}
	if err := g.load(ctx, tx, touched); err != nil { // those who are somebody else now have nodes still
		return err
	}
	if err := g.loadDropped(ctx, tx); err != nil {
		return err
	}
	var links []link
	for _, i := range touched {
		l := link{person: i}
		if g.family.Now(i) == i {
			l, _ = g.recorded(i)
		}
		if l.parent != 0 {
			g.plant(i)
			g.plant(l.parent)
		}
		links = append(links, l)
	}
	g.reown(links)
	g.relink(links)
	for _, e := range g.entries { // their stays are read together now, or apart
		if e.CommunityID != 0 {
			g.places[place{g.family.Now(e.CustomerID), e.CommunityID}] = true
		}
	}
	return g.write(ctx, tx)
}

// release decides the claims anew of those who hold none though they have some: the claim that theirs lost to is somebody
// else's again.
func (s *Service) release(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	g, err := openGrove(ctx, tx, 0, distinct(people), nil)
	if err != nil {
		return err
	}
	for _, i := range distinct(people) {
		if g.family.Now(i) == i && len(g.bound(i)) == 0 {
			g.resettle(i, link{person: i})
		}
	}
	if err := g.write(ctx, tx); err != nil {
		return err
	}
	return s.bus.Publish(ctx, tx, g.facts(0)...)
}

// concerned gives people with everybody who is one of them and everybody whom any of these brought, as they are now and as
// booked.
func concerned(ctx context.Context, q db.Q, people []customer.ID) ([]customer.ID, error) {
	family, err := customer.FamiliesOf(ctx, q, people)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(people)
	for _, i := range people {
		all = append(all, family.Members(family.Now(i))...)
	}
	all = distinct(all)
	var brought []customer.ID
	err = db.Lists(q, all, func(part []customer.ID) error {
		c := db.Where("").In("inviter_id", part)
		some, err := db.All[customer.ID](ctx, q, `SELECT customer_id FROM referral_bond WHERE `+c.SQL(), c.Args()...)
		brought = append(brought, some...)
		return err
	})
	if err != nil {
		return nil, err
	}
	now, err := customer.Canonical(ctx, q, distinct(brought))
	if err != nil {
		return nil, err
	}
	for _, i := range brought {
		all = append(all, now[i])
	}
	return distinct(all), nil
}

// reown sets the own spend of those who have a plant: of who is somebody else now it is nothing.
func (g *grove) reown(links []link) {
	for _, l := range links {
		p := g.plants[l.person]
		switch {
		case p == nil:
		case g.family.Now(l.person) == l.person:
			g.earn(p, g.own(l.person))
		default:
			g.earn(p, 0)
		}
	}
}
