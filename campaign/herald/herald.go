package herald

import (
	"context"
	"errors"
	"fmt"
	"time"

	"qunli/campaign"
	"qunli/community"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/org"
)

const (
	hearing = "herald"
	tickJob = "herald.tick"
)

const (
	tickEvery  = 10 * time.Second
	grace      = 15 * 60_000 // ms by which a slot may be kept late
	postWithin = 15 * 60_000 // ms in which a link is to be posted
)

// The reasons of tasks.
const (
	WhyPost    = "packet_out"     // post the link of a packet in the group
	WhyRefused = "packet_refused" // a slot could not be kept
)

// ErrPurpose refuses to put out what says no purpose.
var ErrPurpose = fault.New(fault.Invalid, "campaign.purpose", "没有写目的的红包不能发", "A packet without a purpose cannot be put out")

// Service puts out and tells.
type Service struct {
	db        *db.DB
	jobs      *job.Queue
	campaigns *campaign.Service
	desk      *desk.Service
}

// New has the room hear what campaigns put out.
func New(d *db.DB, bus *event.Bus, jobs *job.Queue, campaigns *campaign.Service) *Service {
	s := &Service{d, jobs, campaigns, desk.New(d)}
	job.HandleOutside(jobs, tickJob, func(ctx context.Context, _ job.Tick) error { return s.Tick(ctx) })
	event.Subscribe(bus, hearing, s.heard)
	return s
}

// Schedule has slots looked at.
func (s *Service) Schedule() { s.jobs.Every(tickJob, tickEvery, tickJob) }

// PutOut has the brand put one out, which says why.
func (s *Service) PutOut(ctx context.Context, i campaign.ID, number int64) (campaign.Reply, error) {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return campaign.Reply{}, err
	}
	if _, err := s.campaigns.Get(ctx, i); err != nil { // asks for the scope
		return campaign.Reply{}, err
	}
	a, err := s.campaigns.AnnouncementOf(ctx, s.db.Read(), i, 0)
	if err == nil && a.Purpose == "" {
		err = ErrPurpose.At("purpose", a.Purpose, "请在活动设置里写明目的，重新发布后再发", "write the purpose in the settings of the campaign and publish it again, then put it out")
	}
	if err != nil {
		return campaign.Reply{}, err
	}
	r, err := s.campaigns.Do(ctx, i, campaign.Command{Kind: campaign.Open, Number: number})
	if err == nil {
		err = r.Err()
	}
	return r, err
}

// Tick keeps the slots that are due. Whatever becomes of it in between, a slot is kept at most once: its number is the key of the
// command. A campaign that is paused puts out nothing.
func (s *Service) Tick(ctx context.Context) error {
	q := s.db.Read()
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return err
	}
	all, err := s.campaigns.Announcing(ctx, q)
	if err != nil {
		return err
	}
	now := s.db.Clock().Now().UnixMilli()
	var failed error
	for _, a := range all {
		for _, slot := range a.Slots {
			at := slot.Due(now, zone)
			if at == 0 || now-at > grace || at < a.Terms.From || at >= a.Terms.Until {
				continue
			}
			failed = errors.Join(failed, s.keep(org.Owner(ctx, hearing), a, at))
		}
	}
	return failed
}

// keep keeps a slot of a campaign.
func (s *Service) keep(ctx context.Context, a campaign.Announcement, at int64) error {
	r, err := s.campaigns.Do(ctx, a.Campaign.ID, campaign.Command{Kind: campaign.Open, Number: campaign.SlotNumber(at)})
	if err != nil || r.Code == campaign.Done || r.Code == campaign.Stopped || r.Code == campaign.Ended {
		return err
	}
	return s.desk.Raise(ctx, desk.Task{Kind: desk.Post, SubjectID: int64(a.Campaign.ID), Why: WhyRefused, StoreID: a.Campaign.StoreID, StaffID: a.Campaign.StaffID,
		DueAt: s.db.Clock().Now().UnixMilli() + postWithin, Key: fmt.Sprintf("packet_refused:%s:%d", a.Campaign.ID, at)})
}

// byHand are the states of what one of the staff sent in a chat.
var byHand = map[string]bool{"sent": true, "waiting": true, "received": true, "returned": true}

// heard asks whoever has the groups to post what was put out, and notes who put it out.
func (s *Service) heard(ctx context.Context, tx *db.Tx, facts []campaign.Decided) error {
	for _, f := range facts {
		if f.Seat != 0 || f.Person != 0 || f.Instance == 0 {
			continue
		}
		if byHand[f.What] { // who did is in the record itself
			if err := org.Audit(org.Owner(ctx, hearing), tx, org.Change{Verb: "campaign.by_hand", Object: "campaign", ID: int64(f.Campaign),
				After: map[string]any{"instance": f.Instance, "state": f.What, "amount": f.Amount}}); err != nil {
				return err
			}
		}
		if f.What != "open" {
			continue
		}
		a, err := s.campaigns.AnnouncementOf(ctx, tx, f.Campaign, f.Instance)
		if err != nil {
			return err
		}
		number, err := campaign.NumberOf(ctx, tx, f.Campaign, f.Instance)
		if err != nil {
			return err
		}
		tasks, err := posts(ctx, tx, a, f)
		if err != nil {
			return err
		}
		if err := desk.Ask(ctx, tx, tasks); err != nil {
			return err
		}
		if err := org.Audit(org.Owner(ctx, hearing), tx, org.Change{Verb: "campaign.put_out", Object: "campaign", ID: int64(f.Campaign),
			After: map[string]any{"instance": f.Instance, "slot": BySlot(number), "number": number, "amount": f.Amount, "purpose": a.Purpose, "groups": a.Groups}}); err != nil {
			return err
		}
	}
	return nil
}

// BySlot tells a number of a slot from one of a hand.
func BySlot(number int64) bool { return number > 1_000_000_000 && number < 100_000_000_000 }

// posts asks, group by group, to post the link of what was put out.
func posts(ctx context.Context, q db.Q, a campaign.Announcement, f campaign.Decided) ([]desk.Task, error) {
	groups := GroupsOf(a.Groups)
	places, err := community.Places(ctx, q, groups)
	var out []desk.Task
	for _, g := range groups {
		p, there := places[g]
		if !there {
			continue
		}
		out = append(out, desk.Task{Kind: desk.Post, CommunityID: g, SubjectID: int64(a.Campaign.ID), Why: WhyPost, StoreID: p.StoreID, StaffID: p.StaffID,
			DueAt: f.At + postWithin, Key: fmt.Sprintf("packet:%s:%s", f.Instance, g)})
	}
	return out, err
}

// GroupsOf reads public ids of groups; what is none is left out.
func GroupsOf(names []string) []community.ID {
	var out []community.ID
	for _, name := range names {
		var i community.ID
		if i.UnmarshalText([]byte(name)) == nil && i != 0 {
			out = append(out, i)
		}
	}
	return out
}
