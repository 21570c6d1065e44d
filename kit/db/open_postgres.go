package db

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"qunli/kit/clock"
)

// openPostgres opens a write pool and a read pool whose sessions are read-only.
func (d *DB) openPostgres(ctx context.Context, address string, opt Options) error {
	d.engine = Postgres
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return ErrAddress.F(redact(address)).Because(err)
	}
	config.RuntimeParams["application_name"] = "qunli"
	config.DialFunc = patiently(config.DialFunc)
	readConfig := config.Copy()
	readConfig.RuntimeParams["default_transaction_read_only"] = "on"
	d.read = pgPool(*readConfig, opt.Readers)
	if err := d.read.PingContext(ctx); err != nil {
		return ErrUnreachable.F(redact(address)).Because(err)
	}
	if !opt.ReadOnly {
		if err := compress(ctx, d.read, config); err != nil {
			return ErrUnreachable.F(redact(address)).Because(err)
		}
		d.write = pgPool(*config, opt.Writers)
	}
	return nil
}

// compress has sessions press long texts by LZ4 where the server can: a batch of facts is pressed in a fifth of the time.
func compress(ctx context.Context, read *sql.DB, config *pgx.ConnConfig) error {
	var can bool
	err := read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals))`).Scan(&can)
	if can {
		config.RuntimeParams["default_toast_compression"] = "lz4"
	}
	return err
}

// dials is how often a server is asked for a connection whose queue of callers is full, longer apart each time: half a second in all.
const dials = 10

// patiently dials again while the server says that its queue is full: it says so at once, and has heard nothing of us.
func patiently(dial pgconn.DialFunc) pgconn.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		for try := 1; ; try++ {
			conn, err := dial(ctx, network, address)
			if try == dials || !errors.Is(err, syscall.EAGAIN) {
				return conn, err
			}
			if err := clock.Sleep(ctx, time.Duration(try)*10*time.Millisecond); err != nil {
				return nil, err
			}
		}
	}
}

func pgPool(config pgx.ConnConfig, size int) *sql.DB {
	p := stdlib.OpenDB(config)
	p.SetMaxOpenConns(size)
	p.SetMaxIdleConns(size)
	p.SetConnMaxIdleTime(5 * time.Minute)
	return p
}
