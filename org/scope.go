package org

import (
	"context"

	"qunli/kit/db"
)

// View is what an actor may see. The zero View sees nothing.
type View struct {
	kind  ScopeKind
	store StoreID
	staff StaffID
}

// Scope gives the view of ctx's actor: what every list, total, count and export adds. Nobody sees nothing.
func Scope(ctx context.Context) View {
	a, ok := ActorOf(ctx)
	if !ok || !a.Role.Valid() {
		return View{}
	}
	return View{kind: a.Scope, store: a.Store, staff: a.Staff}
}

// Whole tells whether the view leaves nothing out.
func (v View) Whole() bool { return v.kind == ScopeAll }

// Store gives the only store the view can reach, 0 when it is whole or bound to none.
func (v View) Store() StoreID {
	if v.Whole() {
		return 0
	}
	return v.store
}

// Cond gives the condition on rows whose store and staff stand in the named columns. A row belongs to the scope "own"
// when the staff is the actor and, for an actor who belongs to a store, the store is theirs too. A column named ""
// does not exist, and what cannot be told apart without it is not seen.
func (v View) Cond(storeColumn, staffColumn string) *db.Cond {
	switch {
	case v.Whole():
		return db.Where("")
	case v.kind == ScopeStore && v.store != 0 && storeColumn != "":
		return db.Where(storeColumn+" = $1", v.store)
	case v.kind == ScopeOwn && v.staff != 0 && staffColumn != "":
		return db.Where(staffColumn+" = $1", v.staff).
			If(v.store != 0 && storeColumn != "", storeColumn+" = $1", v.store)
	}
	return db.Where("FALSE")
}

// Sees tells whether a thing of that store and staff lies in the view: Cond for one row already read.
func (v View) Sees(store StoreID, staff StaffID) bool {
	switch {
	case v.Whole():
		return true
	case v.kind == ScopeStore:
		return v.store != 0 && store == v.store
	case v.kind == ScopeOwn:
		return v.staff != 0 && staff == v.staff && (v.store == 0 || store == v.store)
	}
	return false
}

// Check refuses, with ErrScope, a thing asked for by id that lies outside the view.
func (v View) Check(store StoreID, staff StaffID) error {
	if v.Sees(store, staff) {
		return nil
	}
	return ErrScope
}
