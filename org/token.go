package org

import "qunli/kit/fault"

// The refusals about tokens.
var (
	ErrNoToken    = fault.New(fault.Missing, "token.missing", "没有这个访问令牌", "No such API token")
	ErrTokenPower = fault.New(fault.Denied, "token.power",
		"访问令牌的权限不能超过您自己的权限", "A token cannot have more power than you have")
)

// TokenPrefix begins every API token, so that a leaked one can be recognised.
const TokenPrefix = "qt_"

// Token is a key for callers of the API. Its plain text is shown once, by IssueToken.
type Token struct {
	ID         TokenID   `json:"id"`
	Name       string    `json:"name"`
	Role       Role      `json:"role"`
	Scope      ScopeKind `json:"scope"`
	StoreID    StoreID   `json:"store_id"`
	CreatedBy  StaffID   `json:"created_by"`   // 0: the command line
	CreatedAt  int64     `json:"created_at"`   // unix ms, as all times here
	LastUsedAt int64     `json:"last_used_at"` // to the minute, 0 never
	RevokedAt  int64     `json:"revoked_at"`   // 0 while valid
}

// TokenRequest is what IssueToken is given. Scope is "all" or "store".
type TokenRequest struct {
	Name  string
	Role  Role
	Scope ScopeKind
	Store StoreID
}

// check refuses a token without a name, of no role or scope, or with more power than its issuer.
func (r TokenRequest) check(issuer Actor) error {
	e := textFault(nil, "name", r.Name, 1, 64)
	if r.Scope == ScopeOwn {
		e = orInvalid(e).At("scope", string(r.Scope), "令牌的范围只能是 store 或 all", "must be store or all")
	}
	if err := scopeFault(e, r.Role, r.Scope, r.Store); err != nil {
		return err
	}
	if r.Role == RoleOwner || !issuer.Role.covers(r.Role) || issuer.Scope != ScopeAll {
		return ErrTokenPower
	}
	return nil
}

func (t Token) masked() any {
	return map[string]any{"name": t.Name, "role": t.Role, "scope": t.Scope, "store": t.StoreID}
}

// actor gives the caller who holds the token.
func (t Token) actor() Actor {
	return Actor{Kind: ActorToken, ID: int64(t.ID), Role: t.Role, Scope: t.Scope, Store: t.StoreID, Staff: t.CreatedBy}
}
