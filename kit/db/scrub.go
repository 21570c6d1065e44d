package db

import (
	"context"
	"database/sql"
	"fmt"
)

// Scrub returns once what committed transactions deleted is gone from the bytes of an SQLite file and its journal:
// secure_delete has overwritten it in the pages, and the journal, which holds pages as they were, is emptied. A reader
// that stays on an old snapshot for longer than the busy timeout makes it ErrBusy; nothing is lost and it may be tried
// again. On PostgreSQL it does nothing: there the server's vacuum decides.
func (d *DB) Scrub(ctx context.Context) error {
	if d.engine != SQLite {
		return nil
	}
	if Inside(ctx) {
		return errNested
	}
	if d.write == nil {
		return errReadOnly
	}
	leave, err := d.gate.enter(ctx, false)
	if err != nil {
		return ErrBusy.Because(err)
	}
	defer leave()
	return truncateJournal(ctx, d.write)
}

func truncateJournal(ctx context.Context, writer *sql.DB) error {
	var busy, frames, done int64
	err := writer.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &done)
	if err != nil {
		return translate(err)
	}
	if busy != 0 {
		return ErrBusy.Because(fmt.Errorf("db: %d of %d journal pages are still read", frames-done, frames))
	}
	return nil
}
