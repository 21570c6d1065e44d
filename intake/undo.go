package intake

import (
	"context"
	"maps"

	"qunli/commerce"
	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/insight"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/org"
	"qunli/referral"
)

// undoRows is how many rows one transaction of an undo may touch.
const undoRows = 2000

// start marks a waiting import as running, unless it has come to its end meanwhile. The caller holds the lock.
func (s *Service) start(ctx context.Context, id ID) (Import, error) {
	var imp Import
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if imp, err = loadImport(ctx, tx, id); err != nil || imp.State != Waiting && imp.State != Running {
			return err
		}
		imp.State = Running
		if imp.StartedAt == 0 {
			imp.StartedAt = tx.Now
		}
		return setState(ctx, tx, imp)
	})
	return imp, err
}

// Undo takes back what only this import brought. It refuses with a list while something later depends on it; once begun it
// is carried to its end, over restarts.
func (s *Service) Undo(ctx context.Context, id ID) (Import, error) {
	if err := may(ctx, org.ImportUndo); err != nil {
		return Import{}, err
	}
	imp, err := loadImport(ctx, s.db.Read(), id)
	if err != nil {
		return imp, err
	}
	release, err := s.lock(ctx, imp.Kind, imp.Source)
	if err != nil {
		return imp, err
	}
	defer release()
	if imp, err = s.beginUndo(ctx, id); err != nil {
		return imp, err
	}
	return s.finishUndo(ctx, imp)
}

// beginUndo makes sure that nothing depends on the import and writes the intent down, in one transaction.
func (s *Service) beginUndo(ctx context.Context, id ID) (Import, error) {
	var imp Import
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if imp, err = loadImport(ctx, tx, id); err != nil {
			return err
		}
		if imp.State == Undoing {
			return nil // it was cut off
		}
		if imp.State == Undone || imp.State == Waiting {
			return ErrUndoState.F(imp.State)
		}
		if err := refuseDependents(ctx, tx, id); err != nil {
			return err
		}
		imp.State = Undoing
		if err := setState(ctx, tx, imp); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "import.undo", Object: "import", ID: int64(id),
			Before: map[string]any{"added": imp.Added}})
	})
	return imp, err
}

// refuseDependents lists what later depends on the import, at most 50 things.
func refuseDependents(ctx context.Context, q db.Q, id ID) error {
	var refusal *fault.Error
	add := func(kind, object, zh, en string) {
		if refusal == nil {
			refusal = ErrDependent
		}
		if len(refusal.Fields) < 50 {
			refusal = refusal.At(kind+" "+object, "", zh, en)
		}
	}
	for _, of := range []func(context.Context, db.Q, int64) ([]customer.Dependent, error){
		referral.ImportDependents, commerce.ImportDependents, conversation.ImportDependents, community.ImportDependents,
		customer.ImportDependents,
	} {
		found, err := of(ctx, q, int64(id))
		if err != nil {
			return err
		}
		for _, d := range found {
			add(d.Kind, d.ID, d.Zh, d.En)
		}
	}
	if refusal == nil {
		return nil
	}
	return refusal
}

// stillUsed tells which of those people any room needs, though the import that brought them goes.
func stillUsed(ctx context.Context, tx *db.Tx, people []customer.ID) (map[customer.ID]bool, error) {
	out := map[customer.ID]bool{}
	for _, of := range []customer.Keep{customer.ByHand, referral.StillUsed, commerce.StillUsed, conversation.StillUsed, community.StillUsed} {
		used, err := of(ctx, tx, people)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, used)
	}
	return out, nil
}

// forgetOrders takes orders away and tells whose they were.
func (s *Service) forgetOrders(ctx context.Context, tx *db.Tx, id ID) (more bool, err error) {
	gone, more, err := commerce.ForgetImport(ctx, tx, int64(id), undoRows)
	if err != nil || len(gone.Orders) == 0 {
		return more, err
	}
	return more, s.tellOrders(ctx, tx, gone, gone.Customers)
}

// forgetStays takes movements in groups away, gives the invitations that they spoke for their standing anew, and tells whose
// stays changed.
func (s *Service) forgetStays(ctx context.Context, tx *db.Tx, id ID) (more bool, err error) {
	changed, more, err := community.ForgetImport(ctx, tx, int64(id), undoRows)
	if err != nil {
		return more, err
	}
	for _, c := range changed {
		if err := referral.Restand(ctx, tx, c.Customers, []community.ID{c.Community}); err != nil {
			return more, err
		}
	}
	return more, event.PublishAll(ctx, tx, s.bus, changed)
}

// finishUndo removes in small transactions, rooms in the reverse of their order, and is safe to begin again.
func (s *Service) finishUndo(ctx context.Context, imp Import) (Import, error) {
	ctx = job.History(db.Bulk(ctx))
	claims := func(ctx context.Context, tx *db.Tx) (bool, error) {
		return referral.ForgetImport(ctx, tx, int64(imp.ID), undoRows)
	}
	steps := []func(ctx context.Context, tx *db.Tx) (bool, error){
		claims,
		func(ctx context.Context, tx *db.Tx) (bool, error) { return s.forgetOrders(ctx, tx, imp.ID) },
		func(ctx context.Context, tx *db.Tx) (bool, error) {
			return conversation.ForgetImport(ctx, tx, int64(imp.ID), undoRows)
		},
		func(ctx context.Context, tx *db.Tx) (bool, error) { return s.forgetStays(ctx, tx, imp.ID) },
		claims, // a join may have been heard, and have become a claim, before its stay went
		func(ctx context.Context, tx *db.Tx) (bool, error) {
			return customer.ForgetImport(ctx, tx, int64(imp.ID), undoRows, stillUsed)
		},
		func(ctx context.Context, tx *db.Tx) (bool, error) { return false, s.endUndo(ctx, tx, &imp) },
	}
	for _, step := range steps {
		for more := true; more; {
			err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
				var err error
				more, err = step(ctx, tx)
				return err
			})
			if err != nil {
				return imp, err
			}
		}
	}
	s.forgetUpload(imp.ID)
	return imp, nil
}

func (s *Service) endUndo(ctx context.Context, tx *db.Tx, imp *Import) error {
	if _, err := db.Exec(ctx, tx, `DELETE FROM intake_reject WHERE import_id = $1`, imp.ID); err != nil {
		return err
	}
	imp.State, imp.FinishedAt = Undone, tx.Now
	if err := setState(ctx, tx, *imp); err != nil {
		return err
	}
	return insight.Study(ctx, tx)
}
