package customer

import (
	"context"
	"fmt"

	"qunli/kit/db"
	"qunli/org"
)

// Climb lifts a person to a level by hand (CUS-06): they stay there whatever the evidence, and go on by evidence from there.
// One level up takes a reason; further up the levels between must have their evidence, otherwise ErrJump, unless it is
// forced. The history keeps the reason, who said it and what evidence there was.
func (s *Service) Climb(ctx context.Context, i ID, to Level, reason string, force bool) error {
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return err
	}
	if to <= LevelNone || to > LevelShareholder {
		return ErrLevel.F(fmt.Sprint(int64(to)))
	}
	return s.decide(ctx, i, reason, func(ctx context.Context, tx *db.Tx, w *work, p *person) (Level, error) {
		now := max(w.rules.Ladder.level(p.life, w.today), p.pinned)
		if to <= now {
			return 0, ErrClimbed.At("level", to.Title().Code, "现在是“"+now.Title().Zh+"”，请选更高的等级", "is not above the present one, "+now.Title().En)
		}
		held := w.rules.Ladder.held(p.life, w.today)
		w.by.forced = !held[to]
		for l := now + 1; l < to; l++ {
			w.by.forced = w.by.forced || !held[l]
			if !held[l] && !force {
				return 0, ErrJump.At("level", l.Title().Code, "缺少“"+l.Title().Zh+"”的依据", "lacks the evidence of "+l.Title().En)
			}
		}
		return to, audit(ctx, tx, "customer.climb", p.row.CustomerID, masked{"level": now.Title().Code},
			masked{"level": to.Title().Code, "forced": w.by.forced})
	})
}

// Pin holds a person at the level where they stand, whatever becomes of the evidence.
func (s *Service) Pin(ctx context.Context, i ID, reason string) error {
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return err
	}
	return s.decide(ctx, i, reason, func(ctx context.Context, tx *db.Tx, w *work, p *person) (Level, error) {
		now := max(w.rules.Ladder.level(p.life, w.today), p.pinned)
		if now == LevelNone {
			return 0, ErrNoLevel
		}
		return now, audit(ctx, tx, "customer.pin", p.row.CustomerID, masked{"pinned": p.pinned.Title().Code}, masked{"pinned": now.Title().Code})
	})
}

// Unpin gives a person back to the evidence.
func (s *Service) Unpin(ctx context.Context, i ID, reason string) error {
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return err
	}
	return s.decide(ctx, i, reason, func(ctx context.Context, tx *db.Tx, _ *work, p *person) (Level, error) {
		if err := unpinMerged(ctx, tx, p.row.CustomerID); err != nil {
			return 0, err
		}
		return LevelNone, audit(ctx, tx, "customer.unpin", p.row.CustomerID, masked{"pinned": p.pinned.Title().Code}, nil)
	})
}

// unpinMerged lets go of everybody merged into a person.
func unpinMerged(ctx context.Context, tx *db.Tx, i ID) error {
	people, err := group(ctx, tx, i)
	if err != nil {
		return err
	}
	return db.Lists(tx, people, func(part []ID) error {
		c := db.Where("pinned <> 0").In("customer_id", part)
		_, err := db.Exec(ctx, tx, `UPDATE customer_standing SET pinned = 0 WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// decide holds a person at the level that choose gives, 0 at none, and works out anew where they stand.
func (s *Service) decide(ctx context.Context, i ID, reason string, choose func(context.Context, *db.Tx, *work, *person) (Level, error)) error {
	reason = tidy(reason, maxRemark)
	if reason == "" {
		return ErrReason
	}
	return s.add(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockStandings(ctx, tx); err != nil {
			return err
		}
		w, p, err := openPerson(ctx, tx, i)
		if err != nil {
			return err
		}
		w.by = handOf(ctx, p.row.CustomerID, reason)
		if p.row.Pinned, err = choose(ctx, tx, w, p); err != nil {
			return err
		}
		if err := saveStandings(ctx, tx, []standing{p.row}); err != nil {
			return err
		}
		moved, err := restand(ctx, tx, []ID{p.row.CustomerID}, w.by)
		if err != nil {
			return err
		}
		return s.publish(ctx, tx, moved)
	})
}

// openPerson reads one person for a decision of ctx's actor, who may see them.
func openPerson(ctx context.Context, tx *db.Tx, i ID) (*work, *person, error) {
	r, err := loadOpen(ctx, tx, i)
	if err != nil {
		return nil, nil, err
	}
	w, err := openWork(ctx, tx, hand{})
	if err != nil {
		return nil, nil, err
	}
	known, err := readPeople(ctx, tx, []ID{r.ID}, w.rules, w.zone)
	if err != nil {
		return nil, nil, err
	}
	return w, known[r.ID], nil
}

// handOf is ctx's actor deciding about a person.
func handOf(ctx context.Context, who ID, reason string) hand {
	a, _ := org.ActorOf(ctx)
	return hand{who: who, staff: a.Staff, reason: reason}
}
