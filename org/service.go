package org

import (
	"context"
	"time"

	"qunli/kit/db"
	"qunli/kit/secret"
)

// Options of the room; zero values mean the defaults named.
type Options struct {
	Throttle   Throttle
	Idle       time.Duration // a session unused this long ends; 12 hours
	Life       time.Duration // a session this old ends; 14 days
	SetupLink  time.Duration // validity of set-up and owner links; 30 minutes
	InviteLink time.Duration // validity of links for staff; 72 hours
	// InUse tells whether facts already stand on calendar days: then the zone cannot change. nil: never.
	InUse func(ctx context.Context, q db.Q) (bool, error)
	// Leaves ends what later rooms would still do in the name of somebody who leaves, in the same transaction. nil: nothing.
	Leaves func(ctx context.Context, tx *db.Tx, staff StaffID) error
}

// Service holds the verbs of the room. It is safe for concurrent use.
type Service struct {
	db        *db.DB
	passwords *secret.Passwords
	opt       Options
}

// New gives the room's verbs over d. One Service serves the whole program: it counts the passwords worked on.
func New(d *db.DB, opt Options) *Service {
	set := func(d *time.Duration, standard time.Duration) {
		if *d == 0 {
			*d = standard
		}
	}
	opt.Throttle = opt.Throttle.withDefaults()
	set(&opt.Idle, 12*time.Hour)
	set(&opt.Life, 14*24*time.Hour)
	set(&opt.SetupLink, 30*time.Minute)
	set(&opt.InviteLink, 72*time.Hour)
	return &Service{db: d, passwords: secret.NewPasswords(), opt: opt}
}

// now is the time outside transactions, unix ms.
func (s *Service) now() int64 { return s.db.Clock().Now().UnixMilli() }

// Page is one page of a list. Next is the id to pass as After for the page that follows, "" at the end.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

// The sizes of pages.
const (
	pageSize    = 50
	pageLargest = 200
)

// limit gives how many items a page may hold when asked were wished for.
func limit(asked int) int {
	if asked <= 0 {
		return pageSize
	}
	return min(asked, pageLargest)
}

// page cuts items, read with one more than size, to a page.
func page[T any](items []T, size int, id func(T) string) Page[T] {
	if len(items) <= size {
		return Page[T]{Items: items}
	}
	items = items[:size]
	return Page[T]{Items: items, Next: id(items[size-1])}
}
