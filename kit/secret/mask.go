package secret

import (
	"regexp"
	"strings"
)

// Mask hides the middle of a value that may be shown in part: 13812345678 → 138****5678. What is shorter shows less:
// up to 4 characters nothing, up to 7 the first only, up to 10 the first two and the last two.
func Mask(value string) string {
	r := []rune(value)
	show := func(head, tail int) string { return string(r[:head]) + "****" + string(r[len(r)-tail:]) }
	switch n := len(r); {
	case n == 0:
		return ""
	case n <= 4:
		return "****"
	case n <= 7:
		return show(1, 0)
	case n <= 10:
		return show(2, 2)
	}
	return show(3, 4)
}

// MaskName keeps the first character of a name: 王芳 → 王*.
func MaskName(name string) string {
	r := []rune(strings.TrimSpace(name))
	if len(r) == 0 {
		return ""
	}
	return string(r[0]) + "*"
}

var phone = regexp.MustCompile(`1[3-9]\d[- ]?\d{4}[- ]?\d{4}`)

// MaskPhones masks everything inside text that reads like a mobile number of mainland China, with or without 86 before
// it, and is not part of a longer number: for logs and audits, where none should be in the first place.
func MaskPhones(text string) string {
	var b strings.Builder
	end := 0
	for _, m := range phone.FindAllStringIndex(text, -1) {
		if endsInDigit(text[:m[0]]) || m[1] < len(text) && digit(text[m[1]]) {
			continue
		}
		number := strings.NewReplacer(" ", "", "-", "").Replace(text[m[0]:m[1]])
		b.WriteString(text[end:m[0]] + Mask(number))
		end = m[1]
	}
	return b.String() + text[end:]
}

// endsInDigit tells whether a number written after before would be longer than it seems. A country code is no part of it.
func endsInDigit(before string) bool {
	if rest, ok := strings.CutSuffix(before, "86"); ok {
		before = strings.TrimSuffix(rest, "00")
	}
	return before != "" && digit(before[len(before)-1])
}

func digit(c byte) bool { return c >= '0' && c <= '9' }
