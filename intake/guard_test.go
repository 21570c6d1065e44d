package intake_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qunli/customer"
	"qunli/intake"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
)

// TestImportsTakeTheWholeScope: a file names any store, and its refused lines hold people of any store.
func TestImportsTakeTheWholeScope(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		imp := d.load(d.file("o.csv", header+"A,2026-01-01,7,S,1,1\nB,never,7,S,1,1\n"), intake.Request{Kind: "orders"})
		path := d.file("again.csv", header+"A,2026-01-01,7,S,1,1\n")
		body := func() io.Reader { return strings.NewReader(header + "C,2026-01-01,7,S,1,1\n") }
		r := intake.Request{Kind: "orders", FileName: "o.csv"}
		verbs := map[string]func(ctx context.Context) error{
			"get":     func(ctx context.Context) error { _, err := d.Get(ctx, imp.ID); return err },
			"list":    func(ctx context.Context) error { _, err := d.List(ctx, 0, 10); return err },
			"rejects": func(ctx context.Context) error { return d.WriteRejects(ctx, imp.ID, io.Discard) },
			"undo":    func(ctx context.Context) error { _, err := d.Undo(ctx, imp.ID); return err },
			"cancel":  func(ctx context.Context) error { _, err := d.Cancel(ctx, imp.ID); return err },
			"load":    func(ctx context.Context) error { _, err := d.Load(ctx, path, r, func(intake.Import) {}); return err },
			"submit":  func(ctx context.Context) error { _, err := d.Submit(ctx, body(), r); return err },
			"try":     func(ctx context.Context) error { _, err := d.Try(ctx, path, r); return err },
			"presets": func(ctx context.Context) error { return d.SavePreset(ctx, "x", intake.Mapping{Kind: "orders"}) },
		}
		for name, verb := range verbs {
			for _, scope := range []org.ScopeKind{org.ScopeStore, org.ScopeOwn} {
				ctx := org.As(t.Context(), org.Actor{Kind: org.ActorStaff, Role: org.RoleOperator, Scope: scope, Store: 1, Staff: 2})
				if err := verb(ctx); !errors.Is(err, org.ErrScope) {
					t.Errorf("%s by an operator who sees %s: %v", name, scope, err)
				}
			}
		}
	})
}

// TestAFailedImportTellsNobodyWhoWasInIt: its error is kept and logged, and outlives the people of the file.
func TestAFailedImportTellsNobodyWhoWasInIt(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		var log bytes.Buffer
		s := intake.New(d.DB, event.NewBus(job.New(d.DB, job.Options{})), filepath.Join(d.dir, "up"), slog.New(slog.NewTextHandler(&log, nil)))
		ctx, stop := context.WithCancel(org.Owner(t.Context(), "test"))
		defer stop()
		file := "手机号,首次添加时间\n13987654321,赵小棠\n13987654321,赵小棠\n"
		imp, err := s.Submit(ctx, strings.NewReader(file), intake.Request{Kind: "customers", FileName: "c.csv", Map: map[string]string{"phone": "手机号", "added_at": "首次添加时间"}})
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error)
		go func() { ended <- s.Run(ctx) }()
		for imp.State != intake.Failed {
			time.Sleep(2 * time.Millisecond)
			if imp, err = s.Get(ctx, imp.ID); err != nil || imp.State == intake.Done {
				t.Fatalf("%+v %v", imp, err)
			}
		}
		stop()
		<-ended
		if why := imp.Fault(); why == nil || why.Code != "import.all_wrong" || !strings.Contains(why.Zh, "added_at") || !strings.Contains(why.Zh, "2") {
			t.Errorf("it does not say why: %+v", why)
		}
		for _, trace := range []string{"赵小棠", "13987654321"} {
			if strings.Contains(imp.Error+log.String(), trace) {
				t.Errorf("error or log hold %s: %s\n%s", trace, imp.Error, &log)
			}
		}
	})
}

// TestErasingFindsPhonesHoweverTheyAreWritten: files write them with blanks, dashes and country codes.
func TestErasingFindsPhonesHoweverTheyAreWritten(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		ctx := org.Owner(t.Context(), "test")
		imp := d.load(d.file("c.csv", "手机号,首次添加时间\n13987654321,2026-01-01\n139-8765-4321,never\n+86 139 8765 4321,never\n"+
			"139 8765 4321，家,never\n13900000000,never\n"), intake.Request{Kind: "customers", Map: map[string]string{"phone": "手机号", "added_at": "首次添加时间"}})
		if imp.Rejected != 4 {
			t.Fatalf("%+v", imp)
		}
		people := customer.New(d.DB, event.NewBus(job.New(d.DB, job.Options{})), intake.ErasePeople)
		page, err := people.List(ctx, customer.Filter{Query: "13987654321"})
		if err != nil || len(page.People) != 1 {
			t.Fatal(page, err)
		}
		if err := people.Erase(ctx, page.People[0].ID); err != nil {
			t.Fatal(err)
		}
		left, err := db.All[string](ctx, d.Read(), `SELECT record FROM intake_reject`)
		if err != nil || len(left) != 1 || !strings.Contains(left[0], "13900000000") {
			t.Errorf("left: %q, %v", left, err)
		}
	})
}
