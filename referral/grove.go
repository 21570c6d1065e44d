package referral

import (
	"cmp"
	"context"
	"slices"
	"time"

	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/org"
)

// entry is a claim while a transaction works on it.
type entry struct {
	Record
	stored Record // as the table has it; the zero Record of one it does not have
	gone   bool   // its undo takes it away
}

// place is a person and a group they were invited into.
type place struct {
	person customer.ID
	group  community.ID
}

type seenRow struct {
	ClaimID  ClaimID
	ImportID int64
}

// grove is what a transaction knows of some people: their claims, the forest around them, and what decides claims. It
// decides one claim after the other, without a database; write stores what became of it all.
type grove struct {
	*forest
	importID int64
	newID    func() int64
	rules    Rules
	zone     *time.Location
	family   *customer.Families
	briefs   map[customer.ID]customer.Brief // as booked
	bought   map[customer.ID]commerce.Buyer // as booked
	claims   map[customer.ID][]*entry       // by person as they are now, in order of ids
	byRef    map[string]*entry
	entries  []*entry
	places   map[place]bool // whose standings are due
	seen     map[seenRow]bool
	torn     bool // an edge was taken away: dropped ones may come back
}

// openGrove reads what claims about people are decided by. others are further people of the claims: inviters.
func openGrove(ctx context.Context, tx *db.Tx, importID int64, people, others []customer.ID) (*grove, error) {
	g := &grove{forest: newForest(), importID: importID, newID: tx.NewID, claims: map[customer.ID][]*entry{},
		byRef: map[string]*entry{}, places: map[place]bool{}, seen: map[seenRow]bool{}}
	var err error
	if g.rules, err = RulesOf(ctx, tx); err != nil {
		return nil, err
	}
	if g.zone, err = org.Zone(ctx, tx); err != nil {
		return nil, err
	}
	everybody := distinct(slices.Concat(people, others))
	if g.family, err = customer.FamiliesOf(ctx, tx, everybody); err != nil {
		return nil, err
	}
	for range maxRaces {
		members := g.members(people)
		known, err := g.readKin(ctx, tx, everybody, members)
		if err != nil {
			return nil, err
		}
		if known != nil {
			if g.briefs, err = customer.Briefs(ctx, tx, members); err != nil {
				return nil, err
			}
			return g, g.readForest(ctx, tx, known, members)
		}
	}
	return nil, db.ErrBusy
}

// maxRaces is how often a grove is read again because people were merged meanwhile.
const maxRaces = 20

// readKin reads the claims about members, and the families of everybody and of the inviters of those claims, who may be
// somebody else by now. It gives all these people; nil when everybody's families are others than those the members were
// found by: then nothing is read, and the families are the present ones.
func (g *grove) readKin(ctx context.Context, q db.Q, everybody, members []customer.ID) ([]customer.ID, error) {
	g.entries, g.claims = nil, map[customer.ID][]*entry{}
	clear(g.byRef)
	if err := g.readClaims(ctx, q, "customer_id", members); err != nil || len(g.entries) == 0 {
		return everybody, err
	}
	all := slices.Clone(everybody)
	for _, e := range g.entries {
		all = append(all, e.InviterID)
	}
	all = distinct(all)
	before := g.family
	var err error
	if g.family, err = customer.FamiliesOf(ctx, q, all); err != nil {
		return nil, err
	}
	for _, i := range everybody {
		now := before.Now(i)
		if now != g.family.Now(i) || !slices.Equal(before.Members(now), g.family.Members(now)) {
			return nil, nil
		}
	}
	return all, nil
}

// members gives everybody who is one of people now, as booked.
func (g *grove) members(people []customer.ID) []customer.ID {
	out := make([]customer.ID, 0, len(people))
	for _, i := range people {
		now := g.family.Now(i)
		if now == i && g.family.Alone(i) {
			out = append(out, i)
			continue
		}
		out = append(out, g.family.Members(now)...)
	}
	return distinct(out)
}

// readClaims reads claims by a column into the grove.
func (g *grove) readClaims(ctx context.Context, q db.Q, column string, keys []customer.ID) error {
	return db.Lists(q, keys, func(part []customer.ID) error {
		c := db.Where("").In(column, part)
		return db.Each(ctx, q, func(r Record) error { g.file(&entry{Record: r, stored: r}); return nil },
			`SELECT `+claimColumns+` FROM referral_claim WHERE `+c.SQL()+` ORDER BY id`, c.Args()...)
	})
}

// file puts a claim among those of its person.
func (g *grove) file(e *entry) {
	g.entries = append(g.entries, e)
	person := g.family.Now(e.CustomerID)
	list := append(g.claims[person], e)
	if n := len(list); n > 1 && list[n-2].ID > e.ID {
		slices.SortFunc(list, func(a, b *entry) int { return cmp.Compare(a.ID, b.ID) })
	}
	g.claims[person] = list
	if e.Ref != "" {
		g.byRef[e.Ref] = e
	}
}

// readForest reads the nodes of people as they are now, and what those bought who are due for it: the members, of whom
// claims are decided, and whoever has no node yet.
func (g *grove) readForest(ctx context.Context, q db.Q, everybody, members []customer.ID) error {
	heads := make([]customer.ID, len(everybody))
	for n, i := range everybody {
		heads[n] = g.family.Now(i)
	}
	heads = distinct(heads)
	if err := g.load(ctx, q, heads); err != nil {
		return err
	}
	due := members
	for _, i := range heads {
		if g.plants[i] == nil {
			due = append(due, g.family.Members(i)...)
		}
	}
	var err error
	g.bought, err = commerce.Bought(ctx, q, distinct(due))
	return err
}

// own is what a person bought in all, everybody merged into them included.
func (g *grove) own(person customer.ID) money.Fen {
	sum := g.bought[person].Amount
	if !g.family.Alone(person) {
		for _, i := range g.family.Members(person)[1:] {
			sum += g.bought[i].Amount
		}
	}
	return sum
}

// plant gives somebody's plant, a new one with what they bought.
func (g *grove) plant(person customer.ID) *plant {
	if p := g.plants[person]; p != nil {
		return p
	}
	p := g.grow(person)
	p.Own = g.own(person)
	return p
}

// life is since when a person is a customer, under any of the names they had.
func (g *grove) life(person customer.ID) life {
	var l life
	for _, i := range g.family.Members(person) {
		if at := g.briefs[i].AddedAt; at != 0 && (l.addedAt == 0 || at < l.addedAt) {
			l.addedAt = at
		}
		if b, ok := g.bought[i]; ok && (l.orderAt == 0 || b.FirstAt < l.orderAt) {
			l.orderAt = b.FirstAt
		}
	}
	return l
}

// bound gives the claims that hold a person: mostly none or one; one of each of those merged, of people merged.
func (g *grove) bound(person customer.ID) []*entry {
	var out []*entry
	for _, e := range g.claims[person] {
		if e.Verdict == OutcomeBound && !e.gone {
			out = append(out, e)
		}
	}
	return out
}

// recorded is the edge on record of a person: of several, the earliest that does not lead to themselves.
func (g *grove) recorded(person customer.ID) (l link, claim *entry) {
	for _, e := range g.bound(person) {
		parent := g.family.Now(e.InviterID)
		if parent != person && (claim == nil || dated(e.At) < dated(claim.At)) {
			l, claim = link{person, parent, e.At}, e
		}
	}
	if claim == nil {
		return link{person: person}, nil
	}
	return l, claim
}

// referrer is the recorded referrer of a person, as booked.
func (g *grove) referrer(person customer.ID) customer.ID {
	if _, e := g.recorded(person); e != nil {
		return e.InviterID
	}
	return 0
}
