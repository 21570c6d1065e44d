package community

import (
	"context"
	"errors"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
)

// Effect compares a group before and after an adjustment was carried out (COM-15).
type Effect struct {
	Days          int64 // on either side
	Before, After Period
	Whole         bool // all days after it have passed
}

// Period is what moved in a group in some days.
type Period struct {
	From, To string // days, both included
	Joins    int64
	Leaves   int64
}

// Effect gives what moved in the group in the days before a proposal was carried out, and after.
func (s *Service) Effect(ctx context.Context, i ProposalID) (Effect, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return Effect{}, err
	}
	q := s.db.Read()
	p, err := db.One[Proposal](ctx, q, `SELECT `+proposalColumns+` FROM community_proposal WHERE id = $1`, i)
	if errors.Is(err, db.ErrNone) {
		return Effect{}, ErrNoProposal
	}
	if err != nil {
		return Effect{}, err
	}
	if _, err := load(ctx, q, p.CommunityID); err != nil {
		return Effect{}, err
	}
	if p.DoneAt == 0 {
		return Effect{}, ErrNotApproved
	}
	set, err := readSettings(ctx, q)
	if err != nil {
		return Effect{}, err
	}
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return Effect{}, err
	}
	day := func(days int64) string { return clock.Day(p.DoneAt+days*dayMS, zone) }
	e := Effect{Days: set.EffectDays, Before: Period{From: day(-set.EffectDays), To: day(-1)}, After: Period{From: day(1), To: day(set.EffectDays)}}
	e.Whole = clock.Day(s.db.Clock().Now().UnixMilli(), zone) > e.After.To
	for _, period := range []*Period{&e.Before, &e.After} {
		if err := period.read(ctx, q, p.CommunityID); err != nil {
			return e, err
		}
	}
	return e, nil
}

func (p *Period) read(ctx context.Context, q db.Q, i ID) error {
	got, err := db.One[Period](ctx, q, `SELECT CAST(COALESCE(SUM(joins), 0) AS BIGINT) AS joins, CAST(COALESCE(SUM(leaves), 0) AS BIGINT) AS leaves
		FROM community_day WHERE community_id = $1 AND day >= $2 AND day <= $3`, i, p.From, p.To)
	p.Joins, p.Leaves = got.Joins, got.Leaves
	return err
}
