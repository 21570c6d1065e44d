package console

import (
	"context"
	"log/slog"
	"testing"

	"qunli/demo"
	"qunli/kit/db"
	"qunli/org"
	"qunli/testkit/dbtest"
)

// TestTheDemoOverTheAPI: a database without one says none; one that has it says how far it is to everybody, and goes at the
// word of somebody who may, once.
func TestTheDemoOverTheAPI(t *testing.T) {
	dbtest.Each(t, append(rooms(), demo.Schema), func(t *testing.T, d dbtest.Fixture) {
		h := newHouse(t, d)
		boss := h.setUp()
		if none := ok[demoView](boss, "GET", "/api/demo", nil); none.State != "none" {
			h.Errorf("%+v", none)
		}
		refused(boss, 404, "demo.none", "DELETE", "/api/demo", nil)
		h.c.Demo = demo.New(demo.Rooms{DB: d.DB, Log: slog.New(slog.DiscardHandler), Org: h.c.Org, Customers: h.c.Customers, Segments: h.c.Segments,
			Groups: h.c.Communities, Commerce: h.c.Commerce, Intake: h.c.Intake, Insight: h.c.Insight, Dir: t.TempDir()})
		if none := ok[demoView](boss, "GET", "/api/demo", nil); none.State != "none" || none.Size != "" {
			h.Errorf("%+v", none)
		}
		err := d.Tx(h.owner(), func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `INSERT INTO demo_brand (id, seed, size, last_day, state, facts, begun_at, changed_at) VALUES (1, '1', 'S', '2026-03-01', 'pouring', 40000, 1, 1)`)
			return err
		})
		if err != nil {
			h.Fatal(err)
		}
		reader := h.bearer(org.RoleReader, org.ScopeAll, 0)
		want := demoView{"pouring", 40, "S", "2026-03-01"}
		if now := ok[demoView](reader, "GET", "/api/demo", nil); now != want {
			h.Errorf("%+v", now)
		}
		refused(reader, 403, "permission.denied", "DELETE", "/api/demo", nil)
		for range 2 {
			if w := boss.send("DELETE", "/api/demo", nil); w.Code != 204 {
				h.Errorf("%d %s", w.Code, w.Body)
			}
		}
		// Nothing of it was read in, so all of it has gone but the last step.
		if now := ok[demoView](reader, "GET", "/api/demo", nil); now.State != "removing" || now.Percent != 99 {
			h.Errorf("%+v", now)
		}
		if err := h.c.Demo.Remove(h.owner()); err != nil {
			h.Fatal(err)
		}
		if gone := ok[demoView](boss, "GET", "/api/demo", nil); gone.State != "none" {
			h.Errorf("%+v", gone)
		}
	})
}
