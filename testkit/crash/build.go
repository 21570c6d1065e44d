package crash

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"qunli/testkit/pgtest"
)

// program is the real binary, built once a test process when first asked for.
type program struct {
	once sync.Once
	dir  string
	err  error
}

// built is the one binary of this test process: linking it takes seconds.
var built program

// Main runs the tests of a package and afterwards removes the binary, stops the shared PostgreSQL, and does what else is to be
// done in the end. Call it from TestMain; it does not return.
func Main(m *testing.M, ends ...func() error) {
	code := pgtest.Run(m)
	for _, end := range ends {
		if err := end(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	if built.dir != "" {
		_ = os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// Binary gives the path of the program, built as it is shipped: without C.
func Binary(t testing.TB) string {
	t.Helper()
	built.once.Do(built.build)
	if built.err != nil {
		t.Fatal(built.err)
	}
	return filepath.Join(built.dir, "qunli")
}

func (p *program) build() {
	if p.dir, p.err = os.MkdirTemp("", "qunli-program-"); p.err != nil {
		return
	}
	cmd := exec.Command("go", "build", "-o", filepath.Join(p.dir, "qunli"), "qunli/cmd/qunli")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		p.err = fmt.Errorf("build qunli: %w\n%s", err, out)
	}
}
