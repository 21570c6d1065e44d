package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"qunli/channel"
	"qunli/channel/wecom"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
	"qunli/outreach"
	"qunli/sandbox"
)

// friends has people add a member, and waits until we know them.
func (c *company) friends(member string, names ...string) {
	c.Helper()
	for _, name := range names {
		c.act(sandbox.Act{Verb: "person", Name: name})
		c.act(sandbox.Act{Verb: "search", Person: name, Staff: member, On: true})
	}
	c.await(fmt.Sprint(len(names)), func() string {
		n := 0
		for _, name := range names {
			if strings.Contains(c.bonds()+";", name+" "+member+";") {
				n++
			}
		}
		return fmt.Sprint(n)
	})
}

// policy makes broadcasts possible at any hour of the day.
func (c *company) policy(change func(p *outreach.Policy)) {
	c.Helper()
	ctx := org.Owner(c.Context(), "test")
	p, err := c.app.Outreach.Policy(ctx)
	if err != nil {
		c.Fatal(err)
	}
	p.QuietFrom, p.QuietUntil, p.OwnApproval = 0, 0, true
	change(&p)
	if err := c.app.Outreach.SetPolicy(ctx, p); err != nil {
		c.Fatal(err)
	}
}

// person gives the id of somebody by name.
func (c *company) person(name string) customer.ID {
	c.Helper()
	i, err := db.One[customer.ID](c.Context(), c.app.DB.Read(), `SELECT id FROM customer WHERE name = $1`, name)
	if err != nil {
		c.Fatalf("%s: %v", name, err)
	}
	return i
}

// broadcast writes one to everybody who was ever added, or to groups, and has it approved.
func (c *company) broadcast(text string, groups ...community.ID) outreach.Broadcast {
	c.Helper()
	ctx := org.Owner(c.Context(), "test")
	d := outreach.Draft{Name: text, Channel: wecom.Name, Topic: "新品", Message: channel.Message{Text: text}, Audience: outreach.Audience{Groups: groups}}
	if len(groups) == 0 {
		d.Audience.Rule = "adds >= 1"
	}
	b, err := c.app.Outreach.Draft(ctx, d)
	if err == nil {
		b, err = c.app.Outreach.Submit(ctx, b.ID, b.Version)
	}
	if err == nil {
		b, err = c.app.Outreach.Approve(ctx, b.ID, b.Version)
	}
	if err != nil {
		c.Fatal(err)
	}
	return b
}

// reached tells what became of everybody: "name outcome reason".
func (c *company) reached(i outreach.ID) string {
	return c.lines(fmt.Sprintf(`SELECT c.name || ' ' || r.state || CASE WHEN r.reason = '' THEN '' ELSE ' ' || r.reason END AS line
		FROM outreach_reach r JOIN customer c ON c.id = r.target WHERE r.broadcast_id = %d`, i))
}

// made tells of how many batches the channel's key is known.
func (c *company) made() string {
	return c.lines(`SELECT state || ' ' || COUNT(*) AS line FROM outreach_batch GROUP BY state`)
}

// outcomes are what the other side's statuses of recipients mean.
var outcomes = map[float64]outreach.Outcome{0: outreach.Held, 1: outreach.Sent, 2: outreach.NotContact, 3: outreach.OverLimit}

// told asks the other side itself, past our own client, what became of every recipient of all broadcasts: "name outcome".
func (c *company) told() string {
	c.Helper()
	apps, err := c.world.Apps(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	var settings sandbox.Settings
	if err := c.world.Set(c.Context(), func(*sandbox.Settings) error { return nil }, &settings); err != nil {
		c.Fatal(err)
	}
	token := c.ask(fmt.Sprintf("gettoken?corpid=%s&corpsecret=%s", settings.CorpID, apps[0].Secret), nil)["access_token"]
	names := map[any]any{}
	for _, p := range c.world.State()["customers"].([]map[string]any) {
		names[p["external_userid"]] = p["name"]
	}
	ask := func(path string, body map[string]any) map[string]any {
		return c.ask(fmt.Sprintf("externalcontact/%s?access_token=%s", path, token), body)
	}
	now := c.app.DB.Clock().Now().Unix()
	var out []string
	for _, one := range ask("get_groupmsg_list_v2", map[string]any{"chat_type": "single", "start_time": now - 3600, "end_time": now + 60})["group_msg_list"].([]any) {
		id := one.(map[string]any)["msgid"]
		for _, task := range ask("get_groupmsg_task", map[string]any{"msgid": id})["task_list"].([]any) {
			results := ask("get_groupmsg_send_result", map[string]any{"msgid": id, "userid": task.(map[string]any)["userid"]})["send_list"].([]any)
			for _, r := range results {
				out = append(out, fmt.Sprint(names[r.(map[string]any)["external_userid"]], " ", outcomes[r.(map[string]any)["status"].(float64)]))
			}
		}
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// ask calls the other side's API.
func (c *company) ask(path string, body map[string]any) map[string]any {
	c.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		c.Fatal(err)
	}
	answer, err := http.Post(c.outside.URL+"/cgi-bin/"+path, "application/json", bytes.NewReader(text))
	if err != nil {
		c.Fatal(err)
	}
	defer answer.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&out); err != nil || out["errcode"] != 0.0 {
		c.Fatalf("%s: %v, %v", path, out, err)
	}
	return out
}

// TestABroadcast: drafted, planned, approved, confirmed by members in their client; the results of every recipient are those of
// the other side. Another one the same day is held back by the policy.
func TestABroadcast(t *testing.T) {
	eachCompany(t, func(c *company) {
		ctx := org.Owner(c.Context(), "test")
		c.policy(func(p *outreach.Policy) { p.Most = 1 })
		c.friends("mei", "王一", "王二", "王三")
		c.friends("gang", "李一", "李二")
		declined := c.person("王三")
		if err := c.app.Customer.Consent(ctx, declined, customer.Consent{Channel: wecom.Name, Topic: "新品"}); err != nil {
			c.Fatal(err)
		}
		b := c.broadcast("上新了")
		c.await("made 2", c.made)
		c.await("李一 held; 李二 held; 王一 held; 王三 left_out opted_out; 王二 held", func() string { return c.reached(b.ID) })
		c.act(sandbox.Act{Verb: "unfollow", Person: "李二", Staff: "gang"})
		c.act(sandbox.Act{Verb: "confirm", Staff: "mei"})
		c.act(sandbox.Act{Verb: "confirm", Staff: "gang"})
		c.await("李一 sent; 李二 not_contact; 王一 sent; 王三 left_out opted_out; 王二 sent", func() string { return c.reached(b.ID) })
		if got := c.told(); got != "李一 sent; 李二 not_contact; 王一 sent; 王二 sent" {
			c.Error(got)
		}
		if got := c.lines(`SELECT c.name || ' ' || t.cause AS line FROM customer_touch t JOIN customer c ON c.id = t.customer_id WHERE t.kind = 'broadcast'`); got != "李一 新品; 王一 新品; 王二 新品" {
			c.Error(got)
		}
		again := outreach.Draft{Name: "再来", Channel: wecom.Name, Topic: "新品", Message: channel.Message{Text: "再来"}, Audience: outreach.Audience{Rule: "adds >= 1"}}
		p, err := c.app.Outreach.Preview(ctx, again)
		if err != nil || p.Recipients != 0 || p.Candidates != 5 {
			c.Errorf("%+v, %v", p, err)
		}
		left := ""
		for _, t := range p.LeftOut {
			left += fmt.Sprint(t.Reason, " ", t.Count, "; ")
		}
		if left != "opted_out 1; not_a_contact 1; frequency_cap 3; " {
			c.Error(left)
		}
		c.friends("mei", "新人")
		second := c.broadcast("再来")
		c.await("made 1", func() string {
			return c.lines(fmt.Sprintf(`SELECT state || ' ' || size AS line FROM outreach_batch WHERE broadcast_id = %d`, second.ID))
		})
		c.act(sandbox.Act{Verb: "confirm", Staff: "mei"})
		c.await("新人 sent; 李一 left_out frequency_cap; 李二 left_out not_a_contact; 王一 left_out frequency_cap; 王三 left_out opted_out; 王二 left_out frequency_cap",
			func() string { return c.reached(second.ID) })
	})
}

// killing is a channel that makes messages, one a person, and is killed before anybody hears of it.
type killing struct {
	outreach.Mass
	left int
}

var errKilled = fault.New(fault.Internal, "test.killed", "被中断", "killed")

func (k *killing) Limits() (people, groups int64) { return 1, 1 }

func (k *killing) Make(ctx context.Context, c outreach.Call) (string, []string, error) {
	code, failed, err := k.Mass.Make(ctx, c)
	if k.left > 0 {
		k.left--
		return "", nil, errors.Join(err, errKilled)
	}
	return code, failed, err
}

// TestABroadcastIsMadeOnce: killed between the intent and the record, everybody is sent one, though a member has several
// messages of the same text.
func TestABroadcastIsMadeOnce(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.policy(func(*outreach.Policy) {})
		c.friends("mei", "王一", "王二")
		c.friends("gang", "李一")
		c.app.Outreach.SendBy(wecom.Name, &killing{c.app.WeCom.Mass(), 3})
		b := c.broadcast("上新了")
		c.await("calling 3", c.made)
		c.await("made 3", c.made)
		c.act(sandbox.Act{Verb: "confirm", Staff: "mei"})
		c.act(sandbox.Act{Verb: "confirm", Staff: "gang"})
		c.await("李一 sent; 王一 sent; 王二 sent", func() string { return c.reached(b.ID) })
		if got := c.told(); got != "李一 sent; 王一 sent; 王二 sent" {
			c.Error(got)
		}
	})
}

// TestABroadcastToAGroup: its owner confirms, and whoever is in it was contacted.
func TestABroadcastToAGroup(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.policy(func(p *outreach.Policy) { p.Most = 1 })
		c.friends("mei", "王一", "王二", "王三")
		c.act(sandbox.Act{Verb: "group", Staff: "mei", Name: "福利群", People: []string{"王一", "王二"}})
		c.await("福利群: 王一; 福利群: 王二", c.members)
		group, err := db.One[community.ID](c.Context(), c.app.DB.Read(), `SELECT id FROM community WHERE name = '福利群'`)
		if err != nil {
			c.Fatal(err)
		}
		b := c.broadcast("进群有礼", group)
		c.await("made 1", c.made)
		c.act(sandbox.Act{Verb: "confirm", Staff: "mei"})
		c.await("sent 1", func() string {
			return c.lines(fmt.Sprintf(`SELECT state || ' ' || COUNT(*) AS line FROM outreach_reach WHERE broadcast_id = %d GROUP BY state`, b.ID))
		})
		if got := c.lines(`SELECT c.name AS line FROM customer_touch t JOIN customer c ON c.id = t.customer_id WHERE t.kind = 'broadcast' AND t.community_id <> 0`); got != "王一; 王二" {
			c.Error(got)
		}
		p, err := c.app.Outreach.Plan(org.Owner(c.Context(), "test"), c.broadcast("单发").ID)
		if err != nil || p.Recipients != 1 || p.LeftOut[0] != (outreach.Tallied{Reason: outreach.FrequencyCap, Count: 2}) {
			c.Errorf("%+v, %v", p, err)
		}
	})
}
