package community

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/org"
)

// Plan is what a group is made with. Zero fields take the preset of its kind and the settings; of an Update they are kept
// as they are, but for the texts and days, which are replaced.
type Plan struct {
	Name        string // "": by the template
	Kind        Kind   // of an Update it is ignored: SetKind
	Carrier     string
	Store       org.StoreID
	Staff       org.StaffID // group owner
	Area        string
	Level       string
	Topic       string
	Purpose     string // must stand in the name
	Number      int64  // within the series; 0: the next
	TargetSize  int64
	Cap         int64
	StartsOn    string
	EndsOn      string
	Pause       int64 // ms
	PromoCap    int64
	Threshold   Threshold
	Price       money.Fen
	Gate        string // rule, beside the one of the kind
	Alternative ID
}

// trim takes blanks off the texts.
func (p *Plan) trim() {
	for _, text := range []*string{&p.Name, &p.Carrier, &p.Area, &p.Level, &p.Topic, &p.Purpose, &p.Gate} {
		*text = strings.TrimSpace(*text)
	}
}

func (p *Plan) check() error {
	w := &wanted{}
	w.text("name", p.Name, 0, 64)
	for name, text := range map[string]string{"carrier": p.Carrier, "area": p.Area, "level": p.Level, "topic": p.Topic, "purpose": p.Purpose} {
		w.text(name, text, 0, 64)
	}
	w.that(p.TargetSize >= 0 && p.TargetSize <= 100_000, "target_size", fmt.Sprint(p.TargetSize), "请填 1 到 100000", "must be 1 to 100000")
	w.that(p.Cap >= 0 && p.Cap <= 100_000, "cap", fmt.Sprint(p.Cap), "请填 1 到 100000", "must be 1 to 100000")
	w.that(p.Pause >= 0 && p.Pause <= 7*24*3_600_000, "pause", fmt.Sprint(p.Pause), "最长七天", "seven days at most")
	w.that(p.PromoCap >= 0 && p.PromoCap <= 1000, "promo_cap", fmt.Sprint(p.PromoCap), "请填 0 到 1000（千分之几）", "must be 0 to 1000 (in 1,000)")
	w.that(p.Threshold == NoThreshold || p.Threshold == Single || p.Threshold == Cumulative, "threshold", string(p.Threshold),
		"请选 single（单笔）或 cumulative（累计）", "must be single or cumulative")
	w.that(p.Price >= 0, "price", p.Price.String(), "不能为负", "must not be negative")
	for name, day := range map[string]string{"starts_on": p.StartsOn, "ends_on": p.EndsOn} {
		_, err := time.Parse(time.DateOnly, day)
		w.that(day == "" || err == nil, name, day, "请写成 YYYY-MM-DD", "must be spelt YYYY-MM-DD")
	}
	w.that(p.StartsOn == "" || p.EndsOn == "" || p.StartsOn <= p.EndsOn, "ends_on", p.EndsOn, "不能早于开始日期", "must not be before the first day")
	return w.err()
}

// Make begins a group as a draft: its kind gives it gate, caps and size, its series the next name (COM-02, COM-11).
func (s *Service) Make(ctx context.Context, p Plan) (Community, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Community{}, err
	}
	p.trim()
	if err := s.possible(ctx, p); err != nil {
		return Community{}, err
	}
	var c Community
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		set, err := readSettings(ctx, tx)
		if err != nil {
			return err
		}
		c = Community{ID: ID(tx.NewID()), Source: ownSource, State: Draft, Kind: p.Kind, CreatedAt: tx.Now}
		c.Code = c.ID.String()
		if err := s.shape(set, &c, p); err != nil {
			return err
		}
		if err := nameIt(ctx, tx, set, &c, p); err != nil {
			return err
		}
		return insert(ctx, tx, c, "community.make")
	})
	return c, err
}

func (k Kind) check() error {
	w := &wanted{}
	w.that(k == Undecided || k.Valid(), "kind", string(k), "没有这种群，请选 activity、service、sales、core 或 seed",
		"is no kind; choose activity, service, sales, core or seed")
	return w.err()
}

// ownSource is the source of groups opened here.
const ownSource = "qunli"

// possible refuses a plan whose values cannot be, or that reaches beyond the actor's scope.
func (s *Service) possible(ctx context.Context, p Plan) error {
	if err := p.check(); err != nil {
		return err
	}
	if err := p.Kind.check(); err != nil {
		return err
	}
	if err := org.Scope(ctx).Check(p.Store, p.Staff); err != nil {
		return err
	}
	if p.Alternative != 0 {
		if _, err := load(ctx, s.db.Read(), p.Alternative); err != nil {
			return err
		}
	}
	return org.MustKnow(ctx, s.db.Read(), []org.StoreID{p.Store}, []org.StaffID{p.Staff})
}

// shape fills a community from a plan and the preset of its kind.
func (s *Service) shape(set Settings, c *Community, p Plan) error {
	preset := set.preset(c.Kind)
	c.Carrier = cmp.Or(p.Carrier, c.Carrier, "wecom")
	c.StoreID, c.StaffID = p.Store, p.Staff
	c.Area, c.Level, c.Topic, c.Purpose = p.Area, p.Level, p.Topic, p.Purpose
	c.TargetSize = cmp.Or(p.TargetSize, c.TargetSize, set.TargetSize)
	c.Cap = max(cmp.Or(p.Cap, c.Cap, set.Cap), c.TargetSize)
	c.Pause = cmp.Or(p.Pause, c.Pause, set.pause())
	c.PromoCap = cmp.Or(p.PromoCap, c.PromoCap, preset.PromoCap)
	c.StartsOn, c.EndsOn, c.AlternativeID = p.StartsOn, p.EndsOn, p.Alternative
	if c.Kind == Core {
		c.Threshold = cmp.Or(p.Threshold, c.Threshold, set.Threshold)
		c.Price = cmp.Or(p.Price, c.Price, set.ThresholdPrice)
	}
	var err error
	if c.Gate, err = s.canonical(p.Gate); err != nil {
		return err
	}
	_, err = s.gateOf(set, *c)
	return err
}

// gateOf gives the canonical rule that everybody who enters a group has to meet: that of its kind and one of its own.
func (s *Service) gateOf(set Settings, c Community) (string, error) {
	var parts []string
	switch c.Kind {
	case Serving:
		parts = append(parts, set.QualifyRule)
	case Core:
		parts = append(parts, c.Threshold.Rule(c.Price))
	case Seed:
		parts = append(parts, set.SeedRule)
	}
	return s.canonical(append(parts, c.Gate)...)
}

// canonical joins rules by "and" and spells them canonically; no rules are "".
func (s *Service) canonical(rules ...string) (string, error) {
	rules = slices.DeleteFunc(rules, func(r string) bool { return r == "" })
	if len(rules) == 0 {
		return "", nil
	}
	r, err := s.segments.Parse("(" + strings.Join(rules, ") and (") + ")")
	if err != nil {
		return "", err
	}
	return r.String(), nil
}

// insert stores a new community, with its key, and audits it.
func insert(ctx context.Context, tx *db.Tx, c Community, verb string) error {
	n, err := db.Insert(ctx, tx, "community", []Community{c}, "ON CONFLICT DO NOTHING")
	if err == nil && n == 0 {
		err = ErrNumberTaken
	}
	if err != nil {
		return err
	}
	if _, err := db.Insert(ctx, tx, "community_key", []keyRow{{c.Source, c.Code, c.ID}}, ""); err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: verb, Object: "community", ID: int64(c.ID), After: c.masked()})
}

// masked is what the audit knows of a community: nothing of it is personal.
func (c Community) masked() map[string]any {
	return map[string]any{"name": c.Name, "kind": c.Kind, "state": c.State, "carrier": c.Carrier, "store": c.StoreID,
		"staff": c.StaffID, "area": c.Area, "level": c.Level, "topic": c.Topic, "target_size": c.TargetSize, "cap": c.Cap,
		"pause": c.Pause, "gate": c.Gate, "threshold": c.Threshold, "price": c.Price, "promo_cap": c.PromoCap, "starts_on": c.StartsOn,
		"ends_on": c.EndsOn, "brief": c.Brief}
}
