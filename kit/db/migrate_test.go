package db_test

import (
	"context"
	"database/sql"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"qunli/kit/db"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMigrateIsIdempotentAndKnowsWhatIsPending(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		insert(t, d.DB, rows(1, 1))
		if err := d.Migrate(t.Context(), sample); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d.DB, "sample"); n != 1 {
			t.Errorf("%d rows", n)
		}
		late := fstest.MapFS{"schema/20250101000000_late.sql": {Data: []byte("-- +goose Up\nCREATE TABLE late (\n    id BIGINT PRIMARY KEY\n);\n")}}
		for _, want := range []bool{true, false} {
			if got, err := d.Pending(t.Context(), sample, late); err != nil || got != want {
				t.Errorf("pending %t, %v; want %t", got, err, want)
			}
			if err := d.Migrate(t.Context(), sample, late); err != nil {
				t.Fatal(err)
			}
		}
		applied, err := d.Applied(t.Context())
		if want := []int64{20250101000000, 20260101000000, 20261101000000}; err != nil || !slices.Equal(applied, want) {
			t.Errorf("applied %d, %v; want %d", applied, err, want)
		}
	})
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		wantErr(t, d.Migrate(t.Context()), db.ErrNewer)
	})
}

func TestAFailedMigrationLeavesNothingAndCanBeRunAgain(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		text := "-- +goose Up\nCREATE TABLE half (\n    id BIGINT PRIMARY KEY\n);\n"
		late := func(more string) fs.FS {
			return fstest.MapFS{"schema/20270101000000_late.sql": {Data: []byte(text + more)}}
		}
		if err := d.Migrate(t.Context(), sample, late("CREATE NONSENSE;\n")); err == nil {
			t.Fatal("nonsense was migrated")
		}
		if err := d.Migrate(t.Context(), sample, late("")); err != nil {
			t.Error(err)
		}
	})
}

func TestNodesThatMigrateTogetherTakeTurns(t *testing.T) {
	address := pgtest.Fresh(t)
	var wg sync.WaitGroup
	for range 5 {
		d := open(t, address, db.Options{Readers: 1, Writers: 2})
		wg.Go(func() {
			if err := d.Migrate(context.Background(), sample); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestTwoRoomsCannotShareAMigration(t *testing.T) {
	if _, err := db.Merge(db.SQLite, sample, sample); err == nil {
		t.Error("two files of one name were taken")
	}
}

func TestTypesAreSpeltForEachEngine(t *testing.T) {
	text := "CREATE TABLE x (\n    id BIGINT, -- a BIGINT\n    a TEXT DEFAULT 'TEXT BIGINT',\n    b BOOLEAN,\n" +
		"    c DOUBLE PRECISION,\n    d BYTEA,\n    e TEXT CHECK (e IN ('', 'TEXT, a', 'b')) -- CHECK (e IN (1))\n);\nCREATE INDEX i ON x (CAST(id AS TEXT)); -- CONTEXT\n"
	lite := "CREATE TABLE x (\n    id INTEGER, -- a BIGINT\n    a TEXT DEFAULT 'TEXT BIGINT',\n    b INTEGER,\n" +
		"    c REAL,\n    d BLOB,\n    e TEXT CHECK (e = '' OR e = 'TEXT, a' OR e = 'b') -- CHECK (e IN (1))\n) STRICT;\nCREATE INDEX i ON x (CAST(id AS TEXT)); -- CONTEXT\n"
	if got := db.SpellSQLite(text); got != lite {
		t.Errorf("SQLite: %s", got)
	}
	if got, want := db.SpellPostgres(text), strings.NewReplacer("a TEXT D", `a TEXT COLLATE "C" D`, "e TEXT C", `e TEXT COLLATE "C" C`).Replace(text); got != want {
		t.Errorf("PostgreSQL: %s", got)
	}
}

// A cluster of another language sorts text its own way; our columns do not.
func TestTextSortsByItsBytesInAClusterOfAnyLanguage(t *testing.T) {
	address := pgtest.Fresh(t)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	admin, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	name := strings.TrimPrefix(u.Path, "/") + "_en"
	if _, err := admin.Exec(`CREATE DATABASE ` + name + ` TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en'`); err != nil {
		t.Skipf("this PostgreSQL makes no ICU database: %v", err)
	}
	t.Cleanup(func() {
		again, err := sql.Open("pgx", address)
		if err == nil {
			_, err = again.Exec(`DROP DATABASE ` + name)
		}
		if err != nil {
			t.Error(err)
		}
		_ = again.Close()
	})
	u.Path = "/" + name
	checkByteOrder(t, dbtest.Open(t, u.String(), []fs.FS{sample}))
}
