package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"qunli/kit/clock"
)

// Tx is a transaction: the only thing that can write.
type Tx struct {
	Now    int64 // unix ms, read once at the beginning: the only clock inside
	db     *DB
	conn   sqlTx
	after  []func()
	engine Engine
}

type sqlTx interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	StmtContext(ctx context.Context, stmt *sql.Stmt) *sql.Stmt
}

type txMark struct{}
type bulkMark struct{}
type firstMark struct{}
type slowMark struct{}

// Inside reports whether ctx belongs to a transaction. The outbound network client asks it, to refuse.
func Inside(ctx context.Context) bool { return ctx.Value(txMark{}) != nil }

// Bulk marks the work under ctx as bulk: its transactions give way to interactive ones.
func Bulk(ctx context.Context) context.Context { return context.WithValue(ctx, bulkMark{}, true) }

// Slow marks the work under ctx as reading long: its snapshots are taken one at a time in a process, so that a night's work
// leaves processors and connections to those who wait for a page. A snapshot under such a ctx is not taken inside another.
func Slow(ctx context.Context) context.Context { return context.WithValue(ctx, slowMark{}, true) }

// first is run once, at the head of the first transaction begun under a ctx.
type first struct {
	run  func(ctx context.Context, tx *Tx) error
	done bool
}

// First makes f part of the first transaction begun under the returned ctx: what f writes is durable exactly when that
// transaction is. The idempotency keys of requests ride on it. It is not safe for concurrent transactions of one ctx.
func First(ctx context.Context, f func(ctx context.Context, tx *Tx) error) context.Context {
	return context.WithValue(ctx, firstMark{}, &first{run: f})
}

// Early gives a ctx whose transactions do not carry what First asked for: a verb of several transactions does all but its last
// under it, so that a request that was cut off halfway is not taken for one that was carried out.
func Early(ctx context.Context) context.Context {
	return context.WithValue(ctx, firstMark{}, (*first)(nil))
}

const maxAttempts = 8

// Tx runs f in a transaction and commits when f returns nil. PostgreSQL's serialization failures and deadlocks run f
// again, so f must have no effect outside the transaction except through After.
func (d *DB) Tx(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	if Inside(ctx) {
		return errNested
	}
	if d.write == nil {
		return errReadOnly
	}
	var err error
	for attempt := range maxAttempts {
		var hooks []func()
		if hooks, err = d.once(ctx, f); !retryable(err) {
			for _, hook := range hooks {
				hook()
			}
			return err
		}
		if sleepErr := clock.Sleep(ctx, time.Duration(attempt+1)*5*time.Millisecond); sleepErr != nil {
			return errors.Join(err, sleepErr)
		}
	}
	return ErrBusy.Because(err)
}

// once makes one attempt and gives the hooks to run now that it is durable.
func (d *DB) once(ctx context.Context, f func(ctx context.Context, tx *Tx) error) (hooks []func(), err error) {
	if d.engine == SQLite {
		leave, err := d.gate.enter(ctx, ctx.Value(bulkMark{}) != nil)
		if err != nil {
			return nil, ErrBusy.Because(err)
		}
		defer leave()
	}
	conn, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, wrap(translate(err), "BEGIN")
	}
	tx := &Tx{Now: d.clock.Now().UnixMilli(), db: d, conn: conn, engine: d.engine}
	returned := false
	defer func() {
		if !returned { // f panicked or ended the goroutine
			_ = conn.Rollback()
		}
	}()
	err = tx.run(context.WithValue(ctx, txMark{}, tx), f)
	returned = true
	if err != nil {
		return nil, errors.Join(err, rollback(conn))
	}
	if err := conn.Commit(); err != nil {
		return nil, commitError(err)
	}
	d.ready.prepare(ctx, d.write)
	return tx.after, nil
}

func (tx *Tx) run(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	head, _ := ctx.Value(firstMark{}).(*first)
	if head == nil || head.done {
		return f(ctx, tx)
	}
	if err := head.run(ctx, tx); err != nil {
		return err
	}
	tx.After(func() { head.done = true })
	return f(ctx, tx)
}

func rollback(conn *sql.Tx) error {
	if err := conn.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return fmt.Errorf("db: rollback: %w", err)
	}
	return nil
}

// commitError tells a refused commit, which has no effect, from one whose outcome is unknown.
func commitError(err error) error {
	t := translate(err)
	if retryable(t) || errors.Is(t, ErrFull) || Code(t) != CodeNone {
		return t
	}
	if errors.Is(err, pgx.ErrTxCommitRollback) { // an error inside was swallowed, and PostgreSQL rolled back
		return wrap(err, "COMMIT")
	}
	return ErrUnknown.Because(err)
}

// After runs f once the transaction is durable and ended: f may begin another. Hooks run in order on the caller's
// goroutine, before Tx returns.
func (tx *Tx) After(f func()) { tx.after = append(tx.after, f) }

// NewID gives a fresh id of this node.
func (tx *Tx) NewID() int64 { return tx.db.NewID() }

// NewIDs gives n fresh ids of this node, in order.
func (tx *Tx) NewIDs(n int) []int64 { return tx.db.NewIDs(n) }

// Engine tells which engine this is.
func (tx *Tx) Engine() Engine { return tx.engine }

// Exec runs a statement and gives the number of rows it affected. Callers of conditional writes check it.
func Exec(ctx context.Context, tx *Tx, sqlText string, args ...any) (int64, error) {
	if tx.engine == SQLite {
		if err := strictText(args); err != nil {
			return 0, wrap(err, sqlText)
		}
	}
	text, args := spelt(tx.engine, sqlText, args)
	r, err := tx.exec(ctx, text, args)
	if err != nil {
		return 0, wrap(translate(err), sqlText)
	}
	return r.RowsAffected()
}

// MustAffect runs a conditional write that has to hit exactly one row, and gives miss when it does not.
func MustAffect(ctx context.Context, tx *Tx, miss error, sqlText string, args ...any) error {
	n, err := Exec(ctx, tx, sqlText, args...)
	if err == nil && n != 1 {
		return miss
	}
	return err
}

// Snapshot runs f on one consistent view of the whole database, beside all writers.
func (d *DB) Snapshot(ctx context.Context, f func(q Q) error) error {
	if ctx.Value(slowMark{}) != nil {
		select {
		case d.slow <- struct{}{}:
			defer func() { <-d.slow }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	conn, err := d.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: d.snapshotLevel()})
	if err != nil {
		return wrap(translate(err), "BEGIN")
	}
	defer func() { _ = conn.Rollback() }()
	return f(snapshot{conn, d.engine, &d.trace})
}

func (d *DB) snapshotLevel() sql.IsolationLevel {
	if d.engine == Postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault // a WAL read transaction is a snapshot
}

type snapshot struct {
	conn   sqlTx
	engine Engine
	trace  *Trace
}

func (s snapshot) Engine() Engine { return s.engine }

func (s snapshot) query(ctx context.Context, sqlText string, args []any) (*sql.Rows, error) {
	s.trace.tell(sqlText, args)
	text, args := spelt(s.engine, sqlText, args)
	return s.conn.QueryContext(ctx, text, args...)
}

var (
	_ Q = (*Tx)(nil)
	_ Q = snapshot{}
	_ Q = pool{}
)
