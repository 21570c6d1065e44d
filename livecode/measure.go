package livecode

import (
	"context"
	"fmt"

	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/org"
)

// Counts is what came of a code (CHN-06). Of a direct code nobody knows who scanned it: Visits and Shown are then unknown.
type Counts struct {
	Visits  int64     `json:"visits"`  // browsers that opened the page, each once a day
	Shown   int64     `json:"shown"`   // of these, those to whom the picture was shown
	Known   bool      `json:"known"`   // whether visits are counted at all
	Came    int64     `json:"came"`    // people who added a member or joined a group by it
	Fresh   int64     `json:"fresh"`   // of these, those who were not in touch with us before
	Again   int64     `json:"again"`   // of these, those who were
	Still   int64     `json:"still"`   // additions and joins that last
	Lost    int64     `json:"lost"`    // additions and joins that are over
	Spent   money.Fen `json:"spent"`   // recorded for the code's channel under the code's name
	PerHead money.Fen `json:"perhead"` // Spent ÷ Fresh, 0 while nobody came
	Days    []Day     `json:"days"`    // the last 30 on which somebody came, oldest first
}

// Day is who came on one day.
type Day struct {
	Day  string `json:"day"`
	Came int64  `json:"came"`
}

// Count gives what came of a code.
func (s *Service) Count(ctx context.Context, i ID) (Counts, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return Counts{}, err
	}
	var out Counts
	err := s.db.Snapshot(ctx, func(q db.Q) error {
		c, err := s.mine(ctx, q, i)
		if err != nil {
			return err
		}
		out, err = s.count(ctx, q, c)
		return err
	})
	return out, err
}

func (s *Service) count(ctx context.Context, q db.Q, c Code) (Counts, error) {
	out := Counts{Known: !c.Direct}
	type visits struct{ Visits, Shown int64 }
	v, err := db.One[visits](ctx, q, `SELECT COUNT(*) AS visits, COALESCE(CAST(SUM(CASE WHEN shown THEN 1 ELSE 0 END) AS BIGINT), 0) AS shown
		FROM livecode_visit WHERE code_id = $1`, c.ID)
	if err != nil {
		return out, err
	}
	type people struct{ Came, Again int64 }
	p, err := db.One[people](ctx, q, `SELECT COUNT(*) AS came, COALESCE(CAST(SUM(again) AS BIGINT), 0) AS again FROM (
		SELECT customer_id, MIN(CASE WHEN again THEN 1 ELSE 0 END) AS again FROM livecode_arrival WHERE code_id = $1 GROUP BY customer_id) each_one`, c.ID)
	if err != nil {
		return out, err
	}
	out.Visits, out.Shown, out.Came, out.Again, out.Fresh = v.Visits, v.Shown, p.Came, p.Again, p.Came-p.Again
	out.Days, err = db.All[Day](ctx, q, `SELECT day, COUNT(*) AS came FROM livecode_arrival WHERE code_id = $1 AND day >= (
		SELECT COALESCE(MIN(day), '') FROM (SELECT DISTINCT day FROM livecode_arrival WHERE code_id = $1 ORDER BY day DESC LIMIT 30) last_days)
		GROUP BY day ORDER BY day`, c.ID)
	if err != nil {
		return out, err
	}
	if out.Still, out.Lost, err = s.lasting(ctx, q, c); err != nil {
		return out, err
	}
	if out.Spent, err = commerce.SpentOn(ctx, q, c.Source, c.Name); err == nil && out.Fresh > 0 {
		out.PerHead = money.Fen(int64(out.Spent) / out.Fresh)
	}
	return out, err
}

// lasting counts the bonds and stays by a code that last, and those that are over.
func (s *Service) lasting(ctx context.Context, q db.Q, c Code) (still, over int64, err error) {
	if c.Kind == Person {
		states := make([]string, len(c.Branches))
		for n, b := range c.Branches {
			states[n] = c.state(b)
		}
		all, err := customer.LastingOf(ctx, q, states)
		for _, l := range all {
			still, over = still+l.Open, over+l.Begun-l.Open
		}
		return still, over, err
	}
	type pair struct {
		CommunityID community.ID
		CustomerID  customer.ID
	}
	came, err := db.All[pair](ctx, q, `SELECT DISTINCT community_id, customer_id FROM livecode_arrival WHERE code_id = $1`, c.ID)
	if err != nil {
		return 0, 0, err
	}
	inside := map[pair]bool{}
	read := map[community.ID]bool{}
	for _, p := range came {
		if read[p.CommunityID] {
			continue
		}
		read[p.CommunityID] = true
		stays, err := community.Present(ctx, q, p.CommunityID)
		if err != nil {
			return 0, 0, fmt.Errorf("code %s: %w", c.ID, err)
		}
		for _, stay := range stays {
			inside[pair{p.CommunityID, stay.CustomerID}] = true
		}
	}
	for _, p := range came {
		if inside[p] {
			still++
		} else {
			over++
		}
	}
	return still, over, nil
}
