package community

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/org"
	"qunli/segment"
)

// RunFlows runs every rule of flow in the actor's scope that is not paused, and gives how many people were suggested. A rule
// that fails is told and stops no other.
func (s *Service) RunFlows(ctx context.Context) (suggested int64, err error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return 0, err
	}
	rules, err := s.FlowRules(ctx)
	if err != nil {
		return 0, err
	}
	var failed []error
	for _, r := range rules {
		if r.Paused {
			continue
		}
		flows, err := s.RunFlow(ctx, r.ID)
		if err != nil {
			failed = append(failed, fmt.Errorf("rule of flow %s: %w", r.ID, err))
		}
		suggested += int64(len(flows))
	}
	return suggested, errors.Join(failed...)
}

// RunFlow asks one rule about the people of the groups it comes from and suggests those for whom it holds, who are not in
// the target and were not suggested for it within the days of the rule. Every suggestion is told as FlowSuggested.
func (s *Service) RunFlow(ctx context.Context, i FlowRuleID) ([]Flow, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return nil, err
	}
	var out []Flow
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := customer.Hold(ctx, tx); err != nil {
			return err
		}
		r, err := loadFlowRule(ctx, tx, i)
		if err != nil {
			return err
		}
		// The rule's row is the lock: two runs at once suggest nobody twice.
		if err := db.MustAffect(ctx, tx, ErrNoFlowRule, `UPDATE community_flow_rule SET ran_at = $2 WHERE id = $1`, i, tx.Now); err != nil {
			return err
		}
		if out, err = s.suggest(ctx, tx, r); err != nil {
			return err
		}
		return s.tellFlows(ctx, tx, out)
	})
	return out, err
}

// flowRow is a row of community_flow: a Flow without what is read from stays.
type flowRow struct {
	ID          FlowID
	RuleID      FlowRuleID
	CustomerID  customer.ID
	FromID      ID
	ToID        ID
	StoreID     org.StoreID
	StaffID     org.StaffID
	SuggestedAt int64
	DueAt       int64
	InvitedAt   int64
	InvitedBy   org.StaffID
	DroppedAt   int64
}

func (s *Service) tellFlows(ctx context.Context, tx *db.Tx, flows []Flow) error {
	rows := make([]flowRow, len(flows))
	facts := make([]FlowSuggested, len(flows))
	for i, f := range flows {
		rows[i] = flowRow{f.ID, f.RuleID, f.CustomerID, f.FromID, f.ToID, f.StoreID, f.StaffID, f.SuggestedAt, f.DueAt, 0, 0, 0}
		facts[i] = FlowSuggested{f.ID, f.RuleID, f.CustomerID, f.FromID, f.ToID, f.StoreID, f.StaffID, f.DueAt}
	}
	if _, err := db.Insert(ctx, tx, "community_flow", rows, ""); err != nil {
		return err
	}
	return event.PublishAll(ctx, tx, s.bus, facts)
}

// suggest gives the suggestions of a rule, by person.
func (s *Service) suggest(ctx context.Context, tx *db.Tx, r FlowRule) ([]Flow, error) {
	rule, err := s.segments.Parse(r.Rule)
	if err != nil {
		return nil, err
	}
	sources, err := sourcesOf(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	inside, err := insiders(ctx, tx, sources)
	if err != nil {
		return nil, err
	}
	holds, err := s.holding(ctx, tx, rule, inside)
	if err != nil {
		return nil, err
	}
	targets, err := readTargets(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	var out []Flow
	for _, m := range holds {
		from := sources[m.CommunityID]
		to := targets.of(from, m.now)
		if to == 0 {
			continue
		}
		out = append(out, Flow{ID: FlowID(tx.NewID()), RuleID: r.ID, CustomerID: m.CustomerID, FromID: from.ID, ToID: to, StoreID: from.StoreID,
			StaffID: from.StaffID, SuggestedAt: tx.Now, DueAt: tx.Now + r.Days*dayMS})
	}
	return out, nil
}

// sourcesOf gives the open groups of the actor's scope that a rule takes people from.
func sourcesOf(ctx context.Context, q db.Q, r FlowRule) (map[ID]Community, error) {
	c := db.Where("state IN ('open', 'harvest')").If(r.FromID != 0, "id = $1", r.FromID).
		If(r.FromID == 0, "kind = $1", string(r.FromKind)).If(r.StoreID != 0, "store_id = $1", r.StoreID).
		Join(org.Scope(ctx).Cond("store_id", "staff_id"))
	out := map[ID]Community{}
	return out, db.Each(ctx, q, func(g Community) error { out[g.ID] = g; return nil },
		`SELECT `+columns+` FROM community WHERE `+c.SQL(), c.Args()...)
}

// insiders gives who is in groups now, as booked, each person once: in the group they joined first.
func insiders(ctx context.Context, q db.Q, groups map[ID]Community) ([]pair, error) {
	ids := make([]ID, 0, len(groups))
	for i := range groups {
		ids = append(ids, i)
	}
	seen := map[customer.ID]bool{}
	var out []pair
	err := db.Lists(q, distinct(ids), func(part []ID) error {
		c := db.Where("left_at = 0").In("community_id", part)
		return db.Each(ctx, q, func(p pair) error {
			if !seen[p.CustomerID] {
				seen[p.CustomerID], out = true, append(out, p)
			}
			return nil
		}, `SELECT community_id, customer_id FROM community_stay WHERE `+c.SQL()+` ORDER BY joined_at, id`, c.Args()...)
	})
	return out, err
}

// insider is somebody in a group: as booked there, and who they are now.
type insider struct {
	pair
	now customer.ID
}

// holding gives those for whom a rule holds, each person once, in order.
func (s *Service) holding(ctx context.Context, q db.Q, rule segment.Rule, inside []pair) ([]insider, error) {
	now, err := canonical(ctx, q, inside)
	if err != nil {
		return nil, err
	}
	at := map[customer.ID]pair{}
	var people []customer.ID
	for _, p := range inside {
		who := now[p.CustomerID]
		if _, ok := at[who]; !ok {
			at[who], people = p, append(people, who)
		}
	}
	verdicts, err := s.segments.Person(ctx, q, rule, people)
	if err != nil {
		return nil, err
	}
	var out []insider
	for who, v := range verdicts {
		if v.In {
			out = append(out, insider{at[who], who})
		}
	}
	slices.SortFunc(out, func(a, b insider) int { return cmp.Compare(a.now, b.now) })
	return out, nil
}

// canonical tells who the people of pairs are now.
func canonical(ctx context.Context, q db.Q, pairs []pair) (map[customer.ID]customer.ID, error) {
	booked := make([]customer.ID, len(pairs))
	for i, p := range pairs {
		booked[i] = p.CustomerID
	}
	return customer.Canonical(ctx, q, distinct(booked))
}

// targets are the groups that a rule leads to, and who is not to be suggested for which.
type targets struct {
	one    bool // a group of the rule, not those of a kind in a store
	groups map[org.StoreID][]Community
	room   map[ID]int64
	busy   map[pair]bool // in it, or suggested for it lately; people as they are now
}

// readTargets gives the open groups a rule leads to, with their room.
func readTargets(ctx context.Context, tx *db.Tx, r FlowRule) (*targets, error) {
	t := &targets{r.ToID != 0, map[org.StoreID][]Community{}, map[ID]int64{}, map[pair]bool{}}
	var ids []ID
	c := db.Where("state = 'open'").If(t.one, "id = $1", r.ToID).If(!t.one, "kind = $1", string(r.ToKind))
	err := db.Each(ctx, tx, func(g Community) error {
		size := g.TargetSize
		key := g.StoreID
		if t.one {
			size, key = g.Cap, 0
		}
		t.groups[key] = append(t.groups[key], g)
		t.room[g.ID] = size - g.Members
		ids = append(ids, g.ID)
		return nil
	}, `SELECT `+columns+` FROM community WHERE `+c.SQL()+` ORDER BY series, number, id`, c.Args()...)
	if err != nil {
		return nil, err
	}
	return t, t.readBusy(ctx, tx, distinct(ids), tx.Now-r.Days*dayMS)
}

func (t *targets) readBusy(ctx context.Context, q db.Q, ids []ID, since int64) error {
	var busy []pair
	add := func(p pair) error { busy = append(busy, p); return nil }
	err := db.Lists(q, ids, func(part []ID) error {
		c := db.Where("left_at = 0").In("community_id", part)
		err := db.Each(ctx, q, add, `SELECT community_id, customer_id FROM community_stay WHERE `+c.SQL(), c.Args()...)
		if err != nil {
			return err
		}
		c = db.Where("suggested_at > $1", since).In("to_id", part)
		return db.Each(ctx, q, add, `SELECT to_id AS community_id, customer_id FROM community_flow WHERE `+c.SQL(), c.Args()...)
	})
	if err != nil {
		return err
	}
	now, err := canonical(ctx, q, busy)
	for _, p := range busy {
		t.busy[pair{p.CommunityID, now[p.CustomerID]}] = true
	}
	return err
}

// of gives the target for somebody in a group, of the same area first; 0: none has room, or they are in one or were
// suggested for one.
func (t *targets) of(from Community, who customer.ID) ID {
	groups := t.groups[from.StoreID]
	if t.one {
		groups = t.groups[0]
	}
	var best, near ID
	for _, g := range groups {
		switch {
		case t.busy[pair{g.ID, who}]:
			return 0
		case g.ID == from.ID || t.room[g.ID] <= 0:
		case near == 0 && g.Area == from.Area:
			near = g.ID
		case best == 0:
			best = g.ID
		}
	}
	best = cmp.Or(near, best)
	if best != 0 {
		t.room[best]--
	}
	return best
}
