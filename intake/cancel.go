package intake

import (
	"context"
	"errors"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// The ends of an import that somebody stopped, and why one cannot be stopped.
var (
	ErrStopped = fault.New(fault.Conflict, "import.cancelled",
		"已停止：读了 %d 行中的 %d 行，新增的 %d 行留着。可以撤回，也可以再传一次同一个文件接着导",
		"Stopped: of %d rows %d were read, and the %d that were new stay. It can be taken back, or the same file handed in again to go on")
	ErrOver = fault.New(fault.Conflict, "import.over", "这次导入的状态是 %s，没有什么可停的", "The import is %s; there is nothing to stop")
)

// Stopped tells that somebody ended the import: it is Failed, for that reason.
func (i Import) Stopped() bool {
	f := i.Fault()
	return i.State == Failed && f != nil && f.Code == ErrStopped.Code
}

// Shown is the state for people: Cancelled when somebody stopped it.
func (i Import) Shown() State {
	if i.Stopped() {
		return Cancelled
	}
	return i.State
}

// Cancel stops an import that waits or runs, on whatever node. What was committed stays; a batch under way is not. The same
// file, handed in again, goes on from there.
func (s *Service) Cancel(ctx context.Context, id ID) (Import, error) {
	if err := may(ctx, org.ImportRun); err != nil {
		return Import{}, err
	}
	var imp Import
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if imp, err = s.stop(ctx, tx, id); err != nil {
			return err
		}
		if err := study(ctx, tx); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "import.cancel", Object: "import", ID: int64(id),
			After: map[string]any{"rows": imp.Rows, "total": imp.Total, "added": imp.Added}})
	})
	if err == nil {
		s.forgetUpload(id)
	}
	return imp, err
}

// stop ends the import first and counts then: no batch can be committed in between.
func (s *Service) stop(ctx context.Context, tx *db.Tx, id ID) (Import, error) {
	n, err := db.Exec(ctx, tx, `UPDATE intake_import SET state = 'failed' WHERE id = $1 AND state IN ('waiting', 'running')`, id)
	if err != nil {
		return Import{}, err
	}
	imp, err := loadImport(ctx, tx, id)
	if err != nil {
		return imp, err
	}
	if n == 0 {
		return imp, ErrOver.F(imp.Shown())
	}
	imp.FinishedAt, imp.Error = tx.Now, reasonOf(ErrStopped.F(imp.Total, imp.Rows, imp.Added)).json()
	return imp, setState(ctx, tx, imp)
}

// stopped gives the import as somebody left it who stopped it, when that is why its run cannot go on.
func (s *Service) stopped(ctx context.Context, id ID, err error) (Import, bool) {
	if !errors.Is(err, ErrMoved) {
		return Import{}, false
	}
	now, err := loadImport(ctx, s.db.Read(), id)
	return now, err == nil && now.Stopped()
}
