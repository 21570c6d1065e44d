package referral

import (
	"context"
	"fmt"

	"qunli/customer"
	"qunli/kit/db"
)

// Bind decides claims, in order, in the caller's transaction, keeps each of them with its verdict and the reason, and keeps
// the forest, its sums and the rollups with them. importID is the import that brings them, 0 for a person, a code or a
// caller of the API. The caller has asked for permission, and has resolved the people of the claims in the same
// transaction or joined them; it publishes Facts.
//
// A claim without an inviter is not kept: unknown stays unknown. One that is there already, by its Ref or by person, inviter,
// group and time, changes nothing. The first claim of a person binds them, unless they were a customer before it; further ones
// are decided by the rules in force (Rules). Nobody is bound to themselves or to somebody below them. Transactions that bind
// are one at a time, so that no two of them do together what neither may do alone.
func Bind(ctx context.Context, tx *db.Tx, importID int64, claims []Claim) ([]Verdict, error) {
	if len(claims) == 0 {
		return nil, nil
	}
	people, inviters, err := named(tx, importID, claims)
	if err != nil {
		return nil, err
	}
	if err := lockForest(ctx, tx); err != nil {
		return nil, err
	}
	g, err := openGrove(ctx, tx, importID, people, inviters)
	if err != nil {
		return nil, err
	}
	if err := g.readRefs(ctx, tx, claims); err != nil {
		return nil, err
	}
	out := make([]Verdict, len(claims))
	for n, c := range claims {
		out[n] = g.decide(c)
	}
	return out, g.write(ctx, tx)
}

// named gives the people and the inviters of claims, and dates those that happen now.
func named(tx *db.Tx, importID int64, claims []Claim) (people, inviters []customer.ID, err error) {
	for n := range claims {
		c := &claims[n]
		if c.Customer == 0 {
			return nil, nil, fmt.Errorf("referral: claim %d of %d is about nobody", n, len(claims))
		}
		if c.At == 0 && importID == 0 && c.Source != SourceImport {
			c.At = tx.Now
		}
		people, inviters = append(people, c.Customer), append(inviters, c.Inviter)
	}
	return distinct(people), distinct(inviters), nil
}

// readRefs reads the claims that are known by the refs of claims, other people's ones.
func (g *grove) readRefs(ctx context.Context, q db.Q, claims []Claim) error {
	var refs []string
	for _, c := range claims {
		if c.Ref != "" && g.byRef[c.Ref] == nil {
			refs = append(refs, c.Ref)
		}
	}
	return db.Lists(q, distinct(refs), func(part []string) error {
		c := db.Where("ref <> ''").In("ref", part)
		return db.Each(ctx, q, func(r Record) error { g.byRef[r.Ref] = &entry{Record: r, stored: r}; return nil },
			`SELECT `+claimColumns+` FROM referral_claim WHERE `+c.SQL(), c.Args()...)
	})
}

// decide gives the verdict on a claim and lets it stand.
func (g *grove) decide(c Claim) Verdict {
	person := g.family.Now(c.Customer)
	if c.Inviter == 0 {
		return Verdict{Referrer: g.referrer(person)}
	}
	if e := g.known(c, person); e != nil {
		return g.again(e, person)
	}
	e := g.enter(c)
	replaced := g.judge(e, person)
	if old := g.echo(e, person); old != nil {
		return g.again(old, person)
	}
	g.file(e)
	if e.CommunityID != 0 {
		g.places[place{person, e.CommunityID}] = true
	} else {
		e.Standing = alone(e.Verdict)
	}
	v := Verdict{ID: e.ID, Added: true, Outcome: e.Verdict, Reason: e.Reason, Referrer: e.InviterID}
	if e.Verdict != OutcomeBound {
		v.Referrer = g.referrer(person)
	}
	if replaced != nil {
		v.Replaced = replaced.ID
	}
	return v
}

// known finds the claim that this one says again.
func (g *grove) known(c Claim, person customer.ID) *entry {
	if c.Ref != "" && g.byRef[c.Ref] != nil {
		return g.byRef[c.Ref]
	}
	inviter := g.family.Now(c.Inviter)
	for _, e := range g.claims[person] {
		if g.family.Now(e.InviterID) == inviter && e.CommunityID == c.Community &&
			(e.At == c.At || g.repeats(&c, e)) {
			return e
		}
	}
	return nil
}

// repeats tells whether a claim by the same inviter at another moment adds nothing to one on record. By hand and over the
// API: nothing beside a bond. From a file that may come once more, when others have changed what its lines came to, time
// alone decides: under first touch nothing after the claim on record, under last touch each line stands for itself.
func (g *grove) repeats(c *Claim, e *entry) bool {
	if g.importID == 0 {
		return e.Verdict == OutcomeBound
	}
	return g.rules.Touch == FirstTouch && dated(c.At) > dated(e.At)
}

// echo finds an earlier claim by the same inviter that ended so for the same reason: a code scanned twice is one claim, of
// its owner too. What files say is decided by known alone.
func (g *grove) echo(e *entry, person customer.ID) *entry {
	if e.Verdict == OutcomeBound || g.importID != 0 {
		return nil
	}
	inviter := g.family.Now(e.InviterID)
	for _, o := range g.claims[person] {
		if o.Verdict == e.Verdict && o.Reason == e.Reason && o.CommunityID == e.CommunityID && g.family.Now(o.InviterID) == inviter {
			return o
		}
	}
	return nil
}

// again notes that a claim was said once more, so that undoing the import that brought it leaves it.
func (g *grove) again(e *entry, person customer.ID) Verdict {
	if e.ImportID != 0 && e.ImportID != g.importID {
		g.seen[seenRow{e.ID, g.importID}] = true
	}
	return Verdict{ID: e.ID, Outcome: e.Verdict, Reason: e.Reason, Referrer: g.referrer(person)}
}

// enter makes the record of a claim, undecided.
func (g *grove) enter(c Claim) *entry {
	b := g.briefs[c.Customer]
	return &entry{Record: Record{ID: ClaimID(g.newID()), CustomerID: c.Customer, InviterID: c.Inviter, At: c.At, Source: c.Source,
		Evidence: c.Evidence, CommunityID: c.Community, Note: c.Note, StoreID: b.StoreID, KeeperID: b.StaffID, StaffID: c.Staff,
		ImportID: g.importID, Ref: c.Ref}}
}

// judge decides a claim that is not among those of its person yet, and binds the person if it wins. It gives the claim
// whose place it took.
func (g *grove) judge(e *entry, person customer.ID) (replaced *entry) {
	inviter := g.family.Now(e.InviterID)
	if inviter == person {
		e.Verdict, e.Reason = OutcomeVoid, ReasonSelf
		return nil
	}
	held := g.bound(person)
	var reasons []Reason
	for _, h := range held {
		wins, lost := g.rules.duel(&h.Record, &e.Record)
		if !wins {
			e.Verdict, e.Reason = OutcomeLost, lost
			return nil
		}
		reasons = append(reasons, lost)
	}
	switch {
	case g.rules.existing(&e.Record, g.life(person)):
		e.Verdict, e.Reason = OutcomeLost, ReasonExisting
		return nil
	case g.circles(person, inviter):
		e.Verdict, e.Reason = OutcomeLost, ReasonCycle
		return nil
	}
	_, replaced = g.recorded(person)
	for n, h := range held {
		g.settle(h, OutcomeReplaced, reasons[n])
	}
	e.Verdict = OutcomeBound
	g.bind(link{person, inviter, e.At})
	return replaced
}

// settle gives a claim another verdict.
func (g *grove) settle(e *entry, verdict Outcome, reason Reason) {
	e.Verdict, e.Reason = verdict, reason
	if verdict != OutcomeBound {
		e.Forced = false
	}
	if e.CommunityID != 0 {
		g.places[place{g.family.Now(e.CustomerID), e.CommunityID}] = true
	} else {
		e.Standing = alone(verdict)
	}
}

// bind puts the edge of a person on record, whatever was there before. It closes no circle.
func (g *grove) bind(l link) {
	p := g.plant(l.person)
	g.plant(l.parent)
	if p.edge().parent != 0 {
		g.torn = true
		g.cut(p)
	}
	g.join(p, l)
}
