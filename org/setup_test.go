package org_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"qunli/kit/secret"
	"qunli/org"
)

func TestSetup(t *testing.T) {
	each(t, func(h house) {
		old, err := h.SetupLink(h.root())
		h.is(err, nil)
		l, err := h.SetupLink(h.root())
		h.is(err, nil)
		if want := h.Clock.Now().Add(30 * time.Minute).UnixMilli(); l.Expires != want {
			t.Errorf("expires %d, want %d", l.Expires, want)
		}
		r := org.SetupRequest{Token: old.Token, Login: " Boss ", Name: "王芳", Password: goodPassword}
		_, err = h.Setup(t.Context(), r)
		h.is(err, org.ErrLink) // a newer one kills it
		r.Token = l.Token
		for _, bad := range []func(r org.SetupRequest) org.SetupRequest{
			func(r org.SetupRequest) org.SetupRequest { r.Password = "short"; return r },
			func(r org.SetupRequest) org.SetupRequest { r.Password = "boss boss boss"; return r },
			func(r org.SetupRequest) org.SetupRequest { r.Login = ""; return r },
			func(r org.SetupRequest) org.SetupRequest { r.Login = "a b"; return r },
			func(r org.SetupRequest) org.SetupRequest { r.Name = " "; return r },
			func(r org.SetupRequest) org.SetupRequest { r.Name = "a\x00b"; return r },
		} {
			if _, err := h.Setup(t.Context(), bad(r)); err == nil {
				t.Errorf("%+v is taken", bad(r))
			}
		}
		in, err := h.Setup(t.Context(), r)
		h.is(err, nil)
		a, err := h.Authenticate(t.Context(), in.Token)
		h.is(err, nil)
		if a.Role != org.RoleOwner || a.Scope != org.ScopeAll || a.Staff != in.Staff.ID || a.Kind != org.ActorStaff || in.Staff.Login != "boss" {
			t.Errorf("actor %+v of %+v", a, in.Staff)
		}
		_, err = h.Setup(t.Context(), r)
		h.is(err, org.ErrLink) // dead after first use
		_, err = h.SetupLink(h.root())
		h.is(err, org.ErrSetUp)
	})
}

func TestSetupLinkExpires(t *testing.T) {
	each(t, func(h house) {
		l, err := h.SetupLink(h.root())
		h.is(err, nil)
		h.Clock.Advance(30*time.Minute - time.Millisecond)
		_, err = h.PeekLink(t.Context(), l.Token)
		h.is(err, nil)
		h.Clock.Advance(time.Millisecond)
		_, err = h.Setup(t.Context(), org.SetupRequest{Token: l.Token, Login: "boss", Name: "x", Password: goodPassword})
		h.is(err, org.ErrLink)
		if h.count(`SELECT COUNT(*) FROM org_staff`) != 0 {
			t.Error("somebody was made")
		}
	})
}

func TestSetupOnlyOnceAtOnce(t *testing.T) {
	each(t, func(h house) {
		l, err := h.SetupLink(h.root())
		h.is(err, nil)
		var wait sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wait.Go(func() {
				_, errs[i] = h.Setup(t.Context(), org.SetupRequest{Token: l.Token, Login: "boss" + string(rune('a'+i)), Name: "x", Password: goodPassword})
			})
		}
		wait.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, org.ErrLink) && !errors.Is(err, org.ErrSetUp) {
				t.Error(err)
			}
		}
		if won != 1 || h.count(`SELECT COUNT(*) FROM org_staff`) != 1 {
			t.Errorf("%d set it up", won)
		}
	})
}

func TestOwnerReset(t *testing.T) {
	each(t, func(h house) {
		_, err := h.OwnerReset(h.root(), "")
		h.is(err, org.ErrNoOwner)
		in := h.setUp()
		_, err = h.OwnerReset(h.root(), "nobody")
		h.is(err, org.ErrNoStaff)
		l, err := h.OwnerReset(h.root(), "")
		h.is(err, nil)
		peek, err := h.PeekLink(t.Context(), l.Token)
		h.is(err, nil)
		if peek != l || l.Login != "boss" || l.Purpose != org.PurposePassword {
			t.Errorf("link %+v, peeked %+v", l, peek)
		}
		_, err = h.SetPassword(t.Context(), org.SetPasswordRequest{Token: l.Token, Password: "12345"})
		h.is(err, secret.ErrShortPassword) // does not use the link up
		again, err := h.SetPassword(t.Context(), org.SetPasswordRequest{Token: l.Token, Password: "another long one"})
		h.is(err, nil)
		_, err = h.Authenticate(t.Context(), in.Token)
		h.is(err, org.ErrSession)
		_ = h.as(again.Token)
		_, err = h.login("boss", goodPassword, "1.1.1.1")
		h.is(err, org.ErrSignIn)
		_, err = h.login("boss", "another long one", "1.1.1.1")
		h.is(err, nil)
		_, err = h.SetPassword(t.Context(), org.SetPasswordRequest{Token: l.Token, Password: goodPassword})
		h.is(err, org.ErrLink)
	})
}

func TestALinkServesItsPurposeOnly(t *testing.T) {
	each(t, func(h house) {
		l, err := h.SetupLink(h.root())
		h.is(err, nil)
		_, err = h.SetPassword(t.Context(), org.SetPasswordRequest{Token: l.Token, Password: goodPassword})
		h.is(err, org.ErrLink)
		_, p, err := h.Hire(h.root(), org.StaffRequest{Login: "li", Name: "李雷", Role: org.RoleReader})
		h.is(err, nil)
		_, err = h.Setup(t.Context(), org.SetupRequest{Token: p.Token, Login: "boss", Name: "x", Password: goodPassword})
		h.is(err, org.ErrLink)
	})
}

func TestALinkServesOnceAtOnce(t *testing.T) {
	each(t, func(h house) {
		_, l, err := h.Hire(h.root(), org.StaffRequest{Login: "li", Name: "李雷", Role: org.RoleReader})
		h.is(err, nil)
		var wait sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wait.Go(func() {
				_, errs[i] = h.SetPassword(t.Context(), org.SetPasswordRequest{Token: l.Token, Password: goodPassword})
			})
		}
		wait.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, org.ErrLink) {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("it served %d times", won)
		}
	})
}
