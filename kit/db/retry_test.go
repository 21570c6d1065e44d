package db_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"qunli/kit/db"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func onPostgres(t *testing.T) dbtest.Fixture {
	t.Helper()
	return dbtest.Open(t, pgtest.Fresh(t), []fs.FS{sample})
}

func TestASerializationFailureIsRunAgain(t *testing.T) {
	d := onPostgres(t)
	attempts := 0
	tx(t, d.DB, func(ctx context.Context, tx *db.Tx) error {
		attempts++
		if err := add(ctx, tx, 1, "once"); err != nil {
			return err
		}
		if attempts < 3 {
			_, err := db.Exec(ctx, tx, `DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$`)
			return err
		}
		return nil
	})
	if n := count(t, d.DB, "sample"); attempts != 3 || n != 1 {
		t.Errorf("%d attempts left %d rows", attempts, n)
	}
	attempts = 0
	err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		attempts++
		_, err := db.Exec(ctx, tx, `DO $$ BEGIN RAISE EXCEPTION 'for ever' USING ERRCODE = '40001'; END $$`)
		return err
	})
	wantErr(t, err, db.ErrBusy)
	if attempts < 2 || attempts > 20 {
		t.Errorf("given up after %d attempts", attempts)
	}
}

func TestADeadlockIsRunAgain(t *testing.T) {
	d := onPostgres(t)
	insert(t, d.DB, rows(1, 2))
	var met sync.WaitGroup
	met.Add(2)
	cross := func(first, second int64) error {
		again := false
		return d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for i, id := range []int64{first, second} {
				if i == 1 && !again {
					again = true
					met.Done()
					met.Wait() // both hold their first row
				}
				if err := db.MustAffect(ctx, tx, errBoom, `UPDATE sample SET weight = weight + 1 WHERE id = $1`, id); err != nil {
					return err
				}
			}
			return nil
		})
	}
	other := make(chan error, 1)
	go func() { other <- cross(2, 1) }()
	if err := errors.Join(cross(1, 2), wait(t, other)); err != nil {
		t.Fatal(err)
	}
	sum, err := db.One[float64](t.Context(), d.Read(), `SELECT SUM(weight) FROM sample`)
	if want := rows(1, 1)[0].Weight + rows(2, 1)[0].Weight + 4; err != nil || sum != want {
		t.Errorf("the weights sum to %v, %v; want %v", sum, err, want)
	}
}

func TestASwallowedErrorDoesNotCommitHalf(t *testing.T) {
	d := onPostgres(t)
	err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_ = add(ctx, tx, 1, "a")
		_ = add(ctx, tx, 1, "b") // fails, and PostgreSQL gives the transaction up
		return nil
	})
	if err == nil || errors.Is(err, db.ErrUnknown) {
		t.Errorf("got %v; want a plain refusal, for the outcome is known", err)
	}
	if n := count(t, d.DB, "sample"); n != 0 {
		t.Errorf("%d rows", n)
	}
}

func TestALostConnectionIsUnreachableAndThePoolRecovers(t *testing.T) {
	d := onPostgres(t)
	err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `SELECT pg_terminate_backend(pg_backend_pid())`)
		return err
	})
	if !errors.Is(err, db.ErrBusy) && !errors.Is(err, db.ErrUnreachable) {
		t.Errorf("got %v; want busy or unreachable", err)
	}
	tx(t, d.DB, func(ctx context.Context, tx *db.Tx) error { return add(ctx, tx, 1, "a") })
}

func TestPostgreSQLErrorsAreTold(t *testing.T) {
	coded := func(code string) error { return &pgconn.PgError{Code: code, Severity: "ERROR"} }
	for _, c := range []struct {
		err, want error
	}{
		{coded("53100"), db.ErrFull}, {coded("57P01"), db.ErrBusy}, {coded("53300"), db.ErrBusy}, {coded("22021"), db.ErrText},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, db.ErrUnreachable}, {io.ErrUnexpectedEOF, db.ErrUnreachable},
		{errBoom, errBoom}, {nil, nil},
	} {
		wantErr(t, db.Translate(c.err), c.want)
	}
	for code, want := range map[string]db.ErrCode{
		"23505": db.CodeUnique, "23503": db.CodeForeign, "23514": db.CodeCheck, "23502": db.CodeNotNull, "42P01": db.CodeNone,
	} {
		if got := db.Code(db.Translate(coded(code))); got != want {
			t.Errorf("%s is %q, want %q", code, got, want)
		}
	}
	for code, want := range map[string]bool{"40001": true, "40P01": true, "23505": false} {
		if got := db.Retryable(db.Translate(coded(code))); got != want {
			t.Errorf("%s is run again: %t, want %t", code, got, want)
		}
	}
	for _, c := range []struct{ err, want error }{
		{io.ErrUnexpectedEOF, db.ErrUnknown}, {context.Canceled, db.ErrUnknown}, {coded("57P01"), db.ErrUnknown},
		{coded("53100"), db.ErrFull}, {pgx.ErrTxCommitRollback, pgx.ErrTxCommitRollback},
	} {
		wantErr(t, db.CommitError(c.err), c.want)
	}
}

// TestAFullQueueIsAskedAgain: a server whose queue of callers is full is dialled again, one that is not there is not.
func TestAFullQueueIsAskedAgain(t *testing.T) {
	for _, tt := range []struct {
		fails int
		with  error
		dials int
		ok    bool
	}{{2, syscall.EAGAIN, 3, true}, {0, nil, 1, true}, {100, syscall.EAGAIN, 10, false}, {1, syscall.ECONNREFUSED, 1, false}} {
		dials := 0
		_, err := db.Patiently(func(context.Context, string, string) (net.Conn, error) {
			if dials++; dials <= tt.fails {
				return nil, &net.OpError{Op: "dial", Err: tt.with}
			}
			return nil, nil
		})(t.Context(), "unix", "x")
		if dials != tt.dials || (err == nil) != tt.ok {
			t.Errorf("%+v: %d dials, %v", tt, dials, err)
		}
	}
}
