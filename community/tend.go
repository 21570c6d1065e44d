package community

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/job"
	"qunli/org"
)

// Tended is what a round through all groups led to.
type Tended struct {
	Suggested int64 // people suggested by rules of flow (COM-07)
	Proposed  int64 // proposals about members (COM-15, COM-21)
	Harvests  int64 // activity groups past their last day whose harvest began (COM-03)
}

// tendJob is the kind of the job that tends the groups, and the name of its schedule.
const tendJob = "community.tend"

// Schedule has queue tend all groups every night, around half past three in the morning in China.
func (s *Service) Schedule(queue *job.Queue) {
	queue.HandleOutside(tendJob, func(ctx context.Context, _ json.RawMessage) error {
		program := org.Actor{Kind: org.ActorJob, Role: org.RoleOwner, Scope: org.ScopeAll, Address: tendJob}
		_, err := s.Tend(org.As(db.Slow(db.Bulk(ctx)), program))
		return err
	})
	queue.EveryAt(tendJob, 24*time.Hour, 19*time.Hour+30*time.Minute, tendJob)
}

// Tend goes through the groups of the actor's scope once: it begins the harvests that are due, runs the rules of flow and
// reviews every open group of a kind. A job calls it every night. What fails in one group is told and the others go on.
func (s *Service) Tend(ctx context.Context) (Tended, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Tended{}, err
	}
	var out Tended
	zone, err := org.Zone(ctx, s.db.Read())
	if err != nil {
		return out, err
	}
	today := clock.Day(s.db.Clock().Now().UnixMilli(), zone)
	var failed []error
	for after := ID(0); ; {
		page, err := s.openAfter(ctx, after)
		if err != nil || len(page) == 0 {
			suggested, flows := s.RunFlows(ctx)
			out.Suggested = suggested
			return out, errors.Join(append(failed, err, flows)...)
		}
		for _, c := range page {
			if err := s.tend(ctx, c, today, &out); err != nil {
				failed = append(failed, fmt.Errorf("tend %s: %w", c.ID, err))
			}
		}
		after = page[len(page)-1].ID
	}
}

func (s *Service) tend(ctx context.Context, c Community, today string, out *Tended) error {
	if c.Kind == Activity && c.EndsOn != "" && c.EndsOn < today {
		_, err := s.BeginHarvest(ctx, c.ID, c.Version)
		if err == nil {
			out.Harvests++
		}
		return err
	}
	proposals, err := s.Review(ctx, c.ID)
	out.Proposed += int64(len(proposals))
	return err
}

// openAfter gives the next open groups of a kind, by id.
func (s *Service) openAfter(ctx context.Context, after ID) ([]Community, error) {
	c := db.Where("state = 'open' AND kind <> '' AND id > $1", after).Join(org.Scope(ctx).Cond("store_id", "staff_id"))
	return db.All[Community](ctx, s.db.Read(), `SELECT `+columns+` FROM community WHERE `+c.SQL()+` ORDER BY id LIMIT 200`, c.Args()...)
}
