package risk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/netip"
	"time"

	"qunli/campaign"
	"qunli/customer"
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
	jobs      *job.Queue
	campaigns *campaign.Service
	hand      Hand
}

// New gives the service and has jobs score what it is told.
func New(d *db.DB, jobs *job.Queue, campaigns *campaign.Service) *Service {
	s := &Service{db: d, jobs: jobs, campaigns: campaigns}
	job.HandleOutside(jobs, scoreJob, s.rescore)
	return s
}

// Evidence is from where somebody was seen, in hashes (Salted), never in the clear.
type Evidence struct {
	Visitor  string              // of the visitor cookie, "" none
	Network  string              // of the address's network, "" unknown
	Entered  bool                // wanted in; otherwise looked at the page
	Instance campaign.InstanceID // that was looked at or entered, 0 none
}

// Salted gives the evidence of an address and a visitor cookie: hashes that nobody without the salt can turn back. Of the address only
// its network counts, /24 or /48. An address that is none gives none.
func Salted(salt []byte, address, visitor string) Evidence {
	hash := func(kind, value string) string {
		if value == "" {
			return ""
		}
		m := hmac.New(sha256.New, salt)
		m.Write([]byte(kind + "\x00" + value)) // never fails
		return hex.EncodeToString(m.Sum(nil)[:12])
	}
	network := ""
	if a, err := netip.ParseAddr(address); err == nil {
		bits := 24
		if a = a.Unmap(); a.Is6() {
			bits = 48
		}
		if p, err := a.Prefix(bits); err == nil {
			network = p.String()
		}
	}
	return Evidence{Visitor: hash("visitor", visitor), Network: hash("network", network)}
}

const maxHash = 64

// Saw notes from where a person was seen, and has the campaign scored soon. People tell it of themselves, the program and who may
// edit campaigns of anybody.
func (s *Service) Saw(ctx context.Context, i campaign.ID, who customer.ID, e Evidence) error {
	if a, ok := org.ActorOf(ctx); !ok || a.Kind != org.ActorCustomer || a.ID != int64(who) {
		if err := org.Must(ctx, org.CampaignEdit); err != nil {
			return err
		}
	}
	if who == 0 || i == 0 || len(e.Visitor) > maxHash || len(e.Network) > maxHash {
		return fault.InvalidField("evidence", "", "请给出人、活动和不超过 64 个字符的摘要", "give a person, a campaign and hashes of at most 64 characters")
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		row := Sight{i, who, e.Visitor, e.Network, e.Entered, e.Instance, tx.Now, tx.Now, 1}
		if _, err := db.Insert(ctx, tx, "campaign_risk_sight", []Sight{row}, `
			ON CONFLICT (campaign_id, person_id, visitor, network, entered, instance_id)
			DO UPDATE SET last_at = excluded.last_at, times = campaign_risk_sight.times + 1`); err != nil {
			return err
		}
		return s.scoreSoon(ctx, tx, i)
	})
}

// scoreSoon has a campaign scored at the next turn.
func (s *Service) scoreSoon(ctx context.Context, tx *db.Tx, i campaign.ID) error {
	turn := tx.Now/lag.Milliseconds() + 1
	_, err := s.jobs.Enqueue(ctx, tx, job.Spec{Kind: scoreJob, Payload: i, RunAt: turn * lag.Milliseconds(), Unique: fmt.Sprintf("%s/%d/%d", scoreJob, i, turn)})
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
	Hold int64 `json:"hold"`
	Flag int64 `json:"flag"`
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
