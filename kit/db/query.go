package db

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// Q can be read from: a transaction, a snapshot or the read pool.
type Q interface {
	Engine() Engine
	query(ctx context.Context, sqlText string, args []any) (*sql.Rows, error)
}

type pool struct {
	db     *sql.DB
	engine Engine
	trace  *Trace
}

func (p pool) Engine() Engine { return p.engine }

func (p pool) query(ctx context.Context, sqlText string, args []any) (*sql.Rows, error) {
	p.trace.tell(sqlText, args)
	text, args := spelt(p.engine, sqlText, args)
	return p.db.QueryContext(ctx, text, args...)
}

func (t *Trace) tell(sqlText string, args []any) {
	if *t != nil {
		(*t)(sqlText, args)
	}
}

// One reads the first row into T: a struct whose field names are the column names without underscores, or a single
// value. No row is ErrNone.
func One[T any](ctx context.Context, q Q, sqlText string, args ...any) (T, error) {
	var out T
	found := false
	err := Each(ctx, q, func(row T) error {
		if !found {
			out, found = row, true
		}
		return nil
	}, sqlText, args...)
	if err == nil && !found {
		err = ErrNone
	}
	return out, err
}

// All reads every row. The rows are drained before it returns, so another statement may follow at once.
func All[T any](ctx context.Context, q Q, sqlText string, args ...any) ([]T, error) {
	out := []T{}
	err := Each(ctx, q, func(row T) error { out = append(out, row); return nil }, sqlText, args...)
	return out, err
}

// Each reads row by row, for results too large to hold. f must not use q: rows are open while it runs.
func Each[T any](ctx context.Context, q Q, f func(T) error, sqlText string, args ...any) error {
	rows, err := q.query(ctx, sqlText, args)
	if err != nil {
		return wrap(translate(err), sqlText)
	}
	defer rows.Close()
	scan, err := scanner[T](rows)
	if err != nil {
		return wrap(err, sqlText)
	}
	for rows.Next() {
		var row T
		if err := rows.Scan(scan(&row)...); err != nil {
			return wrap(err, sqlText)
		}
		if err := f(row); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return wrap(translate(err), sqlText)
	}
	return nil
}

// scanner gives a function that lists the scan targets of a row in column order.
func scanner[T any](rows *sql.Rows) (func(*T) []any, error) {
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct {
		return func(row *T) []any { return []any{row} }, nil
	}
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	index, err := columnIndex(t, columns)
	if err != nil {
		return nil, err
	}
	targets := make([]any, len(index))
	return func(row *T) []any {
		v := reflect.ValueOf(row).Elem()
		for i, path := range index {
			targets[i] = v.FieldByIndex(path).Addr().Interface()
		}
		return targets
	}, nil
}

// columnIndex finds the field for each column; a column without a field is a defect in the query.
func columnIndex(t reflect.Type, columns []string) ([][]int, error) {
	fields := structFields(t)
	index := make([][]int, len(columns))
	for i, c := range columns {
		path, ok := fields.byName[strings.ToLower(strings.ReplaceAll(c, "_", ""))]
		if !ok {
			return nil, fmt.Errorf("db: %s has no field for column %s", t, c)
		}
		index[i] = path
	}
	return index, nil
}

// fieldSet lists the exported fields of a struct, those of embedded structs in place.
type fieldSet struct {
	byName  map[string][]int // lower case, no underscores
	columns []string         // snake case, in order
	paths   [][]int
}

var fieldSets sync.Map // reflect.Type → *fieldSet

func structFields(t reflect.Type) *fieldSet {
	if s, ok := fieldSets.Load(t); ok {
		return s.(*fieldSet)
	}
	s := &fieldSet{byName: map[string][]int{}}
	for _, f := range reflect.VisibleFields(t) {
		if !f.IsExported() || f.Anonymous {
			continue
		}
		s.byName[strings.ToLower(f.Name)] = f.Index
		s.columns = append(s.columns, snake(f.Name))
		s.paths = append(s.paths, f.Index)
	}
	fieldSets.Store(t, s)
	return s
}

// snake spells a Go field name as a column: CustomerID → customer_id.
func snake(name string) string {
	var b strings.Builder
	for i := 0; i < len(name); i++ {
		c := name[i]
		upper := c >= 'A' && c <= 'Z'
		if upper && i > 0 {
			before := name[i-1]
			after := i+1 < len(name) && name[i+1] >= 'a' && name[i+1] <= 'z'
			if before >= 'a' && before <= 'z' || before >= '0' && before <= '9' || after {
				b.WriteByte('_')
			}
		}
		if upper {
			c += 'a' - 'A'
		}
		b.WriteByte(c)
	}
	return b.String()
}
