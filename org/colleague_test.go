package org_test

import (
	"slices"
	"testing"

	"qunli/org"
)

// Colleagues: who is signed in is told what colleagues are called, whoever may manage them or not. Somebody of a store is told of
// its people and of those who look after all; tokens are told of nobody.
func TestColleaguesAreNamed(t *testing.T) {
	each(t, func(h house) {
		one, two := h.openStore("S1"), h.openStore("S2")
		hired := map[string]org.Staff{}
		for _, r := range []org.StaffRequest{
			{Login: "reader", Name: "读者", Role: org.RoleReader, Scope: org.ScopeAll}, {Login: "clerk", Name: "甲", Role: org.RoleStore, Store: one.ID},
			{Login: "mate", Name: "乙", Role: org.RoleStore, Store: one.ID}, {Login: "other", Name: "丙", Role: org.RoleStore, Store: two.ID},
		} {
			s, _, err := h.Hire(h.root(), r)
			h.is(err, nil)
			hired[r.Login] = s
		}
		h.is(h.Leave(h.root(), hired["mate"].ID, hired["mate"].Version), nil)
		as := func(who string) (names []string, left int) {
			s := hired[who]
			ctx := org.As(t.Context(), org.Actor{Kind: org.ActorStaff, ID: int64(s.ID), Role: s.Role, Scope: s.Scope, Store: s.StoreID, Staff: s.ID})
			var after org.StaffID
			for {
				p, err := h.Colleagues(ctx, after, 2)
				h.is(err, nil)
				for _, c := range p.Items {
					names = append(names, c.Name)
					if c.Left {
						left++
					}
					after = c.ID
				}
				if p.Next == "" {
					return names, left
				}
			}
		}
		if got, left := as("reader"); !slices.Equal(got, []string{"读者", "甲", "乙", "丙"}) || left != 1 {
			t.Errorf("who sees all is told of %q, %d left", got, left)
		}
		if got, _ := as("clerk"); !slices.Equal(got, []string{"读者", "甲", "乙"}) {
			t.Errorf("a clerk of the first store is told of %q", got)
		}
		token := org.As(t.Context(), org.Actor{Kind: org.ActorToken, ID: 1, Role: org.RoleAdmin, Scope: org.ScopeAll})
		_, err := h.Colleagues(token, 0, 0)
		h.is(err, org.ErrDenied)
		_, err = h.Colleagues(t.Context(), 0, 0)
		h.is(err, org.ErrUnauthenticated)
	})
}
