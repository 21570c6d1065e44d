package handover

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"qunli/campaign"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/reward"
)

const columns = `seat_id, campaign_id, customer_id, how, state, title, address, store_id, code, carrier, parcel, ended_at, version, created_at`

// lock reads the goods of a seat and keeps everybody else from changing them until the transaction ends; ErrMissing of none.
func lock(ctx context.Context, tx *db.Tx, seat campaign.SeatID) (Parcel, error) {
	p, err := db.One[Parcel](ctx, tx, `UPDATE campaign_handover SET version = version + 1 WHERE seat_id = $1 RETURNING `+columns, seat)
	if errors.Is(err, db.ErrNone) {
		err = ErrMissing
	}
	return p, err
}

// lockOrMake is lock; goods that nobody has told of yet begin to wait.
func (s *Service) lockOrMake(ctx context.Context, tx *db.Tx, c campaign.Campaign, seat campaign.Seat, how How) (Parcel, error) {
	p, err := lock(ctx, tx, seat.ID)
	if !errors.Is(err, ErrMissing) {
		return p, err
	}
	goods, err := s.models.Bought(ctx, tx, seat)
	if err != nil {
		return Parcel{}, err
	}
	p = s.fresh(c, seat, how, goods)
	p.State, p.Version, p.CreatedAt = Waiting, 1, tx.Now
	if _, err := db.Insert(ctx, tx, "campaign_handover", []Parcel{p}, `ON CONFLICT (seat_id) DO NOTHING`); err != nil {
		return Parcel{}, err
	}
	return lock(ctx, tx, seat.ID)
}

// save writes what changes of goods that are locked.
func (p *Parcel) save(ctx context.Context, tx *db.Tx) error {
	return db.MustAffect(ctx, tx, ErrChanged, `UPDATE campaign_handover SET state = $1, address = $2, store_id = $3, code = $4, carrier = $5, parcel = $6, ended_at = $7
		WHERE seat_id = $8 AND version = $9`, p.State, p.Address, p.StoreID, p.Code, p.Carrier, p.Parcel, p.EndedAt, p.SeatID, p.Version)
}

func label(seat campaign.SeatID) string { return fmt.Sprintf("campaign.handover/%d", int64(seat)) }
func keptLabel(who customer.ID) string  { return fmt.Sprintf("campaign.handover.kept/%d", int64(who)) }
func codeOf(sealed uint64) string       { return fmt.Sprintf("%08d", sealed%100_000_000) }

func (s *Service) seal(label string, to reward.Address) (string, error) {
	plain, err := json.Marshal(to)
	if err != nil {
		return "", err
	}
	return s.keys.Seal(label, plain)
}

// open gives the address that is sealed; nil of none.
func (s *Service) open(label, sealed string) (*reward.Address, error) {
	if sealed == "" {
		return nil, nil
	}
	plain, err := s.keys.Open(label, sealed)
	if err != nil {
		return nil, err
	}
	to := &reward.Address{}
	return to, json.Unmarshal(plain, to)
}

// ErasePeople forgets where the goods of people who are being erased go, and what they had kept for next time.
func ErasePeople(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	c := db.Where("").In("customer_id", people)
	if _, err := db.Exec(ctx, tx, `UPDATE campaign_handover SET address = '', carrier = '', parcel = '', version = version + 1 WHERE `+c.SQL(), c.Args()...); err != nil {
		return err
	}
	c = db.Where("").In("customer_id", people)
	_, err := db.Exec(ctx, tx, `DELETE FROM campaign_handover_kept WHERE `+c.SQL(), c.Args()...)
	return err
}

const old = `address <> '' AND (ended_at <> 0 AND ended_at < $1 OR state = 'waiting' AND created_at < $1)`

// OldAddresses counts addresses of goods that ended before a moment, or never went; ForgetAddresses empties at most limit of them.
func OldAddresses(ctx context.Context, q db.Q, before int64) (int64, error) {
	return db.One[int64](ctx, q, `SELECT COUNT(*) FROM campaign_handover WHERE `+old, before)
}

// ForgetAddresses empties where goods went that ended before a moment, or never went.
func ForgetAddresses(ctx context.Context, tx *db.Tx, before int64, limit int) (int64, error) {
	return db.Exec(ctx, tx, `UPDATE campaign_handover SET address = '', parcel = '', version = version + 1 WHERE seat_id IN (
		SELECT seat_id FROM campaign_handover WHERE `+old+` ORDER BY seat_id LIMIT $2)`, before, limit)
}
