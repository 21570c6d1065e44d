package customer

import (
	"context"

	"qunli/kit/db"
	"qunli/org"
)

// Standing is where a person stands and why. Times are unix ms, 0 none; dates are first moments of days.
type Standing struct {
	Customer ID
	Ladder   Reading // CUS-06
	Pinned   Level   // level held by hand, 0 none
	Depth    Reading // CUS-07
	Band     Reading // CUS-08; its evidence is the score
	Tie      float64 // the score today
	HalfLife int     // days in which it halves
	Habit    Habit
	Minds    []Mind
	Tier     string // A … D, "" none
	TierAt   int64
	Seed     SeedState
	SeedAt   int64
	DueAt    int64 // when ladder, depth or band changes next by time alone
	History  []Move
	Events   []Event // the acts that are evidence, latest first
}

// Reading is one aspect of a standing.
type Reading struct {
	Value    int64 // place on the scale, 0 none
	Word     Word
	Since    int64
	DueAt    int64 // when it changes by time alone, 0 never
	Evidence []Evidence
}

// Move is one change in the history of a person.
type Move struct {
	Aspect   Aspect
	From, To string // codes, "" none
	At       int64
	Evidence string // JSON of what carried it
	Forced   bool
	Reason   string
	Staff    org.StaffID // 0: the rule
}

// Event is an act that a standing stands on, as a profile lists it.
type Event struct {
	Kind   string
	Zh, En string
	Stage  Stage
	Day    string
	At     int64 // ms; 0 where only the day is known
	Acts   int64
}

// The most that a profile lists.
const (
	maxMoves  = 200
	maxEvents = 100
)

// Standing gives where a person stands today, with the evidence, its dates and the history, those of people merged into them
// included.
func (s *Service) Standing(ctx context.Context, i ID) (Standing, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return Standing{}, err
	}
	q := s.db.Read()
	r, err := load(ctx, q, i)
	if err != nil {
		return Standing{}, err
	}
	out, err := standingOf(ctx, q, r.ID, s.db.Clock().Now().UnixMilli())
	if err != nil {
		return Standing{}, err
	}
	people, err := group(ctx, q, r.ID)
	if err != nil {
		return Standing{}, err
	}
	if out.History, err = history(ctx, q, people); err != nil {
		return Standing{}, err
	}
	out.Events, err = events(ctx, q, people)
	return out, err
}

// standingOf works out where somebody read as themselves stands at a moment (ms).
func standingOf(ctx context.Context, q db.Q, i ID, now int64) (Standing, error) {
	rules, err := RulesOf(ctx, q)
	if err != nil {
		return Standing{}, err
	}
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return Standing{}, err
	}
	known, err := readPeople(ctx, q, []ID{i}, rules, zone)
	if err != nil {
		return Standing{}, err
	}
	p := known[i]
	if p == nil {
		return Standing{}, ErrMissing
	}
	w := &work{rules: rules, zone: zone, today: dayOf(now, zone), now: now, newID: func() int64 { return 0 }}
	return w.describe(p), nil
}

// describe tells everything about where a person stands.
func (w *work) describe(p *person) Standing {
	s := w.rules.stand(p.life, w.today)
	row, _ := w.stand(p)
	out := Standing{
		Customer: row.CustomerID, Pinned: p.pinned, HalfLife: w.rules.Tie.HalfLife, Tie: w.rules.Tie.score(p.life, w.today),
		Ladder: Reading{int64(row.Ladder), row.Ladder.Title(), row.LadderAt, dueAt(s.ladder.next, w.zone), w.rules.Ladder.evidence(p.life, w.today)},
		Depth:  Reading{int64(row.Depth), row.Depth.Title(), row.DepthAt, dueAt(s.depth.next, w.zone), w.rules.Depth.evidence(p.life, w.today)},
		Band:   Reading{int64(row.Band), row.Band.Title(), row.BandAt, dueAt(s.band.next, w.zone), nil},
		Tier:   row.Tier, TierAt: row.TierAt, Seed: row.Seed, SeedAt: row.SeedAt, DueAt: row.DueAt,
	}
	var next int
	out.Habit, next = w.rules.Mind.habit(p.life, w.today)
	out.Habit.DueAt = dueAt(next, w.zone)
	for _, m := range w.rules.minds() {
		out.Minds = append(out.Minds, Mind{Code: m.code, Zh: m.zh, En: m.en, Need: m.need, Have: m.have(p.life, w.today),
			Holds: m.holding(p.life, w.today), DueAt: dueAt(m.next(p.life, w.today), w.zone)})
	}
	return out
}

// history gives the moves of people, latest first.
func history(ctx context.Context, q db.Q, people []ID) ([]Move, error) {
	c := db.Where("").In("customer_id", people)
	return db.All[Move](ctx, q, `SELECT aspect, from_value AS "from", to_value AS "to", at, evidence, forced, reason, staff_id AS staff
		FROM customer_move WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(maxMoves)...)
}

// events gives the latest acts that are evidence: touches with their time, as far as the actor may see them, and what other
// rooms counted with its day.
func events(ctx context.Context, q db.Q, people []ID) ([]Event, error) {
	var touched, counted []string
	for _, k := range ActKinds() {
		if k.Room == "" {
			touched = append(touched, k.Kind)
			continue
		}
		counted = append(counted, k.Kind)
	}
	c := db.Where("").In("customer_id", people).In("kind", touched).Join(touchesSeen(ctx))
	out, err := db.All[Event](ctx, q, `SELECT kind, day, at, CAST(1 AS BIGINT) AS acts FROM customer_touch
		WHERE `+c.SQL()+` ORDER BY at DESC LIMIT `+c.Next(1), c.Args(maxEvents)...)
	if err != nil {
		return nil, err
	}
	c = db.Where("").In("customer_id", people).In("kind", counted)
	more, err := db.All[Event](ctx, q, `SELECT kind, day, CAST(SUM(acts) AS BIGINT) AS acts FROM customer_act_day
		WHERE `+c.SQL()+` GROUP BY kind, day ORDER BY day DESC, kind LIMIT `+c.Next(1), c.Args(maxEvents)...)
	return latestEvents(append(out, more...)), err
}
