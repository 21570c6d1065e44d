package customer

import (
	"context"
	"fmt"
	"slices"

	"qunli/kit/db"
	"qunli/org"
)

// tiers are the tiers, best first (CUS-12).
var tiers = [...]string{"A", "B", "C", "D"}

// TopTier is the tier whose newcomers get a named owner.
const TopTier = "A"

// Tiered is the tier of a person: A, B, C, D; "" none.
type Tiered struct {
	Customer ID
	Tier     string
}

// SetTiers writes tiers of people, worked out by the nightly job, in the caller's transaction; people not listed keep
// theirs. It writes the history, says what changed, and gives what the caller publishes: the moves, and who is newly in
// tier A with the staff who look after them. It takes its locks first: call it before the caller writes anything.
func SetTiers(ctx context.Context, tx *db.Tx, list []Tiered) (moved []Moved, entered []TierEntered, err error) {
	want := map[ID]string{}
	for _, t := range list {
		if t.Tier != "" && !slices.Contains(tiers[:], t.Tier) {
			return nil, nil, fmt.Errorf("customer: no tier %q", t.Tier)
		}
		want[t.Customer] = t.Tier
	}
	moved, err = regrade(ctx, tx, AspectTier, want, grade{
		get: func(s standing) string { return s.Tier },
		set: func(s *standing, to string) { s.Tier, s.TierAt = to, tx.Now },
	})
	if err != nil {
		return nil, nil, err
	}
	entered, err = entries(ctx, tx, moved)
	return moved, entered, err
}

// entries names those who are newly in the top tier, and who looks after them.
func entries(ctx context.Context, q db.Q, moved []Moved) ([]TierEntered, error) {
	var top []ID
	for _, m := range moved {
		if m.To == TopTier {
			top = append(top, m.Customer)
		}
	}
	type owned struct {
		ID      ID
		StaffID org.StaffID
	}
	var out []TierEntered
	err := db.Lists(q, top, func(part []ID) error {
		c := db.Where("").In("id", part)
		return db.Each(ctx, q, func(o owned) error { out = append(out, TierEntered{o.ID, TopTier, o.StaffID}); return nil },
			`SELECT id, staff_id FROM customer WHERE `+c.SQL()+` ORDER BY id`, c.Args()...)
	})
	return out, err
}

// grade reads and writes an aspect that is decided outside of the evidence.
type grade struct {
	get      func(s standing) string
	set      func(s *standing, to string)
	evidence func(i ID) string // JSON, nil none
	by       hand
}

// regrade gives people other values in an aspect, and writes what that changes. People who are gone are left out.
func regrade(ctx context.Context, tx *db.Tx, aspect Aspect, want map[ID]string, g grade) ([]Moved, error) {
	if err := lockStandings(ctx, tx); err != nil {
		return nil, err
	}
	ids := make([]ID, 0, len(want))
	for i := range want {
		ids = append(ids, i)
	}
	slices.Sort(ids)
	rows, err := standingsOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	var changed []standing
	var moves []move
	var moved []Moved
	var people []ID
	for _, row := range rows {
		to := want[row.CustomerID]
		from := g.get(row)
		if from == to {
			continue
		}
		m := move{ID: tx.NewID(), CustomerID: row.CustomerID, Aspect: aspect, FromValue: from, ToValue: to, At: tx.Now,
			Evidence: "{}", Reason: g.by.reason, StaffID: g.by.staff}
		if g.evidence != nil {
			m.Evidence = g.evidence(row.CustomerID)
		}
		g.set(&row, to)
		changed, moves, moved, people = append(changed, row), append(moves, m), append(moved, m.fact()), append(people, row.CustomerID)
	}
	if err := saveStandings(ctx, tx, changed); err != nil {
		return nil, err
	}
	if _, err := db.Insert(ctx, tx, "customer_move", moves, ""); err != nil {
		return nil, err
	}
	return moved, Changed(ctx, tx, people, aspect.attribute())
}

// standingsOf gives the rows of people who are here, as stored or empty, in order of ids.
func standingsOf(ctx context.Context, q db.Q, ids []ID) ([]standing, error) {
	var out []standing
	err := db.Lists(q, ids, func(part []ID) error {
		known := map[ID]standing{}
		c := db.Where("").In("customer_id", part)
		err := db.Each(ctx, q, func(s standing) error { known[s.CustomerID] = s; return nil },
			`SELECT `+standingColumns+` FROM customer_standing WHERE `+c.SQL(), c.Args()...)
		if err != nil {
			return err
		}
		c = db.Where("erased_at = 0").In("id", part)
		return db.Each(ctx, q, func(i ID) error {
			s := known[i]
			s.CustomerID = i
			out = append(out, s)
			return nil
		}, `SELECT id FROM customer WHERE `+c.SQL()+` ORDER BY id`, c.Args()...)
	})
	return out, err
}
