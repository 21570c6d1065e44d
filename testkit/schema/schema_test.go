// Package schema holds the schema of both engines after all migrations, as golden files: a migration shows in them what it
// changed, and a file that was released and edited afterwards is found out. go test ./testkit/schema -update writes them.
package schema

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/app"
	"qunli/kit/db"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

var update = flag.Bool("update", false, "write the golden files again")

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestTheSchemaIsTheGoldenOne(t *testing.T) {
	dbtest.Each(t, app.Rooms(), func(t *testing.T, d dbtest.Fixture) {
		describe := describeSQLite
		if d.Engine() == db.Postgres {
			describe = describePostgres
		}
		got := describe(t, d)
		name := "testdata/" + string(d.Engine()) + ".sql"
		if *update {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
			t.Errorf("the schema differs from %s (-golden +now); if that is meant: go test ./testkit/schema -update\n%s", name, diff)
		}
	})
}

func describeSQLite(t *testing.T, d dbtest.Fixture) string {
	t.Helper()
	parts, err := db.All[string](t.Context(), d.Read(), `
		SELECT sql || ';' FROM sqlite_master
		WHERE sql IS NOT NULL AND substr(name, 1, 7) <> 'sqlite_' AND tbl_name <> 'schema_migration'
		ORDER BY tbl_name, CASE type WHEN 'table' THEN 0 ELSE 1 END, name`)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(parts, "\n") + "\n"
}

// describePostgres writes the catalogue the way pg_dump would, without needing it.
func describePostgres(t *testing.T, d dbtest.Fixture) string {
	t.Helper()
	type line struct{ Tab, Line string }
	read := func(text string) []line {
		lines, err := db.All[line](t.Context(), d.Read(), text)
		if err != nil {
			t.Fatal(err)
		}
		return lines
	}
	inside := append(read(`
		SELECT c.table_name::text AS tab, c.column_name || ' ' || c.data_type || COALESCE(' COLLATE "' || c.collation_name || '"', '') ||
			CASE c.is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END || COALESCE(' DEFAULT ' || c.column_default, '') AS line
		FROM information_schema.columns c WHERE c.table_schema = current_schema() ORDER BY c.table_name, c.ordinal_position`),
		read(`
		SELECT k.conrelid::regclass::text AS tab, 'CONSTRAINT ' || k.conname || ' ' || pg_get_constraintdef(k.oid) AS line
		FROM pg_constraint k WHERE k.contype <> 'n' AND k.connamespace = current_schema()::regnamespace ORDER BY k.conname`)...)
	indexes := read(`
		SELECT i.tablename::text AS tab, i.indexdef AS line FROM pg_indexes i
		WHERE i.schemaname = current_schema() AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conname = i.indexname)
		ORDER BY i.indexname`)
	tables := map[string][]string{}
	for _, l := range inside {
		tables[l.Tab] = append(tables[l.Tab], "    "+l.Line)
	}
	var b strings.Builder
	for _, name := range sorted(tables) {
		b.WriteString("CREATE TABLE " + name + " (\n" + strings.Join(tables[name], ",\n") + "\n);\n")
		for _, i := range indexes {
			if i.Tab == name {
				b.WriteString(strings.Replace(i.Line, " public.", " ", 1) + ";\n")
			}
		}
	}
	return b.String()
}

func sorted(tables map[string][]string) []string {
	var out []string
	for name := range tables {
		if name != "schema_migration" {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func TestBothEnginesHaveTheSameTables(t *testing.T) {
	var seen []db.Table
	dbtest.Each(t, app.Rooms(), func(t *testing.T, d dbtest.Fixture) {
		tables, err := db.Tables(t.Context(), d.Read())
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range tables {
			if len(table.Key) == 0 {
				t.Errorf("table %s has no primary key: the archive could not order it", table.Name)
			}
		}
		if seen == nil {
			seen = tables
		}
		if diff := cmp.Diff(seen, tables, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".raw" }, cmp.Ignore())); diff != "" {
			t.Errorf("the engines differ: %s", diff)
		}
	})
}

func TestColumnsAreStrictAndTextSortsByItsBytes(t *testing.T) {
	dbtest.Each(t, app.Rooms(), func(t *testing.T, d dbtest.Fixture) {
		loose := `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
			AND substr(name, 1, 7) <> 'sqlite_' AND name <> 'schema_migration'`
		if d.Engine() == db.Postgres {
			loose = `SELECT table_name || '.' || column_name FROM information_schema.columns
				WHERE table_schema = current_schema() AND data_type = 'text' AND COALESCE(collation_name, '') <> 'C'`
		}
		if got, err := db.All[string](t.Context(), d.Read(), loose); err != nil || len(got) > 0 {
			t.Errorf("loose: %q, %v", got, err)
		}
	})
}
