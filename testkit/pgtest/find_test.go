package pgtest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNewestFirst(t *testing.T) {
	got := newestFirst([]string{"9.6", "15", "current", "9.4", "100", "16"})
	if diff := cmp.Diff([]string{"100", "16", "15", "9.6", "9.4"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestCandidatesAreThePathThenTheNewest(t *testing.T) {
	path, versioned := t.TempDir(), t.TempDir()
	program(t, filepath.Join(path, "initdb"))
	program(t, filepath.Join(versioned, "9.6", "bin", "initdb"))
	program(t, filepath.Join(versioned, "15", "bin", "initdb"))
	t.Setenv("PATH", path)
	want := []string{path, filepath.Join(versioned, "15", "bin"), filepath.Join(versioned, "9.6", "bin")}
	if diff := cmp.Diff(want, candidates(versioned)); diff != "" {
		t.Error(diff)
	}
	t.Setenv("PATH", "")
	if diff := cmp.Diff(want[1:], candidates(versioned)); diff != "" {
		t.Error(diff)
	}
}

func TestAFolderWithoutTheServerIsNoPostgreSQL(t *testing.T) {
	dir := t.TempDir()
	for _, tool := range []string{"initdb", "pg_ctl", "psql"} {
		program(t, filepath.Join(dir, tool))
	}
	if complete(dir) {
		t.Error("complete without postgres")
	}
	program(t, filepath.Join(dir, "postgres"))
	if !complete(dir) {
		t.Error("not complete with all four")
	}
}

func TestTheFolderIsReachable(t *testing.T) {
	closed := filepath.Join(t.TempDir(), "closed")
	inner := filepath.Join(closed, "inner")
	if err := os.MkdirAll(inner, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	if open(inner) {
		t.Error("a folder below a closed one counts as open")
	}
	t.Setenv("TMPDIR", closed)
	if got := baseFolder(true); got != "/tmp" {
		t.Errorf("for another user: %s", got)
	}
	t.Setenv("TMPDIR", "/tmp/0123456789012345678901234567890123456789012345678901234567890123456789")
	if got := baseFolder(false); got != "/tmp" {
		t.Errorf("for a long path: %s", got)
	}
}

// program writes an executable file that does nothing.
func program(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}
