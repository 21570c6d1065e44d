package org_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/kit/db"
	"qunli/org"
)

func TestHistoryPagesAndFilters(t *testing.T) {
	each(t, func(h house) {
		boss := h.setUp()
		var store org.Store
		for i := range 5 {
			store = h.openStore(fmt.Sprint("S", i))
		}
		ctx := h.as(boss.Token)
		_, err := h.ChangeStore(ctx, store.ID, 1, org.StoreRequest{Name: "新"})
		h.is(err, nil)
		var got []string
		q := org.HistoryQuery{Limit: 3, ObjectKind: "store"}
		for {
			p, err := h.History(ctx, q)
			h.is(err, nil)
			for _, one := range p.Items {
				got = append(got, one.Verb+" by "+string(one.ActorKind))
			}
			if p.Next == "" {
				break
			}
			h.is(q.After.UnmarshalText([]byte(p.Next)), nil)
		}
		want := append([]string{"store.change by staff"}, strings.Split(strings.Repeat("store.open by job,", 5), ",")[:5]...)
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		one, err := h.History(ctx, org.HistoryQuery{ObjectKind: "store", ObjectID: int64(store.ID), ActorKind: org.ActorStaff, ActorID: int64(boss.Staff.ID)})
		h.is(err, nil)
		if len(one.Items) != 1 || one.Items[0].Actor() != boss.Staff.ID.String() ||
			one.Items[0].Before != `{"city":"","closed":false,"code":"S4","name":"店S4"}` ||
			one.Items[0].After != `{"city":"","closed":false,"code":"S4","name":"新"}` {
			t.Errorf("%+v", one.Items)
		}
	})
}

func TestAuditNeedsAnActorAndSharesTheTransaction(t *testing.T) {
	each(t, func(h house) {
		err := h.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return org.Audit(ctx, tx, org.Change{Verb: "x", Object: "y"})
		})
		h.is(err, org.ErrUnauthenticated)
		err = h.Tx(h.root(), func(ctx context.Context, tx *db.Tx) error {
			if err := org.Audit(ctx, tx, org.Change{Verb: "x", Object: "y"}); err != nil {
				return err
			}
			return org.ErrScope
		})
		h.is(err, org.ErrScope)
		if len(h.verbs()) != 0 {
			t.Error("the audit outlives its transaction")
		}
	})
}

// Whatever a day at the brand brings, no secret and no whole phone stands in the audit, and no secret anywhere in plain.
func TestNothingSecretIsKept(t *testing.T) {
	each(t, func(h house) {
		const phone, fresh = "13812345678", "second long one"
		link, err := h.SetupLink(h.root())
		h.is(err, nil)
		boss, err := h.Setup(t.Context(), org.SetupRequest{Token: link.Token, Login: phone, Name: "王小明", Password: goodPassword, Address: phone})
		h.is(err, nil)
		ctx := h.as(boss.Token)
		store, err := h.OpenStore(ctx, org.StoreRequest{Code: "S1", Name: "店 " + phone})
		h.is(err, nil)
		who, invite, err := h.Hire(ctx, org.StaffRequest{Login: "13912345678", Name: "韩梅梅", Code: "13712345678", Role: org.RoleAdmin})
		h.is(err, nil)
		in, err := h.SetPassword(t.Context(), org.SetPasswordRequest{Token: invite.Token, Password: goodPassword})
		h.is(err, nil)
		h.is(h.ChangePassword(h.as(in.Token), goodPassword, fresh), nil)
		plain, token, err := h.IssueToken(h.as(in.Token), org.TokenRequest{Name: "till " + phone, Role: org.RoleReader, Scope: org.ScopeAll})
		h.is(err, nil)
		again, err := h.login("13912345678", fresh, "10.0.0.1")
		h.is(err, nil)
		h.is(h.RevokeToken(ctx, token.ID), nil)
		_, err = h.CloseStore(ctx, store.ID, 1)
		h.is(err, nil)
		reset, err := h.ResetPassword(ctx, who.ID)
		h.is(err, nil)
		_, err = h.ChangeStaff(ctx, who.ID, 1, org.StaffRequest{Name: "韩红梅", Code: "13612345678", Role: org.RoleReader})
		h.is(err, nil)
		h.is(h.Leave(ctx, who.ID, 2), nil)

		audit := h.dump("org_audit", "actor_kind", "verb", "object_kind", "before", "after", "address")
		if n := strings.Count(audit, "\n"); n < 12 {
			t.Fatalf("only %d lines of audit", n)
		}
		for _, private := range []string{phone, "13912345678", "13712345678", "13612345678", "王小明", "韩梅梅", "韩红梅"} {
			if strings.Contains(audit, private) {
				t.Errorf("the audit holds %s", private)
			}
		}
		all := audit + h.dump("org_session", "token_hash", "agent") + h.dump("org_link", "token_hash") +
			h.dump("org_token", "name", "token_hash") + h.dump("org_staff", "password_hash") + h.dump("org_throttle", "subject")
		for _, s := range []string{goodPassword, fresh, link.Token, invite.Token, reset.Token, boss.Token, in.Token, again.Token, plain} {
			if strings.Contains(all, s) || strings.Contains(all, s[3:]) {
				t.Errorf("%s is kept in plain", s)
			}
		}
	})
}

// dump gives the named columns of a whole table as text, a line a row.
func (h house) dump(table string, columns ...string) string {
	h.t.Helper()
	rows, err := db.All[string](h.t.Context(), h.Read(), `SELECT `+strings.Join(columns, ` || ' ' || `)+` FROM `+table)
	h.is(err, nil)
	return strings.Join(rows, "\n") + "\n"
}
