package intake

import (
	"context"

	"qunli/kit/db"
	"qunli/org"
)

// Retract takes an import back whatever depends on it, and forgets that it ever was: for what was only meant to be looked at.
// What only it brought goes; people on whom anything else stands are kept. Interrupted, it is carried on by the same call.
func (s *Service) Retract(ctx context.Context, id ID) error {
	if err := may(ctx, org.ImportUndo); err != nil {
		return err
	}
	imp, err := loadImport(ctx, s.db.Read(), id)
	if err != nil {
		return err
	}
	release, err := s.lock(ctx, imp.Kind, imp.Source)
	if err != nil {
		return err
	}
	defer release()
	if imp.State != Undone {
		if imp, err = s.beginRetract(ctx, imp); err != nil {
			return err
		}
		if _, err = s.finishUndo(ctx, imp); err != nil {
			return err
		}
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `DELETE FROM intake_import WHERE id = $1 AND state = 'undone'`, id)
		return err
	})
}

// beginRetract writes the intent down.
func (s *Service) beginRetract(ctx context.Context, imp Import) (Import, error) {
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		imp.State = Undoing
		if err := setState(ctx, tx, imp); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "import.retract", Object: "import", ID: int64(imp.ID), Before: map[string]any{"added": imp.Added}})
	})
	return imp, err
}
