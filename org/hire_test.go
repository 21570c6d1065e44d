package org_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

func TestHire(t *testing.T) {
	each(t, func(h house) {
		store := h.openStore("S1")
		who, l, err := h.Hire(h.root(), org.StaffRequest{Login: "Li.Lei", Name: " 李雷 ", Code: "A7", Role: org.RoleStore, Store: store.ID})
		h.is(err, nil)
		if who.Login != "li.lei" || who.Scope != org.ScopeStore || who.Name != "李雷" || l.Expires != h.Clock.Now().Add(72*time.Hour).UnixMilli() {
			t.Errorf("%+v %+v", who, l)
		}
		in, err := h.SetPassword(t.Context(), org.SetPasswordRequest{Token: l.Token, Password: goodPassword})
		h.is(err, nil)
		a, _ := org.ActorOf(h.as(in.Token))
		want := org.Actor{Kind: org.ActorStaff, ID: int64(who.ID), Role: org.RoleStore, Scope: org.ScopeStore, Store: store.ID, Staff: who.ID, Session: a.Session}
		if d := cmp.Diff(want, a); d != "" {
			t.Error(d)
		}
		me, err := h.Me(h.as(in.Token))
		h.is(err, nil)
		if d := cmp.Diff(who, me); d != "" {
			t.Error(d)
		}
		_, _, err = h.Hire(h.root(), org.StaffRequest{Login: "LI.LEI", Name: "x", Role: org.RoleReader})
		h.is(err, org.ErrLoginTaken)
		_, _, err = h.Hire(h.root(), org.StaffRequest{Login: "other", Name: "x", Role: org.RoleReader, Code: "A7"})
		h.is(err, org.ErrCodeTaken)
	})
}

func TestHireRefusesNonsense(t *testing.T) {
	each(t, func(h house) {
		open, closed := h.openStore("S1"), h.openStore("S2")
		_, err := h.CloseStore(h.root(), closed.ID, 1)
		h.is(err, nil)
		for _, c := range []struct {
			r    org.StaffRequest
			want error
		}{
			{org.StaffRequest{Login: "x1", Name: "x", Role: "root"}, fault.ErrInvalid},
			{org.StaffRequest{Login: "x1", Name: "x", Role: org.RoleStore, Scope: org.ScopeAll}, fault.ErrInvalid},
			{org.StaffRequest{Login: "x1", Name: "x", Role: org.RoleStore, Scope: org.ScopeStore}, fault.ErrInvalid},
			{org.StaffRequest{Login: "x1", Name: "x", Role: org.RoleReader, Scope: "some"}, fault.ErrInvalid},
			{org.StaffRequest{Login: "x1", Name: "x", Role: org.RoleAdmin, Scope: org.ScopeStore, Store: open.ID}, fault.ErrInvalid},
			{org.StaffRequest{Login: "x1", Name: "", Role: org.RoleReader}, fault.ErrInvalid},
			{org.StaffRequest{Login: "x", Name: "x", Role: org.RoleReader}, fault.ErrInvalid},
			{org.StaffRequest{Login: "x1", Name: "x", Role: org.RoleStore, Store: closed.ID}, org.ErrStoreClosed},
			{org.StaffRequest{Login: "x1", Name: "x", Role: org.RoleStore, Store: 99}, org.ErrNoStore},
		} {
			if _, _, err := h.Hire(h.root(), c.r); !errors.Is(err, c.want) {
				t.Errorf("%+v: %v, want %v", c.r, err, c.want)
			}
		}
		if h.count(`SELECT COUNT(*) FROM org_staff`) != 0 {
			t.Error("somebody was hired")
		}
	})
}

func TestOnlyOwnersTouchOwners(t *testing.T) {
	each(t, func(h house) {
		boss := h.setUp()
		admin := h.as(h.hire(org.StaffRequest{Login: "han", Role: org.RoleAdmin}).Token)
		li := h.hire(org.StaffRequest{Login: "li", Role: org.RoleReader})
		_, _, err := h.Hire(admin, org.StaffRequest{Login: "me2", Name: "x", Role: org.RoleOwner})
		h.is(err, org.ErrOwnersOnly)
		_, err = h.ChangeStaff(admin, li.Staff.ID, 1, org.StaffRequest{Name: "x", Role: org.RoleOwner})
		h.is(err, org.ErrOwnersOnly)
		_, err = h.ChangeStaff(admin, boss.Staff.ID, 1, org.StaffRequest{Name: "x", Role: org.RoleReader})
		h.is(err, org.ErrOwnersOnly)
		h.is(h.Leave(admin, boss.Staff.ID, 1), org.ErrOwnersOnly)
		_, err = h.ResetPassword(admin, boss.Staff.ID)
		h.is(err, org.ErrOwnersOnly)
		_, err = h.OwnerReset(admin, "")
		h.is(err, org.ErrDenied)
		_, err = h.ChangeStaff(h.as(boss.Token), li.Staff.ID, 1, org.StaffRequest{Name: "x", Role: org.RoleOwner})
		h.is(err, nil)
	})
}

func TestChangeHoldsAtOnceAndWatchesTheVersion(t *testing.T) {
	each(t, func(h house) {
		h.setUp()
		store := h.openStore("S1")
		li := h.hire(org.StaffRequest{Login: "li", Role: org.RoleOperator, Scope: org.ScopeAll})
		after, err := h.ChangeStaff(h.root(), li.Staff.ID, 1, org.StaffRequest{Name: "李蕾", Role: org.RoleStore, Store: store.ID})
		h.is(err, nil)
		a, _ := org.ActorOf(h.as(li.Token))
		if a.Role != org.RoleStore || a.Scope != org.ScopeStore || a.Store != store.ID || after.Version != 2 {
			t.Errorf("%+v %+v", a, after)
		}
		_, err = h.ChangeStaff(h.root(), li.Staff.ID, 1, org.StaffRequest{Name: "x", Role: org.RoleReader})
		h.is(err, org.ErrChanged)
		h.is(h.Leave(h.root(), li.Staff.ID, 1), org.ErrChanged)
		_, err = h.ChangeStaff(h.root(), 12345, 1, org.StaffRequest{Name: "x", Role: org.RoleReader})
		h.is(err, org.ErrNoStaff)
	})
}

func TestLeavingEndsAllAccessAtOnce(t *testing.T) {
	each(t, func(h house) {
		h.setUp()
		han := h.hire(org.StaffRequest{Login: "han", Role: org.RoleAdmin, Code: "A1"})
		plain, _, err := h.IssueToken(h.as(han.Token), org.TokenRequest{Name: "pos", Role: org.RoleOperator, Scope: org.ScopeAll})
		h.is(err, nil)
		viaToken, err := h.AuthenticateToken(t.Context(), plain)
		h.is(err, nil)
		link, err := h.ResetPassword(h.root(), han.Staff.ID)
		h.is(err, nil)
		h.is(h.Leave(h.root(), han.Staff.ID, 1), nil)
		_, err = h.Authenticate(t.Context(), han.Token)
		h.is(err, org.ErrSession)
		_, err = h.AuthenticateToken(t.Context(), plain)
		h.is(err, org.ErrToken)
		_, err = h.PeekLink(t.Context(), link.Token)
		h.is(err, org.ErrLink)
		_, err = h.login("han", goodPassword, "a")
		h.is(err, org.ErrSignIn)
		_, err = h.ResetPassword(h.root(), han.Staff.ID)
		h.is(err, org.ErrLeft)
		h.is(h.Leave(h.root(), han.Staff.ID, 2), org.ErrLeft)
		if viaToken.Staff != han.Staff.ID || h.count(`SELECT COUNT(*) FROM org_session WHERE staff_id = $1`, han.Staff.ID) != 0 {
			t.Error("something is left")
		}
		codes, err := org.StaffByCode(t.Context(), h.Read(), []string{"A1"})
		h.is(err, nil)
		if codes["A1"] != han.Staff.ID {
			t.Error("their past work is nobody's")
		}
	})
}

func TestOneOwnerRemains(t *testing.T) {
	each(t, func(h house) {
		boss := h.setUp()
		h.is(h.Leave(h.root(), boss.Staff.ID, 1), org.ErrLastOwner)
		_, err := h.ChangeStaff(h.root(), boss.Staff.ID, 1, org.StaffRequest{Name: "x", Role: org.RoleAdmin})
		h.is(err, org.ErrLastOwner)
		ids := []org.StaffID{boss.Staff.ID}
		for i := range 5 {
			ids = append(ids, h.hire(org.StaffRequest{Login: fmt.Sprintf("owner%d", i), Role: org.RoleOwner}).Staff.ID)
		}
		var wait sync.WaitGroup
		errs := make([]error, len(ids))
		for i, id := range ids { // all want to go at once, half by leaving and half by stepping down
			wait.Go(func() {
				if i%2 == 0 {
					errs[i] = h.Leave(h.root(), id, 1)
				} else {
					_, errs[i] = h.ChangeStaff(h.root(), id, 1, org.StaffRequest{Name: "x", Role: org.RoleReader})
				}
			})
		}
		wait.Wait()
		stayed := 0
		for _, err := range errs {
			if errors.Is(err, org.ErrLastOwner) {
				stayed++
			} else if err != nil {
				t.Error(err)
			}
		}
		if left := h.count(`SELECT COUNT(*) FROM org_staff WHERE role = 'owner' AND left_at = 0`); left != 1 || stayed != 1 {
			t.Errorf("%d owners, %d refused", left, stayed)
		}
	})
}

func TestStaffPages(t *testing.T) {
	each(t, func(h house) {
		store := h.openStore("S1")
		var want []org.StaffID
		for i := range 7 {
			who, _, err := h.Hire(h.root(), org.StaffRequest{Login: fmt.Sprintf("s%d", i), Name: "x", Role: org.RoleStore, Store: store.ID})
			h.is(err, nil)
			want = append(want, who.ID)
		}
		h.is(h.Leave(h.root(), want[3], 1), nil)
		var got []org.StaffID
		q := org.StaffQuery{Limit: 3, Store: store.ID, Left: true}
		for pages := 1; ; pages++ {
			p, err := h.ListStaff(h.root(), q)
			h.is(err, nil)
			for _, one := range p.Items {
				got = append(got, one.ID)
			}
			if p.Next == "" {
				if pages != 3 {
					t.Errorf("%d pages", pages)
				}
				break
			}
			h.is(q.After.UnmarshalText([]byte(p.Next)), nil)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		p, err := h.ListStaff(h.root(), org.StaffQuery{})
		h.is(err, nil)
		if len(p.Items) != 6 || p.Next != "" {
			t.Errorf("%d work here", len(p.Items))
		}
	})
}

// A sign-in under way while the person leaves may write its session last: it opens nothing.
func TestASessionOfSomebodyGoneOpensNothing(t *testing.T) {
	each(t, func(h house) {
		h.setUp()
		li := h.hire(org.StaffRequest{Login: "li", Role: org.RoleReader})
		h.is(h.Tx(h.root(), func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `UPDATE org_staff SET left_at = 1 WHERE id = $1`, li.Staff.ID)
			return err
		}), nil)
		_, err := h.Authenticate(t.Context(), li.Token)
		h.is(err, org.ErrSession)
	})
}
