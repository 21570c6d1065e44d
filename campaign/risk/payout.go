package risk

import (
	"context"
	"encoding/json"
	"errors"

	"qunli/campaign"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// Payout is a reward that waits, or waited, for a review before it goes out.
type Payout struct {
	Number     string
	CampaignID campaign.ID
	SeatID     campaign.SeatID
	PersonID   customer.ID
	Amount     int64 // fen, 0 a gift
	Why        Why
	Message    string // JSON of campaign.Message
	Stand      PayoutStand
	At         int64 // ms
	ReviewedAt int64
	StaffID    org.StaffID
	Note       string
}

// Why is why a reward waits.
type Why string

// The reasons.
const (
	ByPerson Why = "person"   // the campaign holds who won it
	ByAmount Why = "amount"   // it is more than the rules let go out unseen (Terms.ReviewAbove)
	Unscored Why = "unscored" // who won it has not been scored yet (Terms.ReviewFirst); the scoring lets it go, or holds the person
)

// PayoutStand is what was decided of it.
type PayoutStand string

// The stands.
const (
	Waiting  PayoutStand = "waiting"
	Approved PayoutStand = "approved"
	Rejected PayoutStand = "rejected"
)

// Hand is who hands rewards out.
type Hand interface {
	// Let has a reward go out after all.
	Let(ctx context.Context, tx *db.Tx, m campaign.Message) error
	// TakeBack tells its game that it never will.
	TakeBack(ctx context.Context, tx *db.Tx, m campaign.Message) error
}

// HandBy says who hands rewards out.
func (s *Service) HandBy(h Hand) { s.hand = h }

const payoutColumns = "number, campaign_id, seat_id, person_id, amount, why, message, stand, at, reviewed_at, staff_id, note"

// Waits tells whether a reward must not go out now. The first time that decides; from then on the review does, whatever else changed.
func (s *Service) Waits(ctx context.Context, tx *db.Tx, m campaign.Message) (bool, error) {
	known, err := payouts(ctx, tx, db.Where("number = $1", m.Number), "")
	if err != nil || len(known) > 0 {
		return err == nil && known[0].Stand != Approved, err
	}
	why, err := s.weigh(ctx, tx, m)
	if err != nil || why == "" {
		return false, err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return false, err
	}
	_, err = db.Insert(ctx, tx, "campaign_risk_payout", []Payout{{Number: m.Number, CampaignID: m.Campaign, SeatID: m.Seat, PersonID: m.Person, Amount: m.Amount, Why: why,
		Message: string(text), Stand: Waiting, At: tx.Now}}, "")
	if err == nil && why == Unscored {
		err = s.soon.score(ctx, tx, m.Campaign)
	}
	return true, err
}

// weigh tells why a reward has to be reviewed, "" it has not.
func (s *Service) weigh(ctx context.Context, q *db.Tx, m campaign.Message) (Why, error) {
	held, err := Held(ctx, q, m.Campaign, []customer.ID{m.Person})
	if err != nil {
		return "", err
	}
	_, terms, err := campaign.TermsOf(ctx, q, m.Campaign)
	switch {
	case err != nil:
		return "", err
	case len(held) > 0:
		return ByPerson, nil
	case terms.ReviewAbove > 0 && m.Amount > terms.ReviewAbove:
		return ByAmount, nil
	case !terms.ReviewFirst:
		return "", nil
	}
	fresh, err := db.One[int64](ctx, q, `SELECT COUNT(*) FROM campaign_risk_sight WHERE campaign_id = $1 AND person_id = $2`, m.Campaign, m.Person)
	if err != nil || fresh == 0 {
		return "", err
	}
	scored, err := db.One[int64](ctx, q, `SELECT COUNT(*) FROM campaign_risk_sight WHERE campaign_id = $1 AND person_id = $2 AND first_at < $3`,
		m.Campaign, m.Person, q.Now-2*lag.Milliseconds())
	if err != nil || scored > 0 {
		return "", err
	}
	return Unscored, nil
}

// passUnscored lets go what waited only for its person to be scored: by now everybody is who was seen before. Of who is held, it goes on
// waiting for the review.
func (s *Service) passUnscored(ctx context.Context, i campaign.ID, before int64) error {
	return s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
		waiting, err := payouts(ctx, tx, db.Where("campaign_id = $1 AND stand = 'waiting' AND why = 'unscored' AND at < $2", i, before), " ORDER BY number LIMIT 500")
		if err != nil || len(waiting) == 0 {
			return err
		}
		var people []customer.ID
		for _, p := range waiting {
			people = append(people, p.PersonID)
		}
		families, err := customer.FamiliesOf(ctx, tx, people)
		if err != nil {
			return err
		}
		held, err := Held(ctx, tx, i, people)
		if err != nil {
			return err
		}
		for _, p := range waiting {
			if !held[families.Now(p.PersonID)] {
				if err := s.decide(ctx, tx, p, Approved, ""); err != nil {
					return err
				}
			} else if _, err := db.Exec(ctx, tx, `UPDATE campaign_risk_payout SET why = 'person' WHERE number = $1`, p.Number); err != nil {
				return err
			}
		}
		if len(waiting) == 500 {
			return s.soon.score(ctx, tx, i)
		}
		return nil
	})
}

// Payouts lists the rewards of a campaign in a stand, that the actor sees, the first to be asked for first.
func (s *Service) Payouts(ctx context.Context, i campaign.ID, stand PayoutStand, limit int) ([]Payout, error) {
	if _, err := s.campaigns.Get(ctx, i); err != nil {
		return nil, err
	}
	if limit <= 0 || limit > 200 {
		limit = 50
	}
	c := db.Where("campaign_id = $1 AND stand = $2", i, stand)
	return db.All[Payout](ctx, s.db.Read(), `SELECT `+payoutColumns+` FROM campaign_risk_payout WHERE `+c.SQL()+` ORDER BY number LIMIT `+c.Next(1), c.Args(limit)...)
}

// Approve has a reward that waits go out.
func (s *Service) Approve(ctx context.Context, i campaign.ID, number, note string) error {
	return s.reviewPayout(ctx, i, number, Approved, note)
}

// Reject takes a reward that waits back: it never goes out, and its person is told why.
func (s *Service) Reject(ctx context.Context, i campaign.ID, number, note string) error {
	return s.reviewPayout(ctx, i, number, Rejected, note)
}

// reviewPayout decides by hand; the same decision again changes nothing.
func (s *Service) reviewPayout(ctx context.Context, i campaign.ID, number string, to PayoutStand, note string) error {
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
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, err := payouts(ctx, tx, db.Where("campaign_id = $1 AND number = $2", i, number), "")
		switch {
		case err != nil:
			return err
		case len(found) == 0:
			return ErrMissing
		case found[0].Stand == to:
			return nil
		case found[0].Stand != Waiting:
			return ErrReviewed
		}
		return s.decide(ctx, tx, found[0], to, note)
	})
}

// decide settles a reward that waits, and has what follows from it done, in the same transaction.
func (s *Service) decide(ctx context.Context, tx *db.Tx, p Payout, to PayoutStand, note string) error {
	a, _ := org.ActorOf(ctx)
	if err := db.MustAffect(ctx, tx, ErrReviewed, `
		UPDATE campaign_risk_payout SET stand = $2, reviewed_at = $3, staff_id = $4, note = $5 WHERE number = $1 AND stand = 'waiting'`, p.Number, to, tx.Now, a.Staff, note); err != nil {
		return err
	}
	if note != "" {
		if err := org.Audit(ctx, tx, org.Change{Verb: "campaign.payout_" + string(to), Object: "customer", ID: int64(p.PersonID),
			Before: map[string]any{"stand": p.Stand, "why": p.Why}, After: map[string]any{"stand": to, "campaign": p.CampaignID, "amount": p.Amount, "note": note}}); err != nil {
			return err
		}
	}
	var m campaign.Message
	if err := json.Unmarshal([]byte(p.Message), &m); err != nil {
		return err
	}
	if s.hand == nil {
		return errors.New("risk: nobody hands rewards out")
	}
	if to == Approved {
		return s.hand.Let(ctx, tx, m)
	}
	return s.hand.TakeBack(ctx, tx, m)
}

// takeBack rejects all that waits of somebody who is kept out.
func (s *Service) takeBack(ctx context.Context, tx *db.Tx, i campaign.ID, who customer.ID, note string) error {
	families, err := customer.FamiliesOf(ctx, tx, []customer.ID{who})
	if err != nil {
		return err
	}
	waiting, err := payouts(ctx, tx, db.Where("campaign_id = $1 AND stand = 'waiting'", i).In("person_id", families.Members(families.Now(who))), " ORDER BY number")
	for _, p := range waiting {
		if err := s.decide(ctx, tx, p, Rejected, note); err != nil {
			return err
		}
	}
	return err
}

// ReviewOf gives the review of a reward, for its own person; ok is false when there is none.
func ReviewOf(ctx context.Context, q db.Q, number string) (p Payout, ok bool, err error) {
	found, err := payouts(ctx, q, db.Where("number = $1", number), "")
	if err != nil || len(found) == 0 {
		return p, false, err
	}
	return found[0], true, nil
}

func payouts(ctx context.Context, q db.Q, c *db.Cond, tail string) ([]Payout, error) {
	return db.All[Payout](ctx, q, `SELECT `+payoutColumns+` FROM campaign_risk_payout WHERE `+c.SQL()+tail, c.Args()...)
}
