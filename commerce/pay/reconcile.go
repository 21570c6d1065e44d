package pay

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/kit/money"
	"qunli/org"
)

// What tells in which way the provider's bill differs from our book.
type What string

// The ways. Missing: we have it, the bill does not. Extra: the bill has it, we do not.
const (
	Missing  What = "missing"
	Extra    What = "extra"
	OtherSum What = "amount"
)

// keepsDays is for how many days a bill that was not there is asked for again.
const keepsDays = 7

// Difference is one row on which the bill of a day and our book disagree.
type Difference struct {
	ID         DifferenceID
	Day        string
	Kind       BillKind
	What       What
	Number     string
	ProviderNo string
	Ours       money.Fen
	Theirs     money.Fen
}

// Day is a day whose bill was held against our book.
type Day struct {
	Day                       string
	Ours, Theirs, Differences int64
	At                        int64 // unix ms
}

const differenceColumns = `id, day, kind, what, number, provider_no, ours, theirs`

// compare holds the bill of a day against our rows: pure, in a stable order.
func compare(day string, ours, theirs []BillLine) []Difference {
	type both struct{ ours, theirs *BillLine }
	rows := map[[2]string]*both{}
	at := func(l *BillLine) *both {
		k := [2]string{string(l.Kind), l.Number}
		if l.Kind == BillPayment {
			k[1] = l.ProviderNo
		}
		if rows[k] == nil {
			rows[k] = &both{}
		}
		return rows[k]
	}
	for i := range ours {
		at(&ours[i]).ours = &ours[i]
	}
	for i := range theirs {
		at(&theirs[i]).theirs = &theirs[i]
	}
	var out []Difference
	for _, b := range rows {
		switch {
		case b.theirs == nil:
			out = append(out, Difference{Day: day, Kind: b.ours.Kind, What: Missing, Number: b.ours.Number, ProviderNo: b.ours.ProviderNo, Ours: b.ours.Amount})
		case b.ours == nil:
			out = append(out, Difference{Day: day, Kind: b.theirs.Kind, What: Extra, Number: b.theirs.Number, ProviderNo: b.theirs.ProviderNo, Theirs: b.theirs.Amount})
		case b.ours.Amount != b.theirs.Amount:
			out = append(out, Difference{Day: day, Kind: b.ours.Kind, What: OtherSum, Number: b.ours.Number, ProviderNo: b.ours.ProviderNo, Ours: b.ours.Amount,
				Theirs: b.theirs.Amount})
		}
	}
	slices.SortFunc(out, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ProviderNo, b.ProviderNo), cmp.Compare(a.Number, b.Number))
	})
	return out
}

// booked lists what our book has for the bill of a day.
func booked(ctx context.Context, q db.Q, day string) ([]BillLine, error) {
	return db.All[BillLine](ctx, q, `
		SELECT 'payment' AS kind, p.number AS number, r.provider_no AS provider_no, r.amount AS amount
		FROM commerce_pay_receipt r JOIN commerce_pay p ON p.id = r.payment_id WHERE r.day = $1
		UNION ALL SELECT 'refund', number, provider_no, amount FROM commerce_pay_refund WHERE day = $1 AND day <> ''
		UNION ALL SELECT 'payout', number, provider_no, amount FROM commerce_pay_payout WHERE day = $1 AND day <> ''`, day)
}

// compareDays compares the days whose bill is due and was not compared yet, the oldest first.
func (s *Service) compareDays(ctx context.Context, _ job.Tick) error {
	began, err := db.One[int64](ctx, s.db.Read(), `SELECT COALESCE(MIN(created_at), 0) FROM (SELECT created_at FROM commerce_pay UNION ALL SELECT created_at FROM commerce_pay_payout) AS all_money`)
	if err != nil || began == 0 {
		return err
	}
	var failed error
	for back := keepsDays; back >= 1; back-- {
		at := s.db.Clock().Now().Add(-time.Duration(back) * 24 * time.Hour).UnixMilli()
		day := billDay(at)
		if day < billDay(began) {
			continue
		}
		done, err := db.One[int64](ctx, s.db.Read(), `SELECT COUNT(*) FROM commerce_pay_day WHERE day = $1`, day)
		if err != nil {
			return err
		}
		if done > 0 {
			continue
		}
		if err := s.compareDay(ctx, day); err != nil && !errors.Is(err, ErrUnset) {
			failed = err
		}
	}
	return failed
}

// compareDay gets the bill of a day and writes in what it differs. What the bill has of a payment of ours that we do not know of is
// asked for: the notification was lost.
func (s *Service) compareDay(ctx context.Context, day string) error {
	theirs, err := s.provider.Bill(ctx, day)
	if errors.Is(err, ErrAbsent) { // nothing was moved on that day
		theirs, err = nil, nil
	}
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ours, err := booked(ctx, tx, day)
		if err != nil {
			return err
		}
		differ := compare(day, ours, theirs)
		if _, err := db.Exec(ctx, tx, `DELETE FROM commerce_pay_difference WHERE day = $1`, day); err != nil {
			return err
		}
		ids := tx.NewIDs(len(differ))
		for i := range differ {
			differ[i].ID = DifferenceID(ids[i])
			if d := differ[i]; d.What == Extra {
				if err := s.Look(ctx, tx, Hint{d.Kind, d.Number, d.ProviderNo}); err != nil {
					return err
				}
			}
		}
		if _, err := db.Insert(ctx, tx, "commerce_pay_difference", differ, ""); err != nil {
			return err
		}
		_, err = db.Insert(ctx, tx, "commerce_pay_day", []Day{{day, int64(len(ours)), int64(len(theirs)), int64(len(differ)), tx.Now}},
			`ON CONFLICT (day) DO UPDATE SET ours = excluded.ours, theirs = excluded.theirs, differences = excluded.differences, at = excluded.at`)
		return err
	})
}

// Reconcile compares one day again, because somebody wants to see it now.
func (s *Service) Reconcile(ctx context.Context, day string) error {
	if err := may(ctx, org.PayRefund); err != nil {
		return err
	}
	at, err := time.ParseInLocation(time.DateOnly, day, shanghai())
	if err != nil || at.AddDate(0, 0, 1).UnixMilli() > s.now() {
		return fault.InvalidField("day", day, "应是已经过去的日期，例如 2026-03-01", "is a day that is over, such as 2026-03-01")
	}
	return s.compareDay(ctx, day)
}

// Days lists the days that were compared, the latest first, before a day ("" the last).
func (s *Service) Days(ctx context.Context, before string, limit int) ([]Day, error) {
	if err := may(ctx, org.PayRead); err != nil {
		return nil, err
	}
	c := db.Where("").If(before != "", "day < $1", before)
	return db.All[Day](ctx, s.db.Read(), `SELECT day, ours, theirs, differences, at FROM commerce_pay_day WHERE `+c.SQL()+` ORDER BY day DESC LIMIT `+c.Next(1),
		c.Args(Filter{Limit: limit}.limit())...)
}

// Differences lists in what the bill of a day differs.
func (s *Service) Differences(ctx context.Context, day string) ([]Difference, error) {
	if err := may(ctx, org.PayRead); err != nil {
		return nil, err
	}
	return db.All[Difference](ctx, s.db.Read(), `SELECT `+differenceColumns+` FROM commerce_pay_difference WHERE day = $1 ORDER BY id`, day)
}
