package db

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// parse reads one line of an archive as values of the table's columns: int64, string, float64, []byte or nil.
func (a *archiveRows) parse(line []byte) ([]any, error) {
	var cells []any
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if err := d.Decode(&cells); err != nil {
		return nil, err
	}
	if len(cells) != len(a.table.Columns) {
		return nil, fmt.Errorf("%d cells, want %d", len(cells), len(a.table.Columns))
	}
	for i, c := range a.table.Columns {
		v, err := archiveValue(c, cells[i])
		if err != nil {
			return nil, err
		}
		cells[i] = v
	}
	return cells, nil
}

func archiveValue(c Column, cell any) (any, error) {
	switch v := cell.(type) {
	case nil:
		return nil, nil
	case json.Number:
		if c.Type == "integer" {
			return v.Int64()
		}
		if c.Type == "real" {
			return v.Float64()
		}
	case string:
		if c.Type == "text" {
			return v, nil
		}
		if c.Type == "bytes" {
			return base64.StdEncoding.DecodeString(v)
		}
	}
	return nil, fmt.Errorf("column %s cannot be %v", c.Name, cell)
}

// insertRaw writes rows of one table as they came from an archive.
func insertRaw(ctx context.Context, tx *Tx, t Table, rows [][]any) error {
	if tx.engine == Postgres {
		return insertRawArrays(ctx, tx, t, rows)
	}
	step := max(1, min(sqliteRows, maxParams/len(t.Columns)))
	for start := 0; start < len(rows); start += step {
		chunk := rows[start:min(start+step, len(rows))]
		args := make([]any, 0, len(chunk)*len(t.Columns))
		for _, r := range chunk {
			args = append(args, r...)
		}
		if _, err := Exec(ctx, tx, insertText(t.Name, t.names(), len(chunk), ""), args...); err != nil {
			return err
		}
	}
	return nil
}

// insertRawArrays is insertArrays for rows whose types are known only at run time.
func insertRawArrays(ctx context.Context, tx *Tx, t Table, rows [][]any) error {
	args, casts := make([]any, len(t.Columns)), make([]string, len(t.Columns))
	for c, column := range t.Columns {
		kind := t.raw[column.Name]
		casts[c] = fmt.Sprintf("$%d::%s[]", c+1, kind)
		get := func(i int) any { return rows[i][c] }
		switch {
		case kind == "boolean":
			args[c] = collect(len(rows), func(i int) *bool { return truth(get(i)) })
		case column.Type == "integer":
			args[c] = collect(len(rows), func(i int) *int64 { return pointer[int64](get(i)) })
		case column.Type == "real":
			args[c] = collect(len(rows), func(i int) *float64 { return pointer[float64](get(i)) })
		case column.Type == "bytes":
			args[c] = collect(len(rows), func(i int) []byte { b, _ := get(i).([]byte); return b })
		default:
			args[c] = collect(len(rows), func(i int) *string { return pointer[string](get(i)) })
		}
	}
	_, err := Exec(ctx, tx, `INSERT INTO `+t.Name+` (`+strings.Join(t.names(), ", ")+`) SELECT * FROM unnest(`+
		strings.Join(casts, ", ")+`)`, args...)
	return err
}

func truth(v any) *bool {
	if v == nil {
		return nil
	}
	yes := v != int64(0)
	return &yes
}

func pointer[T any](v any) *T {
	if t, ok := v.(T); ok {
		return &t
	}
	return nil
}
