package reward

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/org"
)

// GiftFilter is which gifts a list shows.
type GiftFilter struct {
	Kind   Kind      // "" all
	State  GiftState // "" all
	Before GiftID    // the last of the page before
	Limit  int
}

// Gifts lists what can be given, the newest first.
func (s *Service) Gifts(ctx context.Context, f GiftFilter) ([]Gift, error) {
	if err := org.Must(ctx, org.CampaignRead); err != nil {
		return nil, err
	}
	c := db.Where("").If(f.Kind != "", "kind = $1", f.Kind).If(f.State != "", "state = $1", f.State).If(f.Before != 0, "id < $1", f.Before)
	return db.All[Gift](ctx, s.db.Read(), `SELECT `+giftColumns+` FROM reward_gift WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(f.Limit)...)
}

// Gift gives one of them.
func (s *Service) Gift(ctx context.Context, i GiftID) (Gift, error) {
	if err := org.Must(ctx, org.CampaignRead); err != nil {
		return Gift{}, err
	}
	return loadGift(ctx, s.db.Read(), i)
}

// GiftsByID reads gifts, for those who promise them; who does not exist is not in it.
func GiftsByID(ctx context.Context, q db.Q, ids []GiftID) (map[GiftID]Gift, error) {
	out := make(map[GiftID]Gift, len(ids))
	err := db.Lists(q, ids, func(part []GiftID) error {
		c := db.Where("").In("id", part)
		return db.Each(ctx, q, func(g Gift) error { out[g.ID] = g; return nil }, `SELECT `+giftColumns+` FROM reward_gift WHERE `+c.SQL(), c.Args()...)
	})
	return out, err
}

// Filter is which grants a list shows.
type Filter struct {
	Gift     GiftID
	Customer customer.ID
	State    State // "" all
	Before   ID    // the last of the page before
	Limit    int
}

// List tells who was given what and why, the latest first. Where things go is not in it: Reveal.
func (s *Service) List(ctx context.Context, f Filter) ([]Grant, error) {
	if err := may(ctx, org.CampaignRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	c := db.Where("").If(f.Gift != 0, "gift_id = $1", f.Gift).If(f.State != "", "state = $1", f.State).If(f.Before != 0, "id < $1", f.Before)
	if f.Customer != 0 {
		family, err := customer.FamiliesOf(ctx, q, []customer.ID{f.Customer})
		if err != nil {
			return nil, err
		}
		c.In("customer_id", family.Members(family.Now(f.Customer)))
	}
	return db.All[Grant](ctx, q, `SELECT `+grantColumns+` FROM reward_grant WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(f.Limit)...)
}

// Shown is what is sealed of a grant.
type Shown struct {
	Code    string   // "" none
	Address *Address // nil: not said, or forgotten
}

// Reveal shows a code, or where a thing goes. It is audited.
func (s *Service) Reveal(ctx context.Context, i ID) (Shown, error) {
	if err := may(ctx, org.PhoneReveal); err != nil {
		return Shown{}, err
	}
	var out Shown
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		g, err := db.One[Grant](ctx, tx, `SELECT `+grantColumns+` FROM reward_grant WHERE id = $1`, i)
		if g, err = found(g, err, ErrMissing); err != nil {
			return err
		}
		if out, err = s.open(ctx, tx, &g); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "reward.reveal", Object: "reward", ID: int64(i)})
	})
	return out, err
}

// open unseals what is sealed of a grant.
func (s *Service) open(ctx context.Context, q db.Q, g *Grant) (out Shown, err error) {
	if g.Place != 0 {
		sealed, err := db.One[string](ctx, q, `SELECT sealed FROM reward_code WHERE gift_id = $1 AND place = $2 AND grant_id = $3`, g.GiftID, g.Place, g.ID)
		if err != nil {
			return out, err
		}
		plain, err := s.keys.Open(codeLabel(g.GiftID, g.Place), sealed)
		if err != nil {
			return out, err
		}
		out.Code = string(plain)
	}
	if g.Address == "" {
		return out, nil
	}
	plain, err := s.keys.Open(addressLabel(g.ID), g.Address)
	if err != nil {
		return out, err
	}
	out.Address = &Address{}
	return out, json.Unmarshal(plain, out.Address)
}

// Fit is how well a gift suits an audience.
type Fit struct {
	Audience int64 // people of the rule
	Suited   int64 // of them, with one of the gift's tags
}

// Poor tells whether a gift that says whom it suits suits fewer than half of an audience (CAM-11).
func (f Fit) Poor() bool { return f.Audience > 0 && f.Suited*2 < f.Audience }

// Fit counts among the people of a rule, "" everybody, those whom a gift suits. A gift without tags suits everybody.
func (s *Service) Fit(ctx context.Context, i GiftID, rule string) (Fit, error) {
	g, err := s.Gift(ctx, i)
	if err != nil {
		return Fit{}, err
	}
	if rule == "" {
		rule = everybody
	}
	all, err := s.count(ctx, rule)
	if err != nil || g.Tags == "" {
		return Fit{all, all}, err
	}
	suits := make([]string, len(g.Suits()))
	for n, tag := range g.Suits() {
		suits[n] = "tag = " + strconv.Quote(tag)
	}
	suited, err := s.count(ctx, "("+rule+") and ("+strings.Join(suits, " or ")+")")
	return Fit{all, suited}, err
}

// everybody is a rule that all people are in.
const everybody = "added is known or not added is known"

func (s *Service) count(ctx context.Context, text string) (int64, error) {
	r, err := s.segments.Parse(text)
	if err != nil {
		return 0, err
	}
	return s.segments.Count(ctx, s.db.Read(), r)
}

// Own is something that the customer who acts was given, as their own page shows it.
type Own struct {
	Grant
	Name  string // of the gift
	Words string
	Terms
	Worth money.Fen
	Code  string // of a code that was not revoked
	Sent  bool   // it is known where a thing goes
}

const mostMine = 30

// Mine gives the customer who acts what they were given, the latest first.
func (s *Service) Mine(ctx context.Context) ([]Own, error) {
	q := s.db.Read()
	family, err := customer.SelfFamily(ctx, q)
	if err != nil {
		return nil, err
	}
	c := db.Where("").In("customer_id", family)
	all, err := db.All[Grant](ctx, q, `SELECT `+grantColumns+` FROM reward_grant WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(mostMine)...)
	if err != nil {
		return nil, err
	}
	gifts, err := giftsOf(ctx, q, all)
	if err != nil {
		return nil, err
	}
	out := make([]Own, len(all))
	for n, g := range all {
		t := gifts[g.GiftID]
		out[n] = Own{Grant: g, Name: t.Name, Words: t.Words, Terms: t.Terms, Worth: t.Worth, Sent: g.Address != ""}
		if g.Kind == Code && g.State == Issued {
			shown, err := s.open(ctx, q, &g)
			if err != nil {
				return nil, err
			}
			out[n].Code = shown.Code
		}
		out[n].Address = ""
	}
	return out, nil
}

// giftsOf gives what was given, by id.
func giftsOf(ctx context.Context, q db.Q, given []Grant) (map[GiftID]Gift, error) {
	ids := make([]GiftID, len(given))
	for n, g := range given {
		ids[n] = g.GiftID
	}
	return GiftsByID(ctx, q, ids)
}
