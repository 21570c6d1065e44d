package db

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Column is one column as the archive and the restore see it: the engines' own types fold into four.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"` // integer (booleans too), text, real, bytes
}

// Table is one table of the database.
type Table struct {
	Name    string
	Columns []Column
	Key     []string // primary key columns, in order
	raw     map[string]string
}

// Tables lists all tables by name, without the migrations' own and those of the engine.
func Tables(ctx context.Context, q Q) ([]Table, error) {
	read := tablesSQLite
	if q.Engine() == Postgres {
		read = tablesPostgres
	}
	columns, err := read(ctx, q)
	if err != nil {
		return nil, err
	}
	byName, keyAt := map[string]*Table{}, map[string]int64{}
	for _, c := range columns {
		if c.Tab == migrationTable {
			continue
		}
		t := byName[c.Tab]
		if t == nil {
			t = &Table{Name: c.Tab, raw: map[string]string{}}
			byName[c.Tab] = t
		}
		t.Columns = append(t.Columns, Column{c.Col, neutralType(c.Type)})
		t.raw[c.Col] = strings.ToLower(c.Type)
		if c.Pk > 0 {
			t.Key = append(t.Key, c.Col)
			keyAt[c.Tab+"."+c.Col] = c.Pk
		}
	}
	out := make([]Table, 0, len(byName))
	for _, t := range byName {
		slices.SortFunc(t.Key, func(a, b string) int { return cmp.Compare(keyAt[t.Name+"."+a], keyAt[t.Name+"."+b]) })
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b Table) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

type catalogColumn struct {
	Tab, Col, Type string
	Pk             int64
}

func tablesSQLite(ctx context.Context, q Q) ([]catalogColumn, error) {
	return All[catalogColumn](ctx, q, `
		SELECT m.name AS tab, c.name AS col, c.type AS type, c.pk AS pk
		FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND substr(m.name, 1, 7) <> 'sqlite_'
		ORDER BY m.name, c.name`)
}

func tablesPostgres(ctx context.Context, q Q) ([]catalogColumn, error) {
	return All[catalogColumn](ctx, q, `
		SELECT c.table_name::text AS tab, c.column_name::text AS col, c.data_type::text AS type, COALESCE(k.ordinal_position, 0)::bigint AS pk
		FROM information_schema.columns c
		JOIN information_schema.tables t USING (table_schema, table_name)
		LEFT JOIN (SELECT u.table_name, u.column_name, u.ordinal_position
			FROM information_schema.key_column_usage u
			JOIN information_schema.table_constraints p USING (constraint_schema, constraint_name)
			WHERE p.constraint_type = 'PRIMARY KEY' AND u.table_schema = current_schema()) k
			ON k.table_name = c.table_name AND k.column_name = c.column_name
		WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
		ORDER BY c.table_name COLLATE "C", c.column_name COLLATE "C"`)
}

func neutralType(t string) string {
	switch strings.ToLower(t) {
	case "integer", "bigint", "boolean":
		return "integer"
	case "real", "double precision":
		return "real"
	case "blob", "bytea":
		return "bytes"
	}
	return "text"
}

func (t Table) names() []string {
	out := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = c.Name
	}
	return out
}
