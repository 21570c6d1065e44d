package bench

import (
	"context"
	"io/fs"
	"slices"
	"testing"
	"time"

	"qunli/commerce"
	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/intake"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/referral"
	"qunli/segment"
	"qunli/testkit/pgtest"
)

var peopleRooms = []fs.FS{job.Schema, event.Schema, org.Schema, customer.Schema, segment.Schema, community.Schema, conversation.Schema,
	commerce.Schema, referral.Schema, intake.Schema}

// The cases about people run on few of them and find sound figures; the limits are judged by the command, not here.
func TestCasesAboutPeople(t *testing.T) {
	attributes := slices.Concat(customer.Attributes(), commerce.Attributes())
	for name, run := range map[string]func(ctx context.Context, env Env) (Result, error){
		"referrals": func(ctx context.Context, env Env) (Result, error) {
			return referralsCase(ctx, env, peopleRooms, 2000, 200)
		},
		"segments": func(ctx context.Context, env Env) (Result, error) {
			return segmentsCase(ctx, env, peopleRooms, attributes, 3000)
		},
		"membership": func(ctx context.Context, env Env) (Result, error) {
			return membershipCase(ctx, env, peopleRooms, attributes, stream{rate: 100, rules: 10, time: time.Second})
		},
	} {
		for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
			t.Run(name+"/"+string(engine), func(t *testing.T) {
				open := func(ctx context.Context) (*db.DB, error) {
					address := "sqlite://" + t.TempDir() + "/scratch.db"
					if engine == db.Postgres {
						address = pgtest.Fresh(t)
					}
					return db.Open(ctx, address, db.Options{})
				}
				r, err := run(t.Context(), Env{Open: open, Dir: t.TempDir()})
				if err != nil {
					t.Fatal(err)
				}
				if r.Case != name || r.Engine != engine || len(r.Rows) < 4 {
					t.Errorf("%+v", r)
				}
				for _, row := range r.Rows {
					if row.Value <= 0 || row.Zh == "" || row.En == "" {
						t.Errorf("%+v", row)
					}
				}
			})
		}
	}
}
