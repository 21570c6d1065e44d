package org

import (
	"context"

	"qunli/kit/fault"
)

// ActorKind tells what sort of party acts.
type ActorKind string

// The kinds of actor.
const (
	ActorStaff    ActorKind = "staff"
	ActorToken    ActorKind = "token"
	ActorJob      ActorKind = "job" // the program itself and the command line
	ActorCustomer ActorKind = "customer"
)

// Actor is who acts under a ctx.
type Actor struct {
	Kind    ActorKind
	ID      int64 // of the staff, token or customer; 0 for a job
	Role    Role
	Scope   ScopeKind
	Store   StoreID
	Staff   StaffID   // the person behind it: of a token, who issued it; 0 if nobody
	Session SessionID // of a signed-in person
	Address string    // network address; of a job, what it is doing
}

// The refusals of Must and of scope.
var (
	ErrUnauthenticated = fault.New(fault.Unauthenticated, "auth.required", "请先登录", "Sign in first")
	ErrDenied          = fault.New(fault.Denied, "permission.denied",
		"您的角色没有权限（%s），请联系管理员", "Your role lacks the permission (%s); ask an administrator")
	ErrScope = fault.New(fault.Denied, "scope.denied",
		"这条数据不在您的可见范围内", "This is outside your data scope")
)

type actorMark struct{}

// As makes a the actor of everything done under the returned ctx.
func As(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, actorMark{}, a) }

// ActorOf gives the actor of ctx; ok is false when nobody acts.
func ActorOf(ctx context.Context) (a Actor, ok bool) {
	a, ok = ctx.Value(actorMark{}).(Actor)
	return a, ok
}

// Owner makes the program act as owner of its file: the command line and jobs. why is kept in the audit as address.
func Owner(ctx context.Context, why string) context.Context {
	return As(ctx, Actor{Kind: ActorJob, Role: RoleOwner, Scope: ScopeAll, Address: why})
}

// Must refuses unless the actor may p. It is the first line of every verb.
func Must(ctx context.Context, p Permission) error {
	a, ok := ActorOf(ctx)
	if !ok {
		return ErrUnauthenticated
	}
	if !a.Role.May(p) {
		return ErrDenied.F(p)
	}
	return nil
}

// mustPerson refuses unless a signed-in member of staff acts, and gives them: for what everyone may do with their own
// account.
func mustPerson(ctx context.Context) (Actor, error) {
	a, ok := ActorOf(ctx)
	if !ok {
		return a, ErrUnauthenticated
	}
	if a.Kind != ActorStaff || !a.Role.Valid() {
		return a, ErrDenied.F("staff")
	}
	return a, nil
}

// Customer gives the id of the customer who acts, for what everyone may do with what is their own.
func Customer(ctx context.Context) (int64, error) {
	a, ok := ActorOf(ctx)
	if !ok {
		return 0, ErrUnauthenticated
	}
	if a.Kind != ActorCustomer || a.ID == 0 {
		return 0, ErrDenied.F("customer")
	}
	return a.ID, nil
}
