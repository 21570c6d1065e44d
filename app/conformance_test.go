package app_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"qunli/app"
	"qunli/automation"
	"qunli/channel"
	"qunli/channel/channeltest"
	"qunli/channel/wecom"
	"qunli/community"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/livecode"
	"qunli/org"
	"qunli/outreach"
	"qunli/sandbox"
	"qunli/succession"
	"qunli/testkit/pgtest"
)

// TestWeComIsAChannel: WeCom, acted by the sandbox, passes what every channel passes.
func TestWeComIsAChannel(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		channeltest.Run(t, func(t *testing.T) *channeltest.World {
			return openCompany(t, "sqlite://"+t.TempDir()+"/qunli.db").channelWorld()
		})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		channeltest.Run(t, func(t *testing.T) *channeltest.World { return openCompany(t, pgtest.Fresh(t)).channelWorld() })
	})
}

// behind is how far the world's clock is behind ours: what happens there in a row is told to be seconds apart.
const behind = 3 * time.Minute

// channelWorld is the company as the suite of channels sees it.
func (c *company) channelWorld() *channeltest.World {
	c.travel(-behind)
	c.greet()
	group := map[string]string{} // by the name that it was made with
	person := func(name string) string { return c.act(sandbox.Act{Verb: "person", Name: name}).Person }
	did := func(a sandbox.Act) sandbox.Outcome {
		c.travel(time.Second)
		return c.act(a)
	}
	w := &channeltest.World{Staff: [2]string{"mei", "gang"}, Capabilities: wecom.Capabilities(),
		Meet:   func(p, s string) { did(sandbox.Act{Verb: "search", Person: person(p), Staff: s, On: true}) },
		Drop:   func(p, s string) { did(sandbox.Act{Verb: "unfollow", Person: p, Staff: s}) },
		Delete: func(p, s string) { did(sandbox.Act{Verb: "unfriend", Person: p, Staff: s}) },
		Remark: func(p, s, text string) { did(sandbox.Act{Verb: "remark", Person: p, Staff: s, Text: text}) },
		Tag:    func(p, s, tag string) { did(sandbox.Act{Verb: "tag", Person: p, Staff: s, Tags: []string{tag}}) },
		Gather: func(g, s string, people ...string) {
			group[g] = did(sandbox.Act{Verb: "group", Staff: s, Name: g, People: people}).Group
		},
		Join: func(g string, people ...string) {
			for _, p := range people {
				person(p)
			}
			did(sandbox.Act{Verb: "invite", Group: group[g], Staff: c.ownerOf(group[g]), People: people})
		},
		Leave:    func(g, p string) { did(sandbox.Act{Verb: "leave", Group: group[g], Person: p}) },
		Remove:   func(g, p string) { did(sandbox.Act{Verb: "kick", Group: group[g], Person: p}) },
		Rename:   func(g, name string) { did(sandbox.Act{Verb: "rename", Group: group[g], Name: name}) },
		Dissolve: func(g string) { did(sandbox.Act{Verb: "dismiss", Group: group[g]}) },
		Faults:   c.faults(),
		Lose:     c.lose,
		Backward: c.backward,
		Again:    c.again,
		Restart:  func() { c.halt(); c.begin() },
		Read:     func() { c.sync(); c.synced() },
		Bonds: func() []string {
			return c.list(`SELECT c.name || ' with ' || b.member || CASE WHEN b.until = 0 THEN '' WHEN b.ended_by = '' THEN ' ended unseen' ELSE ' ended by ' || b.ended_by END AS line
				FROM customer_bond b JOIN customer c ON c.id = b.customer_id`)
		},
		Stays: func() []string {
			list := c.list(`SELECT c.name || CASE WHEN s.left_at = 0 THEN ' in ' ELSE ' left ' END || g.name AS line
				FROM community_stay s JOIN community g ON g.id = s.community_id JOIN customer c ON c.id = s.customer_id`)
			for n := range list { // of a group that was gone before it could be read nobody knows the name
				for name, key := range group {
					list[n] = strings.ReplaceAll(list[n], key, name)
				}
			}
			return list
		},
		Written: func() string {
			return c.lines(`SELECT 'touches ' || COUNT(*) AS line FROM customer_touch UNION ALL SELECT 'bonds ' || COUNT(*) FROM customer_bond
				UNION ALL SELECT 'moves ' || COUNT(*) FROM community_move UNION ALL SELECT 'people ' || COUNT(*) FROM customer
				UNION ALL SELECT 'welcomes ' || COUNT(*) FROM automation_welcome`)
		},
		Greeted: c.greeted,
	}
	w.Proofs = c.proofs(w)
	return w
}

func (c *company) travel(by time.Duration) {
	c.Helper()
	if err := c.world.Travel(c.Context(), c.world.Now()+by.Milliseconds(), false); err != nil {
		c.Fatal(err)
	}
}

// greet gives whoever is added something to read.
func (c *company) greet() {
	c.Helper()
	_, err := c.app.Greeter.Save(org.Owner(c.Context(), "test"), automation.Greeting{Name: "大家", Variants: []automation.Variant{{Weight: 1, Message: channel.Message{Text: "你好"}}}})
	if err != nil {
		c.Fatal(err)
	}
}

func (c *company) ownerOf(group string) string {
	for _, g := range c.world.State()["groups"].([]map[string]any) {
		if g["chat_id"] == group {
			return g["owner"].(string)
		}
	}
	c.Fatalf("no group %s", group)
	return ""
}

func (c *company) list(sql string) []string {
	c.Helper()
	list, err := db.All[string](c.Context(), c.app.DB.Read(), sql)
	if err != nil {
		c.Fatal(err)
	}
	return list
}

// faults are what can go wrong between the two.
func (c *company) faults() map[string]func() {
	code := func(code int) func() {
		return func() {
			c.set(func(s *sandbox.Settings) {
				for _, path := range []string{"externalcontact/get", "externalcontact/groupchat/get", "externalcontact/send_welcome_msg", "externalcontact/list"} {
					s.Faults[path] = &sandbox.Fault{Code: code, Left: 3}
				}
			})
		}
	}
	quick := func(f func(s *sandbox.Settings)) func() {
		return func() { c.set(func(s *sandbox.Settings) { s.RetryWait = 20; f(s) }) }
	}
	return map[string]func(){
		"told twice and not heard": quick(func(s *sandbox.Settings) { s.Duplicate, s.Deaf = 0.5, 0.3 }),
		"told in another order":    quick(func(s *sandbox.Settings) { s.Reorder = 0.5 }),
		"replies get lost":         quick(func(s *sandbox.Settings) { s.DropReply = 0.1 }),
		"lists are behind":         func() { c.travel(behind); c.set(func(s *sandbox.Settings) { s.GroupLag = 2500 }) },
		"the server is ill":        func() { c.ill.Store(4) },
		"busy":                     code(-1),
		"too many at once":         code(45033),
		"the token has expired":    code(42001),
	}
}

// backward has what happens in f told afterwards, the last first.
func (c *company) backward(f func()) {
	c.Helper()
	c.mu.Lock()
	c.hold = true
	c.mu.Unlock()
	f()
	c.await("0", func() string { return fmt.Sprint(c.waiting()) })
	c.mu.Lock()
	kept := c.kept
	c.hold, c.kept = false, nil
	c.mu.Unlock()
	if len(kept) == 0 {
		c.Fatal("nothing was told")
	}
	for _, r := range slices.Backward(kept) {
		rw := httptest.NewRecorder()
		if c.answer(rw, r); rw.Code != 200 {
			c.Errorf("answered %d", rw.Code)
		}
	}
}

// waiting is how many events the world has not told yet.
func (c *company) waiting() float64 {
	c.Helper()
	return c.admin("counts")["waiting"].(float64)
}

// again has every payload told once more, which changes nothing, and read once more, which does not either.
func (c *company) again() {
	c.Helper()
	inbox := c.app.Inbox
	var all []channel.Payload
	for before := channel.PayloadID(0); ; {
		page, err := inbox.List(c.Context(), channel.Filter{Before: before, Limit: 200})
		if err != nil {
			c.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		all, before = append(all, page...), page[len(page)-1].ID
	}
	for _, p := range all {
		got, err := inbox.Receive(c.Context(), wecom.Inbound([]byte(p.Payload)))
		if err != nil || !got.Again {
			c.Errorf("%+v, %v", got, err)
		}
		if err := c.app.DB.Tx(c.Context(), func(ctx context.Context, tx *db.Tx) error { return inbox.Replay(ctx, tx, p.ID) }); err != nil {
			c.Error(err)
		}
	}
}

// greeted lists who was greeted outside.
func (c *company) greeted() []string {
	c.Helper()
	out := []string{}
	for _, name := range strings.Fields("甲 乙 丙 丁 戊 己 庚 辛 壬 癸") {
		who := c.act(sandbox.Act{Verb: "person", Name: name}).Person
		for _, staff := range []string{"mei", "gang"} {
			for _, said := range c.admin("chat/" + url.PathEscape(staff+"|"+who))["messages"].([]any) {
				if said.(map[string]any)["text"] == "你好" {
					out = append(out, name)
				}
			}
		}
	}
	return out
}

func (c *company) proofs(w *channeltest.World) map[channel.Capability]func() error {
	shown := func(sql, want string) error {
		for waited := clock.Stopwatch(); waited() < 2*time.Minute; {
			if c.lines(sql) == want {
				return nil
			}
			if err := clock.Sleep(c.Context(), 50*time.Millisecond); err != nil {
				return err
			}
		}
		return fmt.Errorf("got %q, want %q", c.lines(sql), want)
	}
	return map[channel.Capability]func() error{
		channel.CanWelcome: func() error {
			w.Meet("甲", "mei")
			return shown(`SELECT DISTINCT outcome AS line FROM automation_welcome`, "sent")
		},
		channel.CanRemark: func() error {
			w.Meet("甲", "mei")
			w.Remark("甲", "mei", "老客")
			return shown(`SELECT remark AS line FROM customer_bond WHERE remark <> ''`, "老客")
		},
		channel.CanTag: func() error {
			c.act(sandbox.Act{Verb: "newtag", Group: "等级", Name: "金"})
			w.Meet("甲", "mei")
			w.Tag("甲", "mei", "金")
			return shown(`SELECT t.family || '/' || t.name AS line FROM customer_tagging g JOIN customer_tag t ON t.id = g.tag_id`, "等级/金")
		},
		channel.CanReadGroups: func() error {
			w.Gather("群", "mei", "甲")
			return shown(`SELECT g.name || ' ' || c.name AS line FROM community_stay s JOIN community g ON g.id = s.community_id JOIN customer c ON c.id = s.customer_id WHERE g.name = '群'`, "群 甲")
		},
		channel.CanCode: func() error {
			code := c.publish(livecode.Plan{Code: livecode.Code{Kind: livecode.Person, Name: "门口", Branches: []livecode.Branch{{Seats: []livecode.Seat{{StaffID: c.staff("mei")}}}}}})
			return c.scanned(code.ID, "扫码的", "mei", shown)
		},
		channel.CanGroupCode: func() error {
			w.Gather("码群", "mei", "甲")
			if err := shown(`SELECT name AS line FROM community WHERE name = '码群'`, "码群"); err != nil {
				return err
			}
			group, err := db.One[community.ID](c.Context(), c.app.DB.Read(), `SELECT id FROM community WHERE name = '码群'`)
			if err != nil {
				return err
			}
			code := c.publish(livecode.Plan{Code: livecode.Code{Kind: livecode.Group, Name: "群码", Branches: []livecode.Branch{{Groups: []community.ID{group}}}}})
			return c.scanned(code.ID, "进群的", "", shown)
		},
		channel.CanTransfer: func() error {
			w.Meet("交接的", "gang")
			who := `customer_id = (SELECT id FROM customer WHERE name = '交接的')`
			if err := shown(`SELECT member AS line FROM customer_bond WHERE `+who, "gang"); err != nil {
				return err
			}
			_, err := c.app.Succession.Begin(org.Owner(c.Context(), "test"), succession.Request{From: c.staff("gang"), Heirs: []org.StaffID{c.staff("mei")}})
			if err != nil {
				return err
			}
			if err := shown(`SELECT state AS line FROM succession_object WHERE kind = 'customer' AND object_id = (SELECT id FROM customer WHERE name = '交接的')`, "waiting"); err != nil {
				return err
			}
			c.travel(25 * time.Hour)
			return shown(`SELECT member || CASE WHEN until = 0 THEN '' ELSE ' ended by ' || ended_by END AS line FROM customer_bond WHERE `+who, "gang ended by transfer; mei")
		},
		channel.CanBroadcast: func() error {
			c.policy(func(*outreach.Policy) {})
			w.Meet("收信的", "gang")
			who := `customer_id = (SELECT id FROM customer WHERE name = '收信的')`
			if err := shown(`SELECT member AS line FROM customer_bond WHERE `+who, "gang"); err != nil {
				return err
			}
			b := c.broadcast("上新了")
			if err := shown(fmt.Sprintf(`SELECT DISTINCT state AS line FROM outreach_batch WHERE broadcast_id = %d`, b.ID), "made"); err != nil {
				return err
			}
			c.act(sandbox.Act{Verb: "confirm", Staff: "gang"})
			return shown(`SELECT kind AS line FROM customer_touch WHERE kind = 'broadcast' AND `+who, "broadcast")
		},
	}
}

// scanned has somebody new scan a code once it leads anywhere, and wants them to have arrived by it.
func (c *company) scanned(i livecode.ID, name, member string, shown func(sql, want string) error) error {
	if err := shown(fmt.Sprintf(`SELECT CASE WHEN picture = '' THEN '' ELSE 'there' END AS line FROM livecode_branch WHERE code_id = %d`, i), "there"); err != nil {
		return err
	}
	c.act(sandbox.Act{Verb: "scan", Person: c.act(sandbox.Act{Verb: "person", Name: name}).Person, Code: c.picture(i)})
	return shown(fmt.Sprintf(`SELECT c.name || ' ' || a.member AS line FROM livecode_arrival a JOIN customer c ON c.id = a.customer_id WHERE a.code_id = %d`, i), name+" "+member)
}

// TestNodesShareOneToken: however many nodes begin at once, and when it has expired, one of them asks for a token.
func TestNodesShareOneToken(t *testing.T) {
	c := openCompany(t, pgtest.Fresh(t))
	had := c.calls("gettoken 0")
	var nodes []*app.App
	for range 4 {
		a := c.open(t.Context())
		t.Cleanup(func() { _ = a.Close() })
		nodes = append(nodes, a)
	}
	ask := func() {
		t.Helper()
		var group errgroup.Group
		for n := range 40 {
			group.Go(func() error {
				client, err := nodes[n%len(nodes)].WeCom.Client(t.Context())
				if err != nil {
					return err
				}
				_, err = client.Members(t.Context())
				return err
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	ask()
	if n := c.calls("gettoken 0") - had; n != 1 {
		t.Errorf("%v tokens for four nodes", n)
	}
	answer, err := http.Post(c.outside.URL+"/admin/tokens/expire", "application/json", strings.NewReader("{}"))
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatal(answer, err)
	}
	_ = answer.Body.Close()
	ask()
	if n := c.calls("gettoken 0") - had; n != 2 {
		t.Errorf("%v tokens after the first had expired", n)
	}
}

// calls is how often an API was called with an outcome.
func (c *company) calls(what string) float64 {
	c.Helper()
	calls, _ := c.admin("counts")["calls"].(map[string]any)
	n, _ := calls[what].(float64)
	return n
}
