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

// The cases run on both engines and their books balance; the ratios themselves are judged by the command.
func TestCampaignCase(t *testing.T) {
	rooms := []fs.FS{org.Schema, job.Schema, event.Schema, customer.Schema, segment.Schema, campaign.Schema}
	cases := map[string]func(env Env) (Result, error){
		"campaign": func(env Env) (Result, error) {
			return campaignCase(t.Context(), env, rooms, customer.Attributes(), 50*time.Millisecond)
		},
		"baselines": func(env Env) (Result, error) {
			return baselineCase(t.Context(), env, rooms, customer.Attributes(), Rivals{}, 50*time.Millisecond)
		},
	}
	cases["timers"] = func(env Env) (Result, error) {
		return timerCase(t.Context(), env, rooms, customer.Attributes(), 500, time.Second)
	}
	for name, address := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite://" + t.TempDir() + "/scratch.db" },
		"postgres": func(t *testing.T) string { return pgtest.Fresh(t) },
	} {
		for what, run := range cases {
			t.Run(name+"/"+what, func(t *testing.T) {
				at := address(t)
				open := func(ctx context.Context) (*db.DB, error) { return db.Open(ctx, at, db.Options{}) }
				r, err := run(Env{Open: open, Address: func(context.Context) (string, error) { return at, nil }, Dir: t.TempDir()})
				if err != nil || len(r.Rows) < 6 {
					t.Fatalf("%+v, %v", r, err)
				}
				for _, row := range r.Rows {
					if row.Value < 0 || row.Value == 0 && row.Unit != "ms" || row.Zh == "" || row.En == "" { // what is done at once is 0 ms late
						t.Errorf("%+v", row)
					}
				}
			})
		}
	}
}
