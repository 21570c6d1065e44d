package insight

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
)

// The kinds of jobs that insight runs by itself.
const (
	jobTiers   = "insight.tiers"
	jobSeeds   = "insight.seeds"
	jobPredict = "insight.predict"
	jobEnrol   = "insight.enrol"
	jobWork    = "insight.work"
)

// Schedule has queue write the tiers and the predictions every night and propose seed users every week, around three in the
// morning in China, tell bus what moved, and ask people for what there is to do.
func (s *Service) Schedule(queue *job.Queue, bus *event.Bus) {
	const night = 19 * time.Hour // UTC
	queue.HandleOutside(jobTiers, func(ctx context.Context, _ json.RawMessage) error { _, err := s.WriteTiers(ctx, bus); return err })
	queue.HandleOutside(jobSeeds, func(ctx context.Context, _ json.RawMessage) error { _, err := s.ProposeSeeds(ctx, bus); return err })
	queue.HandleOutside(jobPredict, func(ctx context.Context, _ json.RawMessage) error { _, err := s.Predict(ctx); return err })
	queue.HandleOutside(jobEnrol, func(ctx context.Context, _ json.RawMessage) error { return s.Enrol(ctx) })
	queue.HandleOutside(jobWork, func(ctx context.Context, _ json.RawMessage) error { _, err := s.AskForWork(ctx); return err })
	queue.EveryAt(jobWork, 24*time.Hour, night+time.Hour, jobWork)
	queue.EveryAt(jobTiers, 24*time.Hour, night, jobTiers)
	queue.EveryAt(jobSeeds, 7*24*time.Hour, night, jobSeeds)
	queue.EveryAt(jobEnrol, time.Hour, 0, jobEnrol)
	queue.EveryAt(jobPredict, 24*time.Hour, night+30*time.Minute, jobPredict)
}

// Study has the tiers, the predictions and what there is to do looked over soon and not only at night, as part of the caller's
// transaction: much has come in, or gone. Asked for many times in a minute it is done once.
func Study(ctx context.Context, tx *db.Tx) error {
	minute := tx.Now / time.Minute.Milliseconds()
	var specs []job.Spec
	for _, kind := range []string{jobTiers, jobPredict, jobWork} {
		specs = append(specs, job.Spec{Kind: kind, Lane: "insight.study", Unique: fmt.Sprintf("%s after minute %d", kind, minute),
			RunAt: (minute + 1) * time.Minute.Milliseconds()})
	}
	_, err := job.EnqueueAll(ctx, tx, specs)
	return err
}

// nobody is the program itself, which sees everything.
func nobody(ctx context.Context) context.Context {
	return org.As(db.Slow(ctx), org.Actor{Kind: org.ActorJob, Role: org.RoleOwner, Scope: org.ScopeAll, Address: "insight"})
}

// study reads with a metric's defaults on one snapshot, outside any write transaction.
func (s *Service) study(ctx context.Context, m Metric, read func(context.Context, *input) error) error {
	p, err := s.params(ctx, m, Params{})
	if err != nil {
		return err
	}
	return s.db.Snapshot(ctx, func(q db.Q) error {
		in, err := s.input(ctx, q, m, p)
		if err != nil {
			return err
		}
		return read(ctx, in)
	})
}

// tierStep is how many people are given their tier in one transaction.
const tierStep = 2000

// WriteTiers works out everybody's tier (CUS-12), writes those that changed on the people, and tells bus what moved and who
// newly entered tier A. It gives how many changed. A second run after it changes nothing.
func (s *Service) WriteTiers(ctx context.Context, bus *event.Bus) (changed int, err error) {
	ctx = nobody(ctx)
	var tiers []customer.Tiered
	err = s.study(ctx, tiersMetric(), func(ctx context.Context, in *input) error {
		people, err := in.tiers(ctx)
		for _, p := range people {
			if p.tier != p.stored {
				tiers = append(tiers, customer.Tiered{Customer: p.id, Tier: p.tier})
			}
		}
		return err
	})
	for start := 0; start < len(tiers) && err == nil; start += tierStep {
		part := tiers[start:min(start+tierStep, len(tiers))]
		err = s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
			moved, entered, err := customer.SetTiers(ctx, tx, part)
			if err != nil {
				return err
			}
			if err := event.PublishAll(ctx, tx, bus, moved); err != nil {
				return err
			}
			return event.PublishAll(ctx, tx, bus, entered)
		})
	}
	return len(tiers), err
}

// ProposeSeeds ranks people as seed users (CUS-13), proposes the first of them to the pool and tells bus what moved. It
// gives how many were proposed.
func (s *Service) ProposeSeeds(ctx context.Context, bus *event.Bus) (proposed int, err error) {
	ctx = nobody(ctx)
	var list []customer.SeedProposal
	err = s.study(ctx, seedsMetric(), func(ctx context.Context, in *input) error {
		people, err := in.seedlings(ctx)
		if err != nil {
			return err
		}
		rules, err := customer.RulesOf(ctx, in.q)
		for _, p := range people[:min(len(people), rules.Seed.List)] {
			list = append(list, customer.SeedProposal{Customer: p.id, Score: p.score, SeedFigures: p.figures(), Reasons: p.reasons()})
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	return len(list), s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
		moved, err := customer.ProposeSeeds(ctx, tx, list)
		if err != nil {
			return err
		}
		return event.PublishAll(ctx, tx, bus, moved)
	})
}
