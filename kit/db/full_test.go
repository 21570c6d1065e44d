package db_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"qunli/kit/db"
	"qunli/kit/id"
	"qunli/testkit/crash"
	"qunli/testkit/dbtest"
)

const kib = 1 << 10

// pair writes two rows of size bytes in one transaction: both are there afterwards, or neither.
func pair(ctx context.Context, d *db.DB, n, size int) error {
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for i := range 2 {
			k := 2*n + i + 1
			r := row{base{id.Of[cellKind](k), fmt.Sprint(k)}, "red", 0, true, 0, bytes.Repeat([]byte{byte(k)}, size)}
			if _, err := db.Insert(ctx, tx, "sample", []row{r}, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// fill writes pairs from the given one on until the storage is full, and gives how many stand.
func fill(t *testing.T, d *db.DB, from, size int) int {
	t.Helper()
	for n := from; n < from+10_000; n++ {
		if err := pair(t.Context(), d, n, size); err != nil {
			wantErr(t, err, db.ErrFull)
			return n
		}
	}
	t.Fatal("the storage never filled up")
	return 0
}

// whole checks that the first n pairs stand and nothing else does.
func whole(t *testing.T, d *db.DB, n int) {
	t.Helper()
	if got := count(t, d, "sample"); got != int64(2*n) {
		t.Errorf("%d rows stand, want %d", got, 2*n)
	}
	if got, err := db.One[string](t.Context(), d.Read(), `PRAGMA integrity_check`); err != nil || got != "ok" {
		t.Errorf("the file is not whole: %s, %v", got, err)
	}
}

func TestAFullFileRefusesWritesAndRecovers(t *testing.T) {
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "x.db"), []fs.FS{sample})
	if err := d.ExecRaw(`PRAGMA max_page_count = 100`); err != nil {
		t.Fatal(err)
	}
	n := fill(t, d.DB, 0, 4*kib)
	for range 3 {
		wantErr(t, pair(t.Context(), d.DB, n, 4*kib), db.ErrFull)
	}
	whole(t, d.DB, n)
	if err := d.ExecRaw(`PRAGMA max_page_count = 10000`); err != nil {
		t.Fatal(err)
	}
	if err := pair(t.Context(), d.DB, n, 4*kib); err != nil {
		t.Errorf("with space again: %v", err)
	}
	whole(t, d.DB, n+1)
}

// ballast takes space of the disk until the returned function gives it back.
func ballast(t *testing.T, dir string, size int) (release func()) {
	t.Helper()
	path := filepath.Join(dir, "ballast")
	if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(path); err != nil {
			t.Error(err)
		}
	}
}

func TestAFullDiskRefusesWritesAndRecovers(t *testing.T) {
	for _, size := range []int{100, 3 * kib, 40 * kib, 200 * kib} {
		t.Run(fmt.Sprintf("rows of %d bytes", size), func(t *testing.T) {
			dir := crash.NewSmallDisk(t, t.TempDir(), 2).Dir
			d := dbtest.Open(t, filepath.Join(dir, "x.db"), []fs.FS{sample})
			release := ballast(t, dir, 1000*kib)
			n := fill(t, d.DB, 0, size)
			for range 3 {
				if err := pair(t.Context(), d.DB, n, size); err == nil {
					n++ // a checkpoint found room
				} else {
					wantErr(t, err, db.ErrFull)
				}
			}
			whole(t, d.DB, n)
			release()
			if err := pair(t.Context(), d.DB, n, size); err != nil {
				t.Errorf("with space again: %v", err)
			}
			whole(t, d.DB, n+1)
		})
	}
}

// A long read keeps the WAL from being folded into the file, so that the WAL alone fills the disk.
func TestAWALThatFillsTheDiskRefusesWritesAndRecovers(t *testing.T) {
	dir := crash.NewSmallDisk(t, t.TempDir(), 2).Dir
	d := dbtest.Open(t, filepath.Join(dir, "x.db"), []fs.FS{sample})
	release := ballast(t, dir, 500*kib)
	if err := pair(t.Context(), d.DB, 0, kib); err != nil {
		t.Fatal(err)
	}
	n := 0
	err := d.Snapshot(t.Context(), func(q db.Q) error {
		seen, err := db.One[int64](t.Context(), q, `SELECT COUNT(*) FROM sample`)
		n = fill(t, d.DB, 1, kib)
		if again, _ := db.One[int64](t.Context(), q, `SELECT COUNT(*) FROM sample`); again != seen {
			t.Errorf("the long read sees %d rows, then %d", seen, again)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	whole(t, d.DB, n)
	release()
	if err := pair(t.Context(), d.DB, n, kib); err != nil {
		t.Errorf("with space again: %v", err)
	}
	whole(t, d.DB, n+1)
}

func TestOpeningOnAFullDiskSaysSo(t *testing.T) {
	dir := crash.NewSmallDisk(t, t.TempDir(), 1).Dir
	release := ballast(t, dir, 1000*kib)
	path := filepath.Join(dir, "x.db")
	try := func() error {
		d, err := db.Open(t.Context(), path, db.Options{})
		if err != nil {
			return err
		}
		return errors.Join(d.Migrate(t.Context(), sample), d.Close())
	}
	wantErr(t, try(), db.ErrFull)
	release()
	if err := try(); err != nil {
		t.Errorf("with space again: %v", err)
	}
}
