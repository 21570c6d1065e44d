package db

import (
	"context"
	"io/fs"
)

// Positional, Enter, Leave and the rest open to the tests what the package keeps to itself.
var (
	Positional    = positional
	Translate     = translate
	Retryable     = retryable
	CommitError   = commitError
	Redact        = redact
	SpellSQLite   = spellSQLite
	SpellPostgres = spellPostgres
	LockKey       = lockKey
	NewGate       = newGate
	Patiently     = patiently
)

// MostReady is how many statements are kept.
const MostReady = mostReady

// Gate is the queue of writers.
type Gate = gate

// Enter waits for the turn.
func (g *gate) Enter(ctx context.Context, bulk bool) (func(), error) { return g.enter(ctx, bulk) }

// Waiting gives how many wait in each lane, and whether somebody is in.
func (g *gate) Waiting() (interactive, bulk int, busy bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.lanes[0]), len(g.lanes[1]), g.busy
}

// RenewNode is one round of KeepNode.
func (d *DB) RenewNode(ctx context.Context) error { return d.renewNode(ctx) }

// Node gives the node number leased.
func (d *DB) Node() int64 { return d.node }

// ForgetNode makes Close leave the lease as it is, as a killed process does.
func (d *DB) ForgetNode() { d.node = 0 }

// Merge lists the schema files as they are run.
func Merge(engine Engine, rooms ...fs.FS) (map[string]string, error) {
	files, err := mergeSchemas(engine, rooms)
	out := map[string]string{}
	for name, f := range files {
		out[name] = string(f.Data)
	}
	return out, err
}

// ExecRaw runs a statement on the writer's connection outside any transaction.
func (d *DB) ExecRaw(text string) error {
	_, err := d.write.Exec(text)
	return err
}
