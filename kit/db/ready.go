package db

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// ready keeps statements that SQLite has read already: of an insert of many rows the reading costs a fifth.
type ready struct {
	mu     sync.Mutex
	known  map[string]*sql.Stmt
	wanted []string // asked for when they were not there
}

// mostReady bounds the statements kept; beyond, all of them are dropped.
const mostReady = 64

// statement gives a statement of a transaction on SQLite. One that is asked for for the first time is read for this transaction alone, and
// kept from its end on: until then the one connection that writes is taken.
func (tx *Tx) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	r := &tx.db.ready
	r.mu.Lock()
	known := r.known[text]
	if known == nil {
		r.wanted = append(r.wanted, text)
	}
	r.mu.Unlock()
	if known != nil {
		return tx.conn.StmtContext(ctx, known), nil
	}
	return tx.conn.PrepareContext(ctx, text)
}

// prepare reads what was asked for; what cannot be read now is asked for again.
func (r *ready) prepare(ctx context.Context, writer *sql.DB) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, text := range r.wanted {
		if r.known[text] != nil {
			continue
		}
		if len(r.known) >= mostReady {
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
