package community

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"qunli/kit/fault"
)

// The refusals of this room that several verbs share.
var (
	ErrMissing = fault.New(fault.Missing, "community.missing", "没有这个群", "No such group")
	ErrChanged = fault.New(fault.Conflict, "community.changed",
		"刚被别人修改过，请刷新后重试", "Somebody has just changed this; reload and try again")
	ErrState = fault.New(fault.Conflict, "community.state",
		"群目前的状态是 %q，不能这样操作", "The group is %q; that is not possible now")
	ErrKind = fault.New(fault.Conflict, "community.kind",
		"这一操作不适用于 %q 类型的群", "That is not for groups of the kind %q")
)

// wanted checks texts and numbers of a request and collects what is wrong.
type wanted struct{ fault *fault.Error }

func (w *wanted) wrong(name, value, zh, en string) {
	if w.fault == nil {
		w.fault = fault.ErrInvalid
	}
	w.fault = w.fault.At(name, value, zh, en)
}

// text wants a text of low to high characters.
func (w *wanted) text(name, value string, low, high int) {
	n := utf8.RuneCountInString(value)
	switch {
	case !utf8.ValidString(value) || strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }):
		w.wrong(name, "", "含有无法识别的字符", "holds unreadable characters")
	case n < low && n == 0:
		w.wrong(name, "", "不能为空", "must not be empty")
	case n < low:
		w.wrong(name, value, "太短", "is too short")
	case n > high:
		w.wrong(name, "", "太长", "is too long")
	}
}

// that wants a condition to hold.
func (w *wanted) that(ok bool, name, value, zh, en string) {
	if !ok {
		w.wrong(name, value, zh, en)
	}
}

func (w *wanted) err() error {
	if w.fault == nil {
		return nil
	}
	return w.fault
}
