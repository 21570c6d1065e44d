// Package dbtest runs a test on every engine: SQLite always, PostgreSQL when there is one (with CI=true there must be).
package dbtest

import (
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/testkit/pgtest"
)

// Start is the moment at which the fake clock of every test stands at first: 2026-03-02 10:00 in Shanghai, a Monday.
var Start = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

// Fixture is a fresh database and the clock it reads.
type Fixture struct {
	*db.DB
	Clock   *clock.Fake
	Address string
}

// Each runs f once an engine, on a fresh database with the given rooms' schemas.
func Each(t *testing.T, rooms []fs.FS, f func(t *testing.T, d Fixture)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, Open(t, "sqlite://"+filepath.Join(t.TempDir(), "qunli.db"), rooms)) })
	t.Run("postgres", func(t *testing.T) { f(t, Open(t, pgtest.Fresh(t), rooms)) })
}

// Open opens and migrates the database at address and closes it when the test ends.
func Open(t testing.TB, address string, rooms []fs.FS) Fixture {
	t.Helper()
	c := clock.NewFake(Start)
	d, err := db.Open(t.Context(), address, db.Options{Clock: c, Owner: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := d.Migrate(t.Context(), rooms...); err != nil {
		t.Fatal(err)
	}
	if err := d.LeaseNode(t.Context()); err != nil {
		t.Fatal(err)
	}
	return Fixture{d, c, address}
}
