package app_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"qunli/channel"
	"qunli/channel/wecom"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
	"qunli/sandbox"
)

// same compares what we know with what a channel's API could tell: people with their open bonds and remarks, groups with
// everybody in them, tags and who wears them.
func (c *company) same() string {
	c.Helper()
	want, have := outsideFacts(c.world.State()), c.insideFacts()
	missing, extra := apart(want, have)
	if len(missing)+len(extra) == 0 {
		return "same"
	}
	return fmt.Sprintf("%d missing, such as %s; %d too many, such as %s", len(missing), first(missing), len(extra), first(extra))
}

func first(list []string) string { return strings.Join(list[:min(3, len(list))], ", ") }

// apart gives what only one of two sorted lists has.
func apart(want, have []string) (missing, extra []string) {
	for len(want) > 0 && len(have) > 0 {
		switch cmp.Compare(want[0], have[0]) {
		case 0:
			want, have = want[1:], have[1:]
		case -1:
			missing, want = append(missing, want[0]), want[1:]
		default:
			extra, have = append(extra, have[0]), have[1:]
		}
	}
	return append(missing, want...), append(extra, have...)
}

func outsideFacts(state map[string]any) []string {
	var out []string
	tags := map[string]string{}
	for _, g := range state["tags"].([]map[string]any) {
		for _, t := range g["tag"].([]map[string]any) {
			name := fmt.Sprintf("%v/%v", g["group_name"], t["name"])
			tags[t["id"].(string)] = name
			out = append(out, "tag "+name)
		}
	}
	for _, p := range state["customers"].([]map[string]any) {
		for _, f := range p["follow"].([]map[string]any) {
			if f["half"] == true {
				continue
			}
			out = append(out, fmt.Sprintf("bond %v %v %v since %v %v %v", p["external_userid"], p["name"], f["userid"], f["createtime"], f["state"], f["remark"]))
			for _, t := range f["tags"].([]string) {
				out = append(out, fmt.Sprintf("wears %v %s", p["external_userid"], tags[t]))
			}
		}
	}
	for _, g := range state["groups"].([]map[string]any) {
		if g["dismissed"] == true {
			continue
		}
		for _, s := range g["members"].([]map[string]any) {
			if s["type"] == 2 {
				out = append(out, fmt.Sprintf("in %v %v %v since %v", g["chat_id"], g["name"], s["userid"], s["join_time"]))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (c *company) insideFacts() []string {
	c.Helper()
	var out []string
	for _, sql := range []string{
		`SELECT 'tag ' || family || '/' || name AS line FROM customer_tag`,
		`SELECT 'bond ' || i.value || ' ' || c.name || ' ' || b.member || ' since ' || (b.since / 1000) || ' ' || b.state || ' ' || b.remark AS line
			FROM customer_bond b JOIN customer c ON c.id = b.customer_id JOIN customer_identity i ON i.customer_id = c.id AND i.kind = 'external_userid' WHERE b.until = 0`,
		`SELECT 'wears ' || i.value || ' ' || t.family || '/' || t.name AS line
			FROM customer_tagging g JOIN customer_tag t ON t.id = g.tag_id JOIN customer_identity i ON i.customer_id = g.customer_id AND i.kind = 'external_userid'`,
		`SELECT 'in ' || k.code || ' ' || g.name || ' ' || i.value || ' since ' || (s.joined_at / 1000) AS line
			FROM community_stay s JOIN community g ON g.id = s.community_id JOIN community_key k ON k.community_id = g.id
			JOIN customer_identity i ON i.customer_id = s.customer_id AND i.kind = 'external_userid' WHERE s.left_at = 0`,
	} {
		list, err := db.All[string](c.Context(), c.app.DB.Read(), sql)
		if err != nil {
			c.Fatal(err)
		}
		out = append(out, list...)
	}
	slices.Sort(out)
	return out
}

// progress is how far the sync is.
func (c *company) progress() channel.Progress {
	c.Helper()
	p, err := c.app.WeComSync.State(org.Owner(c.Context(), "test"))
	if err != nil {
		c.Fatal(err)
	}
	return p
}

func (c *company) sync() {
	c.Helper()
	if err := c.app.WeComSync.Begin(org.Owner(c.Context(), "test")); err != nil {
		c.Fatal(err)
	}
}

// synced waits until the sync has ended and what it found missing has been read again.
func (c *company) synced() {
	c.Helper()
	c.await("done, 0 stale", func() string {
		return fmt.Sprintf("%s, %s stale", c.progress().State, c.lines(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM channel_stale`))
	})
}

func (c *company) set(f func(s *sandbox.Settings)) {
	c.Helper()
	if err := c.world.Set(c.Context(), func(s *sandbox.Settings) error { f(s); return nil }, nil); err != nil {
		c.Fatal(err)
	}
}

func (c *company) fill(s sandbox.Seed) {
	c.Helper()
	if err := c.world.Seed(c.Context(), s); err != nil {
		c.Fatal(err)
	}
}

// TestAnOrganisationIsReadWhole: everybody, every group and every tag, though the program is ended in the middle; nobody is
// greeted for it, and what is read again changes nothing.
func TestAnOrganisationIsReadWhole(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.act(sandbox.Act{Verb: "service", Staff: "gang"}) // no right of customer contact
		c.fill(sandbox.Seed{Members: 6, Customers: 1200, Groups: 12, GroupSize: 30, Tags: 60, Marked: 30})
		c.set(func(s *sandbox.Settings) { s.Slow = 20 })
		c.sync()
		if err := c.app.WeComSync.Begin(org.Owner(c.Context(), "test")); fault.Of(err).Code != channel.ErrSyncing.Code {
			c.Errorf("begun twice: %v", err)
		}
		var at channel.Count
		for at.Done < 300 {
			at = c.progress().Counts[channel.StepPersons]
		}
		c.halt()
		c.set(func(s *sandbox.Settings) { s.Slow = 0 })
		c.begin()
		if now := c.progress().Counts[channel.StepPersons]; now.Done < at.Done || now.Done == 1200 || now.Total != 1200 {
			c.Errorf("after the end %+v, before it %+v", now, at)
		}
		c.synced()
		if got := c.same(); got != "same" {
			c.Error(got)
		}
		p := c.progress()
		if p.Counts[channel.StepPersons].Done != 1200 || p.Counts[channel.StepRosters].Read != 12 || p.Counts[channel.StepTags].Done != 60 || len(p.Failed) != 0 || !p.History {
			c.Errorf("%+v", p)
		}
		if got := c.lines(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM automation_welcome`) + c.lines(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM desk_task`); got != "00" {
			c.Error("somebody was greeted or is to be looked after: " + got)
		}
		touches := c.lines(`SELECT kind || ' ' || COUNT(*) AS line FROM customer_touch GROUP BY kind`)
		c.sync()
		c.synced()
		if p := c.progress(); p.History {
			c.Error("a sync right after another brings the past")
		}
		if got := c.same(); got != "same" {
			c.Error(got)
		}
		if again := c.lines(`SELECT kind || ' ' || COUNT(*) AS line FROM customer_touch GROUP BY kind`); again != touches {
			c.Errorf("read again: %s, before %s", again, touches)
		}
	})
}

// TestASyncWithoutAnAccountIsRefused: in words that say what to do.
func TestASyncWithoutAnAccountIsRefused(t *testing.T) {
	c := newCompany(t, "sqlite://"+t.TempDir()+"/qunli.db", t.TempDir())
	c.begin()
	if err := c.app.WeComSync.Begin(org.Owner(t.Context(), "test")); fault.Of(err).Code != wecom.ErrUnset.Code {
		t.Error(err)
	}
	if p := c.progress(); p.ID != 0 {
		t.Errorf("%+v", p)
	}
	nobody := org.As(t.Context(), org.Actor{Kind: org.ActorStaff, Role: org.RoleOperator, Scope: org.ScopeAll})
	if err := c.app.WeComSync.Begin(nobody); fault.Of(err).Kind != fault.Denied {
		t.Error(err)
	}
	if _, err := c.app.WeComSync.State(nobody); fault.Of(err).Kind != fault.Denied {
		t.Error(err)
	}
}

// TestOneMemberDoesNotStopTheOthers: who has no right, has left or cannot be seen is told of one by one.
func TestOneMemberDoesNotStopTheOthers(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.fill(sandbox.Seed{Members: 4, Customers: 60, Groups: 4, GroupSize: 10})
		c.sync()
		c.synced()
		before := c.insideFacts()
		c.act(sandbox.Act{Verb: "service", Staff: "user003"}) // takes the right away
		c.sync()
		c.synced()
		p := c.progress()
		if len(p.Failed) != 1 || p.Failed[0].Key != "user003" || p.Failed[0].Fault() == nil || !strings.Contains(p.Failed[0].Fault().Zh, "权限") {
			c.Errorf("%+v", p.Failed)
		}
		if missing, extra := apart(before, c.insideFacts()); len(missing)+len(extra) > 0 {
			c.Errorf("what cannot be read any more has ended: %v; %v", missing, extra)
		}
	})
}

// lose has the world forget what it would have told, as if every callback had been lost.
func (c *company) lose(f func()) {
	c.Helper()
	c.set(func(s *sandbox.Settings) { s.Loss = 1 })
	f()
	c.set(func(s *sandbox.Settings) { s.Loss = 0 })
}

// TestAReconcileFindsWhatWasNeverTold: people who came and went, tags, remarks, groups begun, joined, left and dissolved.
func TestAReconcileFindsWhatWasNeverTold(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.fill(sandbox.Seed{Members: 3, Customers: 90, Groups: 4, GroupSize: 10, Tags: 20})
		c.sync()
		c.synced()
		c.lose(func() {
			people := c.world.State()["customers"].([]map[string]any)
			for n, p := range people[:40] {
				who, staff := p["external_userid"].(string), p["follow"].([]map[string]any)[0]["userid"].(string)
				switch n % 4 {
				case 0:
					c.act(sandbox.Act{Verb: "unfriend", Person: who, Staff: staff})
				case 1:
					c.act(sandbox.Act{Verb: "search", Person: who, Staff: "mei", On: true})
				case 2:
					c.act(sandbox.Act{Verb: "remark", Person: who, Staff: staff, Text: fmt.Sprintf("备注%02d", n)})
				case 3:
					c.act(sandbox.Act{Verb: "person", Name: fmt.Sprintf("新客%02d", n)})
					c.act(sandbox.Act{Verb: "search", Person: fmt.Sprintf("新客%02d", n), Staff: "mei", On: true})
				}
			}
			groups := c.world.State()["groups"].([]map[string]any)
			c.act(sandbox.Act{Verb: "dismiss", Group: groups[0]["chat_id"].(string)})
			for _, m := range groups[1]["members"].([]map[string]any)[:5] {
				if m["type"] == 2 {
					c.act(sandbox.Act{Verb: "leave", Person: m["userid"].(string), Group: groups[1]["chat_id"].(string)})
				}
			}
			c.act(sandbox.Act{Verb: "rename", Staff: groups[2]["owner"].(string), Group: groups[2]["chat_id"].(string), Name: "改名群"})
			c.act(sandbox.Act{Verb: "group", Staff: "mei", Name: "新群", People: []string{"新客03", "新客07"}})
			c.act(sandbox.Act{Verb: "newtag", Name: "新标签", Group: "新标签组"})
		})
		if got := c.same(); got == "same" {
			c.Fatal("the callbacks were not lost")
		}
		c.sync()
		c.synced()
		c.await("same", c.same)
		if got := c.lines(`SELECT ended_by || ' ' || COUNT(*) AS line FROM customer_bond WHERE until <> 0 GROUP BY ended_by`); got != " 10" {
			c.Errorf("ended: %q", got)
		}
	})
}

// TestTooManyCallsAreWaitedOut: the server closes an API for a minute; the sync and the refresher rest and go on by themselves,
// and nothing is lost.
func TestTooManyCallsAreWaitedOut(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.fill(sandbox.Seed{Members: 2, Customers: 30, Groups: 2, GroupSize: 5})
		c.set(func(s *sandbox.Settings) {
			s.Faults["externalcontact/batch/get_by_user"] = &sandbox.Fault{Code: 45009, Left: 1}
			s.Faults["externalcontact/get"] = &sandbox.Fault{Code: 45009, Left: 1}
		})
		c.sync()
		c.act(sandbox.Act{Verb: "person", Name: "林晓"})
		c.act(sandbox.Act{Verb: "search", Person: "林晓", Staff: "mei", On: true})
		resting := func() string {
			now := clock.System{}.Now()
			p := c.progress()
			rest := time.UnixMilli(p.RestUntil).Sub(now)
			if p.State != channel.Running || rest < 50*time.Second || p.Fault() == nil {
				return fmt.Sprintf("%s, rests %v: %+v", p.State, rest, p.Fault())
			}
			return "rests; " + c.lines(`SELECT subject || ' ' || attempts || CASE WHEN due_at > `+fmt.Sprint(now.Add(50*time.Second).UnixMilli())+` THEN ' rests' ELSE '' END AS line FROM channel_stale`)
		}
		who := c.world.State()["customers"].([]map[string]any)
		key := ""
		for _, p := range who {
			if p["name"] == "林晓" {
				key = p["external_userid"].(string)
			}
		}
		c.await("rests; person:"+key+" 0 rests", resting)
		c.past(2 * time.Minute)
		c.await("done", func() string { return string(c.progress().State) })
		c.await("same", c.same)
	})
}

// past has everything that rests be due, as if so much time had passed.
func (c *company) past(d time.Duration) {
	c.Helper()
	c.halt()
	a := c.open(c.Context())
	defer a.Close()
	ms := d.Milliseconds()
	err := a.DB.Tx(c.Context(), func(ctx context.Context, tx *db.Tx) error {
		for _, sql := range []string{`UPDATE channel_sync SET rest_until = rest_until - $1`, `UPDATE channel_stale SET due_at = due_at - $1`,
			`UPDATE job SET run_at = run_at - $1 WHERE state = 'ready'`} {
			if _, err := db.Exec(ctx, tx, sql, ms); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		c.Fatal(err)
	}
	if err := a.Close(); err != nil {
		c.Fatal(err)
	}
	c.begin()
}
