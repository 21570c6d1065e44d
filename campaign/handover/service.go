package handover

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"

	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/secret"
	"qunli/org"
	"qunli/reward"
)

// Service hands goods over.
type Service struct {
	db     *db.DB
	models campaign.Models
	keys   *secret.Keyring // nil: for commands that only read
}

const hearing = "handover"

// New has the service hear which goods may go, and what is paid back.
func New(d *db.DB, bus *event.Bus, models campaign.Models, keys *secret.Keyring) *Service {
	s := &Service{d, models, keys}
	campaign.Hear(bus, hearing, s.asked)
	event.Subscribe(bus, hearing, s.refunded)
	return s
}

// asked has goods go that may, and keeps those that are paid back.
func (s *Service) asked(ctx context.Context, tx *db.Tx, asked []campaign.Asked) error {
	for _, a := range asked {
		var err error
		switch m := a.Message; {
		case m.Kind == campaign.Fulfil:
			err = s.release(ctx, tx, m)
		case m.Kind == campaign.Refund && m.Reason != "ladder" && m.Reason != "paid_twice":
			err = Withdraw(ctx, tx, m.Seat)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// release lets the goods of a seat go.
func (s *Service) release(ctx context.Context, tx *db.Tx, m campaign.Message) error {
	c, terms, err := campaign.TermsOf(ctx, tx, m.Campaign)
	if err != nil || terms.Handover == "" {
		return err
	}
	seat, err := campaign.SeatOf(ctx, tx, m.Seat)
	if err != nil {
		return err
	}
	p, err := s.lockOrMake(ctx, tx, c, seat, How(terms.Handover))
	if err != nil || p.State != Waiting {
		return err
	}
	p.State = Ready
	return p.save(ctx, tx)
}

// fresh gives goods nobody has told of yet.
func (s *Service) fresh(c campaign.Campaign, seat campaign.Seat, how How, goods []campaign.Good) Parcel {
	p := Parcel{SeatID: seat.ID, CampaignID: c.ID, CustomerID: seat.PersonID, How: how, Title: campaign.Spell(goods, c.Name)}
	if how == Pickup {
		p.StoreID = c.StoreID
		mark := s.keys.Sign("campaign.handover", []byte(seat.ID.String()))
		p.Code = codeOf(binary.BigEndian.Uint64([]byte(mark)[:8]))
	}
	return p
}

// Withdraw keeps goods back that have not gone.
func Withdraw(ctx context.Context, tx *db.Tx, seat campaign.SeatID) error {
	p, err := lock(ctx, tx, seat)
	if errors.Is(err, ErrMissing) || err == nil && !p.Open() {
		return nil
	}
	if err != nil {
		return err
	}
	if err := p.turn(Withdrawn, tx.Now, Waiting, Ready); err != nil {
		return err
	}
	return p.save(ctx, tx)
}

// refunded keeps goods back whose money somebody gave back, all of it.
func (s *Service) refunded(ctx context.Context, tx *db.Tx, facts []pay.Refunded) error {
	for _, f := range facts {
		if f.Cause.Kind != campaign.SeatCause {
			continue
		}
		p, err := pay.Get(ctx, tx, f.Payment)
		if err != nil {
			return err
		}
		if p.Left() > 0 {
			continue
		}
		if err := Withdraw(ctx, tx, campaign.SeatID(f.Cause.ID)); err != nil {
			return err
		}
	}
	return nil
}

// Wish is where somebody wants their goods.
type Wish struct {
	To    reward.Address // of a delivery
	Store org.StoreID    // of a pickup
	Keep  bool           // remember the address for next time
}

// Tell says where the goods of a seat of whoever acts go; until they are sent they may say it again.
func (s *Service) Tell(ctx context.Context, seat campaign.SeatID, w Wish) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		family, err := customer.SelfFamily(ctx, tx)
		if err != nil {
			return err
		}
		m, err := campaign.SeatOf(ctx, tx, seat)
		if err != nil {
			return err
		}
		if !slices.Contains(family, m.PersonID) {
			return ErrMissing
		}
		c, terms, err := campaign.TermsOf(ctx, tx, m.CampaignID)
		if err != nil {
			return err
		}
		if terms.Handover == "" {
			return ErrNothing
		}
		p, err := s.lockOrMake(ctx, tx, c, m, How(terms.Handover))
		if err != nil {
			return err
		}
		if !p.Open() {
			return ErrState.F(string(p.State))
		}
		if p.How == Pickup {
			return p.fetchAt(ctx, tx, c.StoreID, w.Store)
		}
		return s.address(ctx, tx, &p, family[0], w)
	})
}

// fetchAt writes at which shop goods are fetched: one that is open, and the campaign's own where it has one.
func (p *Parcel) fetchAt(ctx context.Context, tx *db.Tx, own, at org.StoreID) error {
	open, err := org.OpenStoreNames(ctx, tx)
	if err != nil {
		return err
	}
	if name, ok := open[own]; ok && at != own {
		return fault.InvalidField("store", at.String(), "这个活动只能在"+name+"提货，请选这家门店", "goods of this campaign are fetched at "+name+" alone; choose that shop")
	}
	if own != 0 && at != own {
		return fault.InvalidField("store", at.String(), "这个活动只能在它自己的门店提货，那家门店已经关闭，请联系商家", "goods of this campaign are fetched at its own shop alone, which is closed; ask the merchant")
	}
	if _, ok := open[at]; !ok {
		return fault.InvalidField("store", at.String(), "这家门店不能提货，请从列表中选一家营业中的门店", "goods cannot be fetched at this shop; choose one of the list, which are open")
	}
	p.StoreID = at
	return p.save(ctx, tx)
}

// address writes where a delivery goes, and remembers it for next time only when that is wanted.
func (s *Service) address(ctx context.Context, tx *db.Tx, p *Parcel, me customer.ID, w Wish) error {
	err := w.To.Check()
	if err != nil {
		return err
	}
	if p.Address, err = s.seal(label(p.SeatID), w.To); err != nil {
		return err
	}
	if err := p.save(ctx, tx); err != nil {
		return err
	}
	if !w.Keep {
		_, err := db.Exec(ctx, tx, `DELETE FROM campaign_handover_kept WHERE customer_id = $1`, me)
		return err
	}
	sealed, err := s.seal(keptLabel(me), w.To)
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, `INSERT INTO campaign_handover_kept (customer_id, address, at) VALUES ($1, $2, $3)
		ON CONFLICT (customer_id) DO UPDATE SET address = excluded.address, at = excluded.at`, me, sealed, tx.Now)
	return err
}

// Kept gives the address that whoever acts had remembered; nil none.
func (s *Service) Kept(ctx context.Context) (*reward.Address, error) {
	q := s.db.Read()
	family, err := customer.SelfFamily(ctx, q)
	if err != nil {
		return nil, err
	}
	type row struct {
		CustomerID customer.ID
		Address    string
	}
	c := db.Where("").In("customer_id", family)
	kept, err := db.All[row](ctx, q, `SELECT customer_id, address FROM campaign_handover_kept WHERE `+c.SQL()+` ORDER BY at DESC LIMIT 1`, c.Args()...)
	if err != nil || len(kept) == 0 {
		return nil, err
	}
	return s.open(keptLabel(kept[0].CustomerID), kept[0].Address)
}

// mostMine is how many of their goods somebody is shown.
const mostMine = 30

// Mine gives whoever acts what they bought that is handed over, the latest first. Where it goes is not in it, only whether that was said.
func (s *Service) Mine(ctx context.Context) ([]Parcel, error) {
	q := s.db.Read()
	family, err := customer.SelfFamily(ctx, q)
	if err != nil {
		return nil, err
	}
	c := db.Where("state <> 'waiting'").In("customer_id", family)
	return db.All[Parcel](ctx, q, `SELECT `+columns+` FROM campaign_handover WHERE `+c.SQL()+` ORDER BY seat_id DESC LIMIT `+c.Next(1), c.Args(mostMine)...)
}

// Of gives the goods of a seat; ok is false of one nobody has told of.
func Of(ctx context.Context, q db.Q, seat campaign.SeatID) (p Parcel, ok bool, err error) {
	p, err = db.One[Parcel](ctx, q, `SELECT `+columns+` FROM campaign_handover WHERE seat_id = $1`, seat)
	if errors.Is(err, db.ErrNone) {
		return p, false, nil
	}
	return p, err == nil, err
}

// Confirm says that a delivery arrived, by whoever bought it.
func (s *Service) Confirm(ctx context.Context, seat campaign.SeatID) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		family, err := customer.SelfFamily(ctx, tx)
		if err != nil {
			return err
		}
		p, err := lock(ctx, tx, seat)
		if err != nil {
			return err
		}
		if !slices.Contains(family, p.CustomerID) {
			return ErrMissing
		}
		if err := p.turn(Received, tx.Now, Shipped); err != nil {
			return err
		}
		return p.save(ctx, tx)
	})
}
