package community

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// FlowRule says who goes on from which groups to which (COM-07): a group or a kind on either side.
type FlowRule struct {
	ID        FlowRuleID
	Name      string
	Rule      string // canonical text
	FromID    ID     // 0: every open group of FromKind
	FromKind  Kind   // "" any kind
	ToID      ID     // 0: an open group of ToKind with room, of the same store
	ToKind    Kind
	Days      int64 // a join within so many days of the suggestion is a flow; 0: the setting's
	StoreID   org.StoreID
	StaffID   org.StaffID
	Paused    bool
	RanAt     int64 // ms, 0 never
	Version   int64
	CreatedAt int64
}

// Flow is one person suggested by a rule: a row of community_flow.
type Flow struct {
	ID          FlowID
	RuleID      FlowRuleID
	CustomerID  customer.ID
	FromID      ID
	ToID        ID
	StoreID     org.StoreID // of the group they were in, then
	StaffID     org.StaffID
	SuggestedAt int64
	DueAt       int64
	InvitedAt   int64 // 0 not yet
	InvitedBy   org.StaffID
	DroppedAt   int64
	JoinedAt    int64 // of the stay in the target, if it began in time; 0 none
}

// The refusals about flows.
var (
	ErrNoFlowRule    = fault.New(fault.Missing, "community.flow_rule.missing", "没有这条流转规则", "No such rule of flow")
	ErrFlowRuleTaken = fault.New(fault.Conflict, "community.flow_rule.taken", "已有名为 %q 的流转规则", "There is a rule of flow called %q already")
	ErrNoFlow        = fault.New(fault.Missing, "community.flow.missing", "没有这条流转建议，或已经处理", "No such suggestion, or it is settled")
)

const (
	flowRuleColumns = `id, name, rule, from_id, from_kind, to_id, to_kind, days, store_id, staff_id, paused, ran_at, version, created_at`
	flowColumns     = `id, rule_id, customer_id, from_id, to_id, store_id, staff_id, suggested_at, due_at, invited_at, invited_by, dropped_at`
	// flowJoined is when a person of a flow f joined its target in time, by a join on record; 0 they have not.
	flowJoined = `COALESCE((SELECT MIN(s.joined_at) FROM community_stay s WHERE s.community_id = f.to_id AND s.customer_id = f.customer_id
		AND s.certain AND s.joined_at >= f.suggested_at AND s.joined_at <= f.due_at), 0)`
)

// FlowTemplates are the flows that every brand begins with; their rules are to be made one's own.
func FlowTemplates() []FlowRule {
	return []FlowRule{
		{Name: "活动群 → 服务群", Rule: "orders >= 1", FromKind: Activity, ToKind: Serving},
		{Name: "活动群 → 核心群", Rule: "orders(30d) >= 3 and active_days(30d) >= 5", FromKind: Activity, ToKind: Core},
		{Name: "服务群 → 销售群", Rule: "orders(90d) >= 2", FromKind: Serving, ToKind: Sales},
		{Name: "转化群 → 核心群", Rule: "orders(30d) >= 3 and active_days(30d) >= 5", FromKind: Sales, ToKind: Core},
		{Name: "高频低价 → 高频高价", Rule: "orders(90d) >= 6 and order_max >= 300.00", FromKind: Sales, ToKind: Core},
	}
}

// SaveFlowRule keeps a rule of flow: a new one (ID 0), or a change of one whose version the caller saw.
func (s *Service) SaveFlowRule(ctx context.Context, r FlowRule) (FlowRule, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return FlowRule{}, err
	}
	r.Name = strings.TrimSpace(r.Name)
	if err := r.check(); err != nil {
		return r, err
	}
	var err error
	if r.Rule, err = s.canonical(r.Rule); err != nil {
		return r, err
	}
	if err := org.Scope(ctx).Check(r.StoreID, actingStaff(ctx)); err != nil {
		return r, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		set, err := readSettings(ctx, tx)
		if err != nil {
			return err
		}
		r.Days = cmp.Or(r.Days, set.FlowDays)
		for _, i := range []ID{r.FromID, r.ToID} {
			if i == 0 {
				continue
			}
			if _, err := load(ctx, tx, i); err != nil {
				return err
			}
		}
		return saveFlowRule(ctx, tx, &r)
	})
	return r, err
}

func (r FlowRule) check() error {
	w := &wanted{}
	w.text("name", r.Name, 1, 64)
	w.text("rule", r.Rule, 1, 8192)
	w.that(r.FromID != 0 || r.FromKind.Valid(), "from", string(r.FromKind), "请选来源群或来源群类型", "choose a group or a kind to come from")
	w.that(r.ToID != 0 || r.ToKind.Valid(), "to", string(r.ToKind), "请选目标群或目标群类型", "choose a group or a kind to go to")
	w.that(r.FromID == 0 || r.FromID != r.ToID, "to", r.ToID.String(), "目标群要与来源群不同", "must differ from where they come from")
	w.that(r.Days >= 0 && r.Days <= 366, "days", fmt.Sprint(r.Days), "请填 1 到 366 天", "must be 1 to 366 days")
	return w.err()
}

func saveFlowRule(ctx context.Context, tx *db.Tx, r *FlowRule) error {
	var before any
	if r.ID == 0 {
		r.ID, r.StaffID, r.CreatedAt, r.RanAt, r.Version = FlowRuleID(tx.NewID()), actingStaff(ctx), tx.Now, 0, 0
		n, err := db.Insert(ctx, tx, "community_flow_rule", []FlowRule{*r}, "ON CONFLICT (name) DO NOTHING")
		if err == nil && n == 0 {
			err = ErrFlowRuleTaken.F(r.Name)
		}
		if err != nil {
			return err
		}
	} else {
		old, err := loadFlowRule(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		before = old.masked()
		err = db.MustAffect(ctx, tx, ErrChanged, `UPDATE community_flow_rule SET name = $3, rule = $4, from_id = $5, from_kind = $6, to_id = $7,
				to_kind = $8, days = $9, store_id = $10, paused = $11, version = version + 1 WHERE id = $1 AND version = $2`,
			r.ID, r.Version, r.Name, r.Rule, r.FromID, string(r.FromKind), r.ToID, string(r.ToKind), r.Days, r.StoreID, r.Paused)
		if db.Code(err) == db.CodeUnique {
			return ErrFlowRuleTaken.F(r.Name).Because(err)
		}
		if err != nil {
			return err
		}
		r.StaffID, r.CreatedAt, r.RanAt, r.Version = old.StaffID, old.CreatedAt, old.RanAt, r.Version+1
	}
	return org.Audit(ctx, tx, org.Change{Verb: "flow_rule.save", Object: "flow_rule", ID: int64(r.ID), Before: before, After: r.masked()})
}

func (r FlowRule) masked() map[string]any {
	return map[string]any{"name": r.Name, "rule": r.Rule, "from": r.FromID, "from_kind": r.FromKind, "to": r.ToID, "to_kind": r.ToKind,
		"days": r.Days, "paused": r.Paused}
}

// loadFlowRule gives a rule of the actor's scope. A rule of no store is everybody's to read and the whole view's to change.
func loadFlowRule(ctx context.Context, q db.Q, i FlowRuleID) (FlowRule, error) {
	r, err := db.One[FlowRule](ctx, q, `SELECT `+flowRuleColumns+` FROM community_flow_rule WHERE id = $1`, i)
	if errors.Is(err, db.ErrNone) {
		return r, ErrNoFlowRule
	}
	if err != nil {
		return r, err
	}
	return r, org.Scope(ctx).Check(r.StoreID, r.StaffID)
}

// FlowRules lists the rules of flow in the actor's scope, by name.
func (s *Service) FlowRules(ctx context.Context) ([]FlowRule, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	c := db.Where("").Join(org.Scope(ctx).Cond("store_id", "staff_id"))
	return db.All[FlowRule](ctx, s.db.Read(), `SELECT `+flowRuleColumns+` FROM community_flow_rule WHERE `+c.SQL()+` ORDER BY name`, c.Args()...)
}

// FlowQuery is which suggestions a list shows.
type FlowQuery struct {
	Rule  FlowRuleID // 0: all
	Open  bool       // only those nobody has settled and whose time has not run out
	After FlowID
	Limit int
}

// flowsSeen is the condition on suggestions whose people are in a group of the actor's scope, wherever that stood when they
// were made.
func flowsSeen(ctx context.Context) *db.Cond {
	view := org.Scope(ctx)
	if view.Whole() {
		return db.Where("")
	}
	c := view.Cond("g.store_id", "g.staff_id")
	return db.Where("EXISTS (SELECT 1 FROM community g WHERE g.id = f.from_id AND ("+c.SQL()+"))", c.Args()...)
}

// Flows lists suggestions of the actor's scope, the last first, with when they joined.
func (s *Service) Flows(ctx context.Context, ask FlowQuery) ([]Flow, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	now := s.db.Clock().Now().UnixMilli()
	c := flowsSeen(ctx).If(ask.Rule != 0, "rule_id = $1", ask.Rule).
		If(ask.Open, "dropped_at = 0 AND due_at >= $1", now).If(ask.After != 0, "id < $1", ask.After)
	return db.All[Flow](ctx, s.db.Read(), `SELECT `+flowColumns+`, `+flowJoined+` AS joined_at FROM community_flow f
		WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(pageSize(ask.Limit))...)
}

// InviteFlow notes that somebody was invited as suggested.
func (s *Service) InviteFlow(ctx context.Context, i FlowID) error {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return err
	}
	return s.settleFlow(ctx, i, "flow.invite", `UPDATE community_flow SET invited_at = $2, invited_by = $3
		WHERE id = $1 AND invited_at = 0 AND dropped_at = 0`)
}

// DropFlow decides against a suggestion; the rule makes it again only when its days have passed.
func (s *Service) DropFlow(ctx context.Context, i FlowID) error {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return err
	}
	return s.settleFlow(ctx, i, "flow.drop", `UPDATE community_flow SET dropped_at = $2, invited_by = $3 WHERE id = $1 AND dropped_at = 0`)
}

func (s *Service) settleFlow(ctx context.Context, i FlowID, verb, update string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		f, err := db.One[Flow](ctx, tx, `SELECT `+flowColumns+` FROM community_flow WHERE id = $1`, i)
		if errors.Is(err, db.ErrNone) {
			return ErrNoFlow
		}
		if err != nil {
			return err
		}
		if _, err := load(ctx, tx, f.FromID); err != nil {
			return err
		}
		if err := db.MustAffect(ctx, tx, ErrNoFlow, update, i, tx.Now, actingStaff(ctx)); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: verb, Object: "flow", ID: int64(i), After: map[string]any{"customer": f.CustomerID, "to": f.ToID}})
	})
}

// Funnel is what became of the suggestions of a rule between two moments.
type Funnel struct {
	Rule      FlowRuleID
	Suggested int64
	Invited   int64
	Joined    int64 // within the days of the rule
	Pending   int64 // not joined, and time left
}

// Funnel counts suggestions made from (ms, included) to (excluded) in the actor's scope (COM-07).
func (s *Service) Funnel(ctx context.Context, rule FlowRuleID, from, to int64) (Funnel, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return Funnel{}, err
	}
	now := s.db.Clock().Now().UnixMilli()
	c := db.Where("rule_id = $1 AND suggested_at >= $2 AND suggested_at < $3", rule, from, to).Join(flowsSeen(ctx))
	f, err := db.One[Funnel](ctx, s.db.Read(), `SELECT COUNT(*) AS suggested,
			CAST(COALESCE(SUM(CASE WHEN invited_at <> 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS invited,
			CAST(COALESCE(SUM(CASE WHEN joined_at <> 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS joined,
			CAST(COALESCE(SUM(CASE WHEN joined_at = 0 AND dropped_at = 0 AND due_at >= `+c.Next(1)+` THEN 1 ELSE 0 END), 0) AS BIGINT) AS pending
		FROM (SELECT invited_at, dropped_at, due_at, `+flowJoined+` AS joined_at FROM community_flow f WHERE `+c.SQL()+`) AS x`, c.Args(now)...)
	f.Rule = rule
	return f, err
}
