package campaign

import (
	"context"

	"qunli/kit/db"
)

// TakesCoupons tells whether a campaign of a model lets coupons be used: as its terms say, and when they do not, a flash sale does and a
// group-buy does not. What is not sold takes none.
func (t Terms) TakesCoupons(model string) bool {
	switch model {
	case "flashsale":
		return t.Coupons != "no"
	case "groupbuy":
		return t.Coupons == "yes"
	}
	return false
}

// Sells tells whether something is paid for in campaigns of a model.
func (t Terms) Sells(model string) bool { return model == "flashsale" || model == "groupbuy" }

// TermsOf gives a campaign with the terms in force, for who serves it; of one that was never published they are empty.
func TermsOf(ctx context.Context, q db.Q, i ID) (Campaign, Terms, error) {
	c, err := load(ctx, q, i)
	if err != nil || c.Revision == 0 {
		return c, Terms{}, err
	}
	r, err := revision(ctx, q, i, c.Revision)
	if err != nil {
		return c, Terms{}, err
	}
	t, err := r.terms()
	return c, t, err
}

// Waiting gives a seat that waits for its payment; its refusal says why another one does not.
func Waiting(ctx context.Context, q db.Q, which SeatID, now int64) (Seat, error) {
	s, err := SeatOf(ctx, q, which)
	if err == nil && (s.State != "held" && s.State != "ordered" || s.DueAt <= now) {
		err = refusals[Ended]
	}
	return s, err
}

// SeatOf gives a seat, for who serves it.
func SeatOf(ctx context.Context, q db.Q, which SeatID) (Seat, error) {
	found, err := seats(ctx, q, db.Where("id = $1", which), "")
	if err == nil && len(found) == 0 {
		err = refusals[Unknown]
	}
	if err != nil {
		return Seat{}, err
	}
	return found[0], nil
}

// mostSelling is how many campaigns that sell one product its page shows.
const mostSelling = 50

// Selling gives the campaigns that take entries now and whose rules name a product (public id), the newest first, as their pages show them.
// Anybody may see them.
func (s *Service) Selling(ctx context.Context, product string, now int64) ([]Shown, error) {
	sellers := s.models.that(func(g Game) bool { _, sells := g.(Seller); return sells })
	if len(sellers) == 0 {
		return nil, nil
	}
	q := s.db.Read()
	c := db.Where(`state = 'live' AND revision > 0
		AND EXISTS (SELECT 1 FROM campaign_revision r WHERE r.campaign_id = campaign.id AND r.number = campaign.revision AND REPLACE(r.settings, $1, '') <> r.settings)`, `"`+product+`"`).In("model", sellers)
	all, err := db.All[Campaign](ctx, q, `SELECT `+columns+` FROM campaign WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(mostSelling)...)
	if err != nil {
		return nil, err
	}
	var out []Shown
	for _, c := range all {
		one, _, err := s.shown(ctx, q, c, c.Revision)
		if err != nil {
			return nil, err
		}
		if one.Terms.From > now || one.Terms.Until <= now {
			continue
		}
		if one.Buckets, err = buckets(ctx, q, c.ID); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}
