package app_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunli/app"
	"qunli/kit/db"
	"qunli/org"
	"qunli/web/console"
)

// archived makes a backup as the console does and gives it.
func archived(t *testing.T, a *app.App) console.Backup {
	t.Helper()
	ctx := org.Owner(t.Context(), "test")
	if err := errors.Join(a.Archives().Begin(ctx), a.Jobs.Drain(t.Context())); err != nil {
		t.Fatal(err)
	}
	all, err := a.Archives().List(ctx)
	if err != nil || len(all) != 1 || all[0].State != "done" || all[0].Bytes == 0 {
		t.Fatalf("%+v, %v", all, err)
	}
	return all[0]
}

// TestBackupOfTheConsole: the job makes an archive that only the owner of the files reads, that is restored into the other
// engine with every number as it was, and whose download is on record.
func TestBackupOfTheConsole(t *testing.T) {
	for from, to := range map[string]string{"sqlite": "postgres", "postgres": "sqlite"} {
		t.Run(from+" to "+to, func(t *testing.T) {
			t.Chdir(t.TempDir()) // archives of PostgreSQL lie in the working folder
			s, target := newShell(t, from), newShell(t, to)
			orders := filepath.Join(t.TempDir(), "orders.csv")
			write(t, orders, "order_no,time,customer,sku,quantity,price\nA,2026-01-01,1,S,1,9.99\nB,2026-01-05,1,S,1,9.99\n")
			s.must("import", "orders", orders)
			var made console.Backup
			s.inside(func(a *app.App) error {
				ctx := org.Owner(t.Context(), "test")
				made = archived(t, a)
				info, err := os.Stat(made.Name)
				if err != nil || info.Mode().Perm() != 0o600 || filepath.Base(made.Name) != made.File {
					t.Errorf("%+v: %v, %v", made, info, err)
				}
				if last, err := a.Archives().Last(ctx); err != nil || last == 0 {
					t.Errorf("last at %d, %v", last, err)
				}
				downloaded(t, a, made)
				return nil
			})
			target.must("restore", made.Name)
			target.must("check")
			if diff := cmp.Diff(s.insight("repurchase"), target.insight("repurchase")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// downloaded takes an archive as an owner does, and is refused what nobody may have.
func downloaded(t *testing.T, a *app.App, made console.Backup) {
	t.Helper()
	ctx := org.Owner(t.Context(), "test")
	on, err := os.ReadFile(made.Name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := a.Archives().Open(ctx, made.File)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := io.ReadAll(f); err != nil || string(got) != string(on) {
		t.Errorf("%d bytes of %d came, %v", len(got), len(on), err)
	}
	for _, name := range []string{"", ".", "../" + made.File, made.Name, "other.qunli"} {
		if _, err := a.Archives().Open(ctx, name); !errors.Is(err, console.ErrNoBackup) {
			t.Errorf("%q: %v", name, err)
		}
	}
	admin := org.As(t.Context(), org.Actor{Kind: org.ActorStaff, Role: org.RoleAdmin, Scope: org.ScopeAll, Staff: 2})
	if _, err := a.Archives().Open(admin, made.File); !errors.Is(err, org.ErrDenied) {
		t.Errorf("an admin: %v", err)
	}
	log, err := a.Org.History(ctx, org.HistoryQuery{ObjectKind: "backup"})
	if err != nil || len(log.Items) != 2 || log.Items[0].Verb != "backup.download" || log.Items[1].Verb != "backup.begin" {
		t.Errorf("the audit says %+v, %v", log.Items, err)
	}
}

// TestOldBackupsGoButTheLatest: what an attempt that was cut off left goes with the next one, and archives past their days by
// the nightly pruning, never the latest.
func TestOldBackupsGoButTheLatest(t *testing.T) {
	s := newShell(t, "sqlite")
	s.inside(func(a *app.App) error {
		made := archived(t, a)
		folder := filepath.Dir(made.Name)
		for _, name := range []string{"qunli-20250101-000000.qunli", "qunli-20250201-000000.qunli", "qunli-20250301-000000.qunli.part", "mine.zip"} {
			write(t, filepath.Join(folder, name), "old")
			past := time.Now().Add(-400 * 24 * time.Hour)
			if err := os.Chtimes(filepath.Join(folder, name), past, past); err != nil {
				t.Fatal(err)
			}
		}
		return nil
	})
	if plan := s.gone(); plan["backups"] != 2 {
		t.Errorf("the plan is %v", plan)
	}
	if kept := s.gone("--keep", "backups=0"); kept["backups"] != 0 {
		t.Errorf("for ever: %v", kept)
	}
	s.must("prune", "--keep", "backups=30")
	if took := s.gone("--yes"); took["backups"] != 2 {
		t.Errorf("went: %v", took)
	}
	s.inside(func(a *app.App) error {
		ctx := org.Owner(t.Context(), "test")
		all, err := a.Archives().List(ctx)
		if err != nil || len(all) != 2 {
			t.Fatalf("left: %+v, %v", all, err)
		}
		folder := filepath.Dir(all[0].Name)
		if err := errors.Join(os.Rename(all[0].Name, filepath.Join(folder, "qunli-20250401-000000.qunli")),
			a.Archives().Begin(ctx), a.Jobs.Drain(t.Context())); err != nil {
			t.Fatal(err)
		}
		left, err := filepath.Glob(filepath.Join(folder, "*"))
		if err != nil || len(left) != 3 {
			t.Errorf("in the folder: %v, %v; want two archives and what is not ours", left, err)
		}
		return nil
	})
}

// TestLeftoversOfPeopleAndBulksGo: views that nobody sees any more and acts that are long over go; what somebody sees stays.
func TestLeftoversOfPeopleAndBulksGo(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := newShell(t, engine)
			s.inside(func(a *app.App) error {
				old := time.Now().Add(-400 * 24 * time.Hour).UnixMilli()
				return a.DB.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
					for _, text := range []string{
						`INSERT INTO org_staff VALUES (1, 'gone', '', 'gone', 'reader', 'all', 0, 'x', $1, 1, 1), (2, 'here', '', 'here', 'reader', 'all', 0, 'x', 0, 1, $1)`,
						`INSERT INTO org_view VALUES (1, 1, 'customers', 'mine', '', FALSE, $1), (2, 1, 'customers', 'ours', '', TRUE, $1),
							(3, 2, 'customers', 'mine', '', FALSE, $1), (4, 9, 'customers', 'nobody', '', TRUE, $1)`,
						`INSERT INTO intake_bulk VALUES (1, 'tag', '', '{}', 'done', 1, 1, 0, '', 'staff', 2, $1, $1, $1), (2, 'tag', '{}', '{}', 'running', 1, 0, 0, '', 'staff', 2, $1, $1, 0)`,
					} {
						if _, err := db.Exec(ctx, tx, text, old); err != nil {
							return err
						}
					}
					return nil
				})
			})
			if plan := s.gone(); plan["views"] != 2 || plan["bulks"] != 1 {
				t.Errorf("the plan is %v", plan)
			}
			if took := s.gone("--yes"); took["views"] != 2 || took["bulks"] != 1 {
				t.Errorf("went: %v", took)
			}
			s.inside(func(a *app.App) error {
				left, err := db.All[int64](t.Context(), a.DB.Read(), `SELECT id FROM org_view ORDER BY id`)
				if diff := cmp.Diff([]int64{2, 3}, left); err != nil || diff != "" {
					t.Error(diff, err)
				}
				return nil
			})
		})
	}
}
