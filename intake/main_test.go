package intake_test

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qunli/commerce"
	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/intake"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/mirror"
	"qunli/org"
	"qunli/referral"
	"qunli/segment"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var rooms = []fs.FS{job.Schema, event.Schema, org.Schema, customer.Schema, segment.Schema, community.Schema, conversation.Schema,
	commerce.Schema, referral.Schema, mirror.Schema, intake.Schema}

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
	checked(d, customer.Check)
	checked(d, community.Check)
	checked(d, conversation.Check)
	checked(d, commerce.Check)
	checked(d, referral.Check)
}

func checked[D any](d desk, check func(context.Context, db.Q) ([]D, error)) {
	d.t.Helper()
	differences, err := check(d.t.Context(), d.Read())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, x := range differences[:min(len(differences), 20)] {
		d.t.Errorf("check: %+v", x)
	}
}

// undo takes an import back, which must succeed.
func (d desk) undo(i intake.ID) {
	d.t.Helper()
	if _, err := d.Undo(org.Owner(d.t.Context(), "test"), i); err != nil {
		d.t.Fatal(err)
	}
}

// count runs a query that gives one number.
func (d desk) count(query string, args ...any) int64 {
	d.t.Helper()
	n, err := db.One[int64](d.t.Context(), d.Read(), query, args...)
	if err != nil {
		d.t.Fatal(query, err)
	}
	return n
}

// tables counts the rows of all tables but those in which the program keeps what it did.
func (d desk) tables() map[string]int64 {
	d.t.Helper()
	out := map[string]int64{}
	tables, err := db.Tables(d.t.Context(), d.Read())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, t := range tables {
		switch {
		case strings.HasPrefix(t.Name, "intake_"), strings.HasPrefix(t.Name, "job"), strings.HasPrefix(t.Name, "event"),
			strings.HasPrefix(t.Name, "org_"), t.Name == "node", t.Name == "customer_change", t.Name == "commerce_source":
		default:
			out[t.Name] = d.count(`SELECT COUNT(*) FROM ` + t.Name)
		}
	}
	return out
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
