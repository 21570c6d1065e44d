package org

import (
	"context"

	"qunli/kit/db"
)

// Record does something for an actor who may, together with the audit of it, in one transaction: for changes to things that
// know no people, such as the job queue.
func (s *Service) Record(ctx context.Context, p Permission, c Change, do func(ctx context.Context, tx *db.Tx) error) error {
	if err := Must(ctx, p); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := do(ctx, tx); err != nil {
			return err
		}
		return Audit(ctx, tx, c)
	})
}
