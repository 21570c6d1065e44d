package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qunli/app"
	"qunli/testkit/pgtest"
)

// TestKeyBesidePostgres: the first command on PostgreSQL makes the folder of the key, where nothing was made for a database.
func TestKeyBesidePostgres(t *testing.T) {
	t.Chdir(t.TempDir())
	var errOut bytes.Buffer
	file := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(file, []byte("sku,product\nA,tea\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code := app.Main(t.Context(), app.Console{Args: []string{"import", "products", file, "--db", pgtest.Fresh(t)}, Out: &errOut, Err: &errOut,
		Env: func(string) string { return "" }})
	if _, err := os.Stat(filepath.Join("qunli-data", "qunli.key")); code != 0 || err != nil {
		t.Errorf("exit %d, key: %v\n%s", code, err, errOut.String())
	}
}

// TestMisuse: what a command does not take ends with exit code 2, the usage and what was wrong, in both languages.
func TestMisuse(t *testing.T) {
	s := newShell(t, "sqlite")
	for _, tt := range []struct {
		args []string
		says []string
	}{
		{[]string{"check", "extra"}, []string{"用法", "Usage", "qunli check"}},
		{[]string{"imports", "extra"}, []string{"qunli imports"}},
		{[]string{"insight", "rfm", "--bogus"}, []string{"--bogus 不是参数", "--bogus is no flag", "qunli insight NAME"}},
		{[]string{"import", "orders", "x.csv", "--map", "order_no"}, []string{"KEY=VALUE", "qunli import"}},
	} {
		code, _, errOut := s.run(tt.args...)
		if code != 2 {
			t.Errorf("%v: exit %d, want 2", tt.args, code)
		}
		for _, says := range tt.says {
			if !strings.Contains(errOut, says) {
				t.Errorf("%v: %q does not say %q", tt.args, errOut, says)
			}
		}
	}
}
