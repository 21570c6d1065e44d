package db

import (
	"context"
	"database/sql"
	"fmt"
	"math/bits"
	"reflect"
	"slices"
	"strings"
)

// maxParams keeps a statement under the smaller engine's limit (SQLite 32,766).
const maxParams = 32000

// Insert writes rows (structs; fields are columns) into table, many rows a statement, and gives how many entered.
// tail is "" or an ON CONFLICT clause: rows that a DO NOTHING leaves out are not counted.
func Insert[T any](ctx context.Context, tx *Tx, table string, rows []T, tail string) (int64, error) {
	if len(rows) == 0 {
		return 0, nil
	}
	fields := structFields(reflect.TypeFor[T]())
	if tx.engine == Postgres {
		return insertArrays(ctx, tx, table, rows, fields, tail)
	}
	return insertValues(ctx, tx, table, rows, fields, tail)
}

// sqliteRows is how many rows one SQLite statement carries: larger statements gain nothing more.
const sqliteRows = 64

func insertValues[T any](ctx context.Context, tx *Tx, table string, rows []T, fields *fieldSet, tail string) (int64, error) {
	shape := shapeOf(rows, fields)
	step := min(sqliteRows, (maxParams-len(shape.same))/len(shape.each))
	var full *sql.Stmt // of step rows
	if len(rows) >= step {
		text := shape.text(table, fields, step, tail)
		full = tx.db.ready.find(ctx, tx.conn, text)
		if full == nil && len(rows) >= 2*step { // used more than once
			var err error
			if full, err = tx.conn.PrepareContext(ctx, text); err != nil {
				return 0, wrap(translate(err), text)
			}
			defer full.Close()
		}
	}
	total := int64(0)
	args := make([]any, 0, len(shape.same)+step*len(shape.each))
	for start, size := 0, step; start < len(rows); start += size {
		if size = step; len(rows)-start < step { // the rest by halves: few texts, each read once
			size = 1 << (bits.Len(uint(len(rows)-start)) - 1)
		}
		chunk := rows[start : start+size]
		args = appendCells(appendCells(args[:0], rows[:1], fields, shape.same), chunk, fields, shape.each)
		var n int64
		var err error
		if full != nil && len(chunk) == step {
			n, err = execPrepared(ctx, full, table, args)
		} else {
			n, err = Exec(ctx, tx, shape.text(table, fields, len(chunk), tail), args...)
		}
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

// manyRows is from where on columns are compared: how few rows are alike is chance, and each shape is a statement to plan.
const manyRows = 32

// shape parts columns into those that are the same in all rows, given once a statement, and the others. A batch of one thing
// differs in few: half of the cells of a wide table need not be bound.
type shape struct{ same, each []int }

func shapeOf[T any](rows []T, fields *fieldSet) shape {
	var s shape
	for c, path := range fields.paths {
		if c > 0 && len(rows) >= manyRows && alike(rows, path) { // the first stays: rows are counted by it
			s.same = append(s.same, c)
		} else {
			s.each = append(s.each, c)
		}
	}
	return s
}

// alike tells whether a column of simple values is the same in all rows.
func alike[T any](rows []T, path []int) bool {
	field := func(i int) reflect.Value { return reflect.ValueOf(&rows[i]).Elem().FieldByIndex(path) }
	switch first := field(0); first.Kind() {
	case reflect.Int64, reflect.Int:
		return every(rows, func(i int) bool { return field(i).Int() == first.Int() })
	case reflect.String:
		return every(rows, func(i int) bool { return field(i).String() == first.String() })
	case reflect.Bool:
		return every(rows, func(i int) bool { return field(i).Bool() == first.Bool() })
	}
	return false
}

func every[T any](rows []T, same func(i int) bool) bool {
	for i := range rows {
		if !same(i) {
			return false
		}
	}
	return true
}

// appendCells adds the cells of rows in columns, row by row.
func appendCells[T any](args []any, rows []T, fields *fieldSet, columns []int) []any {
	for i := range rows {
		v := reflect.ValueOf(&rows[i]).Elem()
		for _, c := range columns {
			args = append(args, plain(v.FieldByIndex(fields.paths[c])))
		}
	}
	return args
}

// text is the statement for SQLite: the cells that are the same come first.
func (s shape) text(table string, fields *fieldSet, rows int, tail string) string {
	if len(s.same) == 0 {
		return insertText(table, fields.columns, rows, tail)
	}
	var b strings.Builder
	b.Grow(rows*len(s.each)*2 + 800)
	b.WriteString("INSERT INTO " + table + " (" + strings.Join(fields.named(s.same), ", ") + ", " + strings.Join(fields.named(s.each), ", ") + ") SELECT ")
	b.WriteString(strings.Repeat("?, ", len(s.same)))
	for n := range s.each {
		if n > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "column%d", n+1)
	}
	b.WriteString(" FROM (VALUES ")
	tuples(&b, rows, len(s.each))
	b.WriteString(") WHERE TRUE " + tail) // without WHERE, SQLite takes ON for a join's
	return b.String()
}

// named gives the names of columns.
func (f *fieldSet) named(columns []int) []string {
	out := make([]string, len(columns))
	for n, c := range columns {
		out[n] = f.columns[c]
	}
	return out
}

// execPrepared is Exec for an insert that SQLite has read already.
func execPrepared(ctx context.Context, stmt *sql.Stmt, table string, args []any) (int64, error) {
	err := strictText(args)
	if err != nil {
		return 0, wrap(err, "INSERT INTO "+table)
	}
	r, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, wrap(translate(err), "INSERT INTO "+table)
	}
	return r.RowsAffected()
}

// insertText is for SQLite alone, hence the marks without numbers: SQLite keeps numbered ones as names and looks each up
// among all others, a cost that grows with the square of the rows.
func insertText(table string, columns []string, rows int, tail string) string {
	var b strings.Builder
	b.Grow(rows*len(columns)*2 + 400)
	b.WriteString("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES ")
	tuples(&b, rows, len(columns))
	b.WriteString(" " + tail)
	return b.String()
}

// tuples writes (?,?),(?,?)…
func tuples(b *strings.Builder, rows, width int) {
	for r := range rows {
		if r > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		for c := range width {
			if c > 0 {
				b.WriteByte(',')
			}
			b.WriteByte('?')
		}
		b.WriteByte(')')
	}
}

// insertArrays is PostgreSQL's own form: one array a column instead of one parameter a cell, and one parameter for a column
// that is the same in all rows. Measured four to six times faster than VALUES there, and SQLite has no arrays: the one place
// where the two texts differ for speed.
func insertArrays[T any](ctx context.Context, tx *Tx, table string, rows []T, fields *fieldSet, tail string) (int64, error) {
	const step = 10_000
	total := int64(0)
	for start := 0; start < len(rows); start += step {
		chunk := rows[start:min(start+step, len(rows))]
		shape := shapeOf(chunk, fields)
		var args []any
		var cells, arrays, names []string
		for _, c := range shape.same {
			value, name, err := columnArray(chunk[:1], fields.paths[c])
			if err != nil {
				return total, err
			}
			args = append(args, only(value))
			cells = append(cells, fmt.Sprintf("$%d::%s", len(args), name))
		}
		for n, c := range shape.each {
			value, name, err := columnArray(chunk, fields.paths[c])
			if err != nil {
				return total, err
			}
			args = append(args, value)
			cells, names = append(cells, fmt.Sprintf("c%d", n)), append(names, fmt.Sprintf("c%d", n))
			arrays = append(arrays, fmt.Sprintf("$%d::%s[]", len(args), name))
		}
		text := "INSERT INTO " + table + " (" + strings.Join(fields.named(slices.Concat(shape.same, shape.each)), ", ") + ") SELECT " +
			strings.Join(cells, ", ") + " FROM unnest(" + strings.Join(arrays, ", ") + ") AS u (" + strings.Join(names, ", ") + ") " + tail
		n, err := Exec(ctx, tx, text, args...)
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

// only gives the one element of a slice that columnArray gave.
func only(slice any) any { return reflect.ValueOf(slice).Index(0).Interface() }

// columnArray collects one column of rows as a typed slice and names its PostgreSQL type.
func columnArray[T any](rows []T, path []int) (any, string, error) {
	t := reflect.TypeFor[T]().FieldByIndex(path).Type
	field := func(i int) reflect.Value { return reflect.ValueOf(&rows[i]).Elem().FieldByIndex(path) }
	switch {
	case t.Kind() == reflect.Int64 || t.Kind() == reflect.Int:
		return collect(len(rows), func(i int) int64 { return field(i).Int() }), "bigint", nil
	case t.Kind() == reflect.String:
		return collect(len(rows), func(i int) string { return field(i).String() }), "text", nil
	case t.Kind() == reflect.Bool:
		return collect(len(rows), func(i int) bool { return field(i).Bool() }), "boolean", nil
	case t.Kind() == reflect.Float64:
		return collect(len(rows), func(i int) float64 { return field(i).Float() }), "double precision", nil
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return collect(len(rows), func(i int) []byte { return field(i).Bytes() }), "bytea", nil
	}
	return nil, "", fmt.Errorf("db: cannot insert a field of type %s", t)
}

func collect[V any](n int, get func(int) V) []V {
	out := make([]V, n)
	for i := range out {
		out[i] = get(i)
	}
	return out
}

// plain gives a field as a type every driver knows.
func plain(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Int64, reflect.Int:
		return v.Int()
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	}
	return v.Interface()
}
