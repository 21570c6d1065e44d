package db

import (
	"context"
	"database/sql"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// openPostgres opens a write pool and a read pool whose sessions are read-only.
func (d *DB) openPostgres(ctx context.Context, address string, opt Options) error {
	d.engine = Postgres
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return ErrAddress.F(redact(address)).Because(err)
	}
	config.RuntimeParams["application_name"] = "qunli"
	if !opt.ReadOnly {
		d.write = pgPool(*config, opt.Writers)
	}
	readConfig := config.Copy()
	readConfig.RuntimeParams["default_transaction_read_only"] = "on"
	d.read = pgPool(*readConfig, opt.Readers)
	if err := d.read.PingContext(ctx); err != nil {
		return ErrUnreachable.F(redact(address)).Because(err)
	}
	return nil
}

func pgPool(config pgx.ConnConfig, size int) *sql.DB {
	p := stdlib.OpenDB(config)
	p.SetMaxOpenConns(size)
	p.SetMaxIdleConns(size)
	p.SetConnMaxIdleTime(5 * time.Minute)
	return p
}
