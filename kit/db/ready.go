package db

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// ready keeps the statements of SQLite's one writer that are asked for again and again: to read one costs as much as to run it. PostgreSQL's
// driver does the same by itself.
type ready struct {
	mu     sync.Mutex
	known  map[string]*sql.Stmt
	seen   map[string]bool // asked for once
	wanted []string        // asked for again, and not known yet
}

// mostReady bounds the statements kept, and those noticed; beyond, all of them are dropped.
const mostReady = 256

// find gives a statement as a transaction runs it, or nil when it has not been kept: it will be when the transaction is over, for until then
// the connection is taken.
func (r *ready) find(ctx context.Context, tx sqlTx, text string) *sql.Stmt {
	r.mu.Lock()
	known := r.known[text]
	switch {
	case known != nil:
	case r.seen[text]:
		r.wanted = append(r.wanted, text)
	case r.seen == nil || len(r.seen) == mostReady:
		r.seen = map[string]bool{text: true}
	default:
		r.seen[text] = true
	}
	r.mu.Unlock()
	if known == nil {
		return nil
	}
	return tx.StmtContext(ctx, known)
}

// prepare reads what was asked for again; what cannot be read is asked for once more.
func (r *ready) prepare(ctx context.Context, writer *sql.DB) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, text := range r.wanted {
		if r.known[text] != nil {
			continue
		}
		if len(r.known) == mostReady {
			_ = r.drop() // closing frees memory; nothing depends on it
		}
		if s, err := writer.PrepareContext(ctx, text); err == nil {
			if r.known == nil {
				r.known = map[string]*sql.Stmt{}
			}
			r.known[text] = s
		}
	}
	r.wanted = nil
}

func (r *ready) drop() error {
	var errs []error
	for _, s := range r.known {
		errs = append(errs, s.Close())
	}
	r.known = nil
	return errors.Join(errs...)
}

// exec runs a statement of a transaction, read before or not.
func (tx *Tx) exec(ctx context.Context, text string, args []any) (sql.Result, error) {
	if tx.engine == SQLite {
		if s := tx.db.ready.find(ctx, tx.conn, text); s != nil {
			return s.ExecContext(ctx, args...)
		}
	}
	return tx.conn.ExecContext(ctx, text, args...)
}

// query likewise.
func (tx *Tx) query(ctx context.Context, sqlText string, args []any) (*sql.Rows, error) {
	text, args := spelt(tx.engine, sqlText, args)
	if tx.engine == SQLite {
		if s := tx.db.ready.find(ctx, tx.conn, text); s != nil {
			return s.QueryContext(ctx, args...)
		}
	}
	return tx.conn.QueryContext(ctx, text, args...)
}
