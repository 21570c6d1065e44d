package console

import (
	"context"

	"qunli/customer"
	"qunli/kit/money"
	"qunli/org"
)

// wordView is a word of a scale.
type wordView struct {
	Code string `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// evidenceView is one thing that a step needs, and how much of it there is.
type evidenceView struct {
	Step string `json:"step" doc:"Code of the level or depth that needs it"`
	What string `json:"what"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
	Need int64  `json:"need"`
	Have int64  `json:"have"`
	Day  string `json:"day" doc:"On which there was enough of what never lapses"`
}

// readingView is one aspect of a standing.
type readingView struct {
	Value    int64          `json:"value" doc:"Place on the scale, 0 none"`
	Word     wordView       `json:"word"`
	Since    int64          `json:"since" doc:"Unix ms"`
	DueAt    int64          `json:"due_at" doc:"Unix ms when it changes by time alone, 0 never"`
	Evidence []evidenceView `json:"evidence"`
}

func viewReading(r customer.Reading) readingView {
	return readingView{r.Value, wordView(r.Word), r.Since, r.DueAt, views(r.Evidence, func(e customer.Evidence) evidenceView { return evidenceView(e) })}
}

// mindView is one of the minds of a person towards the brand.
type mindView struct {
	Code  string `json:"code"`
	Zh    string `json:"zh"`
	En    string `json:"en"`
	Need  int64  `json:"need"`
	Have  int64  `json:"have"`
	Holds bool   `json:"holds"`
	DueAt int64  `json:"due_at" doc:"Unix ms when it changes by time alone, 0 never"`
}

// moveView is one change in the history of a person.
type moveView struct {
	Aspect   customer.Aspect `json:"aspect" doc:"ladder, depth, band, tier, seed"`
	From     string          `json:"from"`
	To       string          `json:"to"`
	At       int64           `json:"at" doc:"Unix ms"`
	Evidence string          `json:"evidence" doc:"JSON of what carried it"`
	Forced   bool            `json:"forced"`
	Reason   string          `json:"reason"`
	Staff    org.StaffID     `json:"staff_id" doc:"Empty: the rule"`
}

// actView is an act that is evidence.
type actView struct {
	Kind  string         `json:"kind"`
	Zh    string         `json:"zh"`
	En    string         `json:"en"`
	Stage customer.Stage `json:"stage" doc:"1 trust, 2 participation, 3 ritual"`
	Day   string         `json:"day"`
	At    int64          `json:"at" doc:"Unix ms; 0 where only the day is known"`
	Acts  int64          `json:"acts"`
}

// standingView is where a person stands, and why.
type standingView struct {
	Customer customer.ID        `json:"customer_id"`
	Ladder   readingView        `json:"ladder"`
	Pinned   wordView           `json:"pinned" doc:"Level held by hand"`
	Depth    readingView        `json:"depth"`
	Band     readingView        `json:"band"`
	Tie      float64            `json:"tie" doc:"The score today"`
	HalfLife int                `json:"half_life" doc:"Days in which it halves"`
	Active   int64              `json:"active_days"`
	Window   int64              `json:"window_days"`
	Minds    []mindView         `json:"minds"`
	Tier     string             `json:"tier" doc:"A … D"`
	TierAt   int64              `json:"tier_at" doc:"Unix ms"`
	Seed     customer.SeedState `json:"seed"`
	SeedAt   int64              `json:"seed_at" doc:"Unix ms"`
	DueAt    int64              `json:"due_at" doc:"Unix ms when ladder, depth or band changes next by time alone"`
	Moves    []moveView         `json:"moves" doc:"Latest first"`
	Acts     []actView          `json:"acts" doc:"The acts that are evidence, latest first"`
}

func viewStanding(s customer.Standing) standingView {
	return standingView{s.Customer, viewReading(s.Ladder), wordView(s.Pinned.Title()), viewReading(s.Depth), viewReading(s.Band), s.Tie, s.HalfLife,
		s.Habit.Active, s.Habit.Window, views(s.Minds, func(m customer.Mind) mindView { return mindView(m) }), s.Tier, s.TierAt, s.Seed, s.SeedAt,
		s.DueAt, views(s.History, func(m customer.Move) moveView { return moveView(m) }),
		views(s.Events, func(e customer.Event) actView { return actView(e) })}
}

func (c *Console) standing(ctx context.Context, in *personIn) (standingView, error) {
	s, err := c.Customers.Standing(ctx, in.ID.ID)
	return viewStanding(s), err
}

type climbIn struct {
	ID   ref[customer.ID] `path:"id"`
	Body struct {
		To     string `json:"to" minLength:"1" doc:"Level: code or title"`
		Reason string `json:"reason" maxLength:"500"`
		Force  bool   `json:"force,omitempty" doc:"Though a level between lacks its evidence"`
	}
}

func (c *Console) climb(ctx context.Context, in *climbIn) (none, error) {
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return none{}, err
	}
	to, err := customer.ParseLevel(in.Body.To)
	if err != nil {
		return none{}, err
	}
	return none{}, c.Customers.Climb(ctx, in.ID.ID, to, in.Body.Reason, in.Body.Force)
}

func (c *Console) pin(ctx context.Context, in *becauseIn) (none, error) {
	return none{}, c.Customers.Pin(ctx, in.ID.ID, in.Body.Reason)
}

func (c *Console) unpin(ctx context.Context, in *becauseIn) (none, error) {
	return none{}, c.Customers.Unpin(ctx, in.ID.ID, in.Body.Reason)
}

// rungView is one level of the ladder.
type rungView struct {
	Word       wordView `json:"word"`
	People     int64    `json:"people" doc:"Who stand there"`
	Reached    int64    `json:"reached" doc:"Who stand there or higher"`
	Conversion *float64 `json:"conversion" doc:"Share of those who reached this level who reached the next"`
}

func (c *Console) rungs(ctx context.Context, _ *struct{}) (list[rungView], error) {
	all, err := c.Customers.Board(ctx)
	return listOf(views(all, func(r customer.Rung) rungView { return rungView{wordView(r.Word), r.People, r.Reached, r.Conversion} }), ""), err
}

// StandingRules are what the brand may set about standings.
type StandingRules customer.Rules

type standingRulesIn struct{ Body StandingRules }

func (c *Console) standingRules(ctx context.Context, _ *struct{}) (StandingRules, error) {
	r, err := c.Customers.Rules(ctx)
	return StandingRules(r), err
}

func (c *Console) setStandingRules(ctx context.Context, in *standingRulesIn) (none, error) {
	return none{}, c.Customers.SetRules(ctx, customer.Rules(in.Body))
}

// seedView is one person of the pool or of the list of candidates.
type seedView struct {
	Person   personView         `json:"person"`
	State    customer.SeedState `json:"state"`
	StateAt  int64              `json:"state_at" doc:"Unix ms"`
	Score    float64            `json:"score" doc:"Of the list that named them last"`
	Reach    int64              `json:"reach" doc:"People reached at the second level"`
	Activity int64              `json:"activity" doc:"Acts"`
	Own      money.Fen          `json:"own" doc:"Fen"`
	Reasons  []string           `json:"reasons"`
	NamedAt  int64              `json:"named_at" doc:"Unix ms"`
}

func viewSeed(s customer.Seed) seedView {
	return seedView{viewPerson(s.Summary), s.State, s.StateAt, s.Score, s.Reach, s.Activity, money.Fen(s.Own), some(s.Reasons), s.NamedAt}
}

type seedsIn struct {
	Sized
	State string `query:"state" enum:"candidate,invited,training,active,retired" doc:"Everybody who is in one when empty"`
}

func (c *Console) seeds(ctx context.Context, in *seedsIn) (list[seedView], error) {
	all, err := c.Customers.Seeds(ctx, customer.SeedState(in.State), in.Limit)
	return listOf(views(all, viewSeed), ""), err
}

type seedIn struct {
	ID   ref[customer.ID] `path:"id"`
	Body struct {
		Step   string `json:"step" enum:"invite,train,activate,retire"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
}

func (c *Console) seed(ctx context.Context, in *seedIn) (none, error) {
	step := map[string]func(context.Context, customer.ID, string) error{"invite": c.Customers.Invite, "train": c.Customers.Train,
		"activate": c.Customers.Activate, "retire": c.Customers.Retire}[in.Body.Step]
	return none{}, step(ctx, in.ID.ID, in.Body.Reason)
}
