package org

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"qunli/kit/fault"
	"qunli/kit/secret"
)

// The refusals about people.
var (
	ErrNoStaff    = fault.New(fault.Missing, "staff.missing", "没有这名员工", "No such member of staff")
	ErrLoginTaken = fault.New(fault.Conflict, "staff.login_taken", "这个登录名已被使用", "This login is taken")
	ErrCodeTaken  = fault.New(fault.Conflict, "staff.code_taken", "这个员工编号已被使用", "This staff code is taken")
	ErrLastOwner  = fault.New(fault.Conflict, "staff.last_owner",
		"至少要保留一名所有者，请先指定另一名所有者", "One owner must remain; make another owner first")
	ErrOwnersOnly = fault.New(fault.Denied, "staff.owners_only",
		"只有所有者可以指定或更改所有者", "Only an owner may make or change an owner")
	ErrLeft    = fault.New(fault.Conflict, "staff.left", "这名员工已经离职", "This member of staff has left")
	ErrChanged = fault.New(fault.Conflict, "changed",
		"别人刚刚改过，请刷新后重试", "Somebody else has just changed this; reload and try again")
)

// Staff is somebody who works for the brand.
type Staff struct {
	ID        StaffID   `json:"id"`
	Login     string    `json:"login"` // folded: lower case
	Code      string    `json:"code"`  // number in the brand's other systems, "" if none
	Name      string    `json:"name"`
	Role      Role      `json:"role"`
	Scope     ScopeKind `json:"scope"`
	StoreID   StoreID   `json:"store_id"`
	LeftAt    int64     `json:"left_at"` // unix ms, 0 while working here
	Version   int64     `json:"version"`
	CreatedAt int64     `json:"created_at"` // unix ms
}

// StaffRequest is what Hire and ChangeStaff are given. Login is read by Hire alone: it never changes.
type StaffRequest struct {
	Login string
	Name  string
	Code  string
	Role  Role
	Scope ScopeKind // "" is "all" for owners and admins, "store" for others with a store, "own" otherwise
	Store StoreID
}

// actor gives the person as an actor.
func (s Staff) actor(session SessionID, address string) Actor {
	return Actor{ActorStaff, int64(s.ID), s.Role, s.Scope, s.StoreID, s.ID, session, address}
}

// masked gives what the audit may know of the person.
func (s Staff) masked() any {
	return map[string]any{
		"login": secret.Mask(s.Login), "name": secret.MaskName(s.Name), "code": secret.Mask(s.Code),
		"role": s.Role, "scope": s.Scope, "store": s.StoreID, "left": s.LeftAt != 0,
	}
}

// normal gives the request trimmed, folded and with its default scope, or says which fields are wrong.
func (r StaffRequest) normal() (StaffRequest, error) {
	r.Name, r.Code = strings.TrimSpace(r.Name), strings.TrimSpace(r.Code)
	if r.Scope == "" {
		r.Scope = defaultScope(r.Role, r.Store)
	}
	if r.Role == RoleOwner || r.Role == RoleAdmin {
		r.Store = 0
	}
	e := textFault(nil, "name", r.Name, 1, 64)
	e = textFault(e, "code", r.Code, 0, 64)
	return r, scopeFault(e, r.Role, r.Scope, r.Store)
}

func defaultScope(role Role, store StoreID) ScopeKind {
	switch {
	case role == RoleOwner || role == RoleAdmin:
		return ScopeAll
	case store != 0:
		return ScopeStore
	}
	return ScopeOwn
}

// scopeFault adds to e what is wrong with a role, a scope and a store together; nil when nothing is.
func scopeFault(e *fault.Error, role Role, scope ScopeKind, store StoreID) error {
	boss := role == RoleOwner || role == RoleAdmin
	switch {
	case !role.Valid():
		e = orInvalid(e).At("role", string(role), "没有这个角色", "is no role")
	case scope != ScopeOwn && scope != ScopeStore && scope != ScopeAll:
		e = orInvalid(e).At("scope", string(scope), "只能是 own、store 或 all", "must be own, store or all")
	case boss && scope != ScopeAll:
		e = orInvalid(e).At("scope", string(scope), "所有者和管理员的范围只能是 all", "must be all for owners and admins")
	case role == RoleStore && scope == ScopeAll:
		e = orInvalid(e).At("scope", string(scope), "门店员工的范围不能是 all", "cannot be all for store staff")
	case scope == ScopeStore && store == 0:
		e = orInvalid(e).At("store", "", "请选择门店", "must name a store")
	}
	if e == nil {
		return nil
	}
	return e
}

// foldLogin gives a login as it is stored and looked up.
func foldLogin(login string) string { return strings.ToLower(strings.TrimSpace(clean(login, 200))) }

// checkLogin refuses a folded login that is empty, long or holds blanks.
func checkLogin(login string) error {
	e := textFault(nil, "login", login, 2, 64)
	if strings.ContainsFunc(login, unicode.IsSpace) {
		e = orInvalid(e).At("login", login, "不能有空格", "must have no blanks")
	}
	if e == nil {
		return nil
	}
	return e
}

func orInvalid(e *fault.Error) *fault.Error {
	if e == nil {
		return fault.ErrInvalid
	}
	return e
}

// textFault adds to e what is wrong with a text of at least low and at most high characters.
func textFault(e *fault.Error, name, value string, low, high int) *fault.Error {
	n := utf8.RuneCountInString(value)
	switch {
	case !utf8.ValidString(value) || strings.ContainsFunc(value, unicode.IsControl):
		return orInvalid(e).At(name, "", "含有无法识别的字符", "holds unreadable characters")
	case n == 0 && low > 0:
		return orInvalid(e).At(name, "", "不能为空", "must not be empty")
	case n < low:
		return orInvalid(e).At(name, value, "太短", "is too short")
	case n > high:
		return orInvalid(e).At(name, "", "太长", "is too long")
	}
	return e
}

// clean makes text of a stranger storable: valid UTF-8, no control characters, at most limit bytes.
func clean(text string, limit int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	if len(text) > limit {
		text = strings.ToValidUTF8(text[:limit], "")
	}
	return text
}
