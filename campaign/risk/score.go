package risk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"qunli/campaign"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// lookBack is how long what was seen counts, in ms.
const lookBack = 14 * 24 * hour

// rescore scores a campaign, and lets go what waited for that alone.
func (s *Service) rescore(ctx context.Context, i campaign.ID) error {
	began := s.db.Clock().Now().UnixMilli()
	if err := s.scoreAll(ctx, i); err != nil {
		return err
	}
	return s.passUnscored(ctx, i, began)
}

// scoreAll scores everybody seen at a campaign lately and holds who comes to its threshold. Merged people are scored as
// one.
func (s *Service) scoreAll(ctx context.Context, i campaign.ID) error {
	q, now := s.db.Read(), s.db.Clock().Now().UnixMilli()
	sights, err := db.All[Sight](ctx, q, `
		SELECT campaign_id, person_id, visitor, network, entered, instance_id, first_at, last_at, times
		FROM campaign_risk_sight WHERE campaign_id = $1 AND last_at >= $2`, i, now-lookBack)
	if err != nil || len(sights) == 0 {
		return err
	}
	var people []customer.ID
	for _, x := range sights {
		people = append(people, x.PersonID)
	}
	families, err := customer.FamiliesOf(ctx, q, people)
	if err != nil {
		return err
	}
	var all []customer.ID
	for n := range sights {
		sights[n].PersonID = families.Now(sights[n].PersonID)
		all = append(all, families.Members(sights[n].PersonID)...)
	}
	slices.Sort(all)
	confirmed, err := confirmedElsewhere(ctx, q, i, families, slices.Compact(all))
	if err != nil {
		return err
	}
	t, err := thresholds(ctx, q, i)
	if err != nil {
		return err
	}
	cases, err := caught(i, t, Score(sights, confirmed), now)
	if err != nil || len(cases) == 0 {
		return err
	}
	return s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error { return hold(ctx, tx, t, cases) })
}

// caught gives the cases of those who come to the threshold.
func caught(i campaign.ID, t Thresholds, scored map[customer.ID][]Signal, now int64) ([]Case, error) {
	var out []Case
	for _, who := range sortedKeys(scored) {
		sum := Sum(scored[who])
		if sum < t.Hold {
			continue
		}
		text, err := json.Marshal(scored[who])
		if err != nil {
			return nil, err
		}
		c := Case{CampaignID: i, PersonID: who, Score: sum, Signals: string(text), Stand: Hold, At: now}
		if sum >= t.Flag {
			c.Stand = Flagged
		}
		out = append(out, c)
	}
	return out, nil
}

// hold writes cases. A score never falls by itself; what was decided by hand stands, but that somebody released whose score has grown
// by another threshold is held again.
func hold(ctx context.Context, tx *db.Tx, t Thresholds, cases []Case) error {
	for len(cases) > 0 {
		part := cases[:min(len(cases), 500)]
		cases = cases[len(part):]
		if _, err := db.Insert(ctx, tx, "campaign_risk_score", part, ""+
			`ON CONFLICT (campaign_id, person_id) DO UPDATE SET score = excluded.score, signals = excluded.signals, stand = excluded.stand, at = excluded.at
			WHERE campaign_risk_score.stand IN ('hold', 'flagged') AND excluded.score > campaign_risk_score.score
			   OR campaign_risk_score.stand = 'released' AND excluded.score >= campaign_risk_score.score + `+holdText(t)); err != nil {
			return err
		}
	}
	return nil
}

// confirmedElsewhere counts in how many other campaigns people were confirmed, under whatever name of all of theirs.
func confirmedElsewhere(ctx context.Context, q db.Q, i campaign.ID, families *customer.Families, all []customer.ID) (map[customer.ID]int64, error) {
	type row struct {
		PersonID customer.ID
		N        int64
	}
	out := map[customer.ID]int64{}
	return out, db.Lists(q, all, func(some []customer.ID) error {
		c := db.Where("campaign_id <> $1 AND stand = 'confirmed'", i).In("person_id", some)
		return db.Each(ctx, q, func(r row) error { out[families.Now(r.PersonID)] += r.N; return nil },
			`SELECT person_id, COUNT(*) AS n FROM campaign_risk_score WHERE `+c.SQL()+` GROUP BY person_id`, c.Args()...)
	})
}

// Filter is which cases a list shows.
type Filter struct {
	Stand Stand       // "" those that wait for a review
	After customer.ID // the last of the page before, and its score
	Score int64
	Limit int
}

// List gives cases of a campaign that the actor sees, the highest score first.
func (s *Service) List(ctx context.Context, i campaign.ID, f Filter) ([]Case, error) {
	if _, err := s.campaigns.Get(ctx, i); err != nil { // asks for the permission and the scope
		return nil, err
	}
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	c := db.Where("campaign_id = $1", i).If(f.Stand != "", "stand = $1", f.Stand).If(f.Stand == "", "stand IN ('hold', 'flagged')").
		If(f.After != 0, "(score < $1 OR score = $1 AND person_id > $2)", f.Score, f.After)
	return db.All[Case](ctx, s.db.Read(), `
		SELECT campaign_id, person_id, score, signals, stand, at, reviewed_at, staff_id, note
		FROM campaign_risk_score WHERE `+c.SQL()+` ORDER BY score DESC, person_id LIMIT `+c.Next(1), c.Args(f.Limit)...)
}

// Release lets somebody held take part from the next command on.
func (s *Service) Release(ctx context.Context, i campaign.ID, who customer.ID, note string) error {
	return s.review(ctx, i, who, Released, note)
}

// Confirm keeps somebody out of a campaign for good, takes back what they won and has not gone out, and has other campaigns look closer
// at them.
func (s *Service) Confirm(ctx context.Context, i campaign.ID, who customer.ID, note string) error {
	return s.review(ctx, i, who, Confirmed, note)
}

// review decides by hand; the same decision again changes nothing.
func (s *Service) review(ctx context.Context, i campaign.ID, who customer.ID, to Stand, note string) error {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return err
	}
	if _, err := s.campaigns.Get(ctx, i); err != nil {
		return err
	}
	note, err := noted(note)
	if err != nil {
		return err
	}
	a, _ := org.ActorOf(ctx)
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		was, err := db.One[Stand](ctx, tx, `SELECT stand FROM campaign_risk_score WHERE campaign_id = $1 AND person_id = $2`, i, who)
		if errors.Is(err, db.ErrNone) {
			return ErrMissing
		}
		if err != nil || was == to {
			return err
		}
		if err := db.MustAffect(ctx, tx, ErrReviewed, `
			UPDATE campaign_risk_score SET stand = $4, reviewed_at = $5, staff_id = $6, note = $7
			WHERE campaign_id = $1 AND person_id = $2 AND stand = $3`, i, who, was, to, tx.Now, a.Staff, note); err != nil {
			return err
		}
		if to == Confirmed {
			if err := s.takeBack(ctx, tx, i, who, note); err != nil {
				return err
			}
		}
		return org.Audit(ctx, tx, org.Change{Verb: "campaign." + string(to), Object: "customer", ID: int64(who),
			Before: map[string]any{"stand": was}, After: map[string]any{"stand": to, "campaign": i, "note": note}})
	})
}
