package org

import (
	"context"

	"qunli/kit/db"
)

// Dissolve takes away stores and people who were only made for show: people who never set a password, and stores in which
// nobody works any more. Whoever calls it knows that no other room names them.
func (s *Service) Dissolve(ctx context.Context, stores []StoreID, staff []StaffID) error {
	if err := Must(ctx, StoreManage); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, i := range staff {
			n, err := db.Exec(ctx, tx, `DELETE FROM org_staff WHERE id = $1 AND password_hash = ''`, i)
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			for _, theirs := range []string{`DELETE FROM org_link WHERE staff_id = $1`, `DELETE FROM org_view WHERE staff_id = $1`} {
				if _, err := db.Exec(ctx, tx, theirs, i); err != nil {
					return err
				}
			}
		}
		for _, i := range stores {
			_, err := db.Exec(ctx, tx, `DELETE FROM org_store WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM org_staff WHERE store_id = $1)
				AND NOT EXISTS (SELECT 1 FROM org_token WHERE store_id = $1)`, i)
			if err != nil {
				return err
			}
		}
		return Audit(ctx, tx, Change{Verb: "store.dissolve", Object: "store", After: map[string]any{"stores": len(stores), "staff": len(staff)}})
	})
}
