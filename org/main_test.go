package org_test

import (
	"context"
	"errors"
	"io/fs"
	"testing"

	"qunli/kit/db"
	"qunli/org"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

const goodPassword = "tea with 12 friends"

// house is a room on a fresh database.
type house struct {
	*org.Service
	dbtest.Fixture
	t *testing.T
}

func each(t *testing.T, f func(h house)) { eachWith(t, org.Options{}, f) }

func eachWith(t *testing.T, opt org.Options, f func(h house)) {
	t.Helper()
	dbtest.Each(t, []fs.FS{org.Schema}, func(t *testing.T, d dbtest.Fixture) {
		f(house{org.New(d.DB, opt), d, t})
	})
}

// is fails unless err is want; nil wants none.
func (h house) is(err, want error) {
	h.t.Helper()
	if !errors.Is(err, want) {
		h.t.Fatalf("got %v, want %v", err, want)
	}
}

func (h house) root() context.Context { return org.Owner(h.t.Context(), "test") }

// as gives the ctx of whoever holds a session token.
func (h house) as(token string) context.Context {
	h.t.Helper()
	a, err := h.Authenticate(h.t.Context(), token)
	h.is(err, nil)
	return org.As(h.t.Context(), a)
}

// setUp makes the first owner, "boss".
func (h house) setUp() org.SignedIn {
	h.t.Helper()
	l, err := h.SetupLink(h.root())
	h.is(err, nil)
	in, err := h.Setup(h.t.Context(), org.SetupRequest{Token: l.Token, Login: "Boss", Name: "王芳", Password: goodPassword})
	h.is(err, nil)
	return in
}

// hire takes somebody on and lets them set their password.
func (h house) hire(r org.StaffRequest) org.SignedIn {
	h.t.Helper()
	if r.Name == "" {
		r.Name = "李雷"
	}
	_, l, err := h.Hire(h.root(), r)
	h.is(err, nil)
	in, err := h.SetPassword(h.t.Context(), org.SetPasswordRequest{Token: l.Token, Password: goodPassword, Address: "10.0.0.1"})
	h.is(err, nil)
	return in
}

func (h house) login(login, password, address string) (org.SignedIn, error) {
	return h.Login(h.t.Context(), org.LoginRequest{Login: login, Password: password, Address: address, Agent: "Firefox"})
}

func (h house) openStore(code string) org.Store {
	h.t.Helper()
	one, err := h.OpenStore(h.root(), org.StoreRequest{Code: code, Name: "店" + code})
	h.is(err, nil)
	return one
}

func (h house) count(query string, args ...any) int64 {
	h.t.Helper()
	n, err := db.One[int64](h.t.Context(), h.Read(), query, args...)
	h.is(err, nil)
	return n
}

// verbs lists what was audited, the oldest first.
func (h house) verbs() []string {
	h.t.Helper()
	out, err := db.All[string](h.t.Context(), h.Read(), `SELECT verb FROM org_audit ORDER BY id`)
	h.is(err, nil)
	return out
}
