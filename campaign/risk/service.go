package risk

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"qunli/campaign"
	"qunli/customer"
	"qunli/kit/commit"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/org"
)

// scoreJob is the kind of the job that scores a campaign; lag is how long after something was seen, at most twice.
const (
	scoreJob = "campaign.risk"
	lag      = 15 * time.Second
)

// The refusals of this room.
var (
	ErrMissing  = fault.New(fault.Missing, "campaign_risk.missing", "没有这条待审核记录", "There is nothing to review about this person")
	ErrReviewed = fault.New(fault.Conflict, "campaign_risk.reviewed", "这个人已经审核过了，请刷新", "This person has been reviewed; reload the page")
)

// Service keeps what is seen of people at campaigns and whom campaigns hold.
type Service struct {
	db        *db.DB
	campaigns *campaign.Service
	sights    *commit.Queue[Sight, bool]
	hand      Hand
	soon      soon
}

// New gives the service and has jobs score what it is told.
func New(d *db.DB, jobs *job.Queue, campaigns *campaign.Service) *Service {
	s := &Service{db: d, campaigns: campaigns, sights: commit.New(d, noting{soon{jobs}}, commit.Options{}), soon: soon{jobs}}
	job.HandleOutside(jobs, scoreJob, s.rescore)
	return s
}

// Run keeps what is seen until ctx ends.
func (s *Service) Run(ctx context.Context) error { return s.sights.Run(ctx) }

// soon has campaigns scored.
type soon struct{ jobs *job.Queue }

// score has campaigns scored at the next turn.
func (s soon) score(ctx context.Context, tx *db.Tx, campaigns ...campaign.ID) error {
	turn := tx.Now/lag.Milliseconds() + 1
	specs := make([]job.Spec, len(campaigns))
	for n, i := range campaigns {
		specs[n] = job.Spec{Kind: scoreJob, Payload: i, RunAt: turn * lag.Milliseconds(), Unique: fmt.Sprintf("%s/%d/%d", scoreJob, i, turn)}
	}
	_, err := s.jobs.Enqueue(ctx, tx, specs...)
	return err
}

// Held is the engine's campaign.Risk: of people, those whom a campaign holds, under whatever name. It only looks up.
func Held(ctx context.Context, q db.Q, i campaign.ID, people []customer.ID) (map[customer.ID]bool, error) {
	out := map[customer.ID]bool{}
	families, err := customer.FamiliesOf(ctx, q, people)
	if err != nil {
		return nil, err
	}
	var all []customer.ID
	for _, p := range people {
		all = append(all, families.Members(families.Now(p))...)
	}
	return out, db.Lists(q, all, func(part []customer.ID) error {
		c := db.Where("campaign_id = $1 AND stand <> $2", i, Released).In("person_id", part)
		held, err := db.All[customer.ID](ctx, q, `SELECT person_id FROM campaign_risk_score WHERE `+c.SQL(), c.Args()...)
		for _, p := range held {
			out[families.Now(p)] = true
		}
		return err
	})
}

// Thresholds are from which scores on a campaign holds, and flags besides.
type Thresholds struct {
	Hold int64 `json:"hold" minimum:"1" maximum:"1000" doc:"Points from which on somebody waits for a review"`
	Flag int64 `json:"flag" minimum:"1" maximum:"1000" doc:"Points from which on they stand out among those who wait; not below hold"`
}

// SetThresholds changes them for a campaign, from the next scoring on.
func (s *Service) SetThresholds(ctx context.Context, i campaign.ID, t Thresholds) error {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return err
	}
	if _, err := s.campaigns.Get(ctx, i); err != nil {
		return err
	}
	if t.Hold <= 0 || t.Flag < t.Hold || t.Flag > 1000 {
		return fault.InvalidField("hold", fmt.Sprint(t.Hold), "须大于 0，且不高于标记线", "must be above 0 and not above the line from which people are flagged")
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := db.Exec(ctx, tx, `
			INSERT INTO campaign_risk_policy (campaign_id, hold, flag) VALUES ($1, $2, $3)
			ON CONFLICT (campaign_id) DO UPDATE SET hold = excluded.hold, flag = excluded.flag`, i, t.Hold, t.Flag); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "campaign.thresholds", Object: "campaign", ID: int64(i), After: t})
	})
}

// ThresholdsOf gives those of a campaign.
func (s *Service) ThresholdsOf(ctx context.Context, i campaign.ID) (Thresholds, error) {
	if _, err := s.campaigns.Get(ctx, i); err != nil {
		return Thresholds{}, err
	}
	return thresholds(ctx, s.db.Read(), i)
}

// thresholds gives those of a campaign.
func thresholds(ctx context.Context, q db.Q, i campaign.ID) (Thresholds, error) {
	found, err := db.All[Thresholds](ctx, q, `SELECT hold, flag FROM campaign_risk_policy WHERE campaign_id = $1`, i)
	if err != nil || len(found) == 0 {
		return Thresholds{30, 70}, err
	}
	return found[0], nil
}

// Case is somebody whom a campaign holds or held.
type Case struct {
	CampaignID campaign.ID
	PersonID   customer.ID
	Score      int64
	Signals    string // JSON of []Signal
	Stand      Stand
	At         int64 // ms when last scored
	ReviewedAt int64 // ms, 0 not yet
	StaffID    org.StaffID
	Note       string
}

// Reasons gives the signals of a case.
func (c Case) Reasons() ([]Signal, error) {
	var out []Signal
	err := json.Unmarshal([]byte(c.Signals), &out)
	return out, err
}

// Stand is what a campaign does with somebody.
type Stand string

// The stands. All but Released are held.
const (
	Hold      Stand = "hold"
	Flagged   Stand = "flagged" // held, and first in the queue
	Released  Stand = "released"
	Confirmed Stand = "confirmed"
)
