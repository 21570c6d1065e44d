package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/app"
	"qunli/kit/db"
)

// gone gives how many rows each policy would take, or took.
func (s shell) gone(args ...string) map[string]int64 {
	s.t.Helper()
	var got struct {
		Done     bool
		Policies []struct {
			Name string
			Rows int64
		}
	}
	if err := json.Unmarshal([]byte(s.must(append([]string{"prune", "--json"}, args...)...)), &got); err != nil {
		s.t.Fatal(err)
	}
	out := map[string]int64{}
	for _, p := range got.Policies {
		out[p.Name] = p.Rows
	}
	return out
}

// age makes everything that is pruned so many days older. The tables belong to many rooms: only a test may.
func age(t *testing.T, address string, days int64) {
	t.Helper()
	d, err := db.Open(t.Context(), address, db.Options{Owner: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	ms := days * 86_400_000
	err = d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for _, text := range []string{
			`UPDATE job SET finished_at = finished_at - $1, created_at = created_at - $1`,
			`UPDATE event_fact SET at = at - $1`, `UPDATE intake_import SET finished_at = finished_at - $1`,
			`UPDATE insight_result SET as_of = as_of - $1`,
		} {
			if _, err := db.Exec(ctx, tx, text, ms); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// inside does something with the program that has the database.
func (s shell) inside(f func(a *app.App) error) {
	s.t.Helper()
	a, err := app.OpenForWriting(s.t.Context(), app.Config{DB: s.db, Files: s.t.TempDir(), Key: filepath.Join(s.t.TempDir(), "key")},
		slog.New(slog.DiscardHandler))
	if err == nil {
		err = errors.Join(f(a), a.Close())
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// Nothing goes unless it is asked for, nothing young goes, and no number changes by what goes.
func TestPruneTakesWhatIsOldAndNoNumber(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := newShell(t, engine)
			orders := filepath.Join(t.TempDir(), "orders.csv")
			write(t, orders, "order_no,time,customer,sku,quantity,price\nA,2026-01-01,1,S,1,9.99\nA,2026-01-01,1,S,many,9.99\nB,2026-01-05,1,S,1,9.99\n")
			s.must("import", "orders", orders)
			s.inside(func(a *app.App) error { return a.Jobs.Drain(t.Context()) })
			before := s.insight("repurchase")
			for name, n := range s.gone() {
				if n != 0 {
					t.Errorf("%d young %s would go", n, name)
				}
			}
			age(t, s.db, 400)
			plan := s.gone()
			if plan["rejects"] != 1 || plan["facts"] == 0 || plan["jobs"] == 0 {
				t.Errorf("the plan is %v", plan)
			}
			if again := s.gone(); again["rejects"] != 1 {
				t.Errorf("a plan took something away: %v", again)
			}
			if kept := s.gone("--keep", "rejects=0", "--keep", "facts=500"); kept["rejects"] != 0 || kept["facts"] != 0 || kept["jobs"] != plan["jobs"] {
				t.Errorf("kept longer: %v", kept)
			}
			s.must("prune", "--keep", "rejects=30", "--keep", "facts=30")
			if took := s.gone("--yes"); took["rejects"] != plan["rejects"] || took["facts"] != plan["facts"] || took["jobs"] != plan["jobs"] {
				t.Errorf("went %v, planned %v", took, plan)
			}
			for name, n := range s.gone() {
				if n != 0 {
					t.Errorf("%d %s are left", n, name)
				}
			}
			s.must("check")
			if diff := cmp.Diff(before, s.insight("repurchase")); diff != "" {
				t.Errorf("a number changed: %s", diff)
			}
			for _, bad := range []string{"jobs=1", "orders=30", "rejects=-3", "jobs=999999", "jobs=many"} {
				if code, _, _ := s.run("prune", "--keep", bad); code == 0 {
					t.Errorf("--keep %s was taken", bad)
				}
			}
		})
	}
}

// What a job has still to tell stays, however old it is.
func TestPruneLeavesWhatIsStillToBeTold(t *testing.T) {
	s := newShell(t, "sqlite")
	orders := filepath.Join(t.TempDir(), "orders.csv")
	write(t, orders, "order_no,time,customer,sku,quantity,price\nA,2026-01-01,1,S,1,9.99\n")
	s.must("import", "orders", orders)
	age(t, s.db, 400)
	s.inside(func(a *app.App) error {
		return a.DB.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			n, err := db.Exec(ctx, tx, `UPDATE job SET state = 'failed' WHERE id = (SELECT MIN(id) FROM job WHERE kind >= 'event:')`)
			if err == nil && n != 1 {
				t.Errorf("%d jobs made dead", n)
			}
			return err
		})
	})
	s.inside(func(a *app.App) error { return a.Jobs.Drain(t.Context()) })
	if plan := s.gone(); plan["facts"] != 0 {
		t.Errorf("facts that a dead job would tell would go: %v", plan)
	}
}
