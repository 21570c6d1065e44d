package org

import (
	"context"

	"qunli/kit/db"
	"qunli/kit/secret"
)

// SetPasswordRequest uses a link to set a password.
type SetPasswordRequest struct {
	Token    string // of the link
	Password string
	Address  string // of the caller
	Agent    string
}

// SetPassword uses a password link (an invitation, a reset) and signs the person in; all their other sessions end.
func (s *Service) SetPassword(ctx context.Context, r SetPasswordRequest) (SignedIn, error) {
	l, err := s.PeekLink(ctx, r.Token)
	if err != nil {
		return SignedIn{}, err
	}
	if l.Purpose != PurposePassword {
		return SignedIn{}, ErrLink
	}
	if err := secret.CheckPassword(r.Password, l.Login); err != nil {
		return SignedIn{}, err
	}
	hash, err := s.passwords.Hash(ctx, r.Password)
	if err != nil {
		return SignedIn{}, err
	}
	in := newSignedIn()
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		id, err := useLink(ctx, tx, r.Token, PurposePassword)
		if err != nil {
			return err
		}
		if err := savePassword(ctx, tx, id, hash); err != nil {
			return err
		}
		if in.Staff, err = loadStaff(ctx, tx, id); err != nil {
			return err
		}
		if err := clearThrottle(ctx, tx, accountSubject(in.Staff.Login)); err != nil {
			return err
		}
		return s.enter(ctx, tx, &in, r.Address, r.Agent, Change{Verb: "password.set", Object: "staff", ID: int64(id)})
	})
	return in, err
}

// ChangePassword gives the person who asks a new password; their other sessions end. Wrong old ones are counted like
// failed sign-ins.
func (s *Service) ChangePassword(ctx context.Context, old, fresh string) error {
	a, err := mustPerson(ctx)
	if err != nil {
		return err
	}
	who, err := s.confirm(ctx, a, old)
	if err != nil {
		return err
	}
	if err := secret.CheckPassword(fresh, who.Login); err != nil {
		return err
	}
	hash, err := s.passwords.Hash(ctx, fresh)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := holdPassword(ctx, tx, who.ID, who.PasswordHash, ErrChanged); err != nil {
			return err
		}
		if err := replacePassword(ctx, tx, who.ID, hash, a.Session); err != nil {
			return err
		}
		return Audit(ctx, tx, Change{Verb: "password.change", Object: "staff", ID: int64(who.ID)})
	})
}

// ConfirmPassword refuses, with ErrPassword, unless password is that of the person who asks: for acts that want it typed
// again. Wrong ones are counted like failed sign-ins.
func (s *Service) ConfirmPassword(ctx context.Context, password string) error {
	a, err := mustPerson(ctx)
	if err != nil {
		return err
	}
	_, err = s.confirm(ctx, a, password)
	return err
}

// confirm verifies the password of a and gives their row.
func (s *Service) confirm(ctx context.Context, a Actor, password string) (staffRow, error) {
	who, err := loadStaffRow(ctx, s.db.Read(), a.Staff)
	if err != nil {
		return who, err
	}
	if err := s.attempt(ctx, who.Login, a.Address); err != nil {
		return who, err
	}
	ok, err := s.passwords.Verify(ctx, who.PasswordHash, password)
	if err != nil {
		return who, err
	}
	if !ok {
		return who, ErrPassword
	}
	return who, s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return forgive(ctx, tx, who.Login, a.Address, s.opt.Throttle)
	})
}

// ResetPassword gives a link by which a member of staff sets a new password. For an owner it takes an owner.
func (s *Service) ResetPassword(ctx context.Context, id StaffID) (Link, error) {
	if err := Must(ctx, StaffManage); err != nil {
		return Link{}, err
	}
	var l Link
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		who, err := loadManaged(ctx, tx, id)
		if err != nil {
			return err
		}
		l, err = s.passwordLink(ctx, tx, who, s.opt.InviteLink.Milliseconds())
		return err
	})
	return l, err
}
