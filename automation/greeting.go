package automation

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"qunli/channel"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/org"
	"qunli/segment"
)

type greetingKind struct{}

func (greetingKind) Prefix() string { return "gre" }

// GreetingID is the id of a greeting.
type GreetingID = id.Of[greetingKind]

// Greeting is what is said to somebody who was just added.
type Greeting struct {
	ID       GreetingID `json:"id"`
	Name     string     `json:"name"`
	States   []string   `json:"states"`       // the codes it is for, none: any
	From     int64      `json:"from_minute"`  // of the day in the organisation's zone
	Until    int64      `json:"until_minute"` // both 0: all day; From after Until: over midnight
	Rule     string     `json:"rule"`         // whom it is for, "" everybody; somebody unknown meets none
	Variants []Variant  `json:"variants"`     // at least one
	Place    int64      `json:"place"`        // the smallest is tried first
	Closed   bool       `json:"closed"`
	Version  int64      `json:"version"`
}

// Variant is one of the texts between which people are divided, always the same way for a person.
type Variant struct {
	Label   string          `json:"label"`
	Weight  int64           `json:"weight"` // share in all weights
	Message channel.Message `json:"message"`
}

// greetingRow is a row of automation_greeting.
type greetingRow struct {
	ID          GreetingID
	Name        string
	States      string
	FromMinute  int64
	UntilMinute int64
	Rule        string
	Variants    string
	Place       int64
	Closed      bool
	Version     int64
}

const greetingColumns = `id, name, states, from_minute, until_minute, rule, variants, place, closed, version`

func (r greetingRow) greeting() (Greeting, error) {
	g := Greeting{ID: r.ID, Name: r.Name, From: r.FromMinute, Until: r.UntilMinute, Rule: r.Rule, Place: r.Place, Closed: r.Closed, Version: r.Version}
	if err := json.Unmarshal([]byte(r.States), &g.States); err != nil {
		return g, err
	}
	return g, json.Unmarshal([]byte(r.Variants), &g.Variants)
}

// greetings gives all, in the order in which they are tried.
func greetings(ctx context.Context, q db.Q) ([]Greeting, error) {
	rows, err := db.All[greetingRow](ctx, q, `SELECT `+greetingColumns+` FROM automation_greeting ORDER BY place, id`)
	if err != nil {
		return nil, err
	}
	out := make([]Greeting, len(rows))
	for n, r := range rows {
		if out[n], err = r.greeting(); err != nil {
			return nil, fmt.Errorf("greeting %s: %w", r.ID, err)
		}
	}
	return out, nil
}

// The refusals of greetings.
var (
	ErrNoGreeting = fault.New(fault.Missing, "greeting.missing", "没有这条欢迎语", "There is no such greeting")
	ErrGreeting   = fault.New(fault.Conflict, "greeting.changed", "欢迎语已被别人改过，请刷新", "Somebody changed the greeting; reload")
)

// check refuses what cannot be said.
func (g *Greeting) check(segments *segment.Service) error {
	if g.Name = strings.TrimSpace(g.Name); g.Name == "" || len([]rune(g.Name)) > 40 {
		return fault.InvalidField("name", g.Name, "请写 1 到 40 个字", "give 1 to 40 characters")
	}
	if g.From < 0 || g.From >= 1440 || g.Until < 0 || g.Until > 1440 {
		return fault.InvalidField("from_minute", fmt.Sprint(g.From, "–", g.Until), "应在 0 到 1440 分钟之间", "lie between 0 and 1440 minutes")
	}
	if g.Rule != "" {
		r, err := segments.Parse(g.Rule)
		if err != nil {
			return err
		}
		g.Rule = r.String()
	}
	if len(g.Variants) == 0 {
		return fault.InvalidField("variants", "", "至少写一条内容", "give at least one text")
	}
	for n := range g.Variants {
		if err := g.Variants[n].check(n); err != nil {
			return err
		}
	}
	slices.Sort(g.States)
	g.States = slices.Compact(g.States)
	return nil
}

func (v *Variant) check(n int) error {
	at := fmt.Sprintf("variants[%d]", n)
	if v.Label == "" {
		v.Label = string(rune('A' + n))
	}
	if v.Weight == 0 {
		v.Weight = 1
	}
	if v.Weight < 0 || v.Weight > 1000 {
		return fault.InvalidField(at+".weight", fmt.Sprint(v.Weight), "应在 1 到 1000 之间", "lies between 1 and 1000")
	}
	return v.Message.Check(at + ".message")
}

// open tells whether the greeting is for a code at a minute of the day.
func (g Greeting) open(state string, minute int64) bool {
	if g.Closed || len(g.States) > 0 && !slices.Contains(g.States, state) {
		return false
	}
	switch {
	case g.From == g.Until:
		return true
	case g.From < g.Until:
		return g.From <= minute && minute < g.Until
	}
	return minute >= g.From || minute < g.Until
}

// variant gives the text for a person, by weight and always the same.
func (g Greeting) variant(person string) Variant {
	total := int64(0)
	for _, v := range g.Variants {
		total += v.Weight
	}
	h := fnv.New64a()
	fmt.Fprint(h, g.ID, " ", person)
	at := int64(h.Sum64() % uint64(total))
	for _, v := range g.Variants {
		if at -= v.Weight; at < 0 {
			return v
		}
	}
	return g.Variants[0]
}

// minuteOf gives the minute of the day in a zone.
func minuteOf(ms int64, zone *time.Location) int64 {
	t := time.UnixMilli(ms).In(zone)
	return int64(t.Hour()*60 + t.Minute())
}

// Save makes a greeting, or changes the one of its id and version.
func (s *Greeter) Save(ctx context.Context, g Greeting) (Greeting, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return g, err
	}
	if err := g.check(s.segments); err != nil {
		return g, err
	}
	states, err := json.Marshal(append([]string{}, g.States...))
	if err != nil {
		return g, err
	}
	variants, err := json.Marshal(g.Variants)
	if err != nil {
		return g, err
	}
	verb := "greeting.change"
	if g.ID == 0 {
		verb = "greeting.add"
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if g.Version++; g.ID == 0 {
			g.ID = GreetingID(tx.NewID())
			_, err := db.Exec(ctx, tx, `INSERT INTO automation_greeting (`+greetingColumns+`, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
				g.ID, g.Name, string(states), g.From, g.Until, g.Rule, string(variants), g.Place, g.Closed, g.Version, tx.Now)
			if err != nil {
				return err
			}
		} else if err := db.MustAffect(ctx, tx, ErrGreeting, `UPDATE automation_greeting SET name = $3, states = $4, from_minute = $5, until_minute = $6, rule = $7,
			variants = $8, place = $9, closed = $10, version = version + 1 WHERE id = $1 AND version = $2`,
			g.ID, g.Version-1, g.Name, string(states), g.From, g.Until, g.Rule, string(variants), g.Place, g.Closed); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: verb, Object: "greeting", ID: int64(g.ID), After: map[string]any{"name": g.Name, "closed": g.Closed}})
	})
	return g, err
}

// Greetings lists all, in the order in which they are tried.
func (s *Greeter) Greetings(ctx context.Context) ([]Greeting, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return nil, err
	}
	return greetings(ctx, s.db.Read())
}
