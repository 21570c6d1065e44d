package db_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func open(t *testing.T, address string, o db.Options) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), address, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func TestOpenRefusesWhatItCannotRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "text.db")
	if err := os.WriteFile(file, []byte(strings.Repeat("no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]error{
		"": db.ErrAddress, "mysql://u:secret@h/d": db.ErrAddress, "postgres://u:secret@h:port/d": db.ErrAddress,
		file: db.ErrUnreachable, filepath.Join(file, "below"): db.ErrUnreachable,
		"postgres://u:secret@127.0.0.1:1/d?connect_timeout=2": db.ErrUnreachable,
	} {
		d, err := db.Open(t.Context(), address, db.Options{})
		wantErr(t, err, want)
		if err == nil {
			_ = d.Close()
		} else if strings.Contains(fault.Of(err).Message("en"), "secret") {
			t.Errorf("%s: the message tells the password: %v", address, err)
		}
	}
}

func TestRedactHidesSecrets(t *testing.T) {
	for address, want := range map[string]string{
		"postgres://u:secret@h/d":                 "postgres://…@h/d",
		"postgres:///d?host=/tmp&password=secret": "postgres:///d",
		"postgres:///d?host=/tmp&user=a":          "postgres:///d?host=/tmp&user=a",
		"postgres://u:p@ss@h/d":                   "postgres://…@h/d",
	} {
		if got := db.Redact(address); got != want {
			t.Errorf("%s becomes %s, want %s", address, got, want)
		}
	}
}

func TestOddPathsAreFiles(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a b.db", "a?b.db", "a#b%20.db", "群力.db", "new/folder/x.db"} {
		path := filepath.Join(dir, name)
		d := open(t, "sqlite://"+path, db.Options{})
		if _, err := os.Stat(path); err != nil || d.Path() != path {
			t.Errorf("%s: %v, path %s", name, err, d.Path())
		}
	}
}

func TestTheFilesAreTheirOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	d := dbtest.Open(t, path, nil)
	tx(t, d.DB, func(context.Context, *db.Tx) error { return nil })
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) < 4 {
		t.Fatalf("files %q, %v; want the database, its WAL, its shared memory and the lock", files, err)
	}
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", f, info.Mode(), err)
		}
	}
}

func TestDurabilityIsWhatWePromise(t *testing.T) {
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "x.db"), nil)
	tx(t, d.DB, func(ctx context.Context, tx *db.Tx) error {
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1"} {
			if got, err := db.One[string](ctx, tx, "PRAGMA "+pragma); err != nil || got != want {
				t.Errorf("%s is %s, %v; want %s", pragma, got, err, want)
			}
		}
		return nil
	})
}

func TestAReaderOpensBesideAWriter(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		insert(t, d.DB, rows(1, 5))
		r := open(t, d.Address, db.Options{ReadOnly: true})
		if n := count(t, r, "sample"); n != 5 {
			t.Errorf("it sees %d rows", n)
		}
		insert(t, d.DB, rows(6, 5))
		if n := count(t, r, "sample"); n != 10 {
			t.Errorf("it sees %d rows, want the new ones too", n)
		}
		if err := r.Tx(t.Context(), func(context.Context, *db.Tx) error { return nil }); err == nil {
			t.Error("a reader began a transaction")
		}
		if err := r.Migrate(t.Context()); err == nil {
			t.Error("a reader migrated")
		}
	})
}

func TestAReaderNeedsAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.db")
	_, err := db.Open(t.Context(), path, db.Options{ReadOnly: true})
	wantErr(t, err, db.ErrUnreachable)
	if _, err := os.Stat(path); err == nil {
		t.Error("a reader made the file")
	}
}

// TestHoldFile is the other process of the next test.
func TestHoldFile(t *testing.T) {
	path := os.Getenv("QUNLI_TEST_HOLD")
	if path == "" {
		t.Skip("run by TestASecondProcessIsRefused")
	}
	d := dbtest.Open(t, path, nil)
	if err := d.Describe("qunli serve http://127.0.0.1:8080"); err != nil {
		t.Fatal(err)
	}
	fmt.Println("holding")
	_, _ = io.ReadAll(os.Stdin)
}

func TestASecondProcessIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	if _, held := db.HolderOf(path); held {
		t.Error("a file that is not there is held")
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestHoldFile$")
	cmd.Env = append(os.Environ(), "QUNLI_TEST_HOLD="+path)
	stdin, err1 := cmd.StdinPipe()
	stdout, err2 := cmd.StdoutPipe()
	if err1 != nil || err2 != nil || cmd.Start() != nil {
		t.Fatal("cannot run the other process")
	}
	defer stdin.Close()
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "holding\n" {
		t.Fatalf("the other process said %q, %v", line, err)
	}
	_, err := db.Open(t.Context(), path, db.Options{})
	wantErr(t, err, db.ErrLocked)
	for _, lang := range []string{"zh", "en"} {
		m := fault.Of(err).Message(lang)
		if !strings.Contains(m, strconv.Itoa(cmd.Process.Pid)) || !strings.Contains(m, "http://127.0.0.1:8080") {
			t.Errorf("the refusal does not name the holder: %s", m)
		}
	}
	if h, held := db.HolderOf(path); !held || h.PID != cmd.Process.Pid {
		t.Errorf("held %t by %+v", held, h)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	open(t, path, db.Options{Owner: "next"}) // the kernel has released the lock
}

func TestTryLockIsExclusiveUntilReleased(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		release, ok, err := d.TryLock(t.Context(), "a")
		if err != nil || !ok {
			t.Fatalf("the first is refused: %t, %v", ok, err)
		}
		if _, ok, err := d.TryLock(t.Context(), "a"); ok || err != nil {
			t.Errorf("the second has it too: %t, %v", ok, err)
		}
		if other, ok, err := d.TryLock(t.Context(), "b"); !ok || err != nil {
			t.Errorf("another name is refused: %t, %v", ok, err)
		} else {
			other()
		}
		release()
		if again, ok, err := d.TryLock(t.Context(), "a"); !ok || err != nil {
			t.Errorf("it was not released: %t, %v", ok, err)
		} else {
			again()
		}
	})
}

func TestTryLockHoldsAcrossNodesAndDiesWithItsConnection(t *testing.T) {
	address := pgtest.Fresh(t)
	one, two := open(t, address, db.Options{}), open(t, address, db.Options{})
	release, ok, err := one.TryLock(t.Context(), "a")
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if _, ok, err := two.TryLock(t.Context(), "a"); ok || err != nil {
		t.Errorf("another node has it too: %t, %v", ok, err)
	}
	err = two.ExecRaw(`SELECT pg_terminate_backend(pid, 10000) FROM pg_locks
		WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
	if err != nil {
		t.Fatal(err)
	}
	again, ok, err := two.TryLock(t.Context(), "a")
	if err != nil || !ok {
		t.Fatalf("a dead connection holds the lock: %t, %v", ok, err)
	}
	release() // finds its session gone, and harms nobody
	if _, ok, err := one.TryLock(t.Context(), "a"); ok || err != nil {
		t.Errorf("releasing twice let a second in: %t, %v", ok, err)
	}
	again()
}
