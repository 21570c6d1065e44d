package customer

import (
	"context"
	"slices"

	"qunli/kit/db"
	"qunli/org"
)

// Held is everything this room holds about one person, and about those merged into them: what the person may ask for
// (ORG-12). Times are unix ms. Accounts and phones are masked for an actor who may not see them.
type Held struct {
	Profile  Profile
	Merges   []Alias
	Consents []Given
	Timeline []Touch
	Twins    []Twin
	Acts     []Act  // how often what was done on which day
	Moves    []Move // the history of where they stand, latest first
}

// Alias is one merge that stands.
type Alias struct {
	From, Into ID
	Reason     string
	At         int64
}

// Given is one entry of the consent log.
type Given struct {
	ID       ConsentID
	Owner    ID
	Channel  string
	Topic    string
	Agreed   bool
	Evidence string
	At       int64
}

// Export gives everything held about a person. It is audited.
func (s *Service) Export(ctx context.Context, i ID) (Held, error) {
	if err := org.Must(ctx, org.CustomerExport); err != nil {
		return Held{}, err
	}
	hide := org.Must(ctx, org.PhoneReveal) != nil
	var h Held
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if h, err = held(ctx, tx, i, hide); err != nil {
			return err
		}
		return audit(ctx, tx, "customer.export", h.Profile.ID, nil, masked{"touches": len(h.Timeline), "masked": hide})
	})
	return h, err
}

func held(ctx context.Context, q db.Q, i ID, hide bool) (h Held, err error) {
	if h.Profile, err = profile(ctx, q, i, hide); err != nil {
		return h, err
	}
	people := append([]ID{h.Profile.ID}, h.Profile.Merged...)
	c := db.Where("").In("from_id", people)
	if h.Merges, err = db.All[Alias](ctx, q, `SELECT from_id AS "from", parent_id AS "into", reason, at
		FROM customer_alias WHERE `+c.SQL()+` ORDER BY at, from_id`, c.Args()...); err != nil {
		return h, err
	}
	c = db.Where("").In("customer_id", people)
	if h.Consents, err = consentsOf(ctx, q, people); err != nil {
		return h, err
	}
	if h.Timeline, err = db.All[Touch](ctx, q, `SELECT `+touchColumns+` FROM customer_touch WHERE `+c.SQL()+`
		ORDER BY at, id`, c.Args()...); err != nil {
		return h, err
	}
	if h.Twins, err = twinsOf(ctx, q, people); err != nil {
		return h, err
	}
	c = db.Where("").In("customer_id", people)
	if h.Acts, err = db.All[Act](ctx, q, `SELECT customer_id AS customer, day, kind, acts FROM customer_act_day
		WHERE `+c.SQL()+` ORDER BY day, kind, customer_id`, c.Args()...); err != nil {
		return h, err
	}
	h.Moves, err = history(ctx, q, people)
	return h, err
}

// twinsOf gives the pairs in which one of people stands.
func twinsOf(ctx context.Context, q db.Q, people []ID) ([]Twin, error) {
	out := []Twin{}
	for _, column := range []string{"one_id", "other_id"} {
		c := db.Where("").In(column, people)
		some, err := db.All[Twin](ctx, q, `SELECT one_id AS a, other_id AS b, reason, at FROM customer_twin WHERE `+c.SQL()+`
			ORDER BY at, one_id, other_id`, c.Args()...)
		if err != nil {
			return nil, err
		}
		for _, t := range some {
			if !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	return out, nil
}
