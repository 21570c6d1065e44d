package referral

import (
	"context"

	"qunli/customer"
	"qunli/kit/db"
)

// mostMine is how many of their invitations customers are shown.
const mostMine = 100

// Invitation is a claim as its inviter sees it.
type Invitation struct {
	Record
	Friend string // the first character of their name, "" unknown
}

// Mine gives the customer who acts the invitations that they made, latest first, each with where it stands: what counts, and why the
// others do not yet, or do not.
func (s *Service) Mine(ctx context.Context) ([]Invitation, error) {
	q := s.db.Read()
	family, err := customer.SelfFamily(ctx, q)
	if err != nil {
		return nil, err
	}
	c := db.Where("standing <> $1", StandingExcluded).In("inviter_id", family)
	claims, err := db.All[Record](ctx, q, `SELECT `+claimColumns+` FROM referral_claim WHERE `+c.SQL()+`
		ORDER BY at DESC, id DESC LIMIT `+c.Next(1), c.Args(mostMine)...)
	if err != nil {
		return nil, err
	}
	friends := make([]customer.ID, len(claims))
	for n, r := range claims {
		friends[n] = r.CustomerID
	}
	names, err := customer.MaskedNames(ctx, q, friends)
	out := make([]Invitation, len(claims))
	for n, r := range claims {
		out[n] = Invitation{r, names[r.CustomerID]}
	}
	return out, err
}
