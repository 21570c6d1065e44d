package org_test

import (
	"context"
	"reflect"
	"testing"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// open lists the verbs that strangers may call, and what stands guard instead of a permission.
var open = map[string]string{
	"Login":             "password and throttle",
	"Authenticate":      "session token",
	"AuthenticateToken": "API token",
	"Setup":             "set-up link",
	"SetPassword":       "password link",
	"PeekLink":          "the link",
}

// guarded is a verb and the permission it asks for; "" is any member of staff, about themselves.
type guarded struct {
	permission org.Permission
	call       func(s *org.Service, ctx context.Context) error
}

// drop forgets what a verb gives beside its error.
func drop[T any](_ T, err error) error { return err }

var guards = map[string]guarded{
	"SetupLink":  {org.StaffManage, func(s *org.Service, ctx context.Context) error { return drop(s.SetupLink(ctx)) }},
	"OwnerReset": {org.Backup, func(s *org.Service, ctx context.Context) error { return drop(s.OwnerReset(ctx, "")) }},
	"Hire": {org.StaffManage, func(s *org.Service, ctx context.Context) error {
		_, _, err := s.Hire(ctx, org.StaffRequest{})
		return err
	}},
	"ChangeStaff": {org.StaffManage, func(s *org.Service, ctx context.Context) error {
		return drop(s.ChangeStaff(ctx, 1, 1, org.StaffRequest{}))
	}},
	"Leave":         {org.StaffManage, func(s *org.Service, ctx context.Context) error { return s.Leave(ctx, 1, 1) }},
	"ListStaff":     {org.StaffManage, func(s *org.Service, ctx context.Context) error { return drop(s.ListStaff(ctx, org.StaffQuery{})) }},
	"Member":        {org.StaffManage, func(s *org.Service, ctx context.Context) error { return drop(s.Member(ctx, 1)) }},
	"ResetPassword": {org.StaffManage, func(s *org.Service, ctx context.Context) error { return drop(s.ResetPassword(ctx, 1)) }},
	"OpenStore":     {org.StoreManage, func(s *org.Service, ctx context.Context) error { return drop(s.OpenStore(ctx, org.StoreRequest{})) }},
	"ChangeStore": {org.StoreManage, func(s *org.Service, ctx context.Context) error {
		return drop(s.ChangeStore(ctx, 1, 1, org.StoreRequest{}))
	}},
	"CloseStore":  {org.StoreManage, func(s *org.Service, ctx context.Context) error { return drop(s.CloseStore(ctx, 1, 1)) }},
	"ReopenStore": {org.StoreManage, func(s *org.Service, ctx context.Context) error { return drop(s.ReopenStore(ctx, 1, 1)) }},
	"Dissolve":    {org.StoreManage, func(s *org.Service, ctx context.Context) error { return s.Dissolve(ctx, nil, nil) }},
	"ListStores":  {org.InsightRead, func(s *org.Service, ctx context.Context) error { return drop(s.ListStores(ctx, org.StoreQuery{})) }},
	"IssueToken": {org.TokenManage, func(s *org.Service, ctx context.Context) error {
		_, _, err := s.IssueToken(ctx, org.TokenRequest{})
		return err
	}},
	"RevokeToken": {org.TokenManage, func(s *org.Service, ctx context.Context) error { return s.RevokeToken(ctx, 1) }},
	"ListTokens":  {org.TokenManage, func(s *org.Service, ctx context.Context) error { return drop(s.ListTokens(ctx, org.TokenQuery{})) }},
	"Settings":    {org.InsightRead, func(s *org.Service, ctx context.Context) error { return drop(s.Settings(ctx)) }},
	"Set":         {org.SettingEdit, func(s *org.Service, ctx context.Context) error { return s.Set(ctx, org.SettingBrand, "x") }},
	"History":     {org.AuditRead, func(s *org.Service, ctx context.Context) error { return drop(s.History(ctx, org.HistoryQuery{})) }},
	"Expired":     {org.SettingEdit, func(s *org.Service, ctx context.Context) error { return drop(s.Expired(ctx)) }},
	"Prune":       {org.SettingEdit, func(s *org.Service, ctx context.Context) error { return drop(s.Prune(ctx)) }},
	"Record": {org.SettingEdit, func(s *org.Service, ctx context.Context) error {
		return s.Record(ctx, org.SettingEdit, org.Change{Verb: "test", Object: "test"}, func(context.Context, *db.Tx) error { return nil })
	}},
	"Me":                {"", func(s *org.Service, ctx context.Context) error { return drop(s.Me(ctx)) }},
	"Sessions":          {"", func(s *org.Service, ctx context.Context) error { return drop(s.Sessions(ctx)) }},
	"Logout":            {"", func(s *org.Service, ctx context.Context) error { return s.Logout(ctx) }},
	"SignOut":           {"", func(s *org.Service, ctx context.Context) error { return s.SignOut(ctx, 1) }},
	"SignOutEverywhere": {"", func(s *org.Service, ctx context.Context) error { return s.SignOutEverywhere(ctx, 0) }},
	"ChangePassword":    {"", func(s *org.Service, ctx context.Context) error { return s.ChangePassword(ctx, "", "") }},
	"Colleagues":        {"", func(s *org.Service, ctx context.Context) error { return drop(s.Colleagues(ctx, 0, 10)) }},
	"SavedViews":        {"", func(s *org.Service, ctx context.Context) error { return drop(s.SavedViews(ctx, "customers")) }},
	"SaveView":          {"", func(s *org.Service, ctx context.Context) error { return drop(s.SaveView(ctx, org.Saved{})) }},
	"DropView":          {"", func(s *org.Service, ctx context.Context) error { return s.DropView(ctx, 1) }},
	"ConfirmPassword":   {"", func(s *org.Service, ctx context.Context) error { return s.ConfirmPassword(ctx, "") }},
}

// denied tells whether a call was refused for want of a permission, and not for its arguments.
func denied(err error) bool {
	return err != nil && fault.Of(err).Kind == fault.Denied && fault.Of(err).Code == org.ErrDenied.Code
}

func TestEveryVerbIsGuarded(t *testing.T) {
	service := reflect.TypeFor[*org.Service]()
	for i := range service.NumMethod() {
		name := service.Method(i).Name
		_, isOpen := open[name]
		_, isGuarded := guards[name]
		if isOpen == isGuarded {
			t.Errorf("%s must stand in exactly one of the tables open and guards", name)
		}
	}
	if service.NumMethod() != len(open)+len(guards) {
		t.Errorf("%d verbs, %d in the tables", service.NumMethod(), len(open)+len(guards))
	}
}

func TestEveryVerbRefusesTheWrongRole(t *testing.T) {
	each(t, func(h house) {
		for name, g := range guards {
			if err := g.call(h.Service, t.Context()); err == nil || fault.Of(err).Kind != fault.Unauthenticated {
				t.Errorf("%s for nobody: %v", name, err)
			}
			for _, a := range []org.Actor{
				{Kind: org.ActorStaff, ID: 1, Staff: 1, Scope: org.ScopeAll},
				{Kind: org.ActorCustomer, ID: 1, Scope: org.ScopeAll},
				{Kind: org.ActorJob, Scope: org.ScopeAll},
			} {
				if err := g.call(h.Service, org.As(t.Context(), a)); !denied(err) {
					t.Errorf("%s for a powerless %s: %v", name, a.Kind, err)
				}
			}
			for _, role := range []org.Role{org.RoleOwner, org.RoleAdmin, org.RoleOperator, org.RoleStore, org.RoleReader} {
				a := org.Actor{Kind: org.ActorStaff, ID: 1, Staff: 1, Role: role, Scope: org.ScopeAll}
				may := g.permission == "" || role.May(g.permission)
				if err := g.call(h.Service, org.As(t.Context(), a)); denied(err) == may {
					t.Errorf("%s for %s: %v", name, role, err)
				}
			}
			token := org.Actor{Kind: org.ActorToken, ID: 1, Staff: 1, Role: org.RoleAdmin, Scope: org.ScopeAll}
			if err := g.call(h.Service, org.As(t.Context(), token)); g.permission == "" && !denied(err) {
				t.Errorf("%s, which is about a person, for a token: %v", name, err)
			}
		}
	})
}
