package customer

import (
	"context"
	"fmt"
	"maps"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Rules is everything that the brand may set about standings. Defaults are those of the handbook.
type Rules struct {
	Ladder LadderRules `json:"ladder"`
	Depth  DepthRules  `json:"depth"`
	Tie    TieRules    `json:"tie"`
	Mind   MindRules   `json:"mind"`
	Seed   SeedRules   `json:"seed"`
}

// LadderRules are the entry rules of the ladder (CUS-06).
type LadderRules struct {
	BuyerOrders  int64 `json:"buyer_orders"`  // kept orders of 交易
	FanActs      int64 `json:"fan_acts"`      // acts of 粉丝, besides having been added
	FriendOrders int64 `json:"friend_orders"` // kept orders of 铁粉
	FriendVoices int64 `json:"friend_voices"` // valid referrals or pieces of own content of 铁粉
}

// DepthRules are the evidence that each depth needs (CUS-07): n = (1, 3, 1, 4), W = 90 days.
type DepthRules struct {
	Trust         int64 `json:"trust"`         // pieces of evidence, ever
	Participation int64 `json:"participation"` // interactions in the window
	Window        int   `json:"window"`        // days, today included
	Ritual        int64 `json:"ritual"`        // ceremonies, ever
	Belonging     int64 `json:"belonging"`     // active weeks after the ritual
	BelongingOf   int   `json:"belonging_of"`  // of so many last weeks
}

// TieRules score a tie (CUS-08).
type TieRules struct {
	HalfLife int                `json:"half_life"` // days in which a score halves
	Weights  map[string]float64 `json:"weights"`   // by kind of act; a kind not named has its default
	Weak     float64            `json:"weak"`      // from this score on 弱关联
	Strong   float64            `json:"strong"`    // from this score on 强关联
}

// MindRules are the thresholds of the four minds and of habit (CUS-08).
type MindRules struct {
	HabitWindow   int   `json:"habit_window"`   // days, today included
	TakePartActs  int64 `json:"take_part_acts"` // 参与: interactions
	TakePartDays  int   `json:"take_part_days"` // in so many days
	DependWeeks   int   `json:"depend_weeks"`   // 依赖: active in each of so many last weeks
	AddictDays    int   `json:"addict_days"`    // 上瘾: of so many last days
	AddictActive  int64 `json:"addict_active"`  // so many are active
	AddictSession int64 `json:"addict_session"` // with at least so many acts an active day
}

// SeedRules weigh the three ranks of a seed user (CUS-13).
type SeedRules struct {
	Reach    float64 `json:"reach"`
	Activity float64 `json:"activity"`
	Own      float64 `json:"own"`
	List     int     `json:"list"` // how many candidates the weekly list names
}

// DefaultRules are the rules until somebody changes them.
func DefaultRules() Rules {
	return Rules{
		Ladder: LadderRules{BuyerOrders: 1, FanActs: 1, FriendOrders: 2, FriendVoices: 1},
		Depth:  DepthRules{Trust: 1, Participation: 3, Window: 90, Ritual: 1, Belonging: 4, BelongingOf: 6},
		Tie:    TieRules{HalfLife: 30, Weights: map[string]float64{}, Weak: 1, Strong: 10},
		Mind: MindRules{HabitWindow: 30, TakePartActs: 3, TakePartDays: 30, DependWeeks: 4,
			AddictDays: 28, AddictActive: 20, AddictSession: 3},
		Seed: SeedRules{Reach: .5, Activity: .3, Own: .2, List: 20},
	}
}

// settingRules names the setting that holds the rules, as JSON; what it does not name has its default.
const settingRules = "customer.rules"

// RulesOf reads the rules.
func RulesOf(ctx context.Context, q db.Q) (Rules, error) {
	return org.Structured(ctx, q, settingRules, DefaultRules())
}

// Rules gives the rules to whoever may read customers.
func (s *Service) Rules(ctx context.Context) (Rules, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return Rules{}, err
	}
	return RulesOf(ctx, s.db.Read())
}

// SetRules replaces the rules; every standing is worked out anew soon after.
func (s *Service) SetRules(ctx context.Context, r Rules) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	if err := r.check(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockStandings(ctx, tx); err != nil {
			return err
		}
		before, err := RulesOf(ctx, tx)
		if err != nil {
			return err
		}
		if err := org.SetStructured(ctx, tx, settingRules, r); err != nil {
			return err
		}
		if err := restandAll(ctx, tx); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "customer.rules", Object: "setting", Before: before, After: r})
	})
}

// restandAll makes every standing due. Who has none did nothing yet (restand), and stands nowhere by any rules.
func restandAll(ctx context.Context, tx *db.Tx) error {
	_, err := db.Exec(ctx, tx, `UPDATE customer_standing SET due_at = 1 WHERE NOT EXISTS (
		SELECT 1 FROM customer_alias x WHERE x.from_id = customer_standing.customer_id)`)
	return err
}

// check refuses rules that say nothing or cannot be worked out.
func (r Rules) check() error {
	low := func(name string, value, least int64) error {
		if value >= least && value <= 100_000 {
			return nil
		}
		return fault.InvalidField(name, fmt.Sprint(value), fmt.Sprintf("请填 %d 到 100000 之间的整数", least),
			fmt.Sprintf("must be a whole number from %d to 100000", least))
	}
	d, m := r.Depth, r.Mind
	for _, n := range []struct {
		name  string
		value int64
	}{
		{"ladder.buyer_orders", r.Ladder.BuyerOrders}, {"ladder.fan_acts", r.Ladder.FanActs},
		{"ladder.friend_orders", r.Ladder.FriendOrders}, {"ladder.friend_voices", r.Ladder.FriendVoices},
		{"depth.trust", d.Trust}, {"depth.participation", d.Participation}, {"depth.window", int64(d.Window)},
		{"depth.ritual", d.Ritual}, {"depth.belonging", d.Belonging}, {"depth.belonging_of", int64(d.BelongingOf)},
		{"tie.half_life", int64(r.Tie.HalfLife)}, {"mind.habit_window", int64(m.HabitWindow)},
		{"mind.take_part_acts", m.TakePartActs}, {"mind.take_part_days", int64(m.TakePartDays)},
		{"mind.depend_weeks", int64(m.DependWeeks)}, {"mind.addict_days", int64(m.AddictDays)},
		{"mind.addict_active", m.AddictActive}, {"mind.addict_session", m.AddictSession}, {"seed.list", int64(r.Seed.List)},
	} {
		if err := low(n.name, n.value, 1); err != nil {
			return err
		}
	}
	return r.checkScores()
}

// checkScores refuses weights and bands that are out of order.
func (r Rules) checkScores() error {
	bad := func(name string, value any) error {
		return fault.InvalidField(name, fmt.Sprint(value), "请填 0 到 1000 之间的数，且弱关联门槛大于 0、不高于强关联门槛",
			"must be from 0 to 1000, and the threshold of a weak tie above 0 and not above that of a strong one")
	}
	if !(r.Tie.Weak > 0 && r.Tie.Weak <= r.Tie.Strong && r.Tie.Strong <= 1_000_000) {
		return bad("tie.weak", r.Tie.Weak)
	}
	for kind, w := range r.Tie.Weights {
		if _, ok := ActKindOf(kind); !ok || !(w >= 0 && w <= 1000) {
			return bad("tie.weights."+kind, w)
		}
	}
	for name, w := range map[string]float64{"seed.reach": r.Seed.Reach, "seed.activity": r.Seed.Activity, "seed.own": r.Seed.Own} {
		if !(w >= 0 && w <= 1000) {
			return bad(name, w)
		}
	}
	return nil
}

// weights gives the weight of every kind.
func (r TieRules) weights() map[string]float64 {
	out := map[string]float64{}
	for _, k := range ActKinds() {
		out[k.Kind] = k.Weight
	}
	maps.Copy(out, r.Weights)
	return out
}
