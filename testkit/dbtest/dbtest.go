// Package dbtest runs a test on every engine: SQLite always, PostgreSQL when there is one (with CI=true there must be).
package dbtest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
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
	t.Run("postgres", func(t *testing.T) { f(t, Open(t, Postgres(t, rooms), rooms)) })
}

// Postgres gives the address of a fresh database that has the schemas of rooms, copied from one that is migrated once a run.
func Postgres(t testing.TB, rooms []fs.FS) string {
	t.Helper()
	name, err := schemaName(rooms)
	if err != nil {
		t.Fatal(err)
	}
	return pgtest.Copy(t, name, func(url string) error {
		d, err := db.Open(t.Context(), url, db.Options{Clock: clock.NewFake(Start), Owner: "test"})
		if err != nil {
			return err
		}
		return errors.Join(d.Migrate(t.Context(), rooms...), d.Close())
	})
}

// schemaName names what rooms' migrations make: another text is another name.
func schemaName(rooms []fs.FS) (string, error) {
	sum := sha256.New()
	for _, room := range append([]fs.FS{db.Schema}, rooms...) {
		err := fs.WalkDir(room, ".", func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := fs.ReadFile(room, path)
			fmt.Fprintf(sum, "%s\n%d\n%s", path, len(text), text)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return "schema_" + hex.EncodeToString(sum.Sum(nil)[:12]), nil
}

// Open opens and migrates the database at address and closes it when the test ends.
func Open(t testing.TB, address string, rooms []fs.FS) Fixture {
	t.Helper()
	return open(t, address, rooms, nil)
}

// OpenTraced opens a fresh SQLite database that tells of every statement that reads, for tests of plans.
func OpenTraced(t testing.TB, rooms []fs.FS, trace db.Trace) Fixture {
	t.Helper()
	return open(t, "sqlite://"+filepath.Join(t.TempDir(), "qunli.db"), rooms, trace)
}

func open(t testing.TB, address string, rooms []fs.FS, trace db.Trace) Fixture {
	t.Helper()
	c := clock.NewFake(Start)
	d, err := db.Open(t.Context(), address, db.Options{Clock: c, Owner: "test", Trace: trace})
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
