package campaign

import (
	"context"

	"qunli/kit/db"
	"qunli/org"
)

// Promise is a gift or a coupon that the rules of a game promise, as many as a bucket has.
type Promise struct {
	Field  string // of the settings
	What   string // public id of the gift; Message.What
	Bucket string
}

// Giver is a game that hands out gifts or coupons.
type Giver interface {
	// Promises lists what it hands out.
	Promises() []Promise
}

// Need is how many of a gift are still to be handed out.
type Need struct {
	Field  string // of the settings
	What   string
	N      int64 // by the campaign that is looked at
	Others int64 // by all others that were published and not ended
}

// Known names what is wrong with what a campaign promises: gifts that are not there, or too few of them.
type Known func(ctx context.Context, q db.Q, needs []Need) ([]Problem, error)

// needs lists what a campaign promises by rules, less what it has handed out already.
func needs(ready *rules, stock []Bucket) (out []Need) {
	g, gives := ready.Game.(Giver)
	if !gives {
		return nil
	}
	spent, total := map[string]int64{}, map[string]int64{}
	for _, b := range stock {
		spent[b.Name] = b.Spent
	}
	for _, p := range ready.plans {
		total[p.Name] = p.Total
	}
	for _, p := range g.Promises() {
		out = append(out, Need{Field: p.Field, What: p.What, N: max(total[p.Bucket]-spent[p.Bucket], 0)})
	}
	return out
}

// lacking names what is wrong with what a campaign promises by rules.
func (s *Service) lacking(ctx context.Context, q db.Q, c Campaign, ready *rules) ([]Problem, error) {
	if _, gives := ready.Game.(Giver); s.known == nil || !gives {
		return nil, nil
	}
	stock, err := buckets(ctx, q, c.ID)
	if err != nil {
		return nil, err
	}
	all, err := s.promised(ctx, q, "")
	if err != nil {
		return nil, err
	}
	others := map[string]int64{}
	for _, p := range all {
		if p.Campaign.ID != c.ID {
			others[p.What] += p.N
		}
	}
	mine := needs(ready, stock)
	for n := range mine {
		mine[n].Others = others[mine[n].What]
	}
	return s.known(ctx, q, mine)
}

// Promised is a gift that a published campaign still hands out.
type Promised struct {
	Campaign Campaign
	Rule     string // who may take part, "" everybody
	What     string
	N        int64
}

// promised lists what campaigns that were published and not ended hand out by the rules in force; of one gift, or of all with "".
func (s *Service) promised(ctx context.Context, q db.Q, what string) (out []Promised, err error) {
	givers := s.models.that(func(g Game) bool { _, gives := g.(Giver); return gives })
	if len(givers) == 0 {
		return nil, nil
	}
	c := db.Where("revision > 0 AND state <> 'ended'").In("model", givers)
	all, err := db.All[Campaign](ctx, q, `SELECT `+columns+` FROM campaign WHERE `+c.SQL()+` ORDER BY id`, c.Args()...)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		r, err := revision(ctx, q, c.ID, c.Revision)
		if err != nil {
			return nil, err
		}
		ready, err := r.read(s.models[c.Model])
		if err != nil {
			return nil, err
		}
		stock, err := buckets(ctx, q, c.ID)
		if err != nil {
			return nil, err
		}
		for _, n := range needs(ready, stock) {
			if what == "" || n.What == what {
				out = append(out, Promised{c, ready.Rule, n.What, n.N})
			}
		}
	}
	return out, nil
}

// Promising lists the published campaigns that hand out a gift and that the actor sees.
func (s *Service) Promising(ctx context.Context, what string) ([]Promised, error) {
	if err := org.Must(ctx, org.CampaignRead); err != nil {
		return nil, err
	}
	all, err := s.promised(ctx, s.db.Read(), what)
	out := all[:0]
	for _, p := range all {
		if seen(ctx, p.Campaign) == nil {
			out = append(out, p)
		}
	}
	return out, err
}
