// Package fault is the one error type of the program.
//
// A fault says what kind of failure it is, carries a stable code that callers may switch on, a message safe to show to
// people in Chinese and English, the fields at fault, and a private cause that is logged and never shown.
// Rooms declare their faults once, where their meaning lives:
//
//	var ErrSoldOut = fault.New(fault.Exhausted, "campaign.sold_out", "已抢光", "Sold out")
//
// Only the edge (kit/serve, the command line) turns a fault into a status, an exit code or a log line.
package fault

import (
	"errors"
	"fmt"
)

// Kind is the class of a failure. Each kind maps to one HTTP status at the edge.
type Kind uint8

// The kinds, from "our mistake" to "try again later".
const (
	Internal        Kind = iota // a defect or an unknown cause
	Invalid                     // the request is wrong; Fields say where
	Unauthenticated             // nobody is signed in
	Denied                      // somebody is, and may not
	Missing                     // there is no such thing, or none in the actor's scope
	Conflict                    // it clashes with what is already so
	Exhausted                   // a stock, seat, quota or budget is used up
	Limited                     // too many attempts; try later
	Unavailable                 // cannot answer now; the same idempotency key may be tried again
)

// Field names one input at fault, the value seen and the remedy in both languages.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value,omitempty"`
	Zh    string `json:"zh"`
	En    string `json:"en"`
}

// Error is a failure with a public face and a private cause.
type Error struct {
	Kind   Kind
	Code   string // stable, dotted, e.g. "import.running"
	Zh, En string // safe for people
	Fields []Field
	cause  error
}

// New declares a fault. zh and en may hold fmt verbs, filled in by F.
func New(kind Kind, code, zh, en string) *Error {
	return &Error{Kind: kind, Code: code, Zh: zh, En: en}
}

// F fills the verbs of both messages with the same arguments, in the order of the verbs.
func (e *Error) F(args ...any) *Error {
	c := *e
	c.Zh, c.En = fmt.Sprintf(e.Zh, args...), fmt.Sprintf(e.En, args...)
	return &c
}

// Because attaches the private cause.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// At adds the field at fault: its name, the value seen, and what to do about it.
func (e *Error) At(name, value, zh, en string) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), Field{Name: name, Value: value, Zh: zh, En: en})
	return &c
}

// Error gives the code, the English message and the cause: for logs, not for people.
func (e *Error) Error() string {
	s := e.Code + ": " + e.En
	for _, f := range e.Fields {
		s += fmt.Sprintf(" [%s: %s]", f.Name, f.En)
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap gives the private cause.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is a fault of the same code, whatever its arguments and cause.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Message gives the public text in lang ("en", otherwise Chinese), fields included.
func (e *Error) Message(lang string) string {
	s, sep, open := e.Zh, "；", "："
	if lang == "en" {
		s, sep, open = e.En, "; ", ": "
	}
	for i, f := range e.Fields {
		if i == 0 {
			s += open
		} else {
			s += sep
		}
		text := f.Zh
		if lang == "en" {
			text = f.En
		}
		s += f.Name + " " + text
	}
	return s
}

// Of finds the fault inside err; an error that holds none becomes Internal with err as its private cause.
// No error is no fault.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return ErrInternal.Because(err)
}

// InvalidField shortens the commonest refusal: one field of a request is wrong.
func InvalidField(name, value, zh, en string) *Error { return ErrInvalid.At(name, value, zh, en) }

// ErrInvalid is the fault behind requests whose fields say what is wrong.
var ErrInvalid = New(Invalid, "invalid", "输入有误", "Invalid input")

// ErrInternal is the fault behind errors that nobody declared.
var ErrInternal = New(Internal, "internal", "系统出错了，请把请求编号告诉管理员", "Something went wrong; give the request id to your administrator")
