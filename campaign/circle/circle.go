package circle

import (
	"context"
	"time"

	"qunli/campaign"
	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/referral"
)

const (
	hearing = "circle"
	lookJob = "circle.look"
	tickJob = "circle.tick"
)

// tickEvery is how often friends added are looked for; a reward is to be there within ten seconds (REF-02).
const tickEvery = 5 * time.Second

// Service makes games and the loop know of each other.
type Service struct {
	db        *db.DB
	bus       *event.Bus
	jobs      *job.Queue
	campaigns *campaign.Service
}

// looking is whose invitations are looked at.
type looking struct {
	People []customer.ID `json:"people"`
}

// New has the room hear facts of bus.
func New(d *db.DB, bus *event.Bus, jobs *job.Queue, campaigns *campaign.Service) *Service {
	s := &Service{d, bus, jobs, campaigns}
	job.HandleOutside(jobs, lookJob, func(ctx context.Context, l looking) error { return s.look(ctx, l.People) })
	job.HandleOutside(jobs, tickJob, s.tick)
	event.SubscribeSerial(bus, hearing, s.brought)
	hear(s, func(f commerce.OrdersPlaced) []customer.ID { return f.Customers })
	hear(s, func(f commerce.OrdersChanged) []customer.ID { return f.Customers })
	hear(s, func(f community.Joined) []customer.ID { return []customer.ID{f.Customer} })
	hear(s, func(f community.Left) []customer.ID { return []customer.ID{f.Customer} })
	return s
}

// Schedule has friends added looked for.
func (s *Service) Schedule() { s.jobs.Every(tickJob, tickEvery, tickJob) }

// hear has the invitations looked at of whom facts are about, if there are any that could count.
func hear[F event.Fact](s *Service, who func(F) []customer.ID) {
	event.Subscribe(s.bus, hearing, func(ctx context.Context, tx *db.Tx, facts []F) error {
		var people []customer.ID
		for _, f := range facts {
			people = append(people, who(f)...)
		}
		if on, err := s.campaigns.Awaiting(ctx, tx); err != nil || !on || len(people) == 0 {
			return err
		}
		_, err := s.jobs.Enqueue(ctx, tx, job.Spec{Kind: lookJob, Payload: looking{people}})
		return err
	})
}

// enters are the states of seats by which somebody comes in.
var enters = map[string]bool{"held": true, "ordered": true, "bound": true}

// brought claims for whoever opened what somebody else took part in that they brought them.
func (s *Service) brought(ctx context.Context, tx *db.Tx, facts []campaign.Decided) error {
	var claims []referral.Claim
	for _, f := range facts {
		if !enters[f.What] || f.Seat == 0 || f.Person == 0 || f.Instance == 0 {
			continue
		}
		by, err := campaign.OwnerOf(ctx, tx, f.Instance)
		if err != nil {
			return err
		}
		if by != 0 && by != f.Person {
			claims = append(claims, referral.Claim{Customer: f.Person, Inviter: by, At: f.At, Source: referral.SourceLink, Evidence: f.Seat.String()})
		}
	}
	if len(claims) == 0 {
		return nil
	}
	if err := customer.Hold(ctx, tx); err != nil {
		return err
	}
	claims, err := present(ctx, tx, claims)
	if err != nil {
		return err
	}
	verdicts, err := referral.Bind(ctx, tx, 0, claims)
	if err != nil {
		return err
	}
	return s.bus.Publish(ctx, tx, referral.Facts(0, verdicts)...)
}

// present leaves out claims about people who are not here any more.
func present(ctx context.Context, tx *db.Tx, claims []referral.Claim) ([]referral.Claim, error) {
	var people []customer.ID
	for _, c := range claims {
		people = append(people, c.Customer, c.Inviter)
	}
	here, err := customer.Briefs(ctx, tx, people)
	out := claims[:0]
	for _, c := range claims {
		if a, ok := here[c.Customer]; ok && a.ErasedAt == 0 {
			if b, ok := here[c.Inviter]; ok && b.ErasedAt == 0 {
				out = append(out, c)
			}
		}
	}
	return out, err
}

// tick looks at everybody whose invitation waits for them to be added or to join.
func (s *Service) tick(ctx context.Context, _ job.Tick) error {
	waiting, err := s.campaigns.Invitees(ctx, nil)
	if err != nil {
		return err
	}
	return s.judge(ctx, waiting)
}

// look looks at the invitations of people.
func (s *Service) look(ctx context.Context, people []customer.ID) error {
	family, err := customer.FamiliesOf(ctx, s.db.Read(), people)
	if err != nil {
		return err
	}
	var all []customer.ID
	for _, i := range people {
		all = append(all, family.Members(family.Now(i))...)
	}
	found, err := s.campaigns.Invitees(ctx, all)
	if err != nil {
		return err
	}
	return s.judge(ctx, found)
}

// judge tells games which of their invitees did what counts, and which do not any more. What a game refuses by then is as it is.
func (s *Service) judge(ctx context.Context, invitees []campaign.Invitee) error {
	did, err := deeds(ctx, s.db.Read(), invitees)
	if err != nil {
		return err
	}
	for _, i := range invitees {
		c := campaign.Command{Seat: i.Seat.ID}
		switch {
		case !seen[i.Act]: // nothing here can tell: somebody does
			continue
		case !i.Did && did[i.Seat.ID]:
			c.Kind = campaign.Qualify
		case i.Did && !did[i.Seat.ID]:
			c.Kind = campaign.Revoke
		default:
			continue
		}
		if _, err := s.campaigns.Do(org.Owner(ctx, hearing), i.Seat.CampaignID, c); err != nil {
			return err
		}
	}
	return nil
}
