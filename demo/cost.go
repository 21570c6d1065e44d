package demo

import (
	"context"

	"qunli/insight"
	"qunli/kit/money"
)

// monthly is what a month costs beside advertisements, in yuan for every person who is there by its end.
var monthly = []struct {
	kind    insight.CostKind
	channel string
	yuan    float64
}{
	{insight.CostBait, "", 0.35}, {insight.CostReward, broughtWay, 0.8}, {insight.CostRedPacket, broughtWay, 0.2},
	{insight.CostService, "", 0.9}, {insight.CostDelivery, "", 1.4}, {insight.CostPayment, "", 0.15},
}

// costs gives what the months of the story cost; the numbers are the same whenever they are asked for.
func (s *Story) costs() []insight.Cost {
	d := roll(s.Seed, "costs", 0)
	var out []insight.Cost
	for first := 0; first < days; {
		next := first + 1
		for next < days && s.day(next)[:7] == s.day(first)[:7] {
			next++
		}
		people := float64(s.people) * float64(next) / days
		for _, m := range monthly {
			amount := money.Fen(people * m.yuan * 100 * d.between(0.9, 1.1))
			out = append(out, insight.Cost{Kind: m.kind, Channel: m.channel, FromDay: s.day(first), ToDay: s.day(next - 1), Amount: amount,
				Source: source, Ref: string(m.kind) + " " + s.day(first)[:7]})
		}
		out = append(out, insight.Cost{Kind: insight.CostScreening, FromDay: s.day(first), ToDay: s.day(next - 1),
			Minutes: int64(people * d.between(0.7, 1.1)), Rate: 3000, Source: source, Ref: "screening " + s.day(first)[:7]})
		first = next
	}
	return out
}

// recordCosts enters them; those that are here already stay.
func (s *Service) recordCosts(ctx context.Context, story *Story) error {
	_, err := s.Insight.RecordCosts(ctx, story.costs())
	return err
}

// dropCosts takes them away.
func (s *Service) dropCosts(ctx context.Context) error {
	for after := insight.CostID(0); ; {
		page, err := s.Insight.Costs(ctx, insight.CostFilter{After: after, Limit: 1000})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, c := range page {
			after = c.ID
			if c.Source != source {
				continue
			}
			if err := s.Insight.DropCost(ctx, c.ID); err != nil && !isMissing(err) {
				return err
			}
		}
	}
}

// settled tells that everything is in: answers that were stored on the way are old.
func (s *Service) settled(context.Context, *Story) error {
	s.Insight.Stale()
	return nil
}
