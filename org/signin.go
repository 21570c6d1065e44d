package org

import (
	"context"
	"errors"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/secret"
)

// LoginRequest is a sign-in. Address throttles beside the account; Agent is shown in the list of sessions.
type LoginRequest struct {
	Login    string
	Password string
	Address  string
	Agent    string
}

// Login signs a member of staff in. An unknown login, one without a password and a wrong password are answered alike,
// by ErrSignIn after the same work; too many attempts, by ErrThrottled. An attempt is counted before the password is
// looked at, so that a thousand at once are still counted.
func (s *Service) Login(ctx context.Context, r LoginRequest) (SignedIn, error) {
	login := foldLogin(r.Login)
	if err := s.attempt(ctx, login, r.Address); err != nil {
		return SignedIn{}, err
	}
	who, err := loadLogin(ctx, s.db.Read(), login)
	if err != nil && !errors.Is(err, ErrNoStaff) {
		return SignedIn{}, err
	}
	ok, err := s.passwords.Verify(ctx, who.PasswordHash, r.Password)
	if err == nil && !ok {
		err = ErrSignIn
	}
	if err != nil {
		return SignedIn{}, err
	}
	in := newSignedIn()
	in.Staff = who.Staff
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := holdPassword(ctx, tx, who.ID, who.PasswordHash, ErrSignIn); err != nil {
			return err
		}
		if err := forgive(ctx, tx, login, r.Address, s.opt.Throttle); err != nil {
			return err
		}
		return s.enter(ctx, tx, &in, r.Address, r.Agent, Change{Verb: "session.start", Object: "staff", ID: int64(who.ID)})
	})
	return in, err
}

// attempt counts one attempt on the account and from the address, in a transaction of its own, or refuses it.
func (s *Service) attempt(ctx context.Context, login, address string) error {
	t := s.opt.Throttle
	blocked := false
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		passed, err := count(ctx, tx, addressSubject(address), t.Address, t)
		if err == nil && passed {
			passed, err = count(ctx, tx, accountSubject(login), t.Account, t)
		}
		blocked = !passed
		return err
	})
	if err == nil && blocked {
		minutes := int((t.Block + time.Minute - 1) / time.Minute)
		return ErrThrottled.F(minutes)
	}
	return err
}

// newSignedIn begins a sign-in with a fresh session token.
func newSignedIn() SignedIn { return SignedIn{Token: secret.NewToken("qx_")} }

// enter makes the session of in.Staff and audits the change as theirs.
func (s *Service) enter(ctx context.Context, tx *db.Tx, in *SignedIn, address, agent string, c Change) error {
	row := sessionRow{
		ID: SessionID(tx.NewID()), StaffID: in.Staff.ID, TokenHash: secret.Hash(in.Token),
		Address: clean(address, 64), Agent: clean(agent, 200),
		CreatedAt: tx.Now, SeenAt: tx.Now, ExpiresAt: tx.Now + s.opt.Life.Milliseconds(),
	}
	in.Expires = row.ExpiresAt
	if err := dropStaleSessions(ctx, tx, in.Staff.ID, tx.Now-s.opt.Idle.Milliseconds()); err != nil {
		return err
	}
	if _, err := db.Insert(ctx, tx, "org_session", []sessionRow{row}, ""); err != nil {
		return err
	}
	return Audit(As(ctx, in.Staff.actor(row.ID, row.Address)), tx, c)
}

// Authenticate gives the actor behind a session token, with the role and scope they have at this moment, or
// ErrSession. The session lives on by being used; that is written down at most once a minute. The caller knows the
// address of the request better than the session does and may set it. Call it before db.First marks the ctx.
func (s *Service) Authenticate(ctx context.Context, token string) (Actor, error) {
	row, err := loadSession(ctx, s.db.Read(), secret.Hash(token))
	if err != nil {
		return Actor{}, err
	}
	now := s.now()
	if !row.alive(now, s.opt.Idle) {
		return Actor{}, ErrSession
	}
	if now-row.SeenAt >= touchEvery {
		err = s.touch(ctx, func(ctx context.Context, tx *db.Tx) error { return touchSession(ctx, tx, row.ID) })
	}
	who := Staff{ID: row.StaffID, Role: row.Role, Scope: row.Scope, StoreID: row.StoreID}
	return who.actor(row.ID, row.Address), err
}

// touch writes down that a session or token is in use. Another request may have done so: no row is fine. When nothing
// can be written (a full disk), people still read: the session merely ends sooner.
func (s *Service) touch(ctx context.Context, write func(ctx context.Context, tx *db.Tx) error) error {
	err := s.db.Tx(ctx, write)
	if err != nil && fault.Of(err).Kind == fault.Unavailable {
		return nil
	}
	return err
}

// Logout ends the session that asks.
func (s *Service) Logout(ctx context.Context) error {
	a, err := mustPerson(ctx)
	if err != nil {
		return err
	}
	return s.SignOut(ctx, a.Session)
}

// Sessions lists where the person who asks is signed in, the newest first.
func (s *Service) Sessions(ctx context.Context) ([]Session, error) {
	a, err := mustPerson(ctx)
	if err != nil {
		return nil, err
	}
	all, err := listSessions(ctx, s.db.Read(), a.Staff)
	now, out := s.now(), []Session{}
	for _, one := range all {
		one.Current = one.ID == a.Session
		if one.alive(now, s.opt.Idle) {
			out = append(out, one)
		}
	}
	return out, err
}

// SignOut ends one session of the person who asks. One that is over already is no error.
func (s *Service) SignOut(ctx context.Context, id SessionID) error {
	a, err := mustPerson(ctx)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := endSession(ctx, tx, id, a.Staff)
		if err != nil || n == 0 {
			return err
		}
		return Audit(ctx, tx, Change{Verb: "session.end", Object: "staff", ID: int64(a.Staff), After: map[string]any{"session": id}})
	})
}

// SignOutEverywhere ends all sessions of a member of staff, the one that asks included; 0 is the person who asks. For
// others it takes StaffManage, and for an owner an owner.
func (s *Service) SignOutEverywhere(ctx context.Context, id StaffID) error {
	a, err := mustPerson(ctx)
	if id != 0 && id != a.Staff {
		err = Must(ctx, StaffManage)
	}
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		who := Staff{ID: a.Staff}
		if id != 0 && id != a.Staff {
			if who, err = loadManaged(ctx, tx, id); err != nil {
				return err
			}
		}
		n, err := endSessions(ctx, tx, who.ID, 0)
		if err != nil {
			return err
		}
		return Audit(ctx, tx, Change{Verb: "session.end_all", Object: "staff", ID: int64(who.ID), After: map[string]any{"ended": n}})
	})
}

// firstFault gives the first fault inside err; err itself when there is none.
func firstFault(err error) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return f
	}
	return err
}
