package org

import (
	"context"
	"errors"

	"qunli/kit/db"
	"qunli/kit/secret"
)

// SetupRequest makes the first owner.
type SetupRequest struct {
	Token    string // of the set-up link
	Login    string
	Name     string
	Password string
	Address  string // of the caller
	Agent    string
}

// SetupLink makes a link by which the first owner sets the program up. It kills all older ones, and is refused with
// ErrSetUp once there is an owner.
func (s *Service) SetupLink(ctx context.Context) (Link, error) {
	if err := Must(ctx, StaffManage); err != nil {
		return Link{}, err
	}
	l := Link{Token: secret.NewToken("qs_"), Purpose: PurposeSetup}
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := needNoOwner(ctx, tx); err != nil {
			return err
		}
		l.Expires = tx.Now + s.opt.SetupLink.Milliseconds()
		return saveLink(ctx, tx, l, 0)
	})
	return l, err
}

// Setup uses a set-up link to make the first owner, and signs them in.
func (s *Service) Setup(ctx context.Context, r SetupRequest) (SignedIn, error) {
	login := foldLogin(r.Login)
	who, err := StaffRequest{Name: r.Name, Role: RoleOwner}.normal()
	if err := errors.Join(err, checkLogin(login), secret.CheckPassword(r.Password, login)); err != nil {
		return SignedIn{}, firstFault(err)
	}
	if _, err := s.PeekLink(ctx, r.Token); err != nil {
		return SignedIn{}, err
	}
	hash, err := s.passwords.Hash(ctx, r.Password)
	if err != nil {
		return SignedIn{}, err
	}
	in := newSignedIn()
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := useLink(ctx, tx, r.Token, PurposeSetup); err != nil {
			return err
		}
		if err := needNoOwner(ctx, tx); err != nil {
			return err
		}
		in.Staff = Staff{ID: StaffID(tx.NewID()), Login: login, Name: who.Name, Role: RoleOwner, Scope: ScopeAll, Version: 1, CreatedAt: tx.Now}
		if err := insertStaff(ctx, tx, in.Staff, hash); err != nil {
			return err
		}
		change := Change{Verb: "setup", Object: "staff", ID: int64(in.Staff.ID), After: in.Staff.masked()}
		return s.enter(ctx, tx, &in, r.Address, r.Agent, change)
	})
	return in, err
}

// PeekLink tells what a link is for, without using it; ErrLink when it is dead.
func (s *Service) PeekLink(ctx context.Context, token string) (Link, error) {
	l, err := loadLink(ctx, s.db.Read(), token, s.now())
	l.Token = token
	return l, err
}

// OwnerReset makes a link that sets a new password for the owner of that login; with login "", for the owner who has
// been here longest. It is the command line's way back in.
func (s *Service) OwnerReset(ctx context.Context, login string) (Link, error) {
	if err := Must(ctx, Backup); err != nil { // what owners alone may
		return Link{}, err
	}
	var l Link
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		owner, err := loadOwner(ctx, tx, foldLogin(login))
		if err != nil {
			return err
		}
		l, err = s.passwordLink(ctx, tx, owner, s.opt.SetupLink.Milliseconds())
		return err
	})
	return l, err
}

// passwordLink makes a link by which the person sets a password, kills their older ones and audits it.
func (s *Service) passwordLink(ctx context.Context, tx *db.Tx, who Staff, valid int64) (Link, error) {
	l := Link{Token: secret.NewToken("ql_"), Purpose: PurposePassword, Login: who.Login, Expires: tx.Now + valid}
	if err := saveLink(ctx, tx, l, who.ID); err != nil {
		return l, err
	}
	return l, Audit(ctx, tx, Change{Verb: "password.link", Object: "staff", ID: int64(who.ID), After: map[string]any{"expires": l.Expires}})
}

// needNoOwner refuses once there is an owner. It locks the set-up, so that two cannot go on at once.
func needNoOwner(ctx context.Context, tx *db.Tx) error {
	if err := SetSetting(ctx, tx, "setup", ""); err != nil {
		return err
	}
	done, err := HasOwner(ctx, tx)
	return errors.Join(err, when(done, ErrSetUp))
}

// when gives err if on, and nil otherwise.
func when(on bool, err error) error {
	if on {
		return err
	}
	return nil
}
