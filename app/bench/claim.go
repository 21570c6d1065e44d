package bench

import (
	"context"
	"errors"

	"qunli/kit/commit"
	"qunli/kit/db"
	"qunli/kit/fault"
)

var errSoldOut = fault.New(fault.Exhausted, "bench.sold_out", "已领完", "Sold out")

// stock is what the bucket holds at first: more than any run can take.
const stock = 1 << 40

// The tables of a claim, as small as its promises allow.
var tables = []string{
	`CREATE TABLE bench_claim (
		campaign BIGINT NOT NULL, customer BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (campaign, customer, n))`,
	`CREATE TABLE bench_bucket (
		campaign BIGINT PRIMARY KEY, version BIGINT NOT NULL, free BIGINT NOT NULL CHECK (free >= 0),
		spent BIGINT NOT NULL CHECK (spent >= 0), total BIGINT NOT NULL, CHECK (free + spent = total))`,
	`CREATE TABLE bench_transfer (
		id BIGINT PRIMARY KEY, debit BIGINT NOT NULL, credit BIGINT NOT NULL, amount BIGINT NOT NULL CHECK (amount > 0))`,
}

// prepare makes the tables anew and fills the bucket of one campaign.
func prepare(ctx context.Context, d *db.DB, campaign int64) error {
	if err := drop(ctx, d); err != nil {
		return err
	}
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, text := range tables {
			if _, err := db.Exec(ctx, tx, text); err != nil {
				return err
			}
		}
		_, err := db.Exec(ctx, tx, `INSERT INTO bench_bucket (campaign, version, free, spent, total) VALUES ($1, 0, $2, 0, $2)`,
			campaign, int64(stock))
		return err
	})
}

// drop removes the tables, as far as they exist.
func drop(ctx context.Context, d *db.DB) error {
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var errs []error
		for _, name := range []string{"bench_claim", "bench_bucket", "bench_transfer"} {
			_, err := db.Exec(ctx, tx, `DROP TABLE IF EXISTS `+name)
			errs = append(errs, err)
		}
		return errors.Join(errs...)
	})
}

// claim is a row of bench_claim, and the request for one.
type claim struct{ Campaign, Customer, N int64 }

// transfer is a row of bench_transfer.
type transfer struct{ ID, Debit, Credit, Amount int64 }

// claimAlone is a claim in a transaction of its own: INSERT, UPDATE, INSERT, COMMIT.
func claimAlone(ctx context.Context, d *db.DB, c claim) error {
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `INSERT INTO bench_claim (campaign, customer, n) VALUES ($1, $2, $3)`, c.Campaign, c.Customer, c.N)
		if err != nil {
			return err
		}
		err = db.MustAffect(ctx, tx, errSoldOut,
			`UPDATE bench_bucket SET free = free - 1, spent = spent + 1 WHERE campaign = $1 AND free > 0`, c.Campaign)
		if err != nil {
			return err
		}
		_, err = db.Exec(ctx, tx, `INSERT INTO bench_transfer (id, debit, credit, amount) VALUES ($1, $2, $3, 1)`,
			tx.NewID(), c.Campaign, c.Customer)
		return err
	})
}

// claims decides claims of one campaign by the batch: claim rows, the bucket once, transfer rows.
type claims struct {
	campaign int64
	known    bool
	version  int64
	free     int64
}

func (s *claims) Begin(ctx context.Context, tx *db.Tx, _ []claim) error {
	type fence struct{ Version, Free int64 }
	f, err := db.One[fence](ctx, tx,
		`UPDATE bench_bucket SET version = version + 1 WHERE campaign = $1 RETURNING version, free`, s.campaign)
	if err != nil {
		return err
	}
	if !s.known || f.Version != s.version+1 {
		s.known, s.free = true, f.Free
	}
	s.version = f.Version
	return nil
}

func (s *claims) Decide(_ int64, c claim) (int64, []claim, error) {
	if s.free == 0 {
		return 0, nil, errSoldOut
	}
	s.free--
	return s.free, []claim{c}, nil
}

func (s *claims) Apply(ctx context.Context, tx *db.Tx, writes []claim) error {
	if _, err := db.Insert(ctx, tx, "bench_claim", writes, ""); err != nil {
		return err
	}
	err := db.MustAffect(ctx, tx, errSoldOut, `
		UPDATE bench_bucket SET free = free - $1, spent = spent + $1 WHERE campaign = $2 AND free >= $1`,
		int64(len(writes)), s.campaign)
	if err != nil {
		return err
	}
	transfers := make([]transfer, len(writes))
	for i, id := range tx.NewIDs(len(writes)) {
		transfers[i] = transfer{ID: id, Debit: s.campaign, Credit: writes[i].Customer, Amount: 1}
	}
	_, err = db.Insert(ctx, tx, "bench_transfer", transfers, "")
	return err
}

func (s *claims) Forget() { s.known = false }

var _ commit.Decider[claim, int64, claim] = (*claims)(nil)
