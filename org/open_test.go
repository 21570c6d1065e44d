package org_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/kit/db"
	"qunli/org"
)

func TestStores(t *testing.T) {
	each(t, func(h house) {
		one := h.openStore("S1")
		_, err := h.OpenStore(h.root(), org.StoreRequest{Code: "S1", Name: "x"})
		h.is(err, org.ErrStoreTaken)
		plain, err := h.OpenStore(h.root(), org.StoreRequest{Name: "无编号"})
		h.is(err, nil)
		if plain.Code != plain.ID.String() {
			t.Errorf("code %q", plain.Code)
		}
		after, err := h.ChangeStore(h.root(), one.ID, 1, org.StoreRequest{Name: "新店", City: "上海"})
		h.is(err, nil)
		want := org.Store{ID: one.ID, Code: "S1", Name: "新店", City: "上海", Version: 2, CreatedAt: one.CreatedAt}
		if d := cmp.Diff(want, after); d != "" {
			t.Error(d)
		}
		_, err = h.ChangeStore(h.root(), one.ID, 1, org.StoreRequest{Name: "x"})
		h.is(err, org.ErrChanged)
		_, err = h.ChangeStore(h.root(), plain.ID, 1, org.StoreRequest{Code: "S1", Name: "x"})
		h.is(err, org.ErrStoreTaken)
		_, err = h.CloseStore(h.root(), one.ID, 2)
		h.is(err, nil)
		open, err := h.ListStores(h.root(), org.StoreQuery{})
		h.is(err, nil)
		all, err := h.ListStores(h.root(), org.StoreQuery{Closed: true})
		h.is(err, nil)
		if len(open.Items) != 1 || len(all.Items) != 2 {
			t.Errorf("%d open of %d", len(open.Items), len(all.Items))
		}
		_, err = h.ReopenStore(h.root(), one.ID, 3)
		h.is(err, nil)
		_, err = h.CloseStore(h.root(), 99, 1)
		h.is(err, org.ErrNoStore)
	})
}

func TestStoresAreListedWithinScope(t *testing.T) {
	each(t, func(h house) {
		mine := h.openStore("S1")
		h.openStore("S2")
		for scope, want := range map[org.ScopeKind]int{org.ScopeAll: 2, org.ScopeStore: 1, org.ScopeOwn: 1, "": 0} {
			a := org.Actor{Kind: org.ActorStaff, Role: org.RoleReader, Scope: scope, Store: mine.ID, Staff: 7}
			if scope == "" {
				a.Store = 0
			}
			p, err := h.ListStores(org.As(t.Context(), a), org.StoreQuery{})
			h.is(err, nil)
			if len(p.Items) != want || want == 1 && p.Items[0].ID != mine.ID {
				t.Errorf("%q sees %+v", scope, p.Items)
			}
		}
	})
}

func (h house) ensure(codes ...string) map[string]org.StoreID {
	h.t.Helper()
	var out map[string]org.StoreID
	h.is(h.Tx(h.root(), func(ctx context.Context, tx *db.Tx) error {
		var err error
		out, err = org.EnsureStores(ctx, tx, codes)
		return err
	}), nil)
	return out
}

func TestEnsureStores(t *testing.T) {
	each(t, func(h house) {
		one := h.openStore("S1")
		got := h.ensure("S1", " S2 ", "S2", "", "S3")
		if len(got) < 4 || got["S1"] != one.ID || got["S2"] == 0 || got[" S2 "] != got["S2"] || got["S3"] == got["S2"] || got[""] != 0 {
			t.Errorf("%v", got)
		}
		if d := cmp.Diff(got, h.ensure("S1", " S2 ", "S2", "", "S3")); d != "" {
			t.Error(d)
		}
		known, err := org.StoresByCode(t.Context(), h.Read(), []string{" S2 ", "nowhere"})
		h.is(err, nil)
		if d := cmp.Diff(map[string]org.StoreID{" S2 ": got["S2"]}, known); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{"store.open", "store.open", "store.open"}, h.verbs()); d != "" {
			t.Error(d)
		}
		names, err := org.AllStoreNames(t.Context(), h.Read())
		h.is(err, nil)
		if d := cmp.Diff(map[org.StoreID]string{one.ID: "店S1", got["S2"]: "S2", got["S3"]: "S3"}, names); d != "" {
			t.Error(d)
		}
	})
}

func TestEnsureStoresOfManyImportsAtOnce(t *testing.T) {
	each(t, func(h house) {
		const n = 2500 // more than one chunk of codes
		codes := make([]string, n)
		for i := range codes {
			codes[i] = fmt.Sprint("S", i)
		}
		var wait sync.WaitGroup
		got := make([]map[string]org.StoreID, 4)
		for i := range got {
			wait.Go(func() { got[i] = h.ensure(codes...) })
		}
		wait.Wait()
		for _, g := range got[1:] {
			if d := cmp.Diff(got[0], g); d != "" {
				t.Error(d)
			}
		}
		if len(got[0]) != n || h.count(`SELECT COUNT(*) FROM org_store`) != n || h.count(`SELECT COUNT(*) FROM org_audit`) != n {
			t.Errorf("%d stores", len(got[0]))
		}
	})
}
