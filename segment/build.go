package segment

import (
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
)

// buildStep is how many people one transaction of a build asks about.
const buildStep = 2000

// build finds the members of a rule that is being built among the next people, by id, and gives false when no rule is.
// People up to saved.BuiltTo are kept as facts arrive, those after it are not asked until the build comes to them: whatever
// was told of them before is read then. A build of a rule that has members already changes only what differs.
func (s *Service) build(ctx context.Context) (more bool, err error) {
	err = s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
		if err := lockFold(ctx, tx); err != nil {
			return err
		}
		library, err := s.library(ctx, tx)
		if err != nil {
			return err
		}
		n := slices.IndexFunc(library.rules, func(r *live) bool { return r.State == Building })
		if more = n >= 0; !more {
			return nil
		}
		f, err := s.frameOf(ctx, tx)
		if err != nil {
			return err
		}
		return s.buildNext(event.History(ctx), tx, library.rules[n], f)
	})
	return more, err
}

func (s *Service) buildNext(ctx context.Context, tx *db.Tx, rule *live, f frame) error {
	ids, err := customer.Roster(ctx, tx, rule.BuiltTo, buildStep)
	if err != nil {
		return err
	}
	to, state, at := customer.ID(ever), Live, tx.Now
	if len(ids) == buildStep {
		to, state, at = ids[len(ids)-1], Building, rule.BuiltAt
	}
	a, err := prepare(ctx, tx, rule.program, f)
	if err != nil {
		return err
	}
	in, due, err := a.span(ctx, ids, rule.BuiltTo, to)
	if err != nil {
		return err
	}
	stands := &kept{map[pair]Stay{}, map[pair]int64{}}
	if err := stands.read(ctx, tx, db.Where("segment_id = $1 AND customer_id > $2 AND customer_id <= $3", rule.ID, rule.BuiltTo, to)); err != nil {
		return err
	}
	if err := s.apply(ctx, tx, stands, built(rule, stands, in, due, tx.Now)); err != nil {
		return err
	}
	return db.MustAffect(ctx, tx, ErrChanged, `UPDATE segment SET state = $2, built_to = $3, built_at = $4, zone = $5 WHERE id = $1`,
		rule.ID, state, to, at, f.zone.String())
}

// built gives the findings of a build: of those who are in, those with a due moment and those who are kept.
func built(rule *live, stands *kept, in map[customer.ID]bool, due map[customer.ID]int64, now int64) []finding {
	who := map[customer.ID]bool{}
	for i := range in {
		who[i] = true
	}
	for i := range due {
		who[i] = true
	}
	for at := range stands.stays {
		who[at.Customer] = true
	}
	for at := range stands.due {
		who[at.Customer] = true
	}
	var out []finding
	for _, i := range sortedKeys(who) {
		out = append(out, finding{rule: rule, who: i, in: in[i], due: due[i], by: "build", at: now, history: true})
	}
	return out
}

// span asks about the people after one and up to another, who are ids: by the set form, or by the person form when
// time alone may change what the rule says and the moments are wanted as well.
func (a *question) span(ctx context.Context, ids []customer.ID, after, to customer.ID) (map[customer.ID]bool, map[customer.ID]int64, error) {
	in, due := map[customer.ID]bool{}, map[customer.ID]int64{}
	if a.timed {
		people, err := read(ctx, a.q, a.plan, a.frame, ids, nil)
		for i, p := range people {
			holds, flips := a.verdict(p)
			if holds {
				in[i] = true
			}
			if flips != 0 {
				due[i] = flips
			}
		}
		return in, due, err
	}
	err := a.each(ctx, after, to, func(i customer.ID) error { in[i] = true; return nil })
	return in, due, err
}
