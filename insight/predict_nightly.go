package insight

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
)

// predictStep is how many people are written in one transaction.
const predictStep = 2000

// keptFits is how many fits are kept: a season of nights.
const keptFits = 100

// Predict foretells every buyer anew if anything that predictions follow from has changed since they were last stored, and
// tells the segments whose figures moved. It gives how many predictions it wrote: 0 when nothing had changed, or when
// another node is at it. The reading and fitting happen outside any write transaction.
func (s *Service) Predict(ctx context.Context) (written int, err error) {
	ctx = nobody(ctx)
	release, ok, err := s.db.TryLock(ctx, "insight.predict")
	if err != nil || !ok {
		return 0, err
	}
	defer release()
	p, err := s.prepare(ctx)
	if err != nil || p == nil {
		return 0, err
	}
	if err := s.beginFit(ctx, p); err != nil {
		return 0, err
	}
	for start := 0; start < len(p.rows); start += predictStep {
		if err := s.writePredictions(ctx, p, p.rows[start:min(start+predictStep, len(p.rows))]); err != nil {
			return written, err
		}
	}
	defer s.Stale()
	return len(p.rows), s.endFit(ctx, p)
}

// plan is what one night writes.
type plan struct {
	fit    fitRow
	rows   []predictionRow
	before map[customer.ID]predictionRow // as stored
}

// prepare reads and computes; nil when what is stored already follows from what there is.
func (s *Service) prepare(ctx context.Context) (p *plan, err error) {
	err = s.study(ctx, predictionsMetric(), func(ctx context.Context, in *input) error {
		people, from, asOf, err := in.buyersUntil(ctx)
		if err != nil {
			return err
		}
		t := in.params.terms()
		digest := digestOf(people, from, asOf, t)
		last, _, err := in.lastFit(ctx)
		if err = unlessNone(err); err != nil || last.Digest == digest {
			return err
		}
		f, rows := foresee(people, from, asOf, t)
		p, err = in.plan(ctx, f, rows, digest)
		return err
	})
	return p, err
}

func (in *input) plan(ctx context.Context, f foresight, rows []prediction, digest string) (*plan, error) {
	body, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	p := &plan{fit: fitRow{AsOf: f.AsOf, Version: predictionsMetric().Version, Digest: digest, Body: string(body)}, before: map[customer.ID]predictionRow{}}
	for _, r := range rows {
		p.rows = append(p.rows, r.row(0, in))
	}
	return p, each(ctx, in, func(r predictionRow) error { p.before[r.CustomerID] = r; return nil },
		`SELECT `+predictionColumns+` FROM insight_prediction p`)
}

// digestOf is the same for the same buyers, orders and terms, and only then.
func digestOf(people []person, from, asOf day, t terms) string {
	h := sha256.New()
	fmt.Fprintln(h, predictionsMetric().Version, from, asOf, t)
	var b []byte
	for _, p := range people {
		b = binary.AppendVarint(b[:0], int64(p.id))
		b = binary.AppendVarint(b, int64(len(p.days)))
		for _, d := range p.days {
			b = binary.AppendVarint(b, int64(d.day))
			b = binary.AppendVarint(b, int64(d.amount))
		}
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// beginFit enters the fit that the rows will name.
func (s *Service) beginFit(ctx context.Context, p *plan) error {
	return s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
		p.fit.ID, p.fit.At = tx.NewID(), tx.Now
		_, err := db.Insert(ctx, tx, "insight_fit", []fitRow{p.fit}, "")
		return err
	})
}

// writePredictions writes some of the rows, without those who have been erased since they were read.
func (s *Service) writePredictions(ctx context.Context, p *plan, rows []predictionRow) error {
	return s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
		if err := customer.Hold(ctx, tx); err != nil {
			return err
		}
		ids := make([]customer.ID, len(rows))
		for i, r := range rows {
			ids[i] = r.CustomerID
		}
		c := db.Where("erased_at = 0").In("id", ids)
		here, err := db.All[customer.ID](ctx, tx, `SELECT id FROM customer WHERE `+c.SQL()+` ORDER BY id`, c.Args()...)
		if err != nil {
			return err
		}
		var write []predictionRow
		var moved []customer.ID
		for _, r := range rows {
			if _, ok := slices.BinarySearch(here, r.CustomerID); !ok {
				continue
			}
			r.FitID = p.fit.ID
			write = append(write, r)
			if !r.sameForRules(p.before[r.CustomerID]) {
				moved = append(moved, r.CustomerID)
			}
		}
		if err := customer.Changed(ctx, tx, moved, attrValue, attrAlive, attrExpected, attrNext); err != nil {
			return err
		}
		_, err = db.Insert(ctx, tx, "insight_prediction", write, `
			ON CONFLICT (customer_id) DO UPDATE
			SET fit_id = excluded.fit_id, repeats = excluded.repeats, last_days = excluded.last_days, age_days = excluded.age_days,
				spent = excluded.spent, alive = excluded.alive, expected = excluded.expected, value = excluded.value, next_at = excluded.next_at`)
		return err
	})
}

// endFit takes away what is left of older fits, and makes the new one that which counts.
func (s *Service) endFit(ctx context.Context, p *plan) error {
	for {
		gone := []customer.ID{}
		err := s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) (err error) {
			gone, err = db.All[customer.ID](ctx, tx, `SELECT customer_id FROM insight_prediction WHERE fit_id <> $1 ORDER BY customer_id LIMIT $2`, p.fit.ID, predictStep)
			if err != nil {
				return err
			}
			if err := dropPredictions(ctx, tx, gone); err != nil {
				return err
			}
			if err := customer.Changed(ctx, tx, gone, attrValue, attrAlive, attrExpected, attrNext); err != nil || len(gone) > 0 {
				return err
			}
			return closeFit(ctx, tx, p.fit.ID)
		})
		if err != nil || len(gone) == 0 {
			return err
		}
	}
}

// closeFit marks the fit as the one that counts and forgets fits of long ago.
func closeFit(ctx context.Context, tx *db.Tx, fit int64) error {
	n, err := db.Exec(ctx, tx, `UPDATE insight_fit SET done = TRUE WHERE id = $1`, fit)
	if err != nil {
		return err
	}
	if n != 1 {
		return fmt.Errorf("insight_fit %d is gone", fit)
	}
	_, err = db.Exec(ctx, tx, `DELETE FROM insight_fit WHERE id NOT IN (SELECT id FROM insight_fit ORDER BY id DESC LIMIT $1)`, keptFits)
	return err
}
