package app_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qunli/app"
	"qunli/testkit/crash"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { crash.Main(m) }

// shell runs commands the way a person does, each with its own process state.
type shell struct {
	t  *testing.T
	db string
}

// run gives the exit code and what was printed.
func (s shell) run(args ...string) (code int, out, errOut string) {
	s.t.Helper()
	var o, e bytes.Buffer
	code = app.Main(s.t.Context(), app.Console{
		Args: append(args, "--db", s.db), In: strings.NewReader(""), Out: &o, Err: &e, Version: "test",
		Env: func(name string) string {
			if name == "QUNLI_FILES" || name == "QUNLI_KEY_FILE" {
				return filepath.Join(s.t.TempDir(), name)
			}
			return ""
		},
	})
	return code, o.String(), e.String()
}

// must runs a command that has to succeed and gives its output.
func (s shell) must(args ...string) string {
	s.t.Helper()
	code, out, errOut := s.run(args...)
	if code != 0 {
		s.t.Fatalf("qunli %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errOut)
	}
	return out
}

// insight gives a metric as the command prints it, without the moment it was computed.
func (s shell) insight(args ...string) map[string]any {
	s.t.Helper()
	var out map[string]any
	if err := json.Unmarshal([]byte(s.must(append([]string{"insight", "--json"}, args...)...)), &out); err != nil {
		s.t.Fatal(err)
	}
	delete(out, "as_of")
	return out
}

// home is the folder of this package: tests on PostgreSQL work in another.
var home, _ = os.Getwd()

// preset gives the path of a preset that comes with the program.
func preset(name string) string { return filepath.Join(home, "..", "testdata", "presets", name) }

// newShell gives a shell on a database that does not exist yet.
func newShell(t *testing.T, engine string) shell {
	t.Helper()
	if engine == "postgres" {
		t.Chdir(t.TempDir()) // what lies beside an SQLite file lies in the working folder here
		return shell{t, pgtest.Fresh(t)}
	}
	return shell{t, "sqlite://" + filepath.Join(t.TempDir(), "qunli.db")}
}
