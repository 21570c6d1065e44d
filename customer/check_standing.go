package customer

import (
	"context"
	"fmt"
	"time"

	"qunli/kit/db"
	"qunli/org"
)

// checkStandings compares where people stand with what follows from their acts, their card and what was decided by hand. It
// asks for the last day on which a standing holds unless something is done: the one before it is due. People of whom a change is
// waiting in the feed are left out, and so are those merged away and erased.
func checkStandings(ctx context.Context, q db.Q) ([]db.Difference, error) {
	rules, err := RulesOf(ctx, q)
	if err != nil {
		return nil, err
	}
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []db.Difference
	err = eachPart(ctx, q, func(ids []ID) error {
		settled, err := settledOf(ctx, q, ids)
		if err != nil {
			return err
		}
		known, err := readPeople(ctx, q, settled, rules, zone)
		for _, i := range settled {
			if p := known[i]; p != nil && !p.erased {
				out = append(out, p.differences(rules, zone)...)
			}
		}
		return err
	})
	return out, err
}

// settledOf leaves out of people those who are read as others, and those of whom, or of whose group, a change is waiting.
func settledOf(ctx context.Context, q db.Q, ids []ID) ([]ID, error) {
	now, err := Canonical(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	groups, err := groupsOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var all []ID
	for _, g := range groups {
		all = append(all, g...)
	}
	waiting := map[ID]bool{}
	err = db.Lists(q, distinct(all), func(part []ID) error {
		c := db.Where("").In("customer_id", part)
		return db.Each(ctx, q, func(i ID) error { waiting[i] = true; return nil },
			`SELECT DISTINCT customer_id FROM customer_change WHERE `+c.SQL(), c.Args()...)
	})
	var out []ID
	for _, i := range ids {
		settled := now[i] == i
		for _, member := range groups[i] {
			settled = settled && !waiting[member]
		}
		if settled {
			out = append(out, i)
		}
	}
	return out, err
}

// never is a day after everything that is known.
const never = 4_000_000

// differences tells where a person's row is not what follows.
func (p *person) differences(rules Rules, zone *time.Location) []db.Difference {
	day := never
	switch {
	case p.row.DueAt == 1: // the rules have changed
		return nil
	case p.row.DueAt != 0:
		day = dayOf(p.row.DueAt, zone) - 1
	}
	want := p.row
	want.apply(rules.stand(p.life, day), zone)
	if want.Ladder < p.pinned {
		want.Ladder, want.LadderAt = p.pinned, p.row.LadderAt
	}
	if want == p.row {
		return nil
	}
	return []db.Difference{db.Differs("customer_standing", p.row.CustomerID.String(), p.row.text(), want.text())}
}

// text spells what is worked out of a standing.
func (r standing) text() string {
	return fmt.Sprintf("%d@%d %d@%d %d@%d %g %s due %d", r.Ladder, r.LadderAt, r.Depth, r.DepthAt, r.Band, r.BandAt, r.Tie, r.TieDay, r.DueAt)
}
