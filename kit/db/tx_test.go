package db_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"testing"
	"time"

	"qunli/kit/db"
	"qunli/testkit/dbtest"
)

var errBoom = errors.New("boom")

const (
	addOne  = `INSERT INTO sample (id, name, open, weight, raw) VALUES ($1, $2, TRUE, 0, $3)`
	addPart = `INSERT INTO sample_part (z_id, a_no) VALUES ($1, $2)`
)

func add(ctx context.Context, tx *db.Tx, n int64, name string) error {
	_, err := db.Exec(ctx, tx, addOne, n, name, []byte{1})
	return err
}

func TestTxCommitsOrLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		tx(t, d.DB, func(ctx context.Context, tx *db.Tx) error { return add(ctx, tx, 1, "kept") })
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(add(ctx, tx, 2, "lost"), errBoom)
		})
		wantErr(t, err, errBoom)
		if n := count(t, d.DB, "sample"); n != 1 {
			t.Errorf("%d rows, want 1", n)
		}
	})
}

func TestAPanicOrGoexitRollsBackAndFreesTheWriter(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		func() {
			defer func() {
				if p := recover(); p != errBoom {
					t.Errorf("recovered %v", p)
				}
			}()
			_ = d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_ = add(ctx, tx, 1, "lost")
				panic(errBoom)
			})
		}()
		ended := make(chan bool, 1)
		go func() {
			defer func() { ended <- true }()
			_ = d.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				_ = add(ctx, tx, 1, "lost")
				runtime.Goexit()
				return nil
			})
		}()
		wait(t, ended)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		if err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return add(ctx, tx, 1, "kept") }); err != nil {
			t.Fatal(err)
		}
	})
}

func TestTxRefusesNesting(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		if db.Inside(t.Context()) {
			t.Error("outside counts as inside")
		}
		var nested error
		tx(t, d.DB, func(ctx context.Context, tx *db.Tx) error {
			if !db.Inside(ctx) {
				t.Error("inside counts as outside")
			}
			nested = d.Tx(ctx, func(context.Context, *db.Tx) error { t.Error("a nested transaction ran"); return nil })
			return nil
		})
		if nested == nil {
			t.Error("nesting was not refused")
		}
	})
}

func TestHooksRunInOrderAfterTheCommitOnly(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		var ran []string
		tx(t, d.DB, func(ctx context.Context, tx *db.Tx) error {
			tx.After(func() {
				if n := count(t, d.DB, "sample"); n != 1 {
					t.Errorf("the hook sees %d rows", n)
				}
				ran = append(ran, "first")
			})
			tx.After(func() { ran = append(ran, "second") })
			return add(ctx, tx, 1, "a")
		})
		_ = d.Tx(t.Context(), func(_ context.Context, tx *db.Tx) error {
			tx.After(func() { ran = append(ran, "of a rollback") })
			return errBoom
		})
		if !slices.Equal(ran, []string{"first", "second"}) {
			t.Errorf("ran %q", ran)
		}
	})
}

func TestAHookMayBeginATransaction(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		var inner error
		err := d.Tx(ctx, func(_ context.Context, tx *db.Tx) error {
			tx.After(func() {
				inner = d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return add(ctx, tx, 1, "a") })
			})
			return nil
		})
		if err != nil || inner != nil {
			t.Errorf("got %v, %v", err, inner)
		}
	})
}

func TestNowIsTheClockAtTheBeginning(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		tx(t, d.DB, func(_ context.Context, tx *db.Tx) error {
			d.Clock.Advance(time.Hour)
			if tx.Now != dbtest.Start.UnixMilli() {
				t.Errorf("now is %d, want %d", tx.Now, dbtest.Start.UnixMilli())
			}
			return nil
		})
		tx(t, d.DB, func(_ context.Context, tx *db.Tx) error {
			if want := dbtest.Start.Add(time.Hour).UnixMilli(); tx.Now != want {
				t.Errorf("now is %d, want %d", tx.Now, want)
			}
			return nil
		})
	})
}

func TestFirstRunsOnceAndStandsOrFallsWithItsTransaction(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		ctx := db.First(t.Context(), func(ctx context.Context, tx *db.Tx) error { return add(ctx, tx, 1, "key") })
		fails := func(context.Context, *db.Tx) error { return errBoom }
		works := func(n int64) func(context.Context, *db.Tx) error {
			return func(ctx context.Context, tx *db.Tx) error { return add(ctx, tx, n, "work "+string(rune('0'+n))) }
		}
		wantErr(t, d.Tx(ctx, fails), errBoom)
		if n := count(t, d.DB, "sample"); n != 0 {
			t.Errorf("a failed transaction left %d rows", n)
		}
		for n := int64(2); n < 4; n++ {
			if err := d.Tx(ctx, works(n)); err != nil {
				t.Fatal(err)
			}
		}
		if n := count(t, d.DB, "sample"); n != 3 {
			t.Errorf("%d rows, want the key and two works", n)
		}
	})
}

// Of a verb of several transactions the last one carries what First asked for: one that ended before it leaves nothing.
func TestEarlyTransactionsCarryNoFirst(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		ctx := db.First(t.Context(), func(ctx context.Context, tx *db.Tx) error { return add(ctx, tx, 1, "key") })
		if err := d.Tx(db.Early(ctx), func(ctx context.Context, tx *db.Tx) error { return add(ctx, tx, 2, "half") }); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d.DB, "sample"); n != 1 {
			t.Errorf("%d rows after the early half, want its own alone", n)
		}
		if err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return add(ctx, tx, 3, "whole") }); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d.DB, "sample"); n != 3 {
			t.Errorf("%d rows in the end, want 3", n)
		}
	})
}

func TestARefusedFirstKeepsTheWorkOut(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		ctx := db.First(t.Context(), func(context.Context, *db.Tx) error { return errBoom })
		wantErr(t, d.Tx(ctx, func(context.Context, *db.Tx) error { t.Error("the work ran"); return nil }), errBoom)
	})
}

func TestACancelledContextWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		ctx, cancel := context.WithCancel(t.Context())
		err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			defer cancel()
			return add(ctx, tx, 1, "lost")
		})
		if err == nil {
			t.Error("a cancelled transaction committed")
		}
		tx(t, d.DB, func(ctx context.Context, tx *db.Tx) error { return add(ctx, tx, 1, "kept") })
	})
}

func TestMustAffectWantsOneRow(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		insert(t, d.DB, rows(1, 3))
		for where, want := range map[string]error{"id = 2": nil, "id = 9": errBoom, "id < 9": errBoom} {
			err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				return db.MustAffect(ctx, tx, errBoom, `UPDATE sample SET note = 'x' WHERE `+where)
			})
			if !errors.Is(err, want) {
				t.Errorf("%s: got %v, want %v", where, err, want)
			}
		}
	})
}

func TestASnapshotStandsStillBesideWriters(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		insert(t, d.DB, rows(1, 1))
		err := d.Snapshot(t.Context(), func(q db.Q) error {
			for n := int64(1); n < 3; n++ {
				got, err := db.One[int64](t.Context(), q, `SELECT COUNT(*) FROM sample`)
				if err != nil || got != 1 {
					t.Errorf("it sees %d rows, %v", got, err)
				}
				tx(t, d.DB, func(ctx context.Context, tx *db.Tx) error { return add(ctx, tx, 10+n, "later "+string(rune('0'+n))) })
			}
			return nil
		})
		if n := count(t, d.DB, "sample"); err != nil || n != 3 {
			t.Errorf("afterwards %d rows, %v", n, err)
		}
	})
}

func TestReadsCannotWrite(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		_, err := db.All[int64](t.Context(), d.Read(), `INSERT INTO sample_part (z_id, a_no) VALUES (1, 1) RETURNING z_id`)
		if err == nil {
			t.Error("a read wrote")
		}
		if n := count(t, d.DB, "sample_part"); n != 0 {
			t.Errorf("%d rows written", n)
		}
	})
}

func TestErrorsCarryTheConstraintTheyHit(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		insert(t, d.DB, rows(1, 1))
		for _, c := range []struct {
			sql  string
			args []any
			want db.ErrCode
		}{
			{addOne, []any{1, "other", []byte{1}}, db.CodeUnique},
			{addOne, []any{2, "n000001", []byte{1}}, db.CodeUnique},
			{addPart, []any{1, -1}, db.CodeCheck},
			{`UPDATE sample SET colour = 'blue'`, nil, db.CodeCheck},
			{`UPDATE sample SET name = NULL`, nil, db.CodeNotNull},
			{addPart, []any{99, 1}, db.CodeForeign},
			{`UPDATE nowhere SET x = 1`, nil, db.CodeNone},
		} {
			err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := db.Exec(ctx, tx, c.sql, c.args...)
				return err
			})
			if err == nil || db.Code(err) != c.want {
				t.Errorf("%s: code %q of %v, want %q", c.sql, db.Code(err), err, c.want)
			}
		}
	})
}

func TestTextThatPostgreSQLCannotHoldIsRefusedByBoth(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		for _, text := range []string{"zero \x00 byte", "broken \xff"} {
			wantErr(t, d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error { return add(ctx, tx, 1, text) }), db.ErrText)
			for _, n := range []int{1, 200} { // one statement, and a prepared one used again
				bad := rows(1, n)
				bad[n/2].Name = text
				wantErr(t, d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
					_, err := db.Insert(ctx, tx, "sample", bad, "")
					return err
				}), db.ErrText)
			}
		}
	})
}

func TestATypeTheColumnDoesNotHaveIsRefused(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `INSERT INTO sample_part (z_id, a_no) VALUES ($1, $2)`, "one", 1)
			return err
		})
		if err == nil {
			t.Error("text entered a BIGINT column")
		}
	})
}

// TestSlowReadersTakeTurns: while one reads long another waits, and everybody else reads on.
func TestSlowReadersTakeTurns(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		inside, done := make(chan struct{}), make(chan error)
		leave := make(chan struct{})
		go func() {
			done <- d.Snapshot(db.Slow(t.Context()), func(db.Q) error { close(inside); <-leave; return nil })
		}()
		<-inside
		ctx, cancel := context.WithTimeout(db.Slow(t.Context()), 20*time.Millisecond)
		defer cancel()
		if err := d.Snapshot(ctx, func(db.Q) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a second slow reader: %v", err)
		}
		if err := d.Snapshot(t.Context(), func(db.Q) error { return nil }); err != nil {
			t.Errorf("a quick reader: %v", err)
		}
		close(leave)
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := d.Snapshot(db.Slow(t.Context()), func(db.Q) error { return nil }); err != nil {
			t.Errorf("after the first: %v", err)
		}
	})
}
