// Package db is a thin shim over database/sql for two engines, embedded SQLite and PostgreSQL, and one SQL text.
//
// SQL is hand-written in PostgreSQL spelling with $1, $2, …; docs/architecture.md lists what may be written freely and
// what is forbidden because the engines differ. Reads take a Q, which both a transaction and the read pool are, so a
// query is written once. Writes need a *Tx. A transaction is a closure:
//
//	err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { … })
//
// It refuses nesting, carries the one clock reading of everything done in it (Tx.Now), is retried when PostgreSQL says
// so, and runs its after-commit hooks once it is durable.
//
// SQLite has one writer connection and a pool of read-only ones. Writers queue at a gate with two lanes: bulk work
// (imports, rebuilds; see Bulk) gives way to interactive writers, eight to its one, so that an import never starves a
// customer and yet comes to its end.
package db
