package community

import (
	"context"
	"fmt"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/org"
)

// settingName is the setting that holds Settings as JSON.
const settingName = "community"

// Settings are the numbers of this room that a brand may change. What is given to a group when it is made stays its own.
type Settings struct {
	PauseMinutes   int64      `json:"pause_minutes"`   // a return within so many minutes is no leave
	TargetSize     int64      `json:"target_size"`     // the next of the series opens here (COM-10)
	Cap            int64      `json:"cap"`             // nobody is let in beyond
	NameTemplate   string     `json:"name_template"`   // COM-11
	HarvestActs    int64      `json:"harvest_acts"`    // acts that make a member active (COM-03)
	FlowDays       int64      `json:"flow_days"`       // a join within so many days is a flow (COM-07)
	OverlapGroups  int64      `json:"overlap_groups"`  // marketing groups a person may be in (COM-08)
	BreachMinutes  int64      `json:"breach_minutes"`  // until a removal is due (COM-12)
	Strengths      int64      `json:"strengths"`       // distinct strengths a group wants (COM-13)
	EventDays      int64      `json:"event_days"`      // a core group wants a member event within (COM-06)
	Threshold      Threshold  `json:"threshold"`       // of core groups (COM-06)
	ThresholdPrice money.Fen  `json:"threshold_price"` // fen
	SeedLeadHours  int64      `json:"seed_lead_hours"` // how much earlier seed users see what is new (COM-21)
	ReplyMinutes   int64      `json:"reply_minutes"`   // an unanswered question of a service group is a task then (COM-04)
	EffectDays     int64      `json:"effect_days"`     // compared before and after an adjustment (COM-15)
	QualifyRule    string     `json:"qualify_rule"`    // who has a paid qualifying order (COM-04)
	PromoteRule    string     `json:"promote_rule"`    // whom a review proposes for the core group (COM-15)
	PruneRule      string     `json:"prune_rule"`      // whom it proposes to remove (COM-15)
	RetireRule     string     `json:"retire_rule"`     // which seed users it proposes to retire (COM-21)
	SeedRule       string     `json:"seed_rule"`       // who is in the pool of seed users (COM-21)
	PromoCaps      PromoCaps  `json:"promo_caps"`      // COM-05
	Categories     []Category `json:"categories"`      // what is dear and what is frequent, by category (COM-02)
}

// PromoCaps are promotional posts in 1,000 by kind of group.
type PromoCaps struct {
	Activity int64 `json:"activity"`
	Service  int64 `json:"service"`
	Sales    int64 `json:"sales"`
	Core     int64 `json:"core"`
	Seed     int64 `json:"seed"`
}

// Defaults are the settings until somebody changes them.
func Defaults() Settings {
	return Settings{
		PauseMinutes: 30, TargetSize: 200, Cap: 500, NameTemplate: "{brand}{purpose}{area}{no}", HarvestActs: 1, FlowDays: 14,
		OverlapGroups: 2, BreachMinutes: 5, Strengths: 2, EventDays: 30, Threshold: Single, ThresholdPrice: 1_000_000,
		SeedLeadHours: 24, ReplyMinutes: 120, EffectDays: 14,
		QualifyRule: "orders >= 1",
		PromoteRule: "orders(90d) >= 3 and active_days(30d) >= 5",
		PruneRule:   pruneRule(),
		RetireRule:  "shares(60d) = 0 and seed = active",
		SeedRule:    "seed in (invited, training, active)",
		PromoCaps:   PromoCaps{Activity: 600, Service: 200, Sales: 500, Core: 200, Seed: 200},
		Categories:  categories(),
	}
}

// pruneRule is who takes and never gives (COM-15): no order, no message and none of the acts by which a person does something,
// but grabs.
func pruneRule() string {
	parts := []string{"orders(60d) = 0", "messages(60d) = 0"}
	for _, k := range customer.ActKinds() {
		if k.TwoWay && k.Attribute != "" && k.Kind != customer.ActGrab {
			parts = append(parts, k.Attribute+"(60d) = 0")
		}
	}
	return strings.Join(append(parts, "grabs(60d) >= 2"), " and ")
}

func (s Settings) pause() int64 { return s.PauseMinutes * 60_000 }

// readSettings gives the stored settings; what was never stored is the default.
func readSettings(ctx context.Context, q db.Q) (Settings, error) {
	return org.Structured(ctx, q, settingName, Defaults())
}

// Settings gives the settings of the room.
func (s *Service) Settings(ctx context.Context) (Settings, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return Settings{}, err
	}
	return readSettings(ctx, s.db.Read())
}

// SetSettings replaces the settings of the room. Groups keep what they were made with.
func (s *Service) SetSettings(ctx context.Context, set Settings) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	if err := s.checkSettings(set); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		before, err := readSettings(ctx, tx)
		if err != nil {
			return err
		}
		if err := org.SetStructured(ctx, tx, settingName, set); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "setting.set", Object: "setting", Before: before, After: set})
	})
}

// checkSettings refuses numbers that cannot be and rules that cannot be read.
func (s *Service) checkSettings(set Settings) error {
	w := &wanted{}
	for _, n := range []struct {
		name      string
		value     int64
		low, high int64
	}{
		{"pause_minutes", set.PauseMinutes, 0, 7 * 24 * 60}, {"target_size", set.TargetSize, 1, 100_000}, {"cap", set.Cap, set.TargetSize, 100_000},
		{"harvest_acts", set.HarvestActs, 1, 1000}, {"flow_days", set.FlowDays, 1, 366}, {"overlap_groups", set.OverlapGroups, 1, 100},
		{"breach_minutes", set.BreachMinutes, 1, 1440}, {"strengths", set.Strengths, 0, 20}, {"event_days", set.EventDays, 1, 366},
		{"threshold_price", int64(set.ThresholdPrice), 0, 1_000_000_000_000}, {"seed_lead_hours", set.SeedLeadHours, 0, 24 * 90},
		{"reply_minutes", set.ReplyMinutes, 1, 14_400}, {"effect_days", set.EffectDays, 1, 366},
		{"promo_caps.activity", set.PromoCaps.Activity, 0, 1000}, {"promo_caps.service", set.PromoCaps.Service, 0, 1000},
		{"promo_caps.sales", set.PromoCaps.Sales, set.PromoCaps.Service + 1, 1000}, {"promo_caps.core", set.PromoCaps.Core, 0, 1000},
		{"promo_caps.seed", set.PromoCaps.Seed, 0, 1000},
	} {
		w.that(n.value >= n.low && n.value <= n.high, n.name, fmt.Sprint(n.value), fmt.Sprintf("请填 %d 到 %d", n.low, n.high),
			fmt.Sprintf("must be %d to %d", n.low, n.high))
	}
	w.that(set.Threshold == Single || set.Threshold == Cumulative, "threshold", string(set.Threshold), "请选 single（单笔）或 cumulative（累计）",
		"must be single or cumulative")
	w.that(strings.Contains(set.NameTemplate, "{no}") && strings.Contains(set.NameTemplate, "{purpose}"), "name_template", set.NameTemplate,
		"模板里要有 {purpose} 和 {no}", "must hold {purpose} and {no}")
	w.that(len(set.Categories) > 0, "categories", "", "请至少留一个品类", "keep at least one category")
	for name, rule := range map[string]string{"qualify_rule": set.QualifyRule, "promote_rule": set.PromoteRule, "prune_rule": set.PruneRule,
		"retire_rule": set.RetireRule, "seed_rule": set.SeedRule} {
		if _, err := s.segments.Parse(rule); err != nil {
			f := fault.Of(err)
			w.wrong(name, rule, f.Message("zh"), f.Message("en"))
		}
	}
	return w.err()
}

// Advise says which kind of group suits goods of a category (COM-02).
func (s *Service) Advise(ctx context.Context, category string, price money.Fen, ordersAYear int64) (Advice, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return Advice{}, err
	}
	set, err := readSettings(ctx, s.db.Read())
	return set.Advise(category, price, ordersAYear), err
}
