package bench

import (
	"context"
	"io/fs"
	"testing"
	"time"

	"qunli/campaign"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
	"qunli/testkit/pgtest"
)

// The case runs on both engines and its books balance; the ratio itself is judged by the command.
func TestCampaignCase(t *testing.T) {
	rooms := []fs.FS{org.Schema, job.Schema, event.Schema, customer.Schema, segment.Schema, campaign.Schema}
	for name, address := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite://" + t.TempDir() + "/scratch.db" },
		"postgres": func(t *testing.T) string { return pgtest.Fresh(t) },
	} {
		t.Run(name, func(t *testing.T) {
			at := address(t)
			open := func(ctx context.Context) (*db.DB, error) { return db.Open(ctx, at, db.Options{}) }
			r, err := campaignCase(t.Context(), Env{Open: open, Dir: t.TempDir()}, rooms, customer.Attributes(), 50*time.Millisecond)
			if err != nil || len(r.Rows) != 7 {
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
