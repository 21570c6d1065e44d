package insight

import (
	"context"
	"slices"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// mostCosts is how many costs one call may record.
const mostCosts = 500

// ErrManyCosts names the limit.
var ErrManyCosts = fault.New(fault.Invalid, "insight.cost.many", "一次至多 %d 笔费用", "At most %d costs at a time")

const costColumns = `id, kind, channel, store_id, from_day, to_day, amount, minutes, rate, source, ref, staff_id, at`

// RecordCosts records costs, all or none. One whose source and ref are there already with the same content changes nothing; with
// another content it is refused. It gives how many were new.
func (s *Service) RecordCosts(ctx context.Context, costs []Cost) (added int, err error) {
	if err := org.Must(ctx, org.SpendEdit); err != nil {
		return 0, err
	}
	if len(costs) > mostCosts {
		return 0, ErrManyCosts.F(mostCosts)
	}
	stores := make([]org.StoreID, len(costs))
	for i := range costs {
		if err := costs[i].complete(); err != nil {
			return 0, err
		}
		if err := org.Scope(ctx).Check(costs[i].StoreID, 0); err != nil {
			return 0, err
		}
		stores[i] = costs[i].StoreID
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := org.MustKnow(ctx, tx, stores, nil); err != nil {
			return err
		}
		added, err = takeCosts(ctx, tx, costs)
		if err != nil || added == 0 {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "cost.record", Object: "cost", After: map[string]any{"added": added}})
	})
	if err == nil {
		s.Stale()
	}
	return added, err
}

// takeCosts enters costs and refuses those that are there under the same number with another content.
func takeCosts(ctx context.Context, tx *db.Tx, costs []Cost) (added int, err error) {
	actor, _ := org.ActorOf(ctx)
	rows := slices.Clone(costs)
	for i := range rows {
		rows[i].ID, rows[i].StaffID, rows[i].At = CostID(tx.NewID()), actor.Staff, tx.Now
	}
	n, err := db.Insert(ctx, tx, "insight_cost", rows, `ON CONFLICT (source, ref) WHERE ref <> '' DO NOTHING`)
	if err != nil {
		return 0, err
	}
	stored, err := numberedCosts(ctx, tx, rows)
	if err != nil {
		return 0, err
	}
	for _, c := range rows {
		if old, ok := stored[c.number()]; ok && old.content() != c.content() {
			return 0, ErrCostDiffers.F(c.Source, c.Ref, old.Amount)
		}
	}
	return int(n), nil
}

type costNumber struct{ Source, Ref string }

func (c Cost) number() costNumber { return costNumber{c.Source, c.Ref} }

// numberedCosts reads what stands under the numbers of costs.
func numberedCosts(ctx context.Context, q db.Q, costs []Cost) (map[costNumber]Cost, error) {
	var numbers []costNumber
	for _, c := range costs {
		if c.Ref != "" {
			numbers = append(numbers, c.number())
		}
	}
	out := map[costNumber]Cost{}
	where := db.Where("").InRows("source, ref", numbers)
	return out, db.Each(ctx, q, func(c Cost) error { out[c.number()] = c; return nil },
		`SELECT `+costColumns+` FROM insight_cost WHERE `+where.SQL(), where.Args()...)
}

// content is the cost without what recording adds.
func (c Cost) content() Cost {
	c.ID, c.StaffID, c.At = 0, 0, 0
	return c
}

// CostFilter narrows costs; zero fields do not. From and To are days: a cost that touches them is listed.
type CostFilter struct {
	From, To string
	Channel  string
	Kind     CostKind
	After    CostID // the last of the page before
	Limit    int    // 100 when 0, 1,000 at most
}

// Costs lists the costs entered in the actor's scope, latest first. Advertising that came as spend is commerce's.
func (s *Service) Costs(ctx context.Context, f CostFilter) ([]Cost, error) {
	if err := org.Must(ctx, org.SpendRead); err != nil {
		return nil, err
	}
	c := db.Where("").Join(org.Scope(ctx).Cond("store_id", "")).If(f.From != "", "to_day >= $1", f.From).If(f.To != "", "from_day <= $1", f.To).
		If(f.Channel != "", "channel = $1", f.Channel).If(f.Kind != "", "kind = $1", f.Kind).If(f.After != 0, "id < $1", f.After)
	limit := f.Limit
	if limit <= 0 {
		limit = pageRows
	}
	return db.All[Cost](ctx, s.db.Read(), `SELECT `+costColumns+` FROM insight_cost WHERE `+c.SQL()+`
		ORDER BY id DESC LIMIT `+c.Next(1), c.Args(min(limit, maxPageRows))...)
}

// DropCost removes a cost that was entered by mistake; the audit keeps what it said.
func (s *Service) DropCost(ctx context.Context, i CostID) error {
	if err := org.Must(ctx, org.SpendEdit); err != nil {
		return err
	}
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, err := db.All[Cost](ctx, tx, `SELECT `+costColumns+` FROM insight_cost WHERE id = $1`, i)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return ErrNoCost.F(i)
		}
		old := found[0]
		if err := org.Scope(ctx).Check(old.StoreID, 0); err != nil {
			return err
		}
		if err := db.MustAffect(ctx, tx, ErrNoCost.F(i), `DELETE FROM insight_cost WHERE id = $1`, i); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "cost.drop", Object: "cost", ID: int64(i), Before: map[string]any{"kind": old.Kind,
			"channel": old.Channel, "from": old.FromDay, "to": old.ToDay, "amount": old.Amount, "source": old.Source, "ref": old.Ref}})
	})
	if err == nil {
		s.Stale()
	}
	return err
}
