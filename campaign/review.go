package campaign

import (
	"context"
	"strings"
	"unicode/utf8"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Review is what was learnt of a campaign that is over (CAM-12).
type Review struct {
	CampaignID ID
	Well       string // what went well
	Badly      string // what did not
	Next       string // what to do next time
	StaffID    org.StaffID
	At         int64 // ms
}

// reviewMost is how many characters each part of a review has at most.
const reviewMost = 500

// ErrRuns refuses the review of a campaign that is not over.
var ErrRuns = fault.New(fault.Conflict, "campaign.runs", "活动还没有结束，结束之后才能复盘", "The campaign is not over yet; review it once it is")

const reviewColumns = "campaign_id, well, badly, next, staff_id, at"

// Ended gives since when (ms) a campaign under the terms in force is over, 0 it is not: its time is over, or somebody ended it; of the latter
// that is the moment at which it last changed.
func (c Campaign) Ended(t Terms, now int64) int64 {
	switch {
	case c.Revision == 0:
		return 0
	case now >= t.Until:
		return t.Until
	case c.State == Closed:
		return c.NowAt
	}
	return 0
}

// Review keeps what was learnt of a campaign that is over. A second one takes the first one's place.
func (s *Service) Review(ctx context.Context, i ID, r Review) (Review, error) {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return Review{}, err
	}
	for _, part := range []struct {
		field string
		text  *string
	}{{"well", &r.Well}, {"badly", &r.Badly}, {"next", &r.Next}} {
		if *part.text = strings.TrimSpace(*part.text); *part.text == "" || utf8.RuneCountInString(*part.text) > reviewMost {
			return Review{}, fault.InvalidField(part.field, *part.text, "请填写，最多 500 个字；没有就写“无”", "fill it in with at most 500 characters; where there is nothing, write none")
		}
	}
	c, t, err := s.inForce(ctx, i)
	if err != nil {
		return Review{}, err
	}
	a, _ := org.ActorOf(ctx)
	r.CampaignID, r.StaffID = i, a.Staff
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if r.At = tx.Now; c.Ended(t, tx.Now) == 0 {
			return ErrRuns
		}
		if _, err := db.Insert(ctx, tx, "campaign_review", []Review{r}, `
			ON CONFLICT (campaign_id) DO UPDATE SET well = excluded.well, badly = excluded.badly, next = excluded.next, staff_id = excluded.staff_id, at = excluded.at`); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "campaign.review", Object: "campaign", ID: int64(i), After: map[string]any{"well": r.Well, "badly": r.Badly, "next": r.Next}})
	})
	return r, err
}

// Reviewed tells of a campaign since when (ms) it is over, 0 it is not, and its review; zero while nobody wrote one.
func (s *Service) Reviewed(ctx context.Context, i ID) (ended int64, r Review, err error) {
	c, t, err := s.inForce(ctx, i)
	if err != nil {
		return 0, Review{}, err
	}
	all, err := db.All[Review](ctx, s.db.Read(), `SELECT `+reviewColumns+` FROM campaign_review WHERE campaign_id = $1`, i)
	if len(all) > 0 {
		r = all[0]
	}
	return c.Ended(t, s.db.Clock().Now().UnixMilli()), r, err
}

// inForce gives a campaign that the actor sees with the terms in force; of one that was never published, none.
func (s *Service) inForce(ctx context.Context, i ID) (Campaign, Terms, error) {
	c, err := s.Get(ctx, i)
	if err != nil || c.Revision == 0 {
		return c, Terms{}, err
	}
	t, err := termsOf(ctx, s.db.Read(), c)
	return c, t, err
}

func termsOf(ctx context.Context, q db.Q, c Campaign) (Terms, error) {
	r, err := revision(ctx, q, c.ID, c.Revision)
	if err != nil {
		return Terms{}, err
	}
	return r.terms()
}

// Over is a campaign that is over, since when (ms), and nobody has reviewed it.
type Over struct {
	Campaign Campaign
	Since    int64
}

// Unreviewed lists the campaigns that have been over since before a moment (ms) and of which nobody wrote what was learnt.
func Unreviewed(ctx context.Context, q db.Q, before int64) ([]Over, error) {
	all, err := db.All[Campaign](ctx, q, `SELECT `+columns+` FROM campaign c WHERE revision > 0
		AND NOT EXISTS (SELECT 1 FROM campaign_review r WHERE r.campaign_id = c.id) ORDER BY id`)
	if err != nil {
		return nil, err
	}
	var out []Over
	for _, c := range all {
		t, err := termsOf(ctx, q, c)
		if err != nil {
			return nil, err
		}
		if at := c.Ended(t, before); at > 0 && at <= before {
			out = append(out, Over{c, at})
		}
	}
	return out, nil
}

// Learnt is whether a campaign that is over was reviewed.
type Learnt string

// With a review, and without.
const (
	Written Learnt = "with"
	Owing   Learnt = "without"
)

// learnt narrows a list of campaigns.
func (s *Service) learnt(ctx context.Context, c *db.Cond, l Learnt) error {
	c.If(l == Written, "id IN (SELECT campaign_id FROM campaign_review)")
	if l != Owing {
		return nil
	}
	over, err := Unreviewed(ctx, s.db.Read(), s.db.Clock().Now().UnixMilli())
	ids := make([]ID, len(over))
	for n, o := range over {
		ids[n] = o.Campaign.ID
	}
	c.In("id", ids)
	return err
}

// ReviewedSince lists the campaigns that were reviewed at a moment (ms) or later.
func ReviewedSince(ctx context.Context, q db.Q, since int64) ([]ID, error) {
	return db.All[ID](ctx, q, `SELECT campaign_id FROM campaign_review WHERE at >= $1`, since)
}
