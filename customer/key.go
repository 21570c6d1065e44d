package customer

import (
	"cmp"
	"strings"
)

// Kind is the kind of an identity.
type Kind string

// The kinds, strongest evidence first.
const (
	UnionID        Kind = "unionid"
	Phone          Kind = "phone"
	ExternalUserID Kind = "external_userid"
	OpenID         Kind = "openid"
	Account        Kind = "account"
)

// Kinds lists the kinds in the order in which Resolve believes them.
var kinds = [...]Kind{UnionID, Phone, ExternalUserID, OpenID, Account}

// rank is the place of k among the kinds, 0 first; -1 for a kind that does not exist.
func (k Kind) rank() int {
	for i, known := range kinds {
		if k == known {
			return i
		}
	}
	return -1
}

// Key names one account of a person. Space narrows the kind, see Badge; unionid, phone and external_userid mostly
// have the space "".
type Key struct {
	Kind  Kind
	Space string
	Value string
}

// NormalizeKey gives the key in the one spelling that is stored and compared, and false when nothing usable is left.
//
//   - phone: full-width digits folded; blanks, dashes, dots and brackets dropped; a Chinese number without +86 or 0086;
//   - account: trimmed; "12347.0", a number that a spreadsheet wrote as a float, is "12347";
//   - the others: trimmed, otherwise as they are (they are case-sensitive).
func NormalizeKey(k Key) (Key, bool) {
	k.Space = strings.TrimSpace(k.Space)
	switch k.Kind {
	case Phone:
		k.Value = normalPhone(k.Value)
	case Account:
		k.Value = normalAccount(k.Value)
	default:
		k.Value = strings.TrimSpace(k.Value)
	}
	return k, k.Value != "" && k.Kind.rank() >= 0
}

// normalPhone gives digits with an optional leading +, "" when letters or other signs say that it is no phone number.
func normalPhone(s string) string {
	var b strings.Builder
	for _, r := range narrow(s) {
		switch {
		case r >= '0' && r <= '9', r == '+' && b.Len() == 0:
			b.WriteRune(r)
		case !strings.ContainsRune(" \t\u00a0-‐‑–—.()", r):
			return ""
		}
	}
	p := b.String()
	for _, prefix := range []string{"+86", "0086", "86"} {
		if rest, ok := strings.CutPrefix(p, prefix); ok && (isMobile(rest) || prefix != "86") {
			p = rest
			break
		}
	}
	if len(strings.TrimPrefix(p, "+")) < 5 {
		return ""
	}
	return p
}

// isMobile tells a mainland mobile number.
func isMobile(digits string) bool { return len(digits) == 11 && digits[0] == '1' && allDigits(digits) }

func normalAccount(s string) string {
	s = strings.TrimSpace(s)
	if whole, ok := strings.CutSuffix(s, ".0"); ok && allDigits(whole) {
		return whole
	}
	return s
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// compareKeys orders keys by strength, then by spelling: the order in which Resolve believes and stores them.
func compareKeys(a, b Key) int {
	return cmp.Or(cmp.Compare(a.Kind.rank(), b.Kind.rank()), cmp.Compare(a.Space, b.Space), cmp.Compare(a.Value, b.Value))
}

// Mask spells a key for people who may not see it whole, and for the audit: enough to recognise, not to use.
func (k Key) Mask() string { return mask(k.Value) }

// mask keeps up to three characters at the head and four at the end of a value of eight or more, the last one or two of a
// shorter one.
func mask(value string) string {
	r := []rune(value)
	switch {
	case len(r) >= 8:
		head := min(3, len(r)-8)
		return string(r[:head]) + "****" + string(r[len(r)-4:])
	case len(r) > 2:
		return "****" + string(r[len(r)-1:])
	}
	return "****"
}
