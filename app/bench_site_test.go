package app_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"qunli/app"
	"qunli/app/bench"
	"qunli/testkit/pgtest"
)

// TestWebCase: what is answered over HTTP agrees with the books on both engines; the ratios themselves are judged by the command.
func TestWebCase(t *testing.T) {
	for name, address := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite://" + filepath.Join(t.TempDir(), "qunli.db") },
		"postgres": func(t *testing.T) string { return pgtest.Fresh(t) },
	} {
		t.Run(name, func(t *testing.T) {
			at := address(t)
			r, err := bench.WebCase(t.Context(), bench.Env{Address: func(context.Context) (string, error) { return at, nil }}, app.OpenSite, 50*time.Millisecond)
			if err != nil || len(r.Rows) < 11 {
				t.Fatalf("%+v, %v", r, err)
			}
			for _, row := range r.Rows {
				if row.Value <= 0 || row.Zh == "" || row.En == "" {
					t.Errorf("%+v", row)
				}
			}
		})
	}
}
