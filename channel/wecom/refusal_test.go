package wecom

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"qunli/kit/fault"
)

// TestEveryCodeHasARemedy: both languages say what to do, and neither is the other.
func TestEveryCodeHasARemedy(t *testing.T) {
	for code, r := range remedies {
		han := func(s string) bool {
			return strings.ContainsFunc(s, func(c rune) bool { return unicode.Is(unicode.Han, c) })
		}
		if !han(r.zh) || han(r.en) || len(r.en) < 15 {
			t.Errorf("%d: %q, %q", code, r.zh, r.en)
		}
		var refusal *Refusal
		f := (&Refusal{Code: code}).Fault()
		if !errors.As(error(f), &refusal) || f.Kind != r.kind && f.Kind != fault.Unavailable || len(f.Fields) != 1 ||
			f.Fields[0].Zh != r.zh || f.Fields[0].En != r.en || !strings.Contains(f.Message("zh"), strconv.Itoa(code)) {
			t.Errorf("%d: %+v", code, f)
		}
	}
	f := (&Refusal{Code: 99999}).Fault()
	if zh := f.Message("zh"); f.Kind != fault.Unavailable || !strings.Contains(zh, "99999") {
		t.Errorf("an unknown code: %v", f)
	}
}

// TestTheAddressIsTold: the error of an address that is not trusted names it.
func TestTheAddressIsTold(t *testing.T) {
	r := &Refusal{API: "user/get", Code: codeAddress, Message: "not allow to access from your ip, hint: [1_2_a], from ip: 203.0.113.7, more info at https://…"}
	if r.Address() != "203.0.113.7" || !strings.Contains(r.Fault().Fields[0].En, "203.0.113.7") {
		t.Errorf("%q: %v", r.Address(), r.Fault())
	}
}
