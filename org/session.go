package org

import (
	"time"

	"qunli/kit/fault"
)

// The refusals of signing in.
var (
	ErrSignIn    = fault.New(fault.Unauthenticated, "auth.wrong", "账号或密码不正确", "Wrong login or password")
	ErrSession   = fault.New(fault.Unauthenticated, "auth.expired", "登录已失效，请重新登录", "You are signed out; sign in again")
	ErrToken     = fault.New(fault.Unauthenticated, "auth.token", "访问令牌无效或已作废", "The API token is not valid or was revoked")
	ErrThrottled = fault.New(fault.Limited, "auth.throttled",
		"尝试次数过多，请 %d 分钟后再试", "Too many attempts; try again in %d minutes")
	ErrPassword = fault.New(fault.Denied, "password.wrong", "原密码不正确", "The old password is wrong")
	ErrLink     = fault.New(fault.Denied, "link.dead",
		"链接无效、已使用或已过期，请重新获取", "The link is not valid, was used or has expired; ask for a new one")
	ErrSetUp = fault.New(fault.Conflict, "setup.done",
		"已经设置过所有者，请直接登录", "There is an owner already; sign in")
	ErrNoOwner = fault.New(fault.Missing, "setup.none",
		"还没有所有者，请使用启动时显示的设置链接", "There is no owner yet; use the set-up link shown at start")
)

// touchEvery is how often, at most, the use of a session or token is written down.
const touchEvery = int64(time.Minute / time.Millisecond)

// Session is one signed-in browser. It ends when unused for Options.Idle, and at ExpiresAt in any case.
type Session struct {
	ID        SessionID `json:"id"`
	Address   string    `json:"address"`
	Agent     string    `json:"agent"`
	CreatedAt int64     `json:"created_at"` // unix ms, as all times here
	SeenAt    int64     `json:"seen_at"`    // to the minute
	ExpiresAt int64     `json:"expires_at"`
	Current   bool      `json:"current"` // the one that asks
}

// alive tells whether the session still holds at now.
func (s Session) alive(now int64, idle time.Duration) bool {
	return now < s.ExpiresAt && now-s.SeenAt < idle.Milliseconds()
}

// SignedIn is the answer to a sign-in. Token is shown once: only its hash is kept.
type SignedIn struct {
	Token   string
	Expires int64 // unix ms
	Staff   Staff
}

// Purpose says what a link is for.
type Purpose string

// The purposes.
const (
	PurposeSetup    Purpose = "setup"
	PurposePassword Purpose = "password"
)

// Link is a one-time link. Token is shown once: only its hash is kept.
type Link struct {
	Token   string
	Purpose Purpose
	Login   string // whose password it sets; "" for set-up
	Expires int64  // unix ms
}
