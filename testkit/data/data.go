// Package data finds the real data sets that tests measure themselves by. They are not part of the project.
package data

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"qunli/testkit/need"
)

// Dir gives the folder of the data sets: QUNLI_DATA, else ../shared/data beside the module. Where there is none the test
// is skipped and says so; with CI=true it fails.
func Dir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("QUNLI_DATA")
	if dir == "" {
		dir = filepath.Join(moduleRoot(t), "..", "shared", "data")
	}
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return dir
	}
	need.Absent(t, fmt.Sprintf("the data folder %s is missing; set QUNLI_DATA to run this", dir))
	return ""
}

// File gives one file of the data sets, e.g. File(t, "cdnow", "CDNOW_sample.txt"), under the same rule as Dir.
func File(t testing.TB, parts ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{Dir(t)}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("the data folder has no %s", filepath.Join(parts...))
	}
	return path
}

// moduleRoot walks up from the test's folder to go.mod.
func moduleRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test's folder")
		}
		dir = up
	}
}
