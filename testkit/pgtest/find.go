package pgtest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

var errAbsent = errors.New("PostgreSQL is not installed (initdb, pg_ctl, postgres and psql on PATH or in /usr/lib/postgresql/*/bin)")

// Available gives the folder that holds initdb, pg_ctl, postgres and psql: the one on PATH, otherwise the newest of
// Debian's versioned folders. It fails when
// there is none, or when we are root and there is no user postgres to run a server as.
func Available() (dir string, err error) {
	if _, err := serverAccount(); err != nil {
		return "", err
	}
	for _, dir := range candidates("/usr/lib/postgresql") {
		if complete(dir) {
			return dir, nil
		}
	}
	return "", errAbsent
}

// candidates lists the folders to look into, best first.
func candidates(versioned string) []string {
	var dirs []string
	if initdb, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(initdb))
	}
	entries, err := os.ReadDir(versioned)
	if err != nil {
		return dirs
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	for _, name := range newestFirst(names) {
		dirs = append(dirs, filepath.Join(versioned, name, "bin"))
	}
	return dirs
}

// newestFirst sorts version names such as "9.6", "15" and "16" by number, newest first; other names are left out.
func newestFirst(names []string) []string {
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return version(name) < 0 })
	slices.SortFunc(names, func(a, b string) int {
		switch va, vb := version(a), version(b); {
		case va > vb:
			return -1
		case va < vb:
			return 1
		}
		return strings.Compare(a, b)
	})
	return names
}

// version reads "9.6" as 9.6 and "15" as 15; -1 when name is no version.
func version(name string) float64 {
	v, err := strconv.ParseFloat(name, 64)
	if err != nil {
		return -1
	}
	return v
}

// complete reports whether dir holds every program that a server of ours needs.
func complete(dir string) bool {
	for _, tool := range []string{"initdb", "pg_ctl", "postgres", "psql"} {
		info, err := os.Stat(filepath.Join(dir, tool))
		if err != nil || info.IsDir() || info.Mode()&0o111 == 0 {
			return false
		}
	}
	return true
}
