package intake_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/intake"
	"qunli/kit/fault"
	"qunli/org"
)

// TestAStoppedImportKeepsWhatItTook: an import that somebody stops ends between two batches; it says what was read and what is
// new, and that is what stands. It can be taken back whole, or the same file handed in again goes on.
func TestAStoppedImportKeepsWhatItTook(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		ctx := org.Owner(t.Context(), "test")
		before, path := d.tables(), d.file("a.csv", orders(4000))
		stopAfterOne := func(i intake.Import) {
			if _, err := d.Cancel(ctx, i.ID); err != nil {
				t.Fatal(err)
			}
		}
		cut, err := d.Load(ctx, path, intake.Request{Kind: "orders"}, stopAfterOne)
		if !errors.Is(err, intake.ErrStopped) || cut.Shown() != intake.Cancelled || cut.FinishedAt == 0 {
			t.Fatalf("%s, %v", cut.Shown(), err)
		}
		if cut.Rows == 0 || cut.Rows == cut.Total || cut.Added != d.state()["lines"] {
			t.Errorf("%d of %d rows read, %d new, %d lines stand", cut.Rows, cut.Total, cut.Added, d.state()["lines"])
		}
		if why := cut.Fault(); !strings.Contains(why.En, "8000") || !strings.Contains(why.Zh, "撤回") {
			t.Errorf("it says %+v", why)
		}
		d.clean()
		d.undo(cut.ID)
		if diff := cmp.Diff(before, d.tables()); diff != "" {
			t.Error("after the undo:", diff)
		}
		again, err := d.Load(ctx, path, intake.Request{Kind: "orders"}, stopAfterOne)
		if !errors.Is(err, intake.ErrStopped) || again.ID == cut.ID {
			t.Fatal(again.ID, err)
		}
		whole := d.load(path, intake.Request{Kind: "orders"})
		if whole.ID != again.ID || whole.State != intake.Done || whole.Added != 8000 {
			t.Errorf("%s, %s, %d added; want %s gone on with", whole.ID, whole.State, whole.Added, again.ID)
		}
		if _, err := d.Cancel(ctx, whole.ID); !errors.Is(err, intake.ErrOver) || fault.Of(err).Kind != fault.Conflict {
			t.Errorf("one that is over: %v", err)
		}
	})
}

// TestAnImportThatWaitsIsStopped: nothing of it is ever read.
func TestAnImportThatWaitsIsStopped(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		ctx := org.Owner(t.Context(), "test")
		imp, err := d.Submit(ctx, strings.NewReader(orders(10)), intake.Request{Kind: "orders", FileName: "a.csv"})
		if err != nil || imp.State != intake.Waiting {
			t.Fatal(imp.State, err)
		}
		if imp, err = d.Cancel(ctx, imp.ID); err != nil || imp.Shown() != intake.Cancelled || imp.Rows != 0 {
			t.Fatal(imp.Shown(), imp.Rows, err)
		}
		if left, err := os.ReadDir(filepath.Join(d.dir, "uploads")); err != nil || len(left) != 0 {
			t.Errorf("its file is still there: %v, %v", left, err)
		}
		if open, err := d.Open(ctx); err != nil || len(open) != 0 {
			t.Errorf("it is still to be done: %v, %v", open, err)
		}
		if n := d.state()["lines"]; n != 0 {
			t.Errorf("%d lines", n)
		}
	})
}
