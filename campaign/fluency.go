package campaign

import (
	"cmp"
	"context"
	"slices"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
)

// Step is how far a visitor of a campaign's page came (CAM-19).
type Step string

// The steps, in their order. The core act begins when somebody presses the game's button, and is finished once they got in: where there is
// something to pay, once it is paid.
const (
	Looked  Step = "looked"  // the page was shown
	Pressed Step = "pressed" // the game's button was pressed
	Got     Step = "entered" // a place was given
	Sheet   Step = "sheet"   // the page to pay on was shown
	Finish  Step = "done"    // got in, and paid where there is something to pay
	Passed  Step = "shared"  // the page to share it was shown
)

// Steps are all of them, in their order. The order is fixed: browsers keep their steps by it (web/h5), so a new one is added at the end.
var Steps = []Step{Looked, Pressed, Got, Sheet, Finish, Passed}

// When an experience is not fluent (CAM-19).
const (
	SlowLoad  = 2500 // ms: p75 of the first screen above it warns
	LowFluent = 0.7  // fluency below it warns
)

const (
	loadStep    = 50     // ms: how finely the time of the first screen is kept
	loadMost    = 30_000 // ms: what took longer counts as this
	keepEvery   = 5 * time.Second
	keepMost    = 20_000 // counters at a time; what is beyond is not counted
	fluencyDays = 28     // how many days the board looks at
)

// FluencyKept is for how many days steps are kept.
const FluencyKept = 400

// StepCount is how many visitors of a day came to a step, and to how many of them something went wrong at it.
type StepCount struct {
	Step  Step
	N     int64
	Wrong int64
}

// Fluency is how well the experience flows, over the last 28 days.
type Fluency struct {
	Steps    []StepCount // those to which anybody came, in their order
	Started  int64       // visitors who pressed
	Finished int64       // of them, who got in
	Share    *float64    // finished ÷ started
	P75      *int64      // ms: three of four first screens took at most this
	Loads    int64       // visitors whose browsers told
	Slow     bool        // P75 is above SlowLoad
	Rough    bool        // Share is below LowFluent
	Worst    Step        // of a slow or rough one where most are lost, "" of a fluent one
}

// footfall counts in memory what visitors do, until it is kept: no page view has a transaction of its own. What a crash loses are a few
// seconds of counts.
type footfall struct {
	steps map[stepKey]*StepCount
	loads map[loadKey]int64
	kept  time.Time
}

type stepKey struct {
	campaign ID
	step     Step
}

type loadKey struct {
	campaign ID
	ms       int64
}

// Stepped counts a visitor who came to a step of a campaign that was published. Who calls counts every visitor once a day, and once more as
// wrong when something goes wrong after all (then came is false).
func (s *Service) Stepped(i ID, step Step, came, wrong bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.foot.steps == nil {
		s.foot.steps = map[stepKey]*StepCount{}
	}
	key := stepKey{i, step}
	c := s.foot.steps[key]
	if c == nil {
		if len(s.foot.steps) >= keepMost {
			return
		}
		c = &StepCount{Step: step}
		s.foot.steps[key] = c
	}
	c.N, c.Wrong = c.N+ones[came], c.Wrong+ones[wrong]
}

var ones = map[bool]int64{true: 1}

// Loaded counts how long (ms) the first screen of a visitor took.
func (s *Service) Loaded(i ID, ms int64) {
	if ms <= 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.foot.loads == nil {
		s.foot.loads = map[loadKey]int64{}
	}
	if key := (loadKey{i, min((ms+loadStep-1)/loadStep*loadStep, loadMost)}); s.foot.loads[key] > 0 || len(s.foot.loads) < keepMost {
		s.foot.loads[key]++
	}
}

// tread keeps what was counted, if it is time.
func (s *Service) tread(ctx context.Context) error {
	now := s.db.Clock().Now()
	s.mu.Lock()
	wait := now.Sub(s.foot.kept) < keepEvery && !now.Before(s.foot.kept)
	if !wait {
		s.foot.kept = now
	}
	s.mu.Unlock()
	if wait {
		return nil
	}
	return s.KeepFootfall(ctx)
}

// stepRow and loadRow are rows of their tables.
type (
	stepRow struct {
		CampaignID ID
		Day, Step  string
		N, Wrong   int64
	}
	loadRow struct {
		CampaignID ID
		Day        string
		Ms, N      int64
	}
)

// KeepFootfall makes durable what was counted of visitors so far, all of it in one transaction, also what another call has begun to keep.
// What fails is not counted twice, but lost.
func (s *Service) KeepFootfall(ctx context.Context) error {
	s.keeping.Lock()
	defer s.keeping.Unlock()
	s.mu.Lock()
	counted := s.foot
	s.foot = footfall{kept: counted.kept}
	s.mu.Unlock()
	if len(counted.steps) == 0 && len(counted.loads) == 0 {
		return nil
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		zone, err := org.Zone(ctx, tx)
		if err != nil {
			return err
		}
		day := clock.Day(tx.Now, zone)
		var came []stepRow
		for k, c := range counted.steps {
			came = append(came, stepRow{k.campaign, day, string(k.step), c.N, c.Wrong})
		}
		var loads []loadRow
		for k, n := range counted.loads {
			loads = append(loads, loadRow{k.campaign, day, k.ms, n})
		}
		// in order, so that no two nodes wait for each other
		slices.SortFunc(came, func(a, b stepRow) int {
			return cmp.Or(cmp.Compare(a.CampaignID, b.CampaignID), cmp.Compare(a.Step, b.Step))
		})
		slices.SortFunc(loads, func(a, b loadRow) int {
			return cmp.Or(cmp.Compare(a.CampaignID, b.CampaignID), cmp.Compare(a.Ms, b.Ms))
		})
		if _, err := db.Insert(ctx, tx, "campaign_step", came, `
			ON CONFLICT (campaign_id, day, step) DO UPDATE SET n = campaign_step.n + excluded.n, wrong = campaign_step.wrong + excluded.wrong`); err != nil {
			return err
		}
		_, err = db.Insert(ctx, tx, "campaign_load", loads, `ON CONFLICT (campaign_id, day, ms) DO UPDATE SET n = campaign_load.n + excluded.n`)
		return err
	})
}

// Fluency tells how well the experience of a campaign flows.
func (s *Service) Fluency(ctx context.Context, i ID) (Fluency, error) {
	if _, err := s.Get(ctx, i); err != nil {
		return Fluency{}, err
	}
	q := s.db.Read()
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return Fluency{}, err
	}
	since := clock.Day(s.db.Clock().Now().UnixMilli()-(fluencyDays-1)*dayMs, zone)
	counts, err := db.All[StepCount](ctx, q, `SELECT step, CAST(SUM(n) AS BIGINT) AS n, CAST(SUM(wrong) AS BIGINT) AS wrong FROM campaign_step WHERE campaign_id = $1 AND day >= $2 GROUP BY step`, i, since)
	if err != nil {
		return Fluency{}, err
	}
	loads, err := db.All[Load](ctx, q, `SELECT ms, CAST(SUM(n) AS BIGINT) AS n FROM campaign_load WHERE campaign_id = $1 AND day >= $2 GROUP BY ms ORDER BY ms`, i, since)
	return fluent(counts, loads), err
}

// Load is how many first screens took at most so long.
type Load struct{ Ms, N int64 }

// fluent judges what was counted; loads come the shortest first.
func fluent(counts []StepCount, loads []Load) Fluency {
	out := Fluency{}
	for _, step := range Steps {
		if n := slices.IndexFunc(counts, func(c StepCount) bool { return c.Step == step }); n >= 0 {
			out.Steps = append(out.Steps, counts[n])
			switch step {
			case Pressed:
				out.Started = counts[n].N
			case Finish:
				out.Finished = counts[n].N
			}
		}
	}
	if out.Started > 0 {
		share := float64(out.Finished) / float64(out.Started)
		out.Share, out.Rough = &share, share < LowFluent
	}
	for _, l := range loads {
		out.Loads += l.N
	}
	seen := int64(0)
	for _, l := range loads {
		if seen += l.N; 4*seen >= 3*out.Loads {
			out.P75, out.Slow = &l.Ms, l.Ms > SlowLoad
			break
		}
	}
	switch {
	case out.Rough:
		out.Worst = worst(out.Steps)
	case out.Slow:
		out.Worst = Looked // the first screen
	}
	return out
}

// worst gives the step of the core act to which the smallest share of those came who were at the one before it. A page to pay on that
// nobody saw is none of a game in which nothing is paid.
func worst(counts []StepCount) Step {
	n := map[Step]int64{}
	for _, c := range counts {
		n[c.Step] = c.N
	}
	before, out, least := n[Pressed], Step(""), 1.0
	for _, step := range []Step{Got, Sheet, Finish} {
		if step == Sheet && n[Sheet] == 0 || before == 0 {
			continue
		}
		if kept := float64(n[step]) / float64(before); kept < least {
			out, least = step, kept
		}
		before = n[step]
	}
	return out
}

// OldFootfall counts what was kept of visitors' steps of days before a moment (ms).
func OldFootfall(ctx context.Context, q db.Q, before int64) (int64, error) {
	return db.One[int64](ctx, q, `SELECT (SELECT COUNT(*) FROM campaign_step WHERE day < $1) + (SELECT COUNT(*) FROM campaign_load WHERE day < $1)`, dayBefore(before))
}

// ForgetFootfall deletes at most so many rows of each kind that are older.
func ForgetFootfall(ctx context.Context, tx *db.Tx, before int64, limit int) (int64, error) {
	n, err := db.Exec(ctx, tx, `
		DELETE FROM campaign_step WHERE (campaign_id, day, step) IN (SELECT campaign_id, day, step FROM campaign_step WHERE day < $1 ORDER BY day LIMIT $2)`, dayBefore(before), limit)
	if err != nil {
		return 0, err
	}
	more, err := db.Exec(ctx, tx, `
		DELETE FROM campaign_load WHERE (campaign_id, day, ms) IN (SELECT campaign_id, day, ms FROM campaign_load WHERE day < $1 ORDER BY day LIMIT $2)`, dayBefore(before), limit)
	return max(n, more), err
}

// dayBefore gives the day of a moment, wherever its day has begun last: nothing younger is taken for older.
func dayBefore(ms int64) string { return clock.Day(ms-dayMs/2, time.UTC) }
