package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// EachRow reads a whole table in key order as driver values: the archive's view of it, and the benchmark's.
func EachRow(ctx context.Context, q Q, t Table, f func([]any) error) error {
	return eachRaw(ctx, q, t, func(values []any) error { return f(append([]any(nil), values...)) })
}

// InsertEach inserts rows one by one through a prepared statement: the plain loop that bulk writing is measured against.
func InsertEach(ctx context.Context, tx *Tx, t Table, rows [][]any) error {
	conn, ok := tx.conn.(*sql.Tx)
	if !ok {
		return fmt.Errorf("db: %T cannot prepare", tx.conn)
	}
	marks := make([]string, len(t.Columns))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	stmt, err := conn.PrepareContext(ctx, `INSERT INTO `+t.Name+` (`+strings.Join(t.names(), ", ")+`) VALUES (`+strings.Join(marks, ", ")+`)`)
	if err != nil {
		return translate(err)
	}
	defer stmt.Close()
	for _, r := range rows {
		for i, c := range t.Columns {
			if t.raw[c.Name] == "boolean" {
				r[i] = r[i] == 1
			}
		}
		if _, err := stmt.ExecContext(ctx, r...); err != nil {
			return translate(err)
		}
	}
	return nil
}

// Admin runs one statement outside any transaction on a PostgreSQL server: CREATE DATABASE and its like.
func Admin(ctx context.Context, address, statement string) error {
	conn, err := sql.Open("pgx", address)
	if err != nil {
		return ErrAddress.F(redact(address)).Because(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, statement); err != nil {
		return wrap(translate(err), statement)
	}
	return nil
}
