package org

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func viewOf(a Actor) View { return Scope(As(context.Background(), a)) }

func TestScopeCond(t *testing.T) {
	reader := func(kind ScopeKind, store StoreID, staff StaffID) View {
		return viewOf(Actor{Kind: ActorStaff, Role: RoleReader, Scope: kind, Store: store, Staff: staff})
	}
	for _, c := range []struct {
		name, storeColumn, staffColumn string
		view                           View
		sql                            string
		args                           []any
	}{
		{"all", "store_id", "staff_id", reader(ScopeAll, 0, 7), "TRUE", nil},
		{"all, with a store", "store_id", "staff_id", reader(ScopeAll, 3, 7), "TRUE", nil},
		{"store", "c.store_id", "c.staff_id", reader(ScopeStore, 3, 7), "(c.store_id = $1)", []any{StoreID(3)}},
		{"store without a store", "store_id", "staff_id", reader(ScopeStore, 0, 7), "(FALSE)", nil},
		{"store, no such column", "", "staff_id", reader(ScopeStore, 3, 7), "(FALSE)", nil},
		{"own", "store_id", "staff_id", reader(ScopeOwn, 0, 7), "(staff_id = $1)", []any{StaffID(7)}},
		{"own in a store", "store_id", "staff_id", reader(ScopeOwn, 3, 7), "(staff_id = $1) AND (store_id = $2)", []any{StaffID(7), StoreID(3)}},
		{"own, no such column", "store_id", "", reader(ScopeOwn, 3, 7), "(FALSE)", nil},
		{"own of nobody", "store_id", "staff_id", reader(ScopeOwn, 3, 0), "(FALSE)", nil},
		{"an unknown scope", "store_id", "staff_id", reader("", 3, 7), "(FALSE)", nil},
		{"a role that is none", "store_id", "staff_id", viewOf(Actor{Scope: ScopeAll}), "(FALSE)", nil},
		{"nobody", "store_id", "staff_id", Scope(context.Background()), "(FALSE)", nil},
		{"the command line", "store_id", "staff_id", Scope(Owner(context.Background(), "test")), "TRUE", nil},
	} {
		cond := c.view.Cond(c.storeColumn, c.staffColumn)
		if d := cmp.Diff(c.sql, cond.SQL()); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
		if d := cmp.Diff(c.args, cond.Args()); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
		if c.view.Whole() != (c.sql == "TRUE") {
			t.Errorf("%s: whole is %v", c.name, c.view.Whole())
		}
	}
}

func TestScopeOfOneRow(t *testing.T) {
	store := viewOf(Actor{Role: RoleStore, Scope: ScopeStore, Store: 3, Staff: 7})
	own := viewOf(Actor{Role: RoleStore, Scope: ScopeOwn, Store: 3, Staff: 7})
	for _, c := range []struct {
		store   StoreID
		staff   StaffID
		inStore bool
		inOwn   bool
	}{{3, 7, true, true}, {3, 8, true, false}, {4, 7, false, false}, {0, 0, false, false}, {4, 8, false, false}} {
		if got := store.Check(c.store, c.staff) == nil; got != c.inStore {
			t.Errorf("store scope sees %v of %d/%d", got, c.store, c.staff)
		}
		if got := own.Sees(c.store, c.staff); got != c.inOwn {
			t.Errorf("own scope sees %v of %d/%d", got, c.store, c.staff)
		}
	}
	if (View{}).Sees(0, 0) {
		t.Error("the zero view sees something")
	}
}
