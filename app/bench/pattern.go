package bench

import (
	"context"

	"qunli/kit/db"
)

// patterns are the ways in which malls claim in PostgreSQL, a transaction each, through the program's own pool: 16 connections,
// for whom one row is hot more would only wait for each other.
func patterns(d *db.DB) []*way {
	each := func(name, zh, en string, least float64, f func(ctx context.Context, tx *db.Tx, c claim) error) *way {
		return &way{name: name, zh: zh, en: en, least: least, claim: func(ctx context.Context, customer int64) error {
			return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return f(ctx, tx, claim{1, customer, 1}) })
		}}
	}
	return []*way{
		each("pg_lock", "PostgreSQL 行锁事务", "PostgreSQL, row locked in a transaction", 20, func(ctx context.Context, tx *db.Tx, c claim) error {
			return lookAndTake(ctx, tx, c, `SELECT free FROM bench_bucket WHERE campaign = $1 FOR UPDATE`)
		}),
		each("pg_returning", "PostgreSQL UPDATE … RETURNING", "PostgreSQL, UPDATE … RETURNING", 0, func(ctx context.Context, tx *db.Tx, c claim) error {
			left, err := db.All[int64](ctx, tx, `UPDATE bench_bucket SET free = free - 1, spent = spent + 1 WHERE campaign = $1 AND free > 0 RETURNING free`, c.Campaign)
			if err == nil && len(left) == 0 {
				err = errSoldOut
			}
			if err != nil {
				return err
			}
			return noteClaim(ctx, tx, c)
		}),
		each("pg_advisory", "PostgreSQL 咨询锁", "PostgreSQL, advisory lock", 0, func(ctx context.Context, tx *db.Tx, c claim) error {
			if _, err := db.One[string](ctx, tx, `SELECT CAST(pg_advisory_xact_lock($1) AS TEXT)`, c.Campaign); err != nil {
				return err
			}
			return lookAndTake(ctx, tx, c, `SELECT free FROM bench_bucket WHERE campaign = $1`)
		}),
		each("pg_unique", "PostgreSQL 唯一键 + 计数", "PostgreSQL, INSERT with a unique key, then the counter", 0, func(ctx context.Context, tx *db.Tx, c claim) error {
			if err := noteClaim(ctx, tx, c); err != nil {
				return err
			}
			return db.MustAffect(ctx, tx, errSoldOut, `UPDATE bench_bucket SET free = free - 1, spent = spent + 1 WHERE campaign = $1 AND free > 0`, c.Campaign)
		}),
	}
}

// lookAndTake reads what is left under a lock, and takes one.
func lookAndTake(ctx context.Context, tx *db.Tx, c claim, look string) error {
	free, err := db.One[int64](ctx, tx, look, c.Campaign)
	if err == nil && free <= 0 {
		err = errSoldOut
	}
	if err != nil {
		return err
	}
	if err := noteClaim(ctx, tx, c); err != nil {
		return err
	}
	return db.MustAffect(ctx, tx, errSoldOut, `UPDATE bench_bucket SET free = free - 1, spent = spent + 1 WHERE campaign = $1`, c.Campaign)
}

func noteClaim(ctx context.Context, tx *db.Tx, c claim) error {
	_, err := db.Exec(ctx, tx, `INSERT INTO bench_claim (campaign, customer, n) VALUES ($1, $2, $3)`, c.Campaign, c.Customer, c.N)
	return err
}
