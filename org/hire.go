package org

import (
	"context"

	"qunli/kit/db"
)

// Hire takes a person on and gives the link by which they set their password. Only an owner may make an owner.
func (s *Service) Hire(ctx context.Context, r StaffRequest) (Staff, Link, error) {
	if err := Must(ctx, StaffManage); err != nil {
		return Staff{}, Link{}, err
	}
	login := foldLogin(r.Login)
	r, err := r.normal()
	if err == nil {
		err = checkLogin(login)
	}
	if err == nil {
		err = mayManage(ctx, r.Role)
	}
	if err != nil {
		return Staff{}, Link{}, err
	}
	var who Staff
	var l Link
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := needOpenStore(ctx, tx, r.Store); err != nil {
			return err
		}
		who = Staff{ID: StaffID(tx.NewID()), Login: login, Code: r.Code, Name: r.Name, Role: r.Role, Scope: r.Scope,
			StoreID: r.Store, Version: 1, CreatedAt: tx.Now}
		if err := insertStaff(ctx, tx, who, ""); err != nil {
			return err
		}
		if err := Audit(ctx, tx, Change{Verb: "staff.hire", Object: "staff", ID: int64(who.ID), After: who.masked()}); err != nil {
			return err
		}
		l, err = s.passwordLink(ctx, tx, who, s.opt.InviteLink.Milliseconds())
		return err
	})
	return who, l, err
}

// ChangeStaff changes name, code, role, scope and store of a person whose version the caller has seen; ErrChanged when
// it is another by now. It holds from their next request on. Who no longer manages tokens loses those they issued.
func (s *Service) ChangeStaff(ctx context.Context, id StaffID, version int64, r StaffRequest) (Staff, error) {
	if err := Must(ctx, StaffManage); err != nil {
		return Staff{}, err
	}
	r, err := r.normal()
	if err == nil {
		err = mayManage(ctx, r.Role)
	}
	if err != nil {
		return Staff{}, err
	}
	var after Staff
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		before, err := loadManaged(ctx, tx, id)
		if err != nil {
			return err
		}
		after = before
		after.Name, after.Code, after.Role, after.Scope, after.StoreID = r.Name, r.Code, r.Role, r.Scope, r.Store
		after.Version = version + 1
		return changeStaff(ctx, tx, before, after)
	})
	return after, err
}

// changeStaff writes the change with all that follows from it.
func changeStaff(ctx context.Context, tx *db.Tx, before, after Staff) error {
	if before.StoreID != after.StoreID {
		if err := needOpenStore(ctx, tx, after.StoreID); err != nil {
			return err
		}
	}
	if before.Role == RoleOwner && after.Role != RoleOwner {
		if err := needAnotherOwner(ctx, tx); err != nil {
			return err
		}
	}
	if err := updateStaff(ctx, tx, after); err != nil {
		return err
	}
	if !after.Role.May(TokenManage) {
		if err := revokeTokensOf(ctx, tx, after.ID); err != nil {
			return err
		}
	}
	return Audit(ctx, tx, Change{"staff.change", "staff", int64(after.ID), before.masked(), after.masked()})
}

// Leave ends a person's work here, and with it at once their sessions, links, tokens and what would still be done in their name. The
// last owner cannot leave.
func (s *Service) Leave(ctx context.Context, id StaffID, version int64) error {
	if err := Must(ctx, StaffManage); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		who, err := loadManaged(ctx, tx, id)
		if err != nil {
			return err
		}
		if who.Role == RoleOwner {
			if err := needAnotherOwner(ctx, tx); err != nil {
				return err
			}
		}
		if err := endStaff(ctx, tx, id, version); err != nil {
			return err
		}
		if s.opt.Leaves != nil {
			if err := s.opt.Leaves(ctx, tx, id); err != nil {
				return err
			}
		}
		return Audit(ctx, tx, Change{Verb: "staff.leave", Object: "staff", ID: int64(id), Before: who.masked()})
	})
}

// mayManage refuses to touch owners, or make them, unless an owner acts.
func mayManage(ctx context.Context, role Role) error {
	a, _ := ActorOf(ctx)
	if role == RoleOwner && a.Role != RoleOwner {
		return ErrOwnersOnly
	}
	return nil
}

// loadManaged reads a person for the actor to manage: here still, and an owner only for an owner.
func loadManaged(ctx context.Context, tx *db.Tx, id StaffID) (Staff, error) {
	who, err := loadStaff(ctx, tx, id)
	if err != nil {
		return who, err
	}
	if who.LeftAt != 0 {
		return who, ErrLeft
	}
	return who, mayManage(ctx, who.Role)
}

// needAnotherOwner refuses when there is but one owner. It locks the owners, so that two cannot go at once.
func needAnotherOwner(ctx context.Context, tx *db.Tx) error {
	n, err := lockOwners(ctx, tx)
	if err == nil && n < 2 {
		err = ErrLastOwner
	}
	return err
}

// StaffQuery asks for a page of staff in the order they came.
type StaffQuery struct {
	After StaffID // the last id of the page before
	Limit int
	Left  bool    // those who have left too
	Store StoreID // only of this store; 0 all
}

// ListStaff gives a page of staff.
func (s *Service) ListStaff(ctx context.Context, q StaffQuery) (Page[Staff], error) {
	if err := Must(ctx, StaffManage); err != nil {
		return Page[Staff]{}, err
	}
	size := limit(q.Limit)
	items, err := listStaff(ctx, s.db.Read(), q, size+1)
	return page(items, size, func(one Staff) string { return one.ID.String() }), err
}

// Member gives one member of staff, who may have left.
func (s *Service) Member(ctx context.Context, id StaffID) (Staff, error) {
	if err := Must(ctx, StaffManage); err != nil {
		return Staff{}, err
	}
	return loadStaff(ctx, s.db.Read(), id)
}

// Me gives the person who asks.
func (s *Service) Me(ctx context.Context) (Staff, error) {
	a, err := mustPerson(ctx)
	if err != nil {
		return Staff{}, err
	}
	return loadStaff(ctx, s.db.Read(), a.Staff)
}
