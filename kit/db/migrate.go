package db

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing/fstest"
	"time"

	"github.com/pressly/goose/v3"

	"qunli/kit/clock"
	"qunli/kit/fault"
)

// Schema is this package's own tables.
//
//go:embed schema/*.sql
var Schema embed.FS

// ErrNewer refuses a database that a later program has migrated.
var ErrNewer = fault.New(fault.Invalid, "db.newer",
	"数据库由更新版本的程序升级过（%d），请使用新版程序打开",
	"The database was upgraded by a newer program (%d); open it with that version")

const migrationTable = "schema_migration"

// Migrate brings the database up to the given rooms' schemas (each an embedded schema/*.sql). Files are named
// YYYYMMDDHHMMSS_name.sql, form one stream over all rooms, run forward only, and never change once released. Only one
// node migrates at a time.
func (d *DB) Migrate(ctx context.Context, rooms ...fs.FS) error {
	if d.write == nil {
		return errReadOnly
	}
	files, err := mergeSchemas(d.engine, append([]fs.FS{Schema}, rooms...))
	if err != nil {
		return err
	}
	release, err := d.waitLock(ctx, "migrate")
	if err != nil {
		return err
	}
	defer release()
	dialect := goose.DialectSQLite3
	if d.engine == Postgres {
		dialect = goose.DialectPostgres
	}
	provider, err := goose.NewProvider(dialect, d.write, files, goose.WithAllowOutofOrder(true), goose.WithTableName(migrationTable))
	if err != nil {
		return fmt.Errorf("db: migrations: %w", err)
	}
	if err := d.refuseNewer(ctx, provider); err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("db: migrate: %w", translate(err))
	}
	return nil
}

func (d *DB) waitLock(ctx context.Context, name string) (func(), error) {
	for {
		release, ok, err := d.TryLock(ctx, name)
		if err != nil || ok {
			return release, err
		}
		if err := clock.Sleep(ctx, 50*time.Millisecond); err != nil {
			return nil, err
		}
	}
}

func (d *DB) refuseNewer(ctx context.Context, provider *goose.Provider) error {
	known := map[int64]bool{}
	for _, s := range provider.ListSources() {
		known[s.Version] = true
	}
	applied, err := d.Applied(ctx)
	if err != nil {
		return err
	}
	for _, v := range applied {
		if !known[v] {
			return ErrNewer.F(v)
		}
	}
	return nil
}

// Applied lists the migrations this database has had, oldest first; none when it is empty.
func (d *DB) Applied(ctx context.Context) ([]int64, error) {
	exists, err := d.hasTable(ctx, migrationTable)
	if err != nil || !exists {
		return nil, err
	}
	return All[int64](ctx, d.Read(), `SELECT version_id FROM `+migrationTable+` WHERE version_id > 0 ORDER BY version_id`)
}

// Pending reports whether the database lacks a migration of the given rooms.
func (d *DB) Pending(ctx context.Context, rooms ...fs.FS) (bool, error) {
	files, err := mergeSchemas(d.engine, append([]fs.FS{Schema}, rooms...))
	if err != nil {
		return false, err
	}
	applied, err := d.Applied(ctx)
	return len(applied) < len(files), err
}

func (d *DB) hasTable(ctx context.Context, name string) (bool, error) {
	list := `SELECT name FROM sqlite_master WHERE type = 'table' AND name = $1`
	if d.engine == Postgres {
		list = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1`
	}
	_, err := One[string](ctx, d.Read(), list, name)
	if errors.Is(err, ErrNone) {
		return false, nil
	}
	return err == nil, err
}

// mergeSchemas lays the rooms' files side by side, spelt for the engine.
func mergeSchemas(engine Engine, rooms []fs.FS) (fstest.MapFS, error) {
	out := fstest.MapFS{}
	for _, room := range rooms {
		names, err := fs.Glob(room, "schema/*.sql")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			text, err := fs.ReadFile(room, name)
			if err != nil {
				return nil, err
			}
			base := strings.TrimPrefix(name, "schema/")
			if out[base] != nil {
				return nil, fmt.Errorf("db: two migrations named %s", base)
			}
			spell := spellPostgres
			if engine == SQLite {
				spell = spellSQLite
			}
			out[base] = &fstest.MapFile{Data: []byte(spell(string(text)))}
		}
	}
	return out, nil
}

var sqliteTypes = strings.NewReplacer("BIGINT", "INTEGER", "BOOLEAN", "INTEGER", "DOUBLE PRECISION", "REAL", "BYTEA", "BLOB")

// spellSQLite turns PostgreSQL column types into SQLite's and makes every table STRICT. The ");" that ends a CREATE TABLE
// stands on a line of its own.
func spellSQLite(text string) string {
	text = strings.ReplaceAll(spell(text, sqliteTypes.Replace), "\n);", "\n) STRICT;")
	return oneOf.ReplaceAllStringFunc(text, equalToOne)
}

// oneOf matches a CHECK that a column is one of some texts.
var oneOf = regexp.MustCompile(`CHECK \((\w+) IN \(('[^'\n]*'(?:, '[^'\n]*')*)\)\)`)

// equalToOne spells such a CHECK as a chain of comparisons: in a CHECK, SQLite makes a table of a list anew for every row, which
// was half of what it costs to insert a seat.
func equalToOne(check string) string {
	parts := oneOf.FindStringSubmatch(check)
	texts := strings.Split(parts[2], "', '")
	return "CHECK (" + parts[1] + " = " + strings.Join(texts, "' OR "+parts[1]+" = '") + ")"
}

// textColumn matches the type TEXT, and CAST(… AS TEXT), which stays as it is.
var textColumn = regexp.MustCompile(`(\bAS +)?\bTEXT\b`)

// spellPostgres makes text compare and sort by its bytes, as in SQLite, whatever the language of the cluster.
func spellPostgres(text string) string {
	return spell(text, func(code string) string {
		return textColumn.ReplaceAllStringFunc(code, func(found string) string {
			if found != "TEXT" {
				return found
			}
			return `TEXT COLLATE "C"`
		})
	})
}

// spell applies change to the code of a schema: string literals and comments stay as they are. Types are in capitals.
func spell(text string, change func(string) string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		code, comment, found := strings.Cut(line, "--") // no literal of a schema holds two dashes
		parts := strings.Split(code, "'")
		for j := 0; j < len(parts); j += 2 {
			parts[j] = change(parts[j])
		}
		if lines[i] = strings.Join(parts, "'"); found {
			lines[i] += "--" + comment
		}
	}
	return strings.Join(lines, "\n")
}
