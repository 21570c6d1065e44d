package app_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"qunli/channel"
	"qunli/channel/wecom"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/org"
	"qunli/outreach"
	"qunli/sandbox"
	"qunli/succession"
)

// handed has what is due handed on before something is read.
func (c *company) handed(read func() string) func() string {
	return func() string {
		c.must(c.app.Succession.Tend(c.Context()))
		return read()
	}
}

// results tells what objects came to: "kind state reason count".
func (c *company) results() string {
	return c.lines(`SELECT kind || ' ' || state || ' ' || CASE WHEN reason = '' THEN '' ELSE SUBSTR(reason, 10, 18) END || ' ' || COUNT(*) AS line
		FROM succession_object GROUP BY kind, state, reason`)
}

// befriend has so many people add a member, and waits until it is known.
func (c *company) befriend(staff string, many int) {
	c.Helper()
	var acts []sandbox.Act
	for n := range many {
		name := fmt.Sprintf("客%03d", n)
		acts = append(acts, sandbox.Act{Verb: "person", Name: name}, sandbox.Act{Verb: "search", Person: name, Staff: staff, On: true})
	}
	if _, err := c.world.ActAll(c.Context(), acts); err != nil {
		c.Fatal(err)
	}
	c.await(fmt.Sprint(many), c.friendsOf(staff))
}

func (c *company) friendsOf(staff string) func() string {
	return func() string {
		return c.lines(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM customer_bond WHERE until = 0 AND member = '` + staff + `'`)
	}
}

// TestWhoeverResignsIsSucceeded: 120 customers and 3 groups of somebody who resigned: all 123 have a new owner or an explicit reason;
// tasks go along, keepers follow, the history stays (CHN-03).
func TestWhoeverResignsIsSucceeded(t *testing.T) {
	eachCompany(t, func(c *company) {
		ctx := org.Owner(c.Context(), "test")
		c.act(sandbox.Act{Verb: "hire", Name: "小满", ID: "man"})
		_, _, err := c.app.Org.Hire(ctx, org.StaffRequest{Login: "man", Name: "小满", Code: "man", Role: org.RoleOperator})
		c.must(err)
		c.befriend("mei", 120)
		for _, name := range []string{"一群", "二群", "三群"} {
			c.act(sandbox.Act{Verb: "group", Staff: "mei", Name: name, People: []string{"客000"}})
		}
		c.await("一群; 三群; 二群", func() string { return c.lines(`SELECT name AS line FROM community`) })
		mei, gang, man := c.staff("mei"), c.staff("gang"), c.staff("man")
		c.must(c.task(mei))

		c.act(sandbox.Act{Verb: "resign", Staff: "mei"})
		e, err := c.app.Succession.Survey(ctx, mei)
		c.must(err)
		if e != (succession.Estate{Customers: 120, Groups: 3, Tasks: 1}) {
			c.Fatalf("%+v", e)
		}
		c.set(func(s *sandbox.Settings) { s.DropReply = 0.2 })
		i, err := c.app.Succession.Begin(ctx, succession.Request{From: mei, Resigned: true, Heirs: []org.StaffID{gang, man}})
		c.must(err)
		if _, err := c.app.Succession.Begin(ctx, succession.Request{From: mei, Resigned: true, Heirs: []org.StaffID{gang}}); err == nil {
			c.Error("it is begun twice")
		}
		c.await("customer waiting  120; group done  3", c.handed(c.results))
		c.set(func(s *sandbox.Settings) { s.DropReply = 0 })
		if owners := c.lines(`SELECT s.code || ' ' || COUNT(*) AS line FROM community g JOIN org_staff s ON s.id = g.staff_id GROUP BY s.code`); owners != "gang 2; man 1" {
			c.Error(owners)
		}
		if task := c.lines(`SELECT s.code AS line FROM desk_task t JOIN org_staff s ON s.id = t.staff_id WHERE t.why = 'test'`); task != "gang" {
			c.Error(task)
		}
		for _, name := range []string{"客003", "客004"} {
			c.act(sandbox.Act{Verb: "refuse", Person: name})
		}
		c.travel(25 * time.Hour)
		c.await("customer done  118; customer refused succession.refused 2; group done  3", c.handed(c.results))
		c.await("118", func() string {
			return c.lines(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM customer_bond WHERE until = 0 AND member IN ('gang', 'man')`)
		})
		if how := c.lines(`SELECT ended_by || ' ' || COUNT(*) AS line FROM customer_bond WHERE until <> 0 GROUP BY ended_by`); how != "transfer 118" {
			c.Error(how)
		}
		c.await("heir 118; mei 2", func() string {
			return c.lines(`SELECT CASE WHEN s.code = 'mei' THEN 'mei' ELSE 'heir' END || ' ' || COUNT(*) AS line FROM customer u JOIN org_staff s ON s.id = u.staff_id
				GROUP BY CASE WHEN s.code = 'mei' THEN 'mei' ELSE 'heir' END`)
		})
		all, err := c.app.Succession.Objects(ctx, i, succession.Filter{State: succession.Refused})
		c.must(err)
		if len(all) != 2 || all[0].Why() == nil || !strings.Contains(all[0].Why().Zh, "拒绝") || !strings.Contains(all[0].Why().En, "refused") {
			c.Errorf("%+v", all)
		}

		c.must(c.app.Succession.Retry(ctx, i, man)) // who refused one may take another
		c.await("customer done  118; customer waiting  2; group done  3", c.handed(c.results))
		c.travel(25 * time.Hour)
		c.await("customer done  120; group done  3", c.handed(c.results))
		c.await("0", c.handed(func() string {
			return c.lines(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM succession WHERE ended_at = 0`)
		}))
	})
}

// TestWhatCannotBeHandedOnSaysWhy: whole refusals and single ones are results with their reason.
func TestWhatCannotBeHandedOnSaysWhy(t *testing.T) {
	eachCompany(t, func(c *company) {
		ctx := org.Owner(c.Context(), "test")
		c.befriend("mei", 2)
		c.act(sandbox.Act{Verb: "group", Staff: "mei", Name: "群", People: []string{"客000"}})
		c.await("群", func() string { return c.lines(`SELECT name AS line FROM community`) })
		mei, gang := c.staff("mei"), c.staff("gang")
		i, err := c.app.Succession.Begin(ctx, succession.Request{From: mei, Resigned: true, Heirs: []org.StaffID{gang}}) // but they have not
		c.must(err)
		c.await("customer failed wecom.conflict\",\"z 2; group failed wecom.conflict\",\"z 1", c.handed(c.results))
		all, err := c.app.Succession.Objects(ctx, i, succession.Filter{})
		c.must(err)
		if why := all[0].Why(); !strings.Contains(why.Zh, "40097") || !strings.Contains(why.Zh, "还没有离职") || !strings.Contains(why.En, "has not resigned") {
			c.Errorf("%+v", why)
		}
		_, err = c.app.Succession.Begin(ctx, succession.Request{From: mei, Heirs: []org.StaffID{gang}, Message: "以后我来"})
		c.must(err)
		c.await("customer failed wecom.conflict\",\"z 2; customer waiting  2; group done  1; group failed wecom.conflict\",\"z 1", c.handed(c.results))
		c.travel(25 * time.Hour)
		c.await("2", c.handed(c.friendsOf("gang")))
		c.await("0", c.friendsOf("mei"))
		c.await("transfer 2", func() string {
			return c.lines(`SELECT ended_by || ' ' || COUNT(*) AS line FROM customer_bond WHERE until <> 0 GROUP BY ended_by`)
		})
	})
}

// task gives somebody something to do.
func (c *company) task(staff org.StaffID) error {
	return c.app.DB.Tx(c.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := desk.Keep(ctx, tx, desk.Rescue, 10, func(desk.Task) bool { return true }, []desk.Task{{StaffID: staff, Why: "test", Key: "test", DueAt: tx.Now}}, "")
		return err
	})
}

// TestWhoeverLeavesSendsNothingMore: what they wrote and nobody decided about is cancelled with their access, what is sent goes on.
func TestWhoeverLeavesSendsNothingMore(t *testing.T) {
	eachCompany(t, func(c *company) {
		mei, gang := c.staff("mei"), c.staff("gang")
		for _, who := range []org.StaffID{mei, mei, gang} {
			ctx := org.As(c.Context(), org.Actor{Kind: org.ActorStaff, ID: int64(who), Staff: who, Role: org.RoleOwner, Scope: org.ScopeAll})
			_, err := c.app.Outreach.Draft(ctx, outreach.Draft{Name: "上新", Channel: wecom.Name, Topic: "新品", Message: channel.Message{Text: "上新"}, Audience: outreach.Audience{Rule: "adds >= 1"}})
			c.must(err)
		}
		c.must(c.app.DB.Tx(c.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `UPDATE outreach_broadcast SET state = 'sending' WHERE id = (SELECT MIN(id) FROM outreach_broadcast)`)
			return err
		}))
		c.must(c.app.Org.Leave(org.Owner(c.Context(), "test"), mei, 1))
		if got := c.lines(`SELECT s.code || ' ' || b.state AS line FROM outreach_broadcast b JOIN org_staff s ON s.id = b.staff_id`); got != "gang draft; mei cancelled; mei sending" {
			c.Error(got)
		}
	})
}
