package campaign

import (
	"context"
	"errors"
	"time"

	"qunli/kit/db"
	"qunli/kit/job"
	"qunli/org"
)

// Faded is why a campaign is paused that stopped taking entries by itself (CAM-14): nobody opens anything any more, what was open can be
// joined until its own deadline, and nobody is told to come again.
const Faded = "faded"

// Stop is when a campaign stops taking entries by itself.
type Stop string

// When a campaign may stop by itself.
const (
	StopPayoff   Stop = "payoff"    // its last seven days cost more than they brought
	StopHalfLife Stop = "half_life" // at most half as many took part on a day as on the first
)

const (
	fadeJob   = "campaign.fade"
	fadeEvery = time.Hour // which days are whole changes once a day, in the organisation's zone
)

// Faded tells whether it stopped by itself.
func (c Campaign) Faded() bool { return c.State == Paused && c.Why == Faded }

// fades gives the day that tells a campaign to stop, by what its terms look at; "" it goes on.
func (m Measured) fades(by Stop) string {
	switch {
	case by == StopPayoff:
		return m.StopDay
	case by == StopHalfLife && m.HalfLife > 0:
		return m.Days[m.HalfLife-1].Day
	}
	return ""
}

// Schedule has campaigns looked at that are to stop by themselves.
func (s *Service) Schedule(jobs *job.Queue) {
	job.HandleOutside(jobs, fadeJob, func(ctx context.Context, _ job.Tick) error { return s.Fade(ctx) })
	jobs.Every(fadeJob, fadeEvery, fadeJob)
}

// Fade stops the live campaigns whose terms say so and whose time has come. One that somebody resumed goes on: under the same rules none
// stops twice.
func (s *Service) Fade(ctx context.Context) error {
	ctx, q := org.Owner(ctx, fadeJob), s.db.Read()
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return err
	}
	all, err := db.All[Campaign](ctx, q, `SELECT `+columns+` FROM campaign c WHERE state = 'live'
		AND NOT EXISTS (SELECT 1 FROM campaign_fade f WHERE f.campaign_id = c.id AND f.revision = c.revision) ORDER BY id`)
	var failed error
	for _, c := range all {
		failed = errors.Join(failed, s.fadeOne(ctx, c, zone)) // one that cannot be measured keeps no other going
	}
	return errors.Join(err, failed)
}

func (s *Service) fadeOne(ctx context.Context, c Campaign, zone *time.Location) error {
	q := s.db.Read()
	r, err := revision(ctx, q, c.ID, c.Revision)
	if err != nil {
		return err
	}
	t, err := r.terms()
	if err != nil || t.Stop == "" || s.db.Clock().Now().UnixMilli() >= t.Until {
		return err
	}
	m, err := s.measure(ctx, q, c, t, zone)
	if err != nil {
		return err
	}
	day := m.fades(t.Stop)
	if day == "" {
		return nil
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return stopped(ctx, tx, c, t.Stop, day) })
}

// stopped has a campaign take no more entries, if it still is as it was measured.
func stopped(ctx context.Context, tx *db.Tx, was Campaign, why Stop, day string) error {
	c, err := fence(ctx, tx, was.ID)
	if err != nil || c.State != Live || c.Revision != was.Revision {
		return err
	}
	until, err := db.One[int64](ctx, tx, `SELECT COALESCE(MAX(deadline), 0) FROM campaign_instance WHERE campaign_id = $1 AND due_at > 0 AND deadline > $2`, c.ID, tx.Now)
	if err != nil {
		return err
	}
	n, err := db.Exec(ctx, tx, `INSERT INTO campaign_fade (campaign_id, revision, why, day, at, until) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		c.ID, c.Revision, string(why), day, tx.Now, until)
	if err != nil || n == 0 {
		return err
	}
	c.State, c.Why, c.Burst = Paused, Faded, 0
	return errors.Join(keep(ctx, tx, c), org.Audit(ctx, tx, org.Change{Verb: "campaign.fade", Object: "campaign", ID: int64(c.ID),
		Before: map[string]any{"state": was.State, "revision": was.Revision, "name": was.Name},
		After:  map[string]any{"state": c.State, "revision": c.Revision, "name": c.Name, "why": c.Why, "by": why, "day": day, "until": until}}))
}

// graceOf gives until when (ms) what was open goes on of a campaign that stopped by itself, 0 nothing does.
func graceOf(ctx context.Context, q db.Q, c Campaign) (int64, error) {
	until, err := db.All[int64](ctx, q, `SELECT until FROM campaign_fade WHERE campaign_id = $1 ORDER BY revision DESC LIMIT 1`, c.ID)
	if err != nil || len(until) == 0 {
		return 0, err
	}
	return until[0], nil
}
