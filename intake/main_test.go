package intake_test

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"qunli/commerce"
	"qunli/customer"
	"qunli/intake"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var rooms = []fs.FS{job.Schema, event.Schema, org.Schema, customer.Schema, commerce.Schema, intake.Schema}

// desk is an intake on a fresh database, with a folder for files.
type desk struct {
	dbtest.Fixture
	*intake.Service
	t   *testing.T
	dir string
}

func each(t *testing.T, f func(t *testing.T, d desk)) {
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) { f(t, newDesk(t, d)) })
}

func newDesk(t *testing.T, d dbtest.Fixture) desk {
	dir := t.TempDir()
	return desk{d, intake.New(d.DB, event.NewBus(job.New(d.DB, job.Options{})), filepath.Join(dir, "uploads"), slog.New(slog.DiscardHandler)), t, dir}
}

// file writes a file of the desk and gives its path.
func (d desk) file(name, body string) string {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		d.t.Fatal(err)
	}
	return path
}

// load imports and must succeed.
func (d desk) load(path string, r intake.Request) intake.Import {
	d.t.Helper()
	imp, err := d.Load(org.Owner(d.t.Context(), "test"), path, r, func(intake.Import) {})
	if err != nil {
		d.t.Fatal(err)
	}
	return imp
}

func (d desk) preset(name string) *intake.Mapping {
	d.t.Helper()
	body, err := os.ReadFile(filepath.Join("..", "testdata", "presets", name+".json"))
	if err != nil {
		d.t.Fatal(err)
	}
	m, err := intake.ParsePreset(body)
	if err != nil {
		d.t.Fatal(err)
	}
	return &m
}

// clean fails the test when a rollup is not what its facts say.
func (d desk) clean() {
	d.t.Helper()
	differences, err := commerce.Check(d.t.Context(), d.Read())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, x := range differences {
		d.t.Errorf("check: %+v", x)
	}
}

func openSQLite(t *testing.T) dbtest.Fixture {
	t.Helper()
	return dbtest.Open(t, "sqlite://"+filepath.Join(t.TempDir(), "qunli.db"), rooms)
}

// cancelAfter gives a ctx and a progress function that ends it after n commits.
func cancelAfter(ctx context.Context, n int) (context.Context, func(intake.Import)) {
	ctx, cancel := context.WithCancel(ctx)
	return ctx, func(intake.Import) {
		if n--; n == 0 {
			cancel()
		}
	}
}
