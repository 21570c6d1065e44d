package desk_test

import (
	"context"
	"encoding/json"
	"io/fs"
	"log/slog"
	"testing"
	"time"

	"qunli/campaign"
	"qunli/campaign/flashsale"
	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
	"qunli/testkit/dbtest"
)

// The owner of a campaign is asked what was learnt three days after its end, once; the task is closed when it is written (CAM-12).
func TestAPostmortemIsAskedFor(t *testing.T) {
	rooms := []fs.FS{org.Schema, job.Schema, event.Schema, customer.Schema, segment.Schema, community.Schema, conversation.Schema, campaign.Schema, desk.Schema}
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		ctx, queue := org.Owner(t.Context(), "test"), job.New(d.DB, job.Options{})
		bus := event.NewBus(queue)
		games := campaign.New(d.DB, bus, segment.New(d.DB, bus, nil), campaign.NewModels(flashsale.Model{}), slog.New(slog.DiscardHandler), campaign.Options{})
		work := desk.New(d.DB)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		c, err := games.Draft(ctx, "flashsale", "周末秒杀", 0)
		must(err)
		now := d.Clock.Now().UnixMilli()
		terms := campaign.Terms{From: now, Until: now + 3_600_000, Goal: "拉新", Target: 1, Cost: 1000}
		_, err = games.Save(ctx, c.ID, campaign.Edit{Terms: terms, Settings: json.RawMessage(flashsale.Model{}.Example())})
		must(err)
		_, err = games.Publish(ctx, c.ID)
		must(err)
		tasks := func() []desk.Task {
			t.Helper()
			for range 2 {
				must(d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return desk.Postmortems(ctx, tx) }))
			}
			all, err := work.List(ctx, desk.Filter{Kind: desk.Postmortem})
			must(err)
			return all
		}
		d.Clock.Advance(time.Hour + 3*24*time.Hour - time.Millisecond)
		if got := tasks(); len(got) != 0 {
			t.Fatalf("asked too early: %+v", got)
		}
		d.Clock.Advance(time.Millisecond)
		if got := tasks(); len(got) != 1 || got[0].Subject() != c.ID.String() {
			t.Fatalf("asked %+v", got)
		}
		_, err = games.Review(ctx, c.ID, campaign.Review{Well: "好", Badly: "无", Next: "无"})
		must(err)
		if got := tasks(); len(got) != 0 {
			t.Fatalf("still asked: %+v", got)
		}
	})
}
