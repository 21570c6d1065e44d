package customer

import (
	"context"
	"encoding/json"
	"slices"

	"qunli/kit/db"
	"qunli/org"
)

// SeedProposal is somebody proposed for the pool of seed users (CUS-13), with the figures that speak for them.
type SeedProposal struct {
	Customer ID
	Score    float64 // 0 … 1
	SeedFigures
	Reasons []string // codes of what speaks for them: reach, activity, own, …
}

// seedRow is a row of customer_seed: the figures of the list on which somebody was last named.
type seedRow struct {
	CustomerID ID
	Score      float64
	Reach      int64
	Activity   int64
	Own        int64
	Reasons    string // JSON list
	At         int64
}

// ProposeSeeds replaces the list of candidates, in the caller's transaction: who is in the pool already, or has retired from
// it, stays there with the new figures, and candidates who are not named any more are none. It gives the moves for the
// caller to publish. It takes its locks first: call it before the caller writes anything.
func ProposeSeeds(ctx context.Context, tx *db.Tx, candidates []SeedProposal) ([]Moved, error) {
	if err := lockStandings(ctx, tx); err != nil {
		return nil, err
	}
	figures := map[ID]string{}
	rows := make([]seedRow, 0, len(candidates))
	for _, c := range candidates {
		reasons, err := json.Marshal(c.Reasons)
		if err != nil {
			return nil, err
		}
		rows = append(rows, seedRow{c.Customer, c.Score, c.Reach, c.Activity, c.Own, string(reasons), tx.Now})
		text, err := json.Marshal(map[string]any{"score": c.Score, "reach": c.Reach, "activity": c.Activity, "own": c.Own, "reasons": c.Reasons})
		if err != nil {
			return nil, err
		}
		figures[c.Customer] = string(text)
	}
	want, err := newCandidates(ctx, tx, figures)
	if err != nil {
		return nil, err
	}
	if err := saveSeeds(ctx, tx, rows); err != nil {
		return nil, err
	}
	return regrade(ctx, tx, AspectSeed, want, seedGrade(tx, hand{}, func(i ID) string {
		if text, ok := figures[i]; ok {
			return text
		}
		return "{}"
	}))
}

// newCandidates tells whose state the new list changes: who is named and was nowhere, and who was a candidate and is not
// named.
func newCandidates(ctx context.Context, tx *db.Tx, named map[ID]string) (map[ID]string, error) {
	want := map[ID]string{}
	before, err := db.All[ID](ctx, tx, `SELECT customer_id FROM customer_standing WHERE seed = 'candidate'`)
	if err != nil {
		return nil, err
	}
	for _, i := range before {
		if _, ok := named[i]; !ok {
			want[i] = string(SeedNone)
		}
	}
	ids := make([]ID, 0, len(named))
	for i := range named {
		ids = append(ids, i)
	}
	slices.Sort(ids)
	rows, err := standingsOf(ctx, tx, ids)
	for _, r := range rows {
		if r.Seed == SeedNone {
			want[r.CustomerID] = string(SeedCandidate)
		}
	}
	return want, err
}

// saveSeeds replaces the figures of candidates; those of people who are in the pool stand until they are named again.
func saveSeeds(ctx context.Context, tx *db.Tx, rows []seedRow) error {
	_, err := db.Exec(ctx, tx, `DELETE FROM customer_seed WHERE customer_id IN (
		SELECT customer_id FROM customer_standing WHERE seed IN ('', 'candidate'))`)
	if err != nil {
		return err
	}
	slices.SortFunc(rows, func(x, y seedRow) int { return int(x.CustomerID - y.CustomerID) })
	_, err = db.Insert(ctx, tx, "customer_seed", rows, `ON CONFLICT (customer_id) DO UPDATE SET score = excluded.score,
		reach = excluded.reach, activity = excluded.activity, own = excluded.own, reasons = excluded.reasons, at = excluded.at`)
	return err
}

func seedGrade(tx *db.Tx, by hand, evidence func(ID) string) grade {
	return grade{
		get:      func(s standing) string { return string(s.Seed) },
		set:      func(s *standing, to string) { s.Seed, s.SeedAt = SeedState(to), tx.Now },
		evidence: evidence, by: by,
	}
}

// Invite asks somebody into the pool: a candidate, somebody found by hand, or one who had retired.
func (s *Service) Invite(ctx context.Context, i ID, reason string) error {
	return s.seed(ctx, i, SeedInvited, reason)
}

// Train begins to train somebody who was invited.
func (s *Service) Train(ctx context.Context, i ID, reason string) error {
	return s.seed(ctx, i, SeedTraining, reason)
}

// Activate makes somebody invited or trained a working seed user.
func (s *Service) Activate(ctx context.Context, i ID, reason string) error {
	return s.seed(ctx, i, SeedActive, reason)
}

// Retire takes somebody out of the pool, or off the list of candidates for good.
func (s *Service) Retire(ctx context.Context, i ID, reason string) error {
	return s.seed(ctx, i, SeedRetired, reason)
}

// seed moves a person to another state of the pool; ErrSeedStep when there is no such step.
func (s *Service) seed(ctx context.Context, i ID, to SeedState, reason string) error {
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return err
	}
	return s.add(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockStandings(ctx, tx); err != nil {
			return err
		}
		r, err := loadOpen(ctx, tx, i)
		if err != nil {
			return err
		}
		rows, err := standingsOf(ctx, tx, []ID{r.ID})
		if err != nil {
			return err
		}
		if from := rows[0].Seed; !from.may(to) {
			return ErrSeedStep.At("seed", string(to), "现在是“"+from.Title().Zh+"”，不能变为“"+to.Title().Zh+"”",
				"cannot follow "+from.Title().En+"; asked for: "+to.Title().En)
		}
		by := handOf(ctx, r.ID, tidy(reason, maxRemark))
		moved, err := regrade(ctx, tx, AspectSeed, map[ID]string{r.ID: string(to)}, seedGrade(tx, by, nil))
		if err != nil {
			return err
		}
		if err := s.publish(ctx, tx, moved); err != nil {
			return err
		}
		return audit(ctx, tx, "customer.seed", r.ID, masked{"seed": rows[0].Seed}, masked{"seed": to})
	})
}

// Seed is one person of the pool or of the list of candidates.
type Seed struct {
	Summary
	State   SeedState
	StateAt int64
	Score   float64 // of the list that named them last; 0 never named
	SeedFigures
	Reasons []string
	NamedAt int64
}

// Seeds lists the people of the actor's scope in a state of the pool, the best score first; "" is everybody who is in one.
func (s *Service) Seeds(ctx context.Context, state SeedState, limit int) ([]Seed, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	type listed struct {
		CustomerID           ID
		Seed                 SeedState
		SeedAt               int64
		Score                float64
		Reach, Activity, Own int64
		Reasons              string
		At                   int64
	}
	c := peopleSeen(ctx).And("s.seed <> ''").If(state != SeedNone, "s.seed = $1", state)
	q := s.db.Read()
	rows, err := db.All[listed](ctx, q, `SELECT s.customer_id, s.seed, s.seed_at, COALESCE(f.score, 0) AS score, COALESCE(f.reach, 0) AS reach,
			COALESCE(f.activity, 0) AS activity, COALESCE(f.own, 0) AS own, COALESCE(f.reasons, '[]') AS reasons, COALESCE(f.at, 0) AS at
		FROM customer_standing s JOIN customer c ON c.id = s.customer_id LEFT JOIN customer_seed f ON f.customer_id = s.customer_id
		WHERE `+c.SQL()+` ORDER BY COALESCE(f.score, 0) DESC, s.customer_id LIMIT `+c.Next(1), c.Args(pageSize(limit))...)
	if err != nil {
		return nil, err
	}
	out := make([]Seed, len(rows))
	ids := make([]ID, len(rows))
	for n, r := range rows {
		ids[n] = r.CustomerID
		out[n] = Seed{State: r.Seed, StateAt: r.SeedAt, Score: r.Score, SeedFigures: SeedFigures{r.Reach, r.Activity, r.Own}, NamedAt: r.At}
		if err := json.Unmarshal([]byte(r.Reasons), &out[n].Reasons); err != nil {
			return nil, err
		}
	}
	people, err := summariesOf(ctx, q, ids)
	for n := range out {
		out[n].Summary = people[ids[n]]
	}
	return out, err
}

// summariesOf gives what lists show of people.
func summariesOf(ctx context.Context, q db.Q, ids []ID) (map[ID]Summary, error) {
	c := db.Where("").In("id", ids)
	rows, err := db.All[row](ctx, q, `SELECT `+rowColumns+` FROM customer WHERE `+c.SQL(), c.Args()...)
	if err != nil {
		return nil, err
	}
	some, err := summaries(ctx, q, rows)
	out := map[ID]Summary{}
	for _, s := range some {
		out[s.ID] = s
	}
	return out, err
}
