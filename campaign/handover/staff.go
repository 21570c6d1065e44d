package handover

import (
	"context"
	"strings"
	"unicode/utf8"

	"qunli/campaign"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/secret"
	"qunli/org"
	"qunli/reward"
)

// Filter is which goods a list shows.
type Filter struct {
	Campaign campaign.ID
	State    State  // "" all but those that wait for their game
	Code     string // that a buyer shows, "" any
	Before   campaign.SeatID
	Limit    int
}

// List tells what is to be handed over, the latest first. Where it goes is not in it: Reveal.
func (s *Service) List(ctx context.Context, f Filter) ([]Parcel, error) {
	if err := org.Must(ctx, org.CampaignRead); err != nil {
		return nil, err
	}
	c := db.Where("").If(f.Campaign != 0, "campaign_id = $1", f.Campaign).If(f.State != "", "state = $1", f.State).If(f.State == "", "state <> 'waiting'").
		If(f.Code != "", "code = $1", f.Code).If(f.Before != 0, "seat_id < $1", f.Before)
	c.Join(org.Scope(ctx).Cond("store_id", ""))
	return db.All[Parcel](ctx, s.db.Read(), `SELECT `+columns+` FROM campaign_handover WHERE `+c.SQL()+` ORDER BY seat_id DESC LIMIT `+c.Next(1), c.Args(f.Limit)...)
}

// change has f change goods for staff who see their shop, and records it: states alone.
func (s *Service) change(ctx context.Context, seat campaign.SeatID, verb string, f func(p *Parcel, now int64) error) error {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := lock(ctx, tx, seat)
		if err != nil {
			return err
		}
		if !org.Scope(ctx).Sees(p.StoreID, 0) {
			return ErrMissing
		}
		was := p.State
		if err := f(&p, tx.Now); err != nil {
			return err
		}
		if err := p.save(ctx, tx); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "handover." + verb, Object: "seat", ID: int64(seat), Before: map[string]any{"state": was}, After: map[string]any{"state": p.State}})
	})
}

// Ship notes that a delivery was sent, by which carrier and under which number of theirs. Nothing is sent that its game has not let go.
func (s *Service) Ship(ctx context.Context, seat campaign.SeatID, carrier, number string) error {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return err
	}
	carrier, number = strings.TrimSpace(carrier), strings.TrimSpace(number)
	if carrier == "" || utf8.RuneCountInString(carrier) > 20 {
		return fault.InvalidField("carrier", carrier, "请填写快递公司，最多 20 个字", "name the carrier, at most 20 characters")
	}
	if number == "" || len(number) > 40 {
		return fault.InvalidField("parcel", number, "请填写快递单号，最多 40 个字符", "give the parcel's number, at most 40 characters")
	}
	return s.change(ctx, seat, "ship", func(p *Parcel, now int64) error {
		if p.How == Delivery && p.State == Ready && p.Address == "" {
			return ErrNoAddress
		}
		if p.How != Delivery {
			return ErrState.F(string(p.State))
		}
		p.Carrier, p.Parcel = carrier, number
		return p.turn(Shipped, now, Ready)
	})
}

// Fetch notes that goods were fetched at their shop, by whoever showed the code.
func (s *Service) Fetch(ctx context.Context, seat campaign.SeatID, code string) error {
	return s.change(ctx, seat, "fetch", func(p *Parcel, now int64) error {
		if p.How != Pickup {
			return ErrState.F(string(p.State))
		}
		if !secret.Equal(strings.TrimSpace(code), p.Code) {
			return fault.InvalidField("code", code, "提货码不对，请让顾客再出示一次", "that is not the code; have the buyer show it again")
		}
		return p.turn(Fetched, now, Ready)
	})
}

// Reveal shows where a delivery goes; nil when that was not said, or is forgotten. It is audited.
func (s *Service) Reveal(ctx context.Context, seat campaign.SeatID) (*reward.Address, error) {
	if err := org.Must(ctx, org.PhoneReveal); err != nil {
		return nil, err
	}
	var to *reward.Address
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, ok, err := Of(ctx, tx, seat)
		if err != nil {
			return err
		}
		if !ok || !org.Scope(ctx).Sees(p.StoreID, 0) {
			return ErrMissing
		}
		if to, err = s.open(label(seat), p.Address); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "handover.reveal", Object: "seat", ID: int64(seat)})
	})
	return to, err
}
