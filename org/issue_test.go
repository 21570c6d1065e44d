package org_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunli/kit/fault"
	"qunli/org"
)

func TestTokens(t *testing.T) {
	each(t, func(h house) {
		boss := h.setUp()
		store := h.openStore("S1")
		ctx := h.as(boss.Token)
		plain, tok, err := h.IssueToken(ctx, org.TokenRequest{Name: "till", Role: org.RoleStore, Store: store.ID})
		h.is(err, nil)
		if !strings.HasPrefix(plain, "qt_") || len(plain) < 3+26 {
			t.Errorf("token %q", plain)
		}
		a, err := h.AuthenticateToken(t.Context(), plain)
		h.is(err, nil)
		want := org.Actor{Kind: org.ActorToken, ID: int64(tok.ID), Role: org.RoleStore, Scope: org.ScopeStore, Store: store.ID, Staff: boss.Staff.ID}
		if d := cmp.Diff(want, a); d != "" {
			t.Error(d)
		}
		if h.count(`SELECT COUNT(*) FROM org_token WHERE token_hash = $1 OR name = $1`, plain) != 0 {
			t.Error("the plain text is stored")
		}
		list, err := h.ListTokens(ctx, org.TokenQuery{})
		h.is(err, nil)
		if len(list.Items) != 1 || list.Items[0].LastUsedAt != h.Clock.Now().UnixMilli() {
			t.Errorf("list %+v", list)
		}
		h.is(h.RevokeToken(ctx, tok.ID), nil)
		h.is(h.RevokeToken(ctx, tok.ID), nil)
		h.is(h.RevokeToken(ctx, 99), org.ErrNoToken)
		_, err = h.AuthenticateToken(t.Context(), plain)
		h.is(err, org.ErrToken)
		_, err = h.AuthenticateToken(t.Context(), boss.Token)
		h.is(err, org.ErrToken) // a session is no token
		list, err = h.ListTokens(ctx, org.TokenQuery{Revoked: true})
		h.is(err, nil)
		if len(list.Items) != 1 || list.Items[0].RevokedAt == 0 {
			t.Errorf("list %+v", list)
		}
	})
}

func TestTokenUseIsWrittenOnceAMinute(t *testing.T) {
	each(t, func(h house) {
		plain, _, err := h.IssueToken(h.root(), org.TokenRequest{Name: "x", Role: org.RoleReader, Scope: org.ScopeAll})
		h.is(err, nil)
		used := func() int64 { return h.count(`SELECT last_used_at FROM org_token`) }
		use := func() { _, err := h.AuthenticateToken(t.Context(), plain); h.is(err, nil) }
		use()
		start := used()
		h.Clock.Advance(59 * time.Second)
		use()
		if used() != start {
			t.Error("written within the minute")
		}
		h.Clock.Advance(time.Second)
		use()
		if used() != start+60_000 {
			t.Error("not written after a minute")
		}
	})
}

func TestNoTokenExceedsItsIssuer(t *testing.T) {
	each(t, func(h house) {
		h.setUp()
		han := h.hire(org.StaffRequest{Login: "han", Role: org.RoleAdmin})
		ctx := h.as(han.Token)
		for _, c := range []struct {
			r    org.TokenRequest
			want error
		}{
			{org.TokenRequest{Name: "x", Role: org.RoleOwner, Scope: org.ScopeAll}, org.ErrTokenPower},
			{org.TokenRequest{Name: "x", Role: "root", Scope: org.ScopeAll}, fault.ErrInvalid},
			{org.TokenRequest{Name: "x", Role: org.RoleReader, Scope: org.ScopeOwn}, fault.ErrInvalid},
			{org.TokenRequest{Name: "x", Role: org.RoleStore, Scope: org.ScopeAll}, fault.ErrInvalid},
			{org.TokenRequest{Name: "", Role: org.RoleReader, Scope: org.ScopeAll}, fault.ErrInvalid},
			{org.TokenRequest{Name: "x", Role: org.RoleStore, Store: 99}, org.ErrNoStore},
			{org.TokenRequest{Name: "x", Role: org.RoleAdmin, Scope: org.ScopeAll}, nil},
		} {
			if _, _, err := h.IssueToken(ctx, c.r); !errors.Is(err, c.want) {
				t.Errorf("%+v: %v, want %v", c.r, err, c.want)
			}
		}
		if _, _, err := h.IssueToken(h.root(), org.TokenRequest{Name: "x", Role: org.RoleOwner, Scope: org.ScopeAll}); err == nil {
			t.Error("an owner's token")
		}
		_, err := h.ChangeStaff(h.root(), han.Staff.ID, 1, org.StaffRequest{Name: "x", Role: org.RoleOperator, Scope: org.ScopeAll})
		h.is(err, nil)
		if h.count(`SELECT COUNT(*) FROM org_token WHERE revoked_at = 0`) != 0 {
			t.Error("an operator's tokens still do what an admin may")
		}
	})
}
