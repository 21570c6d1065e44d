package referral

import (
	"context"
	"slices"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/org"
)

// Decide ends a dispute by hand: the claim becomes the recorded referrer, whatever the rules say, and stays it; the others
// are kept, lost to it. Everybody below the person moves along. Nobody can be put below themselves.
func (s *Service) Decide(ctx context.Context, claim ClaimID, reason string) error {
	return s.rule(ctx, claim, reason, "referral.decide", func(g *grove, e *entry) error {
		if e.Verdict == OutcomeVoid {
			return ErrVoid
		}
		person, inviter := g.family.Now(e.CustomerID), g.family.Now(e.InviterID)
		if person == inviter {
			return ErrSelf
		}
		was, _ := g.recorded(person)
		if was.parent != inviter && g.circles(person, inviter) {
			return ErrCycle
		}
		for _, h := range g.claims[person] {
			if h != e && (h.Verdict == OutcomeBound || h.Verdict == OutcomeLost && h.Reason != ReasonExisting && h.Reason != ReasonCycle) {
				g.settle(h, lostOr(h), ReasonDispute)
			}
		}
		g.settle(e, OutcomeBound, "")
		e.Forced = true
		g.reedge(person, was)
		return nil
	})
}

// lostOr is what a claim becomes that another took the place of: one that held was replaced.
func lostOr(e *entry) Outcome {
	if e.Verdict == OutcomeBound {
		return OutcomeReplaced
	}
	return OutcomeLost
}

// Void takes a claim back: it stays, and counts for nothing. If it was the recorded referrer, the claims left are decided
// again in the order in which they came; if none wins, the referrer is unknown, and everybody below the person leaves the
// sums of those above.
func (s *Service) Void(ctx context.Context, claim ClaimID, reason string) error {
	return s.rule(ctx, claim, reason, "referral.void", func(g *grove, e *entry) error {
		if e.Verdict == OutcomeVoid {
			return nil
		}
		person, held := g.family.Now(e.CustomerID), e.Verdict == OutcomeBound
		was, _ := g.recorded(person)
		g.settle(e, OutcomeVoid, ReasonWithdrawn)
		if held {
			g.resettle(person, was)
		}
		return nil
	})
}

// Unbind takes back every claim about a person that could hold: their referrer is unknown from now on.
func (s *Service) Unbind(ctx context.Context, i customer.ID, reason string) error {
	if err := org.Must(ctx, org.ReferralEdit); err != nil {
		return err
	}
	records, err := s.Claims(ctx, i)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(records, func(r Record) bool { return r.Verdict == OutcomeBound })
	if at < 0 {
		return ErrNoBond
	}
	return s.rule(ctx, records[at].ID, reason, "referral.unbind", func(g *grove, e *entry) error {
		person := g.family.Now(e.CustomerID)
		was, _ := g.recorded(person)
		for _, o := range g.claims[person] {
			if contends(&o.Record) {
				g.settle(o, OutcomeVoid, ReasonWithdrawn)
			}
		}
		g.reedge(person, was)
		return nil
	})
}

// contends tells whether a claim could hold its person if the others were not there.
func contends(r *Record) bool {
	return r.Verdict != OutcomeVoid && r.Reason != ReasonExisting && r.Reason != ReasonCycle
}

// resettle decides the claims of a person anew, in the order in which they came, and puts the edge of the winner on record
// in place of the one that was there.
func (g *grove) resettle(person customer.ID, was link) {
	var held *entry
	for _, e := range g.claims[person] {
		if e.gone || !contends(&e.Record) {
			continue
		}
		if e.Verdict != OutcomeBound && g.circles(person, g.family.Now(e.InviterID)) {
			g.settle(e, lostOr(e), ReasonCycle)
			continue
		}
		if held == nil {
			held = e
			continue
		}
		wins, reason := g.rules.duel(&held.Record, &e.Record)
		if e.Forced {
			wins, reason = true, ReasonDispute
		}
		loser := e
		if wins {
			loser, held = held, e
		}
		g.settle(loser, lostOr(loser), reason)
	}
	if held != nil && held.Verdict != OutcomeBound {
		g.settle(held, OutcomeBound, "")
	}
	g.reedge(person, was)
}

// reedge makes the edge above a person what the claims say; was is what it was.
func (g *grove) reedge(person customer.ID, was link) {
	after, _ := g.recorded(person)
	if after == was {
		return
	}
	g.torn = true
	if p := g.plants[person]; p != nil {
		g.cut(p)
	}
	if after.parent != 0 {
		g.plant(person)
		g.plant(after.parent)
		g.forest.link(after)
	}
}

// facts tells what the grove made of bonds.
func (g *grove) facts(importID int64) []event.Fact {
	bound, voided := Bound{Import: importID}, Voided{Import: importID}
	for _, e := range g.entries {
		r := e.now()
		switch was, is := holds(&e.stored), holds(&r); {
		case is && !was:
			bound.Claims = append(bound.Claims, e.ID)
		case was && !is:
			voided.Claims = append(voided.Claims, e.ID)
		}
	}
	return telling(bound, voided)
}

// rule changes one claim by hand: f says how. The person brought lies in the actor's scope; the reason is kept.
func (s *Service) rule(ctx context.Context, claim ClaimID, reason, verb string, f func(g *grove, e *entry) error) error {
	if err := org.Must(ctx, org.ReferralEdit); err != nil {
		return err
	}
	if reason = tidy(reason, maxNote); strings.TrimSpace(reason) == "" {
		return ErrNoReason
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockForest(ctx, tx); err != nil {
			return err
		}
		g, e, err := openClaim(ctx, tx, claim)
		if err != nil {
			return err
		}
		if err := customer.Join(ctx, tx, e.CustomerID); err != nil {
			return err
		}
		if err := f(g, e); err != nil {
			return err
		}
		e.Note = reason
		if err := g.write(ctx, tx); err != nil {
			return err
		}
		if err := org.Audit(ctx, tx, org.Change{Verb: verb, Object: "customer", ID: int64(e.CustomerID),
			Before: map[string]any{"claim": e.ID, "outcome": e.stored.Verdict, "why": e.stored.Reason},
			After:  map[string]any{"claim": e.ID, "outcome": e.Verdict, "reason": reason}}); err != nil {
			return err
		}
		return s.bus.Publish(ctx, tx, g.facts(0)...)
	})
}

// openClaim reads a claim with everything that it is decided by.
func openClaim(ctx context.Context, tx *db.Tx, claim ClaimID) (*grove, *entry, error) {
	rows, err := ClaimsByID(ctx, tx, []ClaimID{claim})
	if err != nil {
		return nil, nil, err
	}
	if len(rows) == 0 {
		return nil, nil, ErrMissing
	}
	g, err := openGrove(ctx, tx, 0, []customer.ID{rows[0].CustomerID}, []customer.ID{rows[0].InviterID})
	if err != nil {
		return nil, nil, err
	}
	at := slices.IndexFunc(g.entries, func(e *entry) bool { return e.ID == claim })
	return g, g.entries[at], nil
}
