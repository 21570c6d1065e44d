package herald

import (
	"context"
	"time"

	"qunli/commerce"
	"qunli/community"
	"qunli/conversation"
	"qunli/kit/db"
	"qunli/org"
)

// hourMs is how long after something is put out its effect is counted; weeks is with how many weeks before it is compared.
const (
	hourMs = 3_600_000
	weeks  = 4
)

// Effect is what people of a group wrote and ordered within the hour after something was put out there.
type Effect struct {
	Group    community.ID
	Running  bool // the hour is not over
	Messages int64
	Orders   int64
	Weeks    int      // of how many weeks before there is something known of the group; 0: there is nothing to compare with
	Usual    *float64 // messages in the same hour of the same weekday, the mean of those weeks
	Ordered  *float64 // orders likewise
}

// EffectOf counts the effect of what was put out in a group at a moment (ms).
func (s *Service) EffectOf(ctx context.Context, group community.ID, at int64) (Effect, error) {
	if err := org.Must(ctx, org.CampaignRead); err != nil {
		return Effect{}, err
	}
	q := s.db.Read()
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return Effect{}, err
	}
	out := Effect{Group: group, Running: s.db.Clock().Now().UnixMilli() < at+hourMs}
	if out.Messages, out.Orders, err = within(ctx, q, group, at); err != nil {
		return out, err
	}
	since, err := conversation.FirstSaid(ctx, q, group)
	if err != nil || since == 0 {
		return out, err
	}
	messages, orders := int64(0), int64(0)
	for n := 1; n <= weeks; n++ {
		from := time.UnixMilli(at).In(zone).AddDate(0, 0, -7*n).UnixMilli()
		if from < since {
			break
		}
		said, ordered, err := within(ctx, q, group, from)
		if err != nil {
			return out, err
		}
		out.Weeks, messages, orders = n, messages+said, orders+ordered
	}
	if out.Weeks > 0 {
		usual, ordered := float64(messages)/float64(out.Weeks), float64(orders)/float64(out.Weeks)
		out.Usual, out.Ordered = &usual, &ordered
	}
	return out, nil
}

// within counts what was written in a group, and what was ordered by who was in it or guided by it, in the hour from a moment.
func within(ctx context.Context, q db.Q, group community.ID, from int64) (messages, orders int64, err error) {
	if messages, err = conversation.SaidIn(ctx, q, group, from, from+hourMs); err != nil {
		return 0, 0, err
	}
	sold, err := commerce.PlacedIn(ctx, q, from, from+hourMs)
	if err != nil || len(sold) == 0 {
		return messages, 0, err
	}
	in, err := community.InAt(ctx, q, group, from+hourMs)
	for _, o := range sold {
		if o.CommunityID == group || o.CommunityID == 0 && in[o.CustomerID] {
			orders++
		}
	}
	return messages, orders, err
}
