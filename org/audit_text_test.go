package org

import "testing"

func TestAuditTextHidesWhatSlipsIn(t *testing.T) {
	for _, c := range []struct {
		give any
		want string
	}{
		{nil, ""},
		{map[string]any{"id": int64(9007199254740993), "password": "x", "PasswordHash": "x", "token": "x", "note": "call +86 138-1234-5678"},
			`{"id":9007199254740993,"note":"call +86 138****5678"}`},
		{[]any{map[string]any{"secret_key": 1, "to": []string{"13812345678,13912345678"}}}, `[{"to":["138****5678,139****5678"]}]`},
		{StoreID(0x7fffffffffffffff), `"sto_7zzzzzzzzzzzz"`},
	} {
		got, err := auditText(c.give)
		if err != nil || got != c.want {
			t.Errorf("%v: %s, %v; want %s", c.give, got, err, c.want)
		}
	}
	if _, err := auditText(func() {}); err == nil {
		t.Error("what cannot be encoded passes")
	}
}
