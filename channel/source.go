package channel

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"qunli/kit/fault"
)

// Source reads a channel from end to end. Its functions are called outside transactions, several at a time. What they refuse
// is a fault; ErrGone, ErrWide, Unreadable and Later say more about it.
type Source struct {
	Ready   func(ctx context.Context) (bool, error) // whether the channel is connected
	Tags    func(ctx context.Context) ([]Word, error)
	Members func(ctx context.Context) ([]string, error) // of staff, whose people may be read
	// Keys lists all people with whom a member has a bond.
	Keys func(ctx context.Context, member string) ([]string, error)
	// Persons reads a page of them, each with the bond to this member; next is "" at the end.
	Persons func(ctx context.Context, member, cursor string, tags []Word) (page []Person, next string, err error)
	// Groups lists a page of the groups of owners, at most Owners of them; none: of everybody.
	Groups func(ctx context.Context, owners []string, cursor string) (keys []string, next string, err error)
	Group  func(ctx context.Context, key string) (Group, error)
	Owners int
}

// What a source says besides faults.
var (
	ErrGone = errors.New("channel: it is no more")
	ErrWide = errors.New("channel: too much to be listed at once: ask for fewer owners")
)

// Unreadable says that one object alone cannot be read: the others can.
type Unreadable struct{ Cause error }

// Error gives the cause's.
func (u *Unreadable) Error() string { return u.Cause.Error() }

// Unwrap gives the cause.
func (u *Unreadable) Unwrap() error { return u.Cause }

// Later says that the channel wants to be left alone: what was asked for was not done, and may be asked for again.
type Later struct {
	Wait  time.Duration // 0: not long
	Cause error
}

// Error gives the cause's.
func (l *Later) Error() string { return l.Cause.Error() }

// Unwrap gives the cause.
func (l *Later) Unwrap() error { return l.Cause }

// later tells that what failed may do after a while, and how long the channel said to wait, 0 nothing.
func later(err error) (wait time.Duration, may bool) {
	var l *Later
	if errors.As(err, &l) {
		return l.Wait, true
	}
	kind := fault.Of(err).Kind
	return 0, kind == fault.Unavailable || kind == fault.Limited
}

// Reason says to people why something failed and what is to be done about it.
type Reason struct {
	Code string `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

func reasonOf(err error) string {
	f := fault.Of(err)
	text, _ := json.Marshal(Reason{f.Code, f.Message("zh"), f.Message("en")}) // strings always marshal
	return string(text)
}

// readReason gives what reasonOf wrote; nil is none.
func readReason(text string) *Reason {
	var r Reason
	if json.Unmarshal([]byte(text), &r) != nil {
		return nil
	}
	return &r
}

// ReasonOf spells a fault to be kept beside what failed.
func ReasonOf(err error) string { return reasonOf(err) }

// ReadReason gives what ReasonOf spelled; nil is none.
func ReadReason(text string) *Reason { return readReason(text) }

// Wait tells how long a channel that refused wants to be left alone, 0 when it did not say so.
func Wait(err error) time.Duration {
	if err == nil {
		return 0
	}
	wait, _ := later(err)
	return wait
}
