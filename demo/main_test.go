package demo_test

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"qunli/commerce"
	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/demo"
	"qunli/insight"
	"qunli/intake"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/referral"
	"qunli/segment"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// rooms are the schemas of the program.
var rooms = []fs.FS{job.Schema, event.Schema, org.Schema, customer.Schema, segment.Schema, community.Schema, conversation.Schema,
	commerce.Schema, referral.Schema, insight.Schema, intake.Schema, demo.Schema}

// town is the rooms on a fresh database whose clock stands still.
type town struct {
	dbtest.Fixture
	t *testing.T
	demo.Rooms
	*demo.Service
	jobs    *job.Queue
	insight *insight.Service
}

func each(t *testing.T, f func(t *testing.T, w town)) {
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) { f(t, newTown(t, d)) })
}

// onSQLite is a town on SQLite alone, for what does not differ between the engines.
func onSQLite(t *testing.T) town {
	return newTown(t, dbtest.Open(t, "sqlite://"+filepath.Join(t.TempDir(), "qunli.db"), rooms))
}

func newTown(t *testing.T, d dbtest.Fixture) town {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	jobs := job.New(d.DB, job.Options{})
	bus := event.NewBus(jobs)
	people := customer.New(d.DB, bus)
	segments := segment.New(d.DB, bus, append(append(customer.Attributes(), community.Attributes()...),
		append(commerce.Attributes(), append(conversation.Attributes(), referral.Attributes()...)...)...))
	groups := community.New(d.DB, bus, people, segments)
	files := filepath.Join(t.TempDir(), "files")
	figures := insight.NewService(d.DB)
	r := demo.Rooms{DB: d.DB, Log: log, Org: org.New(d.DB, org.Options{}), Customers: people, Segments: segments, Groups: groups,
		Commerce: commerce.New(d.DB, bus, people), Insight: figures, Intake: intake.New(d.DB, bus, files, log), Dir: files}
	groups.Subscribe(bus)
	referral.New(d.DB, bus, people).Hear()
	d.Clock.Advance(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC).Sub(d.Clock.Now()))
	return town{d, t, r, demo.New(r), jobs, figures}
}

func (w town) owner() context.Context { return org.Owner(w.t.Context(), "test") }

// pour brings a brand in to its end, and lets what heard of it settle.
func (w town) pour(seed uint64, size demo.Size) {
	w.t.Helper()
	if _, err := w.Begin(w.owner(), seed, size); err != nil {
		w.t.Fatal(err)
	}
	if err := w.Pour(w.owner(), func(demo.Brand) {}); err != nil {
		w.t.Fatal(err)
	}
	w.settle()
}

// settle runs the jobs that are due.
func (w town) settle() {
	w.t.Helper()
	if err := w.jobs.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	if err := w.Rooms.Segments.Settle(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// clean fails the test when anything derived is not what its facts say.
func (w town) clean() {
	w.t.Helper()
	checked(w, customer.Check)
	checked(w, community.Check)
	checked(w, conversation.Check)
	checked(w, commerce.Check)
	checked(w, referral.Check)
	checked(w, w.Rooms.Segments.Check)
}

func checked[D any](w town, check func(context.Context, db.Q) ([]D, error)) {
	w.t.Helper()
	found, err := check(w.t.Context(), w.Read())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, x := range found[:min(len(found), 20)] {
		w.t.Errorf("check: %+v", x)
	}
}

// count counts the rows of every table.
func (w town) count() map[string]int64 {
	w.t.Helper()
	tables, err := db.Tables(w.t.Context(), w.Read())
	if err != nil {
		w.t.Fatal(err)
	}
	out := map[string]int64{}
	for _, table := range tables {
		n, err := db.One[int64](w.t.Context(), w.Read(), `SELECT COUNT(*) FROM `+table.Name)
		if err != nil {
			w.t.Fatal(err)
		}
		out[table.Name] = n
	}
	return out
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
